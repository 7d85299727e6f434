"""The half of step 6 that goes out: fetching a status list, and making sure that it may speak for the credential.

A list is read and examined once for a whole tree of credentials, and everything that asking it costs is taken from the
allowance that the tree shares: a file whose parts all name one huge list is not huge many times over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential import strictjson
from skillmark.credential.did.web import is_loopback
from skillmark.credential.errors import LoadError, StatusError
from skillmark.credential.message import Message
from skillmark.credential.model.view import many
from skillmark.credential.report import Check, Outcome
from skillmark.credential.resolve import Fetched
from skillmark.credential.status.bitstring import MINIMUM_LENGTH, size_of
from skillmark.credential.status.lists import ListKind, OpenList, kind_of_list, open_list
from skillmark.credential.status.revocation_list import MEMBERS, PublishedList, Revoked
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.fetched import ACCEPT, read_fetched
from skillmark.credential.steps.parts import afford_proofs

_MAX_BYTES = 1_000_000
# What reading and unpacking cost, against the characters and steps of canonicalising.
_READ_PER_CHARACTER = 4
_UNPACKED_PER_STEP = 64

ListChecker = Callable[[Case], Iterable[Check]]


@dataclass
class _Examined:
    """A list credential as it was fetched: `problem` is why it does not hold, once that was asked.

    `steps` is what unpacking it costs, once it was unpacked.
    """

    case: Case
    fetched: Fetched
    asked: bool = False
    problem: StatusError | None = None
    steps: int = 0


def fetch_list(
    case: Case, entry: Mapping[str, Any], kind: ListKind, check_list: ListChecker
) -> tuple[OpenList, Fetched]:
    """The list that `entry` points to; raises StatusError when it does not hold, Unreachable when none came."""
    url = _address(case, entry.get("statusListCredential"))
    if url not in case.kept:
        case.kept[url] = _fetch_credential(case, url)
    examined: _Examined = case.kept[url]
    document = examined.case.document
    if kind_of_list(document) is not kind:
        raise StatusError(
            "status_list_type", "What is published as the status list is of another kind than the entry."
        )
    # Bitstring Status List, "Validate Algorithm": the list is a credential, and must hold as one. Its issuer must
    # be the same, or one that the verifier has named: else anybody could answer for this credential.
    if document.get("id", url) != url:
        raise StatusError("status_list_id", "The status list says that it is another list.")
    if examined.case.issuer_id not in {case.issuer_id, *case.policy.status_issuers}:
        raise StatusError(
            "status_list_issuer", "The status list was issued by somebody else than the credential."
        )
    if not examined.asked:
        examined.asked, examined.problem = True, _problem(examined, check_list)
    if examined.problem is not None:
        raise examined.problem
    # The first to ask learns what it costs, and pays like the others.
    _spend(case, steps=examined.steps)
    found = open_list(document)
    if not examined.steps:
        examined.steps = max(1, len(found.bits) // 8 // _UNPACKED_PER_STEP)
        _spend(case, steps=examined.steps)
    _check_length(case, len(found.bits) // size_of(entry))
    return found, examined.fetched


def fetch_revoked(case: Case, url: object) -> tuple[Revoked | None, Fetched]:
    """What the revocation list at `url` says of the credential; raises as `fetch_list` does."""
    address, credential_id = _address(case, url), case.document.get("id")
    if not isinstance(credential_id, str):
        raise StatusError("status_entry", "The credential has no id by which a list could name it.")
    if not _is_authentic(case, address):
        raise StatusError(
            "not_https", "{url} is a plain http address, so its unsigned list proves nothing.", url=address
        )
    # The same address may be named as a list of bits, which is read by other rules.
    name = f"revocations {address}"
    if name not in case.kept:
        document, fetched = _fetch_document(case, address)
        if isinstance(document, dict):
            _spend(case, steps=sum(len(many(document.get(member))) for member in MEMBERS))
        case.kept[name] = PublishedList(document, address), fetched
    published, fetched = case.kept[name]
    return published.find(issuer_id=case.issuer_id, credential_id=credential_id), fetched


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


def _fetch_document(case: Case, url: str) -> tuple[Any, Fetched]:
    fetched = case.resolver.fetch(url, accept="application/json", max_bytes=_MAX_BYTES)
    _spend(case, characters=len(fetched.body) // _READ_PER_CHARACTER)
    try:
        return strictjson.loads(fetched.body, max_bytes=_MAX_BYTES), fetched
    except LoadError as error:
        raise _unreadable(error.message) from error


def _fetch_credential(case: Case, url: str) -> _Examined:
    """The list as a case of its own; what was asked of the credential is not asked of it."""
    fetched = case.resolver.fetch(url, accept=ACCEPT, max_bytes=_MAX_BYTES)
    _spend(case, parts=1, characters=len(fetched.body) // _READ_PER_CHARACTER)
    try:
        reading = read_fetched(fetched, policy=case.policy, max_bytes=_MAX_BYTES)
    except LoadError as error:
        raise _unreadable(error.message) from error
    if reading.document is None:
        raise _unreadable(reading.check.message)
    policy = replace(case.policy, expected_domain=None, expected_challenge=None)
    inner = Case(
        reading.document,
        case.resolver,
        case.now,
        policy,
        envelope=reading.envelope,
        allowance=case.allowance,
    )
    return _Examined(inner, fetched)


def _unreadable(why: Message) -> StatusError:
    return StatusError("status_list_unreadable", "The status list cannot be read: {why}", why=why)


def _spend(case: Case, **costs: int) -> None:
    if not case.allowance.spend(**costs):
        raise _too_costly()


def _too_costly() -> StatusError:
    return StatusError("status_list_too_costly", "Asking the status list costs more than one check may take.")


def _problem(examined: _Examined, check_list: ListChecker) -> StatusError | None:
    inner = examined.case
    if not afford_proofs(inner, inner.document, size=len(examined.fetched.body)):
        return _too_costly()
    for check in check_list(inner):
        if check.outcome is Outcome.UNKNOWN:
            return StatusError(
                "status_list_unchecked", "The status list could not be checked. {why}", why=check.message
            )
        # What does not apply to it, such as a signature, has not been shown either.
        if check.outcome is not Outcome.PASSED:
            return StatusError(
                "status_list_invalid", "The status list does not hold. {why}", why=check.message
            )
    return None


def _check_length(case: Case, entries: int) -> None:
    if entries < case.policy.min_status_entries:
        raise StatusError(
            "status_list_too_short",
            "The status list has {length:,} entries; at least {minimum:,} are required.",
            length=entries,
            minimum=case.policy.min_status_entries,
        )
    if entries < MINIMUM_LENGTH:
        # Real lists are sometimes shorter than the standard asks; that harms privacy, not truth.
        case.warn(
            "The status list is shorter than the standard asks, so asking it tells more than it should.",
            code="status_list_short",
        )
