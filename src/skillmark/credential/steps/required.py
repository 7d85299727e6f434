"""What the standards require of each kind of object, as one table, and a walk that compares a document with it.

Sources: Open Badges 3.0 and Comprehensive Learner Record 2.0, "Data Models", with their published JSON schemas;
Verifiable Credentials Data Model 2.0 and 1.1. Where we ask for more or less than the JSON schemas, a test says why
(tests/credential/test_conform.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from skillmark.credential.model.view import many, spellings
from skillmark.credential.steps import whole
from skillmark.credential.steps.flaws import Flaw, Place, flaw
from skillmark.credential.steps.leaves import (
    ACHIEVEMENT_TYPE,
    ASSOCIATION_TYPE,
    DATA_URL,
    DATE,
    IDENTITY_TYPE,
    JWS,
    LANGUAGE,
    NUMBER,
    RESULT_STATUS,
    RESULT_TYPE,
    TARGET_TYPE,
    TEXT,
    TIME,
    TRUTH,
    TYPES,
    URL,
    Leaf,
)
from skillmark.credential.steps.whole import Extra, Scope

OPEN_BADGES, CLR, VCDM = (
    "Open Badges 3.0",
    "Comprehensive Learner Record 2.0",
    "Verifiable Credentials Data Model 2.0",
)
_IN_LANGUAGES = "Verifiable Credentials Data Model 2.0, “Language and Base Direction”"
Members = Mapping[str, "Leaf | str"]


class Address(Enum):
    """Whether an object may be named by its address alone; tolerated means: not by us, and noted when it is met."""

    NO = "no"
    TOLERATED = "tolerated"
    YES = "yes"


@dataclass(frozen=True)
class Rule:
    """One kind of object: the types it must name, its members, and what else is asked of it.

    Members are leaves or the names of other rules. `several` of them may have many values; any other has one, since
    readers would see whichever of many comes first. Those `by_language` may be said in several languages, once in
    each. A `closed` object has no members but these; an object of `one_type` names no other.
    """

    types: tuple[str, ...] = ()
    required: Members = field(default_factory=dict)
    optional: Members = field(default_factory=dict)
    several: frozenset[str] = frozenset()
    by_language: frozenset[str] = frozenset()
    one_of: tuple[str, ...] = ()
    closed: bool = False
    one_type: bool = False
    address: Address = Address.NO
    also: tuple[Extra, ...] = ()
    standard: str = OPEN_BADGES


# --- the table ----------------------------------------------------------------------------------------------

_ENDORSED: Members = {"endorsement": "EndorsementCredential", "endorsementJwt": JWS}
# What VCDM defines for any credential, in the words of both data models.
_CREDENTIAL: Members = {
    "id": URL,
    "name": TEXT,
    "description": TEXT,
    "validFrom": TIME,
    "validUntil": TIME,
    "issuanceDate": TIME,
    "expirationDate": TIME,
    "credentialSchema": "CredentialSchema",
    "credentialStatus": "CredentialStatus",
    "refreshService": "Service",
    "termsOfUse": "TermsOfUse",
    "relatedResource": "RelatedResource",
    "renderMethod": "Service",
    "confidenceMethod": "Service",
}
_MANY_OF_A_CREDENTIAL = frozenset(
    {
        "credentialSchema",
        "credentialStatus",
        "termsOfUse",
        "relatedResource",
        "renderMethod",
        "confidenceMethod",
    }
)
# What Open Badges and CLR add to it, or ask for more strictly.
_OF_1EDTECH: Members = {
    **_CREDENTIAL,
    "awardedDate": TIME,
    "evidence": "Evidence",
    "refreshService": "RefreshService",
}
_MANY_OF_1EDTECH = _MANY_OF_A_CREDENTIAL | {"endorsement", "endorsementJwt", "evidence"}
_TYPES = frozenset({"type"})
_TOLD = frozenset({"name", "description"})
_ALWAYS: tuple[Extra, ...] = (whole.model_members, whole.related_resources, whole.named_schemas)

RULES: dict[str, Rule] = {
    # Verifiable Credentials
    "VerifiableCredential": Rule(
        ("VerifiableCredential",),
        required={"issuer": "Issuer", "credentialSubject": "AnySubject"},
        optional={**_CREDENTIAL, "evidence": "SomeEvidence"},
        several=_MANY_OF_A_CREDENTIAL | {"credentialSubject", "evidence", "refreshService"} | _TOLD,
        by_language=_TOLD,
        also=(whole.base_context, *_ALWAYS),
        standard=VCDM,
    ),
    "VerifiablePresentation": Rule(
        ("VerifiablePresentation",),
        optional={
            "id": URL,
            "holder": "Issuer",
            "verifiableCredential": "Contained",
            "termsOfUse": "TermsOfUse",
        },
        several=frozenset({"verifiableCredential", "termsOfUse"}),
        also=(whole.base_context, whole.issues_nothing),
        standard=VCDM,
    ),
    "EnvelopedVerifiableCredential": Rule(
        ("EnvelopedVerifiableCredential",),
        required={"id": DATA_URL},
        also=(whole.base_context,),
        standard=VCDM,
    ),
    "EnvelopedVerifiablePresentation": Rule(
        ("EnvelopedVerifiablePresentation",),
        required={"id": DATA_URL},
        also=(whole.base_context,),
        standard=VCDM,
    ),
    "AnyIssuer": Rule(
        required={"id": URL},
        optional={"name": TEXT, "description": TEXT},
        several=_TOLD,
        by_language=_TOLD,
        address=Address.YES,
        standard=VCDM,
    ),
    "AnySubject": Rule(optional={"id": URL}, standard=VCDM),
    "AnyEvidence": Rule(required={"type": TYPES}, optional={"id": URL}, several=_TYPES, standard=VCDM),
    "CredentialSchema": Rule(required={"id": URL, "type": TYPES}, several=_TYPES, standard=VCDM),
    "CredentialStatus": Rule(required={"type": TYPES}, optional={"id": URL}, several=_TYPES, standard=VCDM),
    "Service": Rule(required={"type": TYPES}, optional={"id": URL}, several=_TYPES, standard=VCDM),
    "TermsOfUse": Rule(required={"type": TYPES}, optional={"id": URL}, several=_TYPES, standard=VCDM),
    "RelatedResource": Rule(required={"id": URL}, one_of=("digestSRI", "digestMultibase"), standard=VCDM),
    # Open Badges
    "AchievementCredential": Rule(
        ("VerifiableCredential",),
        required={"id": URL, "issuer": "ProfileRef", "credentialSubject": "AchievementSubject"},
        optional={**_OF_1EDTECH, **_ENDORSED, "image": "Image"},
        several=_MANY_OF_1EDTECH,
        also=(whole.badge_contexts, *_ALWAYS, whole.begins),
    ),
    "EndorsementCredential": Rule(
        ("VerifiableCredential", "EndorsementCredential"),
        required={"id": URL, "issuer": "ProfileRef", "name": TEXT, "credentialSubject": "EndorsementSubject"},
        optional=_OF_1EDTECH,
        several=_MANY_OF_1EDTECH,
        also=(whole.badge_contexts, *_ALWAYS, whole.begins),
    ),
    "EndorsementSubject": Rule(
        ("EndorsementSubject",), required={"id": URL}, optional={"endorsementComment": TEXT}
    ),
    "Profile": Rule(
        ("Profile",),
        required={"id": URL},
        optional={
            **_ENDORSED,
            "name": TEXT,
            "url": URL,
            "phone": TEXT,
            "description": TEXT,
            "image": "Image",
            "email": TEXT,
            "address": "Address",
            "otherIdentifier": "IdentifierEntry",
            "official": TEXT,
            "parentOrg": "Profile",
            "familyName": TEXT,
            "givenName": TEXT,
            "additionalName": TEXT,
            "patronymicName": TEXT,
            "honorificPrefix": TEXT,
            "honorificSuffix": TEXT,
            "familyNamePrefix": TEXT,
            "dateOfBirth": DATE,
        },
        several=frozenset({"endorsement", "endorsementJwt", "otherIdentifier"}),
        address=Address.TOLERATED,
    ),
    "Address": Rule(
        ("Address",),
        optional={
            "addressCountry": TEXT,
            "addressCountryCode": TEXT,
            "addressRegion": TEXT,
            "addressLocality": TEXT,
            "streetAddress": TEXT,
            "postOfficeBoxNumber": TEXT,
            "postalCode": TEXT,
            "geo": "GeoCoordinates",
        },
    ),
    "GeoCoordinates": Rule(
        ("GeoCoordinates",), required={"latitude": NUMBER, "longitude": NUMBER}, one_type=True
    ),
    "Image": Rule(
        ("Image",),
        required={"id": URL},
        optional={"caption": TEXT},
        closed=True,
        one_type=True,
        address=Address.TOLERATED,
    ),
    "IdentifierEntry": Rule(
        ("IdentifierEntry",),
        required={"identifier": TEXT, "identifierType": IDENTITY_TYPE},
        closed=True,
        one_type=True,
    ),
    "IdentityObject": Rule(
        ("IdentityObject",),
        required={"hashed": TRUTH, "identityHash": TEXT, "identityType": IDENTITY_TYPE},
        optional={"salt": TEXT},
        closed=True,
        one_type=True,
    ),
    "AchievementSubject": Rule(
        ("AchievementSubject",),
        required={"achievement": "Achievement"},
        optional={
            "id": URL,
            "activityStartDate": TIME,
            "activityEndDate": TIME,
            "creditsEarned": NUMBER,
            "identifier": "IdentityObject",
            "image": "Image",
            "licenseNumber": TEXT,
            "narrative": TEXT,
            "result": "Result",
            "role": TEXT,
            "source": "Profile",
            "term": TEXT,
        },
        several=frozenset({"identifier", "result"}),
        one_of=("id", "identifier"),
        also=(whole.results,),
    ),
    "Achievement": Rule(
        ("Achievement",),
        required={"id": URL, "name": TEXT, "description": TEXT, "criteria": "Criteria"},
        optional={
            **_ENDORSED,
            "alignment": "Alignment",
            "achievementType": ACHIEVEMENT_TYPE,
            "creator": "Profile",
            "creditsAvailable": NUMBER,
            "fieldOfStudy": TEXT,
            "humanCode": TEXT,
            "image": "Image",
            "inLanguage": LANGUAGE,
            "otherIdentifier": "IdentifierEntry",
            "related": "Related",
            "resultDescription": "ResultDescription",
            "specialization": TEXT,
            "tag": TEXT,
            "version": TEXT,
        },
        several=frozenset(
            {
                "alignment",
                "endorsement",
                "endorsementJwt",
                "otherIdentifier",
                "related",
                "resultDescription",
                "tag",
            }
        ),
    ),
    "Criteria": Rule(optional={"id": URL, "narrative": TEXT}, one_of=("id", "narrative")),
    "Related": Rule(("Related",), required={"id": URL}, optional={"inLanguage": LANGUAGE, "version": TEXT}),
    "Alignment": Rule(
        ("Alignment",),
        required={"targetName": TEXT, "targetUrl": URL},
        optional={
            "targetCode": TEXT,
            "targetDescription": TEXT,
            "targetFramework": TEXT,
            "targetType": TARGET_TYPE,
        },
    ),
    "ResultDescription": Rule(
        ("ResultDescription",),
        required={"id": URL, "name": TEXT, "resultType": RESULT_TYPE},
        optional={
            "alignment": "Alignment",
            "allowedValue": TEXT,
            "requiredLevel": URL,
            "requiredValue": TEXT,
            "rubricCriterionLevel": "RubricCriterionLevel",
            "valueMax": TEXT,
            "valueMin": TEXT,
        },
        several=frozenset({"alignment", "allowedValue", "rubricCriterionLevel"}),
    ),
    "RubricCriterionLevel": Rule(
        ("RubricCriterionLevel",),
        required={"id": URL, "name": TEXT},
        optional={"alignment": "Alignment", "description": TEXT, "level": TEXT, "points": TEXT},
        several=frozenset({"alignment"}),
    ),
    "Result": Rule(
        ("Result",),
        optional={
            "achievedLevel": URL,
            "alignment": "Alignment",
            "resultDescription": URL,
            "status": RESULT_STATUS,
            "value": TEXT,
        },
        several=frozenset({"alignment"}),
    ),
    "Evidence": Rule(
        ("Evidence",),
        optional={
            "id": URL,
            "name": TEXT,
            "narrative": TEXT,
            "description": TEXT,
            "genre": TEXT,
            "audience": TEXT,
        },
    ),
    "RefreshService": Rule(required={"id": URL, "type": TYPES}),
    # Comprehensive Learner Record
    "ClrCredential": Rule(
        ("VerifiableCredential", "ClrCredential"),
        required={"id": URL, "issuer": "ProfileRef", "name": TEXT, "credentialSubject": "ClrSubject"},
        optional={**_OF_1EDTECH, **_ENDORSED, "image": "Image", "partial": TRUTH},
        several=_MANY_OF_1EDTECH,
        also=(whole.record_contexts, *_ALWAYS, whole.begins),
        standard=CLR,
    ),
    "ClrSubject": Rule(
        ("ClrSubject",),
        required={"verifiableCredential": "Gathered"},
        optional={
            "id": URL,
            "identifier": "IdentityObject",
            "achievement": "Achievement",
            "association": "Association",
        },
        several=frozenset({"verifiableCredential", "identifier", "achievement", "association"}),
        one_of=("id", "identifier"),
        standard=CLR,
    ),
    "Association": Rule(
        ("Association",),
        required={"associationType": ASSOCIATION_TYPE, "sourceId": URL, "targetId": URL},
        closed=True,
        one_type=True,
        standard=CLR,
    ),
}
# Wherever an address will do.
RULES["ProfileRef"] = replace(RULES["Profile"], address=Address.YES)
# CLR 2.0, "VerifiableCredential": what a record gathers says since when it holds.
RULES["GatheredCredential"] = replace(
    RULES["VerifiableCredential"], also=(*RULES["VerifiableCredential"].also, whole.begins)
)

# What VCDM leaves open, and Open Badges does not: the type by which an object is known, and the rule then and else.
_BY_TYPE = {
    "Issuer": ("Profile", "ProfileRef", "AnyIssuer"),
    "SomeEvidence": ("Evidence", "Evidence", "AnyEvidence"),
}
# Rules for a class of the standards in a place of its own.
_CLASS_OF = {"ProfileRef": "Profile", "GatheredCredential": "VerifiableCredential"}
# Credentials inside, each with the rule that it must keep there.
_INSIDE = {"Contained": "VerifiableCredential", "Gathered": "GatheredCredential"}
_BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def rules_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules that a document of these types must keep, by its own word."""
    names = {name for name in many(document.get("type")) if isinstance(name, str)}
    found = {"ClrCredential", "EndorsementCredential"} & names
    if names & _BADGE_TYPES:
        found = found | {"AchievementCredential"}
    if found or "VerifiableCredential" in names:
        return tuple(sorted(found)) or ("VerifiableCredential",)
    others = ("VerifiablePresentation", "EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation")
    return tuple(name for name in others if name in names) or ("VerifiableCredential",)


