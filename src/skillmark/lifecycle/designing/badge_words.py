"""Sets the words of a badge: title, issuer and monogram, with letters as outlines, fitted to where they stand."""

from __future__ import annotations

import functools
import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from xml.sax.saxutils import escape

from skillmark.lifecycle.designing.badge_colour import Ink
from skillmark.lifecycle.designing.badge_shapes import arc_band, at

Glyphs = dict[str, tuple[int, str]]

TITLE_ROOM = 88.0  # radius within which a line of the title may reach
LEADING = 1.12
BREAKING = 16  # words are broken in this size and below
ACUTE, GREEK = "\u0301", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
SHORT = 2  # letters that are never parted
REACH = 6  # letters that a break may lie before the last place there is room for
VOWELS = frozenset("aeiouyæœøıαεηιουωаеиоуыэюяіє")
ONE_SOUND = frozenset({"ch", "ck", "ph", "th", "sh", "qu", "pf", "tz", "sc", "gl", "gn", "rh"})
SMALL_WORDS = frozenset(
    "a an and at by d de del der des di do du e et for für in l la le les of og och on the und van von y & и та".split()  # noqa: SIM905 - words
)
LONGEST_TITLE = 240  # letters that are looked at
SIZES = [s / 2 for s in range(62, 23, -1)]  # 31 down to 12
ISSUER_RADIUS = 127.5
ISSUER_SPREAD = 160.0  # degrees that the issuer's name may take at most


@dataclass(frozen=True)
class Setting:
    """Where a title stands: below an icon, above the seal."""

    top: float
    foot: float
    least: float

    @property
    def middle(self) -> float:
        return (self.top + self.foot) / 2


# A short title leaves room for a large icon; a long one takes it. Without one the icon stands alone.
ROOMY = Setting(top=-22.0, foot=70.0, least=20)
CLOSE = Setting(top=-46.0, foot=72.0, least=12)


def title_lines(title: str, ink: Ink) -> Iterator[str]:
    """The title in the largest size and the fewest lines that stay inside the disc."""
    setting, size, lines = fit_title(title)
    colour = ink.tone(0.23, 0.05)
    top = setting.middle - len(lines) * size * LEADING / 2
    for number, line in enumerate(lines):
        yield text_line(line, size, top + (number + 0.78) * size * LEADING, colour)


def fit_title(title: str) -> tuple[Setting, float, list[str]]:
    """Setting, size and lines; a title that fits in no size is cut with an ellipsis."""
    words = title[:LONGEST_TITLE].split()
    for setting in (ROOMY, CLOSE):
        for size in (each for each in SIZES if each >= setting.least):
            for lines in layouts(words, size):
                if fits(lines, size, setting):
                    return setting, size, lines
    while len(words) > 1:
        words = words[:-1]
        for lines in layouts([*words[:-1], words[-1].rstrip(",.;:") + "…"], SIZES[-1]):
            if fits(lines, SIZES[-1], CLOSE):
                return CLOSE, SIZES[-1], lines
    return CLOSE, SIZES[-1], [title[:12] + "…"] if title else []


def layouts(words: list[str], size: float) -> Iterator[list[str]]:
    """The title on one to five lines, each time as even as it goes. Only small sizes may break a long word."""
    widest = 2 * (TITLE_ROOM - 6) / size * 1000
    if size <= BREAKING:
        words = [piece for word in words for piece in broken(word, widest)]
    for count in range(1, min(5, len(words)) + 1):
        yield balanced(words, count)


def broken(word: str, widest: float) -> list[str]:
    """A word in pieces no wider than `widest`, with hyphens where the script uses them."""
    pieces, rest = [], word
    hyphen = "-" if word.isascii() or all(c in glyphs("serif") for c in word) else ""
    while advance(rest) > widest and len(rest) > SHORT:
        cut = len(rest)
        while cut > 1 and advance(rest[:cut] + hyphen) > widest:
            cut -= 1
        cut = syllable_end(rest, cut)
        pieces.append(rest[:cut] + hyphen)
        rest = rest[cut:]
    return [*pieces, rest]


