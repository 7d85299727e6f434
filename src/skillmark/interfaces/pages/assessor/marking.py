"""The queue of projects, and marking one of them on its rubric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.journeys import mark as journeys
from skillmark.lifecycle.assessing import queries
from skillmark.lifecycle.assessing.models import Submission
from skillmark.lifecycle.assessing.rules import Given


@require_GET
@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    found = queries.queue_for(request.user)
    learners = {"href": reverse("assessor:offerings"), "label": "Learners", "icon": "users", "style": "quiet"}
    values = {
        "actions": [learners] if orgs_where(request.user, "learners.view") else [],
        "waiting": [_row(each) for each in found.waiting],
        "mine": [_row(each) for each in found.mine],
        "others": [_row(each) for each in found.others],
        "marked": [_row(each) for each in found.marked],
    }
    return render(request, "assessor/queue.html", values)


def _row(submission: Submission) -> dict[str, Any]:
    version = submission.assessment.version
    return {
        "uid": submission.uid,
        "href": reverse("assessor:submission", args=[submission.uid]),
        "learner": submission.enrolment.person.name,
        "project": submission.assessment.title,
        "title": version.title,
        "org": version.micro_credential.org.name,
        "number": submission.number,
        "submitted_at": submission.submitted_at,
        "taken_at": submission.taken_at,
        "marked_at": submission.marked_at,
        "assessor": submission.assessor.name if submission.assessor else "",
        "passed": submission.passed,
    }


@require_http_methods(["GET", "POST"])
@signed_in
def take(request: HttpRequest, submission_uid: UUID) -> HttpResponse:
    """Takes a project, or with `over` takes it over; who comes second learns who was first."""
    if request.method == "POST":
        try:
            journeys.take_submission(
                actor=request.user,
                submission_uid=submission_uid,
                take_over=bool(request.POST.get("over")),
                now=timezone.now(),
            )
        except Refused as refusal:
            messages.warning(request, f"{refusal.sentence} {refusal.next_step}")
            return redirect("assessor:queue")
        except NotFound:
            if not orgs_where(request.user, "assess.mark"):
                raise
            messages.warning(
                request,
                "This project is not in your queue any more; its learner may have withdrawn it. Take another one.",
            )
            return redirect("assessor:queue")
    return redirect("assessor:submission", submission_uid)


@require_http_methods(["GET", "POST"])
@signed_in
def give_back(request: HttpRequest, submission_uid: UUID) -> HttpResponse:
    if request.method == "GET":
        return redirect("assessor:submission", submission_uid)
    try:
        journeys.give_back_submission(actor=request.user, submission_uid=submission_uid, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, f"{refusal.sentence} {refusal.next_step}")
    else:
        messages.info(request, "Back in the queue. What you noted is kept for whoever takes it next.")
    return redirect("assessor:queue")


@require_http_methods(["GET", "POST"])
@signed_in
def submission(request: HttpRequest, submission_uid: UUID) -> HttpResponse:
    """The work and its rubric. A POST saves the marks so far, or finishes (`do=finish`)."""
    found = queries.access_to_mark(request.user, submission_uid)
    rubric = queries.rubric_of(found.assessment)
    typed = request.POST if request.method == "POST" else typed_before(request)
    refused = None
    if request.method == "POST":
        try:
            response = _store(request, submission_uid, *_sent(request.POST, found, rubric))
        except Refused as refusal:
            refused = refusal
            if request.POST.get("autosave"):
                # The page stays as it is, with what was typed; the button then says what is wrong.
                return JsonResponse({"code": refusal.code, "sentence": refusal.sentence}, status=422)
            found = queries.access_to_mark(request.user, submission_uid)
        else:
            return response
    values = _values(request, found, rubric, typed) | {
        "refused": refused,
        "unsaved": typed is not None and request.method == "GET",
    }
    return render(request, "assessor/submission.html", values, status=409 if refused else 200)


def _store(request: HttpRequest, submission_uid: UUID, given: list[Given], feedback: str) -> HttpResponse:
    if request.POST.get("do") == "finish":
        marked = journeys.finish_marking(
            actor=request.user,
            submission_uid=submission_uid,
            given=given,
            feedback=feedback,
            now=timezone.now(),
        )
        verdict = "passed" if marked.passed else "not passed yet"
        name = marked.enrolment.person.name
        messages.success(request, f"Marked: {name} has {verdict}. They are told by mail.")
        return redirect("assessor:queue")
    journeys.save_marks(actor=request.user, submission_uid=submission_uid, given=given, feedback=feedback)
    if request.POST.get("autosave"):
        return JsonResponse({"saved": True})
    messages.success(request, "Saved. The learner sees nothing before you finish.")
    return redirect("assessor:submission", submission_uid)


def _sent(sent: QueryDict, found: Submission, rubric: list[Any]) -> tuple[list[Given], str]:
    """What was chosen and written, and the feedback.

    A page that saves by itself sends only the fields that `changed`; the others stay as they are kept.
    """
    if not sent.get("autosave"):
        return _given(sent.dict(), rubric), sent.get("feedback", "")
    changed = {name: sent.get(name, "") for name in sent.getlist("changed")}
    fields = {"feedback": found.feedback, **_kept(found, rubric), **changed}
    return _given(fields, rubric), fields["feedback"]


def _kept(found: Submission, rubric: list[Any]) -> dict[str, str]:
    """The marks kept so far, as the fields of the form."""
    fields = {}
    marks = queries.marks_of(found)
    for row in rubric:
        if mark := marks.get(row.pk):
            fields[f"level-{row.outcome.uid}"] = str(mark.level.uid) if mark.level else ""
            fields[f"comment-{row.outcome.uid}"] = mark.comment
    return fields


def _given(sent: Mapping[str, Any], rubric: list[Any]) -> list[Given]:
    """Fields of one row are named by its outcome."""
    return [
        Given(
            outcome=uid,
            level=sent.get(f"level-{uid}", ""),
            comment=sent.get(f"comment-{uid}", "")[:5000],
        )
        for uid in (str(row.outcome.uid) for row in rubric)
    ]


def _values(
    request: HttpRequest, found: Submission, rubric: list[Any], typed: QueryDict | None
) -> dict[str, Any]:
    person = person_of(request)
    mine = found.state == Submission.State.MARKING and found.assessor_id == person.pk
    own_work = found.enrolment.person_id == person.pk
    earlier = queries.submissions_of(found.enrolment, found.assessment)
    return {
        "submission": found,
        "assessment": found.assessment,
        "allowed": found.assessment.max_attempts + found.enrolment.extra_attempts,
        "learner": found.enrolment.person,
        "file": found.file,
        "rows": _rubric_rows(rubric, queries.marks_of(found), typed),
        "feedback": typed.get("feedback", "") if typed is not None else found.feedback,
        "mine": mine,
        "own_work": own_work,
        "may_take": found.state == Submission.State.SUBMITTED and not own_work,
        "held_by": found.assessor
        if found.state == Submission.State.MARKING and not mine and not own_work
        else None,
        # What was typed stays in view even where it cannot be saved any more.
        "form_open": mine or (typed is not None and found.state != Submission.State.MARKED),
        "typed_only": typed is not None and not mine,
        "earlier": [each for each in earlier if each.pk != found.pk],
    }


def _rubric_rows(rubric: list[Any], marks: dict[int, Any], typed: QueryDict | None) -> list[dict[str, Any]]:
    """The rubric with what was typed just now, or else with what is kept."""
    rows = []
    for row in rubric:
        uid = str(row.outcome.uid)
        mark = marks.get(row.pk)
        chosen = str(mark.level.uid) if mark and mark.level else ""
        comment = mark.comment if mark else ""
        if typed is not None:
            chosen, comment = typed.get(f"level-{uid}", ""), typed.get(f"comment-{uid}", "")
        rows.append(
            {
                "uid": uid,
                "statement": row.outcome.statement,
                "criteria": row.outcome.criteria,
                "levels": [
                    {
                        "uid": str(level.uid),
                        "label": level.label,
                        "descriptor": level.descriptor,
                        "met": level.met,
                        "chosen": str(level.uid) == chosen,
                    }
                    for level in row.levels.all()
                ],
                "comment": comment,
            }
        )
    return rows
