"""On the same documents, pyoxigraph says the same as well; and what is refused, is for a reason that we tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.oracles.comparing import EACH, SHAPES, compare
from tests.oracles.faults import PYOXIGRAPH

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "json-ld.md"
TOLD = frozenset(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8").partition("## Refused")[2]))


def test_enough_documents_are_compared() -> None:
    assert len(SHAPES) >= 30
    assert len(SHAPES) * EACH >= 10_000


@pytest.mark.parametrize("number", SHAPES)
def test_documents_of_a_shape_are_read_alike(number: int) -> None:
    tally = compare(number, PYOXIGRAPH)
    assert set(tally.refused) <= TOLD
    # Where the shape has a plan, it answers often enough: the full path alone is compared elsewhere.
    assert tally.planned > EACH / 4 or not tally.has_plan
