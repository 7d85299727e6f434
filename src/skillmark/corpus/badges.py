"""The unsigned documents of the corpus: a badge as most are, one that has every member of the standard, and so on."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from skillmark.corpus.actors import ADA, GUILD, NORTHFIELD, Actor
from skillmark.credential.model.identity import hashed_identity
from skillmark.credential.status import bitstring

CREATED = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
VCDM_2, VCDM_1 = "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_302 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

ACHIEVEMENT = "https://northfield.example/achievements/food-safety/v2"
KNIFE_SKILLS = "https://guild.example/achievements/knife-skills"
GUILD_STATUS = "https://guild.example/status"
STATUS, SUSPENSION = (
    "https://northfield.example/status/revocation",
    "https://northfield.example/status/suspension",
)
EMAIL, SALT = "ada@learner.example", "7b1f0c52d9e84a36"
SCORE, LEVELS = (
    "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a01",
    "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a02",
)
SECURE, STANDING = (
    "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a03",
    "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a04",
)

Document = dict[str, Any]


def with_members(document: Mapping[str, Any], **members: Any) -> Document:
    """A deep copy with other members at the top; None removes one, and `context` means `@context`."""
    copy = deepcopy(dict(document))
    for name, value in members.items():
        name = "@context" if name == "context" else name  # noqa: PLW2901 (the same member's own name)
        if value is None:
            copy.pop(name, None)
        else:
            copy[name] = value
    return copy


def status_entry(
    index: int = 7, *, list_id: str = STATUS, purpose: str = "revocation", **members: Any
) -> Document:
    """An entry in a list of bits."""
    return bitstring.entry(list_id=list_id, index=index, purpose=purpose) | members


def small(issuer: Actor = NORTHFIELD, /, **members: Any) -> Document:
    """A badge as most are, with a status."""
    document = {
        "@context": [VCDM_2, OPEN_BADGES],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Food safety",
        "issuer": issuer.profile,
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2029-01-15T09:00:00Z",
        "awardedDate": "2026-01-14T16:00:00Z",
        "credentialSubject": {
            "id": ADA.id,
            "type": ["AchievementSubject"],
            "identifier": [
                hashed_identity(EMAIL, kind="emailAddress", salt=SALT),
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": ADA.name,
                    "identityType": "name",
                },
            ],
            "achievement": {
                "id": ACHIEVEMENT,
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Food safety",
                "description": "Keeps a small kitchen safe.",
                "creditsAvailable": 1.5,
                "criteria": {"narrative": "Passes the quiz and hands in a plan."},
                "tag": ["food", "safety"],
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "apply food safety rules",
                        "targetUrl": "https://skills.example/food-safety",
                    }
                ],
                "resultDescription": [
                    {
                        "id": SCORE,
                        "type": ["ResultDescription"],
                        "name": "Quiz",
                        "resultType": "RawScore",
                        "valueMin": "0",
                        "valueMax": "10",
                        "requiredValue": "7",
                    }
                ],
            },
            "result": [{"type": ["Result"], "resultDescription": SCORE, "value": "9"}],
        },
        "evidence": [
            {
                "id": "https://northfield.example/evidence/1",
                "type": ["Evidence"],
                "name": "A plan for a café",
                "narrative": "Written in the last week.",
            }
        ],
        "credentialStatus": status_entry(),
    }
    return with_members(document, **members)


def plain(issuer: Actor = NORTHFIELD, /, **members: Any) -> Document:
    """A badge with no more than a badge must have."""
    document = small(issuer, awardedDate=None, evidence=None, credentialStatus=None, name=None)
    subject = document["credentialSubject"]
    del subject["identifier"], subject["result"]
    subject["achievement"] = {
        name: subject["achievement"][name] for name in ("id", "type", "name", "description", "criteria")
    }
    return with_members(document, **members)


def first_model(issuer: Actor = NORTHFIELD, /, **members: Any) -> Document:
    """A badge of the data model 1.1, as those of 2022 and 2023 are."""
    document = small(
        issuer,
        context=[VCDM_1, OPEN_BADGES_302, ED25519_2020],
        validFrom=None,
        validUntil=None,
        awardedDate=None,
        issuanceDate="2023-01-15T09:00:00Z",
        expirationDate="2029-01-15T09:00:00Z",
        credentialStatus=None,
    )
    return with_members(document, **members)


def knife_skills(issuer: Actor = GUILD, /, **members: Any) -> Document:
    """Ada's badge of another issuer for another achievement."""
    document = plain(issuer) | {"id": "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-0000000000aa"}
    document["credentialSubject"]["achievement"] |= {
        "id": KNIFE_SKILLS,
        "name": "Knife skills",
        "description": "Cuts well.",
        "criteria": {"narrative": "Cuts."},
    }
    return with_members(document, **members)


