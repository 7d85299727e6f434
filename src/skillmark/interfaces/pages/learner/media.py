"""Plays the videos of a course to those who may see them, in parts, as browsers ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.files.storage import path_of
from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.lifecycle.learning.queries import access_activity_media

CHUNK = 64 * 1024
# RFC 9110, section 14.1.2: one range, closed, open at its end, or counted from the end.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@require_safe
@signed_in
def video(request: HttpRequest, activity_uid: UUID) -> HttpResponseBase:
    activity = access_activity_media(request.user, activity_uid)
    if activity.video is None:
        raise NotFound("no video")
    return _play(request, activity.video)


@require_safe
@signed_in
def captions(request: HttpRequest, activity_uid: UUID) -> HttpResponseBase:
    activity = access_activity_media(request.user, activity_uid)
    if activity.captions is None:
        raise NotFound("no captions")
    response = FileResponse(
        path_of(activity.captions.sha256).open("rb"), content_type="text/vtt; charset=utf-8"
    )
    return _private(response)


def _play(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The whole file, or the part asked for (RFC 9110, sections 14.2 and 15.3.7)."""
    path = path_of(stored.sha256)
    if not path.exists():
        raise NotFound("the bytes are gone")
    wanted = _wanted(request.headers.get("Range", ""), stored.size)
    if wanted == "unsatisfiable":
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    first, last = wanted if isinstance(wanted, tuple) else (0, stored.size - 1)
    response = StreamingHttpResponse(
        _part(path, first, last - first + 1),
        status=206 if wanted else 200,
        content_type=stored.media_type,
        headers={"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)},
    )
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    return _private(response)


def _wanted(header: str, size: int) -> tuple[int, int] | str | None:
    """First and last byte asked for; None for the whole file (also for what a server may ignore)."""
    found = _RANGE.fullmatch(header.strip())
    if not found or not any(found.groups()):
        return None
    start, end = found.groups()
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) and size else "unsatisfiable"
    first, last = int(start), min(int(end), size - 1) if end else size - 1
    if end and int(end) < first:
        return None
    return (first, last) if first < size else "unsatisfiable"


def _part(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        while length > 0 and (chunk := stream.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
