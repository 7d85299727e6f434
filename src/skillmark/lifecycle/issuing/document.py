"""From plain values to the document that will be signed: Open Badges 3.0 on Verifiable Credentials 2.0.

A credential must be understood years later from its own file, without this installation. So everything that the
credential page shows stands in the signed document, in terms that its contexts define. Two are of the standards; the
third is ours, and has below `achievement.microCredential` what Open Badges has no member for. Where there is a standard
member that comes near, it is filled as well, for readers that do not know ours:

| what                      | where                                                                                    |
|---------------------------|------------------------------------------------------------------------------------------|
| what the earner can do    | `credentialSubject.narrative`, a whole sentence with the earner's name                   |
| the earner's name         | `credentialSubject.identifier`, type `name`, open; it is what the earner shows anyway    |
| the earner's address      | `credentialSubject.identifier`, type `emailAddress`, hashed with a salt of its own: it   |
|                           | answers "is it this address?" and tells it to nobody                                     |
| outcomes and results      | `resultDescription` and `result`, one per outcome and assessment; `description` says     |
|                           | what showed it ("Shown by: Project")                                                     |
| how it was assessed       | `evidence`, one per assessment: `name`, `genre` (Quiz, Project, Decision), `narrative`   |
| level                     | an `alignment` to the European Qualifications Framework, `targetCode` 1 to 8; another to |
|                           | the national framework; who set it, or why there is none: ours                           |
| skills                    | an `alignment` each, `targetType` CFItem; level, and whether it is assessed: ours        |
| workload, mode, kind,     | `tag`: "Workload: 60 hours", "Mode: Online", "Recognition: Application", "Credits: 2     |
| credits, assessment,      | ECTS credits", "Assessment: Testing", "Quality assurance: An accredited institution";    |
| quality assurance         | all of it with units, bodies and words of a fixed list: ours                             |
| credits                   | `creditsAvailable`, which has no unit                                                    |
| country of the issuer     | `issuer.address`, and ours                                                               |
| supervision, identity     | ours, and in words among what is not proven                                              |
| check                     |                                                                                          |
| other languages, review,  | ours                                                                                     |
| price, prerequisites      |                                                                                          |
| sector                    | `fieldOfStudy`                                                                           |
| what is not proven        | the last section of `criteria.narrative`, under NOT_PROVEN                               |
| the badge's picture       | `achievement.image`: an address with the title as caption. The picture stays out of the  |
|                           | signed text to keep it small; the file the earner downloads is that picture, baked       |

`credentialSubject.id` is a urn:uuid of this credential alone: a lasting id of a person would let anybody who sees two
credentials know that they belong together. `credentialStatus` is one entry: the Open Badges data model and its JSON
schema allow a single one (appendix B, "AchievementCredential", 0..1). The bit says "do not rely on it"; whether that is
for ever (revoked) or for now (suspended) and why stands at `statusReference`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from skillmark.credential.contexts.micro_credential import MEMBER
from skillmark.credential.model.view import many
from skillmark.credential.status.bitstring import entry
from skillmark.credential.times import format_timestamp
from skillmark.lifecycle.issuing.extension import ElementsSay, Words, extension_of

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
EQF = "European Qualifications Framework"
NOT_PROVEN = "## What this does not prove"
PURPOSE = "revocation"
PLACES_TOLD_TOGETHER = 256
_STATUS_LISTS = ("BitstringStatusListCredential", "StatusList2021Credential")
SHOWN_BY = "Shown by: "
# What others have signed about an achievement or an issuer: documents, and signed texts.
Endorsements = Sequence[Mapping[str, Any] | str]


@dataclass(frozen=True, kw_only=True)
class IssuerSays:
    """The organisation as the credential shows it."""

    id: str
    name: str
    url: str = ""
    email: str = ""
    description: str = ""
    image: str = ""
    linkedin_id: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    region: str = ""
    endorsements: Endorsements = ()


@dataclass(frozen=True, kw_only=True)
class Skill:
    name: str
    url: str
    framework: str
    level: int | None = None  # on the scale of the EQF
    is_assessed: bool = True


@dataclass(frozen=True, kw_only=True)
class AchievementSays:
    """One version of a micro-credential as the credential shows it."""

    id: str
    image: str
    title: str
    code: str
    version: str
    can_do: str
    description: str
    criteria: str
    not_proven: str
    sector: str
    kind: str
    mode: str
    language: str
    workload_hours: int | None
    credit_points: Decimal | None
    level: int | None
    skills: Sequence[Skill]
    elements: ElementsSay | None = None
    endorsements: Endorsements = ()

    @property
    def contexts(self) -> list[str]:
        """The contexts that its terms come from."""
        return [*CONTEXTS, self.elements.context] if self.elements else list(CONTEXTS)


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """The earner, and the salt under which this credential hides the address."""

    name: str
    email: str
    salt: str


@dataclass(frozen=True, kw_only=True)
class StatusPlace:
    """Where the credential's status is published."""

    list_url: str
    index: int


