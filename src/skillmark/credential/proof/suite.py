"""What the Data Integrity suites share: which members a proof has, what it covers, and how its value is written.

Source: W3C Verifiable Credential Data Integrity 1.0, "Algorithms"; a suite adds only its canonical form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from skillmark.credential.canon import jcs
from skillmark.credential.canon.nquads import Escape
from skillmark.credential.contexts import ContextRegistry
from skillmark.credential.errors import KeyMaterialError, ProofError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.keys.multikey import multibase_decode, multibase_encode
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.message import either
from skillmark.credential.times import format_timestamp

PROOF_TYPE = "DataIntegrityProof"
Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ProofOptions:
    """What a new proof says about itself beside its signature; what is None is left out."""

    verification_method: str
    created: datetime | None = None
    proof_purpose: str = "assertionMethod"
    expires: datetime | None = None
    domain: str | None = None
    challenge: str | None = None
    nonce: str | None = None
    proof_id: str | None = None
    previous_proof: str | tuple[str, ...] | None = None

    def to_proof(self, cryptosuite: str) -> dict[str, Any]:
        """The proof without context and value, in the order in which it is written."""
        previous = (
            list(self.previous_proof) if isinstance(self.previous_proof, tuple) else self.previous_proof
        )
        members = {
            "id": self.proof_id,
            "type": PROOF_TYPE,
            "cryptosuite": cryptosuite,
            "created": format_timestamp(self.created) if self.created else None,
            "expires": format_timestamp(self.expires) if self.expires else None,
            "verificationMethod": self.verification_method,
            "proofPurpose": self.proof_purpose,
            "domain": self.domain,
            "challenge": self.challenge,
            "nonce": self.nonce,
            "previousProof": previous,
        }
        return {name: value for name, value in members.items() if value is not None}


class Verifiable(Protocol):
    """What a module offers whose kind of proof can be checked; `contexts` says what the terms of a document mean."""

    def verify(
        self, document: Document, proof: Document, *, public_key: PublicKey, contexts: ContextRegistry = ...
    ) -> None:
        """Raise ProofError unless `proof` holds for `document` under `public_key`."""


class Suite(Verifiable, Protocol):
    """What a module offers whose kind of proof can be made as well."""

    def sign(
        self, document: Document, *, signer: Signer, options: ProofOptions, contexts: ContextRegistry = ...
    ) -> dict[str, Any]:
        """The document with one proof more; raises ProofError for a key of another kind."""


def proofs_of(document: Document) -> list[Any]:
    """The proofs of a document, as a list; what is not an object is for the caller to refuse."""
    proof = document.get("proof", [])
    return proof if isinstance(proof, list) else [proof]


def unsecured(document: Document, proof: Document) -> dict[str, Any]:
    """What `proof` covers: the document without proofs, or with just those that it builds on."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    if "previousProof" in proof:
        bare["proof"] = previous_proofs(document, proof)
    return bare


def previous_proofs(document: Document, proof: Document) -> list[Document]:
    """The proofs that `proof` builds on, in the order of the document; raises ProofError where one is missing.

    Data Integrity 1.0, "Verify Proof Sets and Chains".
    """
    if "previousProof" not in proof:
        return []
    named = proof["previousProof"]
    wanted = named if isinstance(named, list) else [named]
    if not wanted or not all(isinstance(identifier, str) for identifier in wanted):
        raise ProofError("previous_proof_invalid", "“previousProof” does not name proofs by their ids.")
    found: list[Document] = [
        other for other in proofs_of(document) if isinstance(other, dict) and other.get("id") in wanted
    ]
    if len(found) != len(set(wanted)):
        raise ProofError(
            "previous_proof_missing", "A proof builds on another proof that the document does not hold."
        )
    return found


def options_of(proof: Document, *cryptosuites: str, proof_type: str = PROOF_TYPE) -> dict[str, Any]:
    """The proof without its value, after checking that it is of this suite; raises ProofError.

    A proof type that is older than `cryptosuite` is a suite by itself.
    """
    of_suite = proof.get("cryptosuite") in cryptosuites if cryptosuites else "cryptosuite" not in proof
    if proof.get("type") != proof_type or not of_suite:
        raise ProofError(
            "suite_mismatch",
            "The proof is not of the kind {suite}.",
            suite=next(iter(cryptosuites), proof_type),
        )
    return {name: value for name, value in proof.items() if name != "proofValue"}


def signed_options(document: Document, options: dict[str, Any]) -> dict[str, Any]:
    """The proof options under the document's contexts ("Proof Configuration"); raises ProofError for other contexts.

    What a proof says of itself means what the document's contexts say, never what a context of its own says.
    """
    if "@context" in options and options["@context"] != document.get("@context"):
        raise ProofError("proof_context_differs", "The proof brings a context of its own.")
    return options | {"@context": document.get("@context")}


def rdfc_hash_data(
    document: Document,
    options: dict[str, Any],
    bare: Document,
    *,
    contexts: ContextRegistry,
    algorithm: str = "sha256",
    escape: Escape | None = None,
) -> bytes:
    """Hash of the canonical proof options, then of what the proof covers ("Hashing" of the -rdfc- suites).

    `escape` is for proofs from before these suites; see before_rdfc.py.
    """
    parts = (signed_options(document, options), bare)
    canonical = (
        canonical_nquads(part, contexts=contexts, algorithm=algorithm, escape=escape) for part in parts
    )
    return b"".join(hashlib.new(algorithm, part).digest() for part in canonical)


def jcs_hash_data(
    document: Document, options: dict[str, Any], bare: Document, *, algorithm: str = "sha256"
) -> bytes:
    """Hash of the canonical proof options, then of what the proof covers ("Hashing" of the -jcs- suites)."""
    # "Verify Proof" of the -jcs- suites lets contexts be added after signing, unsigned. They could change
    # what members mean, so the contexts must be the signed ones, no more.
    if "@context" in options and options["@context"] != document.get("@context"):
        raise ProofError("proof_context_differs", "The document's contexts are not those that were signed.")
    return b"".join(hashlib.new(algorithm, jcs.canonicalize(part)).digest() for part in (options, bare))


def attach(document: Document, proof: dict[str, Any], *, signer: Signer, data: bytes) -> dict[str, Any]:
    """The document with `proof` completed by a signature over `data`, beside the proofs it has."""
    return with_proof(document, proof | {"proofValue": multibase_encode(signer.sign(data))})


def with_proof(document: Document, proof: Document) -> dict[str, Any]:
    """The document with one proof more, beside the proofs it has."""
    existing = proofs_of(document)
    return dict(document) | {"proof": [*existing, proof] if existing else proof}


def require_kind(key: PublicKey, *kinds: KeyKind) -> None:
    """Raise ProofError unless the key is of a kind that the suite is defined for."""
    if key.kind not in kinds:
        raise ProofError(
            "key_kind_mismatch",
            "The proof is of a kind that is made with {wanted} keys, and the key is a {found} key.",
            wanted=either(kinds),
            found=key.kind.value,
        )


def check_signature(proof: Document, *, public_key: PublicKey, data: bytes) -> None:
    """Raise ProofError unless the proof's value is the signature of `public_key` over `data`."""
    value = proof.get("proofValue")
    if not isinstance(value, str):
        raise ProofError("proof_value_missing", "The proof holds no signature.")
    try:
        signature = multibase_decode(value)
    except KeyMaterialError as error:
        raise ProofError(
            "proof_value_invalid", "The signature cannot be read: {why}", why=error.message
        ) from error
    if not public_key.verify(signature, data):
        raise ProofError(
            "signature_invalid", "The signature does not match: the content or the proof was changed."
        )
