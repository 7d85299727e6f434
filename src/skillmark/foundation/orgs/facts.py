"""What can happen to organisations and their members."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OrganisationCreated(Fact):
    org: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class OrganisationEdited(Fact):
    org: str


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Fact):
    """A person was given a role."""

    role: str


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Fact):
    """A role was taken from a person."""

    role: str
