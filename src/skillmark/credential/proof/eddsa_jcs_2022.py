"""The suite eddsa-jcs-2022: an Ed25519 signature over the JSON as it is, in its canonical spelling.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, "eddsa-jcs-2022".
"""

from __future__ import annotations

from typing import Any

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof.suite import (
    Document,
    ProofOptions,
    attach,
    check_signature,
    jcs_hash_data,
    options_of,
    require_kind,
    unsecured,
)

CRYPTOSUITE = "eddsa-jcs-2022"
KINDS = (KeyKind.ED25519,)


def hash_data(document: Document, proof: Document) -> bytes:
    """The 64 bytes that are signed: hash of the canonical proof options, then of the canonical document."""
    options = options_of(proof, CRYPTOSUITE)
    return jcs_hash_data(document, options, unsecured(document, proof))


def sign(
    document: Document,
    *,
    signer: Signer,
    options: ProofOptions,
    contexts: ContextRegistry = BUNDLED,  # noqa: ARG001 (JSON is signed as it is written)
) -> dict[str, Any]:
    """The document with one proof more, made with `signer`; the proof repeats the document's contexts."""
    require_kind(signer.public_key, *KINDS)
    proof = options.to_proof(CRYPTOSUITE)
    if "@context" in document:
        proof["@context"] = document["@context"]
    return attach(document, proof, signer=signer, data=hash_data(document, proof))


def verify(
    document: Document,
    proof: Document,
    *,
    public_key: PublicKey,
    contexts: ContextRegistry = BUNDLED,  # noqa: ARG001 (JSON is signed as it is written)
) -> None:
    """Raise ProofError unless `proof` holds for `document` under `public_key`."""
    require_kind(public_key, *KINDS)
    check_signature(proof, public_key=public_key, data=hash_data(document, proof))
