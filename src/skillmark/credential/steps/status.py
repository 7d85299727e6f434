"""Step 6: whether the issuer has withdrawn the credential since. Every entry is asked; the worst answer counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import CredentialError, LoadError, ResolveError, StatusError, Unreachable
from skillmark.credential.model.view import many
from skillmark.credential.report import Check, Outcome
from skillmark.credential.resolve import Fetched, origin
from skillmark.credential.status.bitstring import MINIMUM_LENGTH, StatusBits, decode_list, index_of, size_of
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import NOT_ASKED, Findings, quoted
from skillmark.credential.times import TimeError, age_in_words, format_timestamp, in_words, parse_timestamp

STEP, NAME = 6, "Status"
SPEC = (
    "Bitstring Status List 1.0, “Data Model” and “Validate Algorithm”; "
    "Verifiable Credentials Data Model 2.0, “Status”"
)
ENTRY_TYPE, LIST_TYPE = "BitstringStatusListEntry", "BitstringStatusListCredential"
# For a list that does not say how long it may be kept: the longest that a withdrawal may go unnoticed.
DEFAULT_ACCEPTED_AGE = timedelta(days=7)
_MAX_ENTRIES = 4
_ACCEPT = "application/vc, application/vc+ld+json, application/ld+json, application/json;q=0.9"
_WORDS = {"revocation": ("revoked", "Revoked"), "suspension": ("suspended", "Suspended")}

ListChecker = Callable[[Case], list[Check]]


@dataclass(frozen=True)
class StatusList:
    """A status list that was fetched and found true, ready to be asked."""

    bits: StatusBits
    purposes: tuple[Any, ...]
    fetched: Fetched
    ttl: timedelta | None


def check_status(case: Case, *, earlier: tuple[Check, ...], check_list: ListChecker) -> Check:
    """Ask every status entry; `check_list` runs the steps on a list credential that make it trustworthy."""
    findings = Findings(STEP, NAME, SPEC)
    entries = many(case.document.get("credentialStatus"))
    if not entries:
        findings.not_applicable("The issuer publishes no status for this credential.")
    elif any(check.outcome is not Outcome.PASSED for check in earlier):
        # Addresses in a document that nobody vouches for are not fetched.
        findings.unknown(NOT_ASKED, code="not_reached")
    elif len(entries) > _MAX_ENTRIES:
        findings.failed(
            f"It has {len(entries)} status entries; at most {_MAX_ENTRIES} are read.", code="too_many"
        )
    else:
        for entry in entries:
            _ask(findings, case, entry, check_list)
    return findings.check()


def _ask(findings: Findings, case: Case, entry: Any, check_list: ListChecker) -> None:
    if not isinstance(entry, dict) or ENTRY_TYPE not in many(entry.get("type")):
        kind = quoted(entry.get("type") if isinstance(entry, dict) else entry)
        findings.unknown(
            f"Its status is published as “{kind}”, which is not supported yet.", code="status_unsupported"
        )
        return
    try:
        status_list = _fetch_list(case, entry, check_list)
        value = status_list.bits.get(index_of(entry), status_size=size_of(entry))
    except Unreachable as error:
        findings.unknown(_unreachable(error, case), code=error.code)
    except CredentialError as error:
        add = findings.unknown if error.code == "status_list_unchecked" else findings.failed
        add(quoted(error.sentence, limit=400), code=error.code)
    else:
        _judge(findings, case, entry, status_list, value)


def _unreachable(error: Unreachable, case: Case) -> str:
    host = readable_host(error.url)
    if case.policy.offline:
        return f"The status list of {host} is not known here, and checking is offline."
    return f"The status list of {host} could not be fetched: {quoted(error.why)}."


def _fetch_list(case: Case, entry: Mapping[str, Any], check_list: ListChecker) -> StatusList:
    url = entry.get("statusListCredential")
    if not isinstance(url, str):
        raise StatusError("status_entry", "The status entry does not name its list.")
    if url == case.document.get("id"):
        raise StatusError("status_list_circular", "The credential names itself as its status list.")
    fetched = case.resolver.fetch(url, accept=_ACCEPT)
    try:
        document = strictjson.loads(fetched.body, max_bytes=1_000_000)
    except LoadError as error:
        raise StatusError(
            "status_list_unreadable", f"The status list cannot be read: {error.sentence}"
        ) from error
    if not isinstance(document, dict) or LIST_TYPE not in many(document.get("type")):
        raise StatusError("status_list_type", "What is published as the status list is no status list.")
    _check_list_credential(case, document, url, check_list)
    return _open_list(case, document, fetched, entry)


def _check_list_credential(
    case: Case, document: Mapping[str, Any], url: str, check_list: ListChecker
) -> None:
    # Bitstring Status List, "Validate Algorithm": the list is a credential, and must hold as one. Its issuer must
    # be the same, or anybody could answer for this credential.
    inner = Case(document, case.resolver, case.now, case.policy)
    if document.get("id", url) != url:
        raise StatusError("status_list_id", "The status list says that it is another list.")
    if inner.issuer_id != case.issuer_id:
        raise StatusError(
            "status_list_issuer", "The status list was issued by somebody else than the credential."
        )
    for check in check_list(inner):
        if check.outcome is Outcome.FAILED:
            raise StatusError("status_list_invalid", f"The status list does not hold. {check.detail}")
        if check.outcome is Outcome.UNKNOWN:
            raise StatusError(
                "status_list_unchecked", f"The status list could not be checked. {check.detail}"
            )


def _open_list(
    case: Case, document: Mapping[str, Any], fetched: Fetched, entry: Mapping[str, Any]
) -> StatusList:
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or "BitstringStatusList" not in many(subject.get("type")):
        raise StatusError("status_list_type", "The status list does not hold a bitstring.")
    purposes = tuple(many(subject.get("statusPurpose")))
    if entry.get("statusPurpose") not in purposes:
        raise StatusError(
            "status_purpose_mismatch", "The status list serves another purpose than the entry names."
        )
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise StatusError("status_list_encoding", "The status list holds no bits.")
    # Real lists are sometimes shorter than the standard asks; that harms privacy, not truth.
    bits = decode_list(encoded, minimum=1)
    if len(bits) < MINIMUM_LENGTH:
        case.warn(
            "The status list is shorter than the standard asks, so asking it tells more than it should."
        )
    return StatusList(bits, purposes, fetched, _ttl(subject))


def _ttl(subject: Mapping[str, Any]) -> timedelta | None:
    value = subject.get("ttl")
    if type(value) is not int or not 0 <= value < 10**12:
        return None
    return timedelta(milliseconds=value)


def _judge(
    findings: Findings, case: Case, entry: Mapping[str, Any], status_list: StatusList, value: int
) -> None:
    age = max(case.now - status_list.fetched.fetched_at, timedelta(0))
    findings.fact |= {
        "list_age_seconds": int(age.total_seconds()),
        "list_from_store": status_list.fetched.from_store,
    }
    how_old = f"The list is {age_in_words(age)} old."
    purpose = str(entry.get("statusPurpose"))
    message = _message(entry, value)
    code, word = _WORDS.get(purpose, ("", ""))
    if code and value != 0:
        published = _published_reason(case, entry)
        if published.get("status") == "suspended":
            # Open Badges allow one status entry, so one bit says "withheld"; only its reason says whether it may
            # come back.
            code, word = _WORDS["suspension"]
        findings.failed(f"{word} by the issuer{_reason(findings, published, message)} {how_old}", code=code)
    elif _is_stale(case, status_list, age):
        sentence = f"It was in good standing {age_in_words(age)} ago, but that is too long ago to rely on."
        findings.unknown(sentence, code="stale")
    elif code:
        findings.passed(f"Not {code}. {how_old}")
    else:
        findings.passed(
            f"The issuer's word on “{quoted(purpose)}” is “{quoted(message or value)}”. {how_old}"
        )


def _is_stale(case: Case, status_list: StatusList, age: timedelta) -> bool:
    accepted = case.policy.accept_status_age
    if accepted is None:
        accepted = DEFAULT_ACCEPTED_AGE if status_list.ttl is None else status_list.ttl
    # A list that was asked for just now is as new as it gets, whatever it says about keeping it.
    return status_list.fetched.from_store and age > accepted


def _message(entry: Mapping[str, Any], value: int) -> str:
    # "BitstringStatusListEntry": statusMessage lists a meaning for each value, written in hexadecimal.
    for candidate in many(entry.get("statusMessage")):
        if isinstance(candidate, dict) and str(candidate.get("status", "")).lower() == hex(value):
            return quoted(candidate.get("message", ""))
    return ""


def _reason(findings: Findings, published: Mapping[str, Any], message: str) -> str:
    reason = quoted(published.get("reason") or message, limit=500).rstrip(".")
    if reason:
        findings.fact["reason"] = reason
    when = _when(findings, published.get("changedAt"))
    return f"{when}. Reason: {reason}." if reason else f"{when}. No reason could be found."


def _when(findings: Findings, changed_at: object) -> str:
    try:
        moment = parse_timestamp(changed_at)
    except TimeError:
        return ""
    findings.fact["changed_at"] = format_timestamp(moment)
    return f" on {in_words(moment)}"


def _published_reason(case: Case, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    # "BitstringStatusListEntry": statusReference is information about the status. Only the list's own
    # server may explain it.
    for url in many(entry.get("statusReference")):
        if not isinstance(url, str) or origin(url) != origin(str(entry.get("statusListCredential"))):
            continue
        try:
            found = strictjson.loads(
                case.resolver.fetch(url, accept="application/json", max_bytes=65_536).body
            )
        except (ResolveError, LoadError):
            continue
        if isinstance(found, dict):
            return {name: value for name, value in found.items() if isinstance(value, str)}
    return {}
