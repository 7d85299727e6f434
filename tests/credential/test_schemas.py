"""The published JSON schemas of Open Badges 3.0 and CLR 2.0 as oracle: what they know, the views show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential import model
from skillmark.credential.model import View

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
