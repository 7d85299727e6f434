"""The editor's sections that are lists: outcomes and skills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.queries import only_near, out_of_use, search_skills, searched, still_waiting
from skillmark.foundation.skills.suggest_rules import CAN_DO, DESCRIPTION, TITLE, passages_of
from skillmark.foundation.skills.suggesting import speaks, suggest_skills
from skillmark.interfaces.pages.designer.details import panel_of
from skillmark.interfaces.pages.designer.editing import draft_for, not_a_draft, saved, seen_at, show
from skillmark.interfaces.pages.designer.element_forms import AlignmentForm, OutcomeForm
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.ui.designs import language_name
from skillmark.interfaces.pages.ui.found import found_in_words, not_found_in_words, searched_in_words
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of
from skillmark.lifecycle.designing.models import Outcome, SkillAlignment, Version
from skillmark.lifecycle.designing.outcome_rules import outcome_problem

editor = require_http_methods(["GET", "HEAD", "POST"])


# --- outcomes ---------------------------------------------------------------------------------------------------


@editor
@login_required
def outcomes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list, and the form that adds one."""
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    form = OutcomeForm(request.POST or None)
    if form.is_valid() and saved(form, lambda: _save_outcome(request, uid, None, form)):
        messages.success(request, "Outcome added.")
        return redirect(reverse("designer:outcomes", args=[uid]) + "#add")
    blueprint = blueprint_of(version)
    covered = {shape.uid: shape.covered for shape in design_of(blueprint).outcomes}
    rows = [
        {
            "outcome": outcome,
            "advice": outcome_problem(outcome.statement, language=version.language),
            "covered": covered[str(outcome.uid)],
            "skills": ", ".join(blueprint.contents.skills_of(outcome)),
        }
        for outcome in blueprint.contents.outcomes
    ]
    context = panel_of(blueprint, "outcomes", form) | {"rows": rows}
    return show(request, version, "designer/outcomes.html", "outcomes", context)


@editor
@login_required
def outcome(request: HttpRequest, uid: UUID, outcome_uid: UUID) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    blueprint = blueprint_of(version)
    stored = next((each for each in blueprint.contents.outcomes if each.uid == outcome_uid), None)
    if stored is None:
        messages.info(request, "This outcome is no longer there.")
        return redirect("designer:outcomes", uid=uid)
    initial = {"statement": stored.statement, "criteria": stored.criteria}
    form = OutcomeForm(request.POST or None, initial=initial)
    if form.is_valid() and saved(form, lambda: _save_outcome(request, uid, outcome_uid, form)):
        messages.success(request, "Outcome saved.")
        return redirect("designer:outcomes", uid=uid)
    back = reverse("designer:outcomes", args=[uid])
    context = {"form": form, "heading": "Edit outcome", "back": back, "blueprint": blueprint}
    return show(request, version, "designer/part.html", "outcomes", context)


def _save_outcome(request: HttpRequest, uid: UUID, outcome_uid: UUID | None, form: OutcomeForm) -> Any:
    return design.save_outcome(
        actor=person_of(request),
        version_uid=uid,
        outcome_uid=outcome_uid,
        **form.cleaned_data,
        now=timezone.now(),
        seen_at=seen_at(request),
    )


# --- skills -----------------------------------------------------------------------------------------------------


