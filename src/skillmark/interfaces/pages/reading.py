"""Reads who somebody is once for each page, and not again for every part of it that asks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from skillmark.foundation.orgs.access import reading_once


class ReadingMiddleware:
    """Requests that change nothing share what was read of a person's roles; a write asks the database each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)
