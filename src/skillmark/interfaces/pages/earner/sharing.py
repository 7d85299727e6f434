"""Links to what an earner holds: made, listed and withdrawn here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.earner.forms import CollectionForm, ShareForm
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.interfaces.pages.wallet_cards import share_show
from skillmark.journeys import share as journeys
from skillmark.lifecycle.holding import queries
from skillmark.lifecycle.holding.models import WalletItem


@require_safe
@signed_in
def links(request: HttpRequest) -> HttpResponse:
    found = queries.links_of(person_of(request), now=timezone.now())
    return render(request, "earner/links.html", {"shares": [share_show(link) for link in found]})


@require_POST
@signed_in
def share(request: HttpRequest, uid: UUID) -> HttpResponse:
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose when the link should end.")
        return redirect("earner:credential", uid=uid)
    now = timezone.now()
    journeys.share_credential(actor=request.user, item_uid=uid, ends_at=form.ends_at(now=now), now=now)
    messages.success(
        request, "The link is ready. Whoever has it sees this credential and nothing else of yours."
    )
    return redirect(reverse("earner:credential", args=[uid]) + "#links")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_collection(request: HttpRequest) -> HttpResponse:
    kept = [item for item in queries.wallet_of(person_of(request)) if item.state == WalletItem.State.KEPT]
    form = CollectionForm(request.POST or typed_before(request), items=kept)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            journeys.share_collection(
                actor=person_of(request),
                item_uids=form.cleaned_data["items"],
                title=form.cleaned_data["title"],
                public=form.cleaned_data["public"],
                ends_at=form.ends_at(now=now),
                now=now,
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, "The link is ready.")
            return redirect("earner:links")
    shown = {"form": form, "empty": not kept, "refused": refused}
    return render(request, "earner/new_collection.html", shown, status=422 if refused else 200)


@require_POST
@signed_in
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    journeys.withdraw_share(actor=request.user, share_uid=uid, now=timezone.now())
    messages.success(request, "The link is withdrawn. Whoever opens it now finds nothing.")
    return redirect("earner:links")
