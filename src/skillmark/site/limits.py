"""Refuses a request that is too large before any of it is read, with a sentence instead of a broken connection."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from skillmark.foundation.orgs.access import org_ids_where
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.api.problems import problem
from skillmark.site.errors import refusal

# A form brings some words beside its file.
ROOM_FOR_FIELDS = 1_000_000
# Where tables of any length are handed in, by those who may do this.
FOR_TABLES = ("staff:new_batch", "award.propose")


class RequestSizeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.CONFIG.max_upload_bytes
        # Django reads no further than this says, so that a request which hides its size brings nothing.
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) <= limit + ROOM_FOR_FIELDS:
            return self.get_response(request)
        if _brings_a_table(request):
            limit = max(limit, settings.CONFIG.max_table_bytes)
            if int(length) <= limit + ROOM_FOR_FIELDS:
                return self.get_response(request)
        refused = Refused(
            "request.too_large",
            f"This is more than the {limit // 1_000_000} MB that can be sent at once.",
            "Choose a smaller file, or split it.",
        )
        if request.path.startswith(("/api/", "/connect/")):
            return problem(413, code=refused.code, title=refused.sentence, detail=refused.next_step)
        return refusal(request, refused, status=413)


def _brings_a_table(request: HttpRequest) -> bool:
    """Whether this is somebody who hands in tables, where they are handed in: nobody else may send so much."""
    name, action = FOR_TABLES
    try:
        return resolve(request.path_info).view_name == name and bool(org_ids_where(request.user, action))
    except Resolver404:
        return False