def compose_credential(
    *,
    uid: UUID,
    issuer: IssuerSays,
    achievement: AchievementSays,
    recipient: Recipient,
    results: Sequence[Mapping[str, Any]],
    evidence: Sequence[Mapping[str, str]],
    status: StatusPlace,
    awarded_at: datetime,
    valid_from: datetime,
    valid_until: datetime | None,
) -> dict[str, Any]:
    """The unsigned credential; `results` and `evidence` are those of the award (see `Award`)."""
    return Composer(issuer=issuer, achievement=achievement).compose(
        uid=uid,
        recipient=recipient,
        results=results,
        evidence=evidence,
        status=status,
        awarded_at=awarded_at,
        valid_from=valid_from,
        valid_until=valid_until,
    )


class Composer:
    """Composes credentials of one achievement by one issuer; they share what is the same, so nobody may change them."""

    def __init__(self, *, issuer: IssuerSays, achievement: AchievementSays) -> None:
        self._title, self._can_do = achievement.title, achievement.can_do
        self._contexts = achievement.contexts
        self._issuer = _without_empty(_issuer(issuer)) | _endorsed(issuer.endorsements)
        self._achievement = _without_empty(_achievement(achievement, issuer)) | _endorsed(
            achievement.endorsements
        )
        self._scale = lru_cache(maxsize=256)(_Scale)
        self._with_scales = lru_cache(maxsize=64)(self._described)

    def compose(
        self,
        *,
        uid: UUID,
        recipient: Recipient,
        results: Sequence[Mapping[str, Any]],
        evidence: Sequence[Mapping[str, str]],
        status: StatusPlace,
        awarded_at: datetime,
        valid_from: datetime,
        valid_until: datetime | None,
    ) -> dict[str, Any]:
        """The unsigned credential; `results` and `evidence` are those of the award (see `Award`)."""
        scales = [self._scale_of(each) for each in results]
        return _but_empty(
            {
                "@context": self._contexts,
                "id": f"urn:uuid:{uid}",
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
                "name": self._title,
                "issuer": self._issuer,
                "validFrom": _time(valid_from),
                "validUntil": _time(valid_until) if valid_until else None,
                "awardedDate": _time(awarded_at),
                "credentialSubject": _but_empty(
                    {
                        "id": f"urn:uuid:{uuid5(uid, 'subject')}",
                        "type": ["AchievementSubject"],
                        "identifier": _identifiers(recipient),
                        "narrative": _can_do(recipient.name, self._can_do),
                        "achievement": self._with_scales(*scales),
                        "result": [_result(*each) for each in zip(results, scales, strict=True)],
                    }
                ),
                "evidence": [_without_empty({"type": ["Evidence"], **each}) for each in evidence],
                "credentialStatus": _status(status),
            }
        )

    def _scale_of(self, result: Mapping[str, Any]) -> _Scale:
        is_percent = result["type"] == "percent"
        levels = None if is_percent else tuple(result["levels"])
        return self._scale(str(result["outcome"]), str(result["shown_by"]), result["statement"], levels)

    def _described(self, *scales: _Scale) -> dict[str, Any]:
        """The achievement with the descriptions of these results."""
        return _but_empty(self._achievement | {"resultDescription": [each.description for each in scales]})


