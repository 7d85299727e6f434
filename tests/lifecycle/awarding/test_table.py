"""A table of people who are to be awarded: good rows become awards, and each bad cell says what to write instead."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.foundation.files.cells import TableError
from skillmark.foundation.files.mending import rows_to_mend
from skillmark.foundation.files.tables import Line, read_table
from skillmark.lifecycle.awarding.rules import LEVELS_BY_HAND, result_by_hand, result_by_score
from skillmark.lifecycle.awarding.table import AwardRow, AwardTable, CellProblem, OutcomeScale

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PLAN = OutcomeScale(uid="11111111-1111-4111-8111-111111111111", statement="Plan a cleaning schedule.")
COOK = OutcomeScale(uid="22222222-2222-4222-8222-222222222222", statement="Cook, store and serve")
HEAD = ["E-mail", "Name", "Awarded", "Valid until", "Evidence", "Plan a cleaning schedule", "Outcome 2"]
GOOD = ["ana@example.org", "Ana Souza", "2026-03-01", "2030-06-30", "https://x.org/a", "Met", "85 %"]


def _table(head: Sequence[str] = HEAD, **more: Any) -> AwardTable:
    return AwardTable(head, outcomes=more.pop("outcomes", [PLAN, COOK]), now=NOW, **more)


def _row(*cells: str, head: Sequence[str] = HEAD, **more: Any) -> AwardRow:
    row = _table(head, **more).read(Line(2, cells))
    assert isinstance(row, AwardRow), row
    return row


def _good(**changed: str) -> list[str]:
    return [
        changed.get(name.partition(" ")[0].replace("-", "").lower(), cell)
        for name, cell in zip(HEAD, GOOD, strict=True)
    ]


def _problem(cells: Sequence[str]) -> CellProblem:
    (problem,) = _problems(cells)
    return problem


def _problems(cells: Sequence[str]) -> list[CellProblem]:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEAD, cells])
    (line,) = read_table(io.BytesIO(out.getvalue().encode()), name="x.csv")
    found = _table().read(line)
    assert isinstance(found, list), found
    return found


# --- good rows --------------------------------------------------------------------------------------------------


def test_a_good_row_is_what_an_award_is_made_of() -> None:
    assert _row(*GOOD) == AwardRow(
        number=2,
        email="ana@example.org",
        name="Ana Souza",
        awarded_at=datetime(2026, 3, 1, tzinfo=UTC),
        valid_until=datetime(2030, 6, 30, 23, 59, 59, tzinfo=UTC),
        results=[
            result_by_hand(outcome=PLAN.uid, statement=PLAN.statement, level="Met"),
            result_by_score(outcome=COOK.uid, statement=COOK.statement, percent=85.0),
        ],
        evidence=[{"id": "https://x.org/a"}],
    )


def test_address_and_name_are_enough() -> None:
    row = _row("Bo", "  BO@Example.ORG ".strip(), head=["name", "mail"])
    assert (row.email, row.name, row.awarded_at, row.valid_until) == ("bo@example.org", "Bo", None, None)
    assert (row.results, row.evidence) == ([], [])


def test_empty_cells_say_nothing() -> None:
    row = _row("ana@example.org", "Ana", "", "", "", "", "")
    assert (row.awarded_at, row.valid_until, row.results, row.evidence) == (None, None, [], [])


def test_links_and_texts_are_divided_by_a_bar() -> None:
    row = _row(*_good(evidence="https://x.org/a?b=c | Planned the school fair ||http://y.org"))
    assert row.evidence == [
        {"id": "https://x.org/a?b=c"}, {"narrative": "Planned the school fair"}, {"id": "http://y.org"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "percent"),
    [
        ("85%", 85),
        ("85 %", 85),
        ("85", 85),
        ("99,5", 99.5),
        ("0.5 %", 0.5),
        ("0", 0),
        ("100", 100),
        ("1%", 1),
    ],
)
def test_a_percentage_is_written_in_many_ways(cell: str, percent: float) -> None:
    assert _row(*_good(outcome=cell)).results[1] == result_by_score(
        outcome=COOK.uid, statement=COOK.statement, percent=percent
    )


@pytest.mark.parametrize("cell", ["strong", "STRONG", "Strong"])
def test_a_level_is_written_in_small_letters_too(cell: str) -> None:
    assert _row(*_good(plan=cell)).results[0]["value"] == "Strong"


# --- the head -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (["email"], "There is no column “name”"),
        (["name", "awarded"], "There is no column “email”"),
        (["email", "name", "Plan a cleening shedule"], "Did you mean “Plan a cleaning schedule.”?"),
        (["emial", "name"], "Did you mean “email”?"),
        (
            ["email", "name", "Teacher"],
            "row 1, column 3: “Teacher” is no column that is known. There are email,",
        ),
        (["email", "mail", "name"], "Two columns are called “email”"),
        (["email", "name", "outcome 1", "plan a cleaning schedule"], "Two columns are called"),
        (["email", "name", "outcome 3"], "“outcome 3” is no column"),
    ],
)
def test_a_head_that_cannot_be_used_says_why(head: list[str], said: str) -> None:
    with pytest.raises(TableError) as caught:
        _table(head)
    assert caught.value.code == "columns"
    assert said in " ".join(caught.value.details)


def test_columns_that_are_not_for_us_are_left_out_when_asked() -> None:
    head = ["name", "Class teacher", "email", "", "problem"]
    assert _row("Ana", "Rosa", "a@x.org", "?", "old", head=head, ignored=["class-teacher"]).name == "Ana"


def test_an_outcome_may_be_called_like_the_column_of_problems() -> None:
    outcome = OutcomeScale(uid=PLAN.uid, statement="Problem")
    row = _row("a@x.org", "Ana", "met", head=["email", "name", "problem"], outcomes=[outcome])
    assert [each["outcome"] for each in row.results] == [PLAN.uid]


def test_outcomes_that_read_the_same_are_told_apart_by_number() -> None:
    twins = [PLAN, OutcomeScale(uid=COOK.uid, statement="plan a Cleaning-schedule")]
    with pytest.raises(TableError):
        _table(["email", "name", PLAN.statement], outcomes=twins)
    row = _row("a@x.org", "Ana", "met", head=["email", "name", "Outcome 2"], outcomes=twins)
    assert row.results[0]["outcome"] == COOK.uid


# --- bad rows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"email": ""}, "email_missing", "write the one"),
        ({"email": "ana@"}, "email_invalid", "“ana@” is no e-mail address; write it like ana@example.org."),
        ({"email": "ana souza@example.org"}, "email_invalid", "like ana@example.org"),
        ({"email": "a@x.org, b@x.org"}, "email_invalid", "like ana@example.org"),
        ({"email": f"{'a' * 64}@{'b' * 200}.org"}, "email_invalid", "like ana@example.org"),
        ({"name": ""}, "name_missing", "as it should stand on the credential"),
        ({"name": "x" * 201}, "name_too_long", "make it shorter"),
        ({"name": "x" * 5_001}, "too_long", "make it shorter"),
        ({"name": "=cmd|' /C calc'!A0"}, "formula", "write the value itself"),
        ({"name": "#REF!"}, "error_value", "write the value itself"),
        ({"name": "Ana\x1b[2J"}, "unseen", "write it anew"),
        ({"name": "An\ufffd"}, "encoding", "UTF-8"),
        ({"awarded": "01/03/2026"}, "date_format", "“01/03/2026” is no date; write year, month and day"),
        ({"awarded": "2026-02-30"}, "date_format", "like 2026-03-01"),
        ({"awarded": "46082"}, "date_format", "like 2026-03-01"),
        ({"awarded": "2026-11-28"}, "awarded_in_future", "has begun"),
        ({"awarded": "1900-01-01"}, "awarded_too_early", "the day of the award"),
        ({"valid": "2026-11-26"}, "valid_until_past", "write a later day"),
        ({"valid": "9999-12-31x"}, "date_format", "like 2026-03-01"),
        ({"evidence": "|".join("abcdefghijklmnopqrstu")}, "evidence_too_many", "leave some out"),
        ({"evidence": "a plan|https://x.org/?a[]=1"}, "link_invalid", "“https://x.org/?a[]=1” is no link"),
        ({"evidence": "https://x.org/100%"}, "link_invalid", "write brackets and the like as %5B"),
        ({"plan": "Excellent"}, "level_unknown", "write Met or Strong, or a percentage"),
        ({"plan": "Strnog"}, "level_unknown", "Did you mean “Strong”?"),
        ({"plan": "101 %"}, "percent_range", "from 0 % to 100 %"),
        ({"plan": "-1"}, "percent_range", "from 0 % to 100 %"),
        ({"plan": "0.85"}, "percent_unclear", "like 85 %"),
        ({"plan": "1"}, "percent_unclear", "with its sign"),
    ],
)  # fmt: skip
def test_a_bad_cell_says_what_to_write_instead(changed: dict[str, str], code: str, said: str) -> None:
    (column,) = changed
    problem = _problem(_good(**changed))
    written = {"email": "E-mail", "valid": "Valid until", "plan": "Plan a cleaning schedule"}
    assert (problem.row, problem.column, problem.code) == (2, written.get(column, column.title()), code)
    assert said in problem.sentence
    assert problem.sentence.endswith((".", "?"))


def test_a_time_with_its_zone_is_that_time() -> None:
    row = _row(*_good(awarded="2026-03-01T09:30:00+01:00", valid="2030-06-30T12:00:00Z"))
    assert row.awarded_at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    assert row.valid_until == datetime(2030, 6, 30, 12, tzinfo=UTC)


def test_the_last_day_of_the_calendar_is_a_day() -> None:
    assert _row(*_good(valid="9999-12-31")).valid_until == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    problems = _problems([*_good(email="ana@", name="=1+1", awarded="soon", plan="?"), "one too many"])
    assert [(each.column, each.code) for each in problems] == [
        ("", "too_many_cells"), ("Name", "formula"), ("E-mail", "email_invalid"), ("Awarded", "date_format"),
        ("Plan a cleaning schedule", "level_unknown"),
    ]  # fmt: skip


def test_what_is_wrong_in_a_column_that_is_not_read_is_no_matter() -> None:
    data = b"email,name,Teacher\nana@x.org,Ana,=cmd|x!A0\nbo@x.org,Bo,Jos\xe9\n"
    table = read_table(io.BytesIO(data), name="x.csv")
    reader = AwardTable(table.head, outcomes=[], now=NOW, ignored=["Teacher"])
    assert [type(reader.read(line)) for line in table] == [AwardRow, AwardRow]


def test_nobody_is_awarded_twice_by_one_table() -> None:
    table = _table(["email", "name"])
    assert isinstance(table.read(Line(2, ["ana@x.org", "Ana"])), AwardRow)
    assert isinstance(table.read(Line(3, ["bo@x.org", ""])), list)
    for number, address, first in ((4, "ANA@X.org", 2), (5, "bo@x.org", 3), (6, "ana@x.org", 2)):
        found = table.read(Line(number, [address, "Somebody"]))
        assert found == [
            CellProblem(
                number,
                "email",
                "duplicate",
                f"This is the same person as in row {first}; leave one of them out.",
            )
        ]


@given(numbers=st.lists(st.integers(0, 400), max_size=600))
def test_an_address_is_known_again_exactly(numbers: list[int]) -> None:
    table, first = _table(["email", "name"]), dict[int, int]()
    for row, number in enumerate(numbers, start=2):
        found = table.read(Line(row, [f"a{number}@x.org", "Ana"]))
        assert isinstance(found, AwardRow) == (number not in first)
        if isinstance(found, list):
            assert f"row {first[number]};" in found[0].sentence
        first.setdefault(number, row)


# --- whole tables -------------------------------------------------------------------------------------------------

BAD = [
    (["ana@", "Ana", "", ""], "email_invalid"),
    (["learner7@example.org", "Again", "", ""], "duplicate"),
    (["l@x.org", "=cmd|' /C calc'!A0", "", ""], "formula"),
    (["m@x.org", "Mo", "1.3.2026", ""], "date_format"),
    (["n@x.org", "No", "", "Perfect"], "level_unknown"),
    (["o@x.org", "", "", ""], "name_missing"),
]


def _read(
    data: bytes, outcomes: Sequence[OutcomeScale] = (PLAN,)
) -> tuple[list[AwardRow], list[CellProblem]]:
    table = read_table(io.BytesIO(data), name="class")
    reader = AwardTable(table.head, outcomes=outcomes, now=NOW)
    read = [reader.read(line) for line in table]
    problems = [problem for each in read if isinstance(each, list) for problem in each]
    return [each for each in read if isinstance(each, AwardRow)], problems


def _ten_thousand() -> list[list[str]]:
    rows = [
        [f"learner{n}@example.org", f"Learner {n}", "2026-03-01", LEVELS_BY_HAND[n % 2]]
        for n in range(10_000)
    ]
    for number in range(37):
        cells = list(BAD[number % len(BAD)][0])
        cells[0] = cells[0].replace("@x.org", f"{number}@x.org")
        rows[100 + number * 250] = cells
    return rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ten_thousand_rows_with_37_bad_ones(tmp_path: Path, kind: str) -> None:
    head, path = ["email", "name", "awarded", "Plan a cleaning schedule"], tmp_path / f"class.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *_ten_thousand()])
    else:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in (head, *_ten_thousand()):
            sheet.append(row)
        book.save(path)
    good, problems = _read(path.read_bytes())
    assert (len(good), len(problems), len({each.row for each in problems})) == (9_963, 37, 37)
    assert [each.code for each in problems] == [BAD[number % len(BAD)][1] for number in range(37)]
    assert [each.row for each in problems] == [102 + number * 250 for number in range(37)]

    # The file to mend can be handed in as it is: it holds the bad rows, and they are as bad as before.
    named = [(each.row, f"{each.column}: {each.sentence}") for each in problems]
    again = b"".join(rows_to_mend(path, name=path.name, problems=named))
    good, problems = _read(again)
    codes = [BAD[number % len(BAD)][1] for number in range(37)]
    # Alone, they are nobody's second row.
    assert [each.code for each in problems if each.code != "duplicate"] == [
        c for c in codes if c != "duplicate"
    ]
    assert len(good) + len(problems) == 37
    # Each with what is wrong with it, and once mended it is good.
    rows = list(csv.reader(io.StringIO(again.decode("utf-8-sig"), newline="")))
    assert all(row[-1].partition(": ")[2] for row in rows[1:])
    mended = [[f"mended{n}@x.org", "Ana", "2026-03-01", "Met", row[-1]] for n, row in enumerate(rows[1:])]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([rows[0], *mended])
    good, problems = _read(out.getvalue().encode())
    assert (len(good), problems) == (37, [])


@given(
    cells=st.lists(
        st.text(max_size=12) | st.sampled_from([*GOOD, "0.5", "=1", "a|b", "-", "%"]), min_size=7, max_size=7
    )
)
def test_any_row_is_read_or_told(cells: list[str]) -> None:
    found = _table().read(Line(2, cells))
    if isinstance(found, AwardRow):
        assert found.email
        assert found.name
    else:
        assert all(each.code and each.sentence.isprintable() for each in found)
        assert len({(each.column, each.code) for each in found}) == len(found)


@given(days=st.integers(0, 20_000))
def test_days_come_back(days: int) -> None:
    day = NOW.replace(hour=0) - timedelta(days=days)
    assert _row(*_good(awarded=day.date().isoformat())).awarded_at == day


def test_no_django_is_needed() -> None:
    modules = "skillmark.lifecycle.awarding.table, skillmark.foundation.files.mending"
    script = f"import sys, {modules}; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
