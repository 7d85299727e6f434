"""Workbooks: what openpyxl writes comes out as a person reads it, and no workbook costs more than its rows."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from skillmark.foundation.files import workbooks
from skillmark.foundation.files.cells import TableError, alive
from skillmark.foundation.files.tables import Flaw, Line, open_table, read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<row r="1"><c r="A1" t="str"><v>name</v></c><c r="B1" t="str"><v>note</v></c></row>'
# What XML, or openpyxl, cannot hold, and what Excel reads as an escape.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="_\ufffe\uffff"),
    min_size=1,
    max_size=12,
) | st.sampled_from(["=A1+1", " x ", "a\nb", "+49 30", "'=x", "#REF!", "1", "TRUE"])
VALUE = (
    st.none() | TEXT | st.booleans() | st.integers(-(10**14), 10**14) | st.dates(date(1900, 3, 1))
    | st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 4))
    | st.datetimes(datetime(1900, 3, 1)).map(lambda when: when.replace(microsecond=0))  # noqa: DTZ001 - as Excel
)  # fmt: skip


def _book(rows: Sequence[Sequence[Any]], *, streamed: bool = False, epoch: datetime | None = None) -> bytes:
    book = openpyxl.Workbook(write_only=streamed)
    if epoch is not None:
        book.epoch = epoch
    sheet = book.create_sheet() if streamed else book.active
    for row in rows:
        sheet.append(row)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(data: bytes) -> list[Line]:
    return list(read_table(io.BytesIO(data), name="class.xlsx"))


def _refused(data: bytes) -> TableError:
    with pytest.raises(TableError) as caught:
        _lines(data)
    assert "“class.xlsx”" in caught.value.sentence
    return caught.value


def _parts(rows: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A workbook by hand, with these rows; `more` are other parts, or the same in another way."""
    relation = f'<Relationship Id="r%d" Type="{RELATION}/%s" Target="%s"/>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f"<Relationships>{relation % (1, 'officeDocument', '/xl/workbook.xml')}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + relation % (1, "worksheet", "worksheets/sheet1.xml")
        + relation % (2, "sharedStrings", "sharedStrings.xml")
        + relation % (3, "styles", "styles.xml")
        + "</Relationships>",
        "xl/sharedStrings.xml": "<sst><si><t>Ana</t></si></sst>",
        "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}{rows}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | dict(more or {})).items():
            archive.writestr(name, content)
    return out.getvalue()


def _cell(inner: str, attributes: str = "") -> str:
    return f'<row r="2"><c r="A2" {attributes}>{inner}</c></row>'


# --- what is read -----------------------------------------------------------------------------------------------


