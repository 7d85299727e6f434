"""Step 5: whether the credential holds today, by its own dates."""

from __future__ import annotations

from datetime import datetime

from skillmark.credential.report import Check
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings
from skillmark.credential.times import TimeError, format_timestamp, in_words, parse_timestamp

STEP, NAME = 5, "Dates"
SPEC = "Verifiable Credentials Data Model 2.0, “Validity Period”"
# VCDM 1.1 writes the same two dates under other names.
_BEGIN, _END = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")


def check_dates(case: Case) -> Check:
    """Compare now with the beginning (with leeway) and the end (without) of the validity period."""
    findings = Findings(STEP, NAME, SPEC)
    try:
        begin, end = _date(case, _BEGIN), _date(case, _END)
    except TimeError as error:
        findings.failed(error.sentence, code=error.code)
        return findings.check()
    findings.fact |= {
        name: format_timestamp(moment)
        for name, moment in (("valid_from", begin), ("valid_until", end))
        if moment
    }
    _compare(findings, case, begin, end)
    return findings.check()


def _compare(findings: Findings, case: Case, begin: datetime | None, end: datetime | None) -> None:
    if begin and end and end < begin:
        findings.failed("It ends before it begins.", code="dates_reversed")
    if begin and begin > case.now + case.policy.leeway:
        findings.failed(f"Not valid before {in_words(begin)}.", code="not_yet_valid")
    if end and end < case.now:
        findings.failed(f"Expired on {in_words(end)}.", code="expired")
    since = f"Valid since {in_words(begin)}" if begin else "In date"
    findings.passed(f"In date until {in_words(end)}." if end else f"{since}, with no end date.")


def _date(case: Case, members: tuple[str, str]) -> datetime | None:
    for member in members:
        if member in case.document:
            try:
                return parse_timestamp(case.document[member])
            except TimeError as error:
                raise TimeError(error.code, f"“{member}” {error.sentence}.") from error
    return None
