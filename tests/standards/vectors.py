"""What the tests of several Data Integrity vectors share: their contexts, their options and their keys."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from skillmark.credential.contexts import BUNDLED
from skillmark.credential.keys import PublicKey, decode_public_key
from skillmark.credential.proof.suite import ProofOptions

_DATE = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
_CITIZENSHIP, _SCHEMA = "https://w3id.org/citizenship#", "https://schema.org/"
# The context citizenship/v4rc1 is not among the official material. These are the terms that the vectors use, with the
# addresses that their published canonical forms give them; the vectors agree byte for byte, so they mean the same.
_TERMS: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{
        name: _CITIZENSHIP + name
        for name in (
            "EmployablePerson", "EmploymentAuthorizationDocument", "EmploymentAuthorizationDocumentCredential",
            "PermanentResident", "PermanentResidentCard", "PermanentResidentCardCredential",
            "birthCountry", "commuterClassification", "employmentAuthorizationDocument", "lprCategory", "lprNumber",
            "permanentResidentCard",
        )
    },
    **{
        name: _SCHEMA + name
        for name in ("Person", "additionalName", "familyName", "gender", "givenName", "identifier")
    },
    "birthDate": {"@id": f"{_SCHEMA}birthDate", **_DATE},
    "residentSince": {"@id": f"{_CITIZENSHIP}residentSince", **_DATE},
    "image": {"@id": f"{_SCHEMA}image", "@type": "@id"},
}  # fmt: skip
CONTEXTS = BUNDLED.extended(
    {
        # It gives every unknown term an address, so it is for tests alone.
        "https://www.w3.org/ns/credentials/examples/v2": (
            b'{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}'
        ),
        "https://w3id.org/citizenship/v4rc1": json.dumps({"@context": _TERMS}).encode(),
    }
)


def options_like(proof: dict[str, Any]) -> ProofOptions:
    """The options that a published proof was made with."""
    previous = proof.get("previousProof")
    return ProofOptions(
        verification_method=proof["verificationMethod"],
        created=datetime.fromisoformat(proof["created"]),
        proof_id=proof.get("id"),
        previous_proof=tuple(previous) if isinstance(previous, list) else previous,
    )


def key_of(proof: dict[str, Any]) -> PublicKey:
    """The key that a published proof names: its address is the key itself."""
    return decode_public_key(proof["verificationMethod"].partition("#")[2])


def without_proof(document: dict[str, Any]) -> dict[str, Any]:
    """A published document before it was signed."""
    return {name: value for name, value in document.items() if name != "proof"}
