"""Step 6: whether the issuer has withdrawn the credential since. Every entry is asked; the worst answer counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import CredentialError, LoadError, ResolveError, StatusError, Unreachable
from skillmark.credential.message import Message
from skillmark.credential.model.view import many
from skillmark.credential.report import Check, Outcome
from skillmark.credential.resolve import Fetched, origin
from skillmark.credential.status.bitstring import index_of, messages_of, size_of
from skillmark.credential.status.lists import ListKind, kind_of_entry
from skillmark.credential.status.revocation_list import ENTRY_TYPE as REVOCATION_LIST
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import NOT_ASKED, Findings, quoted
from skillmark.credential.steps.sd_jwt import may_hide_members, token_status
from skillmark.credential.steps.status_list import ListChecker, fetch_list, fetch_revoked
from skillmark.credential.times import TimeError, age_of, day_of, format_timestamp, parse_timestamp

STEP, NAME = 6, "Status"
SPEC = (
    "Bitstring Status List 1.0, “Data Model” and “Validate Algorithm”; "
    "1EdTech Revocation List Status Method 1.0; Verifiable Credentials Data Model 2.0, “Status”"
)
# For a list that does not say how long it may be kept: the longest that a withdrawal may go unnoticed.
DEFAULT_ACCEPTED_AGE = timedelta(days=7)
_MAX_ENTRIES = 4
_MAX_REASONS = 262_144
# What keeps us from asking is not the credential's fault.
_NOT_CHECKABLE = frozenset({"status_list_unchecked", "status_list_too_costly", "not_https"})
# Bitstring Status List, section 2.1: the two purposes whose set bit takes a credential out of use.
_WITHDRAWING = {"revocation": "revoked", "suspension": "suspended"}
# By what is known besides: the day, and the reason.
_WITHDRAWN = {
    ("revoked", True, True): "Revoked by the issuer on {date}. Reason: {reason}. The list is {age} old.",
    (
        "revoked",
        True,
        False,
    ): "Revoked by the issuer on {date}. No reason could be found. The list is {age} old.",
    ("revoked", False, True): "Revoked by the issuer. Reason: {reason}. The list is {age} old.",
    ("revoked", False, False): "Revoked by the issuer. No reason could be found. The list is {age} old.",
    ("suspended", True, True): "Suspended by the issuer on {date}. Reason: {reason}. The list is {age} old.",
    ("suspended", True, False): (
        "Suspended by the issuer on {date}. No reason could be found. The list is {age} old."
    ),
    ("suspended", False, True): "Suspended by the issuer. Reason: {reason}. The list is {age} old.",
    ("suspended", False, False): "Suspended by the issuer. No reason could be found. The list is {age} old.",
}
_STANDING = {
    "revoked": "Not revoked. The list is {age} old.",
    "suspended": "Not suspended. The list is {age} old.",
}


@dataclass
class _Question:
    """One status entry and what is found about it: `fact` is for programs, the findings are for people."""

    case: Case
    entry: Any
    findings: Findings = field(default_factory=lambda: Findings(STEP, NAME, SPEC))
    fact: dict[str, Any] = field(default_factory=dict)
    age: timedelta = timedelta(0)

    def member(self, name: str) -> Any:
        return self.entry.get(name) if isinstance(self.entry, dict) else None


def check_status(case: Case, *, earlier: tuple[Check, ...], check_list: ListChecker) -> Check:
    """Ask every status entry; `check_list` runs the steps on a list credential that make it trustworthy.

    The check's facts have an object for each entry under `entries`, in their order; `list_age_seconds` and
    `list_from_store` are those of the oldest list, `reason` and `changed_at` those of the entry that decides.
    """
    findings = Findings(STEP, NAME, SPEC)
    entries = [*many(case.document.get("credentialStatus")), *token_status(case)]
    if not case.policy.ask_status:
        findings.not_applicable("Whether it was withdrawn was not asked for.", code="status_unasked")
    elif not entries and may_hide_members(case):
        findings.unknown(
            "Whole members of it are not shown, and its status may be among them.",
            code="status_may_be_hidden",
        )
    elif not entries:
        findings.not_applicable("The issuer publishes no status for this credential.")
    elif any(check.outcome is not Outcome.PASSED for check in earlier):
        # Addresses in a document that nobody vouches for are not fetched.
        findings.unknown(NOT_ASKED, code="not_reached")
    elif len(entries) > _MAX_ENTRIES:
        findings.failed(
            "It has {count} status entries; at most {limit} are read.",
            code="too_many",
            count=len(entries),
            limit=_MAX_ENTRIES,
        )
    else:
        _ask_all(findings, case, entries, check_list)
    return findings.check()


def _ask_all(findings: Findings, case: Case, entries: list[Any], check_list: ListChecker) -> None:
    facts = []
    for entry in entries:
        question = _Question(case, entry)
        _ask(question, check_list)
        found = question.findings.check()
        for said in found.messages:
            findings.add(found.outcome, said.template, code=found.code, **said.params)
        facts.append(question.fact | {"outcome": found.outcome.value, "code": found.code})
    findings.fact["entries"] = facts
    dated = [fact for fact in facts if "age_seconds" in fact]
    if dated:
        oldest = max(dated, key=lambda fact: fact["age_seconds"])
        findings.fact |= {
            "list_age_seconds": oldest["age_seconds"],
            "list_from_store": oldest["from_store"],
        }
    deciding = next(fact for fact in facts if fact["outcome"] == findings.outcome.value)
    findings.fact |= {name: deciding[name] for name in ("reason", "changed_at") if name in deciding}


def _ask(question: _Question, check_list: ListChecker) -> None:
    kind = kind_of_entry(question.entry) if isinstance(question.entry, dict) else None
    try:
        if kind is not None:
            _ask_list(question, kind, check_list)
        elif REVOCATION_LIST in many(question.member("type")):
            _ask_revocation_list(question)
        else:
            shown = quoted(question.member("type") or question.entry)
            question.fact["type"] = shown
            question.findings.unknown(
                "Its status is published as “{kind}”, which is not supported.",
                code="status_unsupported",
                kind=shown,
            )
    except Unreachable as error:
        _unreachable(question, error)
    except CredentialError as error:
        outcome = Outcome.UNKNOWN if error.code in _NOT_CHECKABLE else Outcome.FAILED
        question.findings.error(error, outcome=outcome)


def _unreachable(question: _Question, error: Unreachable) -> None:
    # The fetcher has codes of its own for what it refuses by a rule; they say more than that nothing came.
    code = "status_list_unreachable" if error.code == "unreachable" else error.code
    host = readable_host(error.url)
    if question.case.policy.offline:
        question.findings.unknown(
            "The status list of {host} is not known here, and checking is offline.", code=code, host=host
        )
    else:
        question.findings.unknown(
            "The status list of {host} could not be fetched: {why}.", code=code, host=host, why=error.why
        )


# --- lists of bits ----------------------------------------------------------------------------------------------


def _ask_list(question: _Question, kind: ListKind, check_list: ListChecker) -> None:
    case, entry = question.case, question.entry
    purpose = entry.get("statusPurpose")
    question.fact |= {
        "type": kind.entry_type,
        "purpose": quoted(purpose),
        "list": quoted(entry.get("statusListCredential"), limit=300),
        "signed": True,
    }
    if not isinstance(purpose, str):
        raise StatusError("status_entry", "The status entry does not name its purpose.")
    index, size, meanings = index_of(entry), size_of(entry), messages_of(entry)
    question.fact["index"] = index
    found, fetched = fetch_list(case, entry, kind, check_list)
    _note_age(question, fetched)
    if purpose not in found.purposes:
        raise StatusError(
            "status_purpose_mismatch", "The status list serves another purpose than the entry names."
        )
    value = found.bits.get(index, status_size=size)
    question.fact["value"] = value
    meaning = meanings.get(value, "")
    code = _WITHDRAWING.get(purpose)
    if code is not None and value != 0:
        _withdrawn(question, code, meaning)
    elif _is_stale(question, fetched, found.ttl):
        _stale(question)
    elif code is not None:
        question.findings.passed(_STANDING[code], age=age_of(question.age))
    else:
        _tell(question, purpose, value, meaning)


def _withdrawn(question: _Question, code: str, meaning: str) -> None:
    published = _published_reason(question.case, question.entry, question.fact["index"])
    if published.get("status") == "suspended":
        # Open Badges allow one status entry, so one bit says "withheld"; only its reason says whether it may come
        # back.
        code = "suspended"
    _fail(question, code, reason=published.get("reason") or meaning, changed_at=published.get("changedAt"))


def _tell(question: _Question, purpose: str, value: int, meaning: str) -> None:
    """What a purpose other than revocation and suspension has to say."""
    age = age_of(question.age)
    if purpose == "message":
        # Section 2.1: without messages of its own, the two values of a bit are called so.
        text = meaning or Message("set" if value else "unset")
        question.fact["message"] = quoted(text)
        question.findings.passed(
            "The issuer's message about it is “{message}”. The list is {age} old.", message=text, age=age
        )
    elif purpose == "refresh":
        question.findings.passed("It is in order. The list is {age} old.", age=age)
        if value != 0:
            # Section 2.2: this tells of a newer version, and takes nothing from this one.
            question.case.warn("Its issuer says that there is a newer version of it.", code="newer_version")
    elif value == 0:
        question.findings.passed(
            "Nothing is noted under “{purpose}”. The list is {age} old.", purpose=purpose, age=age
        )
    else:
        question.findings.unknown(
            "Something is noted under “{purpose}”, and what that means is not known here. The list is {age} old.",
            code="status_purpose_unknown",
            purpose=purpose,
            age=age,
        )


def _published_reason(case: Case, entry: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    # "BitstringStatusListEntry": statusReference is information about the status. Only the list's own
    # server may explain it.
    for url in many(entry.get("statusReference")):
        if not isinstance(url, str) or origin(url) != origin(str(entry.get("statusListCredential"))):
            continue
        try:
            found = strictjson.loads(
                case.resolver.fetch(url, accept="application/json", max_bytes=_MAX_REASONS).body
            )
        except (ResolveError, LoadError):
            continue
        if isinstance(found, dict):
            told = _reason_of(found, index)
            return {name: value for name, value in told.items() if isinstance(value, str)}
    return {}


def _reason_of(found: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    """The reason behind one place: the document itself, or where it tells of many places, the one that names it."""
    if not isinstance(found.get("reasons"), list):
        return found
    told = (each for each in found["reasons"] if isinstance(each, dict) and index in many(each.get("places")))
    return next(told, {})


# --- 1EdTech's list of revoked credentials ----------------------------------------------------------------------


def _ask_revocation_list(question: _Question) -> None:
    url = question.member("id")
    question.fact |= {
        "type": REVOCATION_LIST,
        "purpose": "revocation",
        "list": quoted(url, limit=300),
        "signed": False,
    }
    revoked, fetched = fetch_revoked(question.case, url)
    _note_age(question, fetched)
    question.case.warn(
        "The list of revoked credentials is not signed: only its address at {host} vouches for it.",
        code="status_list_unsigned",
        host=readable_host(str(url)),
    )
    if revoked is not None:
        _fail(question, "revoked", reason=revoked.reason, changed_at=None)
    elif _is_stale(question, fetched, None):
        _stale(question)
    else:
        question.findings.passed(_STANDING["revoked"], age=age_of(question.age))


# --- what both have in common -----------------------------------------------------------------------------------


def _note_age(question: _Question, fetched: Fetched) -> None:
    question.age = max(question.case.now - fetched.fetched_at, timedelta(0))
    question.fact |= {
        "age_seconds": int(question.age.total_seconds()),
        "from_store": fetched.from_store,
    }


def _is_stale(question: _Question, fetched: Fetched, ttl: timedelta | None) -> bool:
    accepted = question.case.policy.accept_status_age
    if accepted is None:
        accepted = DEFAULT_ACCEPTED_AGE if ttl is None else ttl
    # A list that was asked for just now is as new as it gets, whatever it says about keeping it.
    return fetched.from_store and question.age > accepted


def _stale(question: _Question) -> None:
    question.findings.unknown(
        "It was in good standing {age} ago, but that is too long ago to rely on.",
        code="stale",
        age=age_of(question.age),
    )


def _fail(question: _Question, code: str, *, reason: str, changed_at: object) -> None:
    reason = quoted(reason, limit=300).rstrip(".")
    date: Message | None = None
    if reason:
        question.fact["reason"] = reason
    try:
        moment = parse_timestamp(changed_at)
    except TimeError:
        pass  # an explanation without a date, or none at all, leaves the withdrawal as it is
    else:
        question.fact["changed_at"] = format_timestamp(moment)
        date = day_of(moment)
    question.findings.failed(
        _WITHDRAWN[code, bool(date), bool(reason)],
        code=code,
        date=date,
        reason=reason,
        age=age_of(question.age),
    )
