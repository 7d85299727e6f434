"""What people write into the cells of a table, read as values, and why a cell cannot be used.

A flaw lies in how a cell is written, whatever is meant by it; `CellError` says that it does not say what it should.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from skillmark.credential.jsonld.iri import is_absolute
from skillmark.credential.steps.findings import quoted
from skillmark.credential.times import TimeError, parse_timestamp

MAX_CELL = 5_000
# The column of an error file that says what is to be mended; readers leave it out of account.
PROBLEM_COLUMN = "problem"
# What else people call a column that is known.
OTHER_NAMES = {
    "full name": "name", "learner": "name", "recipient": "name", "e mail": "email", "mail": "email",
    "email address": "email", "e mail address": "email", "awarded on": "awarded", "date": "awarded",
    "valid until": "valid_until", "expires": "valid_until",
}  # fmt: skip
# Spreadsheets take a cell that begins like this for a formula, the wide forms of East Asian keyboards included.
STARTERS = frozenset("=+-@＝＋－＠")
FLAWS = {
    "encoding": "It holds characters that are not written in UTF-8 and were lost; write them anew, "
    "or save the file as “CSV UTF-8”.",
    "unseen": "It holds characters that cannot be seen; write it anew.",
    "too_long": f"It has more than {MAX_CELL:,} characters; make it shorter.",
    "formula": "It begins like a formula, and nothing is calculated here; write the value itself.",
    "error_value": "It holds an error of the spreadsheet; write the value itself.",
    "too_many_cells": "The row has more cells than the first row has columns; "
    "put cells that contain the dividing character into quotation marks.",
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Before that, a date is a slip, or the number of a day that a spreadsheet wrote as one.
_FIRST_DAY = datetime(1900, 1, 2, tzinfo=UTC)
# RFC 5321, section 4.5.3.1.1: 64 octets before the @; section 4.5.3.1.3: 256 for a path, its brackets included.
_ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,250}\.[^@\s<>,;:\".]{2,60}")
_LONGEST_ADDRESS = 254
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}")
# Signs that number, telephone number or list item begin with.
_SIGN_AND_FIGURES = re.compile(r"[+-](?:[0-9\s().,/%+-]*|\s.*)", re.DOTALL)
_ERROR = re.compile(r"#[A-Z0-9/]{2,10}[!?]|#N/A|#NV")
# Controls, and what turns the direction of writing or has no width, so that a text is not what it seems. Joiners stay:
# Persian and many Indian names are written with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_LOST = "\ufffd"
_SHOWN = 80


class CellError(Exception):
    """A cell that does not say what it should: a stable code, and a sentence with what to write instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class TableError(Exception):
    """A table cannot be read at all, or not from here on: a stable code, one sentence, what to do next, details."""

    def __init__(self, code: str, sentence: str, next_step: str, *, details: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.next_step = next_step
        self.details = tuple(details)


# --- how a cell is written --------------------------------------------------------------------------------------


def flaw_of(cell: str) -> str:
    """The code of what is wrong with how a cell is written (see FLAWS); empty when nothing is."""
    if len(cell) > MAX_CELL:
        return "too_long"
    if _LOST in cell:
        return "encoding"
    if _UNSEEN.search(cell):
        return "unseen"
    if _ERROR.fullmatch(cell):
        return "error_value"
    return "formula" if is_formula(cell) else ""


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would calculate it; a number with a sign, “+49 30 1234” and “- first” are none."""
    first = unicodedata.normalize("NFKC", cell[:1])
    if first in {"+", "-"}:
        return not _SIGN_AND_FIGURES.fullmatch(first + cell[1:])
    return first == "=" or (first == "@" and cell[1:2].isalpha())


def inert(cell: str) -> str:
    """The cell as a spreadsheet shows it and never runs it; `alive` takes that back."""
    return f"'{cell}" if cell[:1] in STARTERS else cell


def alive(cell: str) -> str:
    """The cell without the apostrophe that says to a spreadsheet: this is a text."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in STARTERS else cell


# --- what a cell says -------------------------------------------------------------------------------------------


# The rows of a table have few days between them.
@lru_cache(maxsize=1024)
def moment_in(text: str) -> datetime | None:
    """A day (its beginning, UTC) or a time with its zone; None for anything else."""
    try:
        if _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        return parse_timestamp(text)
    except (ValueError, TimeError):
        return None


def awarded_in(cell: str, *, now: datetime) -> datetime | None:
    """When something was awarded; None where that is not said."""
    found = _moment(cell)
    if found is not None and found > now:
        raise CellError(
            "awarded_in_future", f"{in_marks(cell)} lies in the future; write a day that has begun."
        )
    if found is not None and found < _FIRST_DAY:
        raise CellError("awarded_too_early", f"{in_marks(cell)} is too long ago; write the day of the award.")
    return found


def valid_until_in(cell: str, *, now: datetime) -> datetime | None:
    """Until when something is valid, which for a day means to its end; None where that is not said."""
    found = _moment(cell)
    if found is None:
        return None
    if "T" not in cell:
        found += timedelta(days=1, seconds=-1)
    if found <= now:
        raise CellError(
            "valid_until_past", f"{in_marks(cell)} is past, so it would never be valid; write a later day."
        )
    return found


def _moment(cell: str) -> datetime | None:
    if not cell:
        return None
    found = moment_in(cell)
    if found is None:
        raise CellError(
            "date_format", f"{in_marks(cell)} is no date; write year, month and day, like 2026-03-01."
        )
    return found


def address_in(cell: str) -> str:
    """An e-mail address with its domain in small letters; empty where there is none."""
    if not cell:
        return ""
    if len(cell) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(cell) or not cell.isprintable():
        raise CellError(
            "email_invalid", f"{in_marks(cell)} is no e-mail address; write it like ana@example.org."
        )
    # RFC 5321, section 2.4: the domain may be written in any case; a hash knows only one.
    name, at, domain = cell.rpartition("@")
    return name + at + domain.lower()


def evidence_in(cell: str) -> list[dict[str, str]]:
    """Links as `id` and texts as `narrative`, which a vertical bar divides."""
    parts = filter(None, map(str.strip, cell.split("|")))
    return [{"id": _link(each)} if _LINK.fullmatch(each) else {"narrative": each} for each in parts]


def _link(text: str) -> str:
    # Browsers open what is none, but some programs would leave it out of what they sign.
    if not is_absolute(text):
        raise CellError(
            "link_invalid", f"{in_marks(text)} is no link; write brackets and the like as %5B, and % as %25."
        )
    return text


def in_marks(cell: str) -> str:
    """A cell as it may stand in a sentence."""
    return f"“{quoted(cell, limit=_SHOWN)}”"


# --- the head ---------------------------------------------------------------------------------------------------


def folded(column: str) -> str:
    """A column's name without what people write differently."""
    return " ".join(re.sub(r"[_\-.]", " ", column).casefold().split())


def columns_of(
    head: Sequence[str], *, known: Mapping[str, str], shown: Sequence[str], ignored: Iterable[str] = ()
) -> list[str | None]:
    """The column that each cell of the head means; None for what is left out of account.

    `known` leads from every folded way to write a column to that column, `shown` are the names to offer. Raises
    TableError, with every problem as a detail.
    """
    left_out = {"", *map(folded, ignored)} | ({folded(PROBLEM_COLUMN)} - known.keys())
    columns = [None if folded(each) in left_out else known.get(folded(each)) for each in head]
    problems = [
        _no_column(number, each, shown)
        for number, (each, column) in enumerate(zip(head, columns, strict=True), start=1)
        if column is None and folded(each) not in left_out
    ]
    used = [column for column in columns if column is not None]
    doubled = sorted({each for each in used if used.count(each) > 1})
    problems += [f"Two columns are called {in_marks(each)}; keep one of them." for each in doubled]
    if problems:
        raise unusable_head(problems)
    return columns


def unusable_head(problems: Sequence[str]) -> TableError:
    """The first row does not say what stands below it."""
    return TableError(
        "columns",
        "The first row cannot be used as it is.",
        "Name the columns in the first row, and remove those that are not for us.",
        details=problems,
    )


def _no_column(number: int, written: str, shown: Sequence[str]) -> str:
    names = {folded(each): each for each in shown}
    near = difflib.get_close_matches(folded(written), names, n=1, cutoff=0.5)
    hint = f"Did you mean {in_marks(names[near[0]])}?" if near else f"There are {', '.join(shown)}."
    return f"row 1, column {number}: {in_marks(written)} is no column that is known. {hint}"
