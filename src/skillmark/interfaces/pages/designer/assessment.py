"""The editor's section of assessments: quizzes with their questions, projects with their rubric."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.designer.details import panel_of, with_typed, write_details
from skillmark.interfaces.pages.designer.editing import (
    draft_for,
    not_a_draft,
    saved,
    say_missing,
    seen_at,
    show,
)
from skillmark.interfaces.pages.designer.forms import AssessmentForm, ItemForm, RubricRowForm
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import Blueprint, blueprint_of, design_of
from skillmark.lifecycle.assessing.models import Assessment, AssessmentKind, Item, ItemKind
from skillmark.lifecycle.designing.rules import why_not_passable

editor = require_http_methods(["GET", "HEAD", "POST"])
ASK = {
    ItemKind.SINGLE: "Ask for one choice",
    ItemKind.MULTIPLE: "Ask for several choices",
    ItemKind.NUMERIC: "Ask for a number",
    ItemKind.SHORT_TEXT: "Ask for a short text",
}
NOW = {
    AssessmentKind.QUIZ: "Now write its questions.",
    AssessmentKind.PROJECT: "Now say which outcomes it shows.",
}


@editor
@login_required
def assessments(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All assessments with what each still lacks, which outcomes nothing shows yet, and how all of them are taken."""
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    writing = write_details(request, version, "assessment")
    if writing.is_saved:
        messages.success(request, "Saved.")
        return redirect(writing.then, uid=uid)
    blueprint = blueprint_of(version)
    drawn = design_of(blueprint)
    problems = {shape.uid: why_not_passable(shape) for shape in drawn.assessments}
    rows = [
        {
            "assessment": each,
            "kind": each.get_kind_display(),
            "size": _size(each),
            "problem": problems[str(each.uid)],
        }
        for each in blueprint.assessments
    ]
    uncovered = [shape.statement for shape in drawn.outcomes if not shape.covered]
    typed = with_typed(blueprint, "assessment", writing.form)
    context = panel_of(typed, "assessment", writing.form) | {
        "blueprint": blueprint,
        "rows": rows,
        "uncovered": uncovered,
        "outcomes": drawn.outcomes,
        "theirs": writing.theirs,
        "before": writing.before,
    }
    say_missing(request, writing.form, context["points"])
    return show(request, version, "designer/assessments.html", "assessment", context)


def _size(assessment: Assessment) -> str:
    if assessment.kind == AssessmentKind.QUIZ:
        count = len(assessment.items.all())
        return "1 question" if count == 1 else f"{count} questions"
    count = len(assessment.rubric_rows.all())
    return "1 rubric row" if count == 1 else f"{count} rubric rows"


