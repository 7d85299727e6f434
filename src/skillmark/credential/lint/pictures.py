"""Pictures: what can be baked, what wallets show, and what people hear who do not see it."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes, urlsplit

from skillmark.credential import bake
from skillmark.credential.lint.finding import Finding, Paper, Rule, Severity, entries, finding
from skillmark.credential.model.view import image
from skillmark.credential.steps.flaws import Place

# Of the 256 KiB that verifiers read of a credential, a picture may take a quarter.
MAX_EMBEDDED = 65_536
_SPEC = "Open Badges 3.0, “Image” and “Open Badges Baking”"
_DATA = re.compile(r"data:(?P<kind>[^;,]*)(?P<options>[^,]*),(?P<data>.*)", re.DOTALL)
_KINDS = {"image/png": "png", "image/svg+xml": "svg"}
_OTHER_ENDINGS = (".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".ico", ".pdf")


def _pictures(paper: Paper) -> Iterator[tuple[Place, str]]:
    """The pictures that a badge may be baked into, each with the place of its address."""
    holders = [((), paper.document), *paper.of_type("AchievementSubject", "Achievement")]
    for place, value in holders:
        for at, entry in entries(value, "image", place):
            address = image(entry).id
            if address:
                yield ((*at, "id") if isinstance(entry, dict) else at), address


def none(paper: Paper) -> Iterator[Finding]:
    """A badge without a picture."""
    badges = list(paper.of_type("Achievement"))
    if badges and not any(True for _ in _pictures(paper)):
        yield finding(
            "picture_missing", Severity.HINT, (*badges[0][0], "image"),
            "It has no picture, so wallets show a blank.", "Add an image to the achievement, as PNG or SVG.",
            spec=_SPEC,
        )  # fmt: skip


def without_caption(paper: Paper) -> Iterator[Finding]:
    """A picture that says nothing to people who do not see it."""
    for place, entry in paper.members("image"):
        if image(entry).id and not image(entry).caption:
            yield finding(
                "caption_missing", Severity.HINT, place, "“{path}” has no caption, so it is silent in a screen reader.",
                "Say in “caption” what it shows.", spec="Open Badges 3.0, “Image”; WCAG 2.2, “Non-text Content”",
            )  # fmt: skip


def too_large(paper: Paper) -> Iterator[Finding]:
    """A picture that takes the room of the credential: it is copied into every file, link and code."""
    for place, address in _pictures(paper):
        if address.startswith("data:") and len(address) > MAX_EMBEDDED:
            yield finding(
                "picture_large", Severity.WARNING, place,
                "“{path}” holds a picture of {size} characters; verifiers may refuse so large a credential.",
                "Publish the picture at an https address and name that, or use one of at most {most}.",
                spec=_SPEC, size=len(address), most=MAX_EMBEDDED,
            )  # fmt: skip


def of_another_kind(paper: Paper) -> Iterator[Finding]:
    """A picture that no badge can be baked into."""
    for place, address in _pictures(paper):
        match = _DATA.fullmatch(address)
        wrong = match["kind"].lower() not in _KINDS if match else _ending(address).endswith(_OTHER_ENDINGS)
        if wrong:
            yield finding(
                "picture_kind", Severity.WARNING, place,
                "“{path}” is neither a PNG nor an SVG picture, so no badge can be baked into it.",
                "Use a PNG or SVG picture.", spec=_SPEC,
            )  # fmt: skip


def unreadable(paper: Paper) -> Iterator[Finding]:
    """A picture in the credential that is not what it says it is."""
    for place, address in _pictures(paper):
        match = _DATA.fullmatch(address)
        kind = _KINDS.get(match["kind"].lower()) if match else None
        if match and kind and bake.sniff(_bytes(match)) != kind:
            yield finding(
                "picture_unreadable", Severity.WARNING, place,
                "“{path}” holds something that is not the picture that it says it is.", "Embed the picture anew.",
                spec=_SPEC,
            )  # fmt: skip


def _ending(address: str) -> str:
    try:
        return urlsplit(address).path.lower()
    except ValueError:
        return ""


def _bytes(match: re.Match[str]) -> bytes:
    data = unquote_to_bytes(match["data"])
    if not match["options"].lower().endswith(";base64"):
        return data
    try:
        return b64decode(data, validate=True)
    except Base64Error:
        return b""


RULES: tuple[Rule, ...] = (none, without_caption, too_large, of_another_kind, unreadable)