# --- the walk -----------------------------------------------------------------------------------------------


def document_flaws(document: Mapping[str, Any], *, scope: Scope = Scope()) -> Iterator[Flaw]:  # noqa: B008 (frozen)
    """Every way in which a document is not what the table says of its types, each once."""
    found = (entry for name in rules_of(document) for entry in flaws(document, name, (), scope))
    yield from dict.fromkeys(found)


def flaws(value: Any, rule_name: str, place: Place, scope: Scope) -> Iterator[Flaw]:
    """Every way in which `value` is not what the table says of `rule_name`."""
    if rule_name in _INSIDE or rule_name in _BY_TYPE:
        for name in _rules_inside(value, rule_name, scope):
            yield from flaws(value, name, place, scope)
        return
    rule = RULES[rule_name]
    spec = _spec(rule, rule_name)
    if isinstance(value, str) and rule.address is not Address.NO:
        yield from _of_leaf(URL, value, place, spec, scope)
        if rule.address is Address.TOLERATED:
            yield flaw(
                "address_for_object", place, "“{path}” is only an address.",
                "Write an object with “id” and “type”.", spec=spec, tolerated=True,
            )  # fmt: skip
    elif not isinstance(value, dict) or not value:
        yield flaw(
            "not_object", place, "“{path}” must be an object with members.", "Write it in braces.", spec=spec
        )
    else:
        yield from _absences(value, rule, place, spec)
        members = {
            **rule.optional,
            **{n: kind for n, kind in rule.required.items() if is_present(value.get(n))},
        }
        for name, kind in members.items():
            for at, part in _parts(value, name, place, several=name in rule.several):
                yield from (
                    _of_leaf(kind, part, at, spec, scope)
                    if isinstance(kind, Leaf)
                    else flaws(part, kind, at, scope)
                )
        yield from _spellings(value, rule, place, spec)
        for extra in rule.also:
            yield from extra(value, place, scope)


