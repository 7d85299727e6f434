"""Step 5: whether the credential holds today, by its own dates."""

from __future__ import annotations

from datetime import datetime

from skillmark.credential.proof.claims import claim_time
from skillmark.credential.report import Check
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings
from skillmark.credential.steps.sd_jwt import may_hide_members
from skillmark.credential.times import TimeError, day_of, format_timestamp, parse_timestamp

STEP, NAME = 5, "Dates"
SPEC = "Verifiable Credentials Data Model 2.0, “Validity Period”"
# VCDM 1.1 writes the same two dates under other names, and its context defines the new ones as well.
_BEGIN, _END = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")


def check_dates(case: Case) -> Check:
    """Compare now with the beginning (with leeway) and the end (without) of the validity period.

    Where a date is given under both of its names, the narrower period counts.
    """
    findings = Findings(STEP, NAME, SPEC)
    begins = [*_dates(findings, case, _BEGIN), *_claimed(findings, case, "nbf")]
    ends = [*_dates(findings, case, _END), *_claimed(findings, case, "exp")]
    begin, end = max(begins, default=None), min(ends, default=None)
    findings.fact |= {
        name: format_timestamp(moment)
        for name, moment in (("valid_from", begin), ("valid_until", end))
        if moment
    }
    _compare(findings, case, begin, end)
    if end is None and may_hide_members(case):
        findings.unknown(
            "Whole members of it are not shown, and its end may be among them.", code="end_may_be_hidden"
        )
    return findings.check()


def _compare(findings: Findings, case: Case, begin: datetime | None, end: datetime | None) -> None:
    if begin and end and end < begin:
        findings.failed("It ends before it begins.", code="dates_reversed")
    if begin and begin > case.now + case.policy.leeway:
        findings.failed("Not valid before {date}.", code="not_yet_valid", date=day_of(begin))
    if end and end < case.now:
        findings.failed("Expired on {date}.", code="expired", date=day_of(end))
    if end:
        findings.passed("In date until {date}.", date=day_of(end))
    elif begin:
        findings.passed("Valid since {date}, with no end date.", date=day_of(begin))
    else:
        findings.passed("In date, with no end date.")


def _dates(findings: Findings, case: Case, members: tuple[str, str]) -> list[datetime]:
    found = []
    for member in members:
        if member in case.document:
            try:
                found.append(parse_timestamp(case.document[member]))
            except TimeError as error:
                findings.failed("“{member}” {why}.", code=error.code, member=member, why=error.message)
    return found


def _claimed(findings: Findings, case: Case, name: str) -> list[datetime]:
    # What is around the document may narrow its period: RFC 7519, section 4.1.
    try:
        moment = claim_time(case.envelope.claims, name) if case.envelope is not None else None
    except TimeError as error:
        findings.error(error)
        return []
    return [moment] if moment else []
