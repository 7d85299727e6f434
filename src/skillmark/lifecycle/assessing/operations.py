"""Writes quizzes and projects, what is answered and handed in, and how it was marked; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.assessing import facts, rules
from skillmark.lifecycle.assessing.models import (
    Answer,
    Assessment,
    AssessmentKind,
    Attempt,
    Item,
    ItemKind,
    Mark,
    RubricLevel,
    RubricRow,
    Submission,
)
from skillmark.lifecycle.assessing.rules import Given
from skillmark.lifecycle.designing.models import Outcome, Version, VersionState
from skillmark.lifecycle.learning.models import Enrolment

OPEN_SUBMISSION = (Submission.State.DRAFT, Submission.State.SUBMITTED, Submission.State.MARKING)

# --- what is asked ------------------------------------------------------------------------------------------


def save_assessment(
    *,
    version: Version,
    uid: UUID | None = None,
    position: int,
    kind: str,
    title: str,
    instructions: str = "",
    pass_mark: int | None = None,
    max_attempts: int = 3,
    time_limit_minutes: int | None = None,
) -> Assessment:
    """Adds a quiz or project to a draft, or changes the one named by `uid`; its kind stays what it was."""
    _refuse_unless_draft(version)
    if kind not in AssessmentKind.values:
        raise Refused("assessment.kind", "An assessment is a quiz or a project.", "Choose one of the two.")
    assessment = (
        Assessment.objects.get(uid=uid, version=version) if uid else Assessment(version=version, kind=kind)
    )
    assessment.position, assessment.title, assessment.instructions = position, title, instructions
    assessment.pass_mark, assessment.max_attempts = pass_mark, max_attempts
    # A clock runs for quizzes only: a project is handed in when it is ready.
    assessment.time_limit_minutes = time_limit_minutes if assessment.kind == AssessmentKind.QUIZ else None
    assessment.save()
    return assessment


def save_item(
    *,
    assessment: Assessment,
    uid: UUID | None = None,
    outcome: Outcome | None,
    position: int,
    kind: str,
    prompt: str,
    choices: list[dict[str, str]],
    key: Any,
    points: int = 1,
    feedback: str = "",
) -> Item:
    """Adds an item to a quiz of a draft, or changes the one named by `uid`. Raises Refused for a key that cannot be."""
    _refuse_unless_draft(assessment.version)
    if problem := rules.item_problem(kind=kind, choices=choices, key=key, points=points):
        raise Refused("item.incomplete", problem, "Complete the question, then save again.")
    _refuse_foreign_outcome(outcome, assessment)
    item = Item.objects.get(uid=uid, assessment=assessment) if uid else Item(assessment=assessment)
    item.outcome, item.position, item.kind, item.prompt = outcome, position, kind, prompt
    item.choices = choices if kind in {ItemKind.SINGLE, ItemKind.MULTIPLE} else []
    item.key = _numeric_key(key) if kind == ItemKind.NUMERIC else key
    item.points, item.feedback = points, feedback
    item.save()
    return item


def save_rubric_row(
    *, assessment: Assessment, outcome: Outcome, position: int, levels: list[dict[str, Any]]
) -> RubricRow:
    """Sets the row of one outcome: `levels`, lowest first, each label, descriptor, points, met."""
    _refuse_unless_draft(assessment.version)
    _refuse_foreign_outcome(outcome, assessment)
    if problem := rules.rubric_problem(levels):
        raise Refused("rubric.incomplete", problem, "Complete the row, then save again.")
    row, _ = RubricRow.objects.update_or_create(
        assessment=assessment, outcome=outcome, defaults={"position": position}
    )
    row.levels.all().delete()
    RubricLevel.objects.bulk_create(
        RubricLevel(
            row=row,
            position=place,
            label=str(level["label"]).strip(),
            descriptor=str(level.get("descriptor") or ""),
            points=int(level.get("points") or 0),
            met=bool(level.get("met")),
        )
        for place, level in enumerate(levels, start=1)
    )
    return row


def delete_assessment(*, assessment: Assessment) -> None:
    _refuse_unless_draft(assessment.version)
    assessment.delete()


def delete_item(*, item: Item) -> None:
    _refuse_unless_draft(item.assessment.version)
    item.delete()


def delete_rubric_row(*, row: RubricRow) -> None:
    _refuse_unless_draft(row.assessment.version)
    row.delete()


def copy_assessments(*, source: Version, target: Version, outcomes: dict[Outcome, Outcome]) -> None:
    """Copies every quiz and project to the next version, each item and row with the outcome's new edition."""
    by_pk = {old.pk: new for old, new in outcomes.items()}
    for assessment in source.assessments.order_by("position", "pk"):
        copied = Assessment.objects.create(
            version=target,
            position=assessment.position,
            kind=assessment.kind,
            title=assessment.title,
            instructions=assessment.instructions,
            pass_mark=assessment.pass_mark,
            max_attempts=assessment.max_attempts,
            time_limit_minutes=assessment.time_limit_minutes,
        )
        Item.objects.bulk_create(
            _item_copy(item, assessment=copied, outcome=by_pk.get(item.outcome_id or 0))
            for item in assessment.items.order_by("position", "pk")
        )
        for row in assessment.rubric_rows.order_by("position", "pk"):
            if outcome := by_pk.get(row.outcome_id):
                _copy_row(row, assessment=copied, outcome=outcome)


