"""A small world for credential tests: an issuer at an https address, its badge, its status list, and an attacker."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from skillmark.credential import Fetched, Policy, Report, StaticResolver, inspect, issue
from skillmark.credential.did.key import did_for_key, verification_method_for_key
from skillmark.credential.keys import LocalSigner
from skillmark.credential.proof import SUITES
from skillmark.credential.proof.suite import ProofOptions
from skillmark.credential.status import bitstring

CREATED = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
VCDM = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

NORTHFIELD = "https://northfield.example/issuer"
NORTHFIELD_KEY = f"{NORTHFIELD}#key-1"
NORTHFIELD_SIGNER = LocalSigner.from_seed(b"northfield college, a test key 1")
NORTHFIELD_P256_KEY = f"{NORTHFIELD}#key-p256"
NORTHFIELD_P256_SIGNER = LocalSigner.from_secret_multikey("z42ttKRXewb4ubfjZfePvTKqvvYRpexge9uMR4G5F7UzAhfM")
MALLORY = "https://mallory.example/issuer"
MALLORY_KEY = f"{MALLORY}#key-1"
MALLORY_SIGNER = LocalSigner.from_seed(b"mallory the attacker, a test key")
# Somebody else of good standing, who endorses and issues too.
GUILD = "https://guild.example/issuer"
GUILD_KEY = f"{GUILD}#key-1"
GUILD_SIGNER = LocalSigner.from_seed(b"the guild of kitchens, a test ke")
# The learner, known by a key.
ADA_SIGNER = LocalSigner.from_seed(b"ada the learner, a key for tests")
ADA = did_for_key(ADA_SIGNER.public_multikey)
ADA_KEY = verification_method_for_key(ADA_SIGNER.public_multikey)
ACHIEVEMENT = "https://northfield.example/achievements/food-safety/v2"
KNIFE_SKILLS = "https://guild.example/achievements/knife-skills"
LIST = "https://northfield.example/status/1"
REASONS = f"{LIST}/reasons/7"


def badge(issuer: str = NORTHFIELD) -> dict[str, Any]:
    """An unsigned badge that has everything a Skillmark badge has, but no status."""
    return {
        "@context": [VCDM, OPEN_BADGES],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Food safety",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Northfield College"},
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2029-01-15T09:00:00Z",
        "awardedDate": "2026-01-14T16:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityType": "name",
                    "identityHash": "Ada Learner",
                },
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityType": "emailAddress",
                    "identityHash": "ada@learner.example",
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
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "apply food safety rules",
                        "targetUrl": "https://skills.example/food-safety",
                        "targetFramework": "Skills of the kitchen",
                    }
                ],
                "resultDescription": [
                    {
                        "id": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a01",
                        "type": ["ResultDescription"],
                        "name": "Quiz",
                        "resultType": "RawScore",
                        "valueMin": "0",
                        "valueMax": "10",
                        "requiredValue": "7",
                    },
                    {
                        "id": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a02",
                        "type": ["ResultDescription"],
                        "name": "Plan",
                        "resultType": "RubricCriterionLevel",
                        "requiredLevel": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a03",
                        "rubricCriterionLevel": [
                            {
                                "id": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a03",
                                "type": ["RubricCriterionLevel"],
                                "name": "Secure",
                                "description": "Every hazard has its control.",
                            }
                        ],
                    },
                ],
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a01",
                    "value": "9",
                },
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a02",
                    "achievedLevel": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a03",
                },
            ],
        },
        "evidence": [
            {
                "id": "https://northfield.example/evidence/1",
                "type": ["Evidence"],
                "name": "A plan for a café",
                "narrative": "Written in the last week.",
            }
        ],
    }


def controller_document(issuer: str, signer: LocalSigner, **more: Any) -> dict[str, Any]:
    """The document in which an issuer publishes one key; `more` goes into the key's entry."""
    method = {
        "id": f"{issuer}#key-1",
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": signer.public_multikey,
    }
    return {"id": issuer, "verificationMethod": [method | more], "assertionMethod": [f"{issuer}#key-1"]}


def northfields_document() -> dict[str, Any]:
    """What Northfield publishes: its Ed25519 key, and one on P-256 for the suites that need it."""
    document = controller_document(NORTHFIELD, NORTHFIELD_SIGNER)
    document["verificationMethod"].append(
        {
            "id": NORTHFIELD_P256_KEY,
            "type": "Multikey",
            "controller": NORTHFIELD,
            "publicKeyMultibase": NORTHFIELD_P256_SIGNER.public_multikey,
        }
    )
    document["assertionMethod"].append(NORTHFIELD_P256_KEY)
    return document


