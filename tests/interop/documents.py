"""Random credentials: valid Open Badges 3.0 of many shapes, so that implementations meet what they may meet.

Equal parts without a name inside of equal parts are never written: how long to look for a difference between them
is for implementations to say (test_digitalbazaar.py). What else is not, values.py says, and each test of what it
leaves out.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.interop.parties import Party
from tests.interop.values import Values

from skillmark.credential.model.identity import hashed_identity
from skillmark.credential.model.vocabulary import (
    ACHIEVEMENT_TYPES,
    IDENTITY_TYPES,
    RESULT_STATUSES,
    TARGET_TYPES,
)

COUNT = 200
# Another one tries other documents: INTEROP_SEED=2 python -m pytest -m interop
SEED = os.environ.get("INTEROP_SEED", "1")

VCDM_1, VCDM_2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/"
_SCHEMAS = f"{_OPEN_BADGES}schema/json/ob_v3p0_"
EXTENSIONS = f"{_OPEN_BADGES}extensions.json"
STATUS = "https://www.w3.org/ns/credentials/status/v1"
# The contexts of Open Badges that go with each data model (the older ones contradict what 2.0 protects), the newest
# first.
_CONTEXTS = {
    VCDM_2: ("context-3.0.3.json", "context-3.0.2.json"),
    VCDM_1: ("context-3.0.3.json", "context-3.0.2.json", "context-3.0.1.json", "context.json"),
}
# What those before 3.0.3 do not define. The two oldest type coordinates as text where the published schema asks for
# numbers: "9" and 9 would be signed alike, so we accept neither for the other.
_UNDEFINED = {
    "context-3.0.3.json": frozenset[str](),
    "context-3.0.2.json": frozenset({"endorsementJwt", "inLanguage", "awardedDate"}),
    "context-3.0.1.json": frozenset({"endorsementJwt", "inLanguage", "geo"}),
    "context.json": frozenset({"endorsementJwt", "inLanguage", "awardedDate", "geo"}),
}
# A transparent pixel.
_PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
    "rkJggg=="
)

# --- shapes ---------------------------------------------------------------------------------------------------


@dataclass
class Writer:
    """Writes one random credential of an issuer, with endorsements by `endorser`, of these features."""

    values: Values
    issuer: Party
    endorser: Party
    features: frozenset[str]

    def __post_init__(self) -> None:
        self.model = VCDM_1 if self._has("vcdm 1.1", 0.15) else VCDM_2
        known = _CONTEXTS[self.model] if "older contexts" in self.features else _CONTEXTS[VCDM_2]
        self.context = known[0] if self.values.chance(0.6) else self.values.random.choice(known)

    def credential(self) -> dict[str, Any]:
        """A badge, or now and then an endorsement."""
        is_badge = not self._has("endorsements", 0.06)
        document = self._finished(
            (self._badge() if is_badge else self._endorsement()) | self._around(is_badge=is_badge)
        )
        members = list(document.items())
        if self.values.chance(0.3):
            self.values.random.shuffle(members)
        return dict(members)

    def _finished(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document in the words of its contexts."""
        _leave_out(document, _UNDEFINED[self.context])
        document["@context"] = [self.model, f"{_OPEN_BADGES}{self.context}"]
        if {"credentialSchema", "refreshService"} & document.keys():
            document["@context"].append(EXTENSIONS)
        if self.model == VCDM_1:
            document["@context"] += [DATA_INTEGRITY, STATUS]
            for old, new in (("issuanceDate", "validFrom"), ("expirationDate", "validUntil")):
                if new in document:
                    document[old] = document.pop(new)
        return document

    def _has(self, feature: str, probability: float) -> bool:
        return feature in self.features and self.values.chance(probability)

    def _optional(self, **makers: Callable[[], Any]) -> dict[str, Any]:
        """Each member with a chance of its own."""
        return {name: make() for name, make in makers.items() if self.values.chance(0.13)}

    # --- around

    def _around(self, *, is_badge: bool) -> dict[str, Any]:
        """What a credential of any kind may have."""
        v = self.values
        document: dict[str, Any] = {
            "id": v.identifier(),
            "issuer": self._issuer(),
            "validFrom": v.moment(2015, 2026),
        }
        if v.chance(0.5):
            document["validUntil"] = v.moment(2090, 9999)
        document |= self._optional(awardedDate=lambda: v.moment(2015, 2026))
        if self._has("status", 0.35):
            document["credentialStatus"] = self._status()
        if v.chance(0.15):
            document["credentialSchema"] = [{
                "id": f"{_SCHEMAS}{'achievement' if is_badge else 'endorsement'}credential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }]  # fmt: skip
        if v.chance(0.08):
            document["refreshService"] = {"id": v.address(), "type": "1EdTechCredentialRefresh"}
        if v.chance(0.1):
            document["termsOfUse"] = [{"id": v.address(), "type": "https://terms.example/ns#Rules"}]
        if self.model == VCDM_2 and v.chance(0.1):
            document["relatedResource"] = [self._related_resource()]
        return document

    def _issuer(self) -> Any:
        if self.values.chance(0.08):
            return self.issuer.id
        return self._profile() | {"id": self.issuer.id}

    def _status(self) -> Any:
        v = self.values
        purposes = ("revocation", "suspension") if v.chance(0.25) else ("revocation",)
        entries = [self._status_entry(purpose) for purpose in purposes]
        return entries if len(entries) > 1 else entries[0]

    def _status_entry(self, purpose: str) -> dict[str, Any]:
        address, index = self.issuer.list_of(purpose), self.values.random.randrange(131_072)
        entry = {
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(index),
            "statusListCredential": address,
        }
        # VCDM 1.1, "Status", asks for one.
        if self.model == VCDM_1 or self.values.chance(0.6):
            entry["id"] = f"{address}#{index}"
        return entry | self._optional(statusReference=self.values.address)

    def _related_resource(self) -> dict[str, Any]:
        content = self.values.random.randbytes(20)
        digest = b64encode(hashlib.sha384(content).digest()).decode()
        return {"id": self.values.address(), "digestSRI": f"sha384-{digest}", "mediaType": "image/png"}

    # --- badges

    def _badge(self) -> dict[str, Any]:
        kind = self.values.random.choice(("OpenBadgeCredential", "AchievementCredential"))
        document = {"type": ["VerifiableCredential", kind], "credentialSubject": self._subject()}
        v = self.values
        document |= self._optional(
            name=v.maybe_in_language, description=v.maybe_in_language, image=self._image
        )
        if v.chance(0.5):
            document["evidence"] = self._evidences()
        return document | self._endorsed(document["credentialSubject"]["achievement"]["id"])

    def _subject(self) -> dict[str, Any]:
        v = self.values
        achievement = self._achievement()
        subject: dict[str, Any] = {"type": ["AchievementSubject"], "achievement": achievement}
        named = v.random.choice((("id",), ("identifier",), ("id", "identifier")))
        if "id" in named:
            subject["id"] = v.identifier()
        if "identifier" in named:
            subject["identifier"] = v.several(self._identity)
        subject |= self._optional(
            activityStartDate=lambda: v.moment(2014, 2015),
            activityEndDate=lambda: v.moment(2015, 2016),
            creditsEarned=v.number,
            image=self._image,
            licenseNumber=v.text,
            narrative=v.maybe_in_language,
            role=v.text,
            source=self._profile,
            term=v.text,
        )
        if v.chance(0.7):
            subject["result"] = self._with_twins(self._results(achievement.get("resultDescription", [])))
        return subject

    def _achievement(self) -> dict[str, Any]:
        v = self.values
        achievement: dict[str, Any] = {
            "id": v.identifier(),
            "type": ["Achievement"],
            "name": v.maybe_in_language(long=False),
            "description": v.maybe_in_language(),
            "criteria": self._criteria(),
        }
        achievement |= self._optional(
            achievementType=lambda: v.random.choice((*ACHIEVEMENT_TYPES, "ext:Badge-of.honour")),
            alignment=lambda: self._with_twins(v.several(self._alignment)),
            creator=self._profile,
            creditsAvailable=v.number,
            fieldOfStudy=v.text,
            humanCode=v.text,
            image=self._image,
            inLanguage=lambda: v.random.choice(("en", "de-CH", "zh-Hant-TW", "es-419")),
            otherIdentifier=lambda: v.several(self._identifier_entry),
            related=lambda: v.several(self._related),
            specialization=v.text,
            tag=lambda: list(dict.fromkeys(v.several(v.text, most=5))),
            version=v.text,
        )
        if v.chance(0.7):
            achievement["resultDescription"] = v.several(self._scale, most=2)
        return achievement | self._endorsed(achievement["id"])

    def _criteria(self) -> dict[str, Any]:
        chosen = self.values.random.choice((("id",), ("narrative",), ("id", "narrative")))
        makers: dict[str, Callable[[], Any]] = {
            "id": self.values.address,
            "narrative": self.values.maybe_in_language,
        }
        return {name: makers[name]() for name in chosen}

    def _scale(self) -> dict[str, Any]:
        v = self.values
        scale = {"id": v.identifier(), "type": ["ResultDescription"], "name": v.text()}
        kind = v.random.randrange(4)
        if kind == 0:
            return scale | {"resultType": "Status"}
        if kind == 1:
            levels = v.several(self._level)
            return scale | {
                "resultType": "RubricCriterionLevel",
                "rubricCriterionLevel": levels,
                "requiredLevel": levels[-1]["id"],
            }
        if kind == 2 and "lists" in self.features:
            allowed = [v.text(long=False) for _ in range(v.random.randint(1, 4))]
            return scale | {"resultType": "LetterGrade", "allowedValue": allowed, "requiredValue": allowed[0]}
        scale |= {"resultType": "RawScore", "valueMin": "-1.5", "valueMax": str(abs(v.number()))}
        return scale | self._optional(alignment=lambda: v.several(self._alignment))

    def _level(self) -> dict[str, Any]:
        v = self.values
        level = {"id": v.identifier(), "type": ["RubricCriterionLevel"], "name": v.text()}
        return level | self._optional(
            description=v.text,
            level=v.text,
            points=lambda: str(v.number()),
            alignment=lambda: v.several(self._alignment),
        )

    def _results(self, scales: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self._result(scale) for scale in scales] or self.values.several(lambda: self._result(None))

    def _result(self, scale: dict[str, Any] | None) -> dict[str, Any]:
        v = self.values
        result: dict[str, Any] = {"type": ["Result"]}
        if scale is not None:
            result["resultDescription"] = scale["id"]
        kind = "" if scale is None else scale["resultType"]
        if kind == "Status":
            return result | {"status": v.random.choice(RESULT_STATUSES)}
        if kind == "RubricCriterionLevel":
            return result | {"achievedLevel": scale["rubricCriterionLevel"][0]["id"]}  # type: ignore[index]
        result["value"] = v.random.choice((v.text(), str(v.number())))
        return result | self._optional(alignment=lambda: v.several(self._alignment))

    def _with_twins(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Now and then one of the parts twice: nodes without a name that nothing tells apart."""
        if self._has("twins", 0.1):
            parts.append(deepcopy(self.values.random.choice(parts)))
        return parts

    def _alignment(self) -> dict[str, Any]:
        v = self.values
        alignment = {"type": ["Alignment"], "targetName": v.text(), "targetUrl": v.address()}
        return alignment | self._optional(
            targetCode=v.text,
            targetDescription=v.text,
            targetFramework=v.text,
            targetType=lambda: v.random.choice(TARGET_TYPES),
        )

    def _related(self) -> dict[str, Any]:
        v = self.values
        return {"id": v.identifier(), "type": ["Related"]} | self._optional(
            inLanguage=lambda: v.random.choice(("en", "fr-CA")), version=v.text
        )

    def _evidences(self) -> Any:
        """A list, of one too; or the one as it is, which is the same to JSON-LD."""
        found = self.values.several(self._evidence)
        return found[0] if len(found) == 1 and self.values.chance(0.3) else found

    def _evidence(self) -> dict[str, Any]:
        v = self.values
        evidence = {"type": ["Evidence"], "narrative": v.text()}
        return evidence | self._optional(
            id=v.identifier, name=v.maybe_in_language, description=v.text, genre=v.text, audience=v.text
        )

    # --- who

    def _profile(self, *, depth: int = 0) -> dict[str, Any]:
        v = self.values
        profile = {"id": v.identifier(), "type": ["Profile"]}
        profile |= self._optional(
            name=v.maybe_in_language,
            description=v.maybe_in_language,
            url=v.address,
            image=self._image,
            email=lambda: f"{v.random.getrandbits(32):x}@college.example",
            phone=lambda: "+41 44 000 00 00",
            address=self._address,
            otherIdentifier=lambda: v.several(self._identifier_entry),
            official=v.text,
            familyName=v.text,
            givenName=v.text,
            honorificPrefix=v.text,
            dateOfBirth=lambda: v.moment(1950, 2000)[:10],
        )
        if depth < 2 and v.chance(0.15):
            profile["parentOrg"] = self._profile(depth=depth + 1)
        return profile

    def _address(self) -> dict[str, Any]:
        v = self.values
        address = {"type": ["Address"]} | self._optional(
            addressCountry=v.text,
            addressCountryCode=lambda: "CH",
            addressLocality=v.text,
            streetAddress=v.text,
            postalCode=v.text,
        )
        if self._has("coordinates", 0.5):
            address["geo"] = {"type": "GeoCoordinates", "latitude": v.number(), "longitude": v.number()}
        return address

    def _identity(self) -> dict[str, Any]:
        v = self.values
        kind, value = v.random.choice((*IDENTITY_TYPES, "ext:pupil")), v.text(long=False)
        if v.chance(0.5):
            salt = v.random.choice((f"{v.random.getrandbits(128):032x}", v.text(long=False) + "and 8 more"))
            return hashed_identity(value, kind=kind, salt=salt)
        return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}

    def _identifier_entry(self) -> dict[str, Any]:
        v = self.values
        kind = v.random.choice(IDENTITY_TYPES)
        return {"type": "IdentifierEntry", "identifier": v.text(long=False), "identifierType": kind}

    def _image(self) -> dict[str, Any]:
        v = self.values
        image = {"id": _PIXEL if v.chance(0.1) else v.address(), "type": "Image"}
        return image | self._optional(caption=v.maybe_in_language)

    # --- endorsements

    def _endorsed(self, subject: str) -> dict[str, Any]:
        """Endorsements by others, signed in their own right."""
        members: dict[str, Any] = {}
        if self._has("embedded proofs", 0.12):
            members["endorsement"] = self.values.several(lambda: self._signed_endorsement(subject), most=2)
        if self._has("endorsementJwt", 0.08):
            members["endorsementJwt"] = [self.endorser.sign_text(self._unsigned_endorsement(subject))]
        return members

    def _signed_endorsement(self, subject: str) -> dict[str, Any]:
        return self.endorser.sign(self._unsigned_endorsement(subject))

    def _unsigned_endorsement(self, subject: str) -> dict[str, Any]:
        # In the words of what it is embedded in: JSON-LD 1.1 lets no term of a protected context get another meaning.
        return self._finished(
            self._endorsement(subject)
            | {
                "id": self.values.identifier(),
                "validFrom": self.values.moment(2015, 2026),
                "issuer": self._profile() | {"id": self.endorser.id},
            }
        )

    def _endorsement(self, subject: str = "") -> dict[str, Any]:
        v = self.values
        return {
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": v.text(),
            "credentialSubject": {
                "id": subject or v.identifier(),
                "type": ["EndorsementSubject"],
                "endorsementComment": v.maybe_in_language(),
            },
        }


# What may be left out where another implementation cannot do it.
FEATURES = frozenset({
    "vcdm 1.1",  # the data model 1.1 beside 2.0
    "older contexts",  # those that go with the data model 1.1 only
    "status",
    "twins",  # equal parts without a name
    "lists",  # in an order, as JSON-LD has it: allowed values
    "coordinates",
    "endorsements",  # as credentials of their own
    "embedded proofs",  # endorsements in badges, signed by others
    "endorsementJwt",  # the same as signed texts
    "node names",  # in texts
    "directions",  # of texts
})  # fmt: skip


def documents(
    name: str,
    *,
    issuers: Sequence[Party],
    endorser: Party,
    count: int = COUNT,
    without: Sequence[str] = (),
) -> list[tuple[Party, dict[str, Any]]]:
    """Random unsigned credentials, each with its issuer; but for keys, the same for the same name and seed."""
    print(f"{count} random documents: seed {SEED}, {name}")  # noqa: T201 (whoever sees a failure needs it)
    assert FEATURES.issuperset(without)
    random, features = Random(f"{SEED}/{name}"), FEATURES.difference(without)
    return [_document(random, random.choice(issuers), endorser, features) for _ in range(count)]


def _document(
    random: Random, issuer: Party, endorser: Party, features: frozenset[str]
) -> tuple[Party, dict[str, Any]]:
    values = Values(
        random,
        upper=random.random() < 0.3,
        node_names="node names" in features,
        directions="directions" in features,
    )
    return issuer, Writer(values, issuer, endorser, features).credential()


def small_badge(issuer: Party, **members: Any) -> dict[str, Any]:
    """An unsigned badge that is not random; `members` are those of its achievement."""
    return {
        "@context": [VCDM_2, f"{_OPEN_BADGES}context-3.0.3.json"],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.id, "type": ["Profile"], "name": "Northfield College"},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://northfield.example/achievements/food-safety/v2",
                "type": ["Achievement"],
                "name": "Food safety",
                "description": "Keeps a small kitchen safe.",
                "criteria": {"narrative": "Passes the quiz and hands in a plan."},
            }
            | members,
        },
    }


def small_endorsement(issuer: Party, identifier: str) -> dict[str, Any]:
    """An unsigned endorsement that is not random."""
    return {
        "@context": [VCDM_2, f"{_OPEN_BADGES}context-3.0.3.json"],
        "id": "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-3a8f0b6d2c01",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "The guild's word",
        "issuer": {"id": issuer.id, "type": ["Profile"]},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": identifier, "type": ["EndorsementSubject"]},
    }


def changed(document: dict[str, Any], random: Random) -> dict[str, Any]:
    """A copy in which one value is another: any text, number or truth that is covered by the outer signature alone.

    Neither contexts, types, proofs nor the issuer: whoever changes those breaks more than the signature.
    """
    copy = deepcopy(document)
    holder, step = random.choice(list(_leaves(copy)))
    holder[step] = _other(holder[step], random)
    return copy


_KEPT = frozenset({
    "@context", "proof", "issuer", "type", "@direction", "@language", "endorsement", "endorsementJwt",
})  # fmt: skip


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    for step, part in value.items() if isinstance(value, dict) else enumerate(value):
        if step in _KEPT:
            continue
        if isinstance(part, dict | list):
            yield from _leaves(part)
        else:
            yield value, step


def _other(value: Any, random: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        at = random.randrange(len(value) + 1)
        return value[:at] + "x" + value[at:]
    return 7 if value != 7 else 8


def _leave_out(value: Any, names: frozenset[str]) -> None:
    if isinstance(value, dict):
        if "proof" not in value:
            for name in names & value.keys():
                del value[name]
        for part in value.values():
            _leave_out(part, names)
    elif isinstance(value, list):
        for part in value:
            _leave_out(part, names)
