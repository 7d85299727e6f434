"""The page on which several questions of a quiz are written, or pasted, at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.designer.assessment import likely_outcome, stored_assessment
from skillmark.interfaces.pages.designer.editing import draft_for, not_a_draft, saved, seen_at, show
from skillmark.interfaces.pages.designer.several_form import SeveralForm
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import blueprint_of
from skillmark.lifecycle.assessing.models import AssessmentKind


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def questions(request: HttpRequest, uid: UUID, assessment_uid: UUID) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    blueprint = blueprint_of(version)
    quiz = stored_assessment(blueprint, assessment_uid)
    if quiz.kind != AssessmentKind.QUIZ:
        raise NotFound("a project has no questions")
    form = SeveralForm(
        request.POST or None,
        outcomes=blueprint.contents.outcomes,
        initial={"outcome": likely_outcome(blueprint, quiz)},
    )
    if form.is_valid() and saved(form, lambda: _add(request, uid, assessment_uid, form)):
        number = len(form.cleaned_data["text"])
        messages.success(request, f"{number} question{'' if number == 1 else 's'} added.")
        return redirect("designer:one_assessment", uid=uid, assessment_uid=assessment_uid)
    back = reverse("designer:one_assessment", args=[uid, assessment_uid])
    context = {
        "form": form, "quiz": quiz, "back": back, "heading": "Several questions", "blueprint": blueprint
    }  # fmt: skip
    return show(request, version, "designer/several.html", "assessment", context)


def _add(request: HttpRequest, uid: UUID, assessment_uid: UUID, form: SeveralForm) -> None:
    outcome = form.cleaned_data["outcome"]
    design.add_questions(
        actor=person_of(request),
        version_uid=uid,
        assessment_uid=assessment_uid,
        questions=form.cleaned_data["text"],
        outcome_uid=UUID(outcome) if outcome else None,
        now=timezone.now(),
        seen_at=seen_at(request),
    )
