"""The editor's section of learning content: modules, and the activities in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.designer.editing import draft_for, not_a_draft, saved, seen_at, show
from skillmark.interfaces.pages.designer.forms import ACTIVITY_FORMS, ActivityForm, ModuleForm
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import Blueprint, blueprint_of
from skillmark.lifecycle.learning.models import Activity, ActivityKind, Module

editor = require_http_methods(["GET", "HEAD", "POST"])
ICONS = {"text": "book-open", "video": "video", "check": "circle-help"}
ADD = {"text": "Add a reading", "video": "Add a video", "check": "Add a check question"}


@editor
@login_required
def content(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All modules with their activities, and the form that adds a module."""
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    form = ModuleForm(request.POST or None)
    if form.is_valid() and saved(form, lambda: _save_module(request, uid, None, form)):
        messages.success(request, "Module added. Now add something to read, watch or answer.")
        return redirect(reverse("designer:content", args=[uid]) + "#add")
    blueprint = blueprint_of(version)
    modules = [
        {
            "module": module,
            "activities": [
                {"activity": activity, "icon": ICONS[activity.kind], "kind": activity.get_kind_display()}
                for activity in module.activities.all()
            ],
        }
        for module in blueprint.modules
    ]
    kinds = [{"kind": kind, "label": ADD[kind], "icon": ICONS[kind]} for kind in ActivityKind.values]
    context = {"form": form, "modules": modules, "kinds": kinds, "blueprint": blueprint}
    return show(request, version, "designer/content.html", "content", context)


@editor
@login_required
def module(request: HttpRequest, uid: UUID, module_uid: UUID) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    blueprint = blueprint_of(version)
    stored = _module(blueprint, module_uid)
    form = ModuleForm(request.POST or None, initial={"title": stored.title, "summary": stored.summary})
    if form.is_valid() and saved(form, lambda: _save_module(request, uid, module_uid, form)):
        messages.success(request, "Module saved.")
        return redirect("designer:content", uid=uid)
    context = {
        "form": form,
        "heading": "Edit module",
        "back": reverse("designer:content", args=[uid]),
        "blueprint": blueprint,
    }
    return show(request, version, "designer/part.html", "content", context)


def _module(blueprint: Blueprint, uid: UUID) -> Module:
    found = next((each for each in blueprint.modules if each.uid == uid), None)
    if found is None:
        raise NotFound(f"module {uid}")
    return found


def _save_module(request: HttpRequest, uid: UUID, module_uid: UUID | None, form: ModuleForm) -> Any:
    return design.save_module(
        actor=person_of(request),
        version_uid=uid,
        module_uid=module_uid,
        **form.cleaned_data,
        now=timezone.now(),
        seen_at=seen_at(request),
    )


@editor
@login_required
def new_activity(request: HttpRequest, uid: UUID, module_uid: UUID, kind: str) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    if kind not in ACTIVITY_FORMS:
        raise NotFound(f"activity of kind {kind}")
    blueprint = blueprint_of(version)
    _module(blueprint, module_uid)
    form = _activity_form(request, kind, None)
    return _activity_page(request, blueprint, module_uid=module_uid, kind=kind, form=form, stored=None)


@editor
@login_required
def activity(request: HttpRequest, uid: UUID, activity_uid: UUID) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    blueprint = blueprint_of(version)
    activities = [each for module in blueprint.modules for each in module.activities.all()]
    stored = next((each for each in activities if each.uid == activity_uid), None)
    if stored is None:
        raise NotFound(f"activity {activity_uid}")
    form = _activity_form(request, stored.kind, stored)
    return _activity_page(
        request, blueprint, module_uid=stored.module.uid, kind=stored.kind, form=form, stored=stored
    )


def _activity_form(request: HttpRequest, kind: str, stored: Activity | None) -> ActivityForm:
    form_class = ACTIVITY_FORMS[kind]
    initial = form_class.initial_of(stored) if stored else None
    return form_class(request.POST or None, request.FILES or None, initial=initial, existing=stored)


def _activity_page(
    request: HttpRequest,
    blueprint: Blueprint,
    *,
    module_uid: UUID,
    kind: str,
    form: ActivityForm,
    stored: Activity | None,
) -> HttpResponse:
    version = blueprint.version
    back = reverse("designer:content", args=[version.uid])
    if form.is_valid() and saved(
        form,
        lambda: design.save_activity(
            actor=person_of(request),
            version_uid=version.uid,
            module_uid=module_uid,
            activity_uid=stored.uid if stored else None,
            kind=kind,
            **form.values(),
            now=timezone.now(),
            seen_at=seen_at(request),
        ),
    ):
        messages.success(request, f"“{form.cleaned_data['title']}” is saved.")
        return redirect(f"{back}#module-{module_uid}")
    label = ActivityKind(kind).label.lower()
    context = {
        "form": form,
        "heading": f"Edit {label}" if stored else f"New {label}",
        "back": back,
        "kind": kind,
        "blueprint": blueprint,
        "stored": stored,
    }
    return show(request, version, "designer/activity.html", "content", context)
