"""Reads assessments, attempts and submissions, and where a learner stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from skillmark.foundation.orgs.access import Actor, NotFound, allowed, org_ids_where, orgs_where
from skillmark.foundation.orgs.models import Organisation
from skillmark.lifecycle.assessing import rules
from skillmark.lifecycle.assessing.models import (
    Answer,
    Assessment,
    AssessmentKind,
    Attempt,
    Item,
    Mark,
    RubricRow,
    Submission,
)
from skillmark.lifecycle.assessing.rules import AssessmentStanding, OutcomeResult, Standing
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.learning.queries import access_enrolment
from skillmark.lifecycle.offering.models import Offering

# --- what versions ask ---------------------------------------------------------------------------------------


def assessments_by_version(versions: Sequence[Version]) -> dict[int, list[Assessment]]:
    """By the version's primary key: its assessments in order, without what is in them."""
    found: dict[int, list[Assessment]] = {}
    for assessment in Assessment.objects.filter(version__in=versions).order_by("position", "id"):
        found.setdefault(assessment.version_id, []).append(assessment)
    return found


# --- what an actor may reach --------------------------------------------------------------------------------


def access_assessment(
    actor: Actor, enrolment_uid: UUID | str, assessment_uid: UUID | str, *, kind: str
) -> tuple[Enrolment, Assessment]:
    """An assessment of the course the actor is in. Raises NotFound."""
    enrolment = access_enrolment(actor, enrolment_uid)
    found = Assessment.objects.filter(uid=assessment_uid, version_id=enrolment.version_id, kind=kind).first()
    if found is None:
        raise NotFound("no such assessment")
    found.version = enrolment.version
    return enrolment, found


def access_attempt(actor: Actor, uid: UUID | str) -> Attempt:
    """The actor's own attempt. Raises NotFound."""
    mine = Attempt.objects.select_related(
        "assessment__version", "enrolment__person", "enrolment__offering",
        "enrolment__version__micro_credential__org",
    )  # fmt: skip
    attempt = mine.filter(uid=uid, enrolment__person_id=actor.pk).first() if actor.is_authenticated else None
    if attempt is None:
        raise NotFound("no such attempt")
    return attempt


def access_own_submission(actor: Actor, uid: UUID | str) -> Submission:
    """The actor's own submission, in whatever state. Raises NotFound."""
    own = (
        _submissions().filter(uid=uid, enrolment__person_id=actor.pk).first()
        if actor.is_authenticated
        else None
    )
    if own is None:
        raise NotFound("no such submission")
    return own


def access_to_mark(actor: Actor, uid: UUID | str) -> Submission:
    """A submission that was handed in where the actor marks. Raises NotFound, also for drafts."""
    submission = _submissions().filter(uid=uid).first()
    if submission is None or not allowed(actor, "assess.mark", _org_of(submission)):
        raise NotFound("no such submission")
    if submission.state == Submission.State.DRAFT and submission.taken_at is None:
        raise NotFound("not handed in")
    return submission


def access_submission_file(actor: Actor, uid: UUID | str) -> Submission:
    """A submission whose file the actor may fetch: its author, or who marks there once it is handed in."""
    submission = _submissions().filter(uid=uid, file__isnull=False).first()
    if submission is None or not actor.is_authenticated:
        raise NotFound("no such file")
    own = submission.enrolment.person_id == actor.pk
    handed_in = submission.state != Submission.State.DRAFT
    if not own and not (handed_in and allowed(actor, "assess.mark", _org_of(submission))):
        raise NotFound("no such file")
    return submission


def _submissions() -> QuerySet[Submission]:
    return Submission.objects.select_related(
        "assessment__version__micro_credential__org", "enrolment__person", "enrolment__offering",
        "enrolment__version__micro_credential__org", "assessor", "file",
    )  # fmt: skip


def _org_of(submission: Submission) -> Organisation:
    return submission.assessment.version.micro_credential.org


