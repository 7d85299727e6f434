"""A blank draft filled in one step: what it holds then, and that nothing is written over or half-written."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.orgs.access import NotAllowed, NotFound
from skillmark.foundation.refusals import Refused
from skillmark.journeys import design
from skillmark.journeys.first_draft import FirstDraft, FirstOutcome, Unfinished, write_first_draft
from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of, is_blank
from skillmark.lifecycle.assessing.question_text import read_questions
from skillmark.lifecycle.designing import rules
from skillmark.lifecycle.designing.models import Version, VersionState

pytestmark = pytest.mark.django_db

DETAILS: dict[str, Any] = {
    "can_do": "keep chilled food safe", "description": "For kitchens.", "criteria": "Pass all of it.",
    "workload_hours": 12, "level": 4, "level_set_by": "Northfield College", "no_level_reason": "", "mode": "onsite",
    "quality_kind": "internal", "quality_body": "",
}  # fmt: skip
ASKED = tuple(read_questions("How cold?\n* 4 °C\n- 12 °C\n\nHow long?\n= 4 ± 1"))
EXPLAINS, MEASURES = "Explains why food is chilled", "Measures the temperature of a delivery"


def blank(cast: Cast) -> Version:
    return design.create_micro_credential(
        actor=cast.dana, org=cast.northfield, title="Chilled Food", now=NOON
    )


def wholly(**more: Any) -> FirstDraft:
    given: dict[str, Any] = {
        "details": DETAILS,
        "outcomes": [FirstOutcome(statement=EXPLAINS, questions=ASKED), FirstOutcome(statement=MEASURES)],
        "study": "Read this.",
        "task": "Check three deliveries.",
    }
    return FirstDraft(**(given | more))


def write(cast: Cast, version: Version, first: FirstDraft, **more: Any) -> Version:
    return write_first_draft(actor=cast.dana, version_uid=version.uid, first=first, now=NOON, **more)


def rows_of(version: Version) -> list[str]:
    project = version.assessments.get(kind="project")
    return list(project.rubric_rows.order_by("position").values_list("outcome__statement", flat=True))


def test_one_step_makes_a_draft_that_can_be_submitted_and_earned(cast: Cast) -> None:
    version = write(cast, blank(cast), wholly())
    drawn = design_of(blueprint_of(version))
    assert rules.missing(drawn) == []
    assert [(shape.statement, shape.covered) for shape in drawn.outcomes] == [
        (EXPLAINS, True),
        (MEASURES, True),
    ]
    assert [each.title for each in blueprint_of(version).assessments] == ["Quiz", "Project"]
    items = version.assessments.get(kind="quiz").items.order_by("position")
    assert [(item.prompt, item.outcome.statement) for item in items if item.outcome] == [
        ("How cold?", EXPLAINS),
        ("How long?", EXPLAINS),
    ]
    submitted = design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    assert submitted.state == VersionState.IN_REVIEW


def test_the_task_shows_what_it_is_said_to_show(cast: Cast) -> None:
    asked = FirstOutcome(statement=EXPLAINS, questions=ASKED, in_task=False)
    assert rows_of(write(cast, blank(cast), wholly(outcomes=[asked, FirstOutcome(statement=MEASURES)]))) == [
        MEASURES
    ]
    assert rows_of(write(cast, blank(cast), wholly())) == [EXPLAINS, MEASURES]


def test_what_is_left_out_is_missing_and_nothing_is_made_of_it(cast: Cast) -> None:
    version = write(
        cast, blank(cast), wholly(task="  ", study="", outcomes=[FirstOutcome(statement=EXPLAINS)])
    )
    assert not version.assessments.exists()
    assert not version.modules.exists()
    assert {point.section for point in rules.missing(design_of(blueprint_of(version)))} == {
        "content",
        "assessment",
    }


def test_what_is_missing_can_be_asked_for_and_then_nothing_is_kept(cast: Cast) -> None:
    version = blank(cast)
    with pytest.raises(Unfinished) as caught:
        write(cast, version, wholly(task="", study=""), may_lack=False)
    assert {point.section for point in caught.value.points} == {"content", "assessment"}
    assert is_blank(blueprint_of(version))
    version.refresh_from_db()
    assert version.can_do == ""
    assert write(cast, version, wholly(), may_lack=False).outcomes.count() == 2


def test_what_must_be_there_is_said_in_the_rubric_too(cast: Cast) -> None:
    outcome = FirstOutcome(statement=MEASURES, criteria="Three readings, each with its time.")
    version = write(cast, blank(cast), wholly(outcomes=[outcome]))
    assert version.outcomes.get().criteria == "Three readings, each with its time."
    levels = version.assessments.get(kind="project").rubric_rows.get().levels.order_by("position")
    assert [level.descriptor for level in levels] == ["", "Three readings, each with its time.", ""]


def test_an_address_becomes_a_link_and_a_long_text_takes_longer(cast: Cast) -> None:
    linked = write(cast, blank(cast), wholly(study=" https://food.example/chilled "))
    text = linked.modules.get().activities.get()
    assert (text.body, text.title) == ("<https://food.example/chilled>", "food.example")
    headed = write(cast, blank(cast), wholly(study="# Cold chains\n\nFrom delivery to service."))
    assert headed.modules.get().activities.get().title == "Cold chains"
    read = write(cast, blank(cast), wholly(study="word " * 2001)).modules.get().activities.get()
    assert read.minutes == 11


def test_nothing_that_somebody_wrote_is_written_over(cast: Cast) -> None:
    version = blank(cast)
    design.save_outcome(actor=cast.dana, version_uid=version.uid, statement=MEASURES, now=NOON)
    with pytest.raises(Refused, match="already"):
        write(cast, version, wholly())
    version.refresh_from_db()
    assert [each.statement for each in version.outcomes.all()] == [MEASURES]
    assert version.can_do == ""


def test_what_cannot_be_is_refused_whole(cast: Cast) -> None:
    version = blank(cast)
    with pytest.raises(Refused):
        write(cast, version, wholly(details=DETAILS | {"mode": "by telepathy"}))
    assert is_blank(blueprint_of(version))
    with pytest.raises(Refused, match="since you opened"):
        write(cast, version, wholly(), seen_at=NOON.replace(year=2020))
    assert is_blank(blueprint_of(version))


def test_only_designers_of_the_organisation_may(cast: Cast) -> None:
    version = blank(cast)
    for person in (cast.mallory, cast.lea):
        with pytest.raises(NotFound):
            write_first_draft(actor=person, version_uid=version.uid, first=wholly(), now=NOON)
    with pytest.raises(NotAllowed):
        write_first_draft(actor=cast.rene, version_uid=version.uid, first=wholly(), now=NOON)
