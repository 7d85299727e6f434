"""Turns what the inner floors say no with into pages: not found, or a notice with the next step."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.drawing_apart import NotTriedError

_NOT_DRAWN = Refused(
    "badge.not_drawn",
    "This badge was uploaded as a drawing, and the server has too much to do to draw it now.",
    "Try again in a minute. Nothing is lost.",
)
_SECONDS = 60


class RefusalMiddleware:
    """Missing and forbidden look the same; a refusal that no view caught becomes a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return render(request, "404.html", status=404)
        if isinstance(exception, Refused):
            return _refusal(request, exception, status=409)
        if isinstance(exception, NotTriedError):
            # Not the badge drawn by us in its place: its address lasts, and a file with it is kept for years.
            response = _refusal(request, _NOT_DRAWN, status=503)
            response["Retry-After"] = str(_SECONDS)
            response["Cache-Control"] = "no-store"
            return response
        return None


def _refusal(request: HttpRequest, refused: Refused, *, status: int) -> HttpResponse:
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"  # a way back never leads to another site
    return render(request, "refused.html", {"refused": refused, "back": back}, status=status)
