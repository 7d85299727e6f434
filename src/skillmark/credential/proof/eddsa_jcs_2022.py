"""The suite eddsa-jcs-2022: an Ed25519 signature over the JSON as it is, in its canonical spelling.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, "eddsa-jcs-2022".
"""

from __future__ import annotations

import hashlib
from typing import Any

from skillmark.credential.canon import jcs
from skillmark.credential.errors import ProofError
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof.suite import (
    Document,
    ProofOptions,
    attach,
    check_signature,
    options_of,
    unsecured,
)

CRYPTOSUITE = "eddsa-jcs-2022"


def hash_data(document: Document, proof: Document) -> bytes:
    """The 64 bytes that are signed: SHA-256 of the canonical proof options, then of the canonical document."""
    options = options_of(proof, CRYPTOSUITE)
    # "Verify Proof (eddsa-jcs-2022)" lets contexts be added after signing, unsigned. They could change
    # what members mean, so the contexts must be the signed ones, no more.
    if "@context" in options and options["@context"] != document.get("@context"):
        raise ProofError("proof_context_differs", "The document's contexts are not those that were signed.")
    proof_hash = hashlib.sha256(jcs.canonicalize(options)).digest()
    return proof_hash + hashlib.sha256(jcs.canonicalize(unsecured(document, proof))).digest()


def sign(document: Document, *, signer: Signer, options: ProofOptions) -> dict[str, Any]:
    """The document with one proof more, made with `signer`; the proof repeats the document's contexts."""
    proof = options.to_proof(CRYPTOSUITE)
    if "@context" in document:
        proof["@context"] = document["@context"]
    return attach(document, proof, signer=signer, data=hash_data(document, proof))


def verify(document: Document, proof: Document, *, public_key: bytes) -> None:
    """Raise ProofError unless `proof` holds for `document` under `public_key` (32 bytes)."""
    check_signature(proof, public_key=public_key, data=hash_data(document, proof))
