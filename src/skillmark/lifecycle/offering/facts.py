"""What can happen to an offering and to the people invited to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfferingOpened(Fact):
    offering: UUID
    micro_credential: UUID


@dataclass(frozen=True, kw_only=True)
class OfferingChanged(Fact):
    offering: UUID


@dataclass(frozen=True, kw_only=True)
class OfferingClosed(Fact):
    offering: UUID


@dataclass(frozen=True, kw_only=True)
class OfferingReopened(Fact):
    offering: UUID


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Fact):
    """The mail that tells the person is written by a subscriber, from the invitation."""

    invitation: UUID
    offering: UUID
