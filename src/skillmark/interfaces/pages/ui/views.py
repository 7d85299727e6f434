"""The living page: every component in every state and both themes, so that a change of look is seen at once."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.ui import samples
from skillmark.interfaces.pages.ui.context import NavItem
from skillmark.lifecycle.designing.badge_art import FULL, ICON, draw_badge


def staff_only(request: HttpRequest) -> None:
    """Raises NotFound for everyone but platform staff: to others the page does not exist."""
    if not getattr(request.user, "is_staff", False):
        raise NotFound("living page")


def living(request: HttpRequest) -> HttpResponse:
    """Every component, once in each theme."""
    staff_only(request)
    now = timezone.now()
    show, nested = samples.show(), samples.record().inside
    shown = {
        "themes": ["light", "dark"],
        "badges": range(len(samples.BADGES)),
        "verdicts": samples.verdict_names(),
        "show": show,
        "nested": nested.parts if nested else (),
        "states": list(samples.shows()),
        "forms": samples.forms_shown(),
        "page": Paginator(range(100), 10).page(3),
        "until": now + timedelta(minutes=20),
        "now": now,
        "crumbs": [{"label": "Design", "href": "/ui/"}, {"label": "Data Analysis Foundations"}],
        "actions": [{"href": "/ui/", "label": "Publish", "icon": "check"}],
        "tabs": [
            NavItem("Outcomes", "/ui/", current=True),
            NavItem("Modules", "/ui/"),
            NavItem("Review", "/ui/"),
        ],
        "steps": [
            {"label": "Draft", "done": True},
            {"label": "Review", "current": True},
            {"label": "Published"},
        ],
        "meta": [
            NavItem("60 h", "", "clock"),
            NavItem("Level 5", "", "layers"),
            NavItem("Online", "", "globe"),
        ],
        "heads": ["Learner", "Attempt", "Result"],
        "rows": [
            [
                {"head": "Learner", "value": samples.LONG_NAME},
                {"head": "Attempt", "value": "2"},
                {"head": "Result", "value": "86 %"},
            ]
        ],
    }
    return render(request, "ui/living.html", shown)


def sample_badge(request: HttpRequest) -> HttpResponse:
    """One of the sample badges: `n` which, `detail` how much of it."""
    staff_only(request)
    number = request.GET.get("n", "0")
    sample = samples.BADGES[int(number) % len(samples.BADGES) if number.isdecimal() else 0]
    detail = ICON if request.GET.get("detail") == ICON else FULL
    return HttpResponse(draw_badge(**sample, ident=number, detail=detail), content_type="image/svg+xml")


def sample_credential(request: HttpRequest) -> HttpResponse:
    """The credential page in the state that `state` names, or the page of its check (`as=check`)."""
    staff_only(request)
    shows = samples.shows()
    show = shows.get(request.GET.get("state", ""), shows["verified"])
    return render(
        request,
        "ui/sample_credential.html",
        {
            "show": show,
            "is_check": request.GET.get("as") == "check",
            "actions": show.readable and "ui/sample_actions.html",
        },
    )
