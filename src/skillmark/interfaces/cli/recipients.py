"""Recipients: who is to get a credential, from a spreadsheet (CSV or XLSX) or from the command line.

Everything is looked at before anything is signed, and every cell that cannot be used is named by row and column, with
what to write instead. A column that nobody knows is refused: it may be a known one with a slip in its name. How tables
and cells are read is common to all that read tables, and lies in foundation/files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from skillmark.credential.model import ResultDescription
from skillmark.credential.model.vocabulary import RESULT_STATUSES
from skillmark.foundation.files.cells import (
    FLAWS,
    OTHER_NAMES,
    CellError,
    TableError,
    address_in,
    awarded_in,
    columns_of,
    evidence_in,
    flaw_of,
    folded,
    unusable_head,
    valid_until_in,
)
from skillmark.foundation.files.tables import Line, read_table
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import Refusal

MAX_BYTES, MAX_ROWS = 5_000_000, 10_000
_COLUMNS = ("name", "email", "id", "awarded", "valid_until", "evidence")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")
_TO = re.compile(r"(?P<name>[^<>]*?)\s*(?:<(?P<handle>[^<>]+)>)?")

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Learner:
    """One recipient as the credential will name them; `row` is None for those of the command line."""

    place: str
    row: int | None = None
    name: str = ""
    email: str = ""
    id: str = ""
    awarded: datetime | None = None
    valid_until: datetime | None = None
    results: tuple[Mapping[str, Any], ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """How people recognise them."""
        return self.name or self.email or self.id


@dataclass(frozen=True)
class _Row:
    place: str
    number: int | None
    cells: Mapping[str, str]


@dataclass
class _Problems:
    """What is wrong, cell by cell."""

    found: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: _Row, column: str, sentence: str) -> None:
        place = f"{row.place}, column “{column}”" if row.number is not None and column else row.place
        self.found.append({"row": row.number, "column": column, "problem": f"{place}: {sentence}"})


def read_recipients(
    name: str,
    *,
    scales: Sequence[ResultDescription],
    same: Mapping[str, str],
    ignored: Iterable[str],
    now: datetime,
) -> list[Learner]:
    """The learners in a table; `same` are cells that are the same for all. Raises Refusal naming every bad cell."""
    shown = "standard input" if name == "-" else name
    problems = _Problems()
    try:
        table = read_table(io.BytesIO(files.read(name, limit=MAX_BYTES)), name=shown)
        columns = _columns(table.head, scales, ignored)
        rows = list(_rows(shown, table, columns, same, problems))
    except TableError as error:
        raise _refusal(error) from error
    if not rows:
        raise Refusal("no_rows", f"There is nobody in “{shown}”.", "Write one learner in each row.")
    return _learners(shown, rows, scales, now, problems)


def named_recipients(
    recipients: Sequence[str], *, scales: Sequence[ResultDescription], same: Mapping[str, str], now: datetime
) -> list[Learner]:
    """The learners of the command line, each written as “Name <address>”, an address, an id or a name."""
    rows = []
    for text in recipients:
        match = _TO.fullmatch(text.strip())
        if match is None or not text.strip():
            raise Refusal(
                "recipient",
                f"“{text[:80]}” names nobody.",
                'Write it like --to "Ana Souza <ana@example.org>".',
            )
        handle = match["handle"]
        name, handle = ("", match["name"]) if handle is None else (match["name"], handle)
        rows.append(_Row(f"--to “{text.strip()[:80]}”", None, dict(same) | _handled(name, handle)))
    return _learners("--to", rows, scales, now, _Problems())


def same_for_all(settings: Sequence[str], *, scales: Sequence[ResultDescription]) -> dict[str, str]:
    """The cells of `--set COLUMN=VALUE`."""
    known = _known(scales)
    cells = {}
    for setting in settings:
        column, equals, value = setting.partition("=")
        found = known.get(folded(column))
        if not equals or found is None:
            raise Refusal(
                "column",
                f"--set “{setting[:80]}” sets no column that is known.",
                f"Write it like --set awarded=2026-03-01; the columns are {', '.join(_shown(scales))}.",
            )
        cells[found] = value.strip()
    return cells


def _handled(name: str, handle: str) -> dict[str, str]:
    if "@" in handle and not _IDENTIFIER.fullmatch(handle):
        return {"name": name, "email": handle}
    if ":" in handle:
        return {"name": name, "id": handle}
    return {"name": f"{name} {handle}".strip()}


# --- the table ----------------------------------------------------------------------------------------------


def _refusal(error: TableError) -> Refusal:
    next_step = error.next_step
    if error.code == "columns":
        next_step = "Name the columns in the first row, and leave others out with --ignore COLUMN."
    details = [{"row": 1, "column": "", "problem": problem} for problem in error.details]
    return Refusal(error.code, error.sentence, next_step, details=details)


def _known(scales: Sequence[ResultDescription]) -> dict[str, str]:
    """Every way to write a column, and the column that is meant."""
    own = {folded(column): column for column in _COLUMNS}
    results = {folded(scale.name): scale.name for scale in scales}
    return OTHER_NAMES | {"did": "id"} | results | own


def _shown(scales: Sequence[ResultDescription]) -> list[str]:
    return [*_COLUMNS, *(scale.name for scale in scales)]


def _columns(
    head: Sequence[str], scales: Sequence[ResultDescription], ignored: Iterable[str]
) -> list[str | None]:
    columns = columns_of(head, known=_known(scales), shown=_shown(scales), ignored=ignored)
    if not {"name", "email", "id"} & set(columns):
        raise unusable_head(["No column says who is meant: there must be “name”, “email” or “id”."])
    return columns


def _rows(
    name: str,
    lines: Iterable[Line],
    columns: Sequence[str | None],
    same: Mapping[str, str],
    problems: _Problems,
) -> Iterator[_Row]:
    for line in lines:
        if line.number > MAX_ROWS + 1:
            raise Refusal(
                "too_many_rows",
                f"“{name}” has more than {MAX_ROWS:,} rows.",
                "Divide it into several files.",
            )
        written = {
            column: cell
            for column, cell in zip(columns, line.cells, strict=False)
            if column is not None and cell
        }
        row = _Row(f"row {line.number}", line.number, {**same, **written})
        for flaw in line.flaws:
            if flaw.column < 0:
                problems.add(row, "", FLAWS[flaw.code])
        yield row


# --- the cells ----------------------------------------------------------------------------------------------


def _learners(
    name: str,
    rows: Sequence[_Row],
    scales: Sequence[ResultDescription],
    now: datetime,
    problems: _Problems,
) -> list[Learner]:
    learners = [_learner(row, scales, now, problems) for row in rows]
    _complain_of_doubles(rows, problems)
    if problems.found:
        count = len(problems.found)
        what = "One cell" if count == 1 else f"{count} cells"
        where = f" of “{name}”" if rows[0].number is not None else ""
        raise Refusal(
            "cells",
            f"{what}{where} cannot be used, so nothing was signed.",
            "Mend what is named and run the command again.",
            details=problems.found,
        )
    return learners


def _learner(row: _Row, scales: Sequence[ResultDescription], now: datetime, problems: _Problems) -> Learner:
    cells = row.cells
    for column, cell in cells.items():
        if flaw := flaw_of(cell):
            problems.add(row, column, FLAWS[flaw])
    if not any(cells.get(column) for column in ("name", "email", "id")):
        problems.add(row, "name", "Nobody is named; write a name, an e-mail address or an id.")
    # What is wrong with how a cell is written has been told, and goes before what it says.
    readable = (scale for scale in scales if not flaw_of(cells.get(scale.name, "")))
    results = [_result(row, scale, problems) for scale in readable]
    evidence = _taken(row, "evidence", evidence_in, list[dict[str, str]](), problems)
    return Learner(
        place=row.place,
        row=row.number,
        name=" ".join(cells.get("name", "").split()),
        email=_taken(row, "email", address_in, "", problems),
        id=_identifier(row, problems),
        awarded=_taken(row, "awarded", partial(awarded_in, now=now), None, problems),
        valid_until=_taken(row, "valid_until", partial(valid_until_in, now=now), None, problems),
        results=tuple(result for result in results if result is not None),
        evidence=tuple({"type": ["Evidence"], **each} for each in evidence),
        cells=cells,
    )


def _taken(
    row: _Row, column: str, read: Callable[[str], Value], otherwise: Value, problems: _Problems
) -> Value:
    cell = row.cells.get(column, "")
    if flaw_of(cell):
        return otherwise
    try:
        return read(cell)
    except CellError as error:
        problems.add(row, column, error.sentence)
        return otherwise


def _identifier(row: _Row, problems: _Problems) -> str:
    cell = row.cells.get("id", "")
    if cell and not _IDENTIFIER.fullmatch(cell):
        problems.add(
            row, "id", f"“{cell[:80]}” is no identifier; write a DID or an address, like did:key:z6Mk…."
        )
    return cell


def _complain_of_doubles(rows: Sequence[_Row], problems: _Problems) -> None:
    first: dict[tuple[str, str], _Row] = {}
    for row in rows:
        column = next((each for each in ("id", "email", "name") if row.cells.get(each)), "name")
        key = (column, row.cells.get(column, "").casefold())
        # Two people may share a name, but hardly all that is written about them.
        if column == "name":
            key = (column, repr(sorted(row.cells.items())))
        if key in first and key[1]:
            problems.add(row, column, f"This is the same person as in {first[key].place}; leave one out.")
        first.setdefault(key, row)


# --- results ------------------------------------------------------------------------------------------------


def _result(row: _Row, scale: ResultDescription, problems: _Problems) -> dict[str, Any] | None:
    cell = row.cells.get(scale.name, "")
    said: dict[str, Any] = {"type": ["Result"], "resultDescription": scale.id}
    if not cell:
        if scale.required:
            problems.add(row, scale.name, f"There is no result, and “{scale.required}” is required.")
        return None
    if scale.levels:
        level = _level(row, scale, cell, problems)
        return None if level is None else said | level
    if scale.kind == "Status":
        return said | {"status": _one_of(row, scale.name, cell, RESULT_STATUSES, problems)}
    if scale.allowed:
        return said | {"value": _one_of(row, scale.name, cell, scale.allowed, problems)}
    if scale.kind == "Percent" or scale.minimum or scale.maximum:
        return said | {"value": _number(row, scale, cell, problems)}
    return said | {"value": cell}


def _level(row: _Row, scale: ResultDescription, cell: str, problems: _Problems) -> dict[str, Any] | None:
    folded = cell.casefold()
    spellings = ((level, {level.name.casefold(), level.level.casefold()}) for level in scale.levels)
    found = next((level for level, spelled in spellings if folded in spelled), None)
    if found is None:
        names = ", ".join(level.name for level in scale.levels)
        problems.add(row, scale.name, f"“{cell[:80]}” is no level of it; there are {names}.")
        return None
    ranks = {level.id: rank for level in scale.levels if (rank := _as_number(level.level)) is not None}
    # Where levels do not say their order, nobody can tell which of two is below the other.
    if ranks.get(found.id, 0) < ranks.get(scale.required_level, 0):
        problems.add(row, scale.name, f"“{found.name}” is below “{scale.required}”, which is required.")
    return {"achievedLevel": found.id, "value": found.name}


def _one_of(row: _Row, column: str, cell: str, allowed: Sequence[str], problems: _Problems) -> str:
    found = next((each for each in allowed if each.casefold() == cell.casefold()), "")
    if not found:
        problems.add(row, column, f"“{cell[:80]}” is none of {', '.join(allowed)}.")
    return found


def _number(row: _Row, scale: ResultDescription, cell: str, problems: _Problems) -> str:
    written = cell.removesuffix("%").strip() if scale.kind == "Percent" else cell
    if not _NUMBER.fullmatch(written):
        problems.add(row, scale.name, f"“{cell[:80]}” is no number; write it like 8 or 8.5.")
        return ""
    value = float(written)
    low, high, required = (_as_number(each) for each in (scale.minimum, scale.maximum, scale.required))
    if (low is not None and value < low) or (high is not None and value > high):
        problems.add(
            row, scale.name, f"{written} is not between {scale.minimum or '…'} and {scale.maximum or '…'}."
        )
    elif required is not None and value < required:
        problems.add(row, scale.name, f"{written} is below {scale.required}, which is required.")
    return written


def _as_number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None
