"""Telling an older badge from everything else, and its two generations from each other."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential.model.view import many

CONTEXT_2 = "https://w3id.org/openbadges/v2"
CONTEXT_1 = "https://w3id.org/openbadges/v1"
_CONTEXTS = "https://w3id.org/openbadges"
# Open Badges 1.0 had neither contexts nor types: an assertion is known by what it holds.
_MEMBERS_1 = frozenset({"recipient", "badge", "verify", "issuedOn"})
_HOSTED, _SIGNED = frozenset({"HostedBadge", "hosted"}), frozenset({"SignedBadge", "signed"})


class Edition(StrEnum):
    """The generation of an older badge, by the name that people see."""

    ONE = "Open Badges 1.x"
    TWO = "Open Badges 2.0"


class Method(StrEnum):
    """How an assertion says that it is to be verified (Open Badges 2.0, "VerificationObject")."""

    HOSTED = "hosted"
    SIGNED = "signed"
    OTHER = "other"


def is_legacy(document: Mapping[str, Any]) -> bool:
    """Whether a document is of Open Badges 2.0 or older; a verifiable credential never is, whatever else it says."""
    types, contexts = many(document.get("type")), many(document.get("@context"))
    if "VerifiableCredential" in types or "VerifiablePresentation" in types:
        return False
    named = any(isinstance(context, str) and context.startswith(_CONTEXTS) for context in contexts)
    return named or "Assertion" in types or (not contexts and document.keys() >= _MEMBERS_1)


def edition_of(document: Mapping[str, Any]) -> Edition:
    """The generation that a document says it is of."""
    contexts = many(document.get("@context"))
    if CONTEXT_2 not in contexts and (CONTEXT_1 in contexts or not contexts):
        return Edition.ONE
    return Edition.TWO


def verification_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """How it is to be verified; `verify` is the older name of the member, which Open Badges 2.0 keeps as an alias."""
    value = document.get("verification", document.get("verify"))
    return value if isinstance(value, dict) else {}


def method_of(document: Mapping[str, Any]) -> Method:
    """By its own hosted copy, or by a signature; a withdrawn assertion may have been stripped of saying so."""
    types = many(verification_of(document).get("type"))
    if any(name in _SIGNED for name in types if isinstance(name, str)):
        return Method.SIGNED
    hosted = any(name in _HOSTED for name in types if isinstance(name, str))
    return Method.HOSTED if hosted or document.get("revoked") is True else Method.OTHER


def assertion_id(document: Mapping[str, Any]) -> str:
    """The address or id of the assertion; Open Badges 1.0 names it only as the place to verify it at."""
    value = document.get("id")
    if value is None and edition_of(document) is Edition.ONE:
        value = verification_of(document).get("url")
    return value if isinstance(value, str) else ""


def is_web_address(value: object) -> bool:
    """Whether a value is an http or https address that names a host."""
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def is_iri(value: object) -> bool:
    """Whether a value is an absolute address or name: a URL, a URN, a data URI, without blanks."""
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme) and bool(parts.netloc if parts.scheme in {"http", "https"} else parts.path)
