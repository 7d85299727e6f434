"""Answer a verification's questions from the network or from what is known, and always say which and how old."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timedelta
from urllib.parse import urldefrag

from skillmark.credential.errors import Unreachable
from skillmark.credential.message import Message
from skillmark.credential.resolve import Fetched
from skillmark.credential.times import age_of
from skillmark.fetcher.guard import Answer, FetchBudget, Guard, Refused, too_large
from skillmark.fetcher.known import Known, KnownDocuments

# What a server asks for is capped (and has a default), so that nobody can make an old key or list last.
DEFAULT_TTL = timedelta(minutes=5)
MAX_TTL = timedelta(days=1)
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?([0-9]{1,10})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|,)\s*no-store\s*(?:,|$)", re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|,)\s*no-cache\s*(?:,|$)", re.IGNORECASE)


class WebResolver:
    """The library's Resolver over the guarded fetcher and the store of known documents.

    A known document answers while it is fresh, for `max_age` at most (zero: always ask anew). With `offline`, known
    documents answer whatever their age, and nothing is asked of the network. Nothing `personal` is kept, and without
    `remember` nothing at all: for what a person presents by a link.
    """

    def __init__(
        self,
        guard: Guard,
        known: KnownDocuments,
        now: datetime,
        *,
        offline: bool = False,
        max_age: timedelta = MAX_TTL,
        remember: bool = True,
        budget: FetchBudget | None = None,
    ) -> None:
        self._guard = guard
        self._known = known
        self._now = now
        self._offline = offline
        self._max_age = max_age
        self._remember = remember
        self._budget = budget or FetchBudget()

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        """The document at `url`; raises Unreachable when it cannot be had now, Refused (an Unreachable) by a rule."""
        address = urldefrag(url).url
        known = self._known.get(address)
        if known is not None and (self._offline or known.is_fresh(self._now, max_age=self._max_age)):
            return _from_store(url, known, max_bytes)
        if self._offline:
            raise Refused("offline", url, "this check is offline, and no copy of it is known here")
        try:
            answer = self._guard.fetch(address, accept=accept, max_bytes=max_bytes, budget=self._budget)
        except Unreachable as error:
            raise self._with_age(error, known) from error
        if self._remember and not personal:
            self._store(address, answer, keep=known is not None and known.keep)
        return Fetched(url, answer.body, answer.media_type, self._now, from_store=False)

    def _with_age(self, error: Unreachable, known: Known | None) -> Unreachable:
        if known is None:
            return error
        said = {"why": error.why, "age": age_of(self._now - known.fetched_at)}
        why = Message("{why}; a copy from {age} ago is known, which an offline check uses", said)
        return Unreachable(error.url, why, status=error.status)

    def _store(self, address: str, answer: Answer, *, keep: bool) -> None:
        if _NO_STORE.search(answer.cache_control):
            return
        # A check must not fail because its store is full or read-only: it only loses a later offline check.
        with contextlib.suppress(OSError):
            self._known.put(
                url=address,
                body=answer.body,
                media_type=answer.media_type,
                fetched_at=self._now,
                ttl=time_to_live(answer.cache_control),
                keep=keep,
            )


def time_to_live(cache_control: str) -> timedelta:
    """How long an answer may be taken for current, by its Cache-Control header and our own cap."""
    if _NO_CACHE.search(cache_control):
        return timedelta(0)
    found = _MAX_AGE.search(cache_control)
    return DEFAULT_TTL if found is None else min(timedelta(seconds=int(found[1])), MAX_TTL)


def _from_store(url: str, known: Known, max_bytes: int) -> Fetched:
    if len(known.body) > max_bytes:
        raise too_large(url, max_bytes)
    return Fetched(url, known.body, known.media_type, known.fetched_at, from_store=True)