def _of_leaf(kind: Leaf, value: Any, place: Place, spec: str, scope: Scope) -> Iterator[Flaw]:
    if scope.noted is not None:
        scope.noted.append((place, kind))
    yield from kind.flaws(value, place, spec)


def _rules_inside(value: Any, rule_name: str, scope: Scope) -> tuple[str, ...]:
    """The rules for what is known by its own word.

    A credential inside has a check of its own; here it must be a credential, and when issuing all that it says.
    """
    if rule_name in _BY_TYPE:
        type_name, if_so, otherwise = _BY_TYPE[rule_name]
        is_of_it = isinstance(value, dict) and type_name in many(value.get("type"))
        return (if_so,) if is_of_it else (otherwise,)
    if scope.texts and JWS.accepts(value):
        return ()
    found = rules_of(value) if isinstance(value, dict) else ()
    if found == ("EnvelopedVerifiableCredential",):
        return found
    return (_INSIDE[rule_name], *(name for name in found if scope.deep and name != "VerifiableCredential"))


def _spec(rule: Rule, rule_name: str) -> str:
    return f"{rule.standard}, “{_CLASS_OF.get(rule_name, rule_name)}”"


def _absences(value: Mapping[str, Any], rule: Rule, place: Place, spec: str) -> Iterator[Flaw]:
    for name in rule.types:
        if name not in many(value.get("type")):
            yield flaw(
                "type_missing", (*place, "type"), "“{path}” must include {type}.", "Add it.", spec=spec, type=name
            )  # fmt: skip
    if rule.one_of and not any(is_present(value.get(name)) for name in rule.one_of):
        yield flaw(
            "one_of_missing", place, "“{path}” must have “{one}” or “{other}”.", "Add one of them.",
            spec=spec, one=rule.one_of[0], other=rule.one_of[1],
        )  # fmt: skip
    for name in rule.required:
        if not is_present(value.get(name)):
            yield flaw("missing", (*place, name), "“{path}” is missing.", "Add it.", spec=spec)


