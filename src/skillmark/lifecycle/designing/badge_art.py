"""Draws a badge from what is known of a micro-credential, so that every one has a face of its own without a designer.

The outline says the kind of recognition, the lit ticks say the level, the hue is the issuer's choice, the engraving
comes from the identifier. The same input gives the same bytes. The file needs nothing else: colours are plain sRGB and
letters are outlines, so every viewer draws the same picture. Two versions: `full`, and `icon` for 96 pixels and less.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from xml.sax.saxutils import escape, quoteattr

KINDS = ("knowledge", "application", "certification", "stack")
LEVELS = 8
FULL, ICON = "full", "icon"
FALLBACK_ICON = "award"

Glyphs = dict[str, tuple[int, str]]


def draw_badge(
    *,
    title: str,
    issuer: str,
    kind: str = "application",
    level: int | None = None,
    hue: int = 165,
    icon: str = FALLBACK_ICON,
    ident: str = "",
    detail: str = FULL,
) -> bytes:
    """The badge as SVG. `level` is 1–8 or None (no ticks), `hue` 0–360, `icon` a name of icon_names().

    An unknown kind or icon is drawn as the plainest one: art never stands in the way of a credential.
    """
    title, issuer = clean(title), clean(issuer)
    seed = hashlib.sha256((ident or title).encode()).digest()
    ink = Ink(hue % 360)
    shape = outline(kind)
    label = describe(title=title, issuer=issuer, kind=kind, level=level)
    body = [
        *ground(shape, ink, seed, detail),
        *ticks(level, ink, detail),
        *disc(ink, detail),
        drawing(icon, ink, detail),
    ]
    if detail == FULL:
        body += [*title_lines(title, ink), *issuer_band(issuer, ink)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -180 360 360" width="360" height="360" role="img" '
        f"aria-label={quoteattr(label)}><title>{escape(label)}</title>"
    )
    return "\n".join([head, *body, "</svg>"]).encode() + b"\n"


def describe(*, title: str, issuer: str, kind: str = "application", level: int | None = None) -> str:
    """The picture in words, for people who do not see it."""
    words = [
        f"Badge: {clean(title)}",
        clean(issuer),
        kind if kind in KINDS else "",
        f"level {level} of {LEVELS}" if level else "",
    ]
    return ", ".join(w for w in words if w)


def icon_names() -> list[str]:
    """The icons a badge may carry."""
    return sorted(icons())


def clean(text: str) -> str:
    """Composed letters, single spaces, nothing invisible: XML refuses control characters."""
    kept = "".join(
        c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", text)
    )
    return " ".join(kept.split())


# --- colour -------------------------------------------------------------------------------------------------

ALMOST = 1e-4  # how far a channel may lie outside sRGB and still be shown
LINEAR_PART = 0.0031308


@dataclass(frozen=True)
class Ink:
    """The colours of one hue. Lightness alone carries the drawing, so it reads in grey."""

    hue: float

    def tone(self, lightness: float, chroma: float, turn: float = 0) -> str:
        return srgb_hex(lightness, chroma, self.hue + turn)


def srgb_hex(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour as #rrggbb; chroma gives way until the colour exists in sRGB (CSS Color 4, section 13.2)."""
    while chroma > 0 and not all(-ALMOST <= v <= 1 + ALMOST for v in linear_srgb(lightness, chroma, hue)):
        chroma -= 0.004
    channels = [gamma(min(1.0, max(0.0, v))) for v in linear_srgb(lightness, max(chroma, 0.0), hue)]
    return "#" + "".join(f"{round(v * 255):02x}" for v in channels)


def linear_srgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to linear-light sRGB (CSS Color 4, section 10.3, with the matrices of Oklab)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def gamma(value: float) -> float:
    """Linear light to sRGB (IEC 61966-2-1)."""
    return 12.92 * value if value <= LINEAR_PART else 1.055 * value ** (1 / 2.4) - 0.055


# --- the ground: outline, edge, engraving -------------------------------------------------------------------


def outline(kind: str) -> str:
    """Circle: knowledge. Hexagon: application. Octagon: certification. Ten sides: a stack of credentials."""
    if kind == "knowledge":
        return "M0-150A150 150 0 0 1 0 150A150 150 0 0 1 0-150Z"
    sides, radius, turn, rounding = {
        "certification": (8, 157.0, -67.5, 0.22),
        "stack": (10, 157.0, -90.0, 0.3),
    }.get(kind, (6, 160.0, -90.0, 0.22))
    return polygon(sides, radius, turn, rounding)


