"""The suite eddsa-rdfc-2022: an Ed25519 signature over what the document means, whatever its spelling.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, "eddsa-rdfc-2022".
"""

from __future__ import annotations

import hashlib
from typing import Any

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import ProofError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof.suite import (
    Document,
    ProofOptions,
    attach,
    check_signature,
    options_of,
    unsecured,
)

CRYPTOSUITE = "eddsa-rdfc-2022"
# The same suite in drafts before 2023; badges signed under that name are still about.
FORMER_NAME = "eddsa-2022"


def hash_data(document: Document, proof: Document, *, contexts: ContextRegistry = BUNDLED) -> bytes:
    """The 64 bytes that are signed: SHA-256 of the canonical proof options, then of the canonical document."""
    options = options_of(proof, CRYPTOSUITE, FORMER_NAME)
    # "Proof Configuration": the options mean what the document's contexts say, never what a context of their own says.
    if "@context" in options and options["@context"] != document.get("@context"):
        raise ProofError("proof_context_differs", "The proof brings a context of its own.")
    options["@context"] = document.get("@context")
    proof_hash = hashlib.sha256(canonical_nquads(options, contexts=contexts)).digest()
    document_hash = hashlib.sha256(canonical_nquads(unsecured(document, proof), contexts=contexts)).digest()
    return proof_hash + document_hash


def sign(
    document: Document, *, signer: Signer, options: ProofOptions, contexts: ContextRegistry = BUNDLED
) -> dict[str, Any]:
    """The document with one proof more, made with `signer`."""
    proof = options.to_proof(CRYPTOSUITE)
    return attach(document, proof, signer=signer, data=hash_data(document, proof, contexts=contexts))


def verify(
    document: Document, proof: Document, *, public_key: bytes, contexts: ContextRegistry = BUNDLED
) -> None:
    """Raise ProofError unless `proof` holds for `document` under `public_key` (32 bytes).

    Raises ContextError or CanonicalizationError when the document has no certain meaning to be signed.
    """
    check_signature(proof, public_key=public_key, data=hash_data(document, proof, contexts=contexts))
