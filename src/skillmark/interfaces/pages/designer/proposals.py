"""Skills that no framework has: proposed here, answered by the platform staff."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.models import ConceptKind, Proposal
from skillmark.foundation.skills.queries import proposals_of, search_skills
from skillmark.interfaces.pages.designer.editing import draft_for
from skillmark.interfaces.pages.designer.form_parts import DesignForm
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys import curate

_TONES = {
    Proposal.State.WAITING: "warn",
    Proposal.State.ACCEPTED: "ok",
    Proposal.State.MERGED: "ok",
    Proposal.State.DECLINED: "",
}
_KINDS = [ConceptKind.SKILL, ConceptKind.KNOWLEDGE]


class ProposalForm(DesignForm):
    uid = forms.UUIDField(widget=forms.HiddenInput)
    org = forms.ChoiceField(label="Organisation")
    name = forms.CharField(max_length=120, help_text="As people call it, such as “Kubernetes”.")
    description = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What someone with this skill can do.",
    )
    other_names = forms.CharField(
        label="Other names",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One on each line; it is found by each of them.",
    )
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in _KINDS])

    def __init__(self, *args: Any, orgs: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["org"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(org.key, org.name) for org in orgs]
        if len(orgs) == 1:
            field.initial = orgs[0].key
            field.widget = forms.HiddenInput()


@require_safe
@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    """What the organisations of this designer proposed, and what was answered."""
    orgs = _orgs(request)
    rows = [
        {"proposal": each, "tone": _TONES[Proposal.State(each.state)]}
        for org in orgs
        for each in proposals_of(org)
    ]
    return render(request, "designer/proposals.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request: HttpRequest) -> HttpResponse:
    """With `?draft=`, from the search of a draft's skills: for its organisation, and back to it."""
    draft = draft_for(request, _uid(request.GET["draft"])) if "draft" in request.GET else None
    orgs = [draft.micro_credential.org] if draft else _orgs(request)
    initial = {"uid": uuid.uuid4(), "name": request.GET.get("name", "")[:120]}
    form = ProposalForm(request.POST or None, orgs=orgs, initial=initial)
    if form.is_valid() and _proposed(request, form, orgs):
        if draft:
            messages.success(
                request, "Proposed. You need not wait for the answer: submit when you are ready."
            )
            return redirect("designer:skills", uid=draft.uid)
        messages.success(request, "Proposed. You are told here what the platform staff answer.")
        return redirect("designer:proposals")
    name = str(form["name"].value() or "")
    context = {"form": form, "draft": draft, "similar": search_skills(text=f"{name} ", limit=5)}
    return render(request, "designer/propose.html", context, status=422 if form.is_bound else 200)


def _proposed(request: HttpRequest, form: ProposalForm, orgs: Sequence[Organisation]) -> bool:
    data = form.cleaned_data
    try:
        curate.propose_skill(
            actor=person_of(request),
            org=next(org for org in orgs if org.key == data["org"]),
            name=data["name"],
            description=data["description"],
            other_names=data["other_names"],
            kind=data["kind"],
            uid=data["uid"],
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, f"{refused.sentence} {refused.next_step}".strip())
        return False
    return True


def _uid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound("no such draft") from None


def _orgs(request: HttpRequest) -> list[Organisation]:
    orgs = orgs_where(person_of(request), "design.edit")
    if not orgs:
        raise NotFound("nowhere to design")
    return orgs
