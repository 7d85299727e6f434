"""Reads a table of people who are to be awarded: each row becomes what an award is made of, or says what is wrong.

Columns: `email` and `name`, which must be there, `awarded`, `valid_until`, `evidence` (links and texts, divided by |),
and one for each outcome of the version, named by its statement or “Outcome 1”, with a level or a percentage. Another
column is refused: it may be one of these with a slip in its name. How cells are read is common to all tables
(foundation/files).
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from skillmark.credential.steps.findings import quoted
from skillmark.foundation.files.cells import (
    FLAWS,
    OTHER_NAMES,
    CellError,
    address_in,
    awarded_in,
    columns_of,
    evidence_in,
    folded,
    in_marks,
    unusable_head,
    valid_until_in,
)
from skillmark.foundation.files.tables import Line
from skillmark.lifecycle.awarding.rules import LEVELS_BY_HAND, result_by_hand, result_by_score

COLUMNS = ("email", "name", "awarded", "valid_until", "evidence")
# Address and name in the table that we hand out to be filled in.
EXAMPLE = ("ana.example@example.org", "Ana Example")
_REQUIRED = ("email", "name")
_LONGEST_NAME, _MOST_EVIDENCE = 200, 20
_PERCENT = re.compile(r"(-?[0-9]{1,6}(?:[.,][0-9]{1,6})?)\s*(%?)")
_LONGEST_SHOWN = 60
# Of percentages in many columns each row has its own; those are not worth keeping.
_MOST_KNOWN = 1024
_LEVELS = {level.casefold(): level for level in LEVELS_BY_HAND}

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class OutcomeScale:
    """An outcome of the version that is awarded, in the version's order."""

    uid: str
    statement: str


