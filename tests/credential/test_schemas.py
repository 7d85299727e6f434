"""The published JSON schemas of Open Badges 3.0 and CLR 2.0 as oracle: what they know, the views show.

What they refuse, the rules refuse; what they accept, the rules accept. Each exception stands here with its reason.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.credential import check_before_issuing, model
from skillmark.credential.errors import CredentialError
from skillmark.credential.model import View
from skillmark.credential.steps.required import RULES, document_flaws, flaws
from skillmark.credential.steps.whole import Scope

OPEN_BADGES = "1edtech-schemas/open-badges/v3_0/ob_v3p0_{}_schema.json"
CLR = "1edtech-schemas/clr/v2_0/clr_v2p0_{}_schema.json"
# schema -> the class at its root. The other published schemas describe answers of the REST API, not documents.
ROOTS = {
    OPEN_BADGES.format("achievementcredential"): "AchievementCredential",
    OPEN_BADGES.format("endorsementcredential"): "EndorsementCredential",
    OPEN_BADGES.format("profile"): "Profile",
    CLR.format("clrcredential"): "ClrCredential",
    CLR.format("achievementcredential"): "AchievementCredential",
    CLR.format("endorsementcredential"): "EndorsementCredential",
    CLR.format("profile"): "Profile",
}

# class of the schemas -> view, where it is not called the same
VIEWS: dict[str, type[View]] = {
    "AchievementSubject": model.Subject,
    "RubricCriterionLevel": model.RubricLevel,
    "VerifiableCredential": model.Credential,
    # What is only named, with an id and a type.
    "CredentialSubject": View,
    "CredentialSchema": View,
    "CredentialStatus": View,
    "RefreshService": View,
    "TermsOfUse": View,
}
# What is no object with members of its own: an address, or an address in the place of a profile.
NO_CLASS = {"Context", "ProfileRef"}
# property -> how the views call it, where that is more than another spelling of the same words
NAMES = {
    "@context": "contexts",
    "achievedLevel": "level",
    "achievementType": "kind",
    "activityEndDate": "activity_end",
    "activityStartDate": "activity_start",
    "addressCountry": "country",
    "addressCountryCode": "country_code",
    "addressLocality": "locality",
    "addressRegion": "region",
    "allowedValue": "allowed",
    "associationType": "kind",
    "awardedDate": "awarded",
    "creditsAvailable": "credits",
    "cryptosuite": "suite",
    "credentialSchema": "schemas",
    "credentialStatus": "status_entries",
    "endorsementComment": "comment",
    "endorsementJwt": "endorsement_texts",
    "geo": "coordinates",
    "humanCode": "code",
    "identifierType": "kind",
    "identityHash": "value",
    "identityType": "kind",
    "inLanguage": "language",
    "otherIdentifier": "other_identifiers",
    "parentOrg": "parent",
    "postOfficeBoxNumber": "post_office_box",
    "proofPurpose": "purpose",
    "proofValue": "value",
    "refreshService": "refresh_services",
    "requiredValue": "required",
    "resultType": "kind",
    "rubricCriterionLevel": "levels",
    "sourceId": "source",
    "streetAddress": "street",
    "targetCode": "code",
    "targetDescription": "description",
    "targetFramework": "framework",
    "targetId": "target",
    "targetName": "name",
    "targetType": "kind",
    "targetUrl": "url",
    "termsOfUse": "terms_of_use",
    "type": "types",
    "validFrom": "valid_from",
    "validUntil": "valid_until",
    "valueMax": "maximum",
    "valueMin": "minimum",
    "verifiableCredential": "credentials",
    "verificationMethod": "verification_method",
}
# (class, property) -> how the view calls it, where the class decides
NAMES_BY_CLASS = {
    ("AchievementCredential", "credentialSubject"): "subject",
    ("ClrCredential", "credentialSubject"): "subject",
    ("EndorsementCredential", "credentialSubject"): "subject",
    ("AchievementSubject", "achievement"): "achievements",
    ("AchievementSubject", "identifier"): "identifiers",
    ("AchievementSubject", "result"): "results",
    ("ClrSubject", "achievement"): "achievements",
    ("ClrSubject", "association"): "associations",
    ("ClrSubject", "identifier"): "identifiers",
    ("IdentifierEntry", "identifier"): "value",
    ("Result", "resultDescription"): "scale",
}
# What a view does not show, and why.
NOT_SHOWN = {
    ("VerifiableCredential", "credentialSubject"): "what is said there is known only where the type is",
}


def _schema(standards: Callable[[str], Path], name: str) -> dict[str, Any]:
    return dict(json.loads(standards(name).read_text()))


def _classes(schema: dict[str, Any], root: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield root, schema
    yield from schema["$defs"].items()


def _plain(value: Any, member: dict[str, Any]) -> Any:
    """A value of a property, as simple as its schema allows."""
    if "enum" in member:
        return member["enum"][0]
    for choice in (*member.get("oneOf", ()), *member.get("anyOf", ())):
        return _plain(value, choice)
    if "$ref" in member:
        return value if member["$ref"].endswith("/Context") else {"id": "urn:uuid:1"}
    if member.get("format", "") == "date-time":
        return "2026-01-15T09:00:00Z"
    return {"boolean": True, "number": 1.5}.get(str(member.get("type")), value)


def _attribute(class_name: str, name: str) -> str:
    words = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
    plural = (
        f"{words}s" if name in {"alignment", "endorsement", "proof", "resultDescription", "tag"} else words
    )
    return NAMES_BY_CLASS.get((class_name, name)) or NAMES.get(name) or plural


@pytest.mark.parametrize("name", ROOTS)
def test_every_published_property_is_shown(standards: Callable[[str], Path], name: str) -> None:
    for class_name, definition in _classes(_schema(standards, name), ROOTS[name]):
        if class_name in NO_CLASS:
            continue
        view = VIEWS.get(class_name) or getattr(model, class_name)
        for member, allowed in definition["properties"].items():
            if (class_name, member) in NOT_SHOWN:
                continue
            attribute = _attribute(class_name, member)
            shown = getattr(view({member: _plain("urn:uuid:1", allowed)}), attribute)
            assert shown, (class_name, member)
            assert shown != getattr(view({}), attribute), (class_name, member)


# --- what the schemas refuse, the rules refuse ----------------------------------------------------------------

# class of the schemas -> rule, where it is not called the same
RULE_NAMES = {"VerifiableCredential": "GatheredCredential", "CredentialSubject": "AnySubject"}
# Proofs are step 4's: they are of many kinds, and what a proof says of itself is checked with it.
OTHER_STEPS = {"Proof"}
DATA_MODEL = "https://www.w3.org/ns/credentials/v2"
BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTEXTS = {
    "ClrCredential": [
        DATA_MODEL,
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        BADGES_CONTEXT,
    ],
    "AchievementCredential": [DATA_MODEL, BADGES_CONTEXT],
    "EndorsementCredential": [DATA_MODEL, BADGES_CONTEXT],
    "VerifiableCredential": [DATA_MODEL],
}
TYPES = {
    "AchievementCredential": ["VerifiableCredential", "OpenBadgeCredential"],
    "EndorsementCredential": ["VerifiableCredential", "EndorsementCredential"],
    "ClrCredential": ["VerifiableCredential", "ClrCredential"],
    "VerifiableCredential": ["VerifiableCredential"],
    "CredentialSchema": "1EdTechJsonSchemaValidator2019",
    "CredentialStatus": "1EdTechRevocationList",
    "RefreshService": "1EdTechCredentialRefresh",
    "TermsOfUse": "https://terms.example/Terms",
}
CLOSED = {"Association", "GeoCoordinates", "IdentifierEntry", "IdentityObject", "Image"}
# What the specification asks for, and the schemas leave out.
ASKED_FOR = {("AchievementSubject", "id"), ("ClrSubject", "id"), ("Criteria", "narrative")}
# VCDM 2.0, "Credential Subject": an object without members says nothing.
ASKED_FOR.add(("CredentialSubject", "id"))
ADDRESSES = {"id", "url", "targetUrl", "requiredLevel", "achievedLevel", "sourceId", "targetId"}
VALUES = {
    "endorsementJwt": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
    "inLanguage": "de-CH",
    "dateOfBirth": "1815-12-10",
    "validUntil": "2029-01-15T09:00:00Z",
}


class Maker:
    """Makes documents that follow a published schema; `wants` says which optional members they have."""

    def __init__(self, schema: dict[str, Any], root: str, wants: Callable[[str, str], bool]) -> None:
        self.definitions = {root: schema, **schema["$defs"]}
        self.wants = wants
        self.numbers = itertools.count(1)

    def make(self, class_name: str) -> Any:
        if class_name == "ProfileRef":
            return self.make("Profile")
        definition = self.definitions[class_name]
        made: dict[str, Any] = {}
        for name, member in definition["properties"].items():
            required = name in definition["required"] or (class_name, name) in ASKED_FOR
            if name != "proof" and (required or self.wants(class_name, name)):
                made[name] = self._value(class_name, name, member)
        for result in made.get("result", []) if class_name == "AchievementSubject" else []:
            scales = made["achievement"].get("resultDescription", [])
            if "resultDescription" in result:
                result["resultDescription"] = scales[0]["id"] if scales else None
            if not scales:
                del result["resultDescription"]
        return made

    def _value(self, class_name: str, name: str, member: dict[str, Any]) -> Any:
        if name == "@context":
            return [*CONTEXTS[class_name], EXTENSIONS]
        if name == "type":
            return TYPES.get(class_name) or (class_name if class_name in CLOSED else [class_name])
        if name in ADDRESSES or (class_name, name) == ("Result", "resultDescription"):
            return f"urn:uuid:{next(self.numbers)}"
        return VALUES.get(name) or self._of_kind(name, member)

    def _of_kind(self, name: str, member: dict[str, Any]) -> Any:
        choices = [*member.get("oneOf", ()), *member.get("anyOf", ())]
        listed = next((choice for choice in choices if choice.get("type") == "array"), None)
        if listed is not None:
            return [self._of_kind(name, listed["items"])]
        if choices:
            return self._of_kind(name, choices[0])
        if "$ref" in member:
            return self.make(member["$ref"].rpartition("/")[2])
        return _plain("words of ours", member)


def _validator(schema: dict[str, Any], class_name: str, root: str) -> jsonschema.Draft201909Validator:
    entry = schema if class_name == root else {"$ref": f"#/$defs/{class_name}", "$defs": schema["$defs"]}
    checker = jsonschema.FormatChecker(formats=["date"])
    # RFC 3339; the package that jsonschema asks for this is not worth a dependency.
    checker.checks("date-time")(
        lambda value: (
            not isinstance(value, str)
            or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value)
        )
    )
    return jsonschema.Draft201909Validator(entry, format_checker=checker)


def _without_nested(class_name: str, name: str) -> bool:
    return name not in {"endorsement", "parentOrg", "source", "creator"}


def _changed_members(value: dict[str, Any], known: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every single change of one member: the member, what was done to it, and the object."""
    for name in known:
        here = value.get(name)
        others: dict[str, Any] = {
            "null": None,
            "true": True,
            "a number": 7,
            "a text": "words of ours",
            "an empty list": [],
            "an empty object": {},
            "another object": {"words": "of ours"},
            "a text in a language": {"@value": "words", "@language": "en"},
            "a list of texts": ["words of ours", "words of theirs"],
            "in a list": [here],
            "twice": [here, {"words": "of ours"} if isinstance(here, dict) else "words of ours"],
            "a list of null": [None],
        }
        if name in value:
            yield name, "removed", {key: part for key, part in value.items() if key != name}
        for what, other in others.items():
            if other != here and not (
                what in {"in a list", "twice"} and (here is None or isinstance(here, list))
            ):
                yield name, what, value | {name: other}
    yield "unexpected", "added", value | {"unexpected": "words of ours"}