def _endorsed(endorsements: Endorsements) -> dict[str, Any]:
    """Open Badges 3.0, “Achievement” and “Profile”: what others signed stands there as they signed it."""
    documents = [dict(each) for each in endorsements if not isinstance(each, str)]
    texts = [each for each in endorsements if isinstance(each, str)]
    return _but_empty({"endorsement": documents, "endorsementJwt": texts})


# Many credentials begin and end at the same few times. In UTC: times of other zones can be equal and an hour apart.
_utc_time = lru_cache(maxsize=1_024)(format_timestamp)


def _time(moment: datetime) -> str:
    return _utc_time(moment.astimezone(UTC))


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return _but_empty({name: _without_empty(part) for name, part in value.items()})
    return [_without_empty(part) for part in value] if isinstance(value, list) else value


def _but_empty(members: dict[str, Any]) -> dict[str, Any]:
    # Open Badges 3.0, section 10 "Serialization": a member without a value is left out.
    return {name: part for name, part in members.items() if part or part not in (None, "", [], {})}


def _issuer(issuer: IssuerSays) -> dict[str, Any]:
    linkedin = {
        "type": "IdentifierEntry",
        "identifier": issuer.linkedin_id,
        "identifierType": "ext:LinkedIn:organizationId",
    }
    return {
        "id": issuer.id,
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.url,
        "email": issuer.email,
        "description": issuer.description,
        "image": {"id": issuer.image, "type": "Image"} if issuer.image else None,
        "otherIdentifier": [linkedin] if issuer.linkedin_id else None,
        "address": _address(issuer),
    }


def _address(issuer: IssuerSays) -> dict[str, Any] | None:
    if not issuer.country and not issuer.region:
        return None
    return {"type": ["Address"], "addressCountryCode": issuer.country, "addressRegion": issuer.region}


def _identifiers(recipient: Recipient) -> list[dict[str, Any]]:
    # Open Badges 3.0, appendix B "IdentityObject": the salt is appended to the value before it is hashed.
    digest = hashlib.sha256((recipient.email.lower() + recipient.salt).encode()).hexdigest()
    return [
        _but_empty(
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": recipient.name,
                "identityType": "name",
            }
        ),
        _but_empty(
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": f"sha256${digest}",
                "identityType": "emailAddress",
                "salt": recipient.salt,
            }
        ),
    ]


def _can_do(name: str, can_do: str) -> str:
    return f"{name} can {can_do.strip().rstrip('.')}." if can_do.strip() else ""


def _achievement(achievement: AchievementSays, issuer: IssuerSays) -> dict[str, Any]:
    return {
        "id": achievement.id,
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": achievement.title,
        "description": achievement.description or achievement.title,
        "criteria": {"id": achievement.id, "narrative": _criteria(achievement)},
        "image": {"id": achievement.image, "type": "Image", "caption": f"Badge: {achievement.title}"},
        "creator": {"id": issuer.id, "type": ["Profile"], "name": issuer.name},
        "humanCode": achievement.code,
        "version": achievement.version,
        "inLanguage": achievement.language,
        "fieldOfStudy": achievement.sector,
        "creditsAvailable": float(achievement.credit_points)
        if achievement.credit_points is not None
        else None,
        "tag": _tags(achievement),
        "alignment": [
            *_level(achievement.level),
            *_national_level(achievement.elements),
            *(_skill(each) for each in achievement.skills if each.url),
        ],
        MEMBER: _extension(achievement, issuer, achievement.elements),
    }


