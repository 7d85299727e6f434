"""What an employer has checked and kept, and the issuers it knows."""

from __future__ import annotations

import re
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.credential.report import Report
from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.foundation.orgs.models import Organisation
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.interfaces.pages.ui.inside import said_by
from skillmark.interfaces.pages.ui.said import Said
from skillmark.interfaces.pages.ui.showpiece import from_report
from skillmark.interfaces.pages.ui.shows import UNTOLD, FactShow, in_words
from skillmark.interfaces.pages.ui.verdicts import verdict_of
from skillmark.journeys import verify as journeys
from skillmark.lifecycle.verifying import queries

# A web address with a host, or a DID with a method and something of that method.
ISSUER_ID = re.compile(r"(https?://[^\s/]+(/\S*)?|did:[a-z0-9]+:\S+)")


def own_org(request: HttpRequest) -> Organisation:
    """The organisation the visitor checks for; `?org=key` chooses among several. Raises NotFound for outsiders."""
    mine = orgs_where(request.user, "checks.keep")
    wanted = request.GET.get("org")
    chosen = next((org for org in mine if org.key == wanted), mine[0] if mine and not wanted else None)
    if chosen is None:
        raise NotFound("organisation")
    return chosen


@require_safe
@signed_in
def reports(request: HttpRequest) -> HttpResponse:
    org = own_org(request)
    rows = []
    for kept in queries.reports_of(org):
        found = Report.from_json(kept.report)
        verdict = verdict_of(found)
        rows.append((kept, verdict, "" if verdict.kind in UNTOLD else said_by(found).title))
    others = [each for each in orgs_where(request.user, "checks.keep") if each != org]
    return render(request, "employer/reports.html", {"org": org, "rows": rows, "others": others})


@require_safe
@signed_in
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    kept = queries.access_report(request.user, uid)
    found = Report.from_json(kept.report)
    show = from_report(found, now=kept.checked_at)
    # What the checked file called itself was written by somebody else, where it was not genuine.
    said = Said() if show.verdict.kind in UNTOLD else said_by(found)
    shown = {"kept": kept, "show": show, "facts": _facts(said), "name": said.title}
    return render(request, "employer/report.html", shown)


def _facts(said: Said) -> list[FactShow]:
    """Who, from whom and since when, as the file said."""
    rows = [
        ("Earner", said.earner),
        ("Issuer", said.issuer),
        ("Valid from", in_words(said.since) if said.since else ""),
        ("Standard", said.standard),
    ]
    return [FactShow(label, value) for label, value in rows if value]


class IssuerForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200, help_text="As you know this issuer.")
    issuer_id = forms.CharField(
        label="Issuer id",
        max_length=300,
        help_text="A web address or did:…, copied from a credential you have checked.",
    )

    def clean_issuer_id(self) -> str:
        text: str = self.cleaned_data["issuer_id"].strip()
        if not ISSUER_ID.fullmatch(text):
            raise ValidationError("An issuer id starts with https:// or did: and holds no spaces.")
        return text


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def issuers(request: HttpRequest) -> HttpResponse:
    org = own_org(request)
    form = IssuerForm(
        request.POST or typed_before(request), initial={"issuer_id": request.GET.get("issuer", "")}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        journeys.know_issuer(
            actor=request.user, org=org, issuer_id=data["issuer_id"], name=data["name"], now=timezone.now()
        )
        messages.success(request, f"{data['name']} is known to {org.name}.")
        return redirect(f"{reverse('employer:issuers')}?org={org.key}")
    own = queries.issuers_added_by(org)
    found = sorted(queries.known_issuers(org).items(), key=lambda row: row[1].lower())
    known = [(issuer_id, name, issuer_id in own) for issuer_id, name in found]
    shown = {"org": org, "form": form, "known": known}
    return render(request, "employer/issuers.html", shown, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def forget(request: HttpRequest) -> HttpResponse:
    org = own_org(request)
    journeys.forget_issuer(
        actor=request.user, org=org, issuer_id=request.POST.get("issuer_id", ""), now=timezone.now()
    )
    messages.success(request, f"{org.name} no longer vouches for this issuer.")
    return redirect(f"{reverse('employer:issuers')}?org={org.key}")
