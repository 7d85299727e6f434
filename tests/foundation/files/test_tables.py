"""Tables as people hand them in: every row comes out as it was written, and no bytes do harm."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillmark.foundation.files import tables
from skillmark.foundation.files.cells import FLAWS, TableError, alive, flaw_of, inert
from skillmark.foundation.files.tables import Flaw, Line, Table, open_table, read_table

HEAD = ["email", "name", "note"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CELL = TEXT | st.sampled_from(
    [
        "=1+1",
        "+49 30 1234",
        "-5",
        "'=x",
        "'s-Hertogenbosch",
        "@SUM(A1)",
        '"',
        "a\nb",
        ",",
        ";",
        "#REF!",
        "- x",
    ]
)


def _table(data: bytes | str, *, name: str = "class.csv") -> Table:
    return read_table(io.BytesIO(data.encode() if isinstance(data, str) else data), name=name)


def _lines(data: bytes | str) -> list[Line]:
    return list(_table(data))


def _only(data: bytes | str) -> Line:
    (line,) = _lines(data)
    return line


def _refused(data: bytes | str) -> TableError:
    with pytest.raises(TableError) as caught:
        _lines(data)
    assert caught.value.sentence.endswith(".")
    assert caught.value.next_step.endswith(".")
    return caught.value


def _written(rows: Sequence[Sequence[str]], *, delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    # Where lines end otherwise, Python's writer leaves a return without quotation marks.
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


# --- what is read -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-16-be with its mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_comes_in_many_forms(delimiter: str, encoding: str, end: str) -> None:
    text = _written(
        [HEAD, ["ana@example.org", "Özlem 王小明", "first; second, third"]], delimiter=delimiter, end=end
    )
    data = b"\xfe\xff" + text.encode("utf-16-be") if " " in encoding else text.encode(encoding)
    table = _table(data)
    assert (table.head, table.delimiter) == (HEAD, delimiter)
    assert list(table) == [Line(2, ["ana@example.org", "Özlem 王小明", "first; second, third"])]


@pytest.mark.parametrize(
    ("head", "delimiter", "columns"),
    [
        ("email;name;Plan, cook, serve, clean and close", ";", 3),
        ('"Plan, cook";name', ";", 2),
        ("Plan, cook and serve\tname", "\t", 2),
        ("email, name, Plan; cook", ",", 3),
        ("email", ",", 1),
    ],
)
def test_a_comma_in_a_sentence_divides_nothing(head: str, delimiter: str, columns: int) -> None:
    table = _table(f"{head}\n")
    assert (table.delimiter, len(table.head)) == (delimiter, columns)


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    data = '\nemail,name\n\n a@x.org , "Ana" \n,\n"b@x.org","Bo\nthe second"\nc@x.org,Cy\n'
    assert [(line.number, list(line.cells)) for line in _lines(data)] == [
        (4, ["a@x.org", '"Ana"']), (6, ["b@x.org", "Bo\nthe second"]), (7, ["c@x.org", "Cy"]),
    ]  # fmt: skip


def test_short_rows_are_filled_and_empty_cells_behind_them_left_out() -> None:
    assert [list(line.cells) for line in _lines("a,b\n1\n1,2,,\n")] == [["1", ""], ["1", "2"]]


def test_a_file_is_opened_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "0a1b").write_text("a,b\n1,2\n", "utf-8")
    with open_table(tmp_path / "0a1b", name="class.csv") as table:
        assert [list(line.cells) for line in table] == [["1", "2"]]


# --- what is wrong with one row -----------------------------------------------------------------------------------


def test_a_row_in_another_encoding_does_not_stop_the_others() -> None:
    lines = _lines(b"email,name\na@x.org,An\xe1\nb@x.org,Bj\xc3\xb6rn\n")
    assert lines[0] == Line(2, ["a@x.org", "An\ufffd"], (Flaw("encoding", 1),))
    assert lines[1] == Line(3, ["b@x.org", "Björn"])
    assert _only("name\nAn\ufffd\n").flaws == (Flaw("encoding", 0),)


def test_half_a_character_in_utf16_is_told() -> None:
    data = "\ufeffname\nAn".encode("utf-16-le") + b"\x00\xd8" + "a\n".encode("utf-16-le")
    assert _only(data).flaws == (Flaw("encoding", 0),)


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0", "=1+1", "=", "'=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)",
        '=HYPERLINK("https://evil.example";"Ana")', "+A1", "＝1+1", "＠SUM(1)", "＋A1",
    ],
)  # fmt: skip
def test_a_formula_is_told_and_never_calculated(cell: str) -> None:
    line = _only(_written([HEAD, ["a@x.org", "Ana", cell]]))
    assert line.flaws == (Flaw("formula", 2),)
    assert line.cells[2] == cell.removeprefix("'")


@pytest.mark.parametrize(
    "cell",
    [
        "-5",
        "+5",
        "-5.5",
        "-85 %",
        "+49 (0)30 1234-5",
        "-(1)",
        "- first point",
        "-",
        "@",
        "a=b",
        "#1",
        "’=1",
        "1+1",
    ],
)
def test_what_only_looks_like_a_formula_is_none(cell: str) -> None:
    assert _only(_written([["note"], [cell]])) == Line(2, [cell])


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NV", "#BEZUG!"])
def test_an_error_of_the_spreadsheet_is_no_value(cell: str) -> None:
    assert _only(f"name\n{cell}\n").flaws == (Flaw("error_value", 0),)


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff"])
def test_what_cannot_be_seen_is_told(sign: str) -> None:
    assert _only(f"a,b\nx,An{sign}a\n").flaws == (Flaw("unseen", 1),)


@pytest.mark.parametrize("name", ["نیلوفر‌جان", "क्‍ष", "Ana\u00a0Souza", "👩‍🎓"])
def test_names_that_need_joiners_and_wide_spaces_are_names(name: str) -> None:
    assert _only(f"name\n{name}\n") == Line(2, [name])


def test_a_long_cell_is_told() -> None:
    assert _only(f"a,b\n{'x' * 5_000},y\n").flaws == ()
    assert _only(f"a,b\nx,{'y' * 5_001}\n").flaws == (Flaw("too_long", 1),)


def test_too_many_cells_are_told() -> None:
    line = _only("a,b\n1,2,,3\n")
    assert line == Line(2, ["1", "2", "", "3"], (Flaw("too_many_cells"),))


def test_every_flaw_has_its_sentence() -> None:
    assert {"encoding", "formula", "error_value", "unseen", "too_long", "too_many_cells"} == set(FLAWS)
    assert all(sentence.endswith(".") and ";" in sentence for sentence in FLAWS.values())


# --- what stops the reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "empty", "nothing in “class.csv”"),
        (b"\xef\xbb\xbf\r\n, ,\r\n", "empty", "nothing in"),
        (b"na\x00me\nAna\n", "head_unreadable", "first row"),
        (b"pr\xe9nom\nAna\n", "head_unreadable", "first row"),
        ("name\nAna\n".encode("utf-16-le"), "head_unreadable", "first row"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel", "old Excel file"),
        (b"PK\x03\x04", "xlsx", "cannot be read as an Excel workbook"),
        (b"," * 1_000 + b"x", "too_many_columns", "more than 1,000 columns"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "quotes", "from line 3 on"),
        (b'a,b\n1,"2\n2"\n3,"4" x\n', "quotes", "from line 4 on"),
        (b'a,b\n"' + b"x\n" * 100_000 + b'",1\n', "quotes", "from line 2 on"),
        (b"a,b\n" + b"x" * 1_400_000, "quotes", "from line 2 on"),
        (b'a,b\n"' + b'x\n","' * 500_000, "quotes", "from line 2 on"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str, said: str) -> None:
    error = _refused(data)
    assert error.code == code
    assert said in error.sentence


def test_what_another_reader_allowed_itself_changes_nothing() -> None:
    csv.field_size_limit(1 << 20)
    assert _refused(b'a,b\n"' + b"x\n" * 100_000 + b'",1\n').code == "quotes"


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 8)
    assert _lines("a,b\n1,2\n")
    assert _refused("a,b\n1,2\n3").code == "too_large"


def test_what_came_before_a_broken_row_is_read() -> None:
    table = _table('a,b\n1,2\n3,4\n"5,6\n')
    lines = iter(table)
    assert [next(lines).number, next(lines).number] == [2, 3]
    with pytest.raises(TableError, match="line 4"):
        next(lines)


# --- whatever is given ------------------------------------------------------------------------------------------------


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(ENCODINGS),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(1, 40) | st.just(1 << 18),
)
def test_rows_come_back_as_they_were_written(
    monkeypatch: pytest.MonkeyPatch,
    rows: list[list[str]],
    delimiter: str,
    encoding: str,
    end: str,
    block: int,
) -> None:
    monkeypatch.setattr(tables, "_BLOCK", block)
    data = _written([HEAD, *rows], delimiter=delimiter, end=end).encode(encoding)
    expected = [
        (number, [alive(cell.strip()) for cell in row])
        for number, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row)
    ]
    lines = _lines(data)
    assert [(line.number, list(line.cells)) for line in lines] == expected
    for line in lines:
        flaws = [Flaw(flaw, column) for column, cell in enumerate(line.cells) if (flaw := flaw_of(cell))]
        assert list(line.flaws) == flaws


@settings(max_examples=300)
@given(
    data=st.binary(max_size=200)
    | st.builds(
        lambda start, noise, end: start + noise + end,
        st.sampled_from([b"a,b\n", b"a;b\r", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"PK\x03\x04", b'"']),
        st.binary(max_size=60),
        st.sampled_from([b"", b"\n1,2", b'"', b"\x00", b"\r"]),
    )
)
def test_hostile_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(TableError):
        table = _table(data)
        for line in table:
            assert len(line.cells) == len(table.head) or line.flaws[0].code == "too_many_cells"
            "".join(line.cells).encode()


@given(cell=CELL | TEXT)
def test_a_cell_that_was_made_inert_is_the_same_again(cell: str) -> None:
    assert inert(cell)[:1] not in set("=+-@＝＋－＠")
    assert alive(inert(cell)) == alive(cell) or cell[:1] == "'"