# --- one learner's work -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AssessmentLine:
    """One assessment as its learner sees it in the course; `allowed` and `minutes` are this learner's own."""

    assessment: Assessment
    pass_mark: int
    items: int
    allowed: int
    minutes: int | None
    passed: bool
    best_percent: float | None
    used: int
    open_attempt: Attempt | None
    open_submission: Submission | None

    @property
    def left(self) -> int:
        """Attempts or hand-ins that are still to be had; a project that lies with the assessors is one less."""
        with_assessors = {Submission.State.SUBMITTED, Submission.State.MARKING}
        handed_in = self.open_submission is not None and self.open_submission.state in with_assessors
        return max(0, self.allowed - self.used - handed_in)

    @property
    def is_quiz(self) -> bool:
        return self.assessment.kind == AssessmentKind.QUIZ

    @property
    def state(self) -> str:
        """One word for where it stands: passed, open, draft, submitted, marking, used_up, again or new."""
        if self.passed:
            return "passed"
        if self.open_attempt is not None:
            return "open"
        if self.open_submission is not None:
            return self.open_submission.state
        if self.used and not self.left:
            return "used_up"
        return "again" if self.used else "new"


def assessments_of(enrolment: Enrolment) -> list[AssessmentLine]:
    """Every assessment of the learner's version, in order, with where the learner stands."""
    return assessments_by_enrolment([enrolment])[enrolment.pk]


def assessments_by_enrolment(enrolments: Sequence[Enrolment]) -> dict[int, list[AssessmentLine]]:
    """The same for several enrolments, by their primary keys, in as few questions as for one."""
    versions = {each.version_id for each in enrolments}
    assessments = Assessment.objects.filter(version__in=versions).annotate(items_count=Count("items"))
    by_version: dict[int, list[Any]] = defaultdict(list)
    for assessment in assessments.order_by("position", "pk"):
        by_version[assessment.version_id].append(assessment)
    attempts, submissions = _work_of(enrolments)
    return {
        enrolment.pk: [
            _line(
                each,
                enrolment,
                attempts[enrolment.pk, each.pk],
                submissions[enrolment.pk, each.pk],
                items=each.items_count,
            )
            for each in by_version[enrolment.version_id]
        ]
        for enrolment in enrolments
    }


def _work_of(
    enrolments: Iterable[Enrolment],
) -> tuple[dict[tuple[int, int], list[Attempt]], dict[tuple[int, int], list[Submission]]]:
    """All attempts and submissions of these enrolments, by enrolment and assessment."""
    pks = [each.pk for each in enrolments]
    attempts: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(enrolment__in=pks).order_by("number"):
        attempts[attempt.enrolment_id, attempt.assessment_id].append(attempt)
    submissions: dict[tuple[int, int], list[Submission]] = defaultdict(list)
    for submission in Submission.objects.filter(enrolment__in=pks).order_by("number"):
        submissions[submission.enrolment_id, submission.assessment_id].append(submission)
    return attempts, submissions


def _line(
    assessment: Assessment,
    enrolment: Enrolment,
    attempts: list[Attempt],
    submissions: list[Submission],
    *,
    items: int,
) -> AssessmentLine:
    quiz = assessment.kind == AssessmentKind.QUIZ
    done: list[Attempt | Submission] = [
        each for each in (attempts if quiz else submissions) if each.passed is not None
    ]
    shares = [rules.percent_of(each.score or 0, each.max_score or 0) for each in done]
    return AssessmentLine(
        assessment=assessment,
        pass_mark=enrolment.version.pass_mark if assessment.pass_mark is None else assessment.pass_mark,
        items=items,
        allowed=assessment.max_attempts + enrolment.extra_attempts,
        minutes=rules.limit_with(
            limit_minutes=assessment.time_limit_minutes, extra_percent=enrolment.extra_time_percent
        ),
        passed=any(each.passed for each in done),
        best_percent=max(shares) if shares else None,
        used=len(attempts) if quiz else len(done),
        open_attempt=next((each for each in attempts if each.state == Attempt.State.OPEN), None),
        open_submission=next((each for each in submissions if each.state != Submission.State.MARKED), None),
    )


