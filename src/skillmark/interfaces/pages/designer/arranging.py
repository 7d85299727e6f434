"""Moving and deleting the parts of a draft: one small form each, so that it works by keyboard and without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys import design

Journey = Callable[..., Any]

# part → (journey that moves it, journey that deletes it, the argument that names it, the section it is in)
PARTS: dict[str, tuple[Journey | None, Journey, str, str]] = {
    "outcome": (design.move_outcome, design.delete_outcome, "outcome_uid", "outcomes"),
    "module": (design.move_module, design.delete_module, "module_uid", "content"),
    "activity": (design.move_activity, design.delete_activity, "activity_uid", "content"),
    "assessment": (design.move_assessment, design.delete_assessment, "assessment_uid", "assessment"),
}
# Parts of one assessment: they need its uid as well.
INNER: dict[str, tuple[Journey | None, Journey, str]] = {
    "item": (design.move_item, design.delete_item, "item_uid"),
    "row": (None, design.delete_rubric_row, "outcome_uid"),
}


@require_POST
@login_required
def arrange(request: HttpRequest, uid: UUID, part: str, part_uid: UUID) -> HttpResponse:
    """`do`: up, down or delete."""
    if part not in PARTS:
        raise NotFound(f"part {part}")
    move, delete, argument, section = PARTS[part]
    _do(request, move, delete, {"version_uid": uid, argument: part_uid})
    return redirect(reverse(f"designer:{section}", args=[uid]))


@require_POST
@login_required
def arrange_inner(
    request: HttpRequest, uid: UUID, assessment_uid: UUID, part: str, part_uid: UUID
) -> HttpResponse:
    if part not in INNER:
        raise NotFound(f"part {part}")
    move, delete, argument = INNER[part]
    _do(request, move, delete, {"version_uid": uid, "assessment_uid": assessment_uid, argument: part_uid})
    return redirect("designer:one_assessment", uid=uid, assessment_uid=assessment_uid)


def _do(request: HttpRequest, move: Journey | None, delete: Journey, named: dict[str, UUID]) -> None:
    step = {"up": -1, "down": 1}.get(request.POST.get("do", ""))
    common = {"actor": person_of(request), "now": timezone.now()}
    try:
        if step is not None and move is not None:
            move(**common, **named, by=step)
        elif request.POST.get("do") == "delete":
            delete(**common, **named)
            messages.success(request, "Deleted.")
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}".strip())
    except NotFound:
        # A second click on "delete" finds it gone, which is what was asked for.
        messages.info(request, "This part is no longer there.")
