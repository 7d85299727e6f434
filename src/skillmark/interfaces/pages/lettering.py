"""Measures and breaks text in the fonts that come with Skillmark, for what is drawn on the server."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(str(resources.files("skillmark.interfaces.pages.ui").joinpath("fonts")))
SERIF = "SkillmarkSerif-SemiBold"
SERIF_TEXT = "SkillmarkSerif-Regular"
SANS = "SkillmarkSans-Regular"
SANS_STRONG = "SkillmarkSans-SemiBold"


def font_files() -> list[str]:
    """The files of all faces, in a fixed order."""
    return [str(path) for path in sorted(FONTS.glob("*.ttf"))]


@functools.cache
def face(name: str) -> TTFont:
    """A face, registered with reportlab under its own name on first use."""
    font = TTFont(name, str(FONTS / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font


def covers(text: str, name: str) -> bool:
    """Whether a face has every letter of a text."""
    return all(ord(letter) in face(name).face.charToGlyph for letter in text)


def width(text: str, name: str, size: float) -> float:
    """The width of a line; letters that the face lacks count as wide as they are high."""
    known = face(name).face.charToGlyph
    have = "".join(letter for letter in text if ord(letter) in known)
    return float(pdfmetrics.stringWidth(have, face(name).fontName, size)) + (len(text) - len(have)) * size


def wrapped(text: str, name: str, size: float, room: float) -> list[str]:
    """The text on lines no wider than `room`; a word that is wider is broken."""
    lines, line = [], ""
    for word in pieces(text, name, size, room):
        longer = f"{line} {word}" if line else word
        if line and width(longer, name, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def pieces(text: str, name: str, size: float, room: float) -> Iterator[str]:
    """The words of a text, those wider than `room` cut into parts that are not, at their own hyphens first."""
    for word in text.split():
        rest = word
        while width(rest, name, size) > room and len(rest) > 1:
            part = widest_part(rest, name, size, room)
            yield part if part.endswith("-") or not part.isalpha() else part + "-"
            rest = rest[len(part) :]
        yield rest


def widest_part(word: str, name: str, size: float, room: float) -> str:
    """As much of a word's beginning as fits with a hyphen; up to its last own hyphen if there is one far enough on."""
    end = len(word) - 1
    while end > 1 and width(word[:end] + "-", name, size) > room:
        end -= 1
    own = word.rfind("-", 1, end)
    return word[: own + 1] if own > end / 2 else word[:end]


def fitted(
    text: str, name: str, *, room: float, lines: int, largest: float, smallest: float
) -> tuple[float, list[str]]:
    """The largest size in which the text takes at most that many lines, whole words if that can be.

    A text that is too long in the smallest size is cut with an ellipsis.
    """
    sizes = [largest - step for step in range(int(largest - smallest) + 1)]
    longest = max(text.split(), key=len, default="")
    for whole in (True, False):
        for size in sizes:
            if whole and width(longest, name, size) > room:
                continue
            broken = wrapped(text, name, size, room)
            if len(broken) <= lines:
                return size, broken
    kept = wrapped(text, name, smallest, room)[:lines]
    while kept and width(kept[-1] + "…", name, smallest) > room:
        kept[-1] = kept[-1][:-1].rstrip()
    return smallest, [*kept[:-1], kept[-1] + "…"] if kept else []
