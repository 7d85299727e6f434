"""Quizzes and projects as learners meet them, with everything that can come too late, twice, or broken."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.cast import NOON, Cast, rewriting

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.jobs import close
from skillmark.journeys import earn as journeys
from skillmark.journeys import mark
from skillmark.journeys.earn import HandIn
from skillmark.journeys.enrol import enrol
from skillmark.lifecycle.assessing import rules
from skillmark.lifecycle.assessing.models import Answer, Attempt, Item, RubricRow, Submission
from skillmark.lifecycle.assessing.queries import standing
from skillmark.lifecycle.assessing.rules import Given
from skillmark.lifecycle.awarding.models import Award
from skillmark.lifecycle.issuing.models import Issuance
from skillmark.lifecycle.learning.models import Enrolment

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=30)


@pytest.fixture
def lea(cast: Cast) -> Enrolment:
    return enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)


def start(cast: Cast, lea: Enrolment, now: datetime = NOON, actor: Person | None = None) -> Attempt:
    return journeys.start_attempt(
        actor=actor or cast.lea, enrolment_uid=lea.uid, assessment_uid=cast.quiz.uid, now=now
    )


def answers(cast: Cast, choice: str = "b", number: str = "2,5") -> dict[str, rules.Value]:
    single, numeric = Item.objects.filter(assessment=cast.quiz).order_by("position")
    return {str(single.uid): [choice], str(numeric.uid): number}


def finish(
    cast: Cast, attempt: Attempt, given: dict[str, rules.Value] | None = None, now: datetime = NOON
) -> Attempt:
    return journeys.finish_attempt(actor=cast.lea, attempt_uid=attempt.uid, answers=given, now=now)


def timed(cast: Cast, minutes: int = 20) -> None:
    cast.quiz.time_limit_minutes = minutes
    with rewriting(cast.published):
        cast.quiz.save()


# --- quizzes ------------------------------------------------------------------------------------------------


def test_starting_twice_is_starting_once(cast: Cast, lea: Enrolment) -> None:
    assert start(cast, lea) == start(cast, lea, LATER)
    assert Attempt.objects.count() == 1


def test_every_answer_is_kept_as_it_is_given_and_may_be_changed_or_taken_back(
    cast: Cast, lea: Enrolment
) -> None:
    attempt = start(cast, lea)
    (single, choice), (numeric, number) = answers(cast).items()
    for given in ({single: ["a"]}, {numeric: number}, {single: choice}):
        journeys.save_answer(actor=cast.lea, attempt_uid=attempt.uid, answers=given, now=NOON)
    assert sorted(Answer.objects.values_list("value", flat=True), key=str) == ["2,5", ["b"]]
    journeys.save_answer(actor=cast.lea, attempt_uid=attempt.uid, answers={single: []}, now=NOON)
    assert Answer.objects.count() == 1


def test_nonsense_is_kept_told_and_worth_nothing(cast: Cast, lea: Enrolment) -> None:
    attempt = start(cast, lea)
    given = answers(cast, number="about two")
    (problem,) = journeys.save_answer(
        actor=cast.lea, attempt_uid=attempt.uid, answers=given, now=NOON
    ).values()
    assert "not a number" in problem
    assert finish(cast, attempt).score == 1


def test_the_score_is_counted_once_however_often_one_clicks(cast: Cast, lea: Enrolment) -> None:
    attempt = start(cast, lea)
    first = finish(cast, attempt, answers(cast))
    second = finish(cast, attempt, answers(cast, choice="a", number="0"), LATER)
    assert (first.score, first.max_score, first.passed) == (2, 2, True)
    assert (second.score, second.closed_at) == (2, NOON)
    assert RecordedFact.objects.filter(name="AttemptClosed").count() == 1


def test_answers_after_handing_in_are_refused(cast: Cast, lea: Enrolment) -> None:
    attempt = finish(cast, start(cast, lea), answers(cast, choice="a"))
    with pytest.raises(Refused) as refusal:
        journeys.save_answer(actor=cast.lea, attempt_uid=attempt.uid, answers=answers(cast), now=NOON)
    assert refusal.value.code == "attempt.closed"


def test_the_deadline_is_kept_here_with_a_moment_of_grace(cast: Cast, lea: Enrolment) -> None:
    timed(cast)
    attempt = start(cast, lea)
    deadline = NOON + timedelta(minutes=20)
    journeys.save_answer(
        actor=cast.lea, attempt_uid=attempt.uid, answers=answers(cast, choice="a"), now=deadline + rules.GRACE
    )
    late = deadline + rules.GRACE + timedelta(seconds=1)
    with pytest.raises(Refused) as refusal:
        journeys.save_answer(actor=cast.lea, attempt_uid=attempt.uid, answers=answers(cast), now=late)
    assert refusal.value.code == "attempt.time_up"
    closed = finish(cast, attempt, answers(cast), late)
    assert (closed.score, closed.passed) == (1, True)


def test_an_overdue_attempt_is_closed_by_the_clock_with_what_was_saved(cast: Cast, lea: Enrolment) -> None:
    timed(cast)
    attempt = start(cast, lea)
    journeys.save_answer(actor=cast.lea, attempt_uid=attempt.uid, answers=answers(cast), now=NOON)
    assert close.run(NOON + timedelta(minutes=20)) == 0
    assert close.run(NOON + timedelta(minutes=21)) == 1
    assert close.run(NOON + timedelta(minutes=22)) == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.passed) == ("closed", 2, True)


def test_starting_after_the_time_ran_out_leads_to_the_result_not_to_a_new_clock(
    cast: Cast, lea: Enrolment
) -> None:
    timed(cast)
    attempt = start(cast, lea)
    again = start(cast, lea, LATER)
    assert (again.pk, again.state, again.score) == (attempt.pk, "closed", 0)


def test_attempts_past_the_limit_are_refused_with_the_next_step(cast: Cast, lea: Enrolment) -> None:
    for _ in range(2):
        finish(cast, start(cast, lea), answers(cast, choice="a", number="9"))
    with pytest.raises(Refused) as refusal:
        start(cast, lea)
    assert refusal.value.code == "attempts.used_up"
    assert refusal.value.next_step


def test_what_is_passed_is_not_tried_again(cast: Cast, lea: Enrolment) -> None:
    finish(cast, start(cast, lea), answers(cast))
    with pytest.raises(Refused) as refusal:
        start(cast, lea)
    assert refusal.value.code == "assessment.passed"


def test_a_quiz_without_questions_and_a_place_on_the_waiting_list_start_nothing(
    cast: Cast, lea: Enrolment
) -> None:
    with rewriting(cast.published):
        Item.objects.all().delete()
    with pytest.raises(Refused) as refusal:
        start(cast, lea)
    assert refusal.value.code == "attempt.no_items"
    Enrolment.objects.update(state="waiting")
    with pytest.raises(Refused) as refusal:
        start(cast, lea)
    assert refusal.value.code == "enrolment.waiting"


def test_answers_to_questions_of_another_quiz_are_refused(cast: Cast, lea: Enrolment) -> None:
    attempt = start(cast, lea)
    for given in ({str(uuid4()): ["a"]}, {"no uid": "x"}, {next(iter(answers(cast))): ["z"]}):
        with pytest.raises(Refused):
            journeys.save_answer(actor=cast.lea, attempt_uid=attempt.uid, answers=given, now=NOON)  # type: ignore[arg-type]
    assert not Answer.objects.exists()


def test_nobody_answers_for_another(cast: Cast, lea: Enrolment) -> None:
    attempt = start(cast, lea)
    for stranger in (cast.noor, cast.asa, cast.mallory):
        with pytest.raises(NotFound):
            journeys.save_answer(actor=stranger, attempt_uid=attempt.uid, answers=answers(cast), now=NOON)
        with pytest.raises(NotFound):
            journeys.finish_attempt(actor=stranger, attempt_uid=attempt.uid, now=NOON)
        with pytest.raises(NotFound):
            start(cast, lea, actor=stranger)
    with pytest.raises(NotFound):
        journeys.start_attempt(
            actor=cast.lea, enrolment_uid=lea.uid, assessment_uid=cast.project.uid, now=NOON
        )


# --- projects -----------------------------------------------------------------------------------------------


def project(cast: Cast, lea: Enrolment, **content: object) -> dict[str, object]:
    return {
        "actor": cast.lea, "enrolment_uid": lea.uid, "assessment_uid": cast.project.uid,
        "content": HandIn(**content), "now": NOON,  # type: ignore[arg-type]
    }  # fmt: skip


def test_a_draft_is_kept_and_handed_in_once(cast: Cast, lea: Enrolment) -> None:
    draft = journeys.save_submission(**project(cast, lea, text="My chart", file=("chart.pdf", b"%PDF-1.7")))
    assert (draft.state, draft.number) == ("draft", 1)
    handed = journeys.submit_project(**project(cast, lea, text="My better chart"))
    again = journeys.submit_project(**project(cast, lea, text="Another click"))
    assert handed.pk == again.pk == draft.pk
    again.refresh_from_db()
    assert (again.state, again.text) == ("submitted", "My better chart")
    assert again.file is not None
    assert (again.file.name, again.file.media_type) == ("chart.pdf", "application/pdf")
    assert RecordedFact.objects.filter(name="ProjectHandedIn").count() == 1


def test_nothing_is_not_handed_in(cast: Cast, lea: Enrolment) -> None:
    with pytest.raises(Refused) as refusal:
        journeys.submit_project(**project(cast, lea, text="   "))
    assert refusal.value.code == "submission.empty"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (("virus.exe", b"MZ"), "file.type"),
        (("a.pdf", b""), "file.empty"),
        (("a.pdf", b"x" * 101), "file.too_large"),
    ],
)
def test_a_bad_file_is_refused_and_the_draft_is_as_it_was(
    cast: Cast, lea: Enrolment, file: tuple[str, bytes], code: str
) -> None:
    journeys.save_submission(**project(cast, lea, text="Kept"))
    with pytest.raises(Refused) as refusal:
        journeys.save_submission(**project(cast, lea, text="New", file=file), largest_file=100)
    assert refusal.value.code == code
    assert Submission.objects.get().text == "Kept"


def test_two_tabs_do_not_save_over_each_other(cast: Cast, lea: Enrolment) -> None:
    draft = journeys.save_submission(**project(cast, lea, text="First"))
    seen = draft.edited_at
    journeys.save_submission(**{**project(cast, lea, text="Second", seen=seen), "now": LATER})
    with pytest.raises(Refused) as refusal:
        journeys.save_submission(**{**project(cast, lea, text="Stale", seen=seen), "now": LATER})
    assert refusal.value.code == "submission.changed"
    assert Submission.objects.get().text == "Second"


def test_withdrawing_works_until_an_assessor_has_taken_it(cast: Cast, lea: Enrolment) -> None:
    handed = journeys.submit_project(**project(cast, lea, text="Early"))
    back = journeys.withdraw_submission(actor=cast.lea, submission_uid=handed.uid, now=NOON)
    assert back.state == "draft"
    handed = journeys.submit_project(**project(cast, lea, text="Better"))
    mark.take_submission(actor=cast.asa, submission_uid=handed.uid, now=NOON)
    with pytest.raises(Refused) as refusal:
        journeys.withdraw_submission(actor=cast.lea, submission_uid=handed.uid, now=NOON)
    assert refusal.value.code == "submission.being_marked"
    with pytest.raises(Refused) as refusal:
        journeys.save_submission(**project(cast, lea, text="Too late"))
    assert refusal.value.code == "submission.handed_in"


def test_handing_in_again_starts_from_the_last_work_until_no_attempt_is_left(
    cast: Cast, lea: Enrolment
) -> None:
    for number in (1, 2):
        handed = journeys.submit_project(
            actor=cast.lea, enrolment_uid=lea.uid, assessment_uid=cast.project.uid, now=NOON,
            content=HandIn(text="Work", file=("w.txt", b"w")) if number == 1 else None,
        )  # fmt: skip
        assert (handed.number, handed.text, handed.file is not None) == (number, "Work", True)
        mark_all(cast, handed, "Not yet")
    with pytest.raises(Refused) as refusal:
        journeys.save_submission(**project(cast, lea, text="Third"))
    assert refusal.value.code == "attempts.used_up"


def mark_all(cast: Cast, submission: Submission, label: str) -> Submission:
    mark.take_submission(actor=cast.asa, submission_uid=submission.uid, now=NOON)
    given = [
        Given(outcome=str(row.outcome.uid), level=str(row.levels.get(label=label).uid), comment="Because.")
        for row in RubricRow.objects.filter(assessment=cast.project).order_by("position")
    ]
    return mark.finish_marking(
        actor=cast.asa, submission_uid=submission.uid, given=given, feedback="", now=LATER
    )


# --- the award ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", ["quiz", "project"])
def test_the_last_result_grants_the_award_once_and_queues_one_credential(
    cast: Cast, lea: Enrolment, last: str
) -> None:
    def pass_quiz() -> None:
        finish(cast, start(cast, lea), answers(cast), LATER)

    def pass_project() -> None:
        mark_all(cast, journeys.submit_project(**project(cast, lea, text="Done")), "Strong")

    steps = [pass_project, pass_quiz] if last == "quiz" else [pass_quiz, pass_project]
    steps[0]()
    assert not Award.objects.exists()
    steps[1]()
    lea.refresh_from_db()
    award = Award.objects.get()
    assert (award.state, award.person, award.enrolment) == ("granted", cast.lea, lea)
    assert (lea.state, lea.completed_at) == ("completed", LATER)
    assert Issuance.objects.get().award == award


def test_the_standing_has_a_result_for_each_way_an_outcome_was_shown(cast: Cast, lea: Enrolment) -> None:
    assert not standing(lea).everything_passed
    finish(cast, start(cast, lea), answers(cast, choice="b", number="7"))
    mark_all(cast, journeys.submit_project(**project(cast, lea, text="Done")), "Met")
    found = standing(lea)
    assert found.everything_passed
    assert [(each.title, each.passed, each.best_percent, each.attempts_used) for each in found.assessments] == [
        ("Quiz", True, 50, 1), ("Project", True, 50, 1),
    ]  # fmt: skip
    shown = [(each.statement, each.shown_by, each.type, each.value, each.met) for each in found.outcomes]
    assert shown == [
        ("Prepares messy data for analysis", "Quiz", "percent", 50, True),
        ("Prepares messy data for analysis", "Project", "level", "Met", True),
        ("Draws honest charts", "Project", "level", "Met", True),
    ]
    assert found.outcomes[1].levels == ("Not yet", "Met", "Strong")


def test_the_best_passed_attempt_counts(cast: Cast, lea: Enrolment) -> None:
    with rewriting(cast.published) as version:
        version.pass_mark = 100
        version.save()
    finish(cast, start(cast, lea), answers(cast, number="7"))
    finish(cast, start(cast, lea), answers(cast))
    (result,) = standing(lea).outcomes
    assert (result.value, result.met) == (100, True)
