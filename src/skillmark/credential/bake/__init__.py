"""Put a credential inside a picture and take it out again, so that a badge is one file a person can keep."""

from __future__ import annotations

from typing import Literal

from skillmark.credential.bake import png, svg
from skillmark.credential.bake.carried import MAX_CREDENTIAL, MAX_IMAGE
from skillmark.credential.errors import BakeError

__all__ = ["MAX_CREDENTIAL", "MAX_IMAGE", "bake_any", "sniff", "unbake_any"]


def sniff(data: bytes) -> Literal["png", "svg"] | None:
    """Which kind of picture this is, judged by its first bytes alone; None when it is neither."""
    if data.startswith(png.SIGNATURE):
        return "png"
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return "svg" if start.startswith(b"<") else None


def bake_any(image: bytes, credential: str) -> bytes:
    """The picture with `credential` inside; one that was there before is replaced."""
    return png.bake(image, credential) if _kind(image) == "png" else svg.bake(image, credential)


def unbake_any(image: bytes) -> str:
    """The credential (JSON text or compact JWS) inside a PNG or SVG, or BakeError with the reason."""
    return png.unbake(image) if _kind(image) == "png" else svg.unbake(image)


def _kind(image: bytes) -> str:
    kind = sniff(image)
    if kind is None:
        raise BakeError("bake_not_an_image", "This is neither a PNG nor an SVG picture: choose one of these.")
    return kind
