"""What was signed about others, at an address of its own: the file can be checked without its surroundings."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from skillmark.interfaces.pages.public.issuers import served
from skillmark.lifecycle.issuing.endorsement_queries import address_of, public_endorsement
from skillmark.lifecycle.issuing.publishing import Published

# Its bytes never change; a file from elsewhere may be taken down.
LASTS = timedelta(hours=1)


@require_safe
def endorsement(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The signed endorsement, byte for byte."""
    row = public_endorsement(uid)
    is_json = row.text.lstrip().startswith("{")
    document = Published(
        url=address_of(row, base_url=settings.CONFIG.base_url),
        body=row.text.encode(),
        media_type="application/vc" if is_json else "application/vc+jwt",
        changed_at=row.signing_at or row.created_at,
    )
    response = served(request, document, max_age=LASTS)
    name = f"endorsement-{row.uid}.{'json' if is_json else 'jwt'}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
