"""Finished values for the learner's templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from skillmark.lifecycle.assessing.models import Attempt, Submission
from skillmark.lifecycle.assessing.queries import AssessmentLine
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.learning.models import Enrolment, EnrolmentState
from skillmark.lifecycle.learning.queries import Course, EnrolmentLine


def minutes_in_words(minutes: int) -> str:
    """90 → "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


_SHARES = {25: "a quarter more", 50: "half as much again", 100: "as much again"}


def support_in_words(line: AssessmentLine, extra_percent: int) -> list[str]:
    """What this learner has beyond what everybody has: "You have 45 minutes: 30, and half as much again."."""
    said = []
    usual, tries = line.assessment.time_limit_minutes, line.assessment.max_attempts
    if usual and line.minutes and extra_percent:
        more = _SHARES.get(extra_percent, f"{extra_percent} % more")
        said.append(f"You have {count(line.minutes, 'minute')}: {usual}, and {more}.")
    if line.allowed > tries:
        what = "attempt" if line.is_quiz else "hand-in"
        said.append(f"You have {count(line.allowed, what)}: {tries}, and {line.allowed - tries} more.")
    return said


@dataclass(frozen=True, kw_only=True)
class CourseCard:
    """One course in "My learning": `step` says what comes next, and `step_href` leads there."""

    href: str
    title: str
    org: str
    badge: str
    state: str
    done: int
    total: int
    step: str
    step_href: str


def card_of(
    line: EnrolmentLine, assessments: Sequence[AssessmentLine], in_wallet: Mapping[int, WalletItem]
) -> CourseCard:
    enrolment = line.enrolment
    item = in_wallet.get(enrolment.version_id)
    step, step_href = _arrived(item) if item else _step(line, assessments)
    return CourseCard(
        href=reverse("learner:course", args=[enrolment.uid]),
        title=enrolment.version.title,
        org=enrolment.version.micro_credential.org.name,
        badge=reverse("public:achievement_badge", args=[enrolment.version.uid, "png"]),
        state=enrolment.state,
        done=line.done,
        total=line.total,
        step=step,
        step_href=step_href,
    )


def _arrived(item: WalletItem) -> tuple[str, str]:
    """What became of a course whose credential has reached the wallet."""
    if item.state == WalletItem.State.DECLINED:
        return "You turned the credential down", reverse("earner:credential", args=[item.uid])
    words = "Your credential is ready" if item.state == WalletItem.State.OFFERED else "Your credential"
    return words, reverse("earner:credential", args=[item.uid])


def _step(line: EnrolmentLine, assessments: Sequence[AssessmentLine]) -> tuple[str, str]:  # noqa: PLR0911 - one return for each place on the way
    """The next step in a few words, in the order of `next_step`; no address where there is only waiting."""
    enrolment = line.enrolment
    if assessments and all(each.passed for each in assessments):
        return "Your credential is being made", reverse("learner:earned", args=[enrolment.uid])
    if enrolment.state != EnrolmentState.ACTIVE:
        return "", ""
    if running := next((each.open_attempt for each in assessments if each.open_attempt), None):
        return "Next: go on with the quiz", reverse("learner:attempt", args=[running.uid])
    if line.done < line.total:
        return ("Next: read on" if line.done else "Next: begin"), reverse(
            "learner:course", args=[enrolment.uid]
        )
    if ready := next((each for each in assessments if each.state in {"new", "again", "draft"}), None):
        return _showing_step(ready), address_of(enrolment, ready)
    if any(each.state in {"submitted", "marking"} for each in assessments):
        return "Waiting for your marks", ""
    return ("No attempts are left" if any(each.state == "used_up" for each in assessments) else ""), ""


def _showing_step(line: AssessmentLine) -> str:
    quiz = {"new": "take the quiz", "again": "try the quiz again"}
    project = {"new": "do the project", "again": "mend the project", "draft": "finish the project"}
    return f"Next: {(quiz if line.is_quiz else project)[line.state]}"


@dataclass(frozen=True, kw_only=True)
class AssessmentCard:
    """One quiz or project in the course: its state in a word, and where it leads."""

    href: str
    icon: str
    title: str
    kind: str
    note: str
    status: str
    tone: str
    passed: bool


_STATES = {
    "passed": ("Passed", "ok"),
    "open": ("Under way", "warn"),
    "draft": ("Draft", "warn"),
    "submitted": ("Handed in", "accent"),
    "marking": ("Being marked", "accent"),
    "used_up": ("No attempts left", "bad"),
    "again": ("Not passed yet", "warn"),
    "new": ("To do", ""),
}


