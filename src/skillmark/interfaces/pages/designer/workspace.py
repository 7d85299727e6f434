"""The designer's list, the beginning of a new design, and what waits for a reviewer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages.designer.editing import State, state_of
from skillmark.interfaces.pages.designer.life_forms import BeginForm
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys import design
from skillmark.lifecycle.designing.life_rules import REMINDER_DAYS, is_overdue
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import Line, changes_asked, designs_of, waiting_for_review
from skillmark.lifecycle.designing.starters import starters


@dataclass(frozen=True, kw_only=True)
class Row:
    """One micro-credential in the list."""

    title: str
    href: str
    issuer: str
    badge: str
    state: State
    note: str
    edited: str
    due: str = ""
    overdue: bool = False


def row_of(line: Line, *, today: date, sent_back: bool = False) -> Row:
    version = line.shown
    published = (
        f"Version {line.published.number} is {line.published.get_state_display().lower()}"
        if line.open and line.published
        else ""
    )
    return Row(
        title=version.title,
        href=reverse("designer:overview", args=[version.uid]),
        issuer=version.micro_credential.org.name,
        badge=reverse("designer:badge_file", args=[version.uid, "icon"]),
        state=state_of(version, sent_back=sent_back),
        note=published or f"Version {version.number}",
        edited=f"{version.edited_at:%-d %B %Y}",
        due=_due(line, today=today),
        overdue=line.published is not None and is_overdue(line.published.review_by, today=today),
    )


def _due(line: Line, *, today: date) -> str:
    """When what is before the public must be looked at again, once that is near."""
    day = line.published.review_by if line.published else None
    if day is None or (day - today).days > max(REMINDER_DAYS):
        return ""
    return f"Review was due by {day:%-d %B %Y}" if day < today else f"Review due by {day:%-d %B %Y}"


@require_safe
@login_required
def workspace(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    orgs = orgs_where(person, "design.view")
    if not orgs:
        raise NotFound("no designs for this person")
    text = request.GET.get("q", "")[:100]
    lines = designs_of(orgs, text=text)
    asked = changes_asked([line.shown for line in lines])
    today = timezone.now().date()
    context = {
        "rows": [row_of(line, today=today, sent_back=line.shown.pk in asked) for line in lines],
        "text": text,
        "may_create": bool(orgs_where(person, "design.edit")),
        "orgs": orgs,
        "waiting": len(waiting_for_review(orgs_where(person, "design.review"))),
        "may_offer": bool(orgs_where(person, "offer.manage")),
    }
    return render(request, "designer/workspace.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    orgs = orgs_where(person, "design.edit")
    if not orgs:
        raise NotFound("nowhere to design")
    lines = designs_of(orgs)
    form = BeginForm(
        request.POST or None,
        orgs=orgs,
        starters=[(each.key, f"{each.name}: {each.about}") for each in starters().values()],
        copies=[
            (str(line.shown.uid), _called(line, several=len(orgs) > 1))
            for line in sorted(lines, key=lambda line: line.shown.title)
        ],
        initial=_wished(request, lines),
    )
    if form.is_valid():
        version = _begin(person, orgs, form.cleaned_data)
        begun_with = form.cleaned_data["start"]
        return redirect("designer:overview" if begun_with else "designer:first", uid=version.uid)
    return render(request, "designer/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _called(line: Line, *, several: bool) -> str:
    return f"{line.shown.title} ({line.micro_credential.org.name})" if several else line.shown.title


def _wished(request: HttpRequest, lines: Sequence[Line]) -> dict[str, Any]:
    """Where the page was reached from a design that is to be copied, that one is chosen."""
    wanted = request.GET.get("copy", "")
    line = next((each for each in lines if str(each.shown.uid) == wanted), None)
    copied = {"start": "copy", "copy_of": wanted, "org": line.micro_credential.org.key} if line else {}
    return {"uid": uuid.uuid4(), "start": ""} | copied


def _begin(person: Person, orgs: Sequence[Organisation], chosen: dict[str, Any]) -> Version:
    """Blank, from a template, or as a copy; a copy stays in the organisation of what it was copied from."""
    common: dict[str, Any] = {
        "actor": person, "title": chosen["title"], "uid": chosen["uid"], "now": timezone.now(),
    }  # fmt: skip
    if chosen["start"] == "copy":
        return design.clone(version_uid=uuid.UUID(chosen["copy_of"]), **common)
    org = next(org for org in orgs if org.key == chosen["org"])
    if chosen["start"]:
        return design.begin_from_template(org=org, template=chosen["start"], **common)
    return design.create_micro_credential(org=org, **common)


@require_safe
@login_required
def reviews(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    orgs = orgs_where(person, "design.review")
    if not orgs:
        raise NotFound("nothing to review for this person")
    rows = [
        {
            "title": version.title,
            "href": reverse("designer:overview", args=[version.uid]),
            "issuer": version.micro_credential.org.name,
            "badge": reverse("designer:badge_file", args=[version.uid, "icon"]),
            "number": version.number,
            "by": version.submitted_by.name if version.submitted_by else "",
            "at": version.submitted_at,
        }
        for version in waiting_for_review(orgs)
    ]
    return render(request, "designer/reviews.html", {"rows": rows})
