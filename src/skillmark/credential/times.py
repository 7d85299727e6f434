"""Times as credentials write them (xsd:dateTimeStamp), and as people read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from skillmark.credential.errors import CredentialError

# VCDM 2.0, "Validity Period": xsd:dateTimeStamp, so a time zone is a must.
_TIMESTAMP = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?P<fraction>[0-9]{1,18}))?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})"
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class TimeError(CredentialError):
    """A text that is not a point in time with its time zone."""


def parse_timestamp(text: object) -> datetime:
    """The UTC time of an xsd:dateTimeStamp such as `2026-01-15T09:00:00Z`; raises TimeError."""
    match = _TIMESTAMP.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise TimeError(
            "time_invalid", "is not a date and time with its time zone, like 2026-01-15T09:00:00Z"
        )
    fraction = (match["fraction"] or "")[:6].ljust(6, "0")
    zone = "+00:00" if match["zone"] == "Z" else match["zone"]
    try:
        moment = datetime.fromisoformat(f"{match['date']}T{match['time']}.{fraction}{zone}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TimeError("time_invalid", "is not a date in the calendar") from error


def format_timestamp(moment: datetime) -> str:
    """A UTC timestamp to the second, as proofs carry it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def in_words(moment: datetime) -> str:
    """A date for people: `15 January 2029` (UTC)."""
    day = moment.astimezone(UTC)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def age_in_words(age: timedelta) -> str:
    """How old something is, in the largest whole unit: `2 minutes`, `1 day`."""
    seconds = max(0, int(age.total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return _count(seconds // size, unit)
    return _count(seconds, "second")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