def _spellings(value: Mapping[str, Any], rule: Rule, place: Place, spec: str) -> Iterator[Flaw]:
    single = [name for name in (*rule.required, *rule.optional) if name not in rule.several]
    for name in rule.optional:
        if name in value and value[name] is None:
            yield flaw("null", (*place, name), "“{path}” is null.", "Leave it out.", spec=spec)
    for name in (*single, *(("type",) if rule.one_type else ())):
        if not isinstance(value.get(name), list):
            continue
        if len(value[name]) == 1:
            # JSON-LD means the same by both, and so does a signature: readers take either.
            yield flaw(
                "single_in_list", (*place, name), "“{path}” is a list, and should be its one value.",
                "Leave the brackets out.", spec=spec, tolerated=True,
            )  # fmt: skip
        else:
            yield flaw(
                "several_values", (*place, name), "“{path}” must have exactly one value.", "Keep one.", spec=spec
            )  # fmt: skip
    for name in sorted(rule.by_language):
        if any(len(said) > 1 for said in spellings(value.get(name)).values()):
            yield flaw(
                "several_in_a_language", (*place, name),
                "“{path}” says several things in one language, so none of them is shown.",
                "Keep one for each language.", spec=_IN_LANGUAGES, tolerated=True,
            )  # fmt: skip
    if rule.closed:
        for name in sorted(value.keys() - {"type", *rule.required, *rule.optional}):
            yield flaw(
                "member_unexpected", (*place, name), "“{path}” has no place there.", "Remove it.", spec=spec
            )  # fmt: skip


def is_present(value: Any) -> bool:
    """Whether a member says anything."""
    return value is not None and value not in ("", [], {})


def _parts(
    value: Mapping[str, Any], name: str, place: Place, *, several: bool
) -> Iterator[tuple[Place, Any]]:
    part = value.get(name)
    if isinstance(part, list):
        if several or len(part) == 1:
            yield from (((*place, name, index), entry) for index, entry in enumerate(part))
    elif part is not None:
        yield (*place, name), part
