"""Keeps the plans of shapes that come again, within bounds that hold whoever sends the documents.

A document is offered to the few plans that its hint leads to, and each plan proves for itself whether it fits: a hint
is a place to look, never a reason to believe. A plan is made when a shape is seen for the second time, and making plans
may cost no more than a share of the full work done meanwhile. One answer in many is compared with the full path; if
ever one differs, all plans are given up for good and the full path's answer stands.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from skillmark.credential.contexts import ContextRegistry
from skillmark.credential.jsonld.shapes.compiling import NoPlan, Plan, full_path, make_plan

MAX_PLANS: Final = 128
PLANS_A_HINT: Final = 4
MAX_SEEN: Final = 1_024
# Making a plan costs about as much as this many documents on the full path, and a few may be made at once.
COST: Final = 20
CREDIT: Final = 100
SAMPLED: Final = 1_000


@dataclass(slots=True)
class Counts:
    """What the plans did: answered by a plan, by the full path, plans made, answers compared, and found different."""

    planned: int = 0
    full: int = 0
    made: int = 0
    compared: int = 0
    different: int = 0


class PlanCache:
    """The plans for one registry of contexts. Safe to share by threads."""

    def __init__(self, contexts: ContextRegistry, *, sampled: int = SAMPLED) -> None:
        # Weak, so that whoever keeps plans by registry does not keep the registry alive by its plans.
        self._contexts = weakref.ref(contexts)
        self._sampled = sampled
        self._plans: OrderedDict[Hashable, list[Plan]] = OrderedDict()
        # Shapes that came before, and whether they can have a plan at all.
        self._seen: OrderedDict[int, bool] = OrderedDict()
        self._credit = CREDIT
        self._trusted = True
        self._lock = Lock()
        self.counts = Counts()

    def canonical_nquads(self, document: Any) -> bytes:
        """The canonical form, by a plan where one proves that it fits; raises what the full path raises."""
        if not self._trusted or type(document) is not dict:
            return self._full_path(document)
        hint = _hint(document)
        for plan in tuple(self._plans.get(hint, ())):
            made = plan.canonical_nquads(document)
            if made is not None:
                return self._counted(document, made)
        made = self._full_path(document)
        if self._is_wanted(document):
            self._learn(document, hint)
        return made

    def __len__(self) -> int:
        return sum(map(len, self._plans.values()))

    def _full_path(self, document: Any) -> bytes:
        return full_path(document, contexts=self._registry())

    def _registry(self) -> ContextRegistry:
        contexts = self._contexts()
        assert contexts is not None  # noqa: S101 - whoever calls holds it
        return contexts

    def _counted(self, document: Any, made: bytes) -> bytes:
        self.counts.planned += 1
        if self.counts.planned % self._sampled:
            return made
        self.counts.compared += 1
        full = self._full_path(document)
        if full != made:
            # Fail closed: a plan that is wrong once is a fault of ours, and nobody knows how far it reaches.
            self._trusted = False
            self.counts.different += 1
            self._plans.clear()
        return full

    def _is_wanted(self, document: dict[str, Any]) -> bool:
        """Whether a plan is worth its cost: the shape came before, can have one, and enough was done without."""
        shape = _shape_of(document)
        with self._lock:
            self.counts.full += 1
            self._credit = min(CREDIT, self._credit + 1)
            seen_before = shape in self._seen
            possible = self._seen.setdefault(shape, True)
            self._seen.move_to_end(shape)
            if len(self._seen) > MAX_SEEN:
                self._seen.popitem(last=False)
            if not (seen_before and possible and self._credit >= COST):
                return False
            self._credit -= COST
            return True

    def _learn(self, document: dict[str, Any], hint: Hashable) -> None:
        try:
            plan = make_plan(document, contexts=self._registry())
        except NoPlan:
            with self._lock:
                self._seen[_shape_of(document)] = False
            return
        with self._lock:
            self.counts.made += 1
            # A new list each time: others may be walking through the old one.
            self._plans[hint] = [plan, *self._plans.get(hint, ())][:PLANS_A_HINT]
            self._plans.move_to_end(hint)
            while len(self) > MAX_PLANS:
                self._plans.popitem(last=False)


def _hint(document: dict[str, Any]) -> Hashable:
    """Where to look for a plan: the members at the top, and the achievement, which a template does not vary."""
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if type(subject) is dict else None
    named = achievement.get("id") if type(achievement) is dict else None
    return (*document, named if type(named) is str else None)


def _shape_of(document: Any) -> int:
    """A number for members, types and contexts of a document, whatever its values: the same for the same shape."""
    return hash(outline(document))


def outline(value: Any, name: str = "") -> Hashable:
    """What a value is made of, whatever stands in it: the same for documents that could have one plan."""
    if isinstance(value, dict):
        return frozenset((key, outline(part, key)) for key, part in value.items())
    if isinstance(value, list):
        return tuple(outline(part, name) for part in value)
    if name in {"@context", "type", "@type"}:
        return repr(value)
    return type(value).__name__
