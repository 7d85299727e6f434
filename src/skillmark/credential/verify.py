"""The check of a credential, in ten steps that are shown to people as they are numbered here.

    (1)  File       read the bytes, within limits                                         steps/read.py
    (2)  Form       contexts, required members, every member defined                      steps/conform.py
    (3)  Issuer     find the key in the issuer's own document and bind it to the issuer   steps/bind.py
    (4)  Signature  every proof holds for what is written                                 steps/prove.py
    (5)  Dates      today lies within the validity period                                 steps/dates.py
    (6)  Status     neither revoked nor suspended                                         steps/status.py
    (7)  Log        the credential is in a transparency log                               (none yet)
    (8)  Holder     the person who shows it is the one it was issued to                   (none yet)
    (9)  Trust      an issuer this verifier knows, the achievement it expects             steps/trust.py
    (10) Parts      endorsements and stacked credentials inside                           steps/parts.py

`inspect` always returns a Report, for showing people; `verify` returns a VerifiedCredential or raises NotVerified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skillmark.credential.model import AchievementCredential
from skillmark.credential.policy import Policy
from skillmark.credential.report import DECISIVE_STEPS, Check, Message, NotVerified, Outcome, Report, Verdict
from skillmark.credential.resolve import BudgetedResolver, Resolver
from skillmark.credential.steps import bind, conform, dates, parts, prove, read, status, trust
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import skipped

_LOG = (7, "Log", "C2SP tlog-tiles and tlog-proof")
_HOLDER = (8, "Holder", "Verifiable Credentials Data Model 2.0, “Verifiable Presentations”")
_TITLES = (
    (conform.STEP, conform.NAME, conform.SPEC),
    (bind.STEP, bind.NAME, bind.SPEC),
    (prove.STEP, prove.NAME, prove.SPEC),
    (dates.STEP, dates.NAME, dates.SPEC),
    (status.STEP, status.NAME, status.SPEC),
    _LOG,
    _HOLDER,
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
    """Check a credential (JSON, PNG or SVG; a compact JWS is recognised) and report all ten steps.

    Bad input never raises: it is what the report is about. `now` needs a time zone. `resolver` is the only way out,
    and is asked for at most `policy.max_fetches` documents.
    """
    # (1) File
    reading = read.read(data, policy=policy)
    if reading.document is None:
        return _unread(reading)
    case = Case(reading.document, BudgetedResolver(resolver, limit=policy.max_fetches), now, policy)
    checks = (reading.check, *_check_document(case))
    return Report(
        checks, reading.document, reading.signed_bytes, reading.form, tuple(case.notes), tuple(case.parts)
    )


def verify(
    data: bytes, *, resolver: Resolver, now: datetime, policy: Policy = _DEFAULT_POLICY
) -> VerifiedCredential:
    """The credential, if every check held; raises NotVerified with the report otherwise.

    An unknown outcome of steps 1 to 6 counts as failed; `policy.accept_unknown_status` excepts step 6.
    """
    report = inspect(data, resolver=resolver, now=now, policy=policy)
    unknown = {check.step for check in report.checks if check.outcome is Outcome.UNKNOWN}
    waived = {status.STEP} if policy.accept_unknown_status else set()
    credential = report.credential
    doubtful = unknown.intersection(DECISIVE_STEPS) - waived
    if credential is None or report.verdict is Verdict.NOT_VERIFIED or doubtful:
        raise NotVerified(report)
    return VerifiedCredential(credential, report)


def _check_document(case: Case) -> tuple[Check, ...]:
    # (2) Form
    form = conform.check_form(case)
    foreign = conform.unsupported_kind(case.document)
    if foreign or not conform.is_plain(case.document):
        reason = foreign or "Not looked at, because the document is not plainly written; see step 2."
        return (form, *_skip(_TITLES[1:], reason))
    # (3) Issuer
    issuer = bind.bind_issuer(case)
    # (4) Signature
    signature = prove.check_proofs(case)
    # (5) Dates
    validity = dates.check_dates(case)
    # (6) Status
    standing = status.check_status(case, earlier=(issuer, signature), check_list=_check_status_list)
    # (7) Log
    log = Check(
        *_LOG[:2],
        Outcome.NOT_APPLICABLE,
        (Message("It carries no proof of being in a public log."),),
        _LOG[2],
    )
    # (8) Holder
    asked = Message("Nobody was asked to prove that it is theirs.")
    holder = Check(*_HOLDER[:2], Outcome.NOT_APPLICABLE, (asked,), _HOLDER[2])
    # (9) Trust
    trusted = trust.check_trust(case, (issuer, signature))
    # (10) Parts
    inside = parts.check_parts(case)
    return (form, issuer, signature, validity, standing, log, holder, trusted, inside)


def _check_status_list(case: Case) -> list[Check]:
    """Steps 2 to 5 for a status list: the same rules, and never a status list of its own."""
    form = conform.check_form(case)
    return [form, bind.bind_issuer(case), prove.check_proofs(case), dates.check_dates(case)]


def _unread(reading: read.Reading) -> Report:
    if reading.form == "jws" and reading.check.outcome is Outcome.PASSED:
        reason = "Credentials in JWT form are not supported yet, so this could not be checked."
    else:
        reason = "Not looked at, because the file could not be read; see step 1."
    return Report((reading.check, *_skip(_TITLES, reason)), None, reading.signed_bytes, reading.form)


def _skip(titles: tuple[tuple[int, str, str], ...], reason: str) -> list[Check]:
    return [skipped(step, name, spec, reason) for step, name, spec in titles]
