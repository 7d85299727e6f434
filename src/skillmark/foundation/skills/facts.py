"""What can happen to frameworks of skills."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class FrameworkBroughtIn(Fact):
    framework: UUID
    concepts: int
    relations: int


@dataclass(frozen=True, kw_only=True)
class CrosswalkBroughtIn(Fact):
    crosswalk: UUID
    links: int


@dataclass(frozen=True, kw_only=True)
class LevelsBroughtIn(Fact):
    frameworks: int
    maps: int


@dataclass(frozen=True, kw_only=True)
class SkillProposed(Fact):
    proposal: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalAnswered(Fact):
    proposal: UUID
    answer: str


@dataclass(frozen=True, kw_only=True)
class ConceptsRelated(Fact):
    origin: UUID
    relation: str
    destination: UUID