def _item_copy(item: Item, *, assessment: Assessment, outcome: Outcome | None) -> Item:
    return Item(
        assessment=assessment,
        outcome=outcome,
        position=item.position,
        kind=item.kind,
        prompt=item.prompt,
        choices=item.choices,
        key=item.key,
        points=item.points,
        feedback=item.feedback,
    )


def _copy_row(row: RubricRow, *, assessment: Assessment, outcome: Outcome) -> None:
    copied = RubricRow.objects.create(assessment=assessment, outcome=outcome, position=row.position)
    RubricLevel.objects.bulk_create(
        RubricLevel(
            row=copied,
            position=level.position,
            label=level.label,
            descriptor=level.descriptor,
            points=level.points,
            met=level.met,
        )
        for level in row.levels.order_by("position", "pk")
    )


def _numeric_key(key: Mapping[str, Any]) -> dict[str, float]:
    value = rules.read_number(str(key["value"]))
    tolerance = rules.read_number(str(key.get("tolerance") or "0"))
    return {"value": float(value or 0), "tolerance": float(tolerance or 0)}


def _refuse_unless_draft(version: Version) -> None:
    if version.state != VersionState.DRAFT:
        raise Refused(
            "version.not_draft",
            f"“{version.title}” is {version.get_state_display().lower()} and cannot be changed now.",
            "Take it back from review, or start the next version.",
        )


def _refuse_foreign_outcome(outcome: Outcome | None, assessment: Assessment) -> None:
    if outcome is not None and outcome.version_id != assessment.version_id:
        raise Refused(
            "outcome.foreign",
            "This outcome belongs to another version.",
            "Choose one of this version's outcomes.",
        )


# --- quizzes ------------------------------------------------------------------------------------------------


def lock_attempt(*, attempt: Attempt) -> Attempt:
    """Makes two tabs, a click and the clock wait in line for one attempt."""
    locked = Attempt.objects.select_for_update(of=("self",)).select_related(
        "assessment__version", "enrolment"
    )
    return locked.get(pk=attempt.pk)


def open_attempt(*, enrolment: Enrolment, assessment: Assessment, now: datetime) -> Attempt:
    """The open attempt, or the next one if `rules.refuse_attempt` allows it. Call with the enrolment locked."""
    mine = Attempt.objects.filter(enrolment=enrolment, assessment=assessment)
    if current := mine.filter(state=Attempt.State.OPEN).first():
        return current
    rules.refuse_attempt(
        state=enrolment.state,
        passed=mine.filter(passed=True).exists(),
        used=(used := mine.count()),
        allowed=assessment.max_attempts + enrolment.extra_attempts,
        timed=assessment.time_limit_minutes is not None,
        items=assessment.items.count(),
    )
    limit = rules.limit_with(
        limit_minutes=assessment.time_limit_minutes, extra_percent=enrolment.extra_time_percent
    )
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        assessment=assessment,
        number=used + 1,
        started_at=now,
        deadline_at=rules.deadline_of(started_at=now, limit_minutes=limit),
    )
    happened = facts.AttemptStarted(attempt=attempt.uid, assessment=assessment.uid, number=attempt.number)
    _record(happened, enrolment, subject=attempt.uid, now=now, actor=enrolment.person)
    return attempt