def _excepted(class_name: str, name: str, what: str) -> str:
    """Why the rules accept what the schemas refuse, or an empty text."""
    language = {"a text in a language"}
    if what in language and name != "type":
        return "VCDM 2.0, “Language and Base Direction”: the schemas know only plain text and maps that JSON-LD has not"
    if name == "credentialStatus" and what in {"in a list", "twice", "an empty list"}:
        return (
            "VCDM 2.0, “Status”: one entry per purpose; issuers in the wild have a list, and the linter warns"
        )
    if class_name == "VerifiableCredential" and name in {"credentialSubject", "refreshService"}:
        several = {"in a list", "twice", "an empty list"}
        return "VCDM 2.0: one or more; a record gathers credentials of any kind" if what in several else ""
    if name == "type" and class_name in {"CredentialSchema", "CredentialStatus", "TermsOfUse"}:
        return "VCDM 2.0, “Types”: one or more" if what in {"a list of texts", "in a list", "twice"} else ""
    return ""


@pytest.mark.parametrize("name", ROOTS)
def test_whatever_the_schemas_refuse_is_refused(standards: Callable[[str], Path], name: str) -> None:
    root = ROOTS[name]
    schema = _schema(standards, name)
    maker = Maker(schema, root, _without_nested)
    tried, accepted = 0, []
    for class_name, definition in _classes(schema, root):
        if class_name in NO_CLASS | OTHER_STEPS:
            continue
        rule = RULE_NAMES.get(class_name, class_name)
        validator = _validator(schema, class_name, root)
        whole = maker.make(class_name)
        assert validator.is_valid(whole), (class_name, list(validator.iter_errors(whole)))
        assert not list(flaws(whole, rule, (), Scope())), class_name
        members = [member for member in definition["properties"] if member != "proof"]
        for member, what, changed in _changed_members(whole, members):
            tried += 1
            if not validator.is_valid(changed) and not _excepted(class_name, member, what):
                accepted += [(class_name, member, what)] * (not list(flaws(changed, rule, (), Scope())))
    assert not accepted
    assert tried > 500


