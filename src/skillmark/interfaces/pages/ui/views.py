"""The living page: every component in every state and both themes, so that a change of look is seen at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from skillmark.foundation.orgs.access import NotFound


def staff_only(request: HttpRequest) -> None:
    """Raises NotFound for everyone but platform staff: to others the page does not exist."""
    if not getattr(request.user, "is_staff", False):
        raise NotFound("living page")


def living(request: HttpRequest) -> HttpResponse:
    """Every component."""
    staff_only(request)
    return render(request, "ui/living.html", {})


def sample_badge(request: HttpRequest) -> HttpResponse:
    staff_only(request)
    return HttpResponse("")


def sample_credential(request: HttpRequest) -> HttpResponse:
    staff_only(request)
    return HttpResponse("")
