"""Hundreds of hostile documents of a shape, canonicalised with plans as the product does it, and by somebody else."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from tests.credential.shape_corpus import as_json
from tests.oracles.faults import Oracle
from tests.oracles.hostile import shapes, variations
from tests.oracles.implementations import Document

from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import CredentialError
from skillmark.credential.jsonld import canonical_nquads, plans_for
from skillmark.credential.jsonld.shapes.compiling import NoPlan, full_path, make_plan

# How many documents of each shape are compared: 10,000 in all, and some more.
EACH = 205
SHAPES = range(len(shapes()))


@dataclass
class Tally:
    """What came of the documents of one shape."""

    compared: int = 0
    # Of these, answered by a plan; and whether the shape has a plan at all.
    planned: int = 0
    has_plan: bool = True
    refused: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)


def compare(number: int, oracle: Oracle) -> Tally:
    """Ask the oracle about `EACH` documents of a shape that we accept; fails with an unexplained difference.

    Where a plan answered, the full path is asked as well: elsewhere it is what answered.
    """
    # Plans of its own, so that what other tests sent decides nothing. Two documents of a shape, and it has a plan.
    contexts, base = BUNDLED.extended({}), shapes()[number]
    for _ in range(2):
        canonical_nquads(base, contexts=contexts)
    tally, counts = Tally(has_plan=_has_plan(base)), plans_for(contexts).counts
    for name, document in variations(number):
        if tally.compared == EACH:
            break
        try:
            ours = canonical_nquads(document, contexts=contexts)
        except CredentialError as error:
            tally.refused[error.code] += 1
            continue
        tally.compared += 1
        if counts.planned > tally.planned:
            tally.planned = counts.planned
            slow = full_path(document, contexts=contexts)
            assert slow == ours, _difference(name, document, ours, slow)
        theirs = oracle.ask(document)
        if theirs != ours:
            faults = oracle.explains(document, ours)
            assert faults, _difference(name, document, ours, theirs)
            tally.explained.update(faults)
    return tally


def _has_plan(document: Document) -> bool:
    """Whether it can have one: nodes that look alike from one step away are the full path's business."""
    try:
        make_plan(document, contexts=BUNDLED)
    except NoPlan:
        return False
    return True


def _difference(name: str, document: Document, ours: bytes, theirs: bytes) -> str:
    lines = difflib.unified_diff(
        ours.decode().splitlines(), theirs.decode().splitlines(), "ours", "theirs", lineterm="", n=0
    )
    return "\n".join([name, *islice(lines, 20), as_json(document)])
