"""Reads tables that people hand in, CSV and XLSX, row by row: of any length, in little memory, and running no formula.

What is wrong with one row is told in that row, so that the others can go on. What makes every later row doubtful, such
as a quotation mark that is never closed, ends the reading with a TableError.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from skillmark.foundation.files.cells import MAX_CELL, STARTERS, alive, flaw_of
from skillmark.foundation.files.cells import TableError as TableError
from skillmark.foundation.files.workbooks import MAX_COLUMNS, sheet_rows

MAX_BYTES = 2 * 1024**3
_DELIMITERS = ",;\t"
_BLOCK = 256 * 1024
# So long, one row is none: somewhere before it, a quotation mark was left open.
_LONGEST_ROW = 4 * _BLOCK
# Characters in one cell, as the reader of the standard library has it by default.
_LONGEST_CELL = 131_072
_LINE_ENDS = "\r\n"
# Only cells that begin like this need a second look, if all that they hold can be seen.
_DOUBTFUL = STARTERS | {"'", "#"}
_LOST = "\ufffd"
# Stands for a byte that is not UTF-8 (PEP 383), or for one half of a character.
_STRAY = re.compile("[\ud800-\udfff]")
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Row = tuple[int, list[str]]


class Flaw(NamedTuple):
    """What is wrong with a line as it is written (a code of `cells.FLAWS`), and in which cell; -1 for all of it."""

    code: str
    column: int = -1


class Line(NamedTuple):
    """One row below the head that is not empty, as many cells as the head has, or more where it has too many.

    `number` is the spreadsheet's: rows count from 1, empty ones too. Cells are stripped. What a flaw in a cell means
    is the reader's to say: nobody minds a formula in a column that is not read.
    """

    number: int
    cells: Sequence[str]
    flaws: tuple[Flaw, ...] = ()


class Table:
    """An open table: its head, and once, from top to bottom, its lines; raises TableError where those break off."""

    def __init__(self, rows: Iterator[Row], *, name: str, delimiter: str) -> None:
        self._rows = rows
        self.delimiter = delimiter
        self.head = _head(rows, name)

    def __iter__(self) -> Iterator[Line]:
        width = len(self.head)
        for number, written in self._rows:
            cells = [cell.strip() for cell in written]
            if len(cells) == width and _is_plain(cells):
                yield Line(number, cells)
            elif any(cells):
                yield _examined(number, cells, width)


@contextmanager
def open_table(path: Path, *, name: str) -> Iterator[Table]:
    """The table in a file; what is written in it tells its kind, and `name` is what people know it by."""
    with path.open("rb") as file:
        yield read_table(file, name=name)


def read_table(file: BinaryIO, *, name: str) -> Table:
    """The table in an open file, which must stay open while it is read. Raises TableError."""
    start = file.read(4)
    if file.seek(0, io.SEEK_END) > MAX_BYTES:
        raise TableError("too_large", f"“{name}” is too large.", "Divide it into several files.")
    file.seek(0)
    if start == _ZIP:
        return Table(sheet_rows(file, name=name), name=name, delimiter=",")
    if start == _OLD_EXCEL:
        raise TableError(
            "old_excel",
            f"“{name}” is an old Excel file, or one with a password.",
            "Save it as XLSX without a password, or as “CSV UTF-8”.",
        )
    return _csv_table(file, start, name)


def about_how_many_rows(path: Path) -> int:
    """How many rows a CSV file has below its head, to say how long reading it takes; 0 where that cannot be told.

    Line ends inside quotation marks are counted too, and files whose lines end in another way are not counted.
    """
    with path.open("rb") as file:
        if file.read(4) == _ZIP:
            return 0
        file.seek(0)
        return max(sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b"")) - 1, 0)


# --- rows and cells ---------------------------------------------------------------------------------------------


def _head(rows: Iterator[Row], name: str) -> list[str]:
    for _, written in rows:
        head = [cell.strip() for cell in written]
        if any(head):
            return _checked_head(head, name)
    raise TableError("empty", f"There is nothing in “{name}”.", "Make sure that it is the right file.")


def _checked_head(head: list[str], name: str) -> list[str]:
    if len(head) > MAX_COLUMNS:
        raise TableError(
            "too_many_columns",
            f"“{name}” has more than {MAX_COLUMNS:,} columns.",
            "Leave only the columns that are needed.",
        )
    if any(_STRAY.search(cell) or flaw_of(cell) in {"encoding", "unseen", "too_long"} for cell in head):
        raise TableError(
            "head_unreadable",
            f"The first row of “{name}” holds characters that cannot be read.",
            "Make sure that it is a table, and save it from the spreadsheet as “CSV UTF-8” or XLSX.",
        )
    return head


def _is_plain(cells: list[str]) -> bool:
    """Whether there is nothing to examine: quick, since it is asked a million times."""
    text = " ".join(cells)
    return (
        text.isprintable()
        and len(text) <= MAX_CELL
        and _LOST not in text
        and _DOUBTFUL.isdisjoint([cell[:1] for cell in cells])
        and not text.isspace()
    )


def _examined(number: int, cells: list[str], width: int) -> Line:
    cells = [_STRAY.sub(_LOST, alive(cell)) for cell in cells]
    flaws = [Flaw(code, column) for column, cell in enumerate(cells[:width]) if (code := flaw_of(cell))]
    if any(cells[width:]):
        return Line(number, cells[:MAX_COLUMNS], (Flaw("too_many_cells"), *flaws))
    return Line(number, [*cells[:width], *[""] * (width - len(cells))], tuple(flaws))


# --- CSV ----------------------------------------------------------------------------------------------------------


def _csv_table(file: BinaryIO, start: bytes, name: str) -> Table:
    blocks = _Blocks(file, name, is_utf16=start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)))
    whole = iter(blocks)
    first = next(whole, "")
    delimiter = _delimiter(first.lstrip(_LINE_ENDS).splitlines()[:1])
    # Iterating over a StringIO gives its lines with their ends, which the reader needs inside quotation marks.
    lines = chain.from_iterable(io.StringIO(block, newline="") for block in chain([first], whole))
    return Table(_csv_rows(lines, delimiter, blocks), name=name, delimiter=delimiter)


def _delimiter(head: list[str]) -> str:
    """What divides the cells of the head; a comma in a sentence has a space behind it and counts for less."""
    bare = re.sub(r'"[^"]*"', "", "".join(head))
    return max(_DELIMITERS, key=lambda each: (len(re.findall(rf"{each}(?! )", bare)), bare.count(each)))


def _csv_rows(lines: Iterable[str], delimiter: str, blocks: _Blocks) -> Iterator[Row]:
    # The limit belongs to the process: whoever reads next says theirs again.
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    try:
        for row in reader:
            number += 1
            blocks.line = reader.line_num
            yield number, row
    except csv.Error as error:
        raise blocks.broken() from error


class _Blocks:
    """A file as text, in blocks of whole lines. It watches that the reader comes to the end of a row now and then."""

    def __init__(self, file: BinaryIO, name: str, *, is_utf16: bool) -> None:
        self.line = 0
        self._file, self._name = file, name
        # Bytes that are not UTF-8 are kept apart, cell by cell; another encoding is never guessed.
        encoding, errors = ("utf-16", "replace") if is_utf16 else ("utf-8-sig", "surrogateescape")
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)

    def __iter__(self) -> Iterator[str]:
        rest, before, unfinished = "", self.line, 0
        while data := self._file.read(_BLOCK):
            text = rest + self._decoder.decode(data)
            # A return at the very end may have its line feed in the next block.
            end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
            rest = text[end:]
            unfinished = unfinished + len(text) if self.line == before else 0
            if len(rest) > _LONGEST_ROW or unfinished > 2 * _LONGEST_ROW:
                raise self.broken()
            before = self.line
            if end:
                yield text[:end]
        yield rest + self._decoder.decode(b"", final=True)

    def broken(self) -> TableError:
        """Whatever comes after the last whole row is doubtful."""
        return TableError(
            "quotes",
            f"“{self._name}” cannot be read from line {self.line + 1} on.",
            "Look there for a quotation mark that is opened and not closed, or save the file again as CSV.",
        )
