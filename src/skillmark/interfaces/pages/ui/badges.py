"""Serves the badge of a version as SVG or PNG: drawn from what is known of it, or the image that was uploaded."""

from __future__ import annotations

import base64
import hashlib
import io
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from PIL import Image

from skillmark.foundation.files import storage
from skillmark.foundation.orgs.models import Organisation
from skillmark.interfaces.pages.drawing import CannotBeDrawnError, rendered
from skillmark.interfaces.pages.drawing_apart import SIDE, drawn_apart
from skillmark.interfaces.pages.ui.uploads import still_safe
from skillmark.lifecycle.designing.badge_art import FULL, ICON, describe, draw_badge
from skillmark.lifecycle.designing.models import Version

SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
MARK: Final = 128
LARGEST_MARK: Final = 40_000


def badge_svg(version: Version, *, detail: str = FULL) -> bytes:
    """The badge as SVG; an uploaded PNG is wrapped, so that one address serves every badge."""
    if version.badge_image is None:
        return drawn_badge(version, detail=detail)
    data = storage.read(version.badge_image.sha256)
    if version.badge_image.media_type != SVG:
        return _wrapped(data, badge_alt(version))
    return data if still_safe(data) else drawn_badge(version, detail=detail)


def drawn_badge(version: Version, *, detail: str = FULL) -> bytes:
    return draw_badge(
        title=version.title,
        issuer=version.micro_credential.org.name,
        kind=version.kind,
        level=version.level,
        hue=version.badge_hue,
        accent=version.micro_credential.org.hue,
        icon=version.badge_icon,
        ident=str(version.uid),
        logo=mark_of(version.micro_credential.org) if detail == FULL else b"",
        detail=detail,
    )


def badge_alt(version: Version) -> str:
    """The picture in words; an uploaded one may show neither kind nor level, so nothing is said of them."""
    org = version.micro_credential.org
    if version.badge_image_id is not None:
        return describe(title=version.title, issuer=org.name, kind="")
    return describe(title=version.title, issuer=org.name, kind=version.kind, level=version.level)


def mark_of(org: Organisation) -> bytes:
    """The organisation's logo, small enough to stand in its seal; without one (or with a lost one) its initials do."""
    if org.logo is None:
        return b""
    try:
        return _small(storage.read(org.logo.sha256), org.logo.media_type)
    except FileNotFoundError:
        return b""


@lru_cache(maxsize=64)
def _small(logo: bytes, media_type: str) -> bytes:
    if media_type == SVG:
        return logo if len(logo) <= LARGEST_MARK and still_safe(logo) else b""
    try:
        with Image.open(io.BytesIO(logo), formats=["PNG", "JPEG"]) as picture:
            drawn = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    drawn.thumbnail((MARK, MARK), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def badge_png(version: Version) -> bytes:
    """The badge in pixels; an uploaded drawing that cannot be drawn gives way to the badge drawn by us."""
    if version.badge_image is None:
        return _drawn(version)
    data = storage.read(version.badge_image.sha256)
    if version.badge_image.media_type == PNG:
        return data
    return _uploaded(data) or _drawn(version)


def _drawn(version: Version) -> bytes:
    try:
        return rasterised(drawn_badge(version))
    except CannotBeDrawnError:  # the logo, which is not ours: the small form has none
        return rasterised(drawn_badge(version, detail=ICON))


@lru_cache(maxsize=64)
def _uploaded(svg: bytes) -> bytes | None:
    return drawn_apart(svg) if still_safe(svg) else None


@lru_cache(maxsize=64)
def rasterised(svg: bytes) -> bytes:
    """The drawing in pixels. Letters of drawn badges are outlines, so no font of the machine is needed."""
    return rendered(svg.decode(), SIDE, SIDE)


def _wrapped(png: bytes, words: str) -> bytes:
    source = base64.b64encode(png).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" role="img" '
        f"aria-label={quoteattr(words)}><title>{escape(words)}</title>"
        f'<image width="512" height="512" href="data:image/png;base64,{source}"/></svg>'
    ).encode()


def badge_response(request: HttpRequest, version: Version, form: str, *, lasting: bool) -> HttpResponse:
    """Answers for `form` "svg", "icon" (SVG for 96 pixels and less) or "png".

    `lasting` is for versions that never change again: browsers may keep the picture for good.
    """
    try:
        data = (
            badge_png(version)
            if form == "png"
            else badge_svg(version, detail=ICON if form == "icon" else FULL)
        )
    except FileNotFoundError as error:
        raise Http404("the image is gone") from error
    return picture_response(request, data, PNG if form == "png" else SVG, lasting=lasting)


def picture_response(request: HttpRequest, data: bytes, media_type: str, *, lasting: bool) -> HttpResponse:
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(data, content_type=media_type)
        # Opened by itself, an image can neither run nor load anything.
        response["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
        )
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
