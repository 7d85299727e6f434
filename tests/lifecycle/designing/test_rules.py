"""The checklist, the advice on outcomes, addresses, and laying two versions side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.designing.rules import (
    AssessmentShape,
    Design,
    Facets,
    ItemShape,
    ModuleShape,
    OutcomeShape,
    advice_on,
    can_do_problem,
    changes_between,
    checklist,
    key_for,
    limits,
    missing,
    moved,
    plain_can_do,
    why_not_passable,
)

ITEM = ItemShape(uid="i", prompt="?", points=1)
QUIZ = AssessmentShape(uid="q", kind="quiz", title="Quiz", items=[ITEM])
PROJECT = AssessmentShape(uid="p", kind="project", title="Project", rows=[[False, True]])
WHOLE = Design(
    title="T", can_do="c", criteria="c", workload_hours=1, level=1, mode="online", pass_mark=50, has_badge=True,
    outcomes=[OutcomeShape(uid="o", statement="Does", criteria="", covered=True)],
    modules=[ModuleShape(uid="m", title="M", activities=1)], assessments=[QUIZ],
)  # fmt: skip


def test_a_whole_design_lacks_nothing() -> None:
    assert missing(WHOLE) == []
    assert all(point.met and not point.sentence for point in checklist(WHOLE))


def test_an_empty_design_names_every_section() -> None:
    assert {point.section for point in missing(Design())} == {
        "basics", "promise", "outcomes", "content", "assessment", "badge",
    }  # fmt: skip
    assert all(point.sentence for point in missing(Design()))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": "  "}, ("basics", "title")),
        ({"workload_hours": 0}, ("basics", "workload_hours")),
        ({"level": 9}, ("basics", "level")),
        ({"mode": ""}, ("basics", "mode")),
        ({"pass_mark": 101}, ("basics", "pass_mark")),
        ({"can_do": ""}, ("promise", "can_do")),
        ({"can_do": "The earner can clean data"}, ("promise", "can_do")),
        ({"can_do": "Ada Lovelace can clean data"}, ("promise", "can_do")),
        ({"can_do": "clean data."}, ("promise", "can_do")),
        ({"workload_hours": 10, "credit_points": Decimal(2)}, ("basics", "credit_points")),
        ({"workload_hours": 200, "credit_points": Decimal("2.5")}, ("basics", "credit_points")),
        ({"criteria": "\n"}, ("promise", "criteria")),
        ({"outcomes": []}, ("outcomes", "add")),
        ({"modules": []}, ("content", "add")),
        ({"modules": [ModuleShape(uid="m", title="M", activities=0)]}, ("content", "add")),
        (
            {"modules": [*WHOLE.modules, ModuleShape(uid="e", title="E", activities=0)]},
            ("content", "module-e"),
        ),
        ({"assessments": []}, ("assessment", "add")),
        ({"assessments": [QUIZ, replace(PROJECT, rows=[])]}, ("assessment", "assessment-p")),
        ({"has_badge": False}, ("badge", "badge")),
    ],
)
def test_each_gap_is_one_point_with_its_place(change: dict[str, object], place: tuple[str, str]) -> None:
    assert [(p.section, p.field) for p in missing(replace(WHOLE, **change))] == [place]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("clean data", "clean data"),
        ("The earner can clean data.", "clean data"),
        ("<name> can Clean data", "clean data"),
        ("Learners will be able to: clean data", "clean data"),
        ("can clean data. And chart it.", "clean data. And chart it"),
        ("The learner can SQL", "SQL"),
        ("Excel sheets, charts etc.", "Excel sheets, charts etc."),
        ("use a can opener", "use a can opener"),
        ("The earner can.", ""),
        ("", ""),
    ],
)
def test_the_promise_completes_its_sentence(typed: str, kept: str) -> None:
    assert plain_can_do(typed) == kept
    assert plain_can_do(kept) == kept


@given(st.text())
def test_a_promise_that_was_cleaned_is_clean_or_flagged(text: str) -> None:
    assert plain_can_do(plain_can_do(text)) == plain_can_do(text) or can_do_problem(plain_can_do(text))


@pytest.mark.parametrize(
    ("hours", "credit_points"),
    [(None, Decimal(3)), (60, None), (60, Decimal(0)), (40, Decimal("1.5")), (60, Decimal(2))],
)
def test_workload_and_credits_that_go_together(hours: int | None, credit_points: Decimal | None) -> None:
    assert (
        missing(replace(WHOLE, workload_hours=hours or 1, credit_points=credit_points if hours else None))
        == []
    )


def test_workload_and_credits_that_do_not_go_together_are_told_with_figures() -> None:
    (point,) = missing(replace(WHOLE, workload_hours=10, credit_points=Decimal("2.0")))
    assert "2 ECTS credits and 10 hours" in point.sentence
    assert "50 to 60" in point.sentence


def test_a_title_like_another_is_a_warning_and_holds_nobody_up() -> None:
    twin = replace(WHOLE, has_namesake=True)
    assert missing(twin) == []
    assert [point.field for point in checklist(twin) if point.warning] == ["title"]


@pytest.mark.parametrize(
    ("assessment", "words"),
    [
        (QUIZ, ""),
        (PROJECT, ""),
        (replace(QUIZ, items=[]), "no questions"),
        (replace(QUIZ, items=[replace(ITEM, problem="mark the right choice.")]), "Question 1"),
        (replace(QUIZ, items=[replace(ITEM, points=0)]), "points"),
        (replace(PROJECT, rows=[]), "no rubric row"),
        (replace(PROJECT, rows=[[True]]), "fewer than two levels"),
        (replace(PROJECT, rows=[[False, False]]), "no level that fulfils"),
        (replace(PROJECT, rows=[[False, True], [True, True]]), "nobody can fail"),
    ],
)
def test_why_an_assessment_cannot_be_passed(assessment: AssessmentShape, words: str) -> None:
    problem = why_not_passable(assessment)
    assert words in problem
    assert bool(problem) == bool(words)


@pytest.mark.parametrize(
    ("statement", "vague"),
    [
        ("Understand statistics", True), ("The learner will know SQL", True), ("to be aware of risks", True),
        ("Draws honest charts", False), ("Knowledge workers are supported", False), ("", False),
    ],
)  # fmt: skip
def test_advice_on_verbs_that_cannot_be_observed(statement: str, *, vague: bool) -> None:
    assert bool(advice_on(statement)) == vague


@given(st.text(max_size=200), st.integers(0, 4))
def test_every_title_gets_an_address_of_its_own(title: str, others: int) -> None:
    taken: set[str] = set()
    for _ in range(others + 1):
        key = key_for(title, taken=taken)
        assert key not in taken
        assert len(key) <= 80
        assert key.strip("-") == key
        assert key.replace("-", "").isalnum()
        taken.add(key)


def test_two_versions_side_by_side() -> None:
    before = Facets(fields={"Title": "A", "Level": "4"}, lists={"Outcomes": ["one", "two", "three"]})
    after = Facets(fields={"Title": "B", "Level": "4"}, lists={"Outcomes": ["three", "one", "four"]})
    told = [(c.label, c.before, c.after) for c in changes_between(before, after)]
    assert told == [
        ("Title", "A", "B"),
        ("Outcomes", "two", ""),
        ("Outcomes", "", "four"),
        ("Outcomes: order", "", "Put in another order"),
    ]
    assert changes_between(before, before) == []


@given(st.lists(st.integers(), unique=True, max_size=6), st.integers(-2, 7), st.sampled_from([-1, 1]))
def test_moving_keeps_everything(rows: list[int], place: int, by: int) -> None:
    after = moved(rows, place=place, by=by)
    assert sorted(after) == sorted(rows)
    if 0 <= place < len(rows) and 0 <= place + by < len(rows):
        assert after[place + by] == rows[place]
    else:
        assert after == rows


def test_what_is_not_proven_names_every_line_of_the_design_and_what_always_holds() -> None:
    said = limits("- Machine learning.\n\n  2. Work under time pressure.\n1.5 tonne loads\n")
    assert said[:3] == ["Machine learning.", "Work under time pressure.", "1.5 tonne loads"]
    assert said[3:] == limits("")
    assert any("Nobody watched" in each for each in said)
    assert any("proven e-mail address" in each for each in said)
