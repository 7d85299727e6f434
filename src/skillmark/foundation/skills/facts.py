"""What can happen to frameworks of skills."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SkillsBroughtIn(Fact):
    framework: UUID
    added: int
    changed: int
