"""Pure decisions of issuing: places in a status list, what may follow on what, and when a credential ends."""

from __future__ import annotations

import calendar
import functools
import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime

from skillmark.credential.keys import KeyKind
from skillmark.credential.status.bitstring import MINIMUM_LENGTH, StatusBits

LIST_LENGTH = MINIMUM_LENGTH
# A list is left before it is full: its last places would be guessable by elimination.
LIST_FULL = LIST_LENGTH * 9 // 10
_HALF_BITS = 9  # two halves of 9 bits: 262,144 values, twice the list, so that a walk is short
_HALF = (1 << _HALF_BITS) - 1
_ROUNDS = 10


# The kind of key that each suite is made with here; of each kind, the first is the usual one.
SUITE_KEYS = {
    "eddsa-rdfc-2022": KeyKind.ED25519,
    "eddsa-jcs-2022": KeyKind.ED25519,
    "ecdsa-rdfc-2019": KeyKind.P256,
    "ecdsa-jcs-2019": KeyKind.P256,
    "ecdsa-sd-2023": KeyKind.P256,
}


def usual_suite(kind: KeyKind) -> str:
    """The suite that a key of this kind signs with where nobody asked for another."""
    return next(suite for suite, wanted in SUITE_KEYS.items() if wanted is kind)


# --- places in a status list --------------------------------------------------------------------------------


def place_of(counter: int, *, seed: bytes) -> int:
    """The index that `counter` stands for: a keyed bijection of 0 … 131,071, so that an index tells no order.

    A Feistel network permutes 18 bits; whatever falls outside the list is permuted again until it falls inside
    (cycle walking), which keeps the map a bijection.
    """
    if not 0 <= counter < LIST_LENGTH:
        raise ValueError(f"A status list has {LIST_LENGTH} places, {counter} is not one of them")
    value = _permuted(counter, seed)
    while value >= LIST_LENGTH:
        value = _permuted(value, seed)
    return value


def _permuted(value: int, seed: bytes) -> int:
    left, right = value >> _HALF_BITS, value & _HALF
    for number in range(_ROUNDS):
        left, right = right, left ^ _round(right, number, seed)
    return left << _HALF_BITS | right


# In a batch the same halves come again and again; a list has no more than a few thousand of them.
@functools.lru_cache(maxsize=1 << 16)
def _round(half: int, number: int, seed: bytes) -> int:
    digest = hmac.digest(seed, bytes([number]) + half.to_bytes(2, "big"), hashlib.sha256)
    return int.from_bytes(digest[:2], "big") & _HALF


def lost_bits(before: StatusBits, after: StatusBits, *, reinstated: Collection[int]) -> list[int]:
    """The indexes that were set before, are not now, and were not reinstated: a list never forgets a revocation."""
    gone = int.from_bytes(before.to_bytes(), "big") & ~int.from_bytes(after.to_bytes(), "big")
    lost = []
    while gone:
        lowest = gone & -gone
        lost.append(len(before) - lowest.bit_length())
        gone ^= lowest
    return sorted(set(lost) - set(reinstated))


# --- what may follow on what --------------------------------------------------------------------------------

_ALLOWED = {
    ("active", "revoked"),
    ("suspended", "revoked"),
    ("active", "suspended"),
    ("suspended", "active"),
}


def may_change(state: str, to: str) -> bool:
    """Whether a credential in `state` may become `to`. A revocation is final."""
    return (state, to) in _ALLOWED


_AFTER = {"cancel-unclaimed": "revoked", "revoke": "revoked", "suspend": "suspended", "reinstate": "active"}


def state_after(do: str) -> str:
    """The state that a job which does this to many credentials leaves them in (see `StatusJob.Do`)."""
    return _AFTER[do]


def wanted_state(state: str, *, purpose: str, withheld: bool) -> str:
    """The state that "this purpose: yes" or "no" asks for, of a credential in `state`; one bit serves both purposes.

    Raises ValueError for another purpose. Whether it may be so is asked of `may_change`.
    """
    if purpose not in {"revocation", "suspension"}:
        raise ValueError(f"{purpose} is not a purpose of our lists")
    if withheld:
        return "revoked" if purpose == "revocation" else "suspended"
    # Not to be revoked says nothing about a suspension; but a revocation cannot be taken back by either.
    return state if (purpose, state) == ("revocation", "suspended") else "active"


# --- when a credential ends ---------------------------------------------------------------------------------


# Those who are awarded together have few days between them.
@functools.lru_cache(maxsize=1024)
def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time some months on; the last day of a month where that day does not exist."""
    month = moment.month - 1 + months
    year, month = moment.year + month // 12, month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
