"""What designers proposed as new skills, for the platform staff, who answer for all organisations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills import queries
from skillmark.foundation.skills.models import Proposal
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.journeys import curate

TONES = {
    Proposal.State.WAITING: ("warn", "hourglass"),
    Proposal.State.ACCEPTED: ("ok", "circle-check"),
    Proposal.State.MERGED: ("ok", "check"),
    Proposal.State.DECLINED: ("", "circle-x"),
}


@require_safe
@signed_in
def proposals(request: HttpRequest) -> HttpResponse:
    waiting = queries.waiting_proposals(request.user)
    context = {
        "waiting": waiting,
        "answered": [
            {"proposal": each, "tone": TONES[Proposal.State(each.state)][0]}
            for each in queries.answered_proposals(request.user)
        ],
    }
    return render(request, "staff/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def proposal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One proposal beside the skills that are there already; `do` says which of the three answers it is."""
    stored = queries.access_proposal(request.user, uid)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            answered = _answer(request, stored)
        except Refused as error:
            refused = error
        else:
            messages.success(request, f"“{answered.name}”: {answered.get_state_display().lower()}.")
            return redirect("staff:proposals")
    tone, icon = TONES[Proposal.State(stored.state)]
    context = {
        "proposal": stored,
        "tone": tone,
        "icon": icon,
        "refused": refused,
        "answer": request.POST.get("answer", ""),
        "may_decide": stored.proposed_by_id != person_of(request).pk,
        "similar": [
            {"hit": hit, "href": reverse("public:skill", args=[hit.concept.uid])}
            for hit in queries.search_skills(text=f"{stored.name} ", limit=6)
        ],
    }
    return render(request, "staff/proposal.html", context, status=409 if refused else 200)


def _answer(request: HttpRequest, stored: Proposal) -> Proposal:
    person, now = person_of(request), timezone.now()
    answer = request.POST.get("answer", "")[:2000]
    match request.POST.get("do"):
        case "accept":
            return curate.accept_proposal(actor=person, proposal_uid=stored.uid, answer=answer, now=now)
        case "merge":
            try:
                skill_uid = UUID(request.POST.get("skill", ""))
            except ValueError:
                raise Refused(
                    "proposal.which", "Which skill is it?", "Choose one of the skills that are there already."
                ) from None
            return curate.merge_proposal(
                actor=person, proposal_uid=stored.uid, skill_uid=skill_uid, answer=answer, now=now
            )
        case "decline":
            return curate.decline_proposal(actor=person, proposal_uid=stored.uid, answer=answer, now=now)
        case _:
            raise Refused(
                "proposal.answer", "This is none of the three answers.", "Press one of the buttons."
            )
