"""Recipients: who is to get a credential, from a spreadsheet saved as CSV or from the command line.

Everything is looked at before anything is signed, and every cell that cannot be used is named by row and column, with
what to write instead. A column that nobody knows is refused: it may be a known one with a slip in its name.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from skillmark.credential.model import ResultDescription
from skillmark.credential.model.vocabulary import RESULT_STATUSES
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import Refusal
from skillmark.interfaces.cli.words import moment_in

MAX_BYTES, MAX_ROWS = 5_000_000, 10_000
_MAX_CELL = 5_000
_COLUMNS = ("name", "email", "id", "awarded", "valid_until", "evidence")
_OTHER_NAMES = {
    "full name": "name", "learner": "name", "recipient": "name", "e mail": "email", "mail": "email",
    "email address": "email", "e mail address": "email", "did": "id", "awarded on": "awarded", "date": "awarded",
    "valid until": "valid_until", "expires": "valid_until",
}  # fmt: skip
_DELIMITERS = ",;\t"
_ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,250}\.[^@\s<>,;:\".]{2,60}")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")
_TO = re.compile(r"(?P<name>[^<>]*?)\s*(?:<(?P<handle>[^<>]+)>)?")


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
        place = f"{row.place}, column “{column}”" if row.number is not None else row.place
        self.found.append({"row": row.number, "column": column, "problem": f"{place}: {sentence}"})


def read_recipients(
    name: str,
    *,
    scales: Sequence[ResultDescription],
    same: Mapping[str, str],
    ignored: Iterable[str],
    now: datetime,
) -> list[Learner]:
    """The learners in a CSV file; `same` are cells that are the same for all. Raises Refusal naming every bad cell."""
    lines = _lines(name, files.read(name, limit=MAX_BYTES))
    head = next(lines, [])
    columns = _columns(name, head, scales, {_folded(each) for each in ignored})
    rows = list(_rows(name, lines, columns, same))
    if not rows:
        raise Refusal("no_rows", f"There is nobody in “{name}”.", "Write one learner in each row.")
    return _learners(name, rows, scales, now)


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
    return _learners("--to", rows, scales, now)


def same_for_all(settings: Sequence[str], *, scales: Sequence[ResultDescription]) -> dict[str, str]:
    """The cells of `--set COLUMN=VALUE`."""
    known = _known(scales)
    cells = {}
    for setting in settings:
        column, equals, value = setting.partition("=")
        found = known.get(_folded(column))
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


def _lines(name: str, data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(
            "csv_encoding",
            f"“{name}” is not written in UTF-8.",
            "Save it from the spreadsheet as “CSV UTF-8”.",
        ) from error
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Refusal(
            "csv",
            f"“{name}” cannot be read as a table: {error} (in line {reader.line_num}).",
            "Look for a quotation mark that is opened and not closed, or save it again as CSV.",
        ) from error


def _known(scales: Sequence[ResultDescription]) -> dict[str, str]:
    """Every way to write a column, and the column that is meant."""
    own = {_folded(column): column for column in _COLUMNS}
    results = {_folded(scale.name): scale.name for scale in scales}
    return _OTHER_NAMES | results | own


def _shown(scales: Sequence[ResultDescription]) -> list[str]:
    return [*_COLUMNS, *(scale.name for scale in scales)]


def _folded(column: str) -> str:
    return " ".join(re.sub(r"[_\-.]", " ", column).casefold().split())


def _columns(
    name: str, head: Sequence[str], scales: Sequence[ResultDescription], ignored: set[str]
) -> list[str | None]:
    known = _known(scales)
    columns = [None if _folded(each) in ignored else known.get(_folded(each)) for each in head]
    problems = [
        _no_column(number, each, scales)
        for number, (each, column) in enumerate(zip(head, columns, strict=True), start=1)
        if column is None and each.strip() and _folded(each) not in ignored
    ]
    used = [column for column in columns if column is not None]
    doubled = sorted({each for each in used if used.count(each) > 1})
    problems += [f"Two columns are called “{each}”; keep one of them." for each in doubled]
    if not problems and not {"name", "email", "id"} & set(used):
        problems = ["No column says who is meant: there must be “name”, “email” or “id”."]
    if problems:
        raise Refusal(
            "columns",
            f"The first row of “{name}” cannot be used as it is.",
            "Name the columns in the first row, and leave others out with --ignore COLUMN.",
            details=[{"row": 1, "column": "", "problem": problem} for problem in problems],
        )
    return columns


def _no_column(number: int, written: str, scales: Sequence[ResultDescription]) -> str:
    near = difflib.get_close_matches(written, _shown(scales), n=1, cutoff=0.5)
    hint = f"Did you mean “{near[0]}”?" if near else f"There are {', '.join(_shown(scales))}."
    return f"row 1, column {number}: “{written.strip()[:80]}” is no column that is known. {hint}"


def _rows(
    name: str, lines: Iterator[list[str]], columns: Sequence[str | None], same: Mapping[str, str]
) -> Iterator[_Row]:
    for number, line in enumerate(lines, start=2):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if number > MAX_ROWS + 1:
            raise Refusal(
                "too_many_rows",
                f"“{name}” has more than {MAX_ROWS:,} rows.",
                "Divide it into several files.",
            )
        if any(cells[len(columns) :]):
            raise Refusal(
                "csv",
                f"Row {number} of “{name}” has more cells than the first row has columns.",
                "Put cells that contain the dividing character into quotation marks.",
            )
        written = {
            column: cell for column, cell in zip(columns, cells, strict=False) if column is not None and cell
        }
        yield _Row(f"row {number}", number, {**same, **written})


# --- the cells ----------------------------------------------------------------------------------------------


def _learners(
    name: str, rows: Sequence[_Row], scales: Sequence[ResultDescription], now: datetime
) -> list[Learner]:
    problems = _Problems()
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
        if len(cell) > _MAX_CELL:
            problems.add(row, column, f"more than {_MAX_CELL:,} characters; make it shorter.")
        if any(unicodedata.category(each) == "Cc" and not each.isspace() for each in cell):
            problems.add(row, column, "it holds characters that cannot be seen; write it anew.")
    if not any(cells.get(column) for column in ("name", "email", "id")):
        problems.add(row, "name", "nobody is named; write a name, an e-mail address or an id.")
    results = (_result(row, scale, problems) for scale in scales)
    return Learner(
        place=row.place,
        row=row.number,
        name=" ".join(cells.get("name", "").split()),
        email=_email(row, problems),
        id=_identifier(row, problems),
        awarded=_awarded(row, now, problems),
        valid_until=_valid_until(row, now, problems),
        results=tuple(result for result in results if result is not None),
        evidence=tuple(_evidence(cells.get("evidence", ""))),
        cells=cells,
    )


def _email(row: _Row, problems: _Problems) -> str:
    cell = row.cells.get("email", "")
    if cell and not _ADDRESS.fullmatch(cell):
        problems.add(row, "email", f"“{cell[:80]}” is no e-mail address; write it like ana@example.org.")
    # RFC 5321, section 2.4: the domain may be written in any case; a hash knows only one.
    name, at, domain = cell.rpartition("@")
    return name + at + domain.lower()


def _identifier(row: _Row, problems: _Problems) -> str:
    cell = row.cells.get("id", "")
    if cell and not _IDENTIFIER.fullmatch(cell):
        problems.add(
            row, "id", f"“{cell[:80]}” is no identifier; write a DID or an address, like did:key:z6Mk…."
        )
    return cell


def _awarded(row: _Row, now: datetime, problems: _Problems) -> datetime | None:
    found = _moment(row, "awarded", problems)
    if found is not None and found > now:
        problems.add(row, "awarded", f"{row.cells['awarded']} lies in the future.")
    return found


def _valid_until(row: _Row, now: datetime, problems: _Problems) -> datetime | None:
    found = _moment(row, "valid_until", problems)
    if found is not None and "T" not in row.cells["valid_until"]:
        # Until a day means to its end.
        found += timedelta(days=1, seconds=-1)
    if found is not None and found <= now:
        problems.add(row, "valid_until", f"{row.cells['valid_until']} is past, so it would never be valid.")
    return found


def _moment(row: _Row, column: str, problems: _Problems) -> datetime | None:
    cell = row.cells.get(column, "")
    found = moment_in(cell) if cell else None
    if cell and found is None:
        problems.add(row, column, f"“{cell[:80]}” is no date; write year, month and day, like 2026-03-01.")
    return found


def _evidence(cell: str) -> Iterator[dict[str, Any]]:
    for each in filter(None, map(str.strip, cell.split("|"))):
        is_address = each.startswith(("https://", "http://")) and _IDENTIFIER.fullmatch(each)
        yield {"id": each, "type": ["Evidence"]} if is_address else {"type": ["Evidence"], "narrative": each}


def _complain_of_doubles(rows: Sequence[_Row], problems: _Problems) -> None:
    first: dict[tuple[str, str], _Row] = {}
    for row in rows:
        column = next((each for each in ("id", "email", "name") if row.cells.get(each)), "name")
        key = (column, row.cells.get(column, "").casefold())
        # Two people may share a name, but hardly all that is written about them.
        if column == "name":
            key = (column, repr(sorted(row.cells.items())))
        if key in first and key[1]:
            problems.add(row, column, f"this is the same person as in {first[key].place}; leave one out.")
        first.setdefault(key, row)


# --- results ------------------------------------------------------------------------------------------------


def _result(row: _Row, scale: ResultDescription, problems: _Problems) -> dict[str, Any] | None:
    cell = row.cells.get(scale.name, "")
    said: dict[str, Any] = {"type": ["Result"], "resultDescription": scale.id}
    if not cell:
        if scale.required:
            problems.add(row, scale.name, f"there is no result, and “{scale.required}” is required.")
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
