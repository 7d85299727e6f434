"""What people type on the command line, read as values, and said back."""

from __future__ import annotations

import argparse
import unicodedata
from datetime import datetime

from skillmark.credential.times import format_timestamp
from skillmark.foundation.files.cells import moment_in

_LONGEST_SLUG = 60


def moment(text: str) -> datetime:
    """A day (its beginning, UTC) or a time with its zone, as an option; raises what argparse tells the person."""
    found = moment_in(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"“{text}” is no day or time, like 2026-03-01 or 2026-03-01T12:00:00Z"
        )
    return found


def written(when: datetime | None) -> str | None:
    """A time as programs read it."""
    return None if when is None else format_timestamp(when)


def count(number: int, one: str, several: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def slug(text: str) -> str:
    """A text as part of a file's name: letters and digits of any script, and hyphens."""
    plain = unicodedata.normalize("NFKD", text).lower()
    kept = "".join(
        character if unicodedata.category(character)[0] in "LN" else " "
        for character in plain
        if unicodedata.category(character)[0] != "M"
    )
    return "-".join(kept.split())[:_LONGEST_SLUG].strip("-")
