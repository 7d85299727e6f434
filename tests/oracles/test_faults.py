"""Each fault that explains a difference is really there, alone explains what it shows, and goes when it is mended."""

from __future__ import annotations

import pytest
from tests.credential.badges import badge
from tests.oracles.faults import PYLD, PYOXIGRAPH, Oracle

from skillmark.credential.jsonld import canonical_nquads

FAULTS = [(oracle, name) for oracle in (PYLD, PYOXIGRAPH) for name in oracle.faults]


@pytest.mark.parametrize(("oracle", "name"), FAULTS, ids=[name for _, name in FAULTS])
def test_a_fault_is_still_there(oracle: Oracle, name: str) -> None:
    fault = oracle.faults[name]
    ours = canonical_nquads(fault.example)
    assert oracle.ask(fault.example) != ours, f"“{name}” is gone: take it off the list"
    assert oracle.explains(fault.example, ours) == [name]


@pytest.mark.parametrize(("oracle", "name"), FAULTS, ids=[name for _, name in FAULTS])
def test_a_fault_explains_nothing_else(oracle: Oracle, name: str) -> None:
    fault = oracle.faults[name]
    other = canonical_nquads(fault.example | {"id": "urn:uuid:9"})
    assert oracle.explains(fault.example, other) == []


@pytest.mark.parametrize("oracle", [PYLD, PYOXIGRAPH], ids=["PyLD", "pyoxigraph"])
def test_an_ordinary_badge_shows_no_fault(oracle: Oracle) -> None:
    assert not [name for name, fault in oracle.faults.items() if fault.shows_in(badge())]
    assert oracle.ask(badge()) == canonical_nquads(badge())
