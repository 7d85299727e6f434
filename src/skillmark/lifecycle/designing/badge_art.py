"""Draws a badge from what is known of a micro-credential, so that every one has a face of its own without a designer.

The outline says the kind of recognition, the lit ticks say the level, the hue is the designer's choice and the second
one the organisation's, the seal below is the issuer's mark, and the engraving comes from the identifier. The same input
gives the same bytes. The file needs nothing else: colours are plain sRGB and letters are outlines, so every viewer
draws the same picture. Two versions: `full`, and `icon` for 96 pixels and less, without what cannot be read there.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Iterator
from importlib import resources
from xml.sax.saxutils import escape, quoteattr

from skillmark.lifecycle.designing.badge_colour import Ink
from skillmark.lifecycle.designing.badge_shapes import (
    KINDS,
    OUTLINES,
    PLAINEST,
    arc_band,
    engraving,
    outline,
)
from skillmark.lifecycle.designing.badge_words import (
    ROOMY,
    clean,
    fit_title,
    issuer_band,
    monogram,
    text_line,
    title_lines,
)

LEVELS = 8
FULL, ICON = "full", "icon"
FALLBACK_ICON = "award"
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
# The seal with the issuer's mark, on the lower edge of the disc.
SEAL_AT, SEAL = 96.0, 19.5


def draw_badge(
    *,
    title: str,
    issuer: str,
    kind: str = PLAINEST,
    level: int | None = None,
    hue: int = 165,
    accent: int | None = None,
    icon: str = FALLBACK_ICON,
    ident: str = "",
    logo: bytes = b"",
    detail: str = FULL,
) -> bytes:
    """The badge as SVG. `level` is 1–8 or None (no ticks), `hue` 0–360, `icon` a name of icon_names().

    `accent` is the organisation's hue where it is another one; `logo` its mark as PNG or safe SVG, else its initials.
    An unknown kind or icon is drawn as the plainest one: art never stands in the way of a credential.
    """
    title, issuer = clean(title), clean(issuer)
    known = kind if kind in KINDS else PLAINEST
    seed = hashlib.sha256((ident or title).encode()).digest()
    ink, second = Ink(hue % 360), Ink((hue if accent is None else accent) % 360)
    label = describe(title=title, issuer=issuer, kind=kind, level=level)
    said = portray(issuer=issuer, kind=kind, level=level, icon=icon, detail=detail, has_logo=bool(logo))
    body = [
        *ground(outline(known), ink, second, seed, detail),
        *ticks(level, ink, detail),
        *disc(ink, second, detail),
        drawing(icon, title, ink, detail),
    ]
    if detail == FULL:
        body += [*title_lines(title, ink), *issuer_band(issuer, second), *seal(issuer, second, logo)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -180 360 360" width="360" height="360" role="img" '
        f"aria-label={quoteattr(label)}><title>{escape(label)}</title><desc>{escape(said)}</desc>"
    )
    return "\n".join([head, *body, "</svg>"]).encode() + b"\n"


def describe(*, title: str, issuer: str, kind: str = PLAINEST, level: int | None = None) -> str:
    """What the picture says, in words: the text alternative of every page that shows it."""
    words = [
        f"Badge: {clean(title)}",
        clean(issuer),
        kind if kind in KINDS else "",
        f"level {level} of {LEVELS}" if level else "",
    ]
    return ", ".join(w for w in words if w)


def portray(
    *, issuer: str, kind: str, level: int | None, icon: str, detail: str = FULL, has_logo: bool = False
) -> str:
    """How the picture looks and what that means, for whoever wants to know more than `describe` says."""
    known = kind if kind in KINDS else PLAINEST
    shape = f"A {OUTLINES[known]}" if known != "certification" else f"An {OUTLINES[known]}"
    sentences = [
        shape + (f", the outline for {kind}." if kind in KINDS else "."),
        f"{level} of {LEVELS} marks are lit, for the level." if level else "",
        f"In the middle stands an icon: {icon_words(icon)}.",
    ]
    if detail == FULL and clean(issuer):
        mark = "logo" if has_logo else "initials"
        sentences.append(f"The seal below carries the {mark} of {clean(issuer)}.")
    return " ".join(each for each in sentences if each)


def icon_names() -> list[str]:
    """The icons a badge may carry."""
    return sorted(icons())


def icon_words(name: str) -> str:
    """The icon in words; an unknown one is drawn, and so called, as the plainest."""
    return (name if name in icons() else FALLBACK_ICON).replace("-", " ").rstrip(" 0123456789")


# --- the ground: outline, edge, engraving -------------------------------------------------------------------


def ground(shape: str, ink: Ink, second: Ink, seed: bytes, detail: str) -> Iterator[str]:
    """A pale rim (the edge on a dark page), a dark rim (the edge on paper), the field and its engraving."""
    name = f"k{seed.hex()[:8]}{detail[0]}"
    yield (
        f'<defs><linearGradient id="{name}r" x1="0" y1="0" x2=".7" y2="1">{_stops(ink, (0.37, 0.1), (0.2, 0.06))}'
        f'</linearGradient><radialGradient id="{name}f" cy=".38" r=".68">{_stops(ink, (0.52, 0.14), (0.37, 0.11))}'
        f'</radialGradient><clipPath id="{name}"><path d="{shape}" transform="scale(.962)"/></clipPath></defs>'
    )
    yield f'<path d="{shape}" transform="scale(1.095)" fill="{ink.tone(0.86, 0.055)}"/>'
    yield f'<path d="{shape}" transform="scale(1.078)" fill="url(#{name}r)"/>'
    yield f'<path d="{shape}" transform="scale(.995)" fill="url(#{name}f)"/>'
    width, opacity = ("0.75", "0.62") if detail == FULL else ("1.6", "0.3")
    colours = {"main": ink.tone(0.78, 0.09, 12), "second": second.tone(0.8, 0.1)}
    for drawn, which in engraving(seed, name, dense=detail == FULL):
        yield (
            f'<g clip-path="url(#{name})" fill="none" stroke="{colours[which]}" stroke-width="{width}" '
            f'opacity="{opacity}">{drawn}</g>'
        )
    yield f'<path d="{shape}" transform="scale(.967)" fill="none" stroke="{second.tone(0.88, 0.07)}" stroke-width="2"/>'


def _stops(ink: Ink, near: tuple[float, float], far: tuple[float, float]) -> str:
    return "".join(
        f'<stop offset="{place}" stop-color="{ink.tone(*tone)}"/>' for place, tone in ((0, near), (1, far))
    )


def ticks(level: int | None, ink: Ink, detail: str) -> Iterator[str]:
    """Eight marks on a dark band, as many lit as the level is high."""
    if not level:
        return
    radius, width, height, step = (127.5, 6.6, 12.0, 9.0) if detail == FULL else (134.0, 12.0, 16.0, 11.0)
    span = step * (LEVELS - 1) / 2
    yield arc_band(radius, -90 - span, -90 + span, height + 10, ink.tone(0.25, 0.055))
    for i in range(LEVELS):
        fill = "#ffffff" if i < level else ink.tone(0.47, 0.075)
        yield (
            f'<rect x="{-width / 2:.1f}" y="{-radius - height / 2:.1f}" width="{width}" height="{height}" rx="2" '
            f'transform="rotate({i * step - span:.2f})" fill="{fill}"/>'
        )


def disc(ink: Ink, second: Ink, detail: str) -> Iterator[str]:
    """The light field that the words stand on."""
    radius = 99 if detail == FULL else 106
    yield f'<circle r="{radius + 6}" fill="{ink.tone(0.25, 0.055)}"/>'
    yield f'<circle r="{radius + 2.2}" fill="{second.tone(0.8, 0.1)}"/>'
    yield f'<circle r="{radius}" fill="{ink.tone(0.978, 0.012)}"/>'
    if detail == FULL:
        yield f'<circle r="{radius - 5}" fill="none" stroke="{second.tone(0.72, 0.09)}" stroke-width="1"/>'


def drawing(name: str, title: str, ink: Ink, detail: str) -> str:
    """The icon: above the title, as large as it leaves room for; alone and larger where there are no words."""
    table = icons()
    if detail == ICON:
        middle, scale, line = 0.0, 5.5, 2.1
    elif not title:
        middle, scale, line = -8.0, 4.6, 1.7
    elif fit_title(title)[0] is ROOMY:
        middle, scale, line = -55.0, 2.5, 1.75
    else:
        middle, scale, line = -67.5, 1.7, 2.0
    colour = ink.tone(0.36, 0.1)
    lines = table.get(name, table[FALLBACK_ICON]).replace("currentColor", colour)
    place = f"translate({-12 * scale:.1f} {middle - 12 * scale:.1f}) scale({scale})"
    return (
        f'<g transform="{place}" fill="none" stroke="{colour}" stroke-width="{line}" '
        f'stroke-linecap="round" stroke-linejoin="round">{lines}</g>'
    )


def seal(issuer: str, second: Ink, logo: bytes) -> Iterator[str]:
    """The issuer's mark: its logo on white, or its initials on its colour."""
    letters = monogram(issuer)
    if not letters and not logo:
        return
    face = "#ffffff" if logo else second.tone(0.36, 0.09)
    yield f'<circle cy="{SEAL_AT}" r="{SEAL + 3.6}" fill="{second.tone(0.25, 0.055)}"/>'
    yield f'<circle cy="{SEAL_AT}" r="{SEAL + 2}" fill="{second.tone(0.86, 0.09)}"/>'
    yield f'<circle cy="{SEAL_AT}" r="{SEAL}" fill="{face}"/>'
    if logo:
        kind, side = ("png" if logo.startswith(PNG_HEAD) else "svg+xml"), SEAL * 1.36
        yield (
            f'<image x="{-side / 2:.2f}" y="{SEAL_AT - side / 2:.2f}" width="{side:.2f}" height="{side:.2f}" '
            f'href="data:image/{kind};base64,{base64.b64encode(logo).decode()}"/>'
        )
        return
    size = {1: 23.0, 2: 18.5}.get(len(letters), 14.0)
    yield text_line(letters, size, SEAL_AT + size * 0.345, "#ffffff")


@functools.cache
def icons() -> dict[str, str]:
    """The icons' drawings, by name."""
    text = resources.files(__package__).joinpath("badge_icons.json").read_text(encoding="utf-8")
    drawings: dict[str, str] = json.loads(text)
    return drawings
