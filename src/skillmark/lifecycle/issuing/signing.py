"""Many credentials of one achievement, signed in a process of its own: plain values in, signed bytes out, no database.

A chunk is picklable and holds no secret in the clear: the key travels sealed, and is opened by the process that signs,
with the key-encryption key of its own configuration. Nothing here needs Django, so a fresh worker starts quickly, on
this machine or on another one. The bytes are those that the same values give one by one (`journeys/issue.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from skillmark.credential.errors import CanonicalizationError, ContextError, LoadError
from skillmark.credential.issue import IssueRefused
from skillmark.credential.issue_many import Series
from skillmark.lifecycle.issuing import keyring
from skillmark.lifecycle.issuing.document import (
    AchievementSays,
    Composer,
    IssuerSays,
    Recipient,
    StatusPlace,
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


class NotSigned(Exception):
    """A credential of a chunk must not be signed as it is, so that none was: `uid` says which, `sentence` why."""

    def __init__(self, uid: UUID, sentence: str) -> None:
        super().__init__(uid, sentence)
        self.uid, self.sentence = uid, sentence

    def __str__(self) -> str:
        return self.sentence


def sign_chunk(chunk: Chunk, encryption_key: bytes | None = None) -> list[bytes]:
    """One signed credential for each earner, in their order.

    Raises KeyringError when the key does not open, NotSigned for what must not be signed.
    """
    bench = _bench_for(chunk, encryption_key or keyring.encryption_key())
    return [bench.sign(earner, chunk) for earner in chunk.earners]


class _Bench:
    """What is at hand for chunks that have so much in common: the opened key, and what is prepared and learned."""

    def __init__(self, chunk: Chunk, encryption_key: bytes) -> None:
        signer = keyring.unseal(
            chunk.sealed_key,
            org_uid=chunk.org_uid,
            public_multikey=chunk.public_multikey,
            key=encryption_key,
        )
        method = method_id(chunk.issuer.id, chunk.public_multikey)
        self._series = Series(signer=signer, verification_method=method)
        self._composer = Composer(issuer=chunk.issuer, achievement=chunk.achievement)

    def sign(self, earner: Earner, chunk: Chunk) -> bytes:
        document = self._composer.compose(
            uid=earner.uid,
            recipient=Recipient(name=earner.name, email=earner.email, salt=earner.salt),
            results=earner.results,
            evidence=earner.evidence,
            status=StatusPlace(list_url=chunk.list_url, index=earner.index),
            awarded_at=earner.awarded_at,
            valid_from=chunk.signing_at,
            valid_until=earner.valid_until,
        )
        try:
            return self._series.issue(document, created=chunk.signing_at)
        except _OF_THE_DOCUMENT as error:
            raise NotSigned(earner.uid, error.sentence) from error


_OF_THE_DOCUMENT = (IssueRefused, ContextError, CanonicalizationError, LoadError)
_MOST_BENCHES = 4


class _Room(threading.local):
    """The benches of a thread, the last used first. Nothing of a key leaves its process."""

    def __init__(self) -> None:
        self.benches: list[tuple[object, _Bench]] = []


_ROOM = _Room()


def _bench_for(chunk: Chunk, encryption_key: bytes) -> _Bench:
    # Compared, not hashed: what an achievement says holds lists.
    common = (
        encryption_key, chunk.sealed_key, chunk.public_multikey, chunk.org_uid, chunk.issuer, chunk.achievement
    )  # fmt: skip
    found = next((bench for known, bench in _ROOM.benches if known == common), None)
    bench = found or _Bench(chunk, encryption_key)
    others = [pair for pair in _ROOM.benches if pair[1] is not bench]
    _ROOM.benches = [(common, bench), *others][:_MOST_BENCHES]
    return bench
