"""Opens what was given: tables and JSON documents, alone or packed in zip archives, told by their bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from skillmark.credential import strictjson
from skillmark.credential.errors import LoadError
from skillmark.foundation.files.tables import TableError, open_table
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.found import Progress, one_line, unseen

MOST_MEMBERS, LARGEST_PART, LARGEST_DOCUMENT, LONGEST_CELL = 500, 1 << 30, 64 << 20, 1 << 20
_BLOCK = 1 << 16
_COMMENT = b"#"
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
AGAIN = "Download it again, and see that it came to its end."


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table or one document of the files that were given."""

    name: str
    archive: str = ""

    @property
    def place(self) -> str:
        return f"{self.archive}: {self.name}" if self.archive else self.name


@dataclass(frozen=True, kw_only=True)
class TablePart(Part):
    head: tuple[str, ...]
    open_rows: Callable[[Progress], AbstractContextManager[Iterator[tuple[int, Sequence[str]]]]]

    def has(self, *columns: str) -> bool:
        return set(columns) <= set(self.head)

    def rows(self, progress: Progress, *, ragged: bool = False) -> Iterator[tuple[str, dict[str, str]]]:
        """Place and cells by column of each line. Raises Refused for one that has not a cell for every column.

        `ragged`: empty cells at the end of a line may have been left off.
        """
        with self.open_rows(progress) as rows:
            for number, written in rows:
                place = f"{self.place}, line {number}"
                left_off = len(self.head) - len(written) if ragged else 0
                cells = [*written, *[""] * left_off] if left_off > 0 else written
                if len(cells) != len(self.head):
                    raise Refused(
                        "skills.row",
                        f"{place}: {len(cells)} cells, where the head names {len(self.head)} columns.",
                        AGAIN,
                    )
                yield place, dict(zip(self.head, cells, strict=True))


@dataclass(frozen=True, kw_only=True)
class DocumentPart(Part):
    document: Any


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that was given, for the record."""

    name: str
    size: int
    sha256: str


def source_of(path: Path) -> Source:
    try:
        with path.open("rb") as stream:
            return Source(
                name=path.name,
                size=path.stat().st_size,
                sha256=hashlib.file_digest(stream, "sha256").hexdigest(),
            )
    except OSError as error:
        raise _unreadable(path.name, error.strerror or "it cannot be opened") from error


@contextmanager
def open_parts(paths: Sequence[Path]) -> Iterator[list[Part]]:
    """All tables and documents in these files. Raises Refused for a file that is none of what we read."""
    with ExitStack() as stack:
        yield [part for path in paths for part in _parts_of(path, stack)]


def _parts_of(path: Path, stack: ExitStack) -> list[Part]:
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
    except OSError as error:
        raise _unreadable(path.name, error.strerror or "it cannot be opened") from error
    if not start.strip():
        raise _unreadable(path.name, "it is empty")
    if start.startswith(_ZIP):
        return _packed(path, stack)
    return [_plain(path.name, "", start, path.stat().st_size, lambda: path.open("rb"))]


# --- packed -----------------------------------------------------------------------------------------------------


def _packed(path: Path, stack: ExitStack) -> list[Part]:
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, IndexError) as error:
        raise Refused(
            "skills.half", f"{path.name} is a zip archive whose end is missing or damaged.", AGAIN
        ) from error
    members = [each for each in archive.infolist() if each.filename and not each.is_dir()]
    if any(each.filename == "xl/workbook.xml" for each in members):
        return [_sheet(path)]
    if len(members) > MOST_MEMBERS:
        raise _unreadable(path.name, f"it holds more than {MOST_MEMBERS} files")
    parts = [_member(path.name, archive, each) for each in members if _of_interest(each)]
    if not parts:
        raise _unreadable(path.name, "it holds no CSV, text or JSON file")
    return parts


def _of_interest(member: zipfile.ZipInfo) -> bool:
    inner = PurePosixPath(member.filename)
    hidden = any(each.startswith((".", "__MACOSX")) for each in inner.parts)
    return not hidden and inner.suffix.lower() in {".csv", ".txt", ".tsv", ".json", ".jsonld"}


def _member(outer: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Part:
    name = PurePosixPath(member.filename).name
    if member.flag_bits & 0x1:
        raise _unreadable(f"{outer}: {name}", "it is encrypted")
    if member.file_size > LARGEST_PART:
        raise _unreadable(f"{outer}: {name}", "it is too large when unpacked")
    with _telling(f"{outer}: {name}"), archive.open(member) as stream:
        start = stream.read(4096)
    if not start.strip():
        raise _unreadable(f"{outer}: {name}", "it is empty")
    return _plain(name, outer, start, member.file_size, lambda: archive.open(member))


@contextmanager
def _telling(place: str) -> Iterator[None]:
    """Turns what the readers of the standard library raise into words for people."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Refused("skills.half", f"{place} is damaged inside its archive.", AGAIN) from error
    except UnicodeDecodeError as error:
        raise _unreadable(place, "it is not text in UTF-8") from error
    except csv.Error as error:
        ended = "unexpected end" in str(error)
        why = "it ends in the middle of a cell" if ended else f"it is not a well-formed table ({error})"
        raise Refused("skills.half" if ended else "skills.unreadable", f"{place}: {why}.", AGAIN) from error
    except OSError as error:
        raise _unreadable(place, error.strerror or "it cannot be read") from error


