"""What can happen to keys, issuances and credentials."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class IssuanceQueued(Fact):
    issuance: str
    award: str


@dataclass(frozen=True, kw_only=True)
class CredentialIssued(Fact):
    credential: str
    award: str


@dataclass(frozen=True, kw_only=True)
class BatchProposed(Fact):
    """Somebody asked for many awards at once."""

    batch: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class BatchApproved(Fact):
    batch: str


@dataclass(frozen=True, kw_only=True)
class BatchDeclined(Fact):
    batch: str


@dataclass(frozen=True, kw_only=True)
class BatchCancelled(Fact):
    """What was issued until then stays issued."""

    batch: str
    issued: int


@dataclass(frozen=True, kw_only=True)
class CredentialsIssued(Fact):
    """Some of a batch, in one transaction: the awards were granted in it, and the credentials signed."""

    batch: str
    first: str
    last: str
    number: int


@dataclass(frozen=True, kw_only=True)
class BatchIssued(Fact):
    """All of it."""

    batch: str
    issued: int


@dataclass(frozen=True, kw_only=True)
class CredentialRevoked(Fact):
    credential: str


@dataclass(frozen=True, kw_only=True)
class CredentialSuspended(Fact):
    credential: str


@dataclass(frozen=True, kw_only=True)
class CredentialReinstated(Fact):
    credential: str


@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(Fact):
    """Its earner had not claimed the credential, and never will."""

    credential: str


@dataclass(frozen=True, kw_only=True)
class StatusJobOpened(Fact):
    """Somebody asked for the status of many credentials to be changed."""

    job: str
    do: str
    credentials: int


@dataclass(frozen=True, kw_only=True)
class CredentialsChanged(Fact):
    """Some of them, in one transaction."""

    job: str
    change: str
    first: str
    last: str
    number: int


@dataclass(frozen=True, kw_only=True)
class StatusJobDone(Fact):
    job: str
    changed: int
    left_alone: int


@dataclass(frozen=True, kw_only=True)
class StatusJobCancelled(Fact):
    """What was changed until then stays changed."""

    job: str
    changed: int


@dataclass(frozen=True, kw_only=True)
class DocumentSigned(Fact):
    """A credential that a program of the organisation wrote."""

    document: str
    suite: str


@dataclass(frozen=True, kw_only=True)
class DocumentRevoked(Fact):
    document: str


@dataclass(frozen=True, kw_only=True)
class DocumentSuspended(Fact):
    document: str


@dataclass(frozen=True, kw_only=True)
class DocumentReinstated(Fact):
    document: str


@dataclass(frozen=True, kw_only=True)
class IssuerKeyCreated(Fact):
    key: str
    public_multikey: str


@dataclass(frozen=True, kw_only=True)
class IssuerKeyRetired(Fact):
    """The key signs no more; what it signed stays valid."""

    key: str
    public_multikey: str


@dataclass(frozen=True, kw_only=True)
class IssuerKeyCompromised(Fact):
    """Nothing that the key signed is to be trusted any more."""

    key: str
    public_multikey: str


@dataclass(frozen=True, kw_only=True)
class EndorsementAsked(Fact):
    """An organisation gave its word for another's version or for the other itself; it is about to be signed."""

    endorsement: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class EndorsementSigned(Fact):
    """It waits for the endorsed organisation to show it or not."""

    endorsement: str
    document: str


@dataclass(frozen=True, kw_only=True)
class EndorsementBrought(Fact):
    """The endorsed organisation brought it itself: a file signed elsewhere, or its own word."""

    endorsement: str
    source: str


@dataclass(frozen=True, kw_only=True)
class EndorsementAccepted(Fact):
    endorsement: str


@dataclass(frozen=True, kw_only=True)
class EndorsementDeclined(Fact):
    """The endorsed organisation does not show it, or no longer."""

    endorsement: str


@dataclass(frozen=True, kw_only=True)
class EndorsementWithdrawn(Fact):
    """By its endorser, who had it revoked."""

    endorsement: str


@dataclass(frozen=True, kw_only=True)
class EndorsementRechecked(Fact):
    """A file from elsewhere was found to stand otherwise than before."""

    endorsement: str
    found: str
