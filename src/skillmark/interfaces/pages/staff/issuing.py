"""How issuing goes: what waits, what was given up and why, and the keys that sign."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.orgs import queries as orgs
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.staff.batch_words import show_of
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.journeys import issue as journeys
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.keyring import KeyringError
from skillmark.lifecycle.issuing.models import IssuerKey

PER_PAGE = 25
TONES = {QueueState.DEAD: "bad", QueueState.HELD: "accent", QueueState.WAITING: ""}
KEY_TONES = {
    IssuerKey.State.ACTIVE: "ok",
    IssuerKey.State.RETIRED: "",
    IssuerKey.State.COMPROMISED: "bad",
}


@require_safe
@login_required
def queue(request: HttpRequest, org_key: str) -> HttpResponse:
    org = orgs.access_org(request.user, org_key, "credentials.view")
    page = Paginator(queries.unfinished_of(org), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"row": each, "state": QueueState(each.state).label, "tone": TONES.get(QueueState(each.state), "")}
        for each in page
    ]
    now = timezone.now()
    context = framed(
        request,
        org,
        "queue",
        figures=queries.queue_figures(org),
        batches=[show_of(each, now=now) for each in queries.batches_under_way(org)],
        page_obj=page,
        rows=rows,
    )
    return render(request, "staff/queue.html", context)


@require_POST
@login_required
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = journeys.try_again(actor=person_of(request), issuance_uid=uid, now=timezone.now())
    messages.success(request, f"The credential of {row.award.person.name} is tried again now.")
    return redirect("staff:queue", org_key=row.award.org.key)


@require_safe
@login_required
def keys(request: HttpRequest, org_key: str) -> HttpResponse:
    org = orgs.access_org(request.user, org_key, "org.edit")
    rows = [
        {
            "key": each,
            "state": IssuerKey.State(each.state).label,
            "tone": KEY_TONES[IssuerKey.State(each.state)],
        }
        for each in queries.keys_of(org)
    ]
    return render(request, "staff/keys.html", framed(request, org, "keys", rows=rows))


@require_POST
@login_required
def rotate(request: HttpRequest, org_key: str) -> HttpResponse:
    org = orgs.access_org(request.user, org_key, "org.edit")
    try:
        journeys.rotate_key(actor=person_of(request), org=org, now=timezone.now())
    except KeyringError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "A new key signs from now on. What the old one signed stays valid.")
    return redirect("staff:keys", org_key=org_key)


@require_POST
@login_required
def distrust(request: HttpRequest, org_key: str, uid: UUID) -> HttpResponse:
    org = orgs.access_org(request.user, org_key, "org.edit")
    now = timezone.now()
    try:
        journeys.distrust_key(actor=person_of(request), org=org, key_uid=uid, since=now, now=now)
    except KeyringError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            "This key is published as compromised: nothing it signed under your web address verifies any more.",
        )
    return redirect("staff:keys", org_key=org_key)
