"""Problem details for HTTP APIs (RFC 9457), with the stable codes of our own errors as their types."""

from __future__ import annotations

import json

from django.http import HttpResponse
from ninja import Schema


class Problem(Schema):
    """What went wrong: `type` is stable and for programs, `title` and `detail` are for people."""

    type: str
    title: str
    status: int
    detail: str = ""


def problem(status: int, *, code: str, title: str, detail: str = "") -> HttpResponse:
    """An application/problem+json answer."""
    body = Problem(type=f"urn:skillmark:problem:{code}", title=title, status=status, detail=detail)
    return HttpResponse(json.dumps(body.model_dump()), status=status, content_type="application/problem+json")
