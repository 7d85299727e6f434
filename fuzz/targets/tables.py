"""Tables that people hand in, CSV and XLSX: read row by row, or refused as tables are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from random import Random

from fuzz.target import Target, promise
from tests.credential.mutations import damaged

from skillmark.foundation.files.cells import FLAWS
from skillmark.foundation.files.tables import TableError, read_table

_CSV = (
    "email,name,awarded\r\nana@example.org,Ana Souza,2026-03-01\r\n",
    '\ufeffemail;name;"Plan, cook"\nana@example.org;"Ana ""Anni""\nSouza";=1+1\n',
    "email\tname\rana@example.org\t'-Özlem\r",
)
_PIECES = (
    b'"', b",", b";", b"\t", b"\r", b"\n", b"=cmd|' /C calc'!A0", b"\xff", b"\x00", b"<c/>", b"<row>", b"</row>",
    b"<f/>", b't="s"', b's="9"', b"&#x0;", b"<!DOCTYPE x>", b"9e99", b"<t>", b"<rPh>", b"_x0000_",
    b"xl/sharedStrings.xml",
)  # fmt: skip
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = f'<Relationship Id="%s" Type="{_OFFICE}/%s" Target="%s"/>'
_PARTS = {
    "_rels/.rels": f"<Relationships>{_RELATION % ('a', 'officeDocument', 'xl/workbook.xml')}</Relationships>",
    "xl/workbook.xml": '<workbook><sheets><sheet name="One" id="b"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships>"
    + _RELATION % ("b", "worksheet", "worksheets/sheet1.xml")
    + _RELATION % ("c", "sharedStrings", "sharedStrings.xml")
    + _RELATION % ("d", "styles", "styles.xml")
    + "</Relationships>",
    "xl/sharedStrings.xml": "<sst><si><t>email</t></si><si><r><t>An</t></r><rPh><t>x</t></rPh></si></sst>",
    "xl/styles.xml": '<x><numFmts><numFmt numFmtId="164" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="164"/>'
    '<xf numFmtId="9"/></cellXfs></x>',
    "xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="3">'
    '<c r="A3" s="0"><v>46082</v></c><c r="B3" s="1"><v>0.5</v></c><c r="C3"><f>A1</f><v>1</v></c></row></sheetData>'
    "</worksheet>",
}


def run(data: bytes) -> None:
    with suppress(TableError):
        table = read_table(io.BytesIO(data), name="table")
        before, width = 0, len(table.head)
        for line in table:
            promise(line.number > before, "rows come in their order")
            before = line.number
            codes = {flaw.code for flaw in line.flaws}
            promise(codes <= set(FLAWS), "a flaw has a sentence")
            promise(len(line.cells) == width or "too_many_cells" in codes, "a row is as long as the head")
            "".join(line.cells).encode()


def seeds() -> Iterator[bytes]:
    for text in _CSV:
        yield text.encode()
        yield text.encode("utf-16")
    yield _packed({name: text.encode() for name, text in _PARTS.items()})


def mutate(data: bytes, chance: Random) -> bytes:
    if data.startswith(b"PK") and chance.random() < 0.9:
        with suppress(Exception):
            return _other_parts(data, chance)
    if chance.random() < 0.5:
        return _with_piece(data, chance)
    return damaged(data, chance, other=chance.choice(_CSV).encode())


def _other_parts(data: bytes, chance: Random) -> bytes:
    """The same workbook with one part changed: behind the checksums, where damage to the file itself never gets."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = _with_piece(parts[name], chance) if chance.random() < 0.6 else damaged(parts[name], chance)
    return _packed(parts)


def _with_piece(data: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    times = chance.choice((1, 1, 1, 2, 5_000))
    return data[:place] + chance.choice(_PIECES) * times + data[place + chance.choice((0, 0, 1, 5)) :]


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


TARGET = Target(run, seeds, mutate)