def line_of(enrolment: Enrolment, assessment: Assessment) -> AssessmentLine:
    """Where the learner stands in one assessment."""
    attempts = list(Attempt.objects.filter(enrolment=enrolment, assessment=assessment).order_by("number"))
    submissions = list(
        Submission.objects.filter(enrolment=enrolment, assessment=assessment)
        .select_related("assessor", "file")
        .order_by("number")
    )
    return _line(assessment, enrolment, attempts, submissions, items=assessment.items.count())


def attempts_of(enrolment: Enrolment, assessment: Assessment) -> list[Attempt]:
    """Closed attempts, the newest first."""
    mine = Attempt.objects.filter(enrolment=enrolment, assessment=assessment, state=Attempt.State.CLOSED)
    return list(mine.order_by("-number"))


def timed_attempt_open(enrolment: Enrolment, now: datetime) -> Attempt | None:
    """An attempt whose clock is running."""
    running = Attempt.objects.filter(enrolment=enrolment, state=Attempt.State.OPEN, deadline_at__gt=now)
    return running.select_related("assessment").first()


def overdue_attempts(now: datetime) -> list[Attempt]:
    """Open attempts whose deadline, with its moment of grace, has passed; the oldest first."""
    late = Attempt.objects.filter(state=Attempt.State.OPEN, deadline_at__lt=now - rules.GRACE)
    return list(late.select_related("enrolment").order_by("deadline_at", "pk"))


@dataclass(frozen=True, kw_only=True)
class AskedLine:
    """One item of an attempt with what was answered."""

    number: int
    item: Item
    value: rules.Value | None
    points: float | None

    @property
    def answered(self) -> bool:
        return bool(self.value)

    @property
    def problem(self) -> str:
        return rules.answer_problem(self.item.kind, self.value or "")

    @property
    def right(self) -> bool:
        return (self.points or 0) >= self.item.points

    @property
    def partly(self) -> bool:
        return not self.right and bool(self.points)

    @property
    def shown_value(self) -> list[str]:
        """The answer in words: the texts of the chosen choices, or what was typed."""
        if isinstance(self.value, str):
            return [self.value]
        chosen = set(self.value or ())
        return [choice["text"] for choice in self.item.choices if choice["id"] in chosen]


def asked_in(attempt: Attempt) -> list[AskedLine]:
    """Every item of the attempt's quiz, in order."""
    answers = {answer.item_id: answer for answer in Answer.objects.filter(attempt=attempt)}
    items = Item.objects.filter(assessment_id=attempt.assessment_id).select_related("outcome")
    return [
        AskedLine(
            number=number,
            item=item,
            value=answers[item.pk].value if item.pk in answers else None,
            points=answers[item.pk].points if item.pk in answers else None,
        )
        for number, item in enumerate(items.order_by("position", "pk"), start=1)
    ]


@dataclass(frozen=True, kw_only=True)
class OutcomeShare:
    statement: str
    points: float
    max_points: int

    @property
    def percent(self) -> float:
        return rules.percent_of(self.points, self.max_points)


def shares_by_outcome(lines: Iterable[AskedLine]) -> list[OutcomeShare]:
    """Points per outcome in one attempt, in the order of the outcomes."""
    sums: dict[tuple[int, str], list[float]] = {}
    for line in lines:
        if line.item.outcome:
            share = sums.setdefault((line.item.outcome.position, line.item.outcome.statement), [0.0, 0])
            share[0] += line.points or 0
            share[1] += line.item.points
    return [
        OutcomeShare(statement=statement, points=points, max_points=int(most))
        for (_, statement), (points, most) in sorted(sums.items())
    ]


