"""Awards by hand: who is proposed, who agrees, and what has been granted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.orgs import queries as orgs
from skillmark.foundation.orgs.access import allowed
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.paging import Pages
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.journeys import award as journeys
from skillmark.lifecycle.awarding import queries
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.awarding.rules import BY_DECISION, LEVELS_BY_HAND, may_decide, result_by_hand
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing.models import Credential
from skillmark.lifecycle.issuing.queries import credential_of, issuance_of

PER_PAGE = 25
NO_RESULT = "none"
TONES = {
    AwardState.PROPOSED: ("warn", "hourglass"),
    AwardState.GRANTED: ("ok", "circle-check"),
    AwardState.DECLINED: ("", "circle-x"),
    AwardState.WITHDRAWN: ("bad", "ban"),
}
_TABS = [
    ("Waiting", AwardState.PROPOSED),
    ("Granted", AwardState.GRANTED),
    ("Declined", AwardState.DECLINED),
    ("Withdrawn", AwardState.WITHDRAWN),
]


@require_safe
@login_required
def awards(request: HttpRequest, org_key: str) -> HttpResponse:
    org = orgs.access_org(request.user, org_key, "award.approve")
    state = request.GET.get("state", AwardState.PROPOSED)
    state = state if state in AwardState.values else AwardState.PROPOSED
    page = Pages(queries.awards_of(org, state=state), PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("staff:awards", args=[org.key])
    context = framed(
        request,
        org,
        "awards",
        state=state,
        chips=[
            {"label": label, "href": f"{here}?state={each}", "current": each == state}
            for label, each in _TABS
        ],
        page_obj=page,
        rows=[{"award": each, "tone": TONES[AwardState(each.state)][0]} for each in page],
    )
    return render(request, "staff/awards.html", context)


class ProposalForm(forms.Form):
    """The person and the reason, and for each outcome how well it was shown."""

    email = forms.EmailField(
        label="E-mail address", help_text="Somebody without an account can sign in by a code sent to it."
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As it should stand on the credential. Somebody who has an account keeps their own name.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What shows that the criteria are met. It stands in the signed credential; name nobody.",
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes = sorted(version.outcomes.all(), key=lambda each: each.position)
        for each in self.outcomes:
            self.fields[f"outcome-{each.uid}"] = forms.ChoiceField(
                label=each.statement,
                choices=[
                    *((label, label) for label in LEVELS_BY_HAND),
                    (NO_RESULT, "Do not record a result"),
                ],
            )

    def results(self) -> list[dict[str, Any]]:
        """The chosen levels, as an award keeps them."""
        chosen = [(each, self.cleaned_data[f"outcome-{each.uid}"]) for each in self.outcomes]
        return [
            result_by_hand(outcome=str(each.uid), statement=each.statement, level=level)
            for each, level in chosen
            if level != NO_RESULT
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request: HttpRequest, org_key: str) -> HttpResponse:
    """First the micro-credential is chosen, then the person and the reason."""
    org = orgs.access_org(request.user, org_key, "award.propose")
    versions = queries.awardable_versions(org)
    wanted = request.GET.get("version") or request.POST.get("version")
    version = next((each for each in versions if str(each.uid) == wanted), None)
    if version is None and len(versions) == 1:
        version = versions[0]
    context = framed(request, org, "awards", versions=versions, version=version)
    if version is None:
        return render(request, "staff/propose_choose.html", context)
    form = ProposalForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(request, version, form)
        except Refused as refused:
            form.add_error(None, f"{refused.sentence} {refused.next_step}")
        else:
            return _proposed(request, made)
    status = 422 if form.is_bound else 200
    return render(request, "staff/propose.html", {**context, "form": form}, status=status)


def _propose(request: HttpRequest, version: Version, form: ProposalForm) -> Award:
    data = form.cleaned_data
    return journeys.propose_award(
        actor=person_of(request),
        version_uid=version.uid,
        email=data["email"],
        name=data["name"],
        reason=data["reason"],
        results=form.results(),
        now=timezone.now(),
    )


def _proposed(request: HttpRequest, made: Award) -> HttpResponse:
    if made.state == AwardState.GRANTED:
        messages.success(request, f"Awarded to {made.person.name}. The credential is on its way.")
    else:
        messages.success(request, f"Proposed for {made.person.name}. Somebody else has to approve it.")
    if allowed(request.user, "award.approve", made.org):
        return redirect("staff:award", uid=made.uid)
    return redirect("staff:propose", org_key=made.org.key)


@require_safe
@login_required
def award(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = queries.access_award(request.user, uid, "award.approve")
    credential: Credential | None = credential_of(found)
    tone, icon = TONES[AwardState(found.state)]
    context = framed(
        request,
        found.org,
        "awards",
        award=found,
        tone=tone,
        icon=icon,
        credential=credential,
        issuance=issuance_of(found) if credential is None else None,
        by_hand=any(each.get("genre") == BY_DECISION for each in found.evidence),
        may_decide=may_decide(
            proposer_id=found.proposed_by_id, decider_id=person_of(request).pk, four_eyes=found.org.four_eyes
        ),
    )
    return render(request, "staff/award.html", context)


@require_POST
@login_required
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    granted = journeys.approve_award(actor=person_of(request), award_uid=uid, now=timezone.now())
    messages.success(request, f"Awarded to {granted.person.name}. The credential is on its way.")
    return redirect("staff:award", uid=uid)


@require_POST
@login_required
def decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    declined = journeys.decline_award(
        actor=person_of(request), award_uid=uid, comment=request.POST.get("comment", ""), now=timezone.now()
    )
    messages.success(request, f"Declined. {declined.person.name} is not told.")
    return redirect("staff:award", uid=uid)
