"""How answers become points: properties that hold for every quiz, and the figures people write."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.assessing import rules
from skillmark.lifecycle.assessing.rules import AskedItem, percent_of, reaches, read_number, score_answers

IDS = ["a", "b", "c", "d", "e"]


def multiple(key: list[str], points: int = 4) -> AskedItem:
    return AskedItem(uid="m", kind="multiple", key=key, points=points)


def numeric(value: float, tolerance: float = 0) -> AskedItem:
    return AskedItem(uid="n", kind="numeric", key={"value": value, "tolerance": tolerance}, points=1)


def short(*accepted: str) -> AskedItem:
    return AskedItem(uid="s", kind="short_text", key=list(accepted), points=1)


# --- properties ---------------------------------------------------------------------------------------------

keys = st.lists(st.sampled_from(IDS), min_size=1, unique=True)
choices = st.lists(st.sampled_from(IDS), unique=True)


@given(keys, choices, st.integers(1, 20))
def test_several_choices_stay_between_nothing_and_all(key: list[str], chosen: list[str], points: int) -> None:
    score = score_answers([multiple(key, points)], {"m": chosen})
    assert 0 <= score.points <= points
    assert (score.points == points) == (set(chosen) == set(key))


@given(keys, choices)
def test_a_wrong_choice_never_helps(key: list[str], chosen: list[str]) -> None:
    before = score_answers([multiple(key)], {"m": chosen}).points
    for wrong in set(IDS) - set(key) - set(chosen):
        assert score_answers([multiple(key)], {"m": [*chosen, wrong]}).points <= before


@given(keys)
def test_ticking_every_box_earns_no_more_than_the_share_of_right_ones_above_wrong_ones(
    key: list[str],
) -> None:
    score = score_answers([multiple(key)], {"m": IDS})
    assert score.points == pytest.approx(4 * max(0, 2 * len(key) - len(IDS)) / len(key))


@given(st.lists(keys, min_size=1, max_size=8), st.data())
def test_a_quiz_is_worth_the_sum_of_its_items_in_any_order(
    all_keys: list[list[str]], data: st.DataObject
) -> None:
    items = [AskedItem(uid=str(n), kind="multiple", key=key, points=n + 1) for n, key in enumerate(all_keys)]
    answers = {item.uid: data.draw(choices) for item in items}
    score = score_answers(items, answers)
    assert score.max_points == sum(item.points for item in items)
    assert score.points == pytest.approx(sum(score_answers([item], answers).points for item in items))
    assert score_answers(list(reversed(items)), answers).points == pytest.approx(score.points)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=3),
    st.sampled_from([".", ","]),
    st.sampled_from(["", " kg", "%", " km/h"]),
)
def test_a_number_is_read_with_comma_or_point_and_with_a_unit(number: Decimal, sign: str, unit: str) -> None:
    assert read_number(f"{number:f}".replace(".", sign) + unit) == number


@given(st.text(max_size=40))
def test_reading_a_number_never_fails_on_what_people_type(text: str) -> None:
    assert read_number(text) is None or read_number(text).is_finite()  # type: ignore[union-attr]


@given(st.floats(-1e6, 1e6), st.floats(0, 1e3), st.floats(0, 2))
def test_the_tolerance_decides(value: float, tolerance: float, times: float) -> None:
    answer = Decimal(str(value)) + Decimal(str(tolerance)) * Decimal(str(times))
    right = bool(score_answers([numeric(value, tolerance)], {"n": f"{answer:f}"}).points)
    assert right == (abs(answer - Decimal(str(value))) <= Decimal(str(tolerance)))


@given(st.text(alphabet=st.characters(categories=["L", "Nd"]), min_size=1, max_size=20))
def test_short_text_ignores_case_space_and_encoding(word: str) -> None:
    for typed in (word, f"  {word}\u00a0", word.upper().lower(), unicodedata.normalize("NFD", word)):
        if rules.plain(typed) == rules.plain(word):
            assert score_answers([short(word)], {"s": typed}).points == 1
    assert score_answers([short(word)], {"s": unicodedata.normalize("NFD", f" {word} ")}).points == 1


@given(st.integers(0, 400), st.integers(1, 400), st.integers(1, 100))
def test_passing_is_exact_where_points_are_thirds(thirds: int, most: int, mark: int) -> None:
    points = sum([1 / 3] * thirds)
    assert reaches(points, most, mark) == (thirds * 100 >= mark * most * 3)


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_percentage_never_flatters(points: int, most: int) -> None:
    shown = percent_of(points, most)
    assert shown <= points * 100 / most + 1e-9
    assert points * 100 / most - shown < 0.1 + 1e-9


# --- the figures people write -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12.5", "12.5"), ("12,5", "12.5"), ("1.234,56", "1234.56"), ("1,234.5", "1234.5"), ("1.234.567", "1234567"),
        ("12 500,75", "12500.75"), ("12\u202f500", "12500"), ("€ 12", "12"), ("12,5 kg", "12.5"), ("−3", "-3"),
        ("1e3", "1000"), ("3 m²", "3"), (".5", "0.5"), ("5.", "5"), ("5 km/h", "5"), ("٣", "3"), ("0,0", "0"),
    ],
)  # fmt: skip
def test_reads_what_people_mean(typed: str, number: str) -> None:
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1.2.3", "--3", "1/2", "12 34", ",", "½", "12 kg 3", "3 4", "1e99999", "∞", "NaN", "9" * 501],
)
def test_refuses_what_is_not_one_number(typed: str) -> None:
    assert read_number(typed) is None


def test_nothing_and_nonsense_earn_nothing() -> None:
    items = [numeric(2.5, 0.1), short("Paris"), multiple(["a"])]
    assert score_answers(items, {}).points == 0
    assert score_answers(items, {"n": "about two", "s": "", "m": []}).points == 0


def test_accents_composed_or_not_are_the_same_word() -> None:
    assert score_answers([short("Café")], {"s": " cafe\u0301 "}).points == 1
    assert score_answers([short("Café")], {"s": "cafe"}).points == 0


# --- answers as they are kept -------------------------------------------------------------------------------


def test_an_unknown_choice_is_refused_and_a_text_too_long_too() -> None:
    known = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
    with pytest.raises(Refused, match="not one of the choices"):
        rules.clean_answer("single", known, ["z"])
    with pytest.raises(Refused, match="not one of the choices"):
        rules.clean_answer("single", known, ["a", "b"])
    with pytest.raises(Refused, match="500 characters"):
        rules.clean_answer("short_text", [], "x" * 501)
    assert rules.clean_answer("multiple", known, ["b", "a"]) == ["a", "b"]
    assert rules.clean_answer("short_text", [], ["  a\x00b "]) == "ab"


# --- the rubric ---------------------------------------------------------------------------------------------


def row(*, met: bool | None, points: int = 1) -> rules.RowMark:
    return rules.RowMark(statement="Draws", met=met, points=points, max_points=2)


def test_a_project_is_passed_when_every_row_is_met_and_points_cannot_outweigh_one_that_is_not() -> None:
    assert rules.decide_marking([row(met=True), row(met=True)]).passed
    marking = rules.decide_marking([row(met=True, points=2), row(met=False, points=0)])
    assert (marking.passed, marking.points, marking.max_points) == (False, 2, 4)
    assert marking.because == ("“Draws”: met", "“Draws”: not met")


def test_a_row_without_a_level_and_a_rubric_without_rows_are_refused() -> None:
    with pytest.raises(Refused, match="One row has no level yet"):
        rules.decide_marking([row(met=True), row(met=None)])
    with pytest.raises(Refused, match="no rubric"):
        rules.decide_marking([])


# --- what a designer may ask --------------------------------------------------------------------------------

AB = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]


@pytest.mark.parametrize(
    ("kind", "given_choices", "key", "problem"),
    [
        ("single", AB, ["a"], ""),
        ("single", AB, ["a", "b"], "Exactly one"),
        ("single", AB[:1], ["a"], "at least two"),
        ("single", [AB[0], {"id": "a", "text": "B"}], ["a"], "id of its own"),
        ("single", [AB[0], {"id": "b", "text": " "}], ["a"], "needs a text"),
        ("single", [AB[0], {"id": "b", "text": " A "}], ["a"], "Choices 1 and 2 are the same"),
        ("single", [AB[0], {"id": "b", "text": "a"}], ["a"], ""),
        ("multiple", AB, [], "which choices are right"),
        ("multiple", AB, ["z"], "which choices are right"),
        ("numeric", [], {"value": "12,5", "tolerance": ""}, ""),
        ("numeric", [], {"value": "many"}, "right number"),
        ("numeric", [], {"value": 1, "tolerance": -1}, "zero or more"),
        ("numeric", [], [1], "right number"),
        ("short_text", [], ["Paris"], ""),
        ("short_text", [], [" "], "accepted answer"),
        ("essay", [], [], "no such kind"),
    ],
)
def test_an_item_says_what_it_lacks(kind: str, given_choices: object, key: object, problem: str) -> None:
    found = rules.item_problem(kind=kind, choices=given_choices, key=key, points=1)
    assert (problem in found) if problem else not found


def test_levels_that_fulfil_the_outcome_stand_above_those_that_do_not() -> None:
    low, met, high = {"label": "Not yet"}, {"label": "Met", "met": True}, {"label": "Strong", "met": True}
    assert rules.rubric_problem([low, met, high]) == ""
    assert "above" in rules.rubric_problem([met, low])
    assert "from which level" in rules.rubric_problem([low, {"label": "Other"}])
    assert "name of its own" in rules.rubric_problem([low, {"label": " not  YET ", "met": True}])
    assert "at least two" in rules.rubric_problem([met])
    assert rules.rubric_problem(rules.default_levels()) == ""


# --- files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [("a.exe", 5, "file.type"), ("a.html", 5, "file.type"), ("a.svg", 5, "file.type"), ("a", 5, "file.type"),
     ("a.pdf", 0, "file.empty"), ("a.pdf", rules.LARGEST_PROJECT_FILE + 1, "file.too_large")],
)  # fmt: skip
def test_a_project_file_must_be_of_a_known_kind_and_size(name: str, size: int, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.project_file_type(name=name, size=size)
    assert refusal.value.code == code
    assert refusal.value.next_step


def test_a_good_file_has_the_type_of_its_ending() -> None:
    assert rules.project_file_type(name="Work.v2.PDF", size=3) == "application/pdf"
