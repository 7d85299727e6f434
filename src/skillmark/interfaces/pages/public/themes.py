"""Serves the style sheets of the colours that organisations choose: made of hue and strength, and of nobody's data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs.access import NotFound
from skillmark.lifecycle.designing.page_colours import CHROMA, HUES, seal_of, stylesheet

LASTING = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=300"


@require_safe
def theme(request: HttpRequest, hue: int, strength: str, seal: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The sheet under its own seal may be kept for ever; under an older one it is what that page should have now."""
    if hue not in HUES or strength not in CHROMA:
        raise NotFound("theme")
    css = stylesheet(hue, strength)
    kept = LASTING if seal == seal_of(css) else FOR_NOW
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": kept})
