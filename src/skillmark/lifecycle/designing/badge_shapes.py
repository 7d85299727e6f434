"""The lines of a badge: the outline that says the kind of recognition, and the engraving that no other badge has."""

from __future__ import annotations

import math
from collections.abc import Iterator

KINDS = ("knowledge", "application", "certification", "stack")
# What the outline says, in words, for whoever does not see it.
OUTLINES = {
    "knowledge": "circle",
    "application": "hexagon",
    "certification": "octagon",
    "stack": "rosette with ten lobes",
}
PLAINEST = "application"


def outline(kind: str) -> str:
    """Circle: knowledge. Hexagon: application. Octagon: certification. A rosette of ten: a stack of credentials."""
    if kind == "knowledge":
        return "M0-152A152 152 0 0 1 0 152A152 152 0 0 1 0-152Z"
    if kind == "certification":
        return polygon(8, 160.0, -67.5, 0.13)
    if kind == "stack":
        return rosette(10, 143.0, 15.0)
    return polygon(6, 163.0, -90.0, 0.19)


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


def rosette(lobes: int, radius: float, swing: float) -> str:
    """Lobes like the edge of a seal: arcs that meet in small notches, the first lobe on top."""
    half = math.pi / lobes
    notch = [at(radius, math.degrees(-math.pi / 2 + (2 * i - 1) * half)) for i in range(lobes)]
    chord = 2 * radius * math.sin(half)
    rise = radius + swing - radius * math.cos(half)
    bend = (chord**2 / 4 + rise**2) / (2 * rise)
    arcs = [f"A{bend:.2f} {bend:.2f} 0 0 1 {x:.2f} {y:.2f}" for x, y in [*notch[1:], notch[0]]]
    return f"M{notch[0][0]:.2f} {notch[0][1]:.2f}" + "".join(arcs) + "Z"


def at(radius: float, degrees: float) -> tuple[float, float]:
    """The point on a circle (degrees clockwise from the right)."""
    return radius * math.cos(math.radians(degrees)), radius * math.sin(math.radians(degrees))


def arc_band(radius: float, start: float, end: float, width: float, colour: str) -> str:
    """A round-ended band along a circle between two angles (degrees, clockwise from the right)."""
    (x0, y0), (x1, y1) = at(radius, start), at(radius, end)
    turn = f"A{radius} {radius} 0 0 {1 if end > start else 0}"
    path = f"M{x0:.2f} {y0:.2f}{turn} {x1:.2f} {y1:.2f}"
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="round"/>'
    )


def wave(radius: float, swing: float, lobes: int) -> str:
    """A closed wave around a circle, with a crest and a trough for each lobe."""
    steps, turn = 2 * lobes, 180 / lobes
    reach = math.radians(turn) * 0.37
    path = []
    for i in range(steps + 1):
        far = radius + (swing if i % 2 == 0 else -swing)
        x, y = at(far, i * turn)
        # The handle lies along the circle, so neighbouring arcs meet without a corner.
        hx, hy = (
            x + math.sin(math.radians(i * turn)) * far * reach,
            y - math.cos(math.radians(i * turn)) * far * reach,
        )
        path.append(f"S{hx:.1f} {hy:.1f} {x:.1f} {y:.1f}" if i else f"M{x:.1f} {y:.1f}")
    # The first arc has no former handle to reflect: it is given its own.
    first = f"C{radius + swing:.1f} {(radius + swing) * reach:.1f} " + path[1][1:]
    return path[0] + first + "".join(path[2:]) + "Z"


def engraving(seed: bytes, name: str, *, dense: bool) -> Iterator[tuple[str, str]]:
    """Two families of turned waves, as on a banknote: (the drawing, "main" or "second").

    How many lobes and turns, and how deep they swing, comes from the seed: two badges hardly ever share it.
    """
    lobes, other = 16 + seed[0] % 13, 9 + seed[1] % 8
    swing, depth = 15 + seed[2] % 7, 20 + seed[3] % 7
    turns, few = (5 + seed[4] % 3, 6 + seed[5] % 3) if dense else (2, 2)
    yield _turned(f"{name}a", wave(126, swing, lobes), turns, 360 / lobes), "main"
    yield _turned(f"{name}b", wave(128, depth, other), few, 360 / other), "second"


def _turned(name: str, path: str, turns: int, lobe: float) -> str:
    """One wave, again and again within the width of a lobe."""
    copies = (f'<use href="#{name}" transform="rotate({i * lobe / turns:.2f})"/>' for i in range(1, turns))
    return f'<path id="{name}" d="{path}"/>{"".join(copies)}'
