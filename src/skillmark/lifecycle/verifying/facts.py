"""What can happen when something is checked."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ReportKept(Fact):
    report: str
    verdict: str
