# ruff: noqa: INP001 - a script, not a package
"""Draws thirty badges on one contact sheet, docs/images/badges.png, to be looked at whenever the art changes.

Each stands in full, small as in a list, small in grey, and small on a dark page.

Usage: python tools/make_badge_sheet.py [FILE]
"""

from __future__ import annotations

import hashlib
import io
import sys
import tomllib
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from skillmark.interfaces.pages.drawing import INK, MUTED, PAPER, Style, rendered, text
from skillmark.interfaces.pages.lettering import SANS, SERIF, fitted
from skillmark.lifecycle.designing.badge_art import FULL, ICON, draw_badge

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tools" / "badge_sheet.toml"
SHEET = ROOT / "docs" / "images" / "badges.png"
ACROSS, CELL, TALL, EDGE, HEAD = 6, 256, 376, 32, 88
LARGE, SMALL = 232, 64
DARK = "#14171a"


def exemplars() -> list[dict[str, Any]]:
    """What the data file names, in its order."""
    badges: list[dict[str, Any]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["badge"]
    return badges


def picture(svg: bytes, side: int) -> Image.Image:
    return Image.open(io.BytesIO(rendered(svg.decode(), side, side))).convert("RGBA")


def grey(image: Image.Image) -> Image.Image:
    return Image.merge("LA", (image.convert("L"), image.getchannel("A"))).convert("RGBA")


def contact_sheet(badges: list[dict[str, Any]]) -> bytes:
    """All badges as one PNG."""
    rows = -(-len(badges) // ACROSS)
    size = (2 * EDGE + ACROSS * CELL, HEAD + rows * TALL + EDGE)
    page = picture_of_words(badges, size)
    for number, badge in enumerate(badges):
        place(page, badge, *corner(number))
    out = io.BytesIO()
    plain = page.convert("RGB")
    few = plain.quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=2)
    # A quarter of the size; mixing neighbours keeps the metal of the rims smooth.
    sheet = plain.quantize(palette=few, dither=Image.Dither.FLOYDSTEINBERG)
    sheet.save(out, "PNG", optimize=True, pnginfo=_drawings(badges))
    return out.getvalue()


def fingerprint(badges: list[dict[str, Any]]) -> str:
    """The SHA-256 of all drawings; it is written into the picture, so that a stale one is noticed on any machine."""
    whole = hashlib.sha256()
    for badge in badges:
        for detail in (FULL, ICON):
            whole.update(draw_badge(**known(badge), detail=detail))
    return whole.hexdigest()


def _drawings(badges: list[dict[str, Any]]) -> PngInfo:
    info = PngInfo()
    info.add_text("Drawings", fingerprint(badges))
    return info


def known(badge: dict[str, Any]) -> dict[str, Any]:
    """What the art is drawn from; the sector stands below it only."""
    return {name: value for name, value in badge.items() if name != "sector"}


def corner(number: int) -> tuple[int, int]:
    return EDGE + number % ACROSS * CELL, HEAD + number // ACROSS * TALL


def place(page: Image.Image, badge: dict[str, Any], left: int, top: int) -> None:
    """One badge in its four forms."""
    full = picture(draw_badge(**known(badge), detail=FULL), LARGE)
    small = picture(draw_badge(**known(badge), detail=ICON), SMALL)
    page.alpha_composite(full, (left + (CELL - LARGE) // 2, top))
    first = left + (CELL - 3 * SMALL - 20) // 2
    dark = Image.new("RGBA", (SMALL + 8, SMALL + 8), DARK)
    page.alpha_composite(small, (first, top + LARGE + 12))
    page.alpha_composite(grey(small), (first + SMALL + 8, top + LARGE + 12))
    page.paste(dark, (first + 2 * SMALL + 14, top + LARGE + 8))
    page.alpha_composite(small, (first + 2 * SMALL + 18, top + LARGE + 12))


def picture_of_words(badges: list[dict[str, Any]], size: tuple[int, int]) -> Image.Image:
    """The paper with its heading, and the sector below each badge."""
    wide, high = size
    words = [text("Thirty badges, drawn from what is known of each", EDGE + 12, 52, Style(SERIF, 30, INK))]
    for number, badge in enumerate(badges):
        left, top = corner(number)
        points, lines = fitted(badge["sector"], SANS, room=CELL - 24, lines=1, largest=15, smallest=11)
        centred = text(lines[0], left + CELL / 2, top + LARGE + SMALL + 40, Style(SANS, points, MUTED))
        words.append(centred.replace("<text ", '<text text-anchor="middle" ', 1))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}">'
        f'<rect width="{wide}" height="{high}" fill="{PAPER}"/>{"".join(words)}</svg>'
    )
    return Image.open(io.BytesIO(rendered(svg, wide, high))).convert("RGBA")


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else SHEET).write_bytes(contact_sheet(exemplars()))
