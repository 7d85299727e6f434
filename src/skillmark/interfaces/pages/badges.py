"""The badge picture of a version: the one its designers uploaded, or the one drawn from what is known of it."""

from __future__ import annotations

import functools

from skillmark.foundation.files import storage
from skillmark.interfaces.pages.drawing import svg_to_png
from skillmark.lifecycle.designing.badge_art import ICON, draw_badge
from skillmark.lifecycle.designing.models import Version

PNG, SVG = "image/png", "image/svg+xml"
SIZE = 600  # pixels, square


def badge_svg(version: Version, *, detail: str = "full") -> bytes:
    """The badge as SVG. An uploaded PNG has no SVG of its own, so the drawn one stands in for it."""
    uploaded = version.badge_image
    if uploaded is not None and uploaded.media_type == SVG:
        return storage.read(uploaded.sha256)
    return draw_badge(
        title=version.title,
        issuer=version.micro_credential.org.name,
        kind=version.kind,
        level=version.level,
        hue=version.badge_hue,
        icon=version.badge_icon,
        ident=str(version.micro_credential.uid),
        detail=detail,
    )


def badge_png(version: Version) -> bytes:
    """The badge as PNG, SIZE pixels square unless it was uploaded in another size."""
    uploaded = version.badge_image
    if uploaded is not None and uploaded.media_type == PNG:
        return storage.read(uploaded.sha256)
    return _rendered(badge_svg(version))


def badge_icon(version: Version) -> bytes:
    """The badge as SVG for 96 pixels and less."""
    return badge_svg(version, detail=ICON)


@functools.lru_cache(maxsize=256)
def _rendered(svg: bytes) -> bytes:
    return svg_to_png(svg, size=SIZE)