def endorsement(of: str = ACHIEVEMENT, issuer: Actor = GUILD, /, **members: Any) -> Document:
    """The guild's word for something."""
    document = {
        "@context": [VCDM_2, OPEN_BADGES],
        "id": "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-3a8f0b6d2c01",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "The guild's word",
        "description": "Given after a visit.",
        "issuer": issuer.profile,
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2029-01-15T09:00:00Z",
        "awardedDate": "2026-01-14T16:00:00Z",
        "credentialSubject": {
            "id": of,
            "type": ["EndorsementSubject"],
            "endorsementComment": "We would let them cook.",
        },
    }
    return with_members(document, **members)


def complete_endorsement(**members: Any) -> Document:
    """An endorsement that has every member of its class."""
    schema = SCHEMA.replace("achievement", "endorsement")
    document = endorsement(
        context=[VCDM_2, OPEN_BADGES, EXTENSIONS],
        credentialSchema=[{"id": schema, "type": "1EdTechJsonSchemaValidator2019"}],
        credentialStatus=status_entry(7, list_id=GUILD_STATUS),
        refreshService={"id": "https://guild.example/refresh/1", "type": "1EdTechCredentialRefresh"},
        termsOfUse=[{"id": "https://guild.example/terms", "type": "https://guild.example/Terms"}],
        evidence=[{"type": ["Evidence"], "narrative": "A report of the visit."}],
    )
    return with_members(document, **members)


def plain_credential(**members: Any) -> Document:
    """A credential of the data model that is no badge, as a record may hold it."""
    document = {
        "@context": [VCDM_2, EXTENSIONS],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a21",
        "type": ["VerifiableCredential", "https://northfield.example/Ticket"],
        "issuer": NORTHFIELD.id,
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2029-01-15T09:00:00Z",
        "credentialSubject": {"id": ADA.id},
        "credentialSchema": [{"id": "https://northfield.example/ticket.json", "type": "JsonSchema"}],
        "credentialStatus": status_entry(10),
        "refreshService": {"id": "https://northfield.example/refresh/2", "type": "1EdTechCredentialRefresh"},
        "termsOfUse": [
            {"id": "https://northfield.example/terms", "type": "https://northfield.example/Terms"}
        ],
        "evidence": [
            {"id": "https://northfield.example/evidence/2", "type": "https://northfield.example/Stub"}
        ],
    }
    return with_members(document, **members)