@editor
@login_required
def skills(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is aligned, what the draft makes one think of, and a search for more. A POST aligns what was ticked."""
    version = draft_for(request, uid)
    if request.method == "POST":
        _align_ticked(request, version)
        return redirect("designer:skills", uid=uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    blueprint = blueprint_of(version)
    alignments = blueprint.contents.alignments
    gone = out_of_use([each.skill for each in alignments])
    outcomes = blueprint.contents.outcomes
    aligned = [
        {
            "skill": each.skill,
            "outcome": each.outcome,
            "is_out_of_use": each.skill_id in gone,
            "is_unshown": each.is_assessed and each.outcome is None,
            "form": _alignment_form(each, outcomes),
        }
        for each in alignments
    ]
    waiting = still_waiting(org=version.micro_credential.org, by=person_of(request))
    context = {"aligned": aligned, "blueprint": blueprint, "proposed": waiting}
    context |= _found(request, {each.skill_id for each in alignments}, outcomes)
    if not context["text"]:
        context |= _suggested(version, outcomes, aligned={each.skill.uri for each in alignments})
    return show(request, version, "designer/skills.html", "skills", context)


def _suggested(version: Version, outcomes: Sequence[Outcome], *, aligned: set[str]) -> dict[str, Any]:
    """Skills that the draft speaks of, each with what it is suggested for and the outcome that this proposes."""
    passages = passages_of(
        title=version.title,
        can_do=version.can_do,
        outcomes={str(each.uid): each.statement for each in outcomes},
        description=version.description,
    )
    found = suggest_skills(passages=passages, language=version.language, leave_out=aligned)
    rows = [
        {
            "skill": each.concept,
            "other_name": each.other_name,
            "reason": REASONS.get(each.passage.key) or f"For “{Truncator(each.passage.text).chars(120)}”",
            "label": format_html('Shown by<span class="vh">: {}</span>', each.concept.name),
            "form": AlignmentForm(
                initial={"outcome": _proposed(each.passage.key, outcomes)},
                outcomes=outcomes,
                prefix=str(each.concept.uid),
            ),
        }
        for each in found
    ]
    return {
        "suggested": rows,
        "unspoken": "" if rows or speaks(version.language) else language_name(version.language),
    }


# Why a skill is suggested, where it is for no outcome.
REASONS = {
    TITLE: "From the title",
    CAN_DO: "From what the earner can do",
    DESCRIPTION: "From the description",
}


def _proposed(key: str, outcomes: Sequence[Outcome]) -> str:
    """The outcome that a skill was suggested for; else the only one there is, if there is only one."""
    if key in REASONS:
        return str(outcomes[0].uid) if len(outcomes) == 1 else ""
    return key


# More than the page ever offers.
MOST_TICKED = 20


def _align_ticked(request: HttpRequest, version: Version) -> None:
    """All that was ticked, each by the outcome chosen beside it, or nothing; what came of it is told on the page."""
    outcomes = list(version.outcomes.order_by("position", "id"))
    ticked = [uid for text in request.POST.getlist("skill")[:MOST_TICKED] if (uid := _uid_or_none(text))]
    forms = {uid: AlignmentForm(request.POST, outcomes=outcomes, prefix=str(uid)) for uid in ticked}
    wrong = [str(each[0]) for form in forms.values() for each in form.errors.values()]
    if wrong or not forms:
        messages.error(request, wrong[0] if wrong else "Tick the skills that are right, then add them.")
        return
    try:
        added = design.align_skills(
            actor=person_of(request),
            version_uid=version.uid,
            skills={uid: _uid_or_none(form.cleaned_data["outcome"]) for uid, form in forms.items()},
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}")
        return
    for skill in added:
        shown = bool(forms[skill.uid].cleaned_data["outcome"])
        messages.success(request, _aligned_in_words(skill.name, is_shown=shown, is_assessed=shown))
    if not added:
        messages.success(request, "These skills are there already.")


def _aligned_in_words(name: str, *, is_shown: bool, is_assessed: bool) -> str:
    """A skill that no outcome shows is in the credential as taught: whoever is in a hurry is told so."""
    if is_assessed:
        return f"“{name}” is saved, as assessed."
    return f"“{name}” is saved, as taught only{'' if is_shown else ': no outcome shows it'}."


@require_safe
@login_required
def found_skills(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The part of the page that changes while somebody types."""
    version = draft_for(request, uid)
    aligned = set(version.alignments.values_list("skill_id", flat=True))
    outcomes = list(version.outcomes.order_by("position", "id"))
    context = {"version": version, "is_part": True, **_found(request, aligned, outcomes)}
    return render(request, "designer/_skills_found.html", context)


def _found(request: HttpRequest, aligned: set[int], outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What the search found, and whether that is only near what was looked for."""
    text = request.GET.get("q", "")[:100]
    hits = search_skills(text=text, limit=20)
    found = [
        {"skill": hit.concept, "other_name": hit.other_name, "aligned": hit.concept.pk in aligned}
        for hit in hits
    ]
    through = searched()
    return {
        "text": text,
        "found": found,
        "is_near": only_near(hits),
        "said": found_in_words(text, len(found), is_near=only_near(hits)),
        "searched": searched_in_words(through),
        "not_found": not_found_in_words(through),
        "outcomes": outcomes,
    }


def _alignment_form(alignment: SkillAlignment, outcomes: Sequence[Outcome]) -> AlignmentForm:
    initial = {
        "outcome": str(alignment.outcome.uid) if alignment.outcome else "",
        "level": alignment.level,
        "is_assessed": alignment.is_assessed and alignment.outcome is not None,
    }
    return AlignmentForm(initial=initial, outcomes=outcomes, auto_id=f"id_{alignment.skill.uid}_%s")


@require_POST
@login_required
def align(request: HttpRequest, uid: UUID, skill_uid: UUID) -> HttpResponse:
    """`do=add` aligns the skill (to an outcome, if one was chosen), `do=save` says more, `do=remove` takes it away."""
    person, now = person_of(request), timezone.now()
    if request.POST.get("do") == "remove":
        design.remove_skill(actor=person, version_uid=uid, skill_uid=skill_uid, now=now)
    else:
        _align(request, uid, skill_uid)
    query = request.POST.get("q", "")
    return redirect(
        reverse("designer:skills", args=[uid]) + (f"?{urlencode({'q': query})}#add" if query else "")
    )


def _align(request: HttpRequest, uid: UUID, skill_uid: UUID) -> None:
    """What cannot be so (assessed, and shown by no outcome) is told on the page that comes."""
    version = draft_for(request, uid)
    form = AlignmentForm(request.POST, outcomes=list(version.outcomes.order_by("position", "id")))
    if not form.is_valid():
        messages.error(request, " ".join(str(each[0]) for each in form.errors.values()))
        return
    chosen = form.cleaned_data
    try:
        skill = design.align_skill(
            actor=person_of(request),
            version_uid=uid,
            skill_uid=skill_uid,
            outcome_uid=_uid_or_none(chosen["outcome"]),
            level=chosen["level"],
            is_assessed=chosen["is_assessed"] if request.POST.get("do") == "save" else None,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}")
    else:
        is_shown = bool(chosen["outcome"])
        is_assessed = chosen["is_assessed"] if request.POST.get("do") == "save" else is_shown
        messages.success(request, _aligned_in_words(skill.name, is_shown=is_shown, is_assessed=is_assessed))


def _uid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
