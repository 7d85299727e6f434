"""What designers write: items and rubrics are checked, published versions stay, the next version gets a copy."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.assessing import operations
from skillmark.lifecycle.assessing.models import Assessment, Item, RubricLevel, RubricRow
from skillmark.lifecycle.designing.models import Outcome, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> Version:
    return Version.objects.create(
        micro_credential=cast.published.micro_credential,
        number=2,
        title="Next",
        author=cast.dana,
        edited_at=NOON,
    )


@pytest.fixture
def outcome(draft: Version) -> Outcome:
    return Outcome.objects.create(version=draft, position=1, statement="Prepares messy data")


def save_quiz(version: Version, **changes: Any) -> Assessment:
    values: dict[str, Any] = {"position": 1, "kind": "quiz", "title": "Quiz"}
    return operations.save_assessment(version=version, **{**values, **changes})


def save_item(quiz: Assessment, outcome: Outcome | None, **changes: Any) -> Item:
    values: dict[str, Any] = {
        "position": 1, "kind": "numeric", "prompt": "Half of 5?", "choices": [], "points": 2,
        "key": {"value": "2,5", "tolerance": ""},
    }  # fmt: skip
    return operations.save_item(assessment=quiz, outcome=outcome, **{**values, **changes})


LEVELS = [{"label": "Not yet"}, {"label": "Met", "met": True, "points": 1}]


def test_an_item_is_saved_and_changed_in_place(draft: Version, outcome: Outcome) -> None:
    quiz = save_quiz(draft, time_limit_minutes=20)
    item = save_item(quiz, outcome)
    assert item.key == {"value": 2.5, "tolerance": 0.0}
    changed = save_item(quiz, None, uid=item.uid, kind="short_text", key=["Two and a half"])
    assert (changed.pk, changed.kind, changed.outcome) == (item.pk, "short_text", None)
    with pytest.raises(Refused, match="right number"):
        save_item(quiz, outcome, key={})


def test_a_clock_runs_for_quizzes_only_and_there_are_two_kinds(draft: Version) -> None:
    assert save_quiz(draft, kind="project", time_limit_minutes=20).time_limit_minutes is None
    with pytest.raises(Refused):
        save_quiz(draft, kind="essay")


def test_a_row_belongs_to_an_outcome_of_the_same_version(
    cast: Cast, draft: Version, outcome: Outcome
) -> None:
    project = save_quiz(draft, kind="project")
    row = operations.save_rubric_row(assessment=project, outcome=outcome, position=1, levels=LEVELS)
    again = operations.save_rubric_row(assessment=project, outcome=outcome, position=2, levels=LEVELS)
    assert (row.pk, again.position, row.levels.count()) == (again.pk, 2, 2)
    foreign = cast.published.outcomes.first()
    assert foreign is not None
    with pytest.raises(Refused, match="another version"):
        operations.save_rubric_row(assessment=project, outcome=foreign, position=1, levels=LEVELS)
    with pytest.raises(Refused, match="another version"):
        save_item(save_quiz(draft), foreign)


def test_a_version_that_is_no_draft_does_not_change(cast: Cast) -> None:
    item = Item.objects.filter(assessment=cast.quiz).first()
    row = RubricRow.objects.filter(assessment=cast.project).first()
    assert item is not None
    assert row is not None
    for write in (
        lambda: save_quiz(cast.published),
        lambda: save_item(cast.quiz, None),
        lambda: operations.delete_item(item=item),
        lambda: operations.delete_rubric_row(row=row),
        lambda: operations.delete_assessment(assessment=cast.quiz),
    ):
        with pytest.raises(Refused) as refusal:
            write()
        assert refusal.value.code == "version.not_draft"


def test_the_copy_says_the_same_with_outcomes_of_its_own(cast: Cast, draft: Version) -> None:
    outcomes = {
        old: Outcome.objects.create(version=draft, position=old.position, statement=old.statement)
        for old in cast.published.outcomes.order_by("position")
    }
    operations.copy_assessments(source=cast.published, target=draft, outcomes=outcomes)

    def told(version: Version) -> list[object]:
        return [
            [
                (a.kind, a.title, a.max_attempts, a.position),
                [(i.kind, i.prompt, i.key, i.choices, i.points, i.outcome and i.outcome.statement)
                 for i in a.items.order_by("position")],
                [(r.outcome.statement, [(v.label, v.points, v.met) for v in r.levels.order_by("position")])
                 for r in a.rubric_rows.order_by("position")],
            ]
            for a in version.assessments.order_by("position")
        ]  # fmt: skip

    assert told(draft) == told(cast.published)
    assert not Item.objects.filter(assessment__version=draft, outcome__version=cast.published).exists()
    assert RubricLevel.objects.filter(row__assessment__version=draft).count() == 6
