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

__all__ = [
    "BUNDLED",
    "ContextRegistry",
    "Forms",
    "Limits",
    "canonical_nquads",
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
    usual = escape is None and algorithm == "sha256"
    if usual and budget is rdfc10.DEFAULT_BUDGET and limits is DEFAULT_LIMITS:
        return plans_for(contexts).canonical_nquads(document)
    quads = to_quads(document, contexts=contexts, forms=SIGNED, limits=limits)
    canonical = rdfc10.canonicalize(quads, algorithm=algorithm, budget=budget, escape=escape)
    return canonical.nquads.encode("utf-8")


def plans_for(contexts: ContextRegistry) -> PlanCache:
    """The plans that are kept for documents with these contexts."""
    plans = _PLANS.get(contexts)
    if plans is None:
        with _PLANS_LOCK:
            plans = _PLANS.setdefault(contexts, PlanCache(contexts))
    return plans
