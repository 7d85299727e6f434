"""The first draft on one page, for whoever begins with a blank one; everything in it is changed in the sections."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from skillmark.interfaces.pages.designer.editing import (
    FIRST,
    draft_for,
    not_a_draft,
    saved,
    seen_at,
    show,
)
from skillmark.interfaces.pages.designer.first_form import FirstForm
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys.first_draft import Unfinished, is_written, write_first_draft
from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of, is_blank
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.rules import missing


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def first(request: HttpRequest, uid: UUID) -> HttpResponse:
    version = draft_for(request, uid)
    if elsewhere := not_a_draft(request, version):
        return elsewhere
    form = FirstForm(request.POST or None, version=version)
    blueprint = blueprint_of(version)
    if not is_blank(blueprint):
        if not form.is_bound:
            messages.info(request, "This draft is begun. Go on in its sections.")
            return redirect("designer:overview", uid=uid)
        if form.is_valid() and is_written(version, form.first_draft()):
            return _onward(request, uid)  # the second click of a double click
    then = request.POST.get("then", "")
    if (
        form.is_valid()
        and saved(form, lambda: _write(request, version, form, may_lack=bool(then)))
        and form.is_valid()
    ):
        messages.success(request, "The first draft is saved.")
        return redirect("designer:basics", uid=uid) if then == "sections" else _onward(request, uid)
    return show(request, version, "designer/first.html", FIRST, {"form": form, "blueprint": blueprint})


def _write(request: HttpRequest, version: Version, form: FirstForm, *, may_lack: bool) -> None:
    try:
        write_first_draft(
            actor=person_of(request),
            version_uid=version.uid,
            first=form.first_draft(),
            may_lack=may_lack,
            now=timezone.now(),
            seen_at=seen_at(request),
        )
    except Unfinished as unfinished:
        form.say_missing(unfinished.points)


def _onward(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the skills, which nobody is made to choose; where something is missing, to what is."""
    lacking = missing(design_of(blueprint_of(draft_for(request, uid))))
    return redirect("designer:overview" if lacking else "designer:skills", uid=uid)
