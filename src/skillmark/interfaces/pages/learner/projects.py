"""Projects: the draft, handing in and withdrawing, and what the assessors said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.foundation.files.storage import path_of
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.learner.forms import ProjectForm, largest_file
from skillmark.interfaces.pages.learner.shows import file_of, size_in_words
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.journeys import earn as journeys
from skillmark.lifecycle.assessing import queries, rules
from skillmark.lifecycle.assessing.models import Assessment, Submission
from skillmark.lifecycle.assessing.queries import AssessmentLine
from skillmark.lifecycle.learning.models import Enrolment, EnrolmentState


@require_http_methods(["GET", "POST"])
@signed_in
def project(request: HttpRequest, enrolment_uid: UUID, assessment_uid: UUID) -> HttpResponse:
    """The project with its draft; a POST saves it, or saves it and hands it in (`do=hand-in`)."""
    enrolment, assessment = queries.access_assessment(
        request.user, enrolment_uid, assessment_uid, kind="project"
    )
    line = queries.line_of(enrolment, assessment)
    history = queries.submissions_of(enrolment, assessment)
    form, refused = _form(request, line, history), None
    if request.method == "POST" and form.is_valid():
        try:
            kept = _store(request, enrolment, assessment, form)
        except Refused as refusal:
            refused = refusal
            line = queries.line_of(enrolment, assessment)
            form = _with_current_guard(form, line)
        else:
            handed_in = kept.state != Submission.State.DRAFT
            messages.success(
                request,
                "Handed in. We tell you by mail when it is marked."
                if handed_in
                else "Your draft is saved. It is handed in when you say so.",
            )
            return redirect("learner:project", enrolment_uid, assessment_uid)
    values = _values(enrolment, assessment, line, history) | {"form": form, "refused": refused}
    status = 409 if refused else 422 if form.is_bound and form.errors else 200
    return render(request, "learner/project.html", values, status=status)


def _form(request: HttpRequest, line: AssessmentLine, history: list[Submission]) -> ProjectForm:
    source = line.open_submission or (history[0] if history else None)
    seen = source.edited_at if source and source == line.open_submission else None
    initial = {
        "text": source.text if source else "",
        "link": source.link if source else "",
        "seen": seen.isoformat() if seen else "",
    }
    if request.method == "POST":
        return ProjectForm(request.POST, request.FILES, initial=initial)
    if typed := typed_before(request):
        initial |= {name: typed.get(name, "") for name in ("text", "link", "seen")}
    return ProjectForm(initial=initial)


def _with_current_guard(form: ProjectForm, line: AssessmentLine) -> ProjectForm:
    """The same form with the draft as it is now for its guard: who has been told may save over it."""
    current = line.open_submission
    seen = current.edited_at.isoformat() if current and current.edited_at else ""
    form.data = {**form.data.dict(), "seen": seen} if isinstance(form.data, QueryDict) else form.data
    return form


def _store(
    request: HttpRequest, enrolment: Enrolment, assessment: Assessment, form: ProjectForm
) -> Submission:
    upload = form.cleaned_data["file"]
    content = journeys.HandIn(
        text=form.cleaned_data["text"],
        link=form.cleaned_data["link"],
        file=(upload.name, upload.read()) if upload else None,
        drop_file=form.cleaned_data["drop_file"],
        seen=_moment(form.cleaned_data["seen"]),
    )
    journey = journeys.submit_project if request.POST.get("do") == "hand-in" else journeys.save_submission
    return journey(
        actor=request.user,
        enrolment_uid=enrolment.uid,
        assessment_uid=assessment.uid,
        content=content,
        now=timezone.now(),
        largest_file=largest_file(),
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _values(
    enrolment: Enrolment, assessment: Assessment, line: AssessmentLine, history: list[Submission]
) -> dict[str, Any]:
    current = line.open_submission
    writable = not line.passed and (current.state == Submission.State.DRAFT if current else bool(line.left))
    kept = current or (history[0] if history else None)
    return {
        "enrolment": enrolment,
        "assessment": assessment,
        "line": line,
        "current": current,
        "current_file": file_of(kept) if kept and (writable or current) else None,
        "writable": writable and enrolment.state in {EnrolmentState.ACTIVE, EnrolmentState.PAUSED},
        "rubric": queries.rubric_of(assessment),
        "history": [_marked(each) for each in history],
        "largest": size_in_words(largest_file()),
        "most": largest_file(),
        "accept": ",".join(f".{ending}" for ending in rules.PROJECT_FILES),
        "everything": line.passed and all(each.passed for each in queries.assessments_of(enrolment)),
    }


def _marked(submission: Submission) -> dict[str, Any]:
    """One hand-in that has been marked, with its feedback row by row."""
    marks = sorted(submission.marks.all(), key=lambda mark: (mark.row.position, mark.row_id))
    return {
        "number": submission.number,
        "submitted_at": submission.submitted_at,
        "marked_at": submission.marked_at,
        "assessor": submission.assessor.name if submission.assessor else "",
        "passed": submission.passed,
        "feedback": submission.feedback,
        "text": submission.text,
        "link": submission.link,
        "file": file_of(submission),
        "rows": [
            {
                "statement": mark.row.outcome.statement,
                "level": mark.level.label,
                "descriptor": mark.level.descriptor,
                "met": mark.level.met,
                "comment": mark.comment,
            }
            for mark in marks
            if mark.level
        ],
    }


@require_http_methods(["GET", "POST"])
@signed_in
def withdraw(request: HttpRequest, submission_uid: UUID) -> HttpResponse:
    own = queries.access_own_submission(request.user, submission_uid)
    if request.method == "POST":
        journeys.withdraw_submission(actor=request.user, submission_uid=submission_uid, now=timezone.now())
        messages.info(request, "Withdrawn. It is a draft again: change it and hand it in when it is ready.")
    return redirect("learner:project", own.enrolment.uid, own.assessment.uid)


@require_safe
@signed_in
def submission_file(request: HttpRequest, submission_uid: UUID) -> HttpResponseBase:
    """The file of a hand-in, for its author and its assessors; saved by the browser, never shown here."""
    submission = queries.access_submission_file(request.user, submission_uid)
    assert submission.file is not None  # noqa: S101 - the query asks for submissions with one
    path = path_of(submission.file.sha256)
    if not path.exists():
        raise NotFound("the bytes are gone")
    response = FileResponse(path.open("rb"), as_attachment=True, filename=submission.file.name)
    response["Content-Type"] = submission.file.media_type
    response["X-Content-Type-Options"] = "nosniff"
    # Whatever is in it, and however a browser may come to open it: nothing in it runs in our name.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
