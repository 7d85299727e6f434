"""Lists of issuers that somebody vouches for: how they are read, and how an issuer is found on them.

Our own format is one JSON object, made to be written by hand and published by anyone:

    {"name": "Accredited colleges of Northland", "updated": "2026-01-15T09:00:00Z",
     "issuers": [{"id": "https://college.example/issuer", "name": "Northfield College",
                  "url": "https://college.example", "logo": "https://college.example/logo.png", "since": "2019-09-01"}]}

`name`, `issuers` and of each issuer `id` and `name` are required. `updated` says of when the list is. No id
comes twice.

The Digital Credentials Consortium publishes a list of registries: `[{"name": …, "type": "dcc-legacy", "url": …}, …]`.
A registry of that type is `{"meta": {"updated": …}, "registry": {id: {"name": …, "location": …, "url": …}}}`. Those of
the type `oidf` (OpenID Federation) are asked by signed requests, which we do not make: they could not be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential import strictjson
from skillmark.credential.errors import CredentialError, LoadError, RegistryError
from skillmark.credential.lookalike import Hosts, folded, host_of
from skillmark.credential.resolve import BudgetedResolver, Fetched, Resolver
from skillmark.credential.times import TimeError, parse_timestamp

MAX_BYTES = 5_000_000
MAX_ISSUERS = 50_000
MAX_REGISTRIES = 32
_MAX_TEXT = 2_000
_ACCEPT = "application/json"
_LIST_MEMBERS = frozenset({"name", "updated", "issuers"})
_ISSUER_MEMBERS = frozenset({"id", "name", "url", "logo", "since"})


@dataclass(frozen=True)
class KnownIssuer:
    """An issuer as a list names it; `since` is as the list writes it."""

    name: str
    url: str = ""
    logo: str = ""
    since: str = ""


@dataclass(frozen=True)
class Registry:
    """A list of known issuers by their ids; `name` is whose list it is, as it may stand in a sentence.

    `as_of` is when it was last true: when it was fetched, or what it says itself; None for a list that is read from
    where it is kept, at the time of the check.
    """

    name: str
    issuers: Mapping[str, KnownIssuer]
    as_of: datetime | None = None
    source: str = ""

    @classmethod
    def of(cls, names: Mapping[str, str], *, name: str) -> Registry:
        """A list from issuer ids and names alone."""
        return cls(name, {each: KnownIssuer(known) for each, known in names.items()})

    def resembling(self, issuer_id: str) -> str:
        """The id of an issuer on the list whose host is easily taken for that of `issuer_id`; empty where none is."""
        return self._hosts.resembling(host_of(issuer_id))

    def called(self, name: str) -> str:
        """The id of an issuer on the list that goes by this name, or one that looks the same; empty where none does."""
        return self._names.get(folded(name), "") if name else ""

    @cached_property
    def _hosts(self) -> Hosts:
        return Hosts({host_of(each): each for each in self.issuers})

    @cached_property
    def _names(self) -> dict[str, str]:
        return {folded(known.name): each for each, known in self.issuers.items()}


@dataclass(frozen=True)
class Unanswered:
    """A list that could not be asked, and why: whoever is on it is unknown here."""

    name: str
    error: CredentialError = field(compare=False)


def read_registry(data: bytes, *, source: str = "") -> Registry:
    """The list in our own format; RegistryError names the place where it is not one."""
    document = _loads(data)
    if not isinstance(document, dict):
        raise _malformed("$", "“{place}” is not one JSON object.")
    _only(document, _LIST_MEMBERS, "$")
    issuers = document.get("issuers")
    if not isinstance(issuers, list):
        raise _malformed("$.issuers", "“{place}” is not a list of issuers.")
    _bounded(len(issuers))
    known = dict(_own_entry(entry, f"$.issuers[{index}]") for index, entry in enumerate(issuers))
    if len(known) < len(issuers):
        raise RegistryError("registry_malformed", "The list names one issuer twice.")
    return Registry(_text(document, "name", "$"), known, _moment(document), source)


def load_dcc_registries(url: str, *, resolver: Resolver) -> tuple[Registry | Unanswered, ...]:
    """The registries on a list as the DCC publishes it, each fetched; those that cannot be read say why.

    Nothing is raised: where the list of registries itself cannot be had, it is the one that gave no answer.
    """
    # Only the server that is asked may answer, and no more is asked for than one check may.
    resolver = BudgetedResolver(resolver, limit=1 + MAX_REGISTRIES)
    try:
        listed = _loads(_fetch(resolver, url).body)
        if not isinstance(listed, list):
            raise _malformed("$", "“{place}” is not a list of registries.")
        if len(listed) > MAX_REGISTRIES:
            raise RegistryError(
                "registry_too_large", "The list has more than {limit} registries.", limit=MAX_REGISTRIES
            )
        named = [(_named(entry, f"$[{index}]"), entry) for index, entry in enumerate(listed)]
    except CredentialError as error:
        return (Unanswered(url, error),)
    return tuple(_load(name, entry, resolver) for name, entry in named)


def _load(name: str, entry: Mapping[str, Any], resolver: Resolver) -> Registry | Unanswered:
    try:
        # Lists from before there were two types name none.
        if entry.get("type", "dcc-legacy") != "dcc-legacy":
            raise RegistryError(
                "registry_unsupported",
                "Registries of the type “{type}” cannot be asked.",
                type=str(entry.get("type"))[:_MAX_TEXT],
            )
        address = _text(entry, "url", "$")
        fetched = _fetch(resolver, address)
        return Registry(name, _dcc_issuers(_loads(fetched.body)), fetched.fetched_at, address)
    except CredentialError as error:
        return Unanswered(name, error)


def _dcc_issuers(document: Any) -> dict[str, KnownIssuer]:
    listed = document.get("registry") if isinstance(document, dict) else None
    if not isinstance(listed, dict):
        raise _malformed("$.registry", "“{place}” is not an object with the issuers.")
    _bounded(len(listed))
    return {issuer_id: _dcc_entry(entry, f"$.registry[{issuer_id!r}]") for issuer_id, entry in listed.items()}


def _dcc_entry(entry: Any, place: str) -> KnownIssuer:
    if not isinstance(entry, dict):
        raise _malformed(place, "“{place}” is not an object.")
    # Where it is and what else it says is of no use here, so it may be what it likes.
    url = entry.get("url")
    return KnownIssuer(_text(entry, "name", place), str(url) if _is_web_address(url) else "")


def _own_entry(entry: Any, place: str) -> tuple[str, KnownIssuer]:
    if not isinstance(entry, dict):
        raise _malformed(place, "“{place}” is not an object.")
    _only(entry, _ISSUER_MEMBERS, place)
    for member in ("url", "logo"):
        if member in entry and not _is_web_address(entry[member]):
            raise _malformed(f"{place}.{member}", "“{place}” is not an https address.")
    rest = {member: _text(entry, member, place) for member in ("url", "logo", "since") if member in entry}
    return _text(entry, "id", place), KnownIssuer(_text(entry, "name", place), **rest)


def _named(entry: Any, place: str) -> str:
    if not isinstance(entry, dict):
        raise _malformed(place, "“{place}” is not an object.")
    return _text(entry, "name", place)


def _text(document: Mapping[str, Any], member: str, place: str) -> str:
    value = document.get(member)
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TEXT:
        raise _malformed(f"{place}.{member}", "“{place}” is not a text.")
    return value


def _moment(document: Mapping[str, Any]) -> datetime | None:
    if "updated" not in document:
        return None
    try:
        return parse_timestamp(document["updated"])
    except TimeError as error:
        raise _malformed("$.updated", "“{place}” is not a time like 2026-01-15T09:00:00Z.") from error


def _is_web_address(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) <= _MAX_TEXT and urlsplit(value).scheme == "https"
    except ValueError:
        return False


def _only(document: Mapping[str, Any], members: frozenset[str], place: str) -> None:
    # A misspelt member in a list that people write by hand would be left out in silence.
    for name in document:
        if name not in members:
            raise _malformed(f"{place}.{name[:_MAX_TEXT]}", "“{place}” has no meaning here.")


def _bounded(count: int) -> None:
    if count > MAX_ISSUERS:
        raise RegistryError(
            "registry_too_large", "The list has more than {limit:,} issuers.", limit=MAX_ISSUERS
        )


def _malformed(place: str, sentence: str) -> RegistryError:
    return RegistryError("registry_malformed", sentence, place=place)


def _loads(data: bytes) -> Any:
    try:
        return strictjson.loads(data, max_bytes=MAX_BYTES)
    except LoadError as error:
        raise RegistryError(
            "registry_malformed", "The list cannot be read: {why}", why=error.message
        ) from error


def _fetch(resolver: Resolver, url: str) -> Fetched:
    if not _is_web_address(url):
        raise RegistryError("not_https", "{url} is no https address, so anybody could answer.", url=url)
    return resolver.fetch(url, accept=_ACCEPT, max_bytes=MAX_BYTES)
