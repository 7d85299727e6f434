"""Step 5 for older badges, whose dates may be written in more ways than those of today's credentials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from skillmark.credential.legacy.kinds import Edition
from skillmark.credential.report import Check
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.dates import NAME, STEP
from skillmark.credential.steps.findings import Findings
from skillmark.credential.times import TimeError, day_of, format_timestamp

SPEC = "Open Badges 2.0, “Assertion” and “DateTime”"
# Open Badges 2.0, "DateTime": seconds, fractions and the colon of the offset may be absent, the time zone may not.
_TIMESTAMP = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.(?P<fraction>[0-9]{1,18}))?"
    r"(?P<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)"
)
# Open Badges 1.0 and 1.1 also knew dates without a time, times without a zone, and seconds since 1970.
_FORMER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_SECONDS = re.compile(r"[0-9]{1,11}")


def parse_moment(value: object, *, edition: Edition) -> datetime:
    """The UTC time that a member of an older badge means.

    Raises TimeError, whose sentence goes on after the member's name.
    """
    try:
        moment = _former(value) if edition is Edition.ONE else None
        return (moment or _parsed(value)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TimeError("time_invalid", "is not a date in the calendar") from error


def _parsed(value: object) -> datetime:
    match = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise TimeError(
            "time_invalid", "is not a date and time with its time zone, like 2016-12-31T23:59:59+00:00"
        )
    fraction = (match["fraction"] or "0")[:6].ljust(6, "0")
    clock = match["time"] if match["time"].count(":") > 1 else f"{match['time']}:00"
    return datetime.fromisoformat(f"{match['date']}T{clock}.{fraction}{match['zone']}")


def _former(value: object) -> datetime | None:
    text = str(value) if type(value) is int else value
    if not isinstance(text, str):
        return None
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if _FORMER.fullmatch(text) else None


def moment_or_none(value: object, *, edition: Edition) -> datetime | None:
    """The time, or None for what is none."""
    try:
        return parse_moment(value, edition=edition)
    except TimeError:
        return None


def check_dates(case: Case, assertion: Mapping[str, Any], *, edition: Edition) -> Check:
    """Compare now with the day of issue (with leeway) and the day of expiry (without)."""
    findings = Findings(STEP, NAME, SPEC)
    try:
        issued, expires = (_date(assertion, member, edition) for member in ("issuedOn", "expires"))
    except TimeError as error:
        findings.error(error)
        return findings.check()
    findings.fact |= {
        name: format_timestamp(moment)
        for name, moment in (("valid_from", issued), ("valid_until", expires))
        if moment
    }
    if issued and expires and expires < issued:
        findings.failed("It ends before it begins.", code="dates_reversed")
    if issued and issued > case.now + case.policy.leeway:
        findings.failed("Not valid before {date}.", code="not_yet_valid", date=day_of(issued))
    if expires and expires < case.now:
        findings.failed("Expired on {date}.", code="expired", date=day_of(expires))
    if expires:
        findings.passed("In date until {date}.", date=day_of(expires))
    elif issued:
        findings.passed("Valid since {date}, with no end date.", date=day_of(issued))
    else:
        findings.unknown("It does not say when it was issued.", code="time_missing")
    return findings.check()


def _date(assertion: Mapping[str, Any], member: str, edition: Edition) -> datetime | None:
    if assertion.get(member) is None:
        return None
    try:
        return parse_moment(assertion[member], edition=edition)
    except TimeError as error:
        raise TimeError(error.code, "“{member}” {why}.", member=member, why=error.message) from error
