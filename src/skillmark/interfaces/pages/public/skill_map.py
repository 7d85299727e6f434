"""Draws what lies around a skill: a trunk with the skill on it, what it is part of above, everything else below.

The drawing is narrow, so that its words can be read on a phone. It is finished values only; the template writes them.
The table beside it says the same, and more.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from skillmark.foundation.skills.models import Concept, EdgeKind
from skillmark.foundation.skills.queries import Neighbour, Neighbourhood

WIDTH, GUTTER, LINE, PAD, GAP = 344, 24, 16, 9, 8
COLUMN = (WIDTH - GUTTER) // 2
MIDDLE = WIDTH // 2
_LETTERS, _LETTERS_OF_THE_SKILL, _LINES = 20, 38, 3
# So many of each kind, and so many kinds, are drawn.
MOST_BOXES, MOST_LANES = 4, 5

# What a relation is called from the skill's own side: outward, inward.
WORDS: dict[EdgeKind, tuple[str, str]] = {
    EdgeKind.BROADER: ("Part of", "Narrower"),
    EdgeKind.REPLACED_BY: ("Replaced by", "Replaces"),
    EdgeKind.EXACT: ("The same as", "The same as"),
    EdgeKind.REQUIRES: ("Requires", "Required for"),
    EdgeKind.IMPLIES: ("Implies", "Implied by"),
    EdgeKind.OPTIONAL: ("May call for", "Useful for"),
    EdgeKind.CLOSE: ("Close to", "Close to"),
    EdgeKind.PRECEDES: ("Comes before", "Comes after"),
    EdgeKind.RELATED: ("Related to", "Related to"),
}


def word_for(kind: EdgeKind, *, is_inward: bool) -> str:
    return WORDS[kind][is_inward]


@dataclass(frozen=True, kw_only=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    lines: Sequence[tuple[int, int, str]]
    href: str = ""


@dataclass(kw_only=True)
class SkillMap:
    """The drawing: boxes, the words of its lanes, and the lines between them."""

    width: int = WIDTH
    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    lanes: list[tuple[int, int, str]] = field(default_factory=list)
    wires: list[str] = field(default_factory=list)
    trunk: str = ""


def skill_map(concept: Concept, around: Neighbourhood) -> SkillMap | None:
    """The drawing, or None for a skill without neighbours."""
    lanes: dict[tuple[EdgeKind, bool], list[Neighbour]] = {}
    for each in around.neighbours:
        lanes.setdefault((each.kind, each.is_inward), []).append(each)
    if not lanes:
        return None
    order = [(kind, is_inward) for kind in WORDS for is_inward in (False, True) if (kind, is_inward) in lanes]
    above = [lane for lane in order if lane == (EdgeKind.BROADER, False)]
    below = [lane for lane in order if lane not in above][:MOST_LANES]
    drawn = SkillMap()
    start: int | None = None
    for lane in above:
        start = _lane(drawn, word_for(lane[0], is_inward=lane[1]), lanes[lane])
    top = drawn.height
    _place(drawn, concept.name, x=20, width=WIDTH - 40, letters=_LETTERS_OF_THE_SKILL)
    start = top if start is None else start
    drawn.height = drawn.boxes[-1].y + drawn.boxes[-1].height + GAP
    end = drawn.height - GAP
    for lane in below:
        _lane(drawn, word_for(lane[0], is_inward=lane[1]), lanes[lane])
        end = drawn.boxes[-1].y + drawn.boxes[-1].height // 2
    drawn.trunk = f"M{MIDDLE} {start}V{end}"
    return drawn


def _lane(drawn: SkillMap, label: str, neighbours: Sequence[Neighbour]) -> int:
    """A word on the trunk, and below it boxes to both sides. Returns where its first line begins."""
    drawn.lanes.append((MIDDLE, drawn.height + LINE, label))
    drawn.height += LINE + PAD + GAP
    first: int | None = None
    shown = list(neighbours[:MOST_BOXES])
    for pair in (shown[place : place + 2] for place in range(0, len(shown), 2)):
        tallest = 0
        for side, each in enumerate(pair):
            x = side * (COLUMN + GUTTER)
            box = _place(
                drawn, each.concept.name, x=x, width=COLUMN, letters=_LETTERS, href=address_of(each.concept)
            )
            middle = box.y + box.height // 2
            first = middle if first is None else min(first, middle)
            drawn.wires.append(f"M{MIDDLE} {middle}H{x + COLUMN if side == 0 else x}")
            tallest = max(tallest, box.height)
        drawn.height += tallest + GAP
    return drawn.height if first is None else first


def _place(drawn: SkillMap, name: str, *, x: int, width: int, letters: int, href: str = "") -> Box:
    """A box at the foot of what is drawn so far; the drawing does not grow by it yet."""
    words = textwrap.wrap(name, letters, max_lines=_LINES, placeholder="…") or [name[:letters]]
    lines = [
        (x + width // 2, drawn.height + PAD + LINE * (number + 1) - 4, text)
        for number, text in enumerate(words)
    ]
    box = Box(x=x, y=drawn.height, width=width, height=2 * PAD + LINE * len(words), lines=lines, href=href)
    drawn.boxes.append(box)
    return box


def address_of(concept: Concept) -> str:
    return reverse("public:skill", args=[concept.uid])
