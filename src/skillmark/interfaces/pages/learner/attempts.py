"""Quizzes: what to know before starting, the questions, handing in, and the result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.learner.shows import attempt_row, minutes_in_words, support_in_words
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.journeys import earn as journeys
from skillmark.lifecycle.assessing import queries, rules
from skillmark.lifecycle.assessing.models import Attempt, ItemKind
from skillmark.lifecycle.assessing.queries import AskedLine

_PREFIX = "item-"


@require_http_methods(["GET", "POST"])
@signed_in
def quiz(request: HttpRequest, enrolment_uid: UUID, assessment_uid: UUID) -> HttpResponse:
    """What to know before starting; a POST starts, or goes on with what is open."""
    enrolment, assessment = queries.access_assessment(
        request.user, enrolment_uid, assessment_uid, kind="quiz"
    )
    refused = None
    if request.method == "POST":
        try:
            started = journeys.start_attempt(
                actor=request.user,
                enrolment_uid=enrolment_uid,
                assessment_uid=assessment_uid,
                now=timezone.now(),
            )
        except Refused as refusal:
            refused = refusal
        else:
            return redirect("learner:attempt", started.uid)
    line = queries.line_of(enrolment, assessment)
    past = queries.attempts_of(enrolment, assessment)
    values = {
        "enrolment": enrolment,
        "assessment": assessment,
        "line": line,
        "limit": minutes_in_words(line.minutes) if line.minutes else "",
        "support": [] if line.passed else support_in_words(line, enrolment.extra_time_percent),
        "rows": [attempt_row(each, rules.percent_of(each.score or 0, each.max_score or 0)) for each in past],
        "may_start": line.state in {"new", "again", "open"},
        "refused": refused,
    }
    return render(request, "learner/quiz.html", values, status=409 if refused else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def attempt(request: HttpRequest, attempt_uid: UUID) -> HttpResponse:
    """The questions. A POST saves: all of them by the button, or those just answered by the page itself."""
    found = queries.access_attempt(request.user, attempt_uid)
    if request.method == "POST":
        return _save(request, found)
    if found.state == Attempt.State.CLOSED:
        return _to_result(attempt_uid)
    return _questions(request, found, typed=typed_before(request))


def _save(request: HttpRequest, found: Attempt) -> HttpResponse:
    now = timezone.now()
    try:
        problems = journeys.save_answer(
            actor=request.user, attempt_uid=found.uid, answers=answers_in(request.POST), now=now
        )
    except Refused as refusal:
        return _not_saved(request, found, refusal)
    if request.POST.get("autosave"):
        return JsonResponse({"saved": True, "problems": problems})
    if found.deadline_at is not None and now >= found.deadline_at:
        # Sent by the clock on the page, with the answers of the last moment.
        journeys.finish_attempt(actor=request.user, attempt_uid=found.uid, now=now)
        return _to_result(found.uid)
    if request.POST.get("do") == "hand-in":
        return redirect("learner:submit_attempt", found.uid)
    messages.success(request, "Your answers are saved.")
    return redirect("learner:attempt", found.uid)


def _not_saved(request: HttpRequest, found: Attempt, refusal: Refused) -> HttpResponse:
    """A 409 tells the page that saves by itself to load again: the attempt has ended."""
    ended = refusal.code in {"attempt.closed", "attempt.time_up"}
    if request.POST.get("autosave"):
        return JsonResponse({"code": refusal.code}, status=409 if ended else 422)
    if refusal.code == "attempt.closed":
        messages.info(request, "This attempt had been handed in already; this is its result.")
        return _to_result(found.uid)
    return _questions(request, found, typed=request.POST, refused=refusal)


def _questions(
    request: HttpRequest, found: Attempt, *, typed: QueryDict | None, refused: Refused | None = None
) -> HttpResponse:
    now = timezone.now()
    given = answers_in(typed) if typed else {}
    lines = [question_show(line, given) for line in queries.asked_in(found)]
    values = {
        "attempt": found,
        "assessment": found.assessment,
        "allowed": found.assessment.max_attempts + found.enrolment.extra_attempts,
        "enrolment": found.enrolment,
        "questions": lines,
        "now": now,
        "left": _left_in_words(found, now),
        "time_up": found.deadline_at is not None and now > found.deadline_at,
        "unsaved": bool(given),
        "refused": refused,
    }
    return render(request, "learner/attempt.html", values, status=409 if refused else 200)


def question_show(line: AskedLine, given: dict[str, rules.Value]) -> dict[str, Any]:
    """One question as the page shows it, with what is typed but not saved in place of what is saved."""
    item = line.item
    uid = str(item.uid)
    value = given.get(uid, line.value)
    if isinstance(value, list) and item.kind in {ItemKind.NUMERIC, ItemKind.SHORT_TEXT}:
        value = "".join(value)
    chosen = set(value) if isinstance(value, list) else {value}
    return {
        "number": line.number,
        "name": f"{_PREFIX}{uid}",
        "prompt": item.prompt,
        "points": item.points,
        "input": {ItemKind.SINGLE: "radio", ItemKind.MULTIPLE: "checkbox"}.get(ItemKind(item.kind), "text"),
        "numeric": item.kind == ItemKind.NUMERIC,
        "choices": [{**choice, "checked": choice["id"] in chosen} for choice in item.choices],
        "text": value if isinstance(value, str) else "",
        "problem": rules.answer_problem(item.kind, value or ""),
        "answered": bool(value),
    }


def answers_in(sent: QueryDict) -> dict[str, rules.Value]:
    """Answers by item. Each question says its name in a hidden field `asked`, so that an empty one is known to be
    emptied and not just absent; a page that saves by itself names what was `changed`.
    """
    names = sent.getlist("changed") if sent.get("autosave") else sent.getlist("asked")
    return {name.removeprefix(_PREFIX): sent.getlist(name) for name in names if name.startswith(_PREFIX)}


@require_http_methods(["GET", "POST"])
@signed_in
def submit_attempt(request: HttpRequest, attempt_uid: UUID) -> HttpResponse:
    """Says what is still open before handing in; a POST hands in, once."""
    if request.method == "POST":
        journeys.finish_attempt(
            actor=request.user, attempt_uid=attempt_uid, answers=answers_in(request.POST), now=timezone.now()
        )
        return _to_result(attempt_uid)
    found = queries.access_attempt(request.user, attempt_uid)
    if found.state == Attempt.State.CLOSED:
        return _to_result(attempt_uid)
    lines = queries.asked_in(found)
    values = {
        "attempt": found,
        "assessment": found.assessment,
        "enrolment": found.enrolment,
        "answered": sum(line.answered for line in lines),
        "total": len(lines),
        "open": [line for line in lines if not line.answered],
        "unclear": [line for line in lines if line.problem],
        "now": timezone.now(),
        "left": _left_in_words(found, timezone.now()),
    }
    return render(request, "learner/hand_in.html", values)


@require_GET
@signed_in
def result(request: HttpRequest, attempt_uid: UUID) -> HttpResponse:
    """The score and what to do next.

    While the learner may try again the page tells how each outcome went, and not which answers were right: that
    would give the keys away by elimination. Once passed, or with no attempt left, each question is shown with its
    points and its feedback; the key itself never is, because others still have the quiz before them.
    """
    found = queries.access_attempt(request.user, attempt_uid)
    if found.state != Attempt.State.CLOSED:
        return redirect("learner:attempt", attempt_uid)
    line = queries.line_of(found.enrolment, found.assessment)
    asked = queries.asked_in(found)
    percent = rules.percent_of(found.score or 0, found.max_score or 0)
    values = {
        "attempt": found,
        "assessment": found.assessment,
        "enrolment": found.enrolment,
        "line": line,
        "percent": f"{percent:g}",
        "outcomes": [_share(share, line.pass_mark) for share in queries.shares_by_outcome(asked)],
        "questions": asked if line.state in {"passed", "used_up"} else [],
        "may_retry": line.state == "again",
        "unanswered": sum(not each.answered for each in asked),
        "everything": all(each.passed for each in queries.assessments_of(found.enrolment)),
    }
    return render(request, "learner/result.html", values)


def _share(share: queries.OutcomeShare, pass_mark: int) -> dict[str, Any]:
    return {
        "statement": share.statement,
        "value": share.percent,
        "words": f"{share.percent:g} %",
        "good": share.percent >= pass_mark,
    }


def _left_in_words(found: Attempt, now: Any) -> str:
    if found.deadline_at is None:
        return ""
    seconds = max(0, int((found.deadline_at - now).total_seconds()))
    return f"until {found.deadline_at:%H:%M} UTC" if seconds else "Time is up"


def _to_result(attempt_uid: UUID) -> HttpResponse:
    return redirect("learner:result", attempt_uid)