def submissions_of(enrolment: Enrolment, assessment: Assessment) -> list[Submission]:
    """Marked hand-ins with their feedback, the newest first."""
    marked = _submissions().filter(enrolment=enrolment, assessment=assessment, state=Submission.State.MARKED)
    return list(marked.order_by("-number").prefetch_related("marks__level", "marks__row__outcome"))


def rubric_of(assessment: Assessment) -> list[RubricRow]:
    """The rows of a rubric with their outcomes and levels, lowest level first."""
    rows = RubricRow.objects.filter(assessment=assessment).select_related("outcome")
    return list(rows.prefetch_related("levels").order_by("position", "pk"))


def marks_of(submission: Submission) -> dict[int, Mark]:
    """The marks kept so far, by the row's id."""
    return {mark.row_id: mark for mark in submission.marks.select_related("level")}


# --- the assessor's queue -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits for this assessor, what they hold, what colleagues hold, and what they marked last."""

    waiting: list[Submission]
    mine: list[Submission]
    others: list[Submission]
    marked: list[Submission]


def queue_for(actor: Actor, *, marked_shown: int = 10) -> Queue:
    """The projects of every organisation in which the actor marks; their own work left out."""
    orgs = orgs_where(actor, "assess.mark")
    if not orgs:
        raise NotFound("marks nowhere")
    here = _submissions().filter(assessment__version__micro_credential__org__in=orgs)
    in_hand = list(here.filter(state=Submission.State.MARKING).order_by("taken_at"))
    waiting = here.filter(state=Submission.State.SUBMITTED).exclude(enrolment__person_id=actor.pk or 0)
    marked = here.filter(state=Submission.State.MARKED, assessor_id=actor.pk)
    return Queue(
        waiting=list(waiting.order_by("submitted_at", "pk")),
        mine=[each for each in in_hand if each.assessor_id == actor.pk],
        others=[each for each in in_hand if each.assessor_id != actor.pk],
        marked=list(marked.order_by("-marked_at", "-pk")[:marked_shown]),
    )


def count_to_mark(actor: Actor) -> int:
    """How many projects wait for somebody to take them, where the actor marks; their own work left out."""
    orgs = org_ids_where(actor, "assess.mark")
    if not orgs:
        return 0
    here = Submission.objects.filter(assessment__version__micro_credential__org__in=orgs)
    return here.filter(state=Submission.State.SUBMITTED).exclude(enrolment__person=actor.pk).count()


# --- where learners stand -----------------------------------------------------------------------------------


def standing(enrolment: Enrolment) -> Standing:
    """Every assessment of the enrolment's version, and the results per outcome of those that are passed."""
    lines = assessments_of(enrolment)
    return Standing(
        assessments=tuple(_assessment_standing(line) for line in lines),
        outcomes=tuple(
            result
            for _, result in sorted(
                [*_quiz_results(enrolment, lines), *_project_results(enrolment)], key=lambda pair: pair[0]
            )
        ),
    )


def _assessment_standing(line: AssessmentLine) -> AssessmentStanding:
    return AssessmentStanding(
        uid=str(line.assessment.uid),
        title=line.assessment.title,
        kind=line.assessment.kind,
        passed=line.passed,
        best_percent=line.best_percent,
        attempts_used=line.used,
        max_attempts=line.assessment.max_attempts,
    )


_Placed = tuple[tuple[int, int], OutcomeResult]


