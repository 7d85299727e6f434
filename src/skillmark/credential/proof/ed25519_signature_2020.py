"""The proof type Ed25519Signature2020, which badges of 2022 and 2023 carry. It can be checked, and is made no more.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, "The Ed25519Signature2020 Suite"; hashing is as in eddsa-rdfc-2022.
"""

from __future__ import annotations

from skillmark.credential.canon.nquads import Escape
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.proof.before_rdfc import check_either_signature
from skillmark.credential.proof.suite import (
    Document,
    options_of,
    rdfc_hash_data,
    require_kind,
    unsecured,
)

PROOF_TYPE = "Ed25519Signature2020"
KINDS = (KeyKind.ED25519,)


def hash_data(
    document: Document,
    proof: Document,
    *,
    contexts: ContextRegistry = BUNDLED,
    escape: Escape | None = None,
) -> bytes:
    """The 64 bytes that are signed: hash of the canonical proof options, then of the canonical document.

    The type itself is defined by https://w3id.org/security/suites/ed25519-2020/v1, which the document must therefore
    name among its contexts; without it the options have no meaning and are refused.
    """
    options = options_of(proof, proof_type=PROOF_TYPE)
    bare = unsecured(document, proof)
    return rdfc_hash_data(document, options, bare, contexts=contexts, escape=escape)


def verify(
    document: Document, proof: Document, *, public_key: PublicKey, contexts: ContextRegistry = BUNDLED
) -> None:
    """Raise ProofError unless `proof` holds for `document` under `public_key`.

    Raises ContextError or CanonicalizationError when the document has no certain meaning to be signed.
    """
    require_kind(public_key, *KINDS)
    check_either_signature(
        document,
        proof,
        public_key=public_key,
        hash_data=lambda escape: hash_data(document, proof, contexts=contexts, escape=escape),
    )
