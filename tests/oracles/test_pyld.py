"""On 10,000 hostile documents of many shapes, the planned path and PyLD say the same, byte for byte."""

from __future__ import annotations

import pytest
from tests.oracles.comparing import SHAPES, compare
from tests.oracles.faults import PYLD


@pytest.mark.parametrize("number", SHAPES)
def test_documents_of_a_shape_are_read_alike(number: int) -> None:
    tally = compare(number, PYLD)
    # What is refused is not compared, so it has to be the smaller part.
    assert tally.refused.total() < tally.compared
