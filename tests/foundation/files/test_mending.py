"""The file of rows to mend: all cells of the bad rows, what is wrong with them, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillmark.foundation.files.mending import rows_to_mend
from skillmark.foundation.files.tables import open_table

CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8) | st.sampled_from(
    ["=cmd|' /C calc'!A0", "+49 30", "- first", "@SUM(1)", "＝1", "'=1", "a\nb", '"', ";", ","]
)


def _mended(path: Path, problems: Sequence[tuple[int, str]]) -> str:
    return b"".join(rows_to_mend(path, name=path.name, problems=iter(problems))).decode()


def _rows(path: Path) -> list[list[str]]:
    with open_table(path, name=path.name) as table:
        return [list(table.head), *(list(line.cells) for line in table)]


def test_bad_rows_come_with_all_their_cells_and_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("email;name;Teacher\nana@;Ana;Rosa\nb@x.org;Bo;\n\nc@x.org;;=1+1\n", "utf-8")
    text = _mended(path, [(2, "“ana@” is no address."), (5, "There is no name."), (5, "Another.")])
    assert text == (
        "\ufeffemail;name;Teacher;problem\r\n"
        "ana@;Ana;Rosa;“ana@” is no address.\r\n"
        "c@x.org;;'=1+1;There is no name. Another.\r\n"
    )


def test_a_file_that_was_mended_before_has_one_column_of_problems(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("name,Problem,email\nAna,old,ana@\nBo,old,b@x.org\n", "utf-8")
    assert _mended(path, [(2, "new")]) == "\ufeffname,email,problem\r\nAna,ana@,new\r\n"


def test_cells_beyond_the_head_stay_beyond_it(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("name,email\nSouza, Ana,a@x.org\n", "utf-8")
    assert _mended(path, [(2, "too many")]) == "\ufeffname,email,problem\r\nSouza,Ana,too many,a@x.org\r\n"


def test_the_bad_rows_of_a_workbook_are_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["name", "email"], ["Ana", "a@x.org"], ["=A1", "b@"]):
        book.active.append(row)
    book.save(tmp_path / "class.xlsx")
    assert _mended(tmp_path / "class.xlsx", [(3, "no")]) == "\ufeffname,email,problem\r\n'=A1,b@,no\r\n"


def test_bytes_that_were_lost_are_seen_to_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_bytes(b"name\nAn\xe1\n")
    assert _mended(path, [(2, "lost")]).splitlines()[1] == "An\ufffd,lost"


@pytest.mark.parametrize("problems", [[], [(1, "head")], [(99, "no such row")]])
def test_rows_that_are_not_there_are_left_out(tmp_path: Path, problems: list[tuple[int, str]]) -> None:
    path = tmp_path / "class.csv"
    path.write_text("name\nAna\n", "utf-8")
    assert _mended(path, problems) == "\ufeffname,problem\r\n"


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t"),
    sentence=CELL,
)
def test_what_is_to_be_mended_is_read_again_as_it_was(
    tmp_path: Path, rows: list[list[str]], delimiter: str, sentence: str
) -> None:
    path, again = tmp_path / "class.csv", tmp_path / "mended.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["email", "name", "note"], *rows])
    read = _rows(path)
    # The sentences of others are as they are.
    text = _mended(path, [(number, f"x{sentence}") for number in range(2, len(rows) + 2)])
    again.write_text(text, "utf-8", newline="")
    assert [row[:3] for row in _rows(again)] == read
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    assert not [cell for row in reader for cell in row if cell[:1] in set("=+-@＝＋－＠")]
