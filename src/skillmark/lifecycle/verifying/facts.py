"""What can happen when something is checked."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ReportKept(Fact):
    report: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class IssuerKnown(Fact):
    """An issuer was added to those an organisation knows, or to those everybody here knows."""

    issuer_id: str


@dataclass(frozen=True, kw_only=True)
class IssuerForgotten(Fact):
    issuer_id: str
