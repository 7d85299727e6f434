"""Our JSON-LD: documents with pinned contexts become quads and the canonical bytes that proofs are made over."""

from __future__ import annotations

import weakref
from threading import Lock
from typing import Any

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import Escape
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.jsonld.limits import DEFAULT_LIMITS, Limits
from skillmark.credential.jsonld.quads import SIGNED, Forms, to_quads
from skillmark.credential.jsonld.shapes import PlanCache
from skillmark.credential.jsonld.work import Canonical, once, one_check

__all__ = [
    "BUNDLED",
    "Canonical",
    "ContextRegistry",
    "Forms",
    "Limits",
    "canonical_nquads",
    "measured_canonical",
    "one_check",
    "plans_for",
    "to_quads",
]

_PLANS: weakref.WeakKeyDictionary[ContextRegistry, PlanCache] = weakref.WeakKeyDictionary()
_PLANS_LOCK = Lock()


def canonical_nquads(
    document: Any,
    *,
    contexts: ContextRegistry = BUNDLED,
    budget: rdfc10.WorkBudget = rdfc10.DEFAULT_BUDGET,
    algorithm: str = "sha256",
    limits: Limits = DEFAULT_LIMITS,
    escape: Escape | None = None,
) -> bytes:
    """The RDFC-1.0 canonical N-Quads of a JSON-LD document, in UTF-8: what eddsa-rdfc-2022 and its kin hash."""
    usual = budget is rdfc10.DEFAULT_BUDGET and limits is DEFAULT_LIMITS

    def make() -> Canonical:
        if usual and escape is None and algorithm == "sha256":
            return Canonical(plans_for(contexts).canonical_nquads(document))
        quads = to_quads(document, contexts=contexts, forms=SIGNED, limits=limits)
        made = rdfc10.canonicalize(quads, algorithm=algorithm, budget=budget, escape=escape)
        return Canonical(made.nquads.encode("utf-8"), made.steps)

    return (once(document, (contexts, algorithm, escape), make) if usual else make()).nquads


def measured_canonical(document: Any, *, contexts: ContextRegistry = BUNDLED) -> Canonical:
    """The same, without any plan, so that what it costs can be told."""

    def make() -> Canonical:
        made = rdfc10.canonicalize(to_quads(document, contexts=contexts))
        return Canonical(made.nquads.encode("utf-8"), made.steps)

    return once(document, (contexts, "sha256", None), make)


def plans_for(contexts: ContextRegistry) -> PlanCache:
    """The plans that are kept for documents with these contexts."""
    plans = _PLANS.get(contexts)
    if plans is None:
        with _PLANS_LOCK:
            plans = _PLANS.setdefault(contexts, PlanCache(contexts))
    return plans
