"""Whether what was issued here still stands: the signed lists, and the reasons behind what is set in them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.public.issuers import served
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.document import PURPOSE
from skillmark.lifecycle.issuing.publishing import reasons_in
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
def reasons(request: HttpRequest, uid: UUID, number: int) -> HttpResponseBase:
    """Why places of a list are set, in the registrar's words, for some neighbouring ones together."""
    config = settings.CONFIG
    document = reasons_in(queries.public_status_list(uid), number, base_url=config.base_url)
    return served(request, document, max_age=timedelta(seconds=config.status_ttl))
