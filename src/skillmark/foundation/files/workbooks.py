"""Reads the first sheet of an Excel workbook (XLSX) as text, row by row, and nothing else that is in the file.

Formulas come out as they are written and are never calculated, days as people write them to us (2026-03-01), numbers
with the digits that Excel shows. Our own reader, because one that is made for all of Excel cannot be bounded: of the
parts of the zip file only five are opened, each within its limits, and no document type definition is read.

ECMA-376 (Office Open XML), parts 1 and 2, says what stands where. Names count without their prefixes and namespaces,
which differ between its editions.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import IO, BinaryIO, NoReturn
from xml.parsers import expat

from skillmark.foundation.files.cells import TableError

# Whatever stands further right is put into one cell behind the last that is read.
MAX_COLUMNS = 1_000
# What the format itself allows (part 1, section 18.3.1.73; Excel's own limits of a text).
_MAX_ROWS, _MAX_TEXT = 1_048_576, 32_767
_MEGABYTE = 1024 * 1024
_MAX_BYTES, _MAX_PARTS, _MAX_DEPTH = 256 * _MEGABYTE, 10_000, 64
_MAX_SHEET, _MAX_TEXTS, _MAX_PART = 2048 * _MEGABYTE, 256 * _MEGABYTE, 4 * _MEGABYTE
_MOST_TEXTS = 4_000_000
# Sheets shrink to a tenth or so, bombs to a thousandth.
_MAX_RATIO, _ANY_RATIO = 100, 2 * _MEGABYTE
_BLOCK, _LONGEST_TAG = 64 * 1024, 256 * 1024
_PART_MARK = b"PK\x01\x02"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{0,7}")
# Part 1, section 22.9.2.19 (ST_Xstring): characters that XML cannot hold.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Part 1, section 18.8.30: formats that need no definition.
_DAY_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_PERCENT_FORMATS = frozenset({9, 10})
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|;.*', re.DOTALL)
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, EOFError, LookupError, NotImplementedError,
    OSError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


class _Damaged(ValueError):
    """Something in the file is not as the format wants it."""


class _TooLarge(ValueError):
    """Something in the file is larger than any table needs."""


def sheet_rows(file: BinaryIO, *, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that is shown, each with its number. Raises TableError, whatever is in the file."""
    try:
        _check_size(file)
        with zipfile.ZipFile(file) as archive:
            yield from _rows(_Parts(archive))
    except _TooLarge as error:
        raise TableError(
            "too_large",
            f"“{name}” holds far more than a table needs.",
            "Save the sheet as “CSV UTF-8” instead.",
        ) from error
    except _UNREADABLE as error:
        raise TableError(
            "xlsx",
            f"“{name}” cannot be read as an Excel workbook.",
            "Open it in your spreadsheet and save it anew as XLSX, or as “CSV UTF-8”.",
        ) from error


def _check_size(file: BinaryIO) -> None:
    """Before each part becomes an object, they are counted."""
    if file.seek(0, io.SEEK_END) > _MAX_BYTES:
        raise _TooLarge
    file.seek(0)
    count, before = 0, b""
    while block := file.read(_BLOCK):
        count += (before + block).count(_PART_MARK)
        before = block[1 - len(_PART_MARK) :]
    if count > _MAX_PARTS:
        raise _TooLarge


def _rows(parts: _Parts) -> Iterator[tuple[int, list[str]]]:
    book = parts.related("", "officeDocument")
    if not book:
        raise _Damaged
    sheet, has_later_epoch = _first_sheet(parts, book[0])
    texts = _Texts()
    for part in parts.related(book[0], "sharedStrings")[:1]:
        for _ in _parsed(parts.open(part, most=_MAX_TEXTS), texts.start, texts.end, texts.text):
            pass
    kinds = [kind for part in parts.related(book[0], "styles")[:1] for kind in _kinds(parts, part)]
    reader = _Sheet(texts.found, kinds, later_epoch=has_later_epoch)
    for _ in _parsed(parts.open(sheet, most=_MAX_SHEET), reader.start, reader.end, reader.text):
        yield from reader.rows
        reader.rows.clear()


# --- parts of the file --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Element:
    parent: str
    name: str
    attributes: Mapping[str, str]


