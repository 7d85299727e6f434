"""An organisation's colour as the tokens of a page, in which every pair of colours keeps its contrast.

An organisation chooses a hue and how strongly it is shown. How light each colour is, is solved here for both themes,
so that no choice makes a page hard to read (WCAG 2.2, 1.4.3 and 1.4.11, level AA). The style sheet is made of hue and
strength alone and stands at an address of its own: no inline style is needed, and nobody else's page can be touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from skillmark.foundation.orgs.models import Strength
from skillmark.lifecycle.designing.badge_colour import srgb_hex

HUES: Final = range(361)
CHROMA: Final[Mapping[str, float]] = MappingProxyType(
    {Strength.CALM: 0.055, Strength.CLEAR: 0.1, Strength.STRONG: 0.16}
)
# What foundation.css puts under a colour, lightest theme first: paper, card, sunk, raised; and the line around them.
GROUNDS: Final = (("#fbf9f5", "#ffffff", "#f4f0e8"), ("#14171a", "#1b1f23", "#101315", "#242a2f"))
LINES: Final = ("#e2dccf", "#30363b")
# A little more than AA asks of text (4.5) and of what is drawn (3).
TEXT, DRAWN = 4.7, 3.1
STEP: Final = 0.004


@dataclass(frozen=True)
class Colours:
    """The tokens of foundation.css that a theme changes, for one of the two themes."""

    accent: str
    strong: str
    soft: str
    on_accent: str


def stylesheet_address(hue: int, strength: str) -> str:
    """The address says what the sheet holds, so it may be kept for ever."""
    return f"/themes/{hue}/{strength}/{seal_of(stylesheet(hue, strength))}.css"


def seal_of(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:8]


@lru_cache(maxsize=512)
def stylesheet(hue: int, strength: str) -> str:
    """The tokens for both themes. They hold within the page: frame, verdicts and states stay the platform's."""
    light, dark = light_colours(hue, strength), dark_colours(hue, strength)
    tokens = {
        "--accent": (light.accent, dark.accent),
        "--accent-strong": (light.strong, dark.strong),
        "--accent-soft": (light.soft, dark.soft),
        "--on-accent": (light.on_accent, dark.on_accent),
    }
    lines = "".join(f"{name}:light-dark({one},{other});" for name, (one, other) in tokens.items())
    return f"@layer tokens{{.page{{{lines}}}}}\n"


@dataclass(frozen=True)
class Contrast:
    """How well one pair of colours can be read, in each of the two themes."""

    words: str
    light: float
    dark: float


def contrasts(hue: int, strength: str) -> list[Contrast]:
    """The least contrast of each pair, for whoever chooses."""
    return [
        Contrast(words, *(min(contrast(one, other) for one, other in pairs) for pairs in both))
        for words, both in {
            "Links and figures on the page": [
                [(colours.accent, ground) for ground in grounds] for colours, grounds in _both(hue, strength)
            ],
            "Words on a button": [
                [(colours.on_accent, colours.accent), (colours.on_accent, colours.strong)]
                for colours, _ in _both(hue, strength)
            ],
            "Words on a tinted ground": [
                [(colours.accent, colours.soft), (colours.strong, colours.soft)]
                for colours, _ in _both(hue, strength)
            ],
        }.items()
    ]


def _both(hue: int, strength: str) -> list[tuple[Colours, Sequence[str]]]:
    return [(light_colours(hue, strength), GROUNDS[0]), (dark_colours(hue, strength), GROUNDS[1])]


# --- solving ------------------------------------------------------------------------------------------------------


def light_colours(hue: int, strength: str) -> Colours:
    """As light as it may be on the lightest paper's darkest neighbour, and no lighter."""
    chroma = CHROMA[strength]
    soft = srgb_hex(0.95, chroma * 0.3, hue)
    accent, lightness = _first(
        ((srgb_hex(place, chroma, hue), place) for place in _steps(0.62, 0.2)),
        text=(*GROUNDS[0], soft),
        drawn=LINES[0],
    )
    return Colours(
        accent=accent, strong=srgb_hex(lightness - 0.1, chroma, hue), soft=soft, on_accent="#ffffff"
    )


def dark_colours(hue: int, strength: str) -> Colours:
    """As dark as it may be on the darkest paper's lightest neighbour, and no darker."""
    chroma = CHROMA[strength]
    soft, on_accent = srgb_hex(0.29, chroma * 0.4, hue), srgb_hex(0.2, chroma * 0.3, hue)
    accent, lightness = _first(
        ((srgb_hex(place, chroma, hue), place) for place in _steps(0.7, 0.97)),
        text=(*GROUNDS[1], soft, on_accent),
        drawn=LINES[1],
    )
    return Colours(
        accent=accent,
        strong=srgb_hex(min(0.97, lightness + 0.09), chroma, hue),
        soft=soft,
        on_accent=on_accent,
    )


def _steps(start: float, end: float) -> Iterator[float]:
    count = round(abs(end - start) / STEP)
    return (start + (end - start) * place / count for place in range(count + 1))


def _first(candidates: Iterator[tuple[str, float]], *, text: Sequence[str], drawn: str) -> tuple[str, float]:
    """The first colour that can be read on each ground. There is one: the last is nearly black, or nearly white."""
    for colour, lightness in candidates:
        enough = all(contrast(colour, ground) >= TEXT for ground in text)
        if enough and contrast(colour, drawn) >= DRAWN:
            return colour, lightness
    raise AssertionError("the last candidate is nearly black or nearly white")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
