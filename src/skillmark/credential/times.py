"""Times as credentials write them (xsd:dateTimeStamp), and as people read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from skillmark.credential.errors import CredentialError
from skillmark.credential.message import Message

# VCDM 2.0, "Validity Period": xsd:dateTimeStamp, so a time zone is a must.
_TIMESTAMP = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?P<fraction>[0-9]{1,18}))?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})"
)
_MONTHS = tuple(
    Message(name)
    for name in (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )
)  # fmt: skip
# Of one, and of several: whole texts, so that each can be translated.
_AGES = (
    (86_400, "1 day", "{count} days"),
    (3_600, "1 hour", "{count} hours"),
    (60, "1 minute", "{count} minutes"),
    (1, "1 second", "{count} seconds"),
)


class TimeError(CredentialError):
    """A text that is not a point in time with its time zone."""


def parse_timestamp(text: object) -> datetime:
    """The UTC time of an xsd:dateTimeStamp such as `2026-01-15T09:00:00Z`; raises TimeError."""
    if not isinstance(text, str):
        raise _not_written_so()
    return _parsed(text)


def _not_written_so() -> TimeError:
    return TimeError("time_invalid", "is not a date and time with its time zone, like 2026-01-15T09:00:00Z")


# Many credentials begin and end at the same few times.
@lru_cache(maxsize=1_024)
def _parsed(text: str) -> datetime:
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise _not_written_so()
    fraction = (match["fraction"] or "")[:6].ljust(6, "0")
    zone = "+00:00" if match["zone"] == "Z" else match["zone"]
    try:
        moment = datetime.fromisoformat(f"{match['date']}T{match['time']}.{fraction}{zone}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TimeError("time_invalid", "is not a date in the calendar") from error


def format_timestamp(moment: datetime) -> str:
    """A UTC timestamp to the second, as proofs carry it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def day_of(moment: datetime) -> Message:
    """A date for people, as part of a sentence: `15 January 2029` (UTC)."""
    day = moment.astimezone(UTC)
    return Message(
        "{day} {month} {year}", {"day": day.day, "month": _MONTHS[day.month - 1], "year": day.year}
    )


def in_words(moment: datetime) -> str:
    """A date for people, in English."""
    return day_of(moment).say()


def age_of(age: timedelta) -> Message:
    """How old something is, in the largest whole unit, as part of a sentence: `2 minutes`, `1 day`."""
    seconds = max(0, int(age.total_seconds()))
    size, one, several = next((row for row in _AGES if seconds >= row[0]), _AGES[-1])
    count = seconds // size
    return Message(one) if count == 1 else Message(several, {"count": count})


def age_in_words(age: timedelta) -> str:
    """How old something is, in English."""
    return age_of(age).say()
