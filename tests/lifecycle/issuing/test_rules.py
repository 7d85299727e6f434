"""Places in a status list, changes of status, and ends of validity."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.credential.keys import KeyKind
from skillmark.credential.proof import SUITES
from skillmark.credential.status.bitstring import StatusBits
from skillmark.lifecycle.issuing.models import IssuerKey
from skillmark.lifecycle.issuing.rules import (
    LIST_FULL,
    LIST_LENGTH,
    SUITE_KEYS,
    lost_bits,
    may_change,
    months_later,
    place_of,
    usual_suite,
    wanted_state,
)

SEED = bytes(range(32))


def test_every_place_is_used_exactly_once() -> None:
    """The whole list, not a sample: two credentials must never share a bit."""
    assert {place_of(counter, seed=SEED) for counter in range(LIST_LENGTH)} == set(range(LIST_LENGTH))


@settings(max_examples=10, deadline=None)
@given(
    st.binary(min_size=16, max_size=64), st.sets(st.integers(0, LIST_LENGTH - 1), min_size=50, max_size=400)
)
def test_any_seed_keeps_places_apart(seed: bytes, counters: set[int]) -> None:
    places = {place_of(counter, seed=seed) for counter in counters}
    assert len(places) == len(counters)
    assert min(places) >= 0
    assert max(places) < LIST_LENGTH


def test_a_place_tells_nothing_about_when_it_was_taken() -> None:
    """Guessing which of two was issued first from the lower index is right half of the time, within chance."""
    places = [place_of(counter, seed=SEED) for counter in range(4000)]
    pairs = list(zip(places[::2], places[1::2], strict=True))
    right = sum(first < second for first, second in pairs) / len(pairs)
    assert 0.45 < right < 0.55
    assert max(places) > LIST_LENGTH * 0.99
    assert min(places) < LIST_LENGTH * 0.01


def test_two_seeds_give_two_orders() -> None:
    other = bytes(32)
    same = sum(place_of(n, seed=SEED) == place_of(n, seed=other) for n in range(1000))
    assert same < 5


@pytest.mark.parametrize("counter", [-1, LIST_LENGTH])
def test_there_is_no_place_outside_the_list(counter: int) -> None:
    with pytest.raises(ValueError, match="not one of them"):
        place_of(counter, seed=SEED)


def test_a_list_is_left_before_it_is_full() -> None:
    assert LIST_FULL == 117_964


@given(st.sets(st.integers(0, 999)), st.sets(st.integers(0, 999)), st.sets(st.integers(0, 999)))
def test_lost_bits_are_those_cleared_without_a_reinstatement(
    before: set[int], after: set[int], reinstated: set[int]
) -> None:
    lists = []
    for indexes in (before, after):
        bits = StatusBits(1000)
        for index in indexes:
            bits.set(index)
        lists.append(bits)
    assert lost_bits(*lists, reinstated=reinstated) == sorted(before - after - reinstated)


def test_a_revocation_is_final() -> None:
    assert not may_change("revoked", "active")
    assert not may_change("revoked", "suspended")
    assert may_change("suspended", "active")
    assert may_change("suspended", "revoked")


@pytest.mark.parametrize(
    ("state", "purpose", "withheld", "wanted"),
    [
        ("active", "revocation", True, "revoked"),
        ("suspended", "revocation", True, "revoked"),
        ("active", "suspension", True, "suspended"),
        ("suspended", "suspension", False, "active"),
        ("active", "suspension", False, "active"),
        ("active", "revocation", False, "active"),
        # That it be not revoked lifts no suspension.
        ("suspended", "revocation", False, "suspended"),
        # These ask for what may not be.
        ("revoked", "revocation", False, "active"),
        ("revoked", "suspension", False, "active"),
        ("revoked", "suspension", True, "suspended"),
    ],
)
def test_what_a_change_of_one_purpose_asks_for(
    state: str, purpose: str, wanted: str, *, withheld: bool
) -> None:
    assert wanted_state(state, purpose=purpose, withheld=withheld) == wanted


def test_no_list_of_ours_serves_another_purpose() -> None:
    with pytest.raises(ValueError, match="message"):
        wanted_state("active", purpose="message", withheld=True)


@pytest.mark.parametrize("kind", IssuerKey.KINDS)
def test_every_kind_of_key_has_its_usual_suite(kind: KeyKind) -> None:
    assert SUITE_KEYS[usual_suite(kind)] is kind
    assert set(SUITE_KEYS) == set(SUITES)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2025, 1, 31), 1, (2025, 2, 28)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2024, 2, 29), 48, (2028, 2, 29)),
        ((2025, 11, 30), 3, (2026, 2, 28)),
        ((2025, 12, 15), 1, (2026, 1, 15)),
        ((2025, 6, 15), 36, (2028, 6, 15)),
    ],
)
def test_months_later_stays_in_the_month(
    start: tuple[int, int, int], months: int, end: tuple[int, int, int]
) -> None:
    assert months_later(datetime(*start, 9, 30, tzinfo=UTC), months) == datetime(*end, 9, 30, tzinfo=UTC)
