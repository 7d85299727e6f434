"""The suite ecdsa-rdfc-2019: an ECDSA signature (P-256 or P-384) over what the document means, whatever its spelling.

Source: W3C Data Integrity ECDSA Cryptosuites 1.0, "ecdsa-rdfc-2019".
"""

from __future__ import annotations

from typing import Any

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.keys.ecdsa import CURVES
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof.suite import (
    Document,
    ProofOptions,
    attach,
    check_signature,
    options_of,
    rdfc_hash_data,
    require_kind,
    unsecured,
)

CRYPTOSUITE = "ecdsa-rdfc-2019"
KINDS = (KeyKind.P256, KeyKind.P384)


def hash_data(
    document: Document, proof: Document, *, kind: KeyKind = KeyKind.P256, contexts: ContextRegistry = BUNDLED
) -> bytes:
    """What is signed: the hash of the canonical proof options, then that of the canonical document.

    A longer curve asks for the longer hash: each has 32 bytes for P-256 and 48 for P-384.
    """
    options = options_of(proof, CRYPTOSUITE)
    return rdfc_hash_data(
        document,
        options,
        unsecured(document, proof),
        contexts=contexts,
        algorithm=CURVES[kind.value].hash.name,
    )


def sign(
    document: Document, *, signer: Signer, options: ProofOptions, contexts: ContextRegistry = BUNDLED
) -> dict[str, Any]:
    """The document with one proof more, made with `signer`."""
    require_kind(signer.public_key, *KINDS)
    proof = options.to_proof(CRYPTOSUITE)
    return attach(
        document,
        proof,
        signer=signer,
        data=hash_data(document, proof, kind=signer.public_key.kind, contexts=contexts),
    )


def verify(
    document: Document, proof: Document, *, public_key: PublicKey, contexts: ContextRegistry = BUNDLED
) -> None:
    """Raise ProofError unless `proof` holds for `document` under `public_key`.

    Raises ContextError or CanonicalizationError when the document has no certain meaning to be signed.
    """
    require_kind(public_key, *KINDS)
    check_signature(
        proof, public_key=public_key, data=hash_data(document, proof, kind=public_key.kind, contexts=contexts)
    )
