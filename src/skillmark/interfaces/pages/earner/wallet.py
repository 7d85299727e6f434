"""The wallet: what waits to be claimed, and what is kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.interfaces.pages.wallet_cards import card_of
from skillmark.journeys import claim as journeys
from skillmark.lifecycle.holding import queries
from skillmark.lifecycle.holding.models import WalletItem


@require_safe
@signed_in
def wallet(request: HttpRequest) -> HttpResponse:
    items = list(queries.wallet_of(person_of(request)))
    there = [each for each in items if not each.is_withdrawn]
    by_state = {
        state.value: [card_of(each) for each in there if each.state == state] for state in WalletItem.State
    }
    withdrawn = [card_of(each) for each in items if each.is_withdrawn]
    return render(request, "earner/wallet.html", {**by_state, "withdrawn": withdrawn})


@require_POST
@signed_in
def claim(request: HttpRequest, uid: UUID) -> HttpResponse:
    item = journeys.claim_item(actor=request.user, item_uid=uid, now=timezone.now())
    messages.success(request, f"“{item.title}” is yours. Download it, or share it with a link.")
    return redirect("earner:credential", uid=item.uid)


@require_POST
@signed_in
def decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    item = journeys.decline_item(actor=request.user, item_uid=uid, now=timezone.now())
    messages.info(
        request, f"“{item.title}” is declined, and no link shows it. You can still take it up below."
    )
    return redirect("earner:wallet")