@editor
@login_required
def new_assessment(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    if kind not in AssessmentKind.values:
        raise NotFound(f"assessment of kind {kind}")
    label = AssessmentKind(kind).label
    form = AssessmentForm(request.POST or None, kind=kind, initial={"title": label})
    made: list[Assessment] = []
    if form.is_valid() and saved(form, lambda: made.append(_save(request, uid, kind, None, form))):
        messages.success(request, f"“{made[0].title}” is there. {NOW[AssessmentKind(kind)]}")
        return redirect("designer:one_assessment", uid=uid, assessment_uid=made[0].uid)
    back = reverse("designer:assessment", args=[uid])
    context = {"form": form, "heading": f"New {label.lower()}", "back": back}
    return show(request, version, "designer/part.html", "assessment", context)


@editor
@login_required
def one_assessment(request: HttpRequest, uid: UUID, assessment_uid: UUID) -> HttpResponse:
    """Its settings, and its questions or rubric rows."""
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    blueprint = blueprint_of(version)
    stored = stored_assessment(blueprint, assessment_uid)
    form = AssessmentForm(request.POST or None, kind=stored.kind, initial=AssessmentForm.initial_of(stored))
    if form.is_valid() and saved(form, lambda: _save(request, uid, stored.kind, assessment_uid, form)):
        messages.success(request, "Saved.")
        return redirect("designer:one_assessment", uid=uid, assessment_uid=assessment_uid)
    rubric = {row.outcome_id: row for row in stored.rubric_rows.all()}
    outcome_rows = [{"outcome": o, "row": rubric.get(o.pk)} for o in blueprint.contents.outcomes]
    drawn = design_of(blueprint)
    context = {
        "form": form,
        "heading": stored.title,
        "stored": stored,
        "blueprint": blueprint,
        "items": [
            {"item": item, "kind": item.get_kind_display(), "answer": answer_in_words(item)}
            for item in stored.items.all()
        ],
        "kinds": [{"kind": kind, "label": ASK[kind]} for kind in ItemKind],
        "outcome_rows": outcome_rows,
        "outside": sum(row["row"] is None for row in outcome_rows),
        "uncovered": [shape.statement for shape in drawn.outcomes if not shape.covered],
        "is_ready": not any(why_not_passable(s) for s in drawn.assessments if s.uid == str(stored.uid)),
    }
    return show(request, version, f"designer/{stored.kind}.html", "assessment", context)


def stored_assessment(blueprint: Blueprint, uid: UUID) -> Assessment:
    found = next((each for each in blueprint.assessments if each.uid == uid), None)
    if found is None:
        raise NotFound(f"assessment {uid}")
    return found


def answer_in_words(item: Item) -> str:
    """The right answer, in words, for the list of questions."""
    if item.kind == ItemKind.NUMERIC:
        tolerance = item.key.get("tolerance") or 0
        return f"{item.key.get('value'):g}" + (f" ± {tolerance:g}" if tolerance else "")
    texts = {choice["id"]: choice["text"] for choice in item.choices}
    return "; ".join(str(texts.get(key, key)) for key in item.key)


def _save(
    request: HttpRequest, uid: UUID, kind: str, assessment_uid: UUID | None, form: AssessmentForm
) -> Assessment:
    return design.save_assessment(
        actor=person_of(request),
        version_uid=uid,
        assessment_uid=assessment_uid,
        kind=kind,
        **form.values(),
        now=timezone.now(),
        seen_at=seen_at(request),
    )


# --- questions --------------------------------------------------------------------------------------------------


@editor
@login_required
def new_item(request: HttpRequest, uid: UUID, assessment_uid: UUID, kind: str) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    if kind not in ItemKind.values:
        raise NotFound(f"question of kind {kind}")
    return _item_page(request, blueprint_of(version), assessment_uid, kind, None)


@editor
@login_required
def item(request: HttpRequest, uid: UUID, assessment_uid: UUID, item_uid: UUID) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    blueprint = blueprint_of(version)
    items = stored_assessment(blueprint, assessment_uid).items.all()
    stored = next((each for each in items if each.uid == item_uid), None)
    if stored is None:
        raise NotFound(f"question {item_uid}")
    return _item_page(request, blueprint, assessment_uid, stored.kind, stored)


def likely_outcome(blueprint: Blueprint, quiz: Assessment) -> str:
    """The outcome that a new question is most likely about: that of the question before, or one nothing shows yet.

    Going on to the next outcome by itself would tie questions to what they do not show, unseen, in every credential.
    """
    before = [item.outcome for item in quiz.items.all() if item.outcome]
    if before:
        return str(before[-1].uid)
    outcomes = design_of(blueprint).outcomes
    return next((shape.uid for shape in outcomes if not shape.covered), outcomes[0].uid if outcomes else "")


def _item_page(
    request: HttpRequest, blueprint: Blueprint, assessment_uid: UUID, kind: str, stored: Item | None
) -> HttpResponse:
    version, quiz = blueprint.version, stored_assessment(blueprint, assessment_uid)
    uid = version.uid
    form = ItemForm(
        request.POST or None,
        kind=kind,
        outcomes=blueprint.contents.outcomes,
        initial=ItemForm.initial_of(stored) if stored else {"outcome": likely_outcome(blueprint, quiz)},
    )
    back = reverse("designer:one_assessment", args=[uid, quiz.uid])
    if form.is_valid() and saved(
        form, lambda: _save_item(request, uid=uid, quiz=quiz, kind=kind, stored=stored, form=form)
    ):
        messages.success(request, "Question saved.")
        if "another" in request.POST:
            return redirect("designer:new_item", uid=uid, assessment_uid=quiz.uid, kind=kind)
        return redirect(back if stored else f"{back}#add")
    label = ItemKind(kind).label.lower()
    context = {
        "form": form,
        "heading": f"Edit question: {label}" if stored else f"New question: {label}",
        "back": back,
        "blueprint": blueprint,
        "quiz": quiz,
        "stored": stored,
    }
    return show(request, version, "designer/item.html", "assessment", context)


def _save_item(
    request: HttpRequest, *, uid: UUID, quiz: Assessment, kind: str, stored: Item | None, form: ItemForm
) -> Any:
    outcome = form.cleaned_data["outcome"]
    return design.save_item(
        actor=person_of(request),
        version_uid=uid,
        assessment_uid=quiz.uid,
        item_uid=stored.uid if stored else None,
        outcome_uid=UUID(outcome) if outcome else None,
        kind=kind,
        **form.values(),
        now=timezone.now(),
        seen_at=seen_at(request),
    )


# --- rubric rows ------------------------------------------------------------------------------------------------


@require_POST
@login_required
def whole_rubric(request: HttpRequest, uid: UUID, assessment_uid: UUID) -> HttpResponse:
    """A row for each outcome that has none."""
    try:
        made = design.take_outcomes_into_rubric(
            actor=person_of(request),
            version_uid=uid,
            assessment_uid=assessment_uid,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}".strip())
    else:
        rows = "1 row is" if made == 1 else f"{made} rows are"
        messages.success(request, f"{rows} added. Say in each what one sees in the work.")
    return redirect("designer:one_assessment", uid=uid, assessment_uid=assessment_uid)


@editor
@login_required
def rubric_row(request: HttpRequest, uid: UUID, assessment_uid: UUID, outcome_uid: UUID) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    blueprint = blueprint_of(version)
    outcome = next((each for each in blueprint.contents.outcomes if each.uid == outcome_uid), None)
    if outcome is None:
        raise NotFound(f"outcome {outcome_uid}")
    rows = stored_assessment(blueprint, assessment_uid).rubric_rows.all()
    row = next((each for each in rows if each.outcome_id == outcome.pk), None)
    form = RubricRowForm(request.POST or None, initial=RubricRowForm.initial_of(row))
    back = reverse("designer:one_assessment", args=[uid, assessment_uid])
    if form.is_valid() and saved(
        form,
        lambda: design.save_rubric_row(
            actor=person_of(request),
            version_uid=uid,
            assessment_uid=assessment_uid,
            outcome_uid=outcome_uid,
            levels=form.levels(),
            now=timezone.now(),
            seen_at=seen_at(request),
        ),
    ):
        messages.success(request, "Rubric row saved.")
        return redirect(back)
    context = {"form": form, "outcome": outcome, "back": back, "row": row, "blueprint": blueprint}
    context["heading"] = "Rubric row"
    return show(request, version, "designer/rubric_row.html", "assessment", context)