class _Parts:
    """The parts of the zip file, by name; part 2, section 6.2.2.3: names that differ by case only are the same."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._known = {part.filename.lower(): part for part in archive.infolist()}
        # Which of two would count, programs answer differently.
        if len(self._known) != len(archive.infolist()):
            raise _Damaged

    def open(self, name: str, *, most: int = _MAX_PART) -> IO[bytes]:
        """A part that is there, and no larger than it may be; zipfile unpacks no more than the size that it tells."""
        part = self._known.get(name.lower())
        if part is None:
            raise _Damaged
        if part.file_size > min(most, max(_ANY_RATIO, _MAX_RATIO * part.compress_size)):
            raise _TooLarge
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _Damaged
        return self._archive.open(part)

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of a kind that another one refers to; the empty name stands for the whole file."""
        return [target for target, each in self.relations(part).values() if each == kind]

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to, by the ids that it uses: the other part, and its kind."""
        folder, own = posixpath.split(part)
        found = {}
        for each in self.elements(posixpath.join(folder, "_rels", f"{own}.rels"), "Relationship"):
            said = each.attributes
            target = posixpath.normpath(posixpath.join("/", folder, said.get("Target", "")))
            found[said.get("Id", "")] = (target.lstrip("/"), said.get("Type", "").rpartition("/")[2])
        return found

    def elements(self, part: str, *names: str) -> list[_Element]:
        """All elements with one of these names, in their order."""
        found: list[_Element] = []
        path: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name in names:
                local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
                found.append(_Element(path[-1] if path else "", name, local))
            path.append(name)

        for _ in _parsed(self.open(part), start, lambda _: path.pop(), None):
            pass
        return found


def _first_sheet(parts: _Parts, book: str) -> tuple[str, bool]:
    """The first sheet that people see, and whether days are counted from 1904."""
    relations = parts.relations(book)
    sheet, has_later_epoch = "", False
    for each in parts.elements(book, "sheet", "workbookPr"):
        said = each.attributes
        if each.name == "workbookPr":
            has_later_epoch = said.get("date1904") in {"1", "true"}
            continue
        part, kind = relations.get(said.get("id", ""), ("", ""))
        if kind == "worksheet" and said.get("state", "visible") == "visible":
            sheet = sheet or part
    return sheet, has_later_epoch


def _kinds(parts: _Parts, styles: str) -> Iterator[str]:
    """What numbers in each style of cell are: "day", "percent", or nothing special."""
    own: dict[int, str] = {}
    for each in parts.elements(styles, "numFmt", "xf"):
        number = int(each.attributes.get("numFmtId", "0"))
        if each.name == "numFmt":
            own[number] = _kind(each.attributes.get("formatCode", ""))
        elif each.parent == "cellXfs":
            builtin = "day" if number in _DAY_FORMATS else "percent" if number in _PERCENT_FORMATS else ""
            yield own.get(number, builtin)


def _kind(code: str) -> str:
    bare = _NOT_FORMAT.sub("", code).lower()
    if "%" in bare:
        return "percent"
    return "day" if any(letter in bare for letter in "dmyhs") else ""


def _parsed(
    source: IO[bytes],
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object],
    text: Callable[[str], object] | None,
) -> Iterator[None]:
    """Reads XML and tells of it, by names without prefixes; yields after each block."""
    depth = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise _Damaged
        start(name.rpartition(":")[2], attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.CharacterDataHandler = text
    fed = 0
    with source:
        while block := source.read(_BLOCK):
            parser.Parse(block)
            fed += len(block)
            # The parser keeps a tag until it is whole.
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise _TooLarge
            yield
    parser.Parse(b"", True)
    yield


def _no_doctype(*_: object) -> NoReturn:
    raise _Damaged


# --- texts and cells ------------------------------------------------------------------------------------------------


@dataclass
class _Text:
    """A text in pieces; what is only said how to pronounce it (part 1, section 18.4.6, rPh) is no part of it."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, piece: str) -> None:
        self.size += len(piece)
        if self.size > _MAX_TEXT:
            raise _TooLarge
        self.pieces.append(piece)

    def take(self) -> str:
        """All of it; the next one begins empty."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self.size = 0
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _Texts:
    """The texts that cells refer to by number (part 1, section 18.4)."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._text = _Text()
        self._inside = self._spoken = False

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "t":
            self._inside = not self._spoken
        elif name == "rPh":
            self._spoken = True

    def text(self, piece: str) -> None:
        if self._inside:
            self._text.add(piece)

    def end(self, name: str) -> None:
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._spoken = False
        elif name == "si":
            if len(self.found) >= _MOST_TEXTS:
                raise _TooLarge
            self.found.append(self._text.take())


