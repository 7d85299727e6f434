"""Turns files, texts, links and pictures of QR codes into bytes to check, and checks them."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

import zxingcpp
from PIL import Image, UnidentifiedImageError

from skillmark.credential.bake import unbake_any
from skillmark.credential.errors import BakeError, ResolveError
from skillmark.credential.report import Report
from skillmark.fetcher.presented import fetch_presented
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.resolving import outside
from skillmark.journeys.verify import check_presented

MAX_BYTES = 10_000_000
MAX_PIXELS = 40_000_000
QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
PNG, SVG = "image/png", "image/svg+xml"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8")


@dataclass(frozen=True)
class Presented:
    """Bytes to check, where they came from in words, and what they are."""

    data: bytes
    source: str
    media_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def from_file(data: bytes, *, name: str, now: datetime) -> Presented:
    """A file as it was uploaded; a picture without a credential inside is searched for a QR code."""
    if data.startswith(PICTURES) and not _carries_credential(data):
        return from_text(_read_qr(data), now=now)
    media_type = PNG if data.startswith(b"\x89PNG") else SVG if b"<svg" in data[:2000] else "application/json"
    return Presented(data=data, source=name[-200:], media_type=media_type)


def from_text(text: str, *, now: datetime) -> Presented:
    """Pasted text: a link is followed, anything else is taken for the credential itself."""
    if not text.lower().startswith(("https://", "http://")) or any(c.isspace() for c in text):
        return Presented(data=text.encode(), source="Pasted text", media_type="application/json")
    try:
        # What a link leads to is about a person, and not ours to keep unasked.
        answer = fetch_presented(text, resolver=outside(now=now, remember=False))
    except ResolveError as error:
        raise Refused(
            "check.link",
            f"The link could not be opened: {error}",
            "Check that it is complete and still shared, or ask for the badge file.",
        ) from error
    return Presented(data=answer.body, source=text[:300], media_type=answer.media_type)


def check(data: bytes, *, now: datetime, org: Organisation | None = None) -> Report:
    """The ten checks, with this installation's own documents and the guarded way to all others."""
    resolver = outside(now=now)
    return check_presented(
        data=data, resolver=resolver, now=now, allow_local_http=resolver.allow_local, org=org
    )


def _carries_credential(data: bytes) -> bool:
    try:
        unbake_any(data)
    except BakeError as error:
        # A picture that carries something broken is checked as it is, so that the report can say what is broken.
        return error.code != "bake_no_credential"
    return True


def _read_qr(data: bytes) -> str:
    """The text of the first QR code in a picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(
                    "check.picture",
                    "This picture is too large to search for a QR code.",
                    "Crop it, then try again.",
                )
            found = zxingcpp.read_barcodes(picture.convert("RGB"), formats=QR)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Refused(
            "check.picture", "This picture could not be read.", "Use the original file, as PNG, SVG or JPEG."
        ) from error
    if not found:
        raise Refused(
            "check.no_badge",
            "This picture holds no credential and no QR code.",
            "A screenshot loses what is inside a badge. Use the original file, or a sharp photo of the QR code.",
        )
    return str(found[0].text).strip()
