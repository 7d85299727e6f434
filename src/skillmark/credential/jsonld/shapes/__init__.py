"""Shape plans: what a template's documents have in common is worked out once, and proven anew for each document."""

from __future__ import annotations

from skillmark.credential.jsonld.shapes.cache import Counts, PlanCache

__all__ = ["Counts", "PlanCache"]
