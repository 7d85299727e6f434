"""The check of a credential, in ten steps that are shown to people as they are numbered here.

    (1)  File       read the bytes, within limits                                         steps/read.py
    (2)  Form       contexts, required members, every member defined                      steps/conform.py
    (3)  Issuer     find the key in the issuer's own document and bind it to the issuer   steps/bind.py
    (4)  Signature  every proof holds for what is written                                 steps/prove.py
    (5)  Dates      today lies within the validity period                                 steps/dates.py
    (6)  Status     neither revoked nor suspended                                         steps/status.py
    (7)  Log        the credential is in a transparency log                               (none yet)
    (8)  Holder     the person who shows it is the one it was issued to                   steps/subject.py
    (9)  Trust      an issuer this verifier knows, the achievement it expects             steps/trust.py
    (10) Parts      endorsements and further credentials inside, by the same steps        steps/parts.py

Between (4) and (5) a newer version that the issuer offers takes the place of the credential; see steps/refresh.py.
A presentation takes the same ten: its issuer is its holder, and its dates and status are those of its credentials.
Open Badges 2.0 and older take the same ten by rules of their own (legacy/), and their reports say so.
`inspect` always returns a Report, for showing people; `verify` returns a VerifiedCredential or raises NotVerified.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from skillmark.credential.jsonld import one_check
from skillmark.credential.legacy.address import open_address
from skillmark.credential.legacy.kinds import is_legacy
from skillmark.credential.legacy.open_badge import examine
from skillmark.credential.model import AchievementCredential
from skillmark.credential.policy import Policy
from skillmark.credential.report import Check, Message, NotVerified, Outcome, Report, Verdict
from skillmark.credential.resolve import BudgetedResolver, Resolver
from skillmark.credential.steps import (
    bind,
    conform,
    dates,
    jose,
    parts,
    prove,
    read,
    refresh,
    sd_jwt,
    status,
    subject,
    trust,
)
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import skipped

_LOG = (7, "Log", "C2SP tlog-tiles and tlog-proof")
_TITLES = (
    (conform.STEP, conform.NAME, conform.SPEC),
    (bind.STEP, bind.NAME, bind.SPEC),
    (prove.STEP, prove.NAME, prove.SPEC),
    (dates.STEP, dates.NAME, dates.SPEC),
    (status.STEP, status.NAME, status.SPEC),
    _LOG,
    (subject.STEP, subject.NAME, subject.SPEC),
    (trust.STEP, trust.NAME, trust.SPEC),
    (parts.STEP, parts.NAME, parts.SPEC),
)
_DEFAULT_POLICY = Policy()


@dataclass(frozen=True)
class VerifiedCredential:
    """A credential whose every check held, with the report that says so."""

    credential: AchievementCredential
    report: Report


def inspect(data: bytes, *, resolver: Resolver, now: datetime, policy: Policy = _DEFAULT_POLICY) -> Report:
    """Check a credential or presentation (JSON, a signed text, a PNG or SVG that carries one) and report all ten steps.

    Bad input never raises: it is what the report is about. `now` needs a time zone. `resolver` is the only way out,
    and is asked for at most `policy.max_fetches` documents.
    """
    # (1) File
    reading = read.read(data, policy=policy)
    case = Case(reading.document or {}, BudgetedResolver(resolver, limit=policy.max_fetches), now, policy)
    with one_check():
        return _report(reading, case)


def verify(
    data: bytes, *, resolver: Resolver, now: datetime, policy: Policy = _DEFAULT_POLICY
) -> VerifiedCredential:
    """The credential, if every check held; raises NotVerified with the report otherwise.

    An unknown outcome of steps 1 to 6 counts as failed; `policy.accept_unknown_status` excepts step 6.
    """
    report = inspect(data, resolver=resolver, now=now, policy=policy)
    waived = {status.STEP} if policy.accept_unknown_status else set()
    credential = report.credential
    doubtful = report.open_steps - waived
    if credential is None or report.verdict is Verdict.NOT_VERIFIED or doubtful:
        raise NotVerified(report)
    return VerifiedCredential(credential, report)


def _report(reading: read.Reading, case: Case) -> Report:
    """The report on what was read, be it what was handed in or a part of it: this is where the ten steps repeat."""
    if reading.address:
        reading, withdrawn = open_address(reading, case)
        if withdrawn is not None:
            return _withdrawn(reading, withdrawn)
    if reading.document is None:
        return _unread(reading)
    case.envelope = reading.envelope
    if sd_jwt.sealed_text(case) is None and is_legacy(reading.document):
        return _report_legacy(reading, case)
    checks = (reading.check, *_check_document(case))
    notes, inside = tuple(case.notes), tuple(case.parts)
    document, data = (case.document, case.newer) if case.newer else (reading.document, reading.signed_bytes)
    return Report(checks, document, data, reading.form, notes, inside)


def _report_legacy(reading: read.Reading, case: Case) -> Report:
    """The same ten steps by the rules of Open Badges 2.0 and older, and the report says so."""
    found = examine(case)
    log = _nothing(_LOG, "It carries no proof of being in a public log.")
    checks = (reading.check, found.form, found.issuer, found.signature, found.dates, found.status, log, found.holder,
              found.trust, found.parts)  # fmt: skip
    return Report(
        checks, reading.document, reading.signed_bytes, reading.form, tuple(case.notes), legacy=found.badge.edition,
        view=found.badge,
    )  # fmt: skip


def _withdrawn(reading: read.Reading, standing: Check) -> Report:
    """The report on a picture whose badge was withdrawn from the address that it holds."""
    rest = _skip(_TITLES, "Not looked at, because the badge was withdrawn; see step 6.")
    checks = (standing if check.step == standing.step else check for check in (reading.check, *rest))
    return Report(tuple(checks), None, reading.signed_bytes, reading.form)


def _check_document(case: Case) -> tuple[Check, ...]:
    # (2) Form
    form = conform.check_form(case)
    foreign = conform.unsupported_kind(case.document)
    if foreign or not (sd_jwt.is_of_claims(case) or conform.is_plain(case.document)):
        reason = foreign or "Not looked at, because the document is not plainly written; see step 2."
        return (form, *_skip(_TITLES[1:], reason))
    # (3) Issuer
    issuer = bind.bind_issuer(case)
    # (4) Signature
    signature = jose.check_signature(case)
    # A newer version that its issuer offers takes the place of what was handed in, once it has passed (2) to (4) too.
    form, issuer, signature = refresh.refreshed(case, (form, issuer, signature), check=_check_origin)
    later = _check_presentation if case.is_presentation else _check_credential
    return (form, issuer, signature, *later(case, (issuer, signature)))


def _check_credential(case: Case, earlier: tuple[Check, ...]) -> tuple[Check, ...]:
    # (5) Dates
    validity = dates.check_dates(case)
    # (6) Status
    standing = status.check_status(case, earlier=earlier, check_list=_check_status_list)
    # (7) Log
    log = _nothing(_LOG, "It carries no proof of being in a public log.")
    # (8) Holder
    holder = subject.check_subject(case, earlier=earlier)
    # (9) Trust
    trusted = trust.check_trust(case, earlier)
    # (10) Parts
    inside = parts.check_parts(case, report_on=_report)
    return (validity, standing, log, holder, trusted, inside)


def _check_presentation(case: Case, earlier: tuple[Check, ...]) -> tuple[Check, ...]:
    # It is made for the moment. (5) dates, (6) status, (7) log and (9) trust are asked of what it shows.
    own = {title[0]: _nothing(title, "Asked of each credential that is shown.") for title in _TITLES}
    # (8) Holder
    holder = subject.check_holder(case, earlier=earlier)
    # (10) Parts
    inside = parts.check_parts(case, report_on=_report)
    return (own[dates.STEP], own[status.STEP], own[_LOG[0]], holder, own[trust.STEP], inside)


def _check_origin(case: Case) -> Iterator[Check]:
    """Steps 2 to 4 for what was fetched, each only when it is asked for: after the first failure nobody asks."""
    yield conform.check_form(case)
    yield bind.bind_issuer(case)
    yield jose.check_signature(case)


def _check_status_list(case: Case) -> Iterator[Check]:
    """Steps 2 to 5 for a status list: the same rules, and never a status list or a newer version of its own."""
    yield from _check_origin(case)
    yield dates.check_dates(case)


def _unread(reading: read.Reading) -> Report:
    reason = "Not looked at, because the file could not be read; see step 1."
    return Report((reading.check, *_skip(_TITLES, reason)), None, reading.signed_bytes, reading.form)


def _skip(titles: tuple[tuple[int, str, str], ...], reason: str) -> list[Check]:
    return [skipped(step, name, spec, reason) for step, name, spec in titles]


def _nothing(title: tuple[int, str, str], reason: str) -> Check:
    step, name, spec = title
    return Check(step, name, Outcome.NOT_APPLICABLE, (Message(reason),), spec)