def _quiz_results(enrolment: Enrolment, lines: list[AssessmentLine]) -> list[_Placed]:
    """Points over the items of each outcome, from the best passed attempt of each quiz."""
    best: dict[int, Attempt] = {}
    for attempt in Attempt.objects.filter(enrolment=enrolment, passed=True).order_by("number"):
        held = best.get(attempt.assessment_id)
        if held is None or (attempt.score or 0) > (held.score or 0):
            best[attempt.assessment_id] = attempt
    answers: dict[int, float | None] = dict(
        Answer.objects.filter(attempt__in=best.values()).values_list("item_id", "points")
    )
    sums: dict[tuple[int, int], tuple[Item, list[float]]] = {}
    items = Item.objects.filter(assessment__in=best, outcome__isnull=False).select_related(
        "outcome", "assessment"
    )
    for item in items.order_by("position", "pk"):
        _, total = sums.setdefault((item.assessment_id, item.outcome_id or 0), (item, [0.0, 0.0]))
        total[0] += answers.get(item.pk) or 0.0
        total[1] += item.points
    marks = {line.assessment.pk: line.pass_mark for line in lines}
    return [_quiz_result(item, *total, pass_mark=marks[item.assessment_id]) for item, total in sums.values()]


def _quiz_result(item: Item, points: float, most: float, *, pass_mark: int) -> _Placed:
    assert item.outcome is not None  # noqa: S101 - the query asks for items with one
    result = OutcomeResult(
        outcome=str(item.outcome.uid),
        statement=item.outcome.statement,
        shown_by=shown_by(item.assessment),
        type="percent",
        value=rules.percent_of(points, most),
        met=rules.reaches(points, most, pass_mark),
    )
    return (item.outcome.position, item.assessment.position), result


def _project_results(enrolment: Enrolment) -> list[_Placed]:
    """The level of each row, from the passed hand-in of each project (a project is passed once)."""
    marks = Mark.objects.filter(
        submission__enrolment=enrolment, submission__passed=True, level__isnull=False
    ).select_related("level", "row__outcome", "row__assessment")
    placed = []
    for mark in marks.prefetch_related("row__levels").order_by("pk"):
        assert mark.level is not None  # noqa: S101 - the query asks for marks with one
        result = OutcomeResult(
            outcome=str(mark.row.outcome.uid),
            statement=mark.row.outcome.statement,
            shown_by=shown_by(mark.row.assessment),
            type="level",
            value=mark.level.label,
            levels=tuple(
                each.label for each in sorted(mark.row.levels.all(), key=lambda each: each.position)
            ),
            met=mark.level.met,
        )
        placed.append(((mark.row.outcome.position, mark.row.assessment.position), result))
    return placed


def shown_by(assessment: Assessment) -> str:
    """The kind and title of an assessment in words; the kind alone where the title says no more."""
    kind = assessment.get_kind_display()
    return kind if rules.plain(assessment.title) == rules.plain(kind) else f"{kind}: {assessment.title}"


@dataclass(frozen=True, kw_only=True)
class LearnerStanding:
    passed: int
    total: int
    waiting_to_be_marked: int


def standings_in(offering: Offering, enrolments: list[Enrolment]) -> dict[int, LearnerStanding]:
    """How many assessments each learner of an offering has passed, by enrolment id."""
    versions = {each.version_id for each in enrolments}
    totals = dict(
        Assessment.objects.filter(version__in=versions)
        .order_by()
        .values_list("version")
        .annotate(Count("pk"))
    )
    passed: dict[int, set[int]] = defaultdict(set)
    waiting: dict[int, int] = defaultdict(int)
    here = Q(enrolment__offering=offering)
    for enrolment, assessment in Attempt.objects.filter(here, passed=True).values_list(
        "enrolment", "assessment"
    ):
        passed[enrolment].add(assessment)
    for enrolment, assessment, good, state in Submission.objects.filter(here).values_list(
        "enrolment", "assessment", "passed", "state"
    ):
        if good:
            passed[enrolment].add(assessment)
        waiting[enrolment] += state in {Submission.State.SUBMITTED, Submission.State.MARKING}
    return {
        each.pk: LearnerStanding(
            passed=len(passed[each.pk]),
            total=totals.get(each.version_id, 0),
            waiting_to_be_marked=waiting[each.pk],
        )
        for each in enrolments
    }