def keep_answers(*, attempt: Attempt, values: Mapping[str, rules.Value], now: datetime) -> dict[str, str]:
    """Keeps answers by item uid and returns, by item uid, what is wrong with those that cannot count as they stand.

    An empty answer takes back what was kept before. Call with the attempt locked and open.
    """
    items = {str(item.uid): item for item in Item.objects.filter(assessment=attempt.assessment)}
    if unknown := values.keys() - items.keys():
        raise Refused(
            "answer.unknown_item",
            f"{len(unknown)} of the answers belong to no question of this quiz.",
            "Load the page again; what you answered before is kept.",
        )
    problems = {}
    for uid, value in values.items():
        item = items[uid]
        cleaned = rules.clean_answer(item.kind, item.choices, value)
        _keep_answer(attempt, item, cleaned, now)
        if problem := rules.answer_problem(item.kind, cleaned):
            problems[uid] = problem
    return problems


def _keep_answer(attempt: Attempt, item: Item, value: rules.Value, now: datetime) -> None:
    if not value:
        Answer.objects.filter(attempt=attempt, item=item).delete()
        return
    Answer.objects.update_or_create(
        attempt=attempt, item=item, defaults={"value": value, "saved_at": now, "points": None}
    )


def close_attempt(*, attempt: Attempt, now: datetime, actor: Person | None) -> Attempt:
    """Scores what was kept and closes the attempt. Call with the attempt locked and open."""
    items = list(Item.objects.filter(assessment=attempt.assessment).select_related("outcome"))
    answers = {answer.item_id: answer for answer in Answer.objects.filter(attempt=attempt)}
    score = rules.score_answers(
        [asked(item) for item in items],
        {str(item.uid): answers[item.pk].value for item in items if item.pk in answers},
    )
    points = {scored.uid: scored.points for scored in score.items}
    for item in items:
        if item.pk in answers:
            answers[item.pk].points = points[str(item.uid)]
    Answer.objects.bulk_update(answers.values(), ["points"])
    attempt.state, attempt.closed_at = Attempt.State.CLOSED, now
    attempt.score, attempt.max_score = score.points, score.max_points
    attempt.passed = score.reaches(pass_mark_of(attempt.assessment))
    attempt.save(update_fields=["state", "closed_at", "score", "max_score", "passed"])
    happened = facts.AttemptClosed(
        attempt=attempt.uid,
        assessment=attempt.assessment.uid,
        percent=int(score.percent),
        passed=attempt.passed,
    )
    _record(happened, attempt.enrolment, subject=attempt.uid, now=now, actor=actor)
    return attempt


def asked(item: Item) -> rules.AskedItem:
    """An item as the scoring rule takes it."""
    return rules.AskedItem(
        uid=str(item.uid),
        kind=item.kind,
        key=item.key,
        points=item.points,
        outcome=str(item.outcome.uid) if item.outcome else None,
    )


def pass_mark_of(assessment: Assessment) -> int:
    """The assessment's own pass mark in percent, or the version's where it has none."""
    return assessment.version.pass_mark if assessment.pass_mark is None else assessment.pass_mark


# --- projects, by the learner -------------------------------------------------------------------------------


def open_submission(*, enrolment: Enrolment, assessment: Assessment, now: datetime) -> Submission:
    """The hand-in that is under way, or the next one where there may be one. Call with the enrolment locked.

    The next one starts from what was handed in last, so that a learner mends rather than begins again.
    """
    mine = Submission.objects.filter(enrolment=enrolment, assessment=assessment)
    if current := mine.filter(state__in=OPEN_SUBMISSION).select_related("assessor", "file").first():
        return current
    rules.refuse_work(state=enrolment.state, passed=mine.filter(passed=True).exists())
    last = mine.order_by("-number").first()
    if last is not None and last.number >= (most := assessment.max_attempts + enrolment.extra_attempts):
        raise rules.used_up(most)
    return Submission.objects.create(
        enrolment=enrolment,
        assessment=assessment,
        number=last.number + 1 if last else 1,
        created_at=now,
        edited_at=now,
        text=last.text if last else "",
        link=last.link if last else "",
        file=last.file if last else None,
    )