def record(*credentials: Any, **members: Any) -> Document:
    """Ada's learner record with these credentials in it, and an achievement that one of them is a part of."""
    achievements = [
        {
            "id": f"https://northfield.example/achievements/{name}",
            "type": ["Achievement"],
            "name": name.capitalize(),
            "description": f"What a {name} is made of.",
            "criteria": {"narrative": "Has all its parts."},
        }
        for name in ("kitchen", "cook")
    ]
    document = {
        "@context": [VCDM_2, RECORDS, OPEN_BADGES, EXTENSIONS],
        "id": "urn:uuid:3f2b7c7e-1b8e-4c43-8c5e-9a0d7a4b6e02",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Ada's record",
        "description": "Two years of kitchens.",
        "image": {"id": "https://northfield.example/record.png", "type": "Image", "caption": "A book"},
        "issuer": NORTHFIELD.profile,
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2029-01-15T09:00:00Z",
        "awardedDate": "2026-01-14T16:00:00Z",
        "partial": False,
        "credentialSubject": {
            "id": ADA.id,
            "type": ["ClrSubject"],
            "identifier": [hashed_identity(EMAIL, kind="emailAddress", salt=SALT)],
            "verifiableCredential": list(credentials),
            "achievement": achievements,
            "association": [
                {
                    "type": "Association",
                    "associationType": "isPartOf",
                    "sourceId": ACHIEVEMENT,
                    "targetId": achievements[0]["id"],
                },
                {
                    "type": "Association",
                    "associationType": "precedes",
                    "sourceId": achievements[0]["id"],
                    "targetId": achievements[1]["id"],
                },
            ],
        },
        "evidence": [{"type": ["Evidence"], "narrative": "Two shelves of plans."}],
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
        "termsOfUse": [
            {"id": "https://northfield.example/terms", "type": "https://northfield.example/Terms"}
        ],
        "credentialStatus": status_entry(8),
    }
    return with_members(document, **members)


def presentation(*credentials: Any, holder: str | None = ADA.id, **members: Any) -> Document:
    """What a holder shows."""
    document: Document = {"@context": [VCDM_2], "type": ["VerifiablePresentation"]}
    if holder is not None:
        document["holder"] = holder
    return with_members(document | {"verifiableCredential": list(credentials)}, **members)


def enveloped(text: str, kind: str = "vc+jwt") -> Document:
    """A credential that is a signed text, as it stands among objects."""
    return {
        "@context": VCDM_2,
        "id": f"data:application/{kind},{text}",
        "type": "EnvelopedVerifiableCredential",
    }


def _school(name: str, **members: Any) -> Document:
    return {
        "id": f"https://{name.lower()}.example/",
        "type": ["Profile"],
        "name": f"School of {name}",
    } | members


def _image(name: str) -> Document:
    return {"id": f"https://northfield.example/{name}.png", "type": "Image", "caption": f"A {name}"}


def _alignment(name: str) -> Document:
    return {
        "type": ["Alignment"],
        "targetCode": name.upper(),
        "targetDescription": f"All about {name}.",
        "targetName": f"apply {name}",
        "targetFramework": "Skills of the kitchen",
        "targetType": "ceasn:Competency",
        "targetUrl": f"https://skills.example/{name}",
    }


def _issuer() -> Document:
    return NORTHFIELD.profile | {
        "url": "https://northfield.example/",
        "phone": "+1 555 0100",
        "description": "A college of kitchens.",
        "image": _image("crest"),
        "email": "office@northfield.example",
        "address": {
            "type": ["Address"],
            "addressCountry": "Northland",
            "addressCountryCode": "NO",
            "addressRegion": "Fields",
            "addressLocality": "Northfield",
            "streetAddress": "1 College Road",
            "postOfficeBoxNumber": "17",
            "postalCode": "N1 2NF",
            "geo": {"type": "GeoCoordinates", "latitude": 54.5, "longitude": -1.25},
        },
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "U123", "identifierType": "sourcedId"},
            {"type": "IdentifierEntry", "identifier": "NF", "identifierType": "ext:register"},
        ],
        "official": "Ida Dean",
        "parentOrg": _school("Fields"),
        "familyName": "Dean",
        "givenName": "Ida",
        "additionalName": "May",
        "patronymicName": "Idason",
        "honorificPrefix": "Dr",
        "honorificSuffix": "FRS",
        "familyNamePrefix": "van",
        "dateOfBirth": "1970-12-10",
    }


