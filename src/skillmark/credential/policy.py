"""What a verifier decides for itself: how much doubt it accepts, whom it knows, and what it expects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A verifier's own rules; the defaults suit a person who was handed a file.

    `leeway` is for clocks that differ, on the beginning of validity and on the time of signing only.
    `accept_status_age` is how old a status list may be; None asks the list itself (its `ttl`), or takes seven days.
    `known_issuers` maps issuer ids to the names by which the verifier knows them.
    `known_list` says in words whose list that is, for the sentence of step 9.
    `expected_recipient` are identifiers of the person before the verifier: ids, e-mail addresses, other handles.
    `accept_unknown_status` lets `verify()` pass a credential whose status could not be asked. No other doubt can be
    waived: a key that nobody vouches for would let anyone write anything.
    """

    leeway: timedelta = timedelta(minutes=5)
    accept_status_age: timedelta | None = None
    allow_local_http: bool = False
    offline: bool = False
    known_issuers: Mapping[str, str] = field(default_factory=dict)
    known_list: str = "the list of known issuers that this check was given"
    expected_achievement: str | None = None
    expected_recipient: tuple[str, ...] = ()
    expected_domain: str | None = None
    expected_challenge: str | None = None
    max_json_bytes: int = 262_144
    max_image_bytes: int = 10_000_000
    max_fetches: int = 12
    accept_unknown_status: bool = False
