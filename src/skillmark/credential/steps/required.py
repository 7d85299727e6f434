"""What the standards require of each kind of object, as one table, and a walk that compares a document with it.

Sources: Open Badges 3.0, "Data Models"; Verifiable Credentials Data Model 2.0, "Basic Concepts".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential.model.view import many
from skillmark.credential.times import TimeError, parse_timestamp

TEXT, URL, TIME, TRUTH, ANY = "text", "address", "time", "yes or no", "any"


@dataclass(frozen=True)
class Rule:
    """One kind of object: the type it must name, its required members, what others must be, and alternatives.

    `single` members have one value: where several would be allowed, readers would see whichever comes first.
    """

    type_name: str = ""
    required: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    one_of: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    may_be_address: bool = False


DATES = ("validFrom", "validUntil", "issuanceDate", "expirationDate", "awardedDate")
CREDENTIAL_MEMBERS = {
    "name": TEXT,
    "description": TEXT,
    "validFrom": TIME,
    "validUntil": TIME,
    "issuanceDate": TIME,
    "expirationDate": TIME,
    "credentialSchema": "CredentialSchema",
    "credentialStatus": "Typed",
    "refreshService": "Typed",
    "termsOfUse": "Typed",
    "relatedResource": "RelatedResource",
}

RULES: dict[str, Rule] = {
    "Typed": Rule(required={"type": ANY}),
    "CredentialSchema": Rule(required={"id": URL, "type": ANY}),
    "RelatedResource": Rule(required={"id": URL}, one_of=("digestSRI", "digestMultibase")),
    "VerifiableCredential": Rule(
        "VerifiableCredential",
        required={"issuer": "AnyIssuer", "credentialSubject": "AnySubject"},
        optional={"id": URL, "evidence": "Typed", **CREDENTIAL_MEMBERS},
        single=("id", "issuer", *DATES),
    ),
    "VerifiablePresentation": Rule(
        "VerifiablePresentation", optional={"id": URL, "holder": "AnyIssuer"}, single=("id", "holder")
    ),
    "AnyIssuer": Rule(required={"id": URL}, may_be_address=True),
    "AnySubject": Rule(optional={"id": URL}),
    "AchievementCredential": Rule(
        "VerifiableCredential",
        required={"id": URL, "issuer": "Profile", "credentialSubject": "AchievementSubject"},
        optional={"image": "Image", "awardedDate": TIME, "evidence": "Evidence", **CREDENTIAL_MEMBERS},
        single=("id", "issuer", "credentialSubject", "name", *DATES),
    ),
    "EndorsementCredential": Rule(
        "EndorsementCredential",
        required={"id": URL, "issuer": "Profile", "name": TEXT, "credentialSubject": "EndorsementSubject"},
        optional=CREDENTIAL_MEMBERS,
    ),
    "EndorsementSubject": Rule(
        "EndorsementSubject", required={"id": URL}, optional={"endorsementComment": TEXT}
    ),
    "Profile": Rule(
        "Profile",
        required={"id": URL},
        optional={
            "name": TEXT,
            "url": URL,
            "image": "Image",
            "address": "Address",
            "otherIdentifier": "IdentifierEntry",
            "parentOrg": "Profile",
        },
        may_be_address=True,
    ),
    "Address": Rule("Address"),
    "Image": Rule("Image", required={"id": URL}, may_be_address=True),
    "IdentifierEntry": Rule("IdentifierEntry", required={"identifier": TEXT, "identifierType": TEXT}),
    "IdentityObject": Rule(
        "IdentityObject", required={"hashed": TRUTH, "identityHash": TEXT, "identityType": TEXT}
    ),
    "AchievementSubject": Rule(
        "AchievementSubject",
        required={"achievement": "Achievement"},
        optional={
            "id": URL,
            "identifier": "IdentityObject",
            "result": "Result",
            "source": "Profile",
            "image": "Image",
            "activityStartDate": TIME,
            "activityEndDate": TIME,
        },
        one_of=("id", "identifier"),
        single=("id", "achievement"),
    ),
    "Achievement": Rule(
        "Achievement",
        required={"id": URL, "name": TEXT, "description": TEXT, "criteria": "Criteria"},
        optional={
            "alignment": "Alignment",
            "creator": "Profile",
            "image": "Image",
            "related": "Related",
            "otherIdentifier": "IdentifierEntry",
            "resultDescription": "ResultDescription",
            "achievementType": TEXT,
        },
        single=("id", "name", "description", "criteria"),
    ),
    "Criteria": Rule(optional={"id": URL, "narrative": TEXT}, one_of=("id", "narrative")),
    "Related": Rule("Related", required={"id": URL}),
    "Alignment": Rule("Alignment", required={"targetName": TEXT, "targetUrl": URL}),
    "ResultDescription": Rule(
        "ResultDescription",
        required={"id": URL, "name": TEXT, "resultType": TEXT},
        optional={"alignment": "Alignment", "rubricCriterionLevel": "RubricCriterionLevel"},
    ),
    "RubricCriterionLevel": Rule(
        "RubricCriterionLevel", required={"id": URL, "name": TEXT}, optional={"alignment": "Alignment"}
    ),
    "Result": Rule(
        "Result", optional={"resultDescription": URL, "achievedLevel": URL, "alignment": "Alignment"}
    ),
    "Evidence": Rule("Evidence", optional={"id": URL, "name": TEXT, "narrative": TEXT, "description": TEXT}),
}


def problems(value: Any, rule_name: str, path: str = "") -> Iterator[str]:
    """Every way in which `value` is not what the table says of `rule_name`, as whole sentences with the JSON path."""
    rule = RULES[rule_name]
    if rule.may_be_address and isinstance(value, str):
        yield from _leaf(value, URL, path)
    elif not isinstance(value, dict):
        yield f"“{path}” must be an object."
    else:
        yield from _absences(value, rule, path)
        for name, kind in {**rule.optional, **rule.required}.items():
            for place, part in _parts(value, name, path):
                yield from problems(part, kind, place) if kind in RULES else _leaf(part, kind, place)


def _absences(value: Mapping[str, Any], rule: Rule, path: str) -> Iterator[str]:
    if rule.type_name and rule.type_name not in many(value.get("type")):
        yield f"“{_join(path, 'type')}” must include {rule.type_name}."
    if rule.one_of and not any(_is_present(value.get(name)) for name in rule.one_of):
        yield f"“{path}” must have {' or '.join(f'“{name}”' for name in rule.one_of)}."
    for name in rule.single:
        if isinstance(value.get(name), list) and len(value[name]) != 1:
            yield f"“{_join(path, name)}” must have exactly one value."
    for name in rule.required:
        if not _is_present(value.get(name)):
            yield f"“{_join(path, name)}” is missing."


def is_url(value: Any) -> bool:
    """Whether a value is an absolute URL (WHATWG) such as an address, a DID or a URN, without blanks."""
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(
        parts.scheme
        and (parts.netloc or parts.path)
        and (parts.netloc or parts.scheme not in {"http", "https"})
    )


def _is_present(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _parts(value: Mapping[str, Any], name: str, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value.get(name), list):
        yield from ((f"{_join(path, name)}[{index}]", part) for index, part in enumerate(value[name]))
    elif name in value and _is_present(value[name]):
        yield _join(path, name), value[name]


def _leaf(value: Any, kind: str, path: str) -> Iterator[str]:
    if kind == URL and not is_url(value):
        yield f"“{path}” must be an absolute address (URL)."
    elif kind == TEXT and not (isinstance(value, str) or (isinstance(value, dict) and "@value" in value)):
        yield f"“{path}” must be text."
    elif kind == TRUTH and not isinstance(value, bool):
        yield f"“{path}” must be true or false."
    elif kind == TIME:
        try:
            parse_timestamp(value)
        except TimeError as error:
            yield f"“{path}” {error.sentence}."


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
