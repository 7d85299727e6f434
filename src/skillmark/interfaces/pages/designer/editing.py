"""What every page of the editor shares: the frame with its sections, and saving with a guard against overwriting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.person import person_of
from skillmark.lifecycle.assessing.blueprint import Blueprint, blueprint_of, design_of
from skillmark.lifecycle.designing import rules
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.designing.queries import access_version, changes_asked, has_namesake

SECTIONS = [
    ("overview", "Overview"),
    ("basics", "Basics"),
    ("promise", "Can do"),
    ("outcomes", "Outcomes"),
    ("skills", "Skills"),
    ("level", "Level and hours"),
    ("content", "Content"),
    ("assessment", "Assessment"),
    ("quality", "Quality and terms"),
    ("badge", "Badge"),
    ("languages", "Languages"),
]

# The page on which a blank draft is begun: no section, and what it holds is changed in those.
FIRST = "first"

# state → label for people, tone, icon
STATES: dict[str, tuple[str, str, str]] = {
    VersionState.DRAFT: ("Draft", "warn", "pencil"),
    VersionState.IN_REVIEW: ("In review", "accent", "list-checks"),
    VersionState.APPROVED: ("Approved", "ok", "check"),
    VersionState.PILOT: ("Pilot", "accent", "play"),
    VersionState.PUBLISHED: ("Published", "ok", "circle-check"),
    VersionState.ON_HOLD: ("On hold", "warn", "pause"),
    VersionState.RETIRED: ("Retired", "unk", "lock"),
    VersionState.SUPERSEDED: ("Replaced", "unk", "refresh-cw"),
}


@dataclass(frozen=True, kw_only=True)
class State:
    label: str
    tone: str
    icon: str


CHANGES_ASKED = ("Changes asked for", "warn", "undo-2")


def state_of(version: Version, *, sent_back: bool = False) -> State:
    """Where it stands, in a word; `sent_back`: a reviewer asked for changes and nobody has submitted it again."""
    label, tone, icon = CHANGES_ASKED if sent_back else STATES[version.state]
    return State(label=label, tone=tone, icon=icon)


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """A point of the checklist with the address where it is mended."""

    label: str
    met: bool
    sentence: str
    href: str
    warning: str = ""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The head of every page of the editor."""

    version: Version
    state: State
    label: str
    place: str
    tabs: list[dict[str, Any]]
    crumbs: list[dict[str, str]]
    may_edit: bool
    editable: bool
    preview: str
    lacking: int = 0
    said: int = 0
    of: int = 0
    after: dict[str, str] = field(default_factory=dict)
    is_ready: bool = False  # nothing is missing, wherever in the editor one is


def frame_of(blueprint: Blueprint, section: str, *, may_edit: bool) -> Frame:
    version = blueprint.version
    editable = may_edit and version.state == VersionState.DRAFT
    design = design_of(blueprint)
    label = dict(SECTIONS).get(section, "First draft")
    lacking = [point.section for point in rules.missing(design)] if editable else []
    # Before anything is written, what is said comes from the organisation.
    said, of = rules.said_of(design) if editable and section != FIRST else (0, 0)
    return Frame(
        label=label,
        place=_place(section),
        lacking=len(lacking),
        said=said,
        of=of,
        after=_after(version, section),
        is_ready=editable and section != "overview" and not lacking,
        version=version,
        state=state_of(version, sent_back=version.pk in changes_asked([version])),
        tabs=[
            {
                "label": label,
                "href": reverse(f"designer:{name}", args=[version.uid]),
                "current": name == section,
                "count": lacking.count(name) or "",
            }
            for name, label in SECTIONS
            if (editable and section != FIRST) or name == "overview"
        ],
        crumbs=[
            {"label": "Designs", "href": reverse("designer:workspace")},
            {"label": label, "href": ""},
        ],
        may_edit=may_edit,
        editable=editable,
        preview=reverse("learner:preview", args=[version.uid]),
    )


def _place(section: str) -> str:
    """Where one is, for a narrow screen; the overview is before all sections."""
    _, *names = [name for name, _ in SECTIONS]
    if section not in names:
        return f"Overview and {len(names)} sections"
    return f"Section {names.index(section) + 1} of {len(names)}: {dict(SECTIONS)[section]}"


