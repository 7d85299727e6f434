"""Put a credential inside a picture and take it out again, so that a badge is one file a person can keep."""

from __future__ import annotations

from typing import Literal

from skillmark.credential.bake import png, svg
from skillmark.credential.bake.carried import MAX_CREDENTIAL, MAX_IMAGE
from skillmark.credential.errors import BakeError

__all__ = ["MAX_CREDENTIAL", "MAX_IMAGE", "bake", "bake_any", "sniff", "unbake_any"]


def sniff(data: bytes) -> Literal["png", "svg"] | None:
    """Which kind of picture this is, judged by its first bytes alone; None when it is neither."""
    if data.startswith(png.SIGNATURE):
        return "png"
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return "svg" if start.startswith(b"<") else None


def bake(image: bytes, credential: str | bytes) -> bytes:
    """The PNG or SVG with `credential` (JSON text or compact JWS) inside; one that was there before is replaced."""
    if isinstance(credential, bytes):
        credential = _text(credential)
    return png.bake(image, credential) if _kind(image) == "png" else svg.bake(image, credential)


def unbake_any(image: bytes) -> str:
    """The credential (JSON text or compact JWS) inside a PNG or SVG, or BakeError with the reason."""
    return png.unbake(image) if _kind(image) == "png" else svg.unbake(image)


bake_any = bake


def _text(credential: bytes) -> str:
    try:
        return credential.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BakeError(
            "bake_not_text", "The credential is not UTF-8 text, so no picture can carry it."
        ) from error


def _kind(image: bytes) -> str:
    kind = sniff(image)
    if kind is None:
        raise BakeError("bake_not_an_image", "This is neither a PNG nor an SVG picture: choose one of these.")
    return kind
