"""How far the learners of an offering are, for those who look after them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.assessor.forms import SupportForm
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.journeys import support as journeys
from skillmark.lifecycle.assessing.queries import LearnerStanding, standings_in
from skillmark.lifecycle.learning import queries
from skillmark.lifecycle.learning.models import Enrolment, EnrolmentState
from skillmark.lifecycle.learning.queries import EnrolmentLine

PER_PAGE = 50
_TONES = {
    EnrolmentState.ACTIVE: "accent",
    EnrolmentState.COMPLETED: "ok",
    EnrolmentState.PAUSED: "warn",
}


@require_GET
@signed_in
def offerings(request: HttpRequest) -> HttpResponse:
    orgs = orgs_where(request.user, "learners.view")
    if not orgs:
        raise NotFound("sees no learners")
    rows = [
        {
            "href": reverse("assessor:learners", args=[line.offering.uid]),
            "title": line.title,
            "offering": line.offering.title,
            "org": line.offering.micro_credential.org.name,
            "learning": line.learning,
            "waiting": line.waiting,
            "completed": line.completed,
        }
        for line in queries.offerings_with_learners(orgs)
    ]
    return render(request, "assessor/offerings.html", {"rows": rows})


@require_GET
@signed_in
def learners(request: HttpRequest, offering_uid: UUID) -> HttpResponse:
    offering = queries.access_learners(request.user, offering_uid)
    page = Paginator(queries.learners_of(offering), PER_PAGE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    standings = standings_in(offering, [line.enrolment for line in lines])
    values = {
        "offering": offering,
        "title": lines[0].enrolment.version.title if lines else offering.title,
        "rows": [_row(line, standings[line.enrolment.pk]) for line in lines],
        "page": page,
        "total": page.paginator.count,
    }
    return render(request, "assessor/learners.html", values)


def _row(line: EnrolmentLine, standing: LearnerStanding) -> dict[str, Any]:
    enrolment = line.enrolment
    return {
        "href": reverse("assessor:support", args=[enrolment.offering.uid, enrolment.uid]),
        "support": _support_in_words(enrolment),
        "may_need": enrolment.state not in {EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN},
        "name": enrolment.person.name,
        "email": enrolment.person.email,
        "state": enrolment.get_state_display(),
        "tone": _TONES.get(EnrolmentState(enrolment.state), ""),
        "enrolled_at": enrolment.enrolled_at,
        "done": line.done,
        "total": line.total,
        "passed": standing.passed,
        "to_pass": standing.total,
        "waiting": standing.waiting_to_be_marked,
    }


def _support_in_words(enrolment: Enrolment) -> str:
    """50 % and 1 → "50 % more time, 1 more attempt"; empty for somebody who has what everybody has."""
    time, tries = enrolment.extra_time_percent, enrolment.extra_attempts
    parts = [
        f"{time} % more time" if time else "",
        f"{tries} more attempt{'' if tries == 1 else 's'}" if tries else "",
    ]
    return ", ".join(part for part in parts if part)


@require_http_methods(["GET", "POST"])
@signed_in
def support(request: HttpRequest, offering_uid: UUID, enrolment_uid: UUID) -> HttpResponse:
    """Extra time and extra attempts of one learner."""
    enrolment = queries.access_support(request.user, enrolment_uid)
    if enrolment.offering.uid != offering_uid:
        raise NotFound("no such enrolment in this offering")
    form, refused = _support_form(request, enrolment), None
    if request.method == "POST" and form.is_valid():
        try:
            journeys.set_support(
                actor=request.user, enrolment_uid=enrolment_uid, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(
                request, f"Saved for {enrolment.person.name}: it counts from the next attempt on."
            )
            return redirect("assessor:learners", offering_uid)
    values = {"enrolment": enrolment, "offering": enrolment.offering, "form": form, "refused": refused}
    status = 409 if refused else 422 if form.is_bound and form.errors else 200
    return render(request, "assessor/support.html", values, status=status)


def _support_form(request: HttpRequest, enrolment: Enrolment) -> SupportForm:
    kept = {
        "extra_time_percent": enrolment.extra_time_percent,
        "extra_attempts": enrolment.extra_attempts,
        "note": enrolment.support_note,
    }
    if request.method == "POST":
        return SupportForm(request.POST, initial=kept)
    typed = typed_before(request)
    return SupportForm(initial={name: typed.get(name, "") for name in kept} if typed else kept)