def test_every_rule_is_that_of_a_class(standards: Callable[[str], Path]) -> None:
    published = {
        RULE_NAMES.get(class_name, class_name)
        for name, root in ROOTS.items()
        for class_name, _ in _classes(_schema(standards, name), root)
    }
    # VCDM has no JSON schema of its own; tests/credential/test_conform.py tries these.
    of_vcdm = {
        "AnyEvidence",
        "AnyIssuer",
        "EnvelopedVerifiableCredential",
        "EnvelopedVerifiablePresentation",
        "RelatedResource",
        "Service",
        "VerifiableCredential",
        "VerifiablePresentation",
    }
    assert set(RULES) == (published - NO_CLASS - OTHER_STEPS) | of_vcdm | {"ProfileRef"}


# --- what the schemas accept, the rules accept ------------------------------------------------------------------

WHOLE = [name for name, root in ROOTS.items() if root != "Profile"]


class Oracle:
    """One published schema; prints as its root, since hypothesis shows what it was given."""

    def __init__(self, schema: dict[str, Any], root: str) -> None:
        self.schema, self.root = schema, root
        self.validator = _validator(schema, root, root)

    def __repr__(self) -> str:
        return self.root

    def make(self, wants: Callable[[str, str], bool]) -> Any:
        return Maker(self.schema, self.root, wants).make(self.root)


