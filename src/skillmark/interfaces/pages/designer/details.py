"""The editor's sections that are one form each: basics, promise, level, quality; and what is missing as one types."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.credential.lint.profiles import PROFILES
from skillmark.foundation.orgs.access import NotFound, allowed
from skillmark.foundation.orgs.countries import country_name
from skillmark.interfaces.pages.designer import merging
from skillmark.interfaces.pages.designer.editing import (
    draft_for,
    not_a_draft,
    saved,
    say_missing,
    seen_at,
    show,
    todo_of,
)
from skillmark.interfaces.pages.designer.element_forms import (
    BasicsForm,
    LevelForm,
    OutcomeForm,
    PromiseForm,
    QualityForm,
    TermsForm,
    details_of,
)
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.ui.designs import Fact, facts_of
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import Blueprint, blueprint_of, design_of, elements_of
from skillmark.lifecycle.designing.credit_rules import View, views_of
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.outcome_rules import outcome_problem
from skillmark.lifecycle.designing.queries import has_namesake, is_quality_as_usual, required_candidates
from skillmark.lifecycle.designing.rules import OURS, advice_of, checklist, said_of

editor = require_http_methods(["GET", "HEAD", "POST"])

FORMS: dict[str, type[forms.Form]] = {
    "basics": BasicsForm,
    "promise": PromiseForm,
    "level": LevelForm,
    "assessment": TermsForm,
    "quality": QualityForm,
}


@editor
@login_required
def basics(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _details(request, uid, "basics")


@editor
@login_required
def promise(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _details(request, uid, "promise")


@editor
@login_required
def level(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _details(request, uid, "level")


@editor
@login_required
def quality(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _details(request, uid, "quality")


def _details(request: HttpRequest, uid: UUID, section: str) -> HttpResponse:
    """One form over columns of the version."""
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    writing = write_details(request, version, section)
    if writing.is_saved:
        messages.success(request, "Saved.")
        return redirect(writing.then, uid=uid)
    blueprint = blueprint_of(version)
    context = panel_of(with_typed(blueprint, section, writing.form), section, writing.form) | {
        "blueprint": blueprint,
        "theirs": writing.theirs,
        "before": writing.before,
        "country": country_name(version.micro_credential.org.country),
        "may_edit_org": allowed(person_of(request), "org.edit", version.micro_credential.org),
        **(_of_quality(blueprint) if section == "quality" else {}),
    }
    say_missing(request, writing.form, context["points"])
    return show(request, version, f"designer/{section}.html", section, context)


def _of_quality(blueprint: Blueprint) -> dict[str, Any]:
    version = blueprint.version
    return {"others": _other_frameworks(blueprint), "taken_over": is_quality_as_usual(version)}


def _other_frameworks(blueprint: Blueprint) -> list[dict[str, Any]]:
    """What other countries would ask for, as advice."""
    elements = elements_of(blueprint)
    return [
        {
            "title": profile.title,
            "source": profile.source,
            "todos": [todo_of(point, blueprint.version) for point in advice_of(elements, key)],
        }
        for key, profile in PROFILES.items()
        if key != OURS
    ]


# --- saving -----------------------------------------------------------------------------------------------------


@dataclass
class Writing:
    """A form over columns of the version: whether it was saved, and what somebody else changed meanwhile."""

    form: forms.Form
    before: str
    is_saved: bool = False
    then: str = ""
    theirs: list[merging.Difference] | None = None


def form_for(version: Version, section: str, data: QueryDict | None = None) -> forms.Form:
    form_class = FORMS[section]
    initial = details_of(version, form_class)
    if "national_level" in initial:
        initial["national_level"] = version.national_level_id
    if section != "quality":
        return form_class(data, initial=initial)
    offered = required_candidates(version)
    required = [each.key for each in offered if each.is_required]  # type: ignore[attr-defined]  # annotated by the query
    initial |= {"requires": required, "today": timezone.localdate()}
    return QualityForm(data, initial=initial, offered=offered)


def write_details(request: HttpRequest, version: Version, section: str) -> Writing:
    """Saves what was sent. After a conflict the form holds both: what was typed, and what somebody else saved."""
    form = form_for(version, section, request.POST or None)
    if form.is_valid() and saved(form, lambda: _save(request, version, section, form)):
        name = _NEXT[section] if "next" in request.POST else section
        return Writing(form=form, before="", is_saved=True, then=f"designer:{name}")
    if not hasattr(form, "refused"):
        before = request.POST.get("before", "") if form.is_bound else merging.before_of(form)
        return Writing(form=form, before=before)
    return _merged(request, version, section, form)


_NEXT = {
    "basics": "promise",
    "promise": "outcomes",
    "level": "content",
    "assessment": "quality",
    "quality": "badge",
}


def _save(request: HttpRequest, version: Version, section: str, form: forms.Form) -> None:
    values = dict(form.cleaned_data)
    requires = values.pop("requires", None)
    design.save_details(
        actor=person_of(request),
        version_uid=version.uid,
        values=values,
        section=section,
        now=timezone.now(),
        seen_at=seen_at(request),
        requires=requires,
    )


def _merged(request: HttpRequest, version: Version, section: str, form: forms.Form) -> Writing:
    stored = form_for(draft_for(request, version.uid), section)
    before = merging.read_before(request.POST.get("before", ""))
    data, theirs = merging.merge(form, before=before, stored=stored.initial)
    merged = form_for(version, section, data)
    merged.full_clean()
    refused = form.refused  # type: ignore[attr-defined]  # set by saved()
    merged.refused = refused  # type: ignore[attr-defined]  # as saved() does
    merged.add_error(None, f"{refused.sentence} {refused.next_step}".strip())
    return Writing(form=merged, before=merging.before_of(stored), theirs=theirs)


# --- as one types -----------------------------------------------------------------------------------------------


@require_POST
@login_required
def lint(request: HttpRequest, uid: UUID, section: str) -> HttpResponse:
    """The part of the page that says what is missing in this section, were it saved as it is typed now."""
    version = draft_for(request, uid)
    if section not in {*FORMS, "outcomes"}:
        raise NotFound(f"section {section}")
    form = OutcomeForm(request.POST) if section == "outcomes" else form_for(version, section, request.POST)
    blueprint = with_typed(blueprint_of(version), section, form)
    context = panel_of(blueprint, section, form) | {"version": version, "section": section, "is_part": True}
    return render(request, "designer/_said.html", context)


def with_typed(blueprint: Blueprint, section: str, form: forms.Form) -> Blueprint:
    """The design as if what was typed were saved, field by field: what is wrong in one hides nothing of the others."""
    if section not in FORMS or not form.is_bound:
        return blueprint
    form.is_valid()
    version = copy(blueprint.version)
    for name, value in form.cleaned_data.items():
        if name != "requires":
            setattr(version, name, value)
    return replace(blueprint, version=version)


def panel_of(blueprint: Blueprint, section: str, form: forms.Form) -> dict[str, Any]:
    """What stands beside the form: what is missing in this section, how far the whole is, and how it reads."""
    version = blueprint.version
    drawn = design_of(blueprint)
    if section == "basics":
        drawn = replace(drawn, has_namesake=has_namesake(version))
    points = [point for point in checklist(drawn) if point.section == section]
    wrong = _wrong(form)
    todos = [todo_of(point, version) for point in points if not point.met and point.field not in wrong]
    said, of = said_of(drawn)
    return {
        "form": form,
        "blueprint": blueprint,
        "points": points,
        "todos": todos,
        "wrong": list(wrong.values()) if form.is_bound else [],
        "warnings": [todo_of(point, version) for point in points if point.warning],
        "advice": _advice(form, version),
        "lacking": len(todos) + len(wrong),
        "said": said,
        "of": of,
        "reads": _reads(version, section),
        "views": _views(version) if section == "level" else [],
    }


def _wrong(form: forms.Form) -> Mapping[str, dict[str, str]]:
    """What was typed and cannot be kept, by field. What is only empty so far is no mistake."""
    if not form.is_bound:
        return {}
    return {
        bound.name: {"label": str(bound.label), "sentence": str(bound.errors[0]), "id": bound.id_for_label}
        for bound in form
        if bound.errors and (bound.value() or bound.name == "title")
    }


def _advice(form: forms.Form, version: Version) -> str:
    """What may be said about an outcome while it is written."""
    if not isinstance(form, OutcomeForm):
        return ""
    return outcome_problem(str(form["statement"].value() or ""), language=version.language)


def _reads(version: Version, section: str) -> list[Fact]:
    """The facts as the catalogue shows them."""
    if section not in {"basics", "level", "quality"}:
        return []
    level = f"{version.level} of 8 (EQF)" if version.level else version.no_level_reason
    by = f", set by {version.level_set_by}" if version.level and version.level_set_by else ""
    return [*facts_of(version), *([Fact(label="Level", value=level + by)] if level else [])]


def _views(version: Version) -> list[dict[str, str]]:
    """The credits in other schemes, by the rule that says so; what no rule compares is not guessed."""
    return [
        {"words": view.words, "source": f"{view.source}"}
        if isinstance(view, View)
        else {"words": view.sentence, "source": ""}
        for view in views_of(version.credit_points, version.credit_scheme)
    ]
