"""The credentials of an organisation: found, looked at, revoked, suspended and reinstated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.foundation.orgs import queries as orgs
from skillmark.foundation.orgs.access import NotFound, allowed
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.paging import FoundPages, Pages
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.journeys import revoke as journeys
from skillmark.lifecycle.issuing import queries, selections
from skillmark.lifecycle.issuing.models import Batch, Credential, CredentialState
from skillmark.lifecycle.issuing.rules import may_change

PER_PAGE = 25
TONES = {
    CredentialState.ACTIVE: ("ok", "circle-check"),
    CredentialState.SUSPENDED: ("warn", "hourglass"),
    CredentialState.REVOKED: ("bad", "ban"),
}


def row_of(credential: Credential) -> dict[str, Any]:
    """One line of a list of credentials."""
    tone, icon = TONES[CredentialState(credential.state)]
    return {
        "uid": credential.uid,
        "person": credential.person.name,
        "email": credential.person.email,
        "title": credential.version.title,
        "issued_at": credential.issued_at,
        "state": CredentialState(credential.state).label,
        "tone": tone,
        "icon": icon,
    }


@require_safe
@login_required
def credentials(request: HttpRequest, org_key: str) -> HttpResponse:
    org = orgs.access_org(request.user, org_key, "credentials.view")
    text = request.GET.get("q", "").strip()[:100]
    state = request.GET.get("state", "")
    state = state if state in CredentialState.values else ""
    batch = _batch(request, org)
    found = queries.credentials_of(org, text=text, state=state, batch=batch)
    counts = {} if batch else queries.counts_by_state(org)
    pages = (
        FoundPages(found, PER_PAGE) if text else Pages(found, PER_PAGE, number=_number(batch, state, counts))
    )
    page = pages.get_page(request.GET.get("page"))
    context = framed(
        request,
        org,
        "credentials",
        text=text,
        state=state,
        batch=batch,
        chips=_chips(org.key, text, state, batch, counts),
        is_cut=isinstance(pages, FoundPages) and pages.is_cut,
        page_obj=page,
        rows=[row_of(each) for each in page],
        undo=_undo(request, org, {"q": text, "state": state, "batch": batch.uid if batch else ""}),
        under_way=selections.jobs_under_way(org),
    )
    return render(request, "staff/credentials.html", context)


def _undo(request: HttpRequest, org: Organisation, meant: dict[str, Any]) -> str:
    """Where all that the list shows is undone, for those who may."""
    if not allowed(request.user, "credentials.revoke", org):
        return ""
    kept = {name: value for name, value in meant.items() if value}
    here = reverse("staff:undo", args=[org.key])
    return f"{here}?{urlencode(kept)}" if kept else here


def _batch(request: HttpRequest, org: Organisation) -> Batch | None:
    """The batch whose credentials are asked for, if any."""
    wanted = request.GET.get("batch")
    if not wanted:
        return None
    batch = queries.access_batch(request.user, wanted, "credentials.view")
    if batch.org_id != org.pk:
        raise NotFound("batch")
    return batch


def _number(batch: Batch | None, state: str, counts: dict[str, int]) -> int:
    if batch:
        return queries.count_in_batch(batch, state=state)
    return counts[state] if state else sum(counts.values())


def _chips(
    org_key: str, text: str, state: str, batch: Batch | None, counts: dict[str, int]
) -> list[dict[str, Any]]:
    """The states to choose from; with how many there are in each, where they are counted."""
    here = reverse("staff:credentials", args=[org_key])
    kept = {"q": text, **({"batch": batch.uid} if batch else {})}
    every = [("", "All", sum(counts.values()))]
    every += [(each.value, each.label, counts.get(each.value, 0)) for each in CredentialState]
    return [
        {
            "label": f"{label} ({number:,})" if counts else label,
            "href": f"{here}?{urlencode({**kept, 'state': value})}",
            "current": value == state,
        }
        for value, label, number in every
    ]


@require_safe
@login_required
def credential(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = queries.access_credential(request.user, uid, "credentials.view")
    tone, icon = TONES[CredentialState(found.state)]
    context = framed(
        request,
        found.org,
        "credentials",
        credential=found,
        state=CredentialState(found.state).label,
        tone=tone,
        icon=icon,
        history=queries.history_of(found),
        changes=[each for each in CHANGES.values() if may_change(found.state, each.to)],
    )
    return render(request, "staff/credential.html", context)


class Change:
    """One thing that can be done to a credential: its words, and the journey that does it."""

    def __init__(self, *, name: str, to: str, title: str, does: str, done: str, icon: str, danger: bool,
                 journey: Callable[..., Credential]) -> None:  # fmt: skip
        self.name, self.to, self.title, self.does, self.done = name, to, title, does, done
        self.icon, self.danger, self.journey = icon, danger, journey


CHANGES = {
    each.name: each
    for each in (
        Change(
            name="suspend",
            to=CredentialState.SUSPENDED,
            title="Suspend",
            does="Whoever checks it is told that it is on hold. It can be reinstated.",
            done="Suspended.",
            icon="hourglass",
            danger=False,
            journey=journeys.suspend_credential,
        ),
        Change(
            name="reinstate",
            to=CredentialState.ACTIVE,
            title="Reinstate",
            does="It counts again, as before.",
            done="Reinstated.",
            icon="circle-check",
            danger=False,
            journey=journeys.reinstate_credential,
        ),
        Change(
            name="revoke",
            to=CredentialState.REVOKED,
            title="Revoke",
            does="It never counts again. This cannot be undone; the person can be awarded anew.",
            done="Revoked for good.",
            icon="ban",
            danger=True,
            journey=journeys.revoke_credential,
        ),
    )
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever checks the credential reads this. Name no other person, and nothing private.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, uid: UUID, change: str) -> HttpResponse:
    """Asks for the reason and whether it is meant, then does it."""
    found = queries.access_credential(request.user, uid, "credentials.revoke")
    wanted = CHANGES.get(change)
    if wanted is None:
        raise NotFound("change")
    if found.state == wanted.to:
        messages.info(request, f"It is {CredentialState(found.state).label.lower()} already.")
        return redirect("staff:credential", uid=uid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            wanted.journey(actor=person_of(request), credential_uid=uid, reason=reason, now=timezone.now())
        except Refused as refused:
            form.add_error(None, f"{refused.sentence} {refused.next_step}")
        else:
            messages.success(request, f"{wanted.done} Verifiers see it within a few minutes.")
            return redirect("staff:credential", uid=uid)
    context = framed(request, found.org, "credentials", credential=found, change=wanted, form=form)
    return render(request, "staff/change_status.html", context, status=422 if form.is_bound else 200)
