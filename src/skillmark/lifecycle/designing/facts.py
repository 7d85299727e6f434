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
class MicroCredentialCloned(Fact):
    micro_credential: UUID
    source: UUID


@dataclass(frozen=True, kw_only=True)
class PilotStarted(Fact):
    version_uid: UUID
    places: int


@dataclass(frozen=True, kw_only=True)
class VersionPutOnHold(Fact):
    version_uid: UUID


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Fact):
    version_uid: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class VersionRetired(Fact):
    version_uid: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewFellDue(Fact):
    """The day by which a version must be looked at again comes in so many days."""

    version_uid: UUID
    days: int


@dataclass(frozen=True, kw_only=True)
class VersionConfirmed(Fact):
    """Looked at again by a reviewer, who found it still good."""

    version_uid: UUID


@dataclass(frozen=True, kw_only=True)
class StepRecorded(Fact):
    """What a step of the development has brought forth."""

    version_uid: UUID
    step: str


@dataclass(frozen=True, kw_only=True)
class StepSignedOff(Fact):
    version_uid: UUID
    step: str


@dataclass(frozen=True, kw_only=True)
class StepsDemanded(Fact):
    """Whether the organisation approves nothing without all steps of its development."""

    demanded: bool


@dataclass(frozen=True, kw_only=True)
class SuccessorAnnounced(Fact):
    """A holder of the former version is told that there is a newer one."""

    version_uid: UUID
    credential: UUID


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(Fact):
    micro_credential: UUID
    number: int
