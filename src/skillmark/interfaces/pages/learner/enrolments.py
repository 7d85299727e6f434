"""The list of one's courses; entering, pausing and leaving them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.learner.shows import card_of
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.interfaces.pages.ui.answers import price_to_pay
from skillmark.journeys import enrol as journeys
from skillmark.lifecycle.assessing.queries import assessments_by_enrolment
from skillmark.lifecycle.holding.queries import items_by_version, requirements_of
from skillmark.lifecycle.learning import queries
from skillmark.lifecycle.learning.models import Enrolment, EnrolmentState

STATE = EnrolmentState


@require_GET
@signed_in
def my_learning(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    lines = queries.enrolments_for(person)
    assessments = assessments_by_enrolment([line.enrolment for line in lines])
    in_wallet = items_by_version(person)
    cards = [card_of(line, assessments[line.enrolment.pk], in_wallet) for line in lines]
    groups = [
        {"id": "now", "title": "Going on", "cards": [card for card in cards if card.state == STATE.ACTIVE]},
        {"id": "paused", "title": "Paused", "cards": [card for card in cards if card.state == STATE.PAUSED]},
        {
            "id": "waiting",
            "title": "Waiting for a place",
            "cards": [c for c in cards if c.state == STATE.WAITING],
        },
        {
            "id": "done",
            "title": "Completed",
            "cards": [card for card in cards if card.state == STATE.COMPLETED],
        },
    ]
    shown = [group for group in groups if group["cards"]]
    return render(request, "learner/my_learning.html", {"groups": shown})


@require_http_methods(["GET", "POST"])
@signed_in
def enrol(request: HttpRequest, offering_uid: UUID) -> HttpResponse:
    """A page with one button; who was sent here to sign in first, or followed an invitation, presses it."""
    token = request.POST.get("invitation") or request.GET.get("invitation") or ""
    offering, version = queries.access_offering(offering_uid)
    existing = queries.enrolment_in(person_of(request), offering)
    if existing is not None:
        return redirect("learner:course", existing.uid)
    refused = None
    if request.method == "POST":
        try:
            enrolment = journeys.enrol(
                actor=request.user, offering_uid=offering_uid, invitation=token, now=timezone.now()
            )
        except Refused as refusal:
            refused = refusal
        else:
            _welcome(request, enrolment)
            return redirect("learner:course", enrolment.uid)
    required = requirements_of(version, person=person_of(request), now=timezone.now())
    values = {
        "offering": offering, "version": version, "price": price_to_pay(offering, version), "token": token,
        "refused": refused, "required": required,
        "lacking": [each for each in required if not each.held],
    }  # fmt: skip
    return render(request, "learner/enrol.html", values, status=409 if refused else 200)


def _welcome(request: HttpRequest, enrolment: Enrolment) -> None:
    if enrolment.state == STATE.WAITING:
        messages.info(request, "All places are taken. You are on the waiting list.")
    else:
        messages.success(request, "You are enrolled. Begin whenever you like.")


@require_http_methods(["GET", "POST"])
@signed_in
def pause(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse:
    if request.method == "POST":
        journeys.pause(actor=request.user, enrolment_uid=enrolment_uid, now=timezone.now())
        messages.info(request, "Paused. Nothing runs out meanwhile; resume when you have the time.")
    return redirect("learner:course", enrolment_uid)


@require_http_methods(["GET", "POST"])
@signed_in
def resume(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse:
    if request.method == "POST":
        journeys.resume(actor=request.user, enrolment_uid=enrolment_uid, now=timezone.now())
        messages.success(request, "Welcome back. You go on where you stopped.")
    return redirect("learner:course", enrolment_uid)


@require_http_methods(["GET", "POST"])
@signed_in
def leave(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse:
    if request.method == "GET":
        return redirect("learner:course", enrolment_uid)
    enrolment = journeys.leave(actor=request.user, enrolment_uid=enrolment_uid, now=timezone.now())
    messages.info(
        request, f"You have left “{enrolment.version.title}”. Your work is kept, should you come back."
    )
    return redirect("learner:home")
