"""What can happen on the way to an award."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AwardProposed(Fact):
    """Somebody asks that a person be awarded; a second person has to agree."""

    award: str
    award_version: str


@dataclass(frozen=True, kw_only=True)
class AwardGranted(Fact):
    """The criteria are met, by the rule or in the judgement of people."""

    award: str
    award_version: str
    by_rule: bool


@dataclass(frozen=True, kw_only=True)
class AwardDeclined(Fact):
    """The second person did not agree."""

    award: str
    award_version: str


@dataclass(frozen=True, kw_only=True)
class AwardWithdrawn(Fact):
    """The credential was revoked, so the person may be awarded anew."""

    award: str
    award_version: str
