"""What can happen to a micro-credential while it is designed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MicroCredentialCreated(Fact):
    micro_credential: UUID


@dataclass(frozen=True, kw_only=True)
class VersionEdited(Fact):
    version_uid: UUID
    section: str


@dataclass(frozen=True, kw_only=True)
class VersionSubmitted(Fact):
    version_uid: UUID


@dataclass(frozen=True, kw_only=True)
class VersionWithdrawn(Fact):
    """Taken back into draft by the people who design it."""

    version_uid: UUID


@dataclass(frozen=True, kw_only=True)
class VersionReviewed(Fact):
    version_uid: UUID
    decision: str


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Fact):
    micro_credential: UUID
    version_uid: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class VersionSuperseded(Fact):
    version_uid: UUID
    by: UUID


@dataclass(frozen=True, kw_only=True)
class NextVersionStarted(Fact):
    version_uid: UUID
    former: UUID


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(Fact):
    micro_credential: UUID
    number: int
