"""Turns files, texts, links and pictures of QR codes into bytes to check, and checks them."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, replace
from datetime import datetime

import zxingcpp
from PIL import Image, UnidentifiedImageError

from skillmark.credential.bake import sniff, unbake_any
from skillmark.credential.errors import BakeError, ResolveError
from skillmark.credential.policy import Policy
from skillmark.credential.report import Report
from skillmark.fetcher.presented import fetch_presented, link_in
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.resolving import outside
from skillmark.journeys.verify import check_presented

MAX_BYTES = 10_000_000
# Photos are read in a smaller size, where their format lets that be done; everything else takes four bytes a pixel.
MAX_PIXELS, MAX_READ_PIXELS, PHOTO_SIZE = 40_000_000, 16_000_000, (2_000, 2_000)
SIGNED_TEXT = re.compile(r"eyJ[\w-]*\.[\w-]*\.[\w-]*(~[\w.~-]*)?")
QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
PNG, SVG, JSON, JWT = "image/png", "image/svg+xml", "application/vc", "application/vc+jwt"
SD_JWT = "application/sd-jwt"  # RFC 9901, section 11.4: for every SD-JWT, whatever it holds
TILDE = b"~"  # stands in every SD-JWT, and in no JWT (RFC 9901, section 4)
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8")
OTHER_FILES = {b"PK\x03\x04": "an archive or office document", b"\x1f\x8b": "a packed file"}
PDF = b"%PDF"
BEGINNINGS = ("{", "[", "<", "eyJ")  # of JSON, of a drawing, of a signed text
# What to say and do when a link leads to nothing that can be checked, by the code of the refusal.
NO_WAY = {
    "page_without_credential": (
        "This link leads to a web page that carries no credential.",
        "Open the page, download the badge there as PNG, SVG or JSON, and check that file.",
    ),
    "several_credentials": (
        "This link shows several credentials.",
        "Open it, choose one of them, and check the link of that one.",
    ),
    "nothing_shared": (
        "This link shows nothing: it has ended, was withdrawn, or is not complete.",
        "Ask the person who sent it for a new link, or for the badge file.",
    ),
    "address_refused": (
        "This link leads to an address that is not opened from here.",
        "Only public addresses that begin with https:// are. Ask for the badge file instead.",
    ),
    "redirect_refused": (
        "This link leads on to another web site, and such detours are not followed.",
        "Open it in your browser, and check the link of the page that you arrive at.",
    ),
    "too_large": (
        "What this link leads to is larger than any badge.",
        "Make sure that it is the right link, or ask for the badge file.",
    ),
}


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
    if not data.strip():
        raise Refused(
            "check.empty", "This file is empty.", "Download the badge again, then choose the new file."
        )
    if data.startswith(PDF):
        raise Refused(
            "check.wrong_type",
            "This is a PDF, and paper proves nothing by itself.",
            "Check the link that is printed on it, a picture of its QR code, or the badge file (PNG, SVG or JSON).",
        )
    for start, what in OTHER_FILES.items():
        if data.startswith(start):
            raise Refused(
                "check.wrong_type",
                f"This is {what}, and badges do not come as such files.",
                "Choose the badge as PNG, SVG or JSON, or a picture of its QR code.",
            )
    if data.startswith(PICTURES) and not _carries_credential(data):
        return _from_qr(_read_qr(data), now=now)
    return Presented(data=data, source=name[-200:], media_type=media_type_of(data))


def from_text(text: str, *, now: datetime) -> Presented:
    """Pasted text: a link is followed, anything else is taken for the credential itself."""
    link = link_in(text)
    if not link and not text.lstrip("\ufeff \t\r\n").startswith(BEGINNINGS):
        raise Refused(
            "check.no_link_no_credential",
            "This is neither a link nor the text of a credential.",
            "A link looks like https://badges.example.org/…, and the text of a credential begins with {.",
        )
    if not link:
        return Presented(data=text.encode(), source="Pasted text", media_type=media_type_of(text.encode()))
    try:
        # What a link leads to is about a person, and not ours to keep unasked.
        answer = fetch_presented(link, resolver=outside(now=now, remember=False))
    except ResolveError as error:
        unknown = (
            f"The link could not be opened: {error}.",
            "Check that it is complete, or ask for the badge file.",
        )
        sentence, next_step = NO_WAY.get(error.code, unknown)
        raise Refused(f"check.{error.code}", sentence, next_step) from error
    return Presented(data=answer.body, source=link[:300], media_type=media_type_of(answer.body))


def media_type_of(data: bytes) -> str:
    """What the bytes are, judged by how they begin: whoever sends them may call them anything."""
    if kind := sniff(data):
        return PNG if kind == "png" else SVG
    if data.lstrip()[:1] in {b"{", b"["}:
        return JSON
    return SD_JWT if TILDE in data else JWT


def check(data: bytes, *, now: datetime, org: Organisation | None = None) -> Report:
    """The ten checks, with this installation's own documents and the guarded way to all others."""
    resolver = outside(now=now)
    policy = Policy(allow_local_http=resolver.allow_local)
    return check_presented(data=data, resolver=resolver, now=now, policy=policy, org=org)


def _carries_credential(data: bytes) -> bool:
    try:
        unbake_any(data)
    except BakeError as error:
        # A picture that carries something broken is checked as it is, so that the report can say what is broken.
        return error.code not in {"bake_no_credential", "bake_not_an_image"}
    return True


def _from_qr(text: str, *, now: datetime) -> Presented:
    """What a QR code holds: a link to a credential, or the credential itself."""
    if not link_in(text) and text[:1] != "{" and not SIGNED_TEXT.fullmatch(text):
        raise Refused(
            "check.qr_other",
            "The QR code in this picture leads to no credential.",
            "Make sure that it is the code on the credential. It should hold a link, and yours holds something else.",
        )
    presented = from_text(text, now=now)
    return presented if link_in(text) else replace(presented, source="QR code")


def _read_qr(data: bytes) -> str:
    """The text of the first QR code in a picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            pixels = picture.width * picture.height
            picture.draft("L", PHOTO_SIZE)
            if pixels > MAX_PIXELS or picture.width * picture.height > MAX_READ_PIXELS:
                raise Refused(
                    "check.picture",
                    "This picture is too large to search for a QR code.",
                    "Crop it, then try again.",
                )
            found = zxingcpp.read_barcodes(picture.convert("L"), formats=QR)
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
