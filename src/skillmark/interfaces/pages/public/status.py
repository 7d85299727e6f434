"""Whether what was issued here still stands: the signed lists, and the reason behind one place in them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.public.issuers import served
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.document import PURPOSE
from skillmark.lifecycle.issuing.publishing import reason_document
from skillmark.lifecycle.issuing.publishing import status_list as published_list


@require_safe
def status_list(request: HttpRequest, uid: UUID, purpose: str) -> HttpResponseBase:
    """The list as a BitstringStatusListCredential. Everybody gets the whole list, so asking tells nothing."""
    if purpose != PURPOSE:
        raise NotFound("status list")
    config = settings.CONFIG
    ttl = timedelta(seconds=config.status_ttl)
    document = published_list(queries.public_status_list(uid), base_url=config.base_url, ttl=ttl)
    return served(request, document, max_age=ttl)


@require_safe
def reason(request: HttpRequest, uid: UUID, purpose: str, index: int) -> HttpResponse:  # noqa: ARG001 - a view
    """Why one place of a list is set, in the registrar's words. A place in order and an empty one answer alike."""
    if purpose != PURPOSE:
        raise NotFound("status list")
    change = queries.standing_at(queries.public_status_list(uid), index)
    response = JsonResponse(reason_document(change))
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response
