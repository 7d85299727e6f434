"""What a learner sees between meeting the last criterion and holding the credential."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from skillmark.foundation.ledger.models import QueueState
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.awarding.queries import award_of
from skillmark.lifecycle.holding.queries import wallet_of
from skillmark.lifecycle.issuing.queries import issuance_of
from skillmark.lifecycle.learning.queries import access_enrolment

# Seconds between two looks; the page looks again by itself only while the credential is being made.
LOOK_AGAIN = 3


@require_GET
@signed_in
def earned(request: HttpRequest, enrolment_uid: UUID) -> HttpResponse:
    enrolment = access_enrolment(request.user, enrolment_uid)
    award = award_of(person_of(request), enrolment.version)
    if award is None or award.state != AwardState.GRANTED:
        return redirect("learner:course", enrolment_uid)
    item = wallet_of(person_of(request)).filter(credential__award=award).first()
    state = "ready" if item else _state_of(award)
    values = {
        "enrolment": enrolment,
        "award": award,
        "item": item,
        "state": state,
        "look_again": LOOK_AGAIN if state == "making" else 0,
    }
    template = "learner/earned_state.html" if request.headers.get("HX-Request") else "learner/earned.html"
    return render(request, template, values)


def _state_of(award: Award) -> str:
    """How it stands: in the making, stuck since the worker gave up, or gone since it was declined."""
    issuance = issuance_of(award)
    if issuance is not None and issuance.state == QueueState.DONE:
        return "gone"
    return "stuck" if issuance is not None and issuance.state == QueueState.DEAD else "making"
