"""Marking: one assessor at a time, nothing typed is lost, nobody marks their own work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOON, Cast, member

from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.orgs.models import Role
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.journeys import mark as journeys
from skillmark.journeys.earn import HandIn, save_submission, submit_project
from skillmark.journeys.enrol import enrol
from skillmark.lifecycle.assessing.models import Mark, RubricRow, Submission
from skillmark.lifecycle.assessing.queries import queue_for
from skillmark.lifecycle.assessing.rules import Given

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=30)


def handed_in(cast: Cast, who: Person) -> Submission:
    enrolment = enrol(actor=who, offering_uid=cast.offering.uid, now=NOON)
    return submit_project(
        actor=who,
        enrolment_uid=enrolment.uid,
        assessment_uid=cast.project.uid,
        content=HandIn(text="Work"),
        now=NOON,
    )


@pytest.fixture
def work(cast: Cast) -> Submission:
    return handed_in(cast, cast.lea)


def given(cast: Cast, *labels: str, comment: str = "") -> list[Given]:
    rows = RubricRow.objects.filter(assessment=cast.project).order_by("position")
    return [
        Given(
            outcome=str(row.outcome.uid),
            level=str(row.levels.get(label=label).uid) if label else "",
            comment=comment,
        )
        for row, label in zip(rows, labels, strict=True)
    ]


def take(who: Person, work: Submission, *, take_over: bool = False) -> Submission:
    return journeys.take_submission(actor=who, submission_uid=work.uid, take_over=take_over, now=NOON)


def finish(
    cast: Cast, who: Person, work: Submission, *labels: str, feedback: str = "See above."
) -> Submission:
    return journeys.finish_marking(
        actor=who, submission_uid=work.uid, given=given(cast, *labels), feedback=feedback, now=LATER
    )


def test_the_second_assessor_learns_who_was_first(cast: Cast, work: Submission) -> None:
    assert take(cast.asa, work).assessor == cast.asa
    assert take(cast.asa, work).assessor == cast.asa
    with pytest.raises(Refused, match="Asa Example is marking this project since 12:00 UTC"):
        take(cast.ines, work)


def test_a_project_given_back_is_free_again_with_its_notes(cast: Cast, work: Submission) -> None:
    take(cast.asa, work)
    journeys.save_marks(
        actor=cast.asa, submission_uid=work.uid, given=given(cast, "Met", "", comment="Good"), feedback="Soon"
    )
    journeys.give_back_submission(actor=cast.asa, submission_uid=work.uid, now=LATER)
    journeys.give_back_submission(actor=cast.asa, submission_uid=work.uid, now=LATER)
    assert take(cast.ines, work).assessor == cast.ines
    assert [(m.level.label if m.level else None, m.comment) for m in Mark.objects.order_by("row__position")] == [
        ("Met", "Good"), (None, "Good"),
    ]  # fmt: skip


def test_a_stale_page_saves_nothing_after_a_colleague_took_over(cast: Cast, work: Submission) -> None:
    take(cast.asa, work)
    take(cast.ines, work, take_over=True)
    for journey in (journeys.save_marks, journeys.finish_marking):
        more = {"now": LATER} if journey is journeys.finish_marking else {}
        with pytest.raises(Refused, match="Ines Example is marking"):
            journey(
                actor=cast.asa, submission_uid=work.uid, given=given(cast, "Met", "Met"), feedback="x", **more
            )  # type: ignore[operator]
    assert not Mark.objects.exists()


def test_passed_only_when_every_row_is_met(cast: Cast, work: Submission) -> None:
    take(cast.asa, work)
    marked = finish(cast, cast.asa, work, "Strong", "Not yet")
    assert (marked.passed, marked.score, marked.max_score, marked.marked_at) == (False, 2, 4, LATER)
    again = handed_in_again(cast)
    take(cast.asa, again)
    assert finish(cast, cast.asa, again, "Met", "Met").passed


def handed_in_again(cast: Cast) -> Submission:
    return handed_in(cast, cast.lea)


def test_a_row_without_a_level_stops_finishing_and_what_was_typed_can_be_saved(
    cast: Cast, work: Submission
) -> None:
    take(cast.asa, work)
    with pytest.raises(Refused, match="“Draws honest charts”"):
        finish(cast, cast.asa, work, "Met", "")
    work.refresh_from_db()
    assert work.state == "marking"


def test_not_passing_needs_a_word_of_why(cast: Cast, work: Submission) -> None:
    take(cast.asa, work)
    with pytest.raises(Refused) as refusal:
        finish(cast, cast.asa, work, "Not yet", "Met", feedback="  ")
    assert refusal.value.code == "marking.no_feedback"


def test_finishing_twice_is_finishing_once_and_the_first_word_stands(cast: Cast, work: Submission) -> None:
    take(cast.asa, work)
    finish(cast, cast.asa, work, "Met", "Met")
    again = finish(cast, cast.asa, work, "Not yet", "Not yet")
    assert (again.passed, again.score) == (True, 2)
    with pytest.raises(Refused, match="has been marked by Asa"):
        take(cast.ines, work)


def test_nobody_marks_their_own_work(cast: Cast) -> None:
    own = handed_in(cast, cast.asa)
    for journey in (journeys.take_submission, journeys.give_back_submission):
        with pytest.raises(Refused) as refusal:
            journey(actor=cast.asa, submission_uid=own.uid, now=NOON)
        assert refusal.value.code == "marking.own_work"
    assert own not in queue_for(cast.asa).waiting
    assert own in queue_for(cast.ines).waiting


def test_levels_and_rows_of_another_rubric_are_refused(cast: Cast, work: Submission) -> None:
    take(cast.asa, work)
    (first, second) = given(cast, "Met", "Met")
    for wrong in (Given(outcome="nothing"), Given(outcome=first.outcome, level=second.level)):
        with pytest.raises(Refused):
            journeys.save_marks(actor=cast.asa, submission_uid=work.uid, given=[wrong], feedback="")
    assert not Mark.objects.exists()


def test_outsiders_and_drafts_are_not_found(cast: Cast, work: Submission) -> None:
    for stranger in (cast.mallory, cast.noor, cast.lea, cast.dana, cast.rob):
        with pytest.raises(NotFound):
            take(stranger, work)
    enrolment = enrol(actor=cast.noor, offering_uid=cast.offering.uid, now=NOON)
    draft = save_submission(
        actor=cast.noor,
        enrolment_uid=enrolment.uid,
        assessment_uid=cast.project.uid,
        content=HandIn(text="x"),
        now=NOON,
    )
    with pytest.raises(NotFound):
        take(cast.asa, draft)


def test_the_queue_holds_only_the_organisations_where_one_marks(cast: Cast, work: Submission) -> None:
    assert queue_for(cast.mallory).waiting == []
    with pytest.raises(NotFound):
        queue_for(cast.rob)
    member(cast.rob, cast.northfield, Role.ASSESSOR)
    assert queue_for(cast.rob).waiting == [work]
    take(cast.asa, work)
    seen = queue_for(cast.rob)
    assert (seen.waiting, seen.others) == ([], [work])
    assert queue_for(cast.asa).mine == [work]