def write_submission(
    *, submission: Submission, text: str, link: str, file: StoredFile | None, drop_file: bool, now: datetime
) -> Submission:
    """Changes a draft. Raises Refused once it has been handed in. A new file takes the place of the old one."""
    if submission.state != Submission.State.DRAFT:
        raise Refused(
            "submission.handed_in",
            "This project has been handed in, so it cannot be changed.",
            "Withdraw it first if you want to change it; that is possible until an assessor takes it.",
        )
    if len(text) > rules.LONGEST_PROJECT_TEXT:
        raise Refused(
            "submission.too_long",
            f"The text has {len(text):,} characters; {rules.LONGEST_PROJECT_TEXT:,} is the most.",
            "Put the long part into a file.",
        )
    submission.text, submission.link = text.replace("\x00", ""), link
    submission.file = file or (None if drop_file else submission.file)
    submission.edited_at = now
    submission.save(update_fields=["text", "link", "file", "edited_at"])
    return submission


def hand_in(*, submission: Submission, now: datetime) -> Submission:
    """Puts the draft into the assessors' queue; once it is there, does nothing. Call with the enrolment locked."""
    if submission.state != Submission.State.DRAFT:
        return submission
    rules.refuse_empty_project(
        text=submission.text, link=submission.link, has_file=submission.file_id is not None
    )
    submission.state, submission.submitted_at = Submission.State.SUBMITTED, now
    submission.save(update_fields=["state", "submitted_at"])
    happened = facts.ProjectHandedIn(
        submission=submission.uid, assessment=submission.assessment.uid, number=submission.number
    )
    person = submission.enrolment.person
    _record(happened, submission.enrolment, subject=submission.uid, now=now, actor=person)
    return submission


def take_back(*, submission: Submission, now: datetime) -> Submission:
    """Makes what was handed in a draft again, unless an assessor has taken it: whoever comes first has it."""
    waiting = Submission.objects.filter(pk=submission.pk, state=Submission.State.SUBMITTED)
    changed = waiting.update(state=Submission.State.DRAFT, submitted_at=None)
    submission.refresh_from_db(fields=["state", "submitted_at", "assessor"])
    if not changed and submission.state != Submission.State.DRAFT:
        raise Refused(
            "submission.being_marked",
            "An assessor has taken this project, so it cannot be withdrawn.",
            "Wait for the result; if you have attempts left you can hand in again.",
        )
    if changed:
        happened = facts.ProjectWithdrawn(submission=submission.uid)
        person = submission.enrolment.person
        _record(happened, submission.enrolment, subject=submission.uid, now=now, actor=person)
    return submission


# --- projects, by the assessor ------------------------------------------------------------------------------


def take_to_mark(
    *, submission: Submission, assessor: Person, instead_of: Person | None, now: datetime
) -> Submission:
    """Gives the submission to `assessor` by compare-and-set. Raises Refused naming who has it already.

    `instead_of` takes it over from that colleague, with what they have marked so far.
    """
    free = Submission.objects.filter(pk=submission.pk, state=Submission.State.SUBMITTED)
    if instead_of is not None:
        free = Submission.objects.filter(
            pk=submission.pk, state=Submission.State.MARKING, assessor=instead_of
        )
    changed = free.update(state=Submission.State.MARKING, assessor=assessor, taken_at=now)
    submission.refresh_from_db(fields=["state", "assessor", "taken_at"])
    if not changed:
        _refuse_unless_held(submission, assessor=assessor)
        return submission
    happened = facts.SubmissionTaken(submission=submission.uid)
    _record(happened, submission.enrolment, subject=submission.uid, now=now, actor=assessor)
    return submission


def give_back(*, submission: Submission, assessor: Person, now: datetime) -> Submission:
    """Puts the submission back into the queue; what was noted so far is kept for whoever takes it next."""
    held = Submission.objects.filter(pk=submission.pk, state=Submission.State.MARKING, assessor=assessor)
    changed = held.update(state=Submission.State.SUBMITTED, assessor=None, taken_at=None)
    submission.refresh_from_db(fields=["state", "assessor", "taken_at"])
    if changed:
        happened = facts.SubmissionGivenBack(submission=submission.uid)
        _record(happened, submission.enrolment, subject=submission.uid, now=now, actor=assessor)
    elif submission.state != Submission.State.SUBMITTED:
        _refuse_unless_held(submission, assessor=assessor)
    return submission


def is_marked_by(*, submission: Submission, assessor: Person) -> bool:
    """Whether this assessor has finished marking it, as the database has it now."""
    submission.refresh_from_db(fields=["state", "assessor", "passed", "marked_at"])
    return submission.state == Submission.State.MARKED and submission.assessor == assessor


