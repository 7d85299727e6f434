"""The colours of a badge: one hue, or two, in fixed lightnesses, so that every badge reads in grey as well."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
