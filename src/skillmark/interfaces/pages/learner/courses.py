"""The course and its activities, for those who are enrolled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.learner.shows import assessment_card, minutes_in_words, next_step
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.journeys import learn as journeys
from skillmark.lifecycle.assessing.queries import assessments_of
from skillmark.lifecycle.learning import queries
from skillmark.lifecycle.learning.models import Activity, ActivityKind, EnrolmentState
from skillmark.lifecycle.learning.queries import Course


@require_GET
@signed_in
def course(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse:
    enrolment = queries.access_enrolment(request.user, enrolment_uid)
    if enrolment.state == EnrolmentState.WAITING:
        before = queries.waiting_before(enrolment)
        return render(request, "learner/waiting.html", {"enrolment": enrolment, "place": before + 1})
    shown = queries.course_of(enrolment.version, enrolment=enrolment)
    lines = assessments_of(enrolment)
    values = {
        "enrolment": enrolment,
        "version": enrolment.version,
        "course": shown,
        "minutes": minutes_in_words(shown.minutes),
        "minutes_left": minutes_in_words(shown.minutes_left),
        "assessments": [assessment_card(enrolment, line) for line in lines],
        "next": next_step(enrolment, shown, lines),
    }
    return render(request, "learner/course.html", values)


@require_http_methods(["GET", "POST"])
@signed_in
def activity(request: HttpRequest, enrolment_uid: UUID, activity_uid: UUID) -> HttpResponse:
    """One activity; a POST answers its check question, and the feedback stands on the page at once."""
    enrolment, found = queries.access_activity(request.user, enrolment_uid, activity_uid)
    chosen, feedback, refused = "", None, None
    if request.method == "POST":
        chosen = request.POST.get("answer", "")
        try:
            feedback = journeys.answer_check(
                actor=request.user,
                enrolment_uid=enrolment_uid,
                activity_uid=activity_uid,
                answer=chosen,
                now=timezone.now(),
            )
        except Refused as refusal:
            refused = refusal
    elif typed := typed_before(request):
        chosen = typed.get("answer", "")
    progress = queries.progress_in(enrolment, found)
    shown = queries.course_of(enrolment.version, enrolment=enrolment)
    values = activity_values(found, shown, link="learner:activity", first=enrolment_uid)
    values |= {
        "enrolment": enrolment,
        "done": progress is not None and progress.done_at is not None,
        "chosen": chosen or (progress.answer if progress else ""),
        "feedback": feedback,
        "refused": refused,
        "course_url": reverse("learner:course", args=[enrolment_uid]),
    }
    return render(request, "learner/activity.html", values, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def done(request: HttpRequest, enrolment_uid: UUID, activity_uid: UUID) -> HttpResponse:
    """Marks an activity done and goes to the next one, or back to the course after the last."""
    if request.method == "GET":
        return redirect("learner:activity", enrolment_uid, activity_uid)
    journeys.finish_activity(
        actor=request.user, enrolment_uid=enrolment_uid, activity_uid=activity_uid, now=timezone.now()
    )
    enrolment = queries.access_enrolment(request.user, enrolment_uid)
    shown = queries.course_of(enrolment.version, enrolment=enrolment)
    _, following = shown.beside(activity_uid)
    if following is not None:
        return redirect("learner:activity", enrolment_uid, following.uid)
    if shown.next is None:
        messages.success(request, "You have been through every activity. Now show what you can do.")
    return redirect("learner:course", enrolment_uid)


def activity_values(found: Activity, shown: Course, *, link: str, first: UUID) -> dict[str, Any]:
    """What the page of an activity shows, whoever looks at it."""
    before, after = shown.beside(found.uid)
    return {
        "activity": found,
        "version": found.module.version,
        "minutes": minutes_in_words(found.minutes),
        "is_video": found.kind == ActivityKind.VIDEO,
        "is_check": found.kind == ActivityKind.CHECK,
        "number": next(line.number for line in shown.lines if line.uid == str(found.uid)),
        "course": shown,
        "previous_url": reverse(link, args=[first, before.uid]) if before else "",
        "next_url": reverse(link, args=[first, after.uid]) if after else "",
        "next_title": after.title if after else "",
    }