def achievement_document(achievement: AchievementSays, issuer: IssuerSays) -> dict[str, Any]:
    """The achievement alone, as every credential says it, without what tells of one earner."""
    return {"@context": achievement.contexts, **_without_empty(_achievement(achievement, issuer))}


def _criteria(achievement: AchievementSays) -> str:
    criteria = achievement.criteria.strip() or f"Awarded for “{achievement.title}”."
    not_proven = achievement.not_proven.strip()
    return f"{criteria}\n\n{NOT_PROVEN}\n\n{not_proven}" if not_proven else criteria


def _tags(achievement: AchievementSays) -> list[str]:
    hours = f"Workload: {achievement.workload_hours} hours" if achievement.workload_hours else ""
    words = achievement.elements.words if achievement.elements else Words()
    said = {
        "Mode": achievement.mode,
        "Recognition": achievement.kind,
        "Credits": words.credits,
        "Assessment": words.assessment,
        "Quality assurance": words.quality,
    }
    return [*filter(None, [hours]), *(f"{name}: {value}" for name, value in said.items() if value)]


def _level(level: int | None) -> list[dict[str, Any]]:
    if level is None:
        return []
    return [
        {
            "type": ["Alignment"],
            "targetName": f"EQF level {level}",
            "targetFramework": EQF,
            "targetCode": str(level),
            "targetType": "CFItem",
            "targetUrl": f"http://data.europa.eu/snb/eqf/{level}",
        }
    ]


def _national_level(elements: ElementsSay | None) -> list[dict[str, Any]]:
    level = elements.national_level if elements else None
    # Open Badges 3.0, "Alignment": the address is required.
    if level is None or not level.url:
        return []
    return [
        {
            "type": ["Alignment"],
            "targetName": level.level,
            "targetFramework": level.framework,
            "targetCode": level.level,
            "targetType": "CFItem",
            "targetUrl": level.url,
        }
    ]


def _extension(
    achievement: AchievementSays, issuer: IssuerSays, elements: ElementsSay | None
) -> dict[str, Any] | None:
    if elements is None:
        return None
    own = {
        "canDo": achievement.can_do.strip(),
        "country": issuer.country,
        "region": issuer.region,
        "workloadHours": achievement.workload_hours,
        "eqfLevel": achievement.level,
        "skill": [_levelled(each) for each in achievement.skills],
    }
    return extension_of(elements, own, language=achievement.language, credit_points=achievement.credit_points)


def _levelled(skill: Skill) -> dict[str, Any]:
    return {
        "label": skill.name,
        "url": skill.url,
        "framework": skill.framework,
        "eqfLevel": skill.level,
        "assessed": skill.is_assessed,
    }


def _skill(skill: Skill) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetName": skill.name,
        "targetFramework": skill.framework,
        "targetType": "CFItem",
        "targetUrl": skill.url,
    }


# --- results ------------------------------------------------------------------------------------------------


class _Scale:
    """How one outcome is rated in one assessment: on levels, or in percent where there are none."""

    def __init__(self, outcome: str, shown_by: str, statement: str, levels: tuple[str, ...] | None) -> None:
        self._uid = uuid5(UUID(outcome), shown_by)
        self.id = f"urn:uuid:{self._uid}"
        self.level_id = lru_cache(maxsize=64)(self._level_id)
        self.description: dict[str, Any] = _without_empty(
            {
                "id": self.id,
                "type": ["ResultDescription"],
                "name": statement,
                "description": f"{SHOWN_BY}{shown_by}",
                **(_PERCENT if levels is None else self._rubric(levels)),
            }
        )

    def _level_id(self, label: str) -> str:
        return f"urn:uuid:{uuid5(self._uid, label)}"

    def _rubric(self, labels: tuple[str, ...]) -> dict[str, Any]:
        levels = [
            {
                "id": self.level_id(label),
                "type": ["RubricCriterionLevel"],
                "name": label,
                "level": str(number),
            }
            for number, label in enumerate(labels, start=1)
        ]
        return {"resultType": "RubricCriterionLevel", "rubricCriterionLevel": levels}