def syllable_end(word: str, most: int) -> int:
    """Where to part a word at or a little before `most`: before a consonant that a vowel follows, as most scripts do.

    Letters that sound as one are kept together. Where no such place is near, it is parted where there is room.
    """
    for cut in range(most, max(most - REACH, SHORT), -1):
        here, pair = bare(word[cut : cut + 2]), bare(word[cut - 1 : cut + 1])
        if len(here) == len(pair) == SHORT and pair not in ONE_SOUND and here[0] not in VOWELS:
            sound = bare(word[cut : cut + 3])
            if here[1] in VOWELS or (here in ONE_SOUND and sound[2:] in VOWELS):
                return cut
    return most


def bare(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(each for each in parts if not unicodedata.combining(each))


def balanced(words: list[str], count: int) -> list[str]:
    """`count` lines whose widest is as narrow as possible."""

    @functools.cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 1:
            line = " ".join(words[start:])
            return advance(line), (line,)
        choices = []
        for end in range(start + 1, len(words) - left + 2):
            line = " ".join(words[start:end])
            rest_width, rest = best(end, left - 1)
            choices.append((max(advance(line), rest_width), (line, *rest)))
        return min(choices)

    return list(best(0, count)[1])


def fits(lines: list[str], size: float, setting: Setting) -> bool:
    """Whether every corner of every line lies within the disc, below the icon and above the seal."""
    height = size * LEADING
    top = setting.middle - len(lines) * height / 2
    if top < setting.top:
        return False
    for number, line in enumerate(lines):
        farthest = max(
            abs(top + number * height + size * 0.1), abs(top + (number + 1) * height - size * 0.15)
        )
        room = math.sqrt(max(0.0, TITLE_ROOM**2 - farthest**2))
        if advance(line) * size / 2000 > room:
            return False
    return True


def issuer_band(issuer: str, ink: Ink) -> Iterator[str]:
    """The issuer's name along the lower edge, each letter standing on the circle."""
    text, size, spacing = fit_issuer(issuer)
    if not text:
        return
    step = 180 / math.pi / ISSUER_RADIUS
    half = (advance(text, "sans") * size / 1000 + spacing * (len(text) - 1)) / 2 * step
    yield arc_band(ISSUER_RADIUS, 90 + half + 1.5, 90 - half - 1.5, 25, ink.tone(0.25, 0.055))
    if any(c not in glyphs("sans") for c in text):
        yield foreign_issuer(text, size, half)
        return
    table, place, letters = glyphs("sans"), -half, []
    for letter in text:
        wide = (table[letter][0] * size / 1000) * step
        turn = -(place + wide / 2)
        if table[letter][1]:
            letters.append(letter_on_circle(table[letter], turn, size))
        place += wide + spacing * step
    yield f'<g fill="#ffffff" aria-hidden="true">{"".join(letters)}</g>'


def letter_on_circle(glyph: tuple[int, str], turn: float, size: float) -> str:
    """One letter standing on the issuer's circle, turned to its place (degrees from straight down)."""
    wide, path = glyph
    down, scale = ISSUER_RADIUS + size * 0.36, size / 1000
    move = (
        f"rotate({turn:.2f})translate(0 {down:.2f})scale({scale:.4f} {-scale:.4f})translate({-wide / 2:.0f})"
    )
    return f'<path transform="{move}" d="{path}"/>'


def fit_issuer(issuer: str) -> tuple[str, float, float]:
    """Capitals, size and letter spacing with which the name fits its arc; words at the end give way."""
    text, room = capitals(issuer), math.radians(ISSUER_SPREAD) * ISSUER_RADIUS
    while text:
        for size, spacing in ((14.5, 1.6), (13.5, 1.3), (12.5, 1.0), (11.5, 0.8), (10.5, 0.6)):
            if advance(text, "sans") * size / 1000 + spacing * (len(text) - 1) <= room:
                return text, size, spacing
        shorter = text.rstrip("…").rstrip()[:-1]
        text = (shorter.rsplit(" ", 1)[0] if " " in shorter else shorter) + "…" if shorter else ""
    return "", 10.5, 0.6


def capitals(text: str) -> str:
    """The text in capitals. Greek capitals carry no accent, except for the dots that part two vowels."""
    kept = "".join(
        each for each in unicodedata.normalize("NFD", text) if each != ACUTE or not GREEK.search(text)
    )
    return unicodedata.normalize("NFC", kept).upper()


def monogram(issuer: str) -> str:
    """Up to three initials: of its words without the small ones, or the capitals inside a single word."""
    words = [word for word in re.findall(r"[^\W_]+", issuer) if word.lower() not in SMALL_WORDS]
    if len(words) == 1:
        inner = [each for each in words[0] if each.isupper()] if not words[0].isupper() else []
        return capitals("".join(inner[:2]) if len(inner) > 1 else words[0][:1])
    return capitals("".join(word[0] for word in words[:3]))


def foreign_issuer(text: str, size: float, half: float) -> str:
    """A name in a script without outlines here: left to the viewer's fonts, along the same circle."""
    (x0, y0), (x1, y1) = (
        at(ISSUER_RADIUS + size * 0.36, 90 + half),
        at(ISSUER_RADIUS + size * 0.36, 90 - half),
    )
    path_id = "i" + hashlib.sha256(text.encode()).hexdigest()[:8]
    radius = ISSUER_RADIUS + size * 0.36
    return (
        f'<path id="{path_id}" d="M{x0:.2f} {y0:.2f}A{radius:.1f} {radius:.1f} 0 0 0 {x1:.2f} {y1:.2f}" fill="none"/>'
        f'<text font-family="Inter, system-ui, sans-serif" font-weight="600" font-size="{size}" fill="#ffffff" '
        f'text-anchor="middle"><textPath href="#{path_id}" startOffset="50%">{escape(text)}</textPath></text>'
    )


def text_line(line: str, size: float, baseline: float, colour: str) -> str:
    """One centred line as outlines; a line with letters that have none here is left to the viewer's fonts."""
    table = glyphs("serif")
    if any(c not in table for c in line):
        return (
            f'<text y="{baseline:.1f}" font-family="\'Source Serif 4\', Georgia, serif" font-weight="600" '
            f'font-size="{size:.1f}" fill="{colour}" text-anchor="middle">{escape(line)}</text>'
        )
    at, letters = 0, []
    for letter in line:
        wide, path = table[letter]
        if path:
            letters.append(f'<path transform="translate({at})" d="{path}"/>' if at else f'<path d="{path}"/>')
        at += wide
    scale = size / 1000
    move = f"translate({-at * scale / 2:.2f} {baseline:.2f})scale({scale:.4f} {-scale:.4f})"
    return f'<g transform="{move}" fill="{colour}" aria-hidden="true">{"".join(letters)}</g>'


def advance(text: str, face: str = "serif") -> float:
    """The width of a text in thousandths of its size; letters without outlines are taken as their script has them."""
    table = glyphs(face)
    return sum(table[c][0] if c in table else foreign_advance(c) for c in text)


def foreign_advance(letter: str) -> int:
    """Full width for East Asian letters, none for combining marks, a middling width for the rest."""
    if unicodedata.combining(letter):
        return 0
    return 1000 if unicodedata.east_asian_width(letter) in "WF" else 600


@functools.cache
def glyphs(face: str) -> Glyphs:
    """Advance and outline of each letter of a face: Skillmark Serif or Sans, semi-bold."""
    text = resources.files(__package__).joinpath("badge_glyphs.json").read_text(encoding="utf-8")
    return {letter: (wide, path) for letter, (wide, path) in json.loads(text)[face].items()}


def clean(text: str) -> str:
    """Composed letters, single spaces, nothing invisible: XML refuses control characters."""
    kept = "".join(
        c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", text)
    )
    return " ".join(kept.split())
