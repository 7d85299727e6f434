"""Pages for what went wrong before any view was reached, each with the next step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form came back without a valid token: the page was open too long, or cookies are off."""
    return render(request, "expired_form.html", {"back": request.META.get("HTTP_REFERER", "/")}, status=403)
