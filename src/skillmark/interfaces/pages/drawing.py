"""Turns drawings into pictures: a badge as PNG, and the card that other sites show beside a shared link.

The same input gives the same bytes on every machine: only the fonts that come with Skillmark are used, unless a text
needs letters that they lack; then the fonts of the machine help out.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

import resvg_py

from skillmark.interfaces.pages.lettering import SANS, SANS_STRONG, SERIF, covers, fitted, font_files
from skillmark.lifecycle.designing.badge_words import clean

BADGE_SIZE = 600
CARD_WIDTH, CARD_HEIGHT = 1200, 630
WORDS_LEFT, WORDS_ROOM, LEADING = 600, 540, 1.18
PAPER, INK, MUTED, ACCENT, LINE = "#fbf9f5", "#1d2329", "#59626b", "#0c6b58", "#e2dccf"
# How resvg knows the faces: by family and weight.
FAMILIES = {
    SERIF: ("Skillmark Serif", 600),
    SANS: ("Skillmark Sans", 400),
    SANS_STRONG: ("Skillmark Sans", 600),
}
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def badge_png(svg: bytes, *, size: int = BADGE_SIZE) -> bytes:
    """A badge drawing as a square PNG on a clear ground."""
    return rendered(svg.decode(), width=size, height=size)


def open_graph_card(*, badge: bytes, title: str, name: str, issuer: str, host: str) -> bytes:
    """The picture beside a shared link, 1200 by 630 pixels. `badge` is SVG or PNG.

    It says who earned what from whom and where to check it. It never says "verified": others keep such pictures for
    weeks, and a credential may be revoked in the meantime.
    """
    blocks = [
        Block.of(title, SERIF, INK, lines=4, sizes=(62, 30), before=0),
        Block.of(name, SANS_STRONG, INK, lines=2, sizes=(32, 20), before=34),
        Block.of(issuer, SANS, MUTED, lines=2, sizes=(26, 26), before=4),
    ]
    top = max(70.0, (CARD_HEIGHT - sum(block.height for block in blocks) - 60) / 2)
    words: list[str] = []
    for block in blocks:
        words += block.drawn(WORDS_LEFT, top)
        top += block.height
    return rendered("\n".join([*ground(badge), *words, *foot(host), "</svg>"]), CARD_WIDTH, CARD_HEIGHT)


@dataclass(frozen=True)
class Style:
    """A face, its size and its colour."""

    face: str
    size: float
    colour: str


@dataclass(frozen=True)
class Block:
    """A text on some lines, with the space before it."""

    lines: list[str]
    style: Style
    before: float

    @classmethod
    def of(
        cls, said: str, face: str, colour: str, *, lines: int, sizes: tuple[int, int], before: float
    ) -> Block:
        largest, smallest = sizes
        size, broken = fitted(
            clean(said), face, room=WORDS_ROOM, lines=lines, largest=largest, smallest=smallest
        )
        return cls(broken, Style(face, size, colour), before)

    @property
    def height(self) -> float:
        return self.before + len(self.lines) * self.style.size * LEADING

    def drawn(self, left: float, top: float) -> list[str]:
        step = self.style.size * LEADING
        first = top + self.before + step - self.style.size * 0.3
        return [text(line, left, first + number * step, self.style) for number, line in enumerate(self.lines)]


def ground(badge: bytes) -> Iterator[str]:
    """Paper, a green edge, and the badge."""
    kind = "png" if badge.startswith(PNG_SIGNATURE) else "svg+xml"
    href = f"data:image/{kind};base64,{base64.b64encode(badge).decode()}"
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {CARD_WIDTH} {CARD_HEIGHT}">'
    yield f'<rect width="{CARD_WIDTH}" height="{CARD_HEIGHT}" fill="{PAPER}"/>'
    yield f'<rect width="{CARD_WIDTH}" height="12" fill="{ACCENT}"/>'
    yield f'<image href="{href}" x="48" y="62" width="506" height="506"/>'


def foot(host: str) -> Iterator[str]:
    """The mark, and where to check."""
    yield f'<path d="M{WORDS_LEFT} 536H{WORDS_LEFT + WORDS_ROOM}" stroke="{LINE}" stroke-width="2"/>'
    yield (
        f'<g transform="translate({WORDS_LEFT} 556) scale(1.35)"><path fill="{ACCENT}" d="M14 1.6 24.6 7.7a1.6 1.6 0 0 '
        '1 .8 1.4v9.8a1.6 1.6 0 0 1-.8 1.4L14 26.4 3.4 20.3a1.6 1.6 0 0 1-.8-1.4V9.1a1.6 1.6 0 0 1 .8-1.4z"/>'
        f'<path fill="none" stroke="{PAPER}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" '
        'd="m9 14.4 3.6 3.5 6.6-7.3"/></g>'
    )
    said = f"Anyone can check it at {clean(host)}"
    size, lines = fitted(said, SANS, room=WORDS_ROOM - 56, lines=1, largest=23, smallest=14)
    yield from (text(line, WORDS_LEFT + 52, 583, Style(SANS, size, MUTED)) for line in lines)


def text(line: str, x: float, y: float, style: Style) -> str:
    """One line of text."""
    family, weight = FAMILIES[style.face]
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{family}" font-weight="{weight}" '
        f'font-size="{style.size:.1f}" fill="{style.colour}">{escape(line)}</text>'
    )


def line_png(line: str, style: Style) -> bytes:
    """One line in letters that our fonts lack, drawn four times as large as it will stand, on a clear ground."""
    height, room = style.size * 1.5, max(1.0, len(line) * style.size * 1.2)
    body = text(line, 0, style.size * 1.1, style)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {room:.1f} {height:.1f}">{body}</svg>'
    return rendered(svg, round(room * 4), round(height * 4))


class CannotBeDrawnError(ValueError):
    """The renderer gave up on a drawing."""


def rendered(svg: str, width: int, height: int) -> bytes:
    """A drawing as PNG. What was uploaded belongs into a process of its own (`drawing_apart`)."""
    try:
        return _rendered(svg, width, height)
    except BaseException as error:
        # A panic of the renderer is no Exception, and its class has no module to import it from.
        if type(error).__name__ != "PanicException":
            raise
        raise CannotBeDrawnError("the renderer gave up") from error


def _rendered(svg: str, width: int, height: int) -> bytes:
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        height=height,
        font_files=font_files(),
        skip_system_fonts=covers(words_of(svg), SANS),
        font_family="Skillmark Sans",
        sans_serif_family="Skillmark Sans",
        serif_family="Skillmark Serif",
    )


def words_of(svg: str) -> str:
    """The letters a drawing needs beyond ASCII, wherever they stand in it."""
    return "".join(sorted({letter for letter in svg if not letter.isascii()}))