_PERCENT = {"resultType": "Percent", "valueMin": "0", "valueMax": "100"}


def _result(result: Mapping[str, Any], scale: _Scale) -> dict[str, Any]:
    value = result["value"]
    if result["type"] == "percent":
        return {"type": ["Result"], "resultDescription": scale.id, "value": f"{float(value):g}"}
    said = {"type": ["Result"], "resultDescription": scale.id, "achievedLevel": scale.level_id(value)}
    return said | {"value": value} if value else said


# --- who and where ------------------------------------------------------------------------------------------


def in_our_name(
    credential: Mapping[str, Any], *, issuer_id: str, status: StatusPlace | None
) -> dict[str, Any]:
    """A credential that a program wrote, as it is signed: the issuer's id is ours, and so is the place of its status.

    Everything else is the program's, the rest of what it says about the issuer as well.
    """
    issuer = credential["issuer"]
    named = {**issuer, "id": issuer_id} if isinstance(issuer, Mapping) else issuer_id
    own = {"issuer": named} if status is None else {"issuer": named, "credentialStatus": _status(status)}
    return {**credential, **own}


def method_id(issuer: str, multikey: str) -> str:
    """The identifier of one key of an issuer: the multikey is the fragment, so it never means another key."""
    return f"{issuer}#{multikey}"


def takes_status(credential: Mapping[str, Any]) -> bool:
    """Whether a place of ours may be added: to the data model 2.0, which defines it, and where there is none yet.

    A status list has no status (Bitstring Status List 1.0, "BitstringStatusListCredential").
    """
    is_list = any(name in _STATUS_LISTS for name in many(credential.get("type")))
    is_newer = many(credential.get("@context"))[:1] == [CONTEXTS[0]]
    return is_newer and not is_list and "credentialStatus" not in credential


def _status(status: StatusPlace) -> dict[str, Any]:
    place = entry(list_id=status.list_url, index=status.index, purpose=PURPOSE)
    return {**place, "statusReference": reasons_url(status.list_url, status.index // PLACES_TOLD_TOGETHER)}


def reasons_url(list_url: str, number: int) -> str:
    """Where the reasons behind some neighbouring places stand, beside their list.

    Whoever asks why one place is set is given them all, so that asking does not tell whose credential is checked.
    """
    return f"{list_url.rpartition('/')[0]}/reasons/{number}"


# --- read back ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SignedExtras:
    """What the page needs beside the standard members; empty where a document does not say it our way."""

    level: int | None
    workload: str
    mode: str
    kind: str
    criteria: str
    not_proven: str
    assessed_by: tuple[str, ...]


def signed_extras(document: Mapping[str, Any]) -> SignedExtras:
    """Reads back what `compose_credential` wrote; any document may be given, whatever its shape."""
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    tags = dict(each.split(": ", 1) for each in _texts(achievement.get("tag")) if ": " in each)
    criteria, _, not_proven = str(_object(achievement.get("criteria")).get("narrative") or "").partition(
        NOT_PROVEN
    )
    genres = dict.fromkeys(
        str(each.get("genre")) for each in _objects(document.get("evidence")) if each.get("genre")
    )
    return SignedExtras(
        level=_signed_level(achievement),
        workload=tags.get("Workload", ""),
        mode=tags.get("Mode", ""),
        kind=tags.get("Recognition", ""),
        criteria=criteria.strip(),
        not_proven=not_proven.strip(),
        assessed_by=tuple(genres),
    )


def _signed_level(achievement: Mapping[str, Any]) -> int | None:
    codes = (
        each.get("targetCode")
        for each in _objects(achievement.get("alignment"))
        if each.get("targetFramework") == EQF
    )
    return next(
        (int(code) for code in codes if isinstance(code, str) and code in "12345678" and len(code) == 1), None
    )


def _object(value: Any) -> Mapping[str, Any]:
    return next(iter(_objects(value)), {})


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, Mapping)]


def _texts(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
