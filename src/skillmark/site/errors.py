"""Pages for what went wrong before any view was reached, each with the next step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from skillmark.foundation.refusals import Refused


def refusal(request: HttpRequest, refused: Refused, *, status: int) -> HttpResponse:
    """The page that says no, with a way back that never leads to another site."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    return render(request, "refused.html", {"refused": refused, "back": back}, status=status)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form came back without a valid token: the page was open too long, or cookies are off."""
    refused = Refused(
        "form.expired",
        "This page was open for too long, or your browser does not keep cookies for this site.",
        "Go back, load the page again and send the form once more. Nothing was changed.",
    )
    return refusal(request, refused, status=403)
