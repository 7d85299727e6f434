"""The half of step 6 that goes out: fetching a status list, and making sure that it may speak for the credential."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential import strictjson
from skillmark.credential.did.web import is_loopback
from skillmark.credential.errors import LoadError, StatusError
from skillmark.credential.report import Check, Outcome
from skillmark.credential.resolve import Fetched
from skillmark.credential.status.bitstring import MINIMUM_LENGTH, StatusBits, size_of
from skillmark.credential.status.lists import ListKind, kind_of_list, open_list
from skillmark.credential.status.revocation_list import Revoked, find_revoked
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.fetched import ACCEPT, read_fetched

_MAX_BYTES = 1_000_000

ListChecker = Callable[[Case], list[Check]]


@dataclass(frozen=True)
class FetchedList:
    """A list of bits that was fetched and found true, ready to be asked."""

    bits: StatusBits
    purposes: tuple[str, ...]
    ttl: timedelta | None
    fetched: Fetched


@dataclass(frozen=True)
class FetchedRevocations:
    """What 1EdTech's list says of the credential; None that it does not name it."""

    revoked: Revoked | None
    fetched: Fetched


def fetch_list(case: Case, entry: Mapping[str, Any], kind: ListKind, check_list: ListChecker) -> FetchedList:
    """The list that `entry` points to; raises StatusError when it does not hold, Unreachable when none came."""
    url = _address(case, entry.get("statusListCredential"))
    fetched = case.resolver.fetch(url, accept=ACCEPT, max_bytes=_MAX_BYTES)
    inner = _read_credential(case, fetched)
    if kind_of_list(inner.document) is not kind:
        raise StatusError(
            "status_list_type", "What is published as the status list is of another kind than the entry."
        )
    _check_credential(case, inner, url, check_list)
    found = open_list(inner.document)
    _check_length(case, len(found.bits) // size_of(entry))
    return FetchedList(found.bits, found.purposes, found.ttl, fetched)


def fetch_revoked(case: Case, url: object) -> FetchedRevocations:
    """What the revocation list at `url` says of the credential; raises as `fetch_list` does."""
    address, credential_id = _address(case, url), case.document.get("id")
    if not isinstance(credential_id, str):
        raise StatusError("status_entry", "The credential has no id by which a list could name it.")
    if not _is_authentic(case, address):
        raise StatusError(
            "not_https", "{url} is a plain http address, so its unsigned list proves nothing.", url=address
        )
    fetched = case.resolver.fetch(address, accept="application/json", max_bytes=_MAX_BYTES)
    try:
        document = strictjson.loads(fetched.body, max_bytes=_MAX_BYTES)
    except LoadError as error:
        raise _unreadable(error.sentence) from error
    revoked = find_revoked(document, url=address, issuer_id=case.issuer_id, credential_id=credential_id)
    return FetchedRevocations(revoked, fetched)


def _address(case: Case, url: object) -> str:
    if not isinstance(url, str):
        raise StatusError("status_entry", "The status entry does not name its list.")
    if url.partition("#")[0] == case.document.get("id"):
        raise StatusError("status_list_circular", "The credential names itself as its status list.")
    return url


def _is_authentic(case: Case, url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" or (case.policy.allow_local_http and is_loopback(host))


def _read_credential(case: Case, fetched: Fetched) -> Case:
    """The list as a case of its own; what was asked of the credential is not asked of it."""
    try:
        reading = read_fetched(fetched, policy=case.policy, max_bytes=_MAX_BYTES)
    except LoadError as error:
        raise _unreadable(error.sentence) from error
    if reading.document is None:
        raise _unreadable(reading.check.detail)
    policy = replace(case.policy, expected_domain=None, expected_challenge=None)
    return Case(reading.document, case.resolver, case.now, policy, envelope=reading.envelope)


def _unreadable(why: str) -> StatusError:
    return StatusError("status_list_unreadable", "The status list cannot be read: {why}", why=why)


def _check_credential(case: Case, inner: Case, url: str, check_list: ListChecker) -> None:
    # Bitstring Status List, "Validate Algorithm": the list is a credential, and must hold as one. Its issuer must
    # be the same, or one that the verifier has named: else anybody could answer for this credential.
    if inner.document.get("id", url) != url:
        raise StatusError("status_list_id", "The status list says that it is another list.")
    if inner.issuer_id not in {case.issuer_id, *case.policy.status_issuers}:
        raise StatusError(
            "status_list_issuer", "The status list was issued by somebody else than the credential."
        )
    for check in check_list(inner):
        if check.outcome is Outcome.FAILED:
            raise StatusError("status_list_invalid", "The status list does not hold. {why}", why=check.detail)
        if check.outcome is Outcome.UNKNOWN:
            raise StatusError(
                "status_list_unchecked", "The status list could not be checked. {why}", why=check.detail
            )


def _check_length(case: Case, entries: int) -> None:
    if entries < case.policy.min_status_entries:
        raise StatusError(
            "status_list_too_short",
            "The status list has {entries:,} entries; at least {minimum:,} are required.",
            entries=entries,
            minimum=case.policy.min_status_entries,
        )
    if entries < MINIMUM_LENGTH:
        # Real lists are sometimes shorter than the standard asks; that harms privacy, not truth.
        case.warn(
            "The status list is shorter than the standard asks, so asking it tells more than it should.",
            code="status_list_short",
        )