@pytest.fixture(scope="module")
def oracles(standards: Callable[[str], Path]) -> list[Oracle]:
    return [Oracle(_schema(standards, name), ROOTS[name]) for name in WHOLE]


@settings(max_examples=60, deadline=None)
@given(wanted=st.lists(st.booleans(), max_size=120), index=st.integers(0, len(WHOLE) - 1))
def test_whatever_the_schemas_accept_is_issued(oracles: list[Oracle], wanted: list[bool], index: int) -> None:
    # Endorsements, creators and parents may hold each other without end.
    choices = iter(wanted)
    document = oracles[index].make(lambda *_: next(choices, False))
    assert oracles[index].validator.is_valid(document)
    check_before_issuing(document)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), index=st.integers(0, len(WHOLE) - 1))
def test_one_change_is_refused_where_the_schemas_refuse_it(
    oracles: list[Oracle], data: st.DataObject, index: int
) -> None:
    document = oracles[index].make(_without_nested)
    holders = [value for value in _values(document) if isinstance(value, dict)]
    holder = holders[data.draw(st.integers(0, len(holders) - 1))]
    changes = [
        entry for entry in _changed_members(dict(holder), list(holder)) if not _excepted("", *entry[:2])
    ]
    _, _, changed = changes[data.draw(st.integers(0, len(changes) - 1))]
    holder.clear()
    holder.update(deepcopy(changed))
    # Spellings that change nothing are tolerated in what others signed; still, they are flaws.
    tolerated = any(flaw.tolerated for flaw in document_flaws(document)) or _is_excepted_inside(document)
    if not oracles[index].validator.is_valid(document) and not tolerated:
        with pytest.raises(CredentialError):
            check_before_issuing(document)


def _values(value: Any) -> Iterator[Any]:
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _values(part)


def _is_excepted_inside(document: dict[str, Any]) -> bool:
    """Whether the change is one that the exceptions above allow, found by its shape."""
    inside = [value for value in _values(document) if isinstance(value, dict)]
    services = [value for value in inside if set(value) == {"id", "type"}]
    gathered = [value for value in inside if value.get("type") == ["VerifiableCredential"]]
    return any(isinstance(service["type"], list) for service in services) or any(
        not isinstance(part.get("credentialSubject"), dict)
        or not isinstance(part.get("refreshService"), dict)
        or "'id'" not in str(part.get("refreshService"))
        # VCDM 2.0, "Issuer": an object with an id will do where it does not call itself a profile.
        or "Profile" not in str(part.get("issuer"))
        or "Evidence" not in str(part.get("evidence"))
        for part in gathered
    )
