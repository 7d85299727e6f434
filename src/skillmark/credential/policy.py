"""What a verifier decides for itself: how much doubt it accepts, whom it knows, and what it expects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.registry import Registry, Unanswered


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A verifier's own rules; the defaults suit a person who was handed a file.

    `leeway` is for clocks that differ, on the beginning of validity and on the time of signing only.
    `ask_status` asks whether a verifiable credential was withdrawn; without, whoever decides has to ask otherwise.
    `accept_status_age` is how old a status list may be; None asks the list itself (its `ttl`), or takes seven days.
    `status_issuers` may speak for the status of credentials that others issued, besides the issuer of each.
    `min_status_entries` is how short a status list may be; the standard asks for 131,072, and real ones have fewer.
    `refresh` asks for a newer version where a credential names a service for it and is not checked offline.
    `registries` are the lists of issuers that the verifier knows, and those that could not be asked (registry.py).
    `contexts` are the JSON-LD contexts that documents may name, and what they mean.
    `expected_recipient` are identifiers of the person before the verifier: ids, e-mail addresses, other handles.
    `holder_is_subject` asks whoever has to prove a key, and shows a credential, to be the one it was issued to.
    `accept_unknown_status` lets `verify()` pass a credential whose status could not be asked. No other doubt can be
    waived: a key that nobody vouches for would let anyone write anything.
    """

    leeway: timedelta = timedelta(minutes=5)
    ask_status: bool = True
    accept_status_age: timedelta | None = None
    allow_local_http: bool = False
    offline: bool = False
    status_issuers: frozenset[str] = frozenset()
    min_status_entries: int = 0
    refresh: bool = True
    registries: tuple[Registry | Unanswered, ...] = ()
    expected_achievement: str | None = None
    expected_recipient: tuple[str, ...] = ()
    expected_domain: str | None = None
    expected_challenge: str | None = None
    holder_is_subject: bool = True
    contexts: ContextRegistry = BUNDLED
    max_json_bytes: int = 262_144
    max_image_bytes: int = 10_000_000
    max_fetches: int = 12
    accept_unknown_status: bool = False

    @property
    def asks_holder(self) -> bool:
        """Whether whoever shows a credential has to prove a key, for this verifier and this request."""
        return (self.expected_challenge, self.expected_domain) != (None, None)