def _after(version: Version, section: str) -> dict[str, str]:
    """The section that comes next; after the last one, the overview."""
    names = [name for name, _ in SECTIONS]
    name, label = SECTIONS[(names.index(section) + 1) % len(SECTIONS)] if section in names else SECTIONS[0]
    return {"label": label, "href": reverse(f"designer:{name}", args=[version.uid])}


def checklist_of(blueprint: Blueprint) -> list[ToDo]:
    design = replace(design_of(blueprint), has_namesake=has_namesake(blueprint.version))
    return [todo_of(point, blueprint.version) for point in rules.checklist(design)]


def todo_of(point: rules.Point, version: Version) -> ToDo:
    """The point with a link to its field, beside which the page then says what is missing."""
    ask = "" if point.met else f"?{ASKED}=1"
    place = f"{reverse(f'designer:{point.section}', args=[version.uid])}{ask}#{_anchor(point)}"
    return ToDo(
        label=point.label,
        met=point.met,
        sentence=point.sentence,
        href=_outcome(version, point.outcome_uid) if point.outcome_uid else place,
        warning=point.warning,
    )


def _outcome(version: Version, uid: str) -> str:
    return reverse("designer:outcome", args=[version.uid, uid]) + "#id_criteria"


# Pages where each part is saved by itself, so that a link leads on.
_LISTS = {f"designer/{name}.html" for name in ("outcomes", "skills", "content", "badge", "languages")}
# With this in the address, a page says beside each field what is missing there.
ASKED = "missing"
_FIELDS_OF = {"basics", "promise", "level", "quality"}
_TERMS = {"pass_mark", "supervision", "identity_check"}


def _anchor(point: rules.Point) -> str:
    """The field's own id where there is one, so that the link puts the cursor into it."""
    if point.section == "assessment" and point.field in _TERMS:
        return f"id_{point.field}"
    return f"id_{point.field}" if point.section in _FIELDS_OF and point.field != "country" else point.field


def say_missing(request: HttpRequest, form: forms.Form, points: Sequence[rules.Point]) -> None:
    """Tells each field what is missing there, for whoever comes from the checklist."""
    if ASKED not in request.GET or form.is_bound:
        return
    for point in points:
        if not point.met and point.field in form.fields:
            form.fields[point.field].lack = point.sentence  # type: ignore[attr-defined]  # for ui/field.html


# --- reading and writing ----------------------------------------------------------------------------------------


def draft_for(request: HttpRequest, uid: UUID) -> Version:
    """The version, for somebody who may edit designs here. Raises NotFound."""
    return access_version(person_of(request), uid, "design.edit")


def not_a_draft(request: HttpRequest, version: Version) -> HttpResponse | None:
    """Where to go instead of an editor page when the version can no longer be written."""
    if version.state == VersionState.DRAFT or request.method == "POST":
        return None
    messages.info(request, f"This version is {state_of(version).label.lower()} and cannot be edited.")
    return redirect("designer:overview", uid=version.uid)


def seen_at(request: HttpRequest) -> datetime:
    """The `edited_at` that the page was made from. A form without one is treated as outdated."""
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def saved(form: forms.BaseForm, save: Callable[[], Any]) -> bool:
    """Runs `save`; a refusal becomes a message at the head of the form, with what was typed still in it."""
    try:
        save()
    except Refused as refused:
        form.refused = refused  # type: ignore[attr-defined]
        form.add_error(None, f"{refused.sentence} {refused.next_step}".strip())
        return False
    return True


def show(
    request: HttpRequest, version: Version, template: str, section: str, context: dict[str, Any]
) -> HttpResponse:
    """An editor page. After a refusal it is made from what is stored now, so that saving again is saving knowingly."""
    form = context.get("form")
    status = 200
    if isinstance(form, forms.BaseForm) and form.is_bound and not form.is_valid():
        status = 422
    if hasattr(form, "refused"):
        status = 409
        version = context["version"] = access_version(person_of(request), version.uid, "design.edit")
        # Whoever saves twice in two windows is told so, and not of somebody else.
        context["same_hand"] = version.edited_by_id == person_of(request).pk
    blueprint = context.get("blueprint") or blueprint_of(version)
    frame = frame_of(blueprint, section, may_edit=True)
    base = {"frame": frame, "version": version, "section": section}
    if template in _LISTS:
        base["go_on"] = f"Go on to {frame.after['label']}"
    return render(request, template, base | context, status=status)
