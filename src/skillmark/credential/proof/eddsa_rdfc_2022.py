"""The suite eddsa-rdfc-2022: an Ed25519 signature over what the document means, whatever its spelling.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, "eddsa-rdfc-2022".
"""

from __future__ import annotations

from typing import Any

from skillmark.credential.canon.nquads import Escape
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof.before_rdfc import check_either_signature
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

CRYPTOSUITE = "eddsa-rdfc-2022"
# The same suite in drafts before 2023; badges signed under that name are still about.
FORMER_NAME = "eddsa-2022"
KINDS = (KeyKind.ED25519,)


def hash_data(
    document: Document,
    proof: Document,
    *,
    contexts: ContextRegistry = BUNDLED,
    escape: Escape | None = None,
) -> bytes:
    """The 64 bytes that are signed: hash of the canonical proof options, then of the canonical document."""
    options = options_of(proof, CRYPTOSUITE, FORMER_NAME)
    bare = unsecured(document, proof)
    return rdfc_hash_data(document, options, bare, contexts=contexts, escape=escape)


def sign(
    document: Document, *, signer: Signer, options: ProofOptions, contexts: ContextRegistry = BUNDLED
) -> dict[str, Any]:
    """The document with one proof more, made with `signer`."""
    require_kind(signer.public_key, *KINDS)
    proof = options.to_proof(CRYPTOSUITE)
    return attach(document, proof, signer=signer, data=hash_data(document, proof, contexts=contexts))


def verify(
    document: Document, proof: Document, *, public_key: PublicKey, contexts: ContextRegistry = BUNDLED
) -> None:
    """Raise ProofError unless `proof` holds for `document` under `public_key`.

    Raises ContextError or CanonicalizationError when the document has no certain meaning to be signed.
    """
    require_kind(public_key, *KINDS)
    if proof.get("cryptosuite") == FORMER_NAME:
        check_either_signature(
            document,
            proof,
            public_key=public_key,
            hash_data=lambda escape: hash_data(document, proof, contexts=contexts, escape=escape),
        )
    else:
        check_signature(proof, public_key=public_key, data=hash_data(document, proof, contexts=contexts))