# --- tables and documents ---------------------------------------------------------------------------------------


def _plain(name: str, archive: str, start: bytes, size: int, opener: Callable[[], IO[bytes]]) -> Part:
    place = f"{archive}: {name}" if archive else name
    if start.startswith(_GZIP) or b"\x00" in start:
        raise _unreadable(place, "it is neither text nor a zip archive")
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[")):
        return DocumentPart(name=name, archive=archive, document=_document(place, size, opener))
    if text.startswith(b"<"):
        raise _unreadable(place, "it is a web page or XML")
    first = next((line for line in text.split(b"\n") if not line.startswith(_COMMENT)), b"")
    delimiter = max("\t,;", key=lambda mark: first.count(mark.encode()))

    @contextmanager
    def open_rows(progress: Progress) -> Iterator[Iterator[tuple[int, Sequence[str]]]]:
        with _telling(place), opener() as stream:
            reader = _reader(stream, delimiter, name, size, progress)
            _head_of(reader)
            yield ((reader.line_num, cells) for cells in reader if cells)

    with _telling(place), opener() as stream:
        head = _head_of(_reader(stream, delimiter, name, 0, unseen))
    return TablePart(name=name, archive=archive, head=_checked_head(head, place), open_rows=open_rows)


def _head_of(reader: Iterator[list[str]]) -> list[str]:
    """The first line that is no comment; tables of mappings begin with some."""
    mark = _COMMENT.decode()
    return next((cells for cells in reader if cells and not cells[0].startswith(mark)), [])


def _reader(stream: IO[bytes], delimiter: str, name: str, size: int, progress: Progress) -> Any:
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    blocks = progress(_blocks(text), f"Reading {name}", total=size // _BLOCK + 1)
    lines = (line for block in blocks for line in block)
    if delimiter == "\t":
        return csv.reader(lines, delimiter=delimiter, strict=True, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _blocks(text: io.TextIOWrapper) -> Iterator[list[str]]:
    while block := text.readlines(_BLOCK):
        yield block


def _sheet(path: Path) -> Part:
    """The first sheet of a workbook; the reader for class lists knows how to bound one."""

    @contextmanager
    def open_rows(_progress: Progress) -> Iterator[Iterator[tuple[int, Sequence[str]]]]:
        with _telling_of_sheets(path.name), open_table(path, name=path.name) as table:
            yield ((line.number, line.cells) for line in table)

    with _telling_of_sheets(path.name), open_table(path, name=path.name) as table:
        head = _checked_head(list(table.head), path.name)
    return TablePart(name=path.name, head=head, open_rows=open_rows)


@contextmanager
def _telling_of_sheets(name: str) -> Iterator[None]:
    try:
        yield
    except TableError as error:
        raise Refused("skills.unreadable", f"{name}: {error.sentence}", error.next_step) from error


def _checked_head(head: Sequence[str], place: str) -> tuple[str, ...]:
    names = tuple(one_line(each) for each in head)
    filled = [name for name in names if name]
    if not filled or len(set(filled)) != len(filled):
        raise _unreadable(place, "its first line does not name its columns, each once")
    return names


def _document(place: str, size: int, opener: Callable[[], IO[bytes]]) -> Any:
    if size > LARGEST_DOCUMENT:
        raise _unreadable(place, f"JSON of more than {LARGEST_DOCUMENT >> 20} MB is not read")
    with _telling(place), opener() as stream:
        data = stream.read(LARGEST_DOCUMENT + 1)
    try:
        return strictjson.loads(data, max_bytes=LARGEST_DOCUMENT)
    except LoadError as error:
        if data.rstrip()[-1:] not in {b"}", b"]"}:
            raise Refused("skills.half", f"{place} ends in the middle.", AGAIN) from error
        raise _unreadable(place, f"it is not proper JSON ({error})") from error


def _unreadable(place: str, why: str) -> Refused:
    return Refused(
        "skills.unreadable",
        f"{place} cannot be read as a framework of skills: {why}.",
        "What can be: ESCO (CSV, zipped or not), O*NET (xlsx or text), CASE packages, CTDL-ASN JSON-LD, plain CSV.",
    )