def polygon(sides: int, radius: float, turn: float, rounding: float) -> str:
    """A polygon whose corners are rounded by that share of a side."""
    angles = [math.radians(turn + i * 360 / sides) for i in range(sides)]
    points = [(radius * math.cos(a), radius * math.sin(a)) for a in angles]
    steps = []
    for i, (x, y) in enumerate(points):
        (px, py), (nx, ny) = points[i - 1], points[(i + 1) % sides]
        start = f"{x + (px - x) * rounding:.2f} {y + (py - y) * rounding:.2f}"
        end = f"{x + (nx - x) * rounding:.2f} {y + (ny - y) * rounding:.2f}"
        steps.append(f"{'L' if i else 'M'}{start}Q{x:.2f} {y:.2f} {end}")
    return "".join(steps) + "Z"


def ground(shape: str, ink: Ink, seed: bytes, detail: str) -> Iterator[str]:
    """A pale rim (the edge on a dark page), a dark rim (the edge on paper), the field and its engraving."""
    clip = f"k{seed.hex()[:8]}{detail[0]}"
    yield f'<path d="{shape}" transform="scale(1.1)" fill="{ink.tone(0.84, 0.06)}"/>'
    yield f'<path d="{shape}" transform="scale(1.082)" fill="{ink.tone(0.27, 0.055)}"/>'
    yield f'<path d="{shape}" fill="{ink.tone(0.43, 0.09)}"/>'
    yield f'<clipPath id="{clip}"><path d="{shape}" transform="scale(.955)"/></clipPath>'
    width, opacity = ("0.7", "0.6") if detail == FULL else ("1.4", "0.4")
    lines = engraving(seed, step=1 if detail == FULL else 2)
    yield (
        f'<g clip-path="url(#{clip})" fill="none" stroke="{ink.tone(0.75, 0.095, 14)}" stroke-width="{width}" '
        f'opacity="{opacity}">{lines}</g>'
    )
    yield f'<path d="{shape}" transform="scale(.965)" fill="none" stroke="{ink.tone(0.87, 0.06)}" stroke-width="1.8"/>'


def engraving(seed: bytes, step: int) -> str:
    """A guilloche of turned ellipses, as on a banknote: count and proportions come from the seed."""
    count, long, short = 24 + seed[0] % 13, 170 - seed[1] % 16, 98 + seed[2] % 26
    turns = (f"{i * 180 / count:.2f}" for i in range(0, count, step))
    return "".join(f'<ellipse rx="{long}" ry="{short}" transform="rotate({t})"/>' for t in turns)


def ticks(level: int | None, ink: Ink, detail: str) -> Iterator[str]:
    """Eight marks on a dark band, as many lit as the level is high."""
    if not level:
        return
    radius, width, height, step = (127.5, 6.4, 12.0, 9.0) if detail == FULL else (133.0, 11.0, 15.0, 10.5)
    span = step * (LEVELS - 1) / 2
    yield arc_band(radius, -90 - span, -90 + span, height + 10, ink.tone(0.29, 0.06))
    for i in range(LEVELS):
        fill = "#ffffff" if i < level else ink.tone(0.5, 0.075)
        yield (
            f'<rect x="{-width / 2:.1f}" y="{-radius - height / 2:.1f}" width="{width}" height="{height}" rx="2" '
            f'transform="rotate({i * step - span:.2f})" fill="{fill}"/>'
        )


def arc_band(radius: float, start: float, end: float, width: float, colour: str) -> str:
    """A round-ended band along a circle between two angles (degrees, clockwise from the right)."""
    (x0, y0), (x1, y1) = on_circle(radius, start), on_circle(radius, end)
    turn = f"A{radius} {radius} 0 0 {1 if end > start else 0}"
    path = f"M{x0:.2f} {y0:.2f}{turn} {x1:.2f} {y1:.2f}"
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="round"/>'
    )


def on_circle(radius: float, degrees: float) -> tuple[float, float]:
    return radius * math.cos(math.radians(degrees)), radius * math.sin(math.radians(degrees))


def disc(ink: Ink, detail: str) -> Iterator[str]:
    """The light field that the words stand on."""
    radius = 98 if detail == FULL else 108
    yield f'<circle r="{radius + 5}" fill="{ink.tone(0.29, 0.06)}"/>'
    yield f'<circle r="{radius}" fill="{ink.tone(0.975, 0.012)}"/>'
    yield f'<circle r="{radius - 4.5}" fill="none" stroke="{ink.tone(0.72, 0.09)}" stroke-width="1.2"/>'


