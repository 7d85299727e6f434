"""Where somebody who runs an organisation begins: what waits for them, and how much is out in the world."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs import queries as orgs
from skillmark.foundation.orgs.access import NotFound, allowed, orgs_where
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.lifecycle.awarding.models import AwardState
from skillmark.lifecycle.awarding.queries import awards_of
from skillmark.lifecycle.issuing.queries import counts_by_state, credentials_of, queue_figures

NEWEST = 5


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The one organisation of most people, or a choice."""
    mine = orgs_where(request.user, "credentials.view")
    if not mine:
        raise NotFound("organisation")
    if len(mine) == 1:
        return redirect("staff:overview", org_key=mine[0].key)
    return render(request, "staff/home.html", {"orgs": mine})


@require_safe
@login_required
def overview(request: HttpRequest, org_key: str) -> HttpResponse:
    org = orgs.access_org(request.user, org_key, "credentials.view")
    context = framed(
        request,
        org,
        "overview",
        waiting=list(awards_of(org, state=AwardState.PROPOSED)[:NEWEST]),
        newest=list(credentials_of(org)[:NEWEST]),
        counts=counts_by_state(org),
        queue=queue_figures(org),
        sees_learners=allowed(request.user, "learners.view", org),
    )
    return render(request, "staff/overview.html", context)
