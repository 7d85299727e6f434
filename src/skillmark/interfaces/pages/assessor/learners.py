"""How far the learners of an offering are, for those who look after them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.lifecycle.assessing.queries import LearnerStanding, standings_in
from skillmark.lifecycle.learning import queries
from skillmark.lifecycle.learning.models import EnrolmentState
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