def _achievement() -> Document:
    return {
        "id": ACHIEVEMENT,
        "type": ["Achievement"],
        "alignment": [_alignment("hygiene"), _alignment("cooling")],
        "achievementType": "MicroCredential",
        "creator": _school("Kitchens"),
        "creditsAvailable": 1.5,
        "criteria": {
            "id": "https://northfield.example/criteria/1",
            "narrative": "Passes the quiz and hands in a plan.",
        },
        "description": "Keeps a small kitchen safe.",
        "fieldOfStudy": "Food",
        "humanCode": "FS-2",
        "image": _image("kitchen"),
        "inLanguage": "en",
        "name": "Food safety",
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "FS2-26", "identifierType": "identifier"}
        ],
        "related": [
            {
                "id": "https://northfield.example/achievements/food-safety/v1",
                "type": ["Related"],
                "inLanguage": "en",
                "version": "1",
            }
        ],
        "resultDescription": [
            {
                "id": SCORE,
                "type": ["ResultDescription"],
                "alignment": [_alignment("storage")],
                "name": "Quiz",
                "requiredValue": "7",
                "resultType": "RawScore",
                "valueMax": "10",
                "valueMin": "0",
            },
            {
                "id": LEVELS,
                "type": ["ResultDescription"],
                "name": "Plan",
                "requiredLevel": SECURE,
                "resultType": "RubricCriterionLevel",
                "rubricCriterionLevel": [
                    {
                        "id": SECURE,
                        "type": ["RubricCriterionLevel"],
                        "alignment": [_alignment("planning")],
                        "description": "Every hazard has its control.",
                        "level": "2",
                        "name": "Secure",
                        "points": "2",
                    },
                    {"id": SECURE[:-1] + "9", "type": ["RubricCriterionLevel"], "name": "Not yet"},
                ],
            },
            {
                "id": STANDING,
                "type": ["ResultDescription"],
                "allowedValue": ["done", "not done"],
                "name": "Practice",
                "resultType": "Status",
            },
        ],
        "specialization": "Small kitchens",
        "tag": ["food", "safety"],
        "version": "2",
    }


def complete(**members: Any) -> Document:
    """A badge that has every member of every class of Open Badges 3.0, but for endorsements."""
    document = {
        "@context": [VCDM_2, OPEN_BADGES, EXTENSIONS],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a12",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Food safety",
        "description": "What Ada can do.",
        "image": _image("badge"),
        "awardedDate": "2026-01-14T16:00:00Z",
        "credentialSubject": {
            "id": ADA.id,
            "type": ["AchievementSubject"],
            "activityEndDate": "2026-01-10T16:00:00Z",
            "activityStartDate": "2025-11-03T08:00:00Z",
            "creditsEarned": 1.5,
            "achievement": _achievement(),
            "identifier": small()["credentialSubject"]["identifier"],
            "image": _image("plan"),
            "licenseNumber": "L-77",
            "narrative": "Came every week.",
            "result": [
                {
                    "type": ["Result"],
                    "alignment": [_alignment("marking")],
                    "resultDescription": SCORE,
                    "value": "9",
                },
                {"type": ["Result"], "achievedLevel": SECURE, "resultDescription": LEVELS},
                {"type": ["Result"], "resultDescription": STANDING, "status": "Completed"},
            ],
            "role": "Cook",
            "source": _school("Markets"),
            "term": "Winter",
        },
        "issuer": _issuer(),
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2029-01-15T09:00:00Z",
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": status_entry(9),
        "refreshService": {"id": "https://northfield.example/refresh/1", "type": "1EdTechCredentialRefresh"},
        "termsOfUse": [
            {"id": "https://northfield.example/terms", "type": "https://northfield.example/Terms"}
        ],
        "evidence": [
            {
                "id": "https://northfield.example/evidence/1",
                "type": ["Evidence"],
                "narrative": "Written in the last week.",
                "name": "A plan for a café",
                "description": "Twelve pages.",
                "genre": "Plan",
                "audience": "Owners of kitchens",
            }
        ],
    }
    return with_members(document, **members)
