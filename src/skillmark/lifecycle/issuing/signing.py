"""Many credentials of one achievement, signed in a process of its own: plain values in, signed bytes out, no database.

A chunk is picklable and holds no secret in the clear: the key travels sealed, and is opened by the process that signs,
with the key-encryption key of its own configuration. Nothing here needs Django, so a fresh worker starts quickly, on
this machine or on another one. The bytes are those that the same values give one by one (`journeys/issue.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from skillmark.credential.issue import issue
from skillmark.lifecycle.issuing import keyring
from skillmark.lifecycle.issuing.document import (
    AchievementSays,
    IssuerSays,
    Recipient,
    StatusPlace,
    compose_credential,
    method_id,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Earner:
    """What differs from one credential of a chunk to the next; `uid` is the credential's, `index` its status place.

    `results` and `evidence` are those of the award (see `Award`).
    """

    uid: UUID
    name: str
    email: str
    salt: str
    index: int
    awarded_at: datetime
    valid_until: datetime | None
    results: Sequence[Mapping[str, Any]]
    evidence: Sequence[Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Credentials that are signed together: what they have in common, and whose they are."""

    issuer: IssuerSays
    achievement: AchievementSays
    sealed_key: bytes
    public_multikey: str
    org_uid: UUID
    signing_at: datetime
    list_url: str
    earners: Sequence[Earner]


def sign_chunk(chunk: Chunk, encryption_key: bytes | None = None) -> list[bytes]:
    """One signed credential for each earner, in their order.

    Raises KeyringError when the key does not open, CredentialError for what must not be signed.
    """
    signer = keyring.unseal(
        chunk.sealed_key,
        org_uid=chunk.org_uid,
        public_multikey=chunk.public_multikey,
        key=encryption_key or keyring.encryption_key(),
    )
    method = method_id(chunk.issuer.id, chunk.public_multikey)
    return [
        issue(document, signer=signer, verification_method=method, created=chunk.signing_at)
        for document in _documents(chunk)
    ]


def _documents(chunk: Chunk) -> Iterator[dict[str, Any]]:
    for earner in chunk.earners:
        yield compose_credential(
            uid=earner.uid,
            issuer=chunk.issuer,
            achievement=chunk.achievement,
            recipient=Recipient(name=earner.name, email=earner.email, salt=earner.salt),
            results=earner.results,
            evidence=earner.evidence,
            status=StatusPlace(list_url=chunk.list_url, index=earner.index),
            awarded_at=earner.awarded_at,
            valid_from=chunk.signing_at,
            valid_until=earner.valid_until,
        )
