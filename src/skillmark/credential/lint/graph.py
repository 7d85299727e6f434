"""Nodes without ids that look alike: their canonical order is where implementations differ.

RDFC-1.0 gives labels to nodes without ids by what stands around them. Where several look the same from one step away,
it has to look further, and programs that other people use to verify are known to go wrong there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from skillmark.credential.canon import rdfc10
from skillmark.credential.errors import CanonicalizationError, ContextError, WorkBudgetExceeded
from skillmark.credential.jsonld import to_quads
from skillmark.credential.lint.finding import REMOVED, Edit, Finding, Paper, Rule, Severity, at, finding
from skillmark.credential.model.view import many, text
from skillmark.credential.steps.flaws import Place, json_path
from skillmark.credential.steps.required import RULES as OBJECTS

_SPEC = "RDF Dataset Canonicalization 1.0, “Hash N-Degree Quads”"
_MAX_TRIED, _MAX_QUADS = 60, 60_000
# Far above a badge with everything in it; each place that is tried may cost as much again.
_MAX_STEPS = 50_000
_BUDGET = rdfc10.WorkBudget(steps=_MAX_STEPS)
_CLOSED = frozenset(
    name for rule in OBJECTS.values() if rule.closed and "id" not in rule.required for name in rule.types
)


def equal_siblings(paper: Paper) -> Iterator[Finding]:
    """The same thing said twice, side by side."""
    for place, value in paper.own():
        for name, part in value.items():
            yield from _repetitions(part if isinstance(part, list) else [], (*place, name))


def _repetitions(values: list[Any], place: Place) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, entry in enumerate(values):
        if not isinstance(entry, dict) or "id" in entry:
            continue
        written = json.dumps(entry, sort_keys=True, default=str)
        if written in seen:
            yield finding(
                "equal_siblings", Severity.WARNING, (*place, index),
                "“{path}” says what an earlier entry says, and neither has an id to tell them apart.",
                "Leave one out, or give each an id.", spec=_SPEC, edits=(Edit((*place, index), REMOVED),),
            )  # fmt: skip
        seen.add(written)


def tied_nodes(paper: Paper) -> Iterator[Finding]:
    """Things without ids that look alike from one step away."""
    ties = _ties(paper, paper.bare)
    if not ties or next(equal_siblings(paper), None) is not None:
        return
    if ties > _MAX_STEPS:
        # Which they are would cost too much to find out.
        yield finding(
            "tied_nodes", Severity.WARNING, (),
            "So many things in it have no ids and look alike that not every verifier will tell them apart in the same "
            "way.", "Give ids to what has none.", spec=_SPEC,
        )  # fmt: skip
        return
    # A large document is tried at fewer places, so that the whole costs no more.
    tries = min(_MAX_TRIED, _MAX_QUADS // len(to_quads(paper.bare, contexts=paper.contexts)))
    for place in islice(_without_ids(paper.bare, ()), tries):
        named = deepcopy(paper.bare)
        made = f"urn:uuid:{uuid5(NAMESPACE_URL, text(paper.document.get('id')) + json_path(place))}"
        at(named, place)["id"] = made
        if _ties(paper, named) < ties:
            yield _tied(paper, place, made)


def _tied(paper: Paper, place: Place, made: str) -> Finding:
    closed = not _CLOSED.isdisjoint(many(at(paper.document, place).get("type")))
    edits: tuple[Edit, ...] = ()
    if _is_of_others(place):
        mend = "Embed what others signed as a signed text, such as endorsementJwt, which is one value here."
    elif closed:
        mend = "Say in it what the other does not say."
    else:
        mend, edits = "Give it an id.", (Edit((*place, "id"), made),)
    return finding(
        # Proofs stand in graphs of their own, which is where other programs were seen to differ.
        "tied_nodes", Severity.WARNING if "proof" in place else Severity.HINT, place,
        "“{path}” has no id and looks like another from one step away: not every verifier will tell them apart in the "
        "same way.", mend, spec=_SPEC, edits=edits,
    )  # fmt: skip


def _ties(paper: Paper, document: dict[str, Any]) -> int:
    """What telling tied nodes apart costs; 0 where there are none, or where the document has no meaning at all."""
    try:
        return rdfc10.canonicalize(to_quads(document, contexts=paper.contexts), budget=_BUDGET).steps
    except WorkBudgetExceeded:
        return _MAX_STEPS + 1
    except (ContextError, CanonicalizationError):
        return 0


def _without_ids(value: Any, place: Place) -> Iterator[Place]:
    if isinstance(value, dict):
        if place and "id" not in value and "@value" not in value:
            yield place
        for name, part in value.items():
            if name != "@context":
                yield from _without_ids(part, (*place, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _without_ids(part, (*place, index))


def _is_of_others(place: Place) -> bool:
    return not {"endorsement", "verifiableCredential", "proof"}.isdisjoint(place)


RULES: tuple[Rule, ...] = (equal_siblings, tied_nodes)