@dataclass(frozen=True, slots=True)
class AwardRow:
    """What a good row says; `results` and `evidence` as `Award` keeps them, links as `{"id": address}`."""

    number: int
    email: str
    name: str
    awarded_at: datetime | None
    valid_until: datetime | None
    results: list[dict[str, Any]]
    evidence: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a row, in which column (as the file calls it; empty for the whole row), and what to write."""

    row: int
    column: str
    code: str
    sentence: str


class AwardTable:
    """Reads the lines of one table, each once; it remembers the addresses, since nobody is awarded twice."""

    def __init__(
        self,
        head: Sequence[str],
        *,
        outcomes: Sequence[OutcomeScale],
        now: datetime,
        ignored: Iterable[str] = (),
    ) -> None:
        """Raises TableError where the head has columns that nobody knows, or lacks one."""
        self._head = head
        self._places = _places(head, outcomes, ignored)
        self._scales = [
            (place, each) for each in outcomes if (place := self._places.get(each.uid)) is not None
        ]
        self._used = frozenset(self._places.values())
        self._awarded = partial(awarded_in, now=now)
        self._valid_until = partial(valid_until_in, now=now)
        self._seen = _Seen()
        self._known: dict[tuple[str, ...], list[dict[str, Any]]] = {}

    def read(self, line: Line) -> AwardRow | list[CellProblem]:
        """What the row says, or all that is wrong with it."""
        reading = _Reading(line, self._head, self._used)
        places = self._places
        email = reading.take(places["email"], _email, "")
        name = reading.take(places["name"], _name, "")
        awarded_at = reading.take(places.get("awarded"), self._awarded, None)
        valid_until = reading.take(places.get("valid_until"), self._valid_until, None)
        evidence = reading.take(places.get("evidence"), _evidence, None)
        results = self._results_of(line, reading)
        if (email, name) == EXAMPLE:
            reading.add(places["email"], "example", "This is the example of the template; leave it out.")
        # A row with another problem counts as well: which of the two is right, only a person knows.
        if email and (first := self._seen.first(email, line.number)):
            reading.add(
                places["email"],
                "duplicate",
                f"This is the same person as in row {first}; leave one of them out.",
            )
        if reading.problems:
            return reading.problems
        return AwardRow(line.number, email, name, awarded_at, valid_until, results, evidence or [])

    def _results_of(self, line: Line, reading: _Reading) -> list[dict[str, Any]]:
        """The same object for all who did equally well, so that it is read and written down once (`insert_rows`)."""
        cells = tuple(line.cells[place] for place, _ in self._scales)
        if (known := self._known.get(cells)) is not None and not line.flaws:
            return known
        results = [
            result
            for place, scale in self._scales
            if (result := reading.take(place, partial(_result, scale), None)) is not None
        ]
        if not reading.problems and len(self._known) < _MOST_KNOWN:
            self._known[cells] = results
        return results


# --- the head ---------------------------------------------------------------------------------------------------


def _places(head: Sequence[str], outcomes: Sequence[OutcomeScale], ignored: Iterable[str]) -> dict[str, int]:
    """Where each column stands, outcomes by their uid."""
    numbered = {f"outcome {number}": each.uid for number, each in enumerate(outcomes, start=1)}
    statements = [folded(each.statement) for each in outcomes]
    # Where two outcomes read the same, only their numbers tell them apart.
    named = {
        statement: each.uid
        for statement, each in zip(statements, outcomes, strict=True)
        if statements.count(statement) == 1
    }
    known = {**numbered, **named, **OTHER_NAMES, **{folded(each): each for each in COLUMNS}}
    shown = [*COLUMNS, *(quoted(each.statement, limit=_LONGEST_SHOWN) for each in outcomes)]
    columns = columns_of(head, known=known, shown=shown, ignored=ignored)
    lacking = [each for each in _REQUIRED if each not in columns]
    if lacking:
        raise unusable_head([f"There is no column {in_marks(each)}; it must be there." for each in lacking])
    return {column: place for place, column in enumerate(columns) if column is not None}


# --- rows -------------------------------------------------------------------------------------------------------


class _Reading:
    """One row while it is read: takes its cells, and collects what is wrong with them."""

    __slots__ = ("_flawed", "_head", "_line", "problems")

    def __init__(self, line: Line, head: Sequence[str], used: frozenset[int]) -> None:
        self._line, self._head = line, head
        self.problems: list[CellProblem] = []
        self._flawed: set[int] = set()
        for flaw in line.flaws:
            if flaw.column < 0 or flaw.column in used:
                self._flawed.add(flaw.column)
                self.add(flaw.column, flaw.code, FLAWS[flaw.code])

    def take(self, place: int | None, read: Callable[[str], Value], otherwise: Value) -> Value:
        """What the cell says, read in this way; `otherwise` where it does not, or is not there."""
        if place is None or place in self._flawed:
            return otherwise
        try:
            return read(self._line.cells[place])
        except CellError as error:
            self.add(place, error.code, error.sentence)
            return otherwise

    def add(self, place: int, code: str, sentence: str) -> None:
        """One problem; a place below 0 is the whole row."""
        column = quoted(self._head[place]) if place >= 0 else ""
        self.problems.append(CellProblem(self._line.number, column, code, sentence))


class _Seen:
    """In which row an address stood first, in 20 bytes for each, so that a million need less than 40 MB.

    Of each address 18 bytes of its BLAKE2 are kept, two of them as the number of the shelf. That two addresses share
    those by chance, or because somebody wants them to, cannot be expected in any lifetime, so no row is refused for it.
    """

    def __init__(self) -> None:
        self._shelves: dict[bytes, bytearray] = {}

    def first(self, address: str, number: int) -> int:
        """The row in which the address stood before; 0 where it is new, and is remembered from now on."""
        mark = hashlib.blake2b(address.encode(), digest_size=18).digest()
        shelf = self._shelves.setdefault(mark[:2], bytearray())
        place = shelf.find(mark[2:])
        if place >= 0:
            return int.from_bytes(shelf[place + 16 : place + 20], "big")
        shelf += mark[2:] + number.to_bytes(4, "big")
        return 0


# --- cells ------------------------------------------------------------------------------------------------------


def _email(cell: str) -> str:
    if not cell:
        raise CellError("email_missing", "There is no e-mail address; write the one that the person reads.")
    # Accounts are found by their address in small letters.
    return address_in(cell.lower())


def _name(cell: str) -> str:
    name = " ".join(cell.split())
    if not name:
        raise CellError("name_missing", "There is no name; write it as it should stand on the credential.")
    if len(name) > _LONGEST_NAME:
        raise CellError(
            "name_too_long", f"The name has more than {_LONGEST_NAME} characters; make it shorter."
        )
    return name


def _evidence(cell: str) -> list[dict[str, str]]:
    evidence = evidence_in(cell)
    if len(evidence) > _MOST_EVIDENCE:
        raise CellError(
            "evidence_too_many", f"There are more than {_MOST_EVIDENCE} links and texts; leave some out."
        )
    return evidence


def _result(scale: OutcomeScale, cell: str) -> dict[str, Any] | None:
    if not cell:
        return None
    level = _LEVELS.get(cell.casefold())
    if level is not None:
        return result_by_hand(outcome=scale.uid, statement=scale.statement, level=level)
    match = _PERCENT.fullmatch(cell)
    if match is None:
        raise CellError("level_unknown", _no_level(cell))
    percent = float(match[1].replace(",", "."))
    if not 0 <= percent <= 100:  # noqa: PLR2004 - of a hundred
        raise CellError("percent_range", f"{in_marks(cell)} is no percentage; write one from 0 % to 100 %.")
    if 0 < percent <= 1 and not match[2]:
        raise CellError(
            "percent_unclear",
            f"{in_marks(cell)} could mean a hundred times as much; write it with its sign, like 85 %.",
        )
    return result_by_score(outcome=scale.uid, statement=scale.statement, percent=percent)


def _no_level(cell: str) -> str:
    near = difflib.get_close_matches(cell.casefold(), _LEVELS, n=1)
    hint = f" Did you mean {in_marks(_LEVELS[near[0]])}?" if near else ""
    return (
        f"{in_marks(cell)} is no level; write {' or '.join(LEVELS_BY_HAND)}, or a percentage like 85 %.{hint}"
    )