def _shown(value: Any) -> str:
    """As a person reads it, by rules of its own."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.15g}"
        case datetime():
            return value.isoformat() if value.time() != time() else value.date().isoformat()
        case date():
            return value.isoformat()
    return alive(str(value).strip())


@settings(max_examples=60)
@given(rows=st.lists(st.lists(VALUE, min_size=3, max_size=3), max_size=5), streamed=st.booleans())
def test_what_openpyxl_writes_is_read(rows: list[list[Any]], streamed: bool) -> None:
    lines = _lines(_book([["a", "b", "c"], *rows], streamed=streamed))
    shown = [(number, [_shown(value) for value in row]) for number, row in enumerate(rows, start=2)]
    assert [(line.number, list(line.cells)) for line in lines] == [row for row in shown if any(row[1])]


def test_formulas_are_told_and_not_calculated() -> None:
    lines = _lines(_book([["a", "b"], ["=1+1", "x"], ['=HYPERLINK("https://evil.example")', "-5"]]))
    assert lines[0] == Line(2, ["=1+1", "x"], (Flaw("formula", 0),))
    assert lines[1].cells[0] == '=HYPERLINK("https://evil.example")'
    assert lines[1].flaws == (Flaw("formula", 0),)
    # What was calculated before is not believed, and a formula may be written once for several cells.
    shared = '<f t="shared" si="0"/><v>7</v>'
    assert _lines(_parts(_cell(shared))) == [Line(2, ["=", ""], (Flaw("formula", 0),))]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.85, "0%", "85%"),
        (0.07, "0.00%", "7%"),
        (0.125, "0.0 %;-0.0 %", "12.5%"),
        (0.1 + 0.2, "General", "0.3"),
        (46082, "General", "46082"),
        (46082, "yyyy-mm-dd", "2026-03-01"),
        (46082, '[$-407]d. mmmm yyyy "Uhr";@', "2026-03-01"),
        (46082.5, "dd/mm/yyyy hh:mm", "2026-03-01T12:00:00"),
        (46082, '#,##0 "days"', "46082"),
        (46082, r"0.00\d", "46082"),
        (46082, "[Red]0", "46082"),
        (0.5, "hh:mm", "0.5"),
        (1e300, "yyyy", "1e+300"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-3, "yyyy-mm-dd", "-3"),
    ],
)
def test_numbers_are_what_the_sheet_shows(value: float, number_format: str, shown: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([value, "x"])
    book.active["A2"].number_format = number_format
    assert _lines(_saved(book)) == [Line(2, [shown, "x"])]


def test_days_may_be_counted_from_1904() -> None:
    data = _book([["a"], [date(2026, 3, 1)], [date(1904, 1, 2)]], epoch=CALENDAR_MAC_1904)
    assert [line.cells[0] for line in _lines(data)] == ["2026-03-01", "1904-01-02"]


def test_the_first_sheet_that_is_shown_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    for text in ("first", "second"):
        sheet = book.create_sheet()
        sheet.append([text])
        sheet.append(["x"])
    assert read_table(io.BytesIO(_saved(book)), name="x").head == ["first"]


@pytest.mark.parametrize(
    ("inner", "attributes", "shown"),
    [
        ("<v>0</v>", 't="s"', "Ana"),
        ("<is><r><t>An</t></r><r><t>a</t></r><rPh><t>AH-nah</t></rPh></is>", 't="inlineStr"', "Ana"),
        ("<v>2026-03-01T00:00:00</v>", 't="d"', "2026-03-01"),
        ("<v>1</v>", 't="b"', "TRUE"),
        ("<v>46082</v>", 's="1"', "2026-03-01"),
        ("<v>Ana_x000D_</v>", 't="str"', "Ana"),
        ("", "", ""),
    ],
)
def test_a_cell_says_what_it_holds_in_several_ways(inner: str, attributes: str, shown: str) -> None:
    rows = _cell(inner, attributes).replace("</row>", '<c r="B2" t="str"><v>x</v></c></row>')
    assert _lines(_parts(rows)) == [Line(2, [shown, "x"])]


def test_rich_texts_are_texts_and_how_they_are_spoken_is_not() -> None:
    texts = "<sst><si><r><t>王</t></r><r><t xml:space='preserve'> 明</t></r><rPh><t>Wang</t></rPh></si></sst>"
    assert _lines(_parts(_cell("<v>0</v>", 't="s"'), {"xl/sharedStrings.xml": texts})) == [
        Line(2, ["王 明", ""])
    ]


def test_names_in_xml_may_have_prefixes_and_places_may_be_left_out() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="str"><x:v>name</x:v></x:c></x:row>'
        "<x:row/><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert _lines(_parts("", {"xl/worksheets/sheet1.xml": sheet})) == [Line(3, ["7"])]


def test_cells_far_to_the_right_are_too_many() -> None:
    (line,) = _lines(_parts('<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>2</v></c></row>'))
    assert line.flaws == (Flaw("too_many_cells"),)


def test_an_ordinary_sheet_is_no_bomb() -> None:
    lines = _lines(_book([["name", "date"], *[["Ana Souza", date(2026, 3, 1)]] * 20_000], streamed=True))
    assert len(lines) == 20_000


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="3"/><row r="2"/>',
        '<row r="2"/><row r="2"/>',
        '<row r="0"/>',
        '<row r="1048577"/>',
        '<row r="x"/>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="$A$2"><v>1</v></c></row>',
        _cell("<v>1</v>", 't="s"'),
        _cell("<v>-1</v>", 't="s"'),
        _cell("<v>x</v>", 't="s"'),
        _cell("<v>1</v>", 's="9"'),
        _cell("<v>1_000</v>"),
        _cell("<v>nan</v>"),
        _cell("<v>9e999</v>"),
        "<row>",
        "<a>" * 100,
    ],
)
def test_a_damaged_sheet_is_refused(rows: str) -> None:
    assert _refused(_parts(rows)).code == "xlsx"


@pytest.mark.parametrize(
    "more",
    [
        {"_rels/.rels": "<Relationships/>"},
        {"xl/workbook.xml": "<workbook/>"},
        {"xl/worksheets/sheet1.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"},
        {"xl/worksheets/sheet1.xml": "<?xml version='1.0' encoding='no-such'?><x/>"},
        {"xl/worksheets/sheet1.xml": b"\xff\xfe\x00"},
        {"xl/styles.xml": "<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs></styleSheet>"},
        {"XL/Workbook.xml": "<workbook/>"},
    ],
)
def test_a_damaged_workbook_is_refused(more: dict[str, str | bytes]) -> None:
    assert _refused(_parts("", more)).code == "xlsx"


def test_a_part_that_is_missing_is_missed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert _refused(out.getvalue()).code == "xlsx"


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ("<row/>" * 1_000_000, {}),
        ("", {"xl/sharedStrings.xml": f"<sst>{'<si/>' * 1_000_000}</sst>"}),
        ("", {"xl/styles.xml": f"<styleSheet>{'<xf/>' * 1_000_000}</styleSheet>"}),
        (f'<row r="2"><c r="A2" t="str"><v>{"x" * 40_000}</v></c></row>', {}),
        (f'<row r="2"><c r="A2" t="{"x" * 700_000}"><v>1</v></c></row>', {}),
    ],
    ids=["rows", "texts", "styles", "one text", "one tag"],
)
def test_a_bomb_is_refused_before_it_goes_off(rows: str, more: dict[str, str | bytes]) -> None:
    error = _refused(_parts(rows, more))
    assert (error.code, "far more" in error.sentence) == ("too_large", True)


def test_more_texts_than_any_table_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = _parts(
        _cell("<v>0</v>", 't="s"'), {"xl/sharedStrings.xml": f"<sst>{'<si><t>x</t></si>' * 4}</sst>"}
    )
    assert _lines(data) == [Line(2, ["x", ""])]
    monkeypatch.setattr(workbooks, "_MOST_TEXTS", 3)
    assert _refused(data).code == "too_large"


def test_a_file_of_any_size_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "class.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(257 * 1024 * 1024)
    with pytest.raises(TableError) as caught, open_table(path, name="class.xlsx"):
        pass
    assert caught.value.code == "too_large"


def test_more_parts_than_any_workbook_has_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10_001):
            archive.writestr(str(number), b"")
    assert _refused(out.getvalue()).code == "too_large"


def test_what_is_locked_or_packed_in_another_way_is_refused() -> None:
    data = _parts(_cell("<v>1</v>"))
    locked = data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert locked != data
    assert _refused(locked).code == "xlsx"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    assert _refused(out.getvalue()).code == "xlsx"


GENUINE = _parts(_cell("<v>0</v>", 't="s"'))
SHEET = (
    '<row r="2"><c r="A2" t="s" s="1"><f>1</f><v>0</v></c><c r="B2" t="inlineStr"><is><t>x</t></is></c></row>'
)


@settings(max_examples=300)
@given(place=st.integers(0, len(GENUINE)), noise=st.binary(max_size=6), skip=st.integers(0, 4))
def test_a_damaged_file_is_read_or_refused(place: int, noise: bytes, skip: int) -> None:
    with contextlib.suppress(TableError):
        assert _lines(GENUINE[:place] + noise + GENUINE[place + skip :]) is not None


@settings(max_examples=300)
@given(
    place=st.integers(0, len(SHEET)),
    noise=st.text(max_size=6)
    | st.sampled_from(["<c/>", "<row>", "</c>", "<v>9</v>", 't="d"', "&#0;", "<f/>"]),
    skip=st.integers(0, 20),
)
def test_a_damaged_sheet_is_read_or_refused(place: int, noise: str, skip: int) -> None:
    rows = (SHEET[:place] + noise + SHEET[place + skip :]).encode("utf-8", "surrogatepass")
    sheet = b"<worksheet><sheetData>" + HEAD.encode() + rows + b"</sheetData></worksheet>"
    with contextlib.suppress(TableError):
        assert _lines(_parts("", {"xl/worksheets/sheet1.xml": sheet})) is not None