def assessment_card(enrolment: Enrolment, line: AssessmentLine) -> AssessmentCard:
    status, tone = _STATES[line.state]
    return AssessmentCard(
        href=address_of(enrolment, line),
        icon="list-checks" if line.is_quiz else "file-text",
        title=line.assessment.title,
        kind=line.assessment.get_kind_display(),
        note=_note(line),
        status=status,
        tone=tone,
        passed=line.passed,
    )


def _note(line: AssessmentLine) -> str:
    if line.is_quiz:
        parts = [count(line.items, "question"), f"pass mark {line.pass_mark} %"]
        if limit := line.minutes:
            parts.append(minutes_in_words(limit))
    else:
        parts = ["Marked by an assessor"]
    if not line.passed and line.used and line.open_attempt is None:
        parts.append(f"{count(line.left, 'attempt')} left")
    return " · ".join(parts)


def count(number: int, thing: str) -> str:
    """3, "question" → "3 questions"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def address_of(enrolment: Enrolment, line: AssessmentLine) -> str:
    name = "learner:quiz" if line.is_quiz else "learner:project"
    return reverse(name, args=[enrolment.uid, line.assessment.uid])


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """The one thing to do next; without an address there is only something to wait for."""

    title: str
    text: str = ""
    href: str = ""
    action: str = ""


def next_step(enrolment: Enrolment, course: Course, lines: Sequence[AssessmentLine]) -> NextStep | None:  # noqa: PLR0911 - one return for each place on the way
    """What this learner should do next: what is running out first, then reading, then showing."""
    if lines and all(line.passed for line in lines):
        return NextStep(
            title="You have met every criterion",
            text="See what became of your credential.",
            href=reverse("learner:earned", args=[enrolment.uid]),
            action="See your credential",
        )
    if enrolment.state == EnrolmentState.PAUSED:
        return None
    if running := next((line.open_attempt for line in lines if line.open_attempt), None):
        return _go_on_with(running)
    if course.next is not None:
        return NextStep(
            title=course.next.title,
            text=f"{course.next.kind_label} · {minutes_in_words(course.next.minutes)}",
            href=reverse("learner:activity", args=[enrolment.uid, course.next.uid]),
            action="Go on" if course.done else "Begin",
        )
    if ready := next((line for line in lines if line.state in {"new", "again", "draft"}), None):
        return NextStep(
            title=ready.assessment.title,
            text=_note(ready),
            href=address_of(enrolment, ready),
            action={"new": "Start", "again": "Try again", "draft": "Go on writing"}[ready.state],
        )
    if any(line.state in {"submitted", "marking"} for line in lines):
        return NextStep(
            title="Your project is with the assessors",
            text="There is nothing to do until it is marked. We tell you by mail.",
        )
    if any(line.state == "used_up" for line in lines):
        return NextStep(
            title="No attempts are left",
            text="Write to the people who run the course: they can tell you what is possible.",
        )
    return NextStep(
        title="You have been through everything",
        text="This course has nothing to be assessed by; its award is made by hand.",
    )


def _go_on_with(attempt: Attempt) -> NextStep:
    return NextStep(
        title="A quiz of yours is open",
        text="Your answers so far are saved.",
        href=reverse("learner:attempt", args=[attempt.uid]),
        action="Go on with the quiz",
    )


# --- quizzes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AttemptRow:
    number: int
    closed_at: object
    percent: str
    passed: bool
    href: str


def attempt_row(attempt: Attempt, percent: float) -> AttemptRow:
    return AttemptRow(
        number=attempt.number,
        closed_at=attempt.closed_at,
        percent=f"{percent:g} %",
        passed=bool(attempt.passed),
        href=reverse("learner:result", args=[attempt.uid]),
    )


# --- projects -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class FileShow:
    name: str
    size: str
    href: str


def file_of(submission: Submission) -> FileShow | None:
    """The file of a submission, as both its author and its assessor see it."""
    if submission.file is None:
        return None
    return FileShow(
        name=submission.file.name,
        size=size_in_words(submission.file.size),
        href=reverse("learner:submission_file", args=[submission.uid]),
    )


def size_in_words(size: int) -> str:
    return f"{round(size / 1_048_576, 1):g} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"  # noqa: PLR2004