def lock_held(*, submission: Submission, assessor: Person) -> Submission:
    """The submission, locked, if `assessor` still has it; else Refused, saying who has."""
    locked = (
        Submission.objects.select_for_update(of=("self",))
        .select_related(
            "enrolment__person", "enrolment__offering", "assessment__version__micro_credential__org"
        )
        .get(pk=submission.pk)
    )
    _refuse_unless_held(locked, assessor=assessor)
    return locked


def keep_marks(*, submission: Submission, given: list[Given], feedback: str) -> None:
    """Keeps what the assessor chose and wrote so far. Call with the submission held and locked."""
    rows = {str(row.outcome.uid): row for row in _rows(submission)}
    for each in given:
        if (row := rows.get(each.outcome)) is None:
            raise Refused(
                "marking.unknown_row",
                "This rubric has no such row.",
                "Load the page again and go on from there.",
            )
        level = next((level for level in row.levels.all() if str(level.uid) == each.level), None)
        if each.level and level is None:
            raise Refused(
                "marking.unknown_level",
                "This row has no such level.",
                "Load the page again and go on from there.",
            )
        Mark.objects.update_or_create(
            submission=submission,
            row=row,
            defaults={"level": level, "comment": each.comment.replace("\x00", "")},
        )
    submission.feedback = feedback.replace("\x00", "")
    submission.save(update_fields=["feedback"])


def close_marking(*, submission: Submission, now: datetime) -> Submission:
    """Decides by the marks that are kept (see `rules.decide_marking`). Call with the submission held and locked."""
    marks = {mark.row_id: mark for mark in submission.marks.select_related("level")}
    rows = _rows(submission)
    decision = rules.decide_marking([_row_mark(row, marks.get(row.pk)) for row in rows])
    noted = submission.feedback.strip() or any(mark.comment.strip() for mark in marks.values())
    if not decision.passed and not noted:
        raise Refused(
            "marking.no_feedback",
            "This project is not passed yet, and nothing tells the learner why.",
            "Write what is missing, for a row or overall; then finish.",
        )
    submission.state, submission.marked_at, submission.passed = Submission.State.MARKED, now, decision.passed
    submission.score, submission.max_score = decision.points, decision.max_points
    submission.save(update_fields=["state", "marked_at", "passed", "score", "max_score"])
    happened = facts.ProjectMarked(
        submission=submission.uid, assessment=submission.assessment.uid, passed=decision.passed
    )
    actor = submission.assessor
    _record(happened, submission.enrolment, subject=submission.uid, now=now, actor=actor)
    return submission


def _rows(submission: Submission) -> list[RubricRow]:
    rows = RubricRow.objects.filter(assessment=submission.assessment).select_related("outcome")
    return list(rows.prefetch_related("levels").order_by("position", "pk"))


def _row_mark(row: RubricRow, mark: Mark | None) -> rules.RowMark:
    level = mark.level if mark else None
    return rules.RowMark(
        statement=row.outcome.statement,
        met=level.met if level else None,
        points=level.points if level else 0,
        max_points=max((each.points for each in row.levels.all()), default=0),
    )


def _refuse_unless_held(submission: Submission, *, assessor: Person) -> None:
    state, holder = submission.state, submission.assessor
    if state == Submission.State.MARKING and holder == assessor:
        return
    if state == Submission.State.MARKING and holder is not None:
        since = f" since {submission.taken_at:%H:%M} UTC" if submission.taken_at else ""
        raise Refused(
            "submission.taken",
            f"{holder.name} is marking this project{since}.",
            "Take another one from the queue, or talk to them.",
        )
    if state == Submission.State.MARKED:
        by = f" by {holder.name}" if holder is not None and holder != assessor else ""
        raise Refused(
            "submission.marked", f"This project has been marked{by}.", "Take another one from the queue."
        )
    if state == Submission.State.SUBMITTED:
        raise Refused(
            "submission.not_taken", "This project is back in the queue.", "Take it again, then mark it."
        )
    raise Refused(
        "submission.withdrawn", "The learner has withdrawn this project.", "Take another one from the queue."
    )


def _record(fact: Fact, enrolment: Enrolment, *, subject: UUID, now: datetime, actor: Person | None) -> None:
    record(
        fact,
        now=now,
        actor_uid=actor.uid if actor else None,
        org_uid=enrolment.version.micro_credential.org.uid,
        subject_uid=subject,
    )