def drawing(name: str, ink: Ink, detail: str) -> str:
    """The icon: small above the title, or alone and large."""
    table = icons()
    place = "translate(-19.2 -86) scale(1.6)" if detail == FULL else "translate(-66 -66) scale(5.5)"
    return (
        f'<g transform="{place}" fill="none" stroke="{ink.tone(0.36, 0.085)}" stroke-width="2" stroke-linecap="round" '
        f'stroke-linejoin="round">{table.get(name, table[FALLBACK_ICON])}</g>'
    )


# --- words --------------------------------------------------------------------------------------------------

TITLE_ROOM = 88.0  # radius within which a line of the title may reach
TITLE_TOP = -44.0  # below the icon
TITLE_MIDDLE = 18.0
LEADING = 1.12
BREAKING = 16  # words are broken in this size and below
SHORT = 2  # letters that are never parted
LONGEST_TITLE = 240  # letters that are looked at
SIZES = [s / 2 for s in range(62, 23, -1)]  # 31 down to 12
ISSUER_RADIUS = 127.5
ISSUER_SPREAD = 118.0  # degrees that the issuer's name may take at most


def title_lines(title: str, ink: Ink) -> Iterator[str]:
    """The title in the largest size and the fewest lines that stay inside the disc."""
    size, lines = fit_title(title)
    colour = ink.tone(0.23, 0.05)
    top = TITLE_MIDDLE - len(lines) * size * LEADING / 2
    for number, line in enumerate(lines):
        yield text_line(line, size, top + (number + 0.78) * size * LEADING, colour)


def fit_title(title: str) -> tuple[float, list[str]]:
    """Size and lines; a title that fits in no size is cut with an ellipsis."""
    words = title[:LONGEST_TITLE].split()
    for size in SIZES:
        for lines in layouts(words, size):
            if fits(lines, size):
                return size, lines
    while len(words) > 1:
        words = words[:-1]
        for lines in layouts([*words[:-1], words[-1].rstrip(",.;:") + "…"], SIZES[-1]):
            if fits(lines, SIZES[-1]):
                return SIZES[-1], lines
    return SIZES[-1], [title[:12] + "…"] if title else []


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
        pieces.append(rest[:cut] + hyphen)
        rest = rest[cut:]
    return [*pieces, rest]


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


def fits(lines: list[str], size: float) -> bool:
    """Whether every corner of every line lies within the disc, below the icon."""
    height = size * LEADING
    top = TITLE_MIDDLE - len(lines) * height / 2
    if top < TITLE_TOP:
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
    yield arc_band(ISSUER_RADIUS, 90 + half + 1.5, 90 - half - 1.5, 25, ink.tone(0.29, 0.06))
    if any(c not in glyphs("sans") for c in text):
        yield foreign_issuer(text, size, half)
        return
    table, at, letters = glyphs("sans"), -half, []
    for letter in text:
        wide = (table[letter][0] * size / 1000) * step
        turn = -(at + wide / 2)
        if table[letter][1]:
            letters.append(letter_on_circle(table[letter], turn, size))
        at += wide + spacing * step
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
    text, room = issuer.upper(), math.radians(ISSUER_SPREAD) * ISSUER_RADIUS
    while text:
        for size, spacing in ((14.5, 1.6), (13.5, 1.3), (12.5, 1.0), (11.5, 0.8), (10.5, 0.6)):
            if advance(text, "sans") * size / 1000 + spacing * (len(text) - 1) <= room:
                return text, size, spacing
        shorter = text.rstrip("…").rstrip()[:-1]
        text = (shorter.rsplit(" ", 1)[0] if " " in shorter else shorter) + "…" if shorter else ""
    return "", 10.5, 0.6


def foreign_issuer(text: str, size: float, half: float) -> str:
    """A name in a script without outlines here: left to the viewer's fonts, along the same circle."""
    (x0, y0), (x1, y1) = (
        on_circle(ISSUER_RADIUS + size * 0.36, 90 + half),
        on_circle(ISSUER_RADIUS + size * 0.36, 90 - half),
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


@functools.cache
def icons() -> dict[str, str]:
    """The icons' drawings, by name."""
    text = resources.files(__package__).joinpath("badge_icons.json").read_text(encoding="utf-8")
    drawings: dict[str, str] = json.loads(text)
    return drawings
