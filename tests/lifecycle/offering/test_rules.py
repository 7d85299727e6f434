"""When an offering is open, and that no list whatever brings the reader down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.offering.rules import Standing, read_guest_file, read_guest_text, standing

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("opens", "closes", "closed", "expected"),
    [
        (None, None, False, Standing.OPEN),
        (NOON, None, False, Standing.OPEN),
        (NOON + HOUR, None, False, Standing.NOT_YET),
        (None, NOON, False, Standing.ENDED),
        (None, NOON + HOUR, False, Standing.OPEN),
        (None, None, True, Standing.CLOSED),
        (NOON - HOUR, NOON + HOUR, True, Standing.CLOSED),
    ],
)
def test_standing(
    opens: datetime | None, closes: datetime | None, *, closed: bool, expected: Standing
) -> None:
    assert standing(opens_at=opens, closes_at=closes, closed=closed, now=NOON) == expected


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    read = read_guest_file(data)
    assert read.usable or read.problems
    assert all(problem.sentence for problem in read.problems)


@given(st.text(max_size=300))
def test_any_table_is_read_or_refused_in_words(text: str) -> None:
    read = read_guest_file(f"name,email\n{text}".encode(errors="ignore"))
    assert read.usable or read.problems
    for guest in read.guests:
        assert not guest.name.startswith(("=", "+", "-", "@"))
        assert guest.email.count("@") == 1


@given(st.text(max_size=300))
def test_any_typed_list_is_read_or_refused_in_words(text: str) -> None:
    read = read_guest_text(text)
    assert read.usable or read.problems
