"""Hours as XML Schema writes a duration, and back: a workload is a number of hours, so months and years are refused."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from skillmark.credential.errors import ElmError

# XML Schema 1.1, part 2, section 3.3.6. A month is no number of hours, and nobody works less than none.
_DURATION: Final = re.compile(
    r"P(?:(?P<days>[0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,7})H)?(?:(?P<minutes>[0-9]{1,9})M)?"
    r"(?:(?P<seconds>[0-9]{1,9}(?:\.[0-9]{1,6})?)S)?)?"
)
_MOST: Final = Decimal(1_000_000)
_FINEST: Final = Decimal("0.0001")


def writable(hours: Decimal | None) -> bool:
    """Whether a duration can say this: a number of hours, neither below none nor beyond a life of work."""
    return hours is not None and hours.is_finite() and 0 <= hours <= _MOST and hours % _FINEST == 0


def duration_of(hours: Decimal) -> str:
    """`PT7H30M` for 7.5 hours."""
    seconds = hours * 3600
    whole, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{whole:.0f}H"]
    if minutes:
        parts.append(f"{minutes:.0f}M")
    if seconds:
        parts.append(f"{seconds.normalize():f}S")
    return f"PT{''.join(parts)}"


def hours_of(written: str, *, path: str) -> Decimal:
    """The hours of a duration: 60 for `P2DT12H`; raises ElmError for what is none, or is no number of hours."""
    match = _DURATION.fullmatch(written)
    if match is None or not any(match.groups()):
        raise ElmError(
            "elm_duration",
            "“{written}” at {path} is no number of hours: days, hours, minutes and seconds are read, as in PT60H.",
            path=path,
            written=written,
        )
    days, hours, minutes, seconds = (Decimal(part or 0) for part in match.groups())
    return days * 24 + hours + (minutes * 60 + seconds) / 3600