def signed(document: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The document as Northfield signs it, whatever it says: `options` replaces what the proof says of itself."""
    suite = options.pop("suite", "eddsa-rdfc-2022")
    signer = options.pop("signer", NORTHFIELD_P256_SIGNER if suite.startswith("ecdsa") else NORTHFIELD_SIGNER)
    given = {"verification_method": NORTHFIELD_KEY, "created": CREATED} | options
    return SUITES[suite].sign(document, signer=signer, options=ProofOptions(**given))


def issued(document: dict[str, Any] | None = None) -> dict[str, Any]:
    """Northfield's badge, issued properly."""
    data = issue(
        document or badge(), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY, created=CREATED
    )
    return dict(json.loads(data))


def signed_by_guild(document: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The document as the guild signs it."""
    return signed(document, **{"signer": GUILD_SIGNER, "verification_method": GUILD_KEY} | options)


def endorsement(of: str = ACHIEVEMENT, *, issuer: str = GUILD, **members: Any) -> dict[str, Any]:
    """An unsigned endorsement of something in Northfield's badge."""
    return {
        "@context": [VCDM, OPEN_BADGES],
        "id": "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-3a8f0b6d2c01",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "The guild's word",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Guild of kitchens"},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": of,
            "type": ["EndorsementSubject"],
            "endorsementComment": "We would let them cook.",
        },
    } | members


def endorsed(*endorsements: Any, **members: Any) -> dict[str, Any]:
    """Northfield's badge with these endorsements of the achievement, signed."""
    document = badge()
    document["credentialSubject"]["achievement"]["endorsement"] = list(endorsements)
    return signed(document | members)


def adas_badge(**members: Any) -> dict[str, Any]:
    """A signed badge of Northfield's whose subject is known by a key."""
    document = badge()
    document["credentialSubject"]["id"] = ADA
    return signed(document | members)


def knife_skills(**members: Any) -> dict[str, Any]:
    """Ada's badge of the guild for another achievement, signed."""
    document = badge(GUILD) | {"id": "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-0000000000aa"}
    document["credentialSubject"] = {
        "id": ADA,
        "type": ["AchievementSubject"],
        "achievement": {
            "id": KNIFE_SKILLS,
            "type": ["Achievement"],
            "name": "Knife skills",
            "description": "Cuts well.",
            "criteria": {"narrative": "Cuts."},
        },
    }
    return signed_by_guild(document | members)


def clr(*credentials: Any, subject: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    """An unsigned learner record of Ada's; `subject` goes into its subject."""
    return {
        "@context": [VCDM, RECORDS, OPEN_BADGES],
        "id": "urn:uuid:3f2b7c7e-1b8e-4c43-8c5e-9a0d7a4b6e02",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Ada's record",
        "issuer": {"id": NORTHFIELD, "type": ["Profile"], "name": "Northfield College"},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": ADA,
            "type": ["ClrSubject"],
            "verifiableCredential": list(credentials),
        }
        | (subject or {}),
    } | members


def enveloped(text: str, kind: str = "vc+jwt") -> dict[str, Any]:
    """A credential that is a signed text, as it stands among objects."""
    return {
        "@context": VCDM,
        "id": f"data:application/{kind},{text}",
        "type": "EnvelopedVerifiableCredential",
    }


def presentation(*credentials: Any, holder: str | None = ADA, **members: Any) -> dict[str, Any]:
    """An unsigned presentation."""
    document: dict[str, Any] = {"@context": [VCDM], "type": ["VerifiablePresentation"]}
    if holder is not None:
        document["holder"] = holder
    return document | {"verifiableCredential": list(credentials)} | members


def shown(document: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A presentation as Ada signs it."""
    given = {
        "signer": ADA_SIGNER,
        "verification_method": ADA_KEY,
        "created": NOW,
        "proof_purpose": "authentication",
    }
    return signed(document, **given | options)


def entry(purpose: str = "revocation", index: str = "7", **more: Any) -> dict[str, Any]:
    """A status entry of Northfield's badge."""
    return bitstring.entry(list_id=LIST, index=int(index), purpose=purpose) | more


def status_list(
    *set_bits: int, purpose: str = "revocation", issuer: str = NORTHFIELD, **members: Any
) -> dict[str, Any]:
    """An unsigned status list with these bits set."""
    bits = bitstring.StatusBits()
    for index in set_bits:
        bits.set(index)
    return bitstring.list_credential(
        list_id=LIST, issuer=issuer, bits=bits, purpose=purpose, valid_from=CREATED, **members
    )


@dataclass
class World:
    """What is published where; documents may be replaced before asking."""

    documents: dict[str, Any] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    now: datetime = NOW
    age: timedelta = timedelta(minutes=2)
    from_store: bool = False

    def __post_init__(self) -> None:
        self.documents = {
            NORTHFIELD: northfields_document(),
            MALLORY: controller_document(MALLORY, MALLORY_SIGNER),
            GUILD: controller_document(GUILD, GUILD_SIGNER),
        } | self.documents

    def check(self, credential: dict[str, Any] | bytes) -> Report:
        """The report on a credential in this world."""
        data = credential if isinstance(credential, bytes) else json.dumps(credential).encode()
        return inspect(data, resolver=self.resolver(), now=self.now, policy=self.policy)

    def resolver(self) -> StaticResolver:
        """A resolver that knows what is published."""
        return StaticResolver(
            {
                url: Fetched(
                    url=url,
                    body=document if isinstance(document, bytes) else json.dumps(document).encode(),
                    media_type="application/json",
                    fetched_at=self.now - self.age,
                    from_store=self.from_store,
                )
                for url, document in self.documents.items()
            }
        )


def changed(document: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A deep copy with other top-level members; None removes one."""
    copy = deepcopy(document)
    for name, value in members.items():
        if value is None:
            copy.pop(name.replace("context", "@context"), None)
        else:
            copy["@context" if name == "context" else name] = value
    return copy
