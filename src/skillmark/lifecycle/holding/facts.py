"""What can happen to what people hold."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CredentialPlaced(Fact):
    """A credential was offered to its earner's wallet."""

    item: str
    credential: str


@dataclass(frozen=True, kw_only=True)
class CredentialClaimed(Fact):
    item: str


@dataclass(frozen=True, kw_only=True)
class CredentialDeclined(Fact):
    item: str


@dataclass(frozen=True, kw_only=True)
class CredentialImported(Fact):
    item: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class ImportRemoved(Fact):
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ShareOpened(Fact):
    share: str
    kind: str
    items: int


@dataclass(frozen=True, kw_only=True)
class ShareWithdrawn(Fact):
    share: str