class _Sheet:
    """Rows from the elements of a sheet (part 1, section 18.3); whoever reads takes them out of `rows`."""

    def __init__(self, texts: Sequence[str], kinds: Sequence[str], *, later_epoch: bool) -> None:
        self.rows: list[tuple[int, list[str]]] = []
        self._texts, self._kinds, self._later_epoch = texts, kinds, later_epoch
        self._number = self._column = 0
        self._row: list[str] = []
        self._columns: dict[str, int] = {}
        self._type = self._style = ""
        self._formula: str | None = None
        self._text = _Text()
        self._in_cell = self._inside = self._spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._in_cell = True
            self._column = self._place(attributes.get("r"))
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._formula = None
        elif name == "row":
            number = int(attributes.get("r", self._number + 1))
            if not self._number < number <= _MAX_ROWS:
                raise _Damaged
            self._number, self._column, self._row = number, 0, []
        elif name in {"v", "t", "f"}:
            self._inside = self._in_cell and not self._spoken
        elif name == "rPh":
            self._spoken = True

    def text(self, piece: str) -> None:
        if self._inside:
            self._text.add(piece)

    def end(self, name: str) -> None:
        if name == "c":
            self._put(self._taken())
            self._in_cell = False
        elif name in {"v", "t"}:
            self._inside = False
        elif name == "f" and self._inside:
            self._formula = f"={self._text.take()}"
            self._inside = False
        elif name == "rPh":
            self._spoken = False
        elif name == "row":
            self.rows.append((self._number, self._row))

    def _place(self, said: str | None) -> int:
        if said is None:
            return self._column + 1
        match = _PLACE.fullmatch(said)
        if match is None:
            raise _Damaged
        column = self._columns.get(match[1])
        if column is None:
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            self._columns[match[1]] = column
        if column <= self._column:
            raise _Damaged
        return column

    def _put(self, cell: str) -> None:
        if cell:
            place = min(self._column, MAX_COLUMNS + 1)
            self._row.extend([""] * (place - len(self._row)))
            self._row[place - 1] = cell

    def _taken(self) -> str:
        said = self._text.take()
        if self._formula is not None:
            return self._formula
        if self._type in {"str", "inlineStr", "e"} or not said:
            return said
        if self._type == "s":
            return self._texts[_index(said, len(self._texts))]
        if self._type == "b":
            return "TRUE" if said == "1" else "FALSE"
        if self._type == "d":
            return said.partition("T00:00:00")[0]
        return self._counted(said)

    def _counted(self, said: str) -> str:
        # Nobody writes -0, which adding 0 makes 0.
        if not _NUMBER.fullmatch(said) or not math.isfinite(value := float(said) + 0.0):
            raise _Damaged
        kind = self._kinds[_index(self._style, len(self._kinds))] if self._style and self._kinds else ""
        if kind == "percent":
            return f"{value * 100:.15g}%"
        if kind == "day" and (day := self._day(value)):
            return day
        # Fifteen digits are what Excel keeps and shows.
        return f"{value:.15g}"

    def _day(self, value: float) -> str:
        """Part 1, section 18.17.4.1; empty for a time of day without a day, and for what is in no calendar."""
        epoch, shift = datetime(1904, 1, 1, tzinfo=UTC), 0
        if not self._later_epoch:
            # Day 1 is 1 January 1900, and day 60 a 29 February that there was not.
            epoch, shift = datetime(1899, 12, 30, tzinfo=UTC), 1 if value < 61 else 0  # noqa: PLR2004
        try:
            found = epoch + timedelta(days=shift, seconds=round(value * 86_400))
        except OverflowError:
            return ""
        # No zone is told.
        return found.replace(tzinfo=None).isoformat().removesuffix("T00:00:00") if value >= 1 else ""


def _index(said: str, length: int) -> int:
    number = int(said)
    if not 0 <= number < length:
        raise _Damaged
    return number
