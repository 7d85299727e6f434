"""Following the links of an older badge: over https only, within limits, believing no document about who it is.

What is found at an address is known by that address. An object that is described inside of another one is a claim of
whoever wrote the outer one, so an issuer's profile is always fetched from where the issuer keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from skillmark.credential import strictjson
from skillmark.credential.did.web import is_loopback
from skillmark.credential.errors import CredentialError, LoadError, ResolveError, Unreachable
from skillmark.credential.legacy.kinds import is_web_address
from skillmark.credential.message import Message
from skillmark.credential.report import Outcome
from skillmark.credential.resolve import Fetched, origin
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings

MAX_BYTES = 262_144
GONE = 410
_ACCEPT = "application/ld+json, application/json;q=0.9"
_NOT_CHECKABLE = frozenset({"no_address", "not_https", "key_kind_unsupported"})


@dataclass(frozen=True)
class Linked:
    """A document and the address it is known by, or the reason why there is none."""

    address: str
    document: Mapping[str, Any] | None = None
    fetched: Fetched | None = None
    error: CredentialError | None = None

    @property
    def members(self) -> Mapping[str, Any]:
        """The document's members; none where there is no document."""
        return self.document or {}

    @property
    def is_gone(self) -> bool:
        """Whether the server said that it was there once and is so no longer."""
        return isinstance(self.error, Unreachable) and self.error.status == GONE


def reference(value: object) -> str:
    """The address by which a member names something: its text, or the id of the object that stands there."""
    named = value.get("id") if isinstance(value, Mapping) else value
    return named if isinstance(named, str) else ""


def follow(case: Case, address: str, *, personal: bool = False) -> Linked:
    """The JSON object at an address; one that says what somebody achieved is `personal`."""
    try:
        fetched = case.resolver.fetch(
            over_https(case, address), accept=_ACCEPT, max_bytes=MAX_BYTES, personal=personal
        )
        return Linked(address, _parse(address, fetched), fetched)
    except ResolveError as error:
        return Linked(address, error=error)


def over_https(case: Case, address: str) -> str:
    """The address to ask in place of one that may begin with http://: same host, but somebody who can prove it.

    Raises ResolveError with `no_address` or `not_https` for what cannot be asked that way.
    """
    if not is_web_address(address):
        raise ResolveError(
            "no_address", "“{name}” is no address at which something could be looked up.", name=address
        )
    parts = urlsplit(address)
    if parts.scheme.lower() == "https" or (
        case.policy.allow_local_http and is_loopback(parts.hostname or "")
    ):
        return address
    if parts.netloc.rpartition("@")[2].lower() != (parts.hostname or ""):
        raise ResolveError(
            "not_https", "{name} is a plain http address, so what is there proves nothing.", name=address
        )
    case.warn(
        "It names addresses that begin with http://, where nobody can tell who answers; they were asked over https:// "
        "instead.",
        code="plain_http",
    )
    return urlunsplit(("https", *parts[1:]))


def tell_missing(
    findings: Findings, case: Case, linked: Linked, *, what: str, code: str = "unreachable"
) -> None:
    """Say that a document could not be had (unknown, with `code`), or is nothing that can be used (failed)."""
    error = linked.error
    if isinstance(error, Unreachable):
        if case.policy.offline:
            sentence = "{what} at {host} is not known here, and checking is offline."
        else:
            sentence = "{what} at {host} could not be fetched: {why}."
        findings.unknown(
            sentence, code=code, what=Message(what), host=readable_host(linked.address), why=error.why
        )
    elif error is not None:
        findings.error(error, outcome=Outcome.UNKNOWN if is_open(error) else Outcome.FAILED)


def is_open(error: CredentialError | None) -> bool:
    """Whether an error means "could not check", which speaks neither for nor against the badge."""
    return isinstance(error, Unreachable) or (error is not None and error.code in _NOT_CHECKABLE)


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are one, be it written with http:// or https://."""
    return _plain(one) == _plain(other)


def is_of_another_host(address: str, other: str) -> bool:
    """Whether an id names a web host, and another one than the address does."""
    return is_web_address(other) and origin(_plain(address)) != origin(_plain(other))


def _plain(address: str) -> str:
    scheme, colon, rest = address.partition(":")
    return f"https{colon}{rest}" if scheme.lower() in {"http", "https"} else address


def _parse(address: str, fetched: Fetched) -> Mapping[str, Any]:
    try:
        document = strictjson.loads(fetched.body, max_bytes=MAX_BYTES)
    except LoadError as error:
        raise ResolveError(
            "document_unreadable",
            "What is published at {url} cannot be read: {why}",
            url=address,
            why=error.message,
        ) from error
    if not isinstance(document, dict):
        raise ResolveError(
            "document_unreadable", "What is published at {url} is not a JSON object.", url=address
        )
    return document
