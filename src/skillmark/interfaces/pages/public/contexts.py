"""Our own JSON-LD contexts, at addresses that end in their hash: what stands there never changes."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from skillmark.credential.contexts import micro_credential
from skillmark.foundation.orgs.access import NotFound

# RFC 8246: nobody needs to ask again.
_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def context(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The bytes with this hash, for verifiers that fetch contexts; ours has them already."""
    pinned = micro_credential.PINNED
    if sha256 != pinned.sha256:
        raise NotFound(f"context {sha256}")
    response = HttpResponse(
        pinned.raw,
        headers={
            # JSON-LD 1.1, section 6 "Interpreting JSON as JSON-LD".
            "Content-Type": "application/ld+json",
            "Cache-Control": _FOR_EVER,
            "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff",
        },
    )
    response["ETag"] = f'"{pinned.sha256}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
