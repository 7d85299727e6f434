"""The canonical forms that 1EdTech publishes of its sample badge and its sample record.

Source: the proofs of Open Badges 3.0 and CLR 2.0. The vectors are what has to come out; the documents are those of
which they are the form, written as issuers write them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential.jsonld import canonical_nquads

Standards = Callable[[str], Path]
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
ISSUER = "https://example.edu/issuers/565049"
LEARNER = "did:example:ebfeb1f712ebc6f1c276e12ec21"
FIRST = "urn:uuid:a7467ef6-56cb-11ec-bf63-0242ac130002"
SECOND = "urn:uuid:dd887f0a-56cb-11ec-bf63-0242ac130002"
PROOF = {
    "type": "DataIntegrityProof",
    "created": "2010-01-01T19:23:24Z",
    "verificationMethod": f"{ISSUER}#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    "cryptosuite": "eddsa-rdfc-2022",
    "proofPurpose": "assertionMethod",
}
BADGE = {
    "@context": [V2, OB],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": ISSUER,
        "type": ["Profile"],
        "name": "Example Corp",
        "url": "https://www.imsglobal.org",
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": LEARNER,
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": "Team members are nominated for this badge by their peers and recognized upon review by "
                "Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within a group "
            "environment.",
            "name": "Teamwork",
        },
    },
}


def _achievement(identifier: str, name: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "type": ["Achievement"],
        "creator": {"id": ISSUER, "type": ["Profile"]},
        "name": name,
        "criteria": {
            "id": f"https://example.edu/achievements/{identifier.removeprefix('urn:uuid:')}/criteria"
        },
        "description": name,
        "image": {"id": "https://example.edu/achievements/sample.png", "type": "Image"},
    }


def _schema(of: str) -> list[dict[str, str]]:
    return [
        {
            "id": f"https://purl.imsglobal.org/spec/{of}credential_schema.json",
            "type": "1EdTechJsonSchemaValidator2019",
        }
    ]


DEGREE = {
    "@context": [V2, OB, EXTENSIONS],
    "id": "urn:uuid:91537dba-56cb-11ec-bf63-0242ac130002",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Example University"},
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Example University Degree",
    "credentialSubject": {
        "id": LEARNER,
        "type": ["AchievementSubject"],
        "achievement": _achievement(FIRST, "Achievement 1"),
    },
    "credentialSchema": _schema("ob/v3p0/schema/json/ob_v3p0_achievement"),
    "proof": [
        {
            **PROOF,
            "proofValue": "z45QnLySMt2mWuW787G6cf3SLkP97ZkMZxLeXH5yaaTQPCtTup4GCV95tU8HEnQJSyGCokSj3AvUhmJtvveTmN4Vu",
        }
    ],
}
RECORD = {
    "@context": [V2, CLR, OB, EXTENSIONS],
    "id": "http://example.edu/credentials/3732",
    "type": ["VerifiableCredential", "ClrCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Example University"},
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Sample Transcript",
    "credentialSubject": {
        "id": LEARNER,
        "type": ["ClrSubject"],
        "verifiableCredential": [DEGREE],
        "achievement": [_achievement(FIRST, "Achievement 1"), _achievement(SECOND, "Achievement 2")],
        "association": [
            {"type": "Association", "associationType": "isParentOf", "sourceId": FIRST, "targetId": SECOND}
        ],
    },
    "credentialSchema": _schema("clr/v2p0/schema/json/clr_v2p0_clr"),
}


@pytest.mark.parametrize(("folder", "document"), [("obv3p0", BADGE), ("clrv2p0", RECORD)])
def test_the_published_form_comes_out(standards: Standards, folder: str, document: dict[str, Any]) -> None:
    expected = standards(f"1edtech-vectors/{folder}/document-canon.txt").read_bytes()
    assert canonical_nquads(document) == expected
    options = {**PROOF, "@context": document["@context"]}
    assert canonical_nquads(options) == standards(f"1edtech-vectors/{folder}/proof-canon.txt").read_bytes()
