"""Pages for what went wrong before any view was reached, each with the next step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from skillmark.foundation.refusals import Refused


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form came back without a valid token: the page was open too long, or cookies are off."""
    refused = Refused(
        "form.expired",
        "This page was open for too long, or your browser does not keep cookies for this site.",
        "Go back, load the page again and send the form once more. Nothing was changed.",
    )
    context = {"refused": refused, "back": request.headers.get("Referer", "/")}
    return render(request, "refused.html", context, status=403)
