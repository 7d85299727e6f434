"""The checklist, addresses, and laying two versions side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.model.elements import MANDATORY, Elements, NationalLevel, OutcomeElement
from skillmark.lifecycle.designing.models import IdentityCheck, Supervision
from skillmark.lifecycle.designing.rules import (
    AssessmentShape,
    Design,
    Facets,
    ItemShape,
    ModuleShape,
    OutcomeShape,
    SkillShape,
    advice_of,
    can_do_problem,
    changes_between,
    checklist,
    key_for,
    limits,
    missing,
    moved,
    plain_can_do,
    said_of,
    why_not_passable,
)

ITEM = ItemShape(uid="i", prompt="?", points=1)
QUIZ = AssessmentShape(uid="q", kind="quiz", title="Quiz", items=[ITEM])
PROJECT = AssessmentShape(uid="p", kind="project", title="Project", rows=[[False, True]])
ELEMENTS_OF = Elements(
    is_draft=True, title="T", country="NL", awarding_body="B",
    outcomes=(OutcomeElement(statement="Does", shown_by=("Q",)),),
    workload_hours=Decimal(1), eqf_level=1, level_set_by="B", assessment_types=("testing",), participation="online",
    quality_kind="internal", credit_scheme="ects", language="en", criteria="c",
)  # fmt: skip
DOES = OutcomeShape(uid="o", statement="Does", criteria="", covered=True)
WHOLE = Design(
    elements=ELEMENTS_OF, can_do="c", pass_mark=50, has_badge=True, outcomes=[DOES],
    modules=[ModuleShape(uid="m", title="M", activities=1)], assessments=[QUIZ],
)  # fmt: skip


def saying(**change: object) -> Design:
    """The whole design, but for these elements."""
    return replace(WHOLE, elements=replace(ELEMENTS_OF, **change))  # type: ignore[arg-type]  # by name


def test_a_whole_design_lacks_nothing() -> None:
    assert missing(WHOLE) == []
    assert all(point.met and not point.sentence for point in checklist(WHOLE))


def test_an_empty_design_names_every_section() -> None:
    assert {point.section for point in missing(Design())} == {
        "basics", "promise", "outcomes", "level", "content", "assessment", "quality", "badge",
    }  # fmt: skip
    assert all(point.sentence for point in missing(Design()))


def test_every_mandatory_element_is_on_the_checklist_or_comes_with_the_credential() -> None:
    asked = {point.element for point in checklist(WHOLE) if point.element}
    assert asked | {"learner", "issued_on"} == set(MANDATORY)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": "  "}, ("basics", "title")),
        ({"title": "Bachelor of Charts"}, ("basics", "title")),
        ({"country": ""}, ("basics", "country")),
        ({"awarding_body": ""}, ("basics", "country")),
        ({"participation": ""}, ("basics", "mode")),
        ({"criteria": "\n"}, ("promise", "criteria")),
        ({"workload_hours": None}, ("level", "workload_hours")),
        # Annex I is content with credits alone; whoever reads a catalogue wants hours.
        ({"workload_hours": None, "credit_points": Decimal(2)}, ("level", "workload_hours")),
        ({"workload_hours": Decimal(10), "credit_points": Decimal(2)}, ("level", "credit_points")),
        ({"workload_hours": Decimal(200), "credit_points": Decimal("2.5")}, ("level", "credit_points")),
        ({"eqf_level": None}, ("level", "level")),
        ({"eqf_level": 9}, ("level", "level")),
        ({"level_set_by": " "}, ("level", "level_set_by")),
        ({"no_level_reason": "Not in any framework."}, ("level", "no_level_reason")),
        ({"quality_kind": ""}, ("quality", "quality_kind")),
        ({"quality_kind": "external", "quality_body": ""}, ("quality", "quality_body")),
    ],
)
def test_each_element_that_lacks_is_one_point_with_its_place(
    change: dict[str, object], place: tuple[str, str]
) -> None:
    (point,) = missing(saying(**change))
    assert (point.section, point.field) == place
    assert point.sentence.endswith(".")


def test_a_level_of_a_country_or_a_reason_stands_for_one_of_the_eqf() -> None:
    national = NationalLevel(framework="NLQF", level="4F")
    assert missing(saying(eqf_level=None, national_level=national)) == []
    assert missing(saying(eqf_level=None, level_set_by="", no_level_reason="No framework has it.")) == []
    (point,) = missing(saying(eqf_level=None, national_level=national, level_set_by=""))
    assert point.field == "level_set_by"


@given(st.sets(st.sampled_from(["title", "country", "participation", "quality_kind", "level_set_by"])))
def test_whatever_is_taken_out_is_missing_and_nothing_else(gone: set[str]) -> None:
    lacking = missing(saying(**dict.fromkeys(gone, "")))
    fields = {"participation": "mode", "country": "country"}
    assert {point.field for point in lacking} == {fields.get(each, each) for each in gone}
    said, of = said_of(saying(**dict.fromkeys(gone, "")))
    assert (said, of) == (11 - len(gone), 11)


def test_other_frameworks_advise_and_hold_nobody_up() -> None:
    advice = advice_of(replace(ELEMENTS_OF, title="National Charts"), "nz-nzqa")
    assert any("National" in point.sentence for point in advice)
    assert {point.section for point in advice} <= {
        "basics",
        "promise",
        "level",
        "quality",
        "assessment",
        "skills",
    }
    assert missing(saying(title="National Charts")) == []


@pytest.mark.parametrize(
    ("skill", "is_flagged"),
    [
        (SkillShape(uid="s", name="S", is_assessed=True, has_outcome=False), True),
        (SkillShape(uid="s", name="S", is_assessed=True, has_outcome=True), False),
        (SkillShape(uid="s", name="S", is_assessed=False, has_outcome=False), False),
    ],
)
def test_a_skill_is_assessed_only_where_an_outcome_shows_it(skill: SkillShape, *, is_flagged: bool) -> None:
    lacking = [(point.section, point.field) for point in missing(replace(WHOLE, skills=[skill]))]
    assert lacking == [("skills", "skill-s")] * is_flagged


def test_an_outcome_that_nobody_can_observe_is_named_unless_we_do_not_know_the_language() -> None:
    vague = replace(WHOLE, outcomes=[replace(DOES, statement="Understands charts")])
    assert [(point.section, point.field) for point in missing(vague)] == [("outcomes", "outcome-o")]
    assert missing(replace(vague, elements=replace(ELEMENTS_OF, language="nl"))) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"pass_mark": 101}, ("assessment", "pass_mark")),
        ({"can_do": ""}, ("promise", "can_do")),
        ({"can_do": "The earner can clean data"}, ("promise", "can_do")),
        ({"can_do": "Ada Lovelace can clean data"}, ("promise", "can_do")),
        ({"can_do": "clean data."}, ("promise", "can_do")),
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


def test_what_is_not_proven_names_every_line_of_the_design_and_what_follows_from_the_assessment() -> None:
    own = "- Machine learning.\n\n  2. Work under time pressure.\n1.5 tonne loads\n"
    said = limits(own, supervision="none", identity_check="account")
    assert said[:3] == ["Machine learning.", "Work under time pressure.", "1.5 tonne loads"]
    assert said[3:] == limits("", supervision="none", identity_check="account")
    assert any("Nobody watched" in each for each in said)
    assert any("proven e-mail address" in each for each in said)


@given(st.sampled_from(Supervision.values), st.sampled_from(IdentityCheck.values))
def test_what_was_done_on_site_is_no_limit_and_everything_else_is(
    supervision: str, identity_check: str
) -> None:
    said = limits("", supervision=supervision, identity_check=identity_check)
    assert len(said) == (supervision != "onsite") + (identity_check != "document_onsite")
