"""When a link is open, and how long one may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.holding.rules import LONGEST_SHARE, ShareState, problem_with_end, share_state

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
moments = st.none() | st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(lambda d: NOW + d)


@pytest.mark.parametrize(
    ("ends_at", "withdrawn_at", "state"),
    [
        (None, None, ShareState.OPEN),
        (NOW + A_SECOND, None, ShareState.OPEN),
        (NOW, None, ShareState.ENDED),
        (NOW - A_SECOND, None, ShareState.ENDED),
        (None, NOW, ShareState.WITHDRAWN),
        (NOW - A_SECOND, NOW - A_SECOND, ShareState.WITHDRAWN),
    ],
)
def test_the_state_of_a_link(
    ends_at: datetime | None, withdrawn_at: datetime | None, state: ShareState
) -> None:
    assert share_state(ends_at=ends_at, withdrawn_at=withdrawn_at, now=NOW) is state


@given(moments, moments)
def test_a_link_that_has_closed_never_opens_again(
    ends_at: datetime | None, withdrawn_at: datetime | None
) -> None:
    now = share_state(ends_at=ends_at, withdrawn_at=withdrawn_at, now=NOW)
    later = share_state(ends_at=ends_at, withdrawn_at=withdrawn_at, now=NOW + timedelta(days=1))
    assert now is ShareState.OPEN or later is not ShareState.OPEN


def test_a_link_may_end_from_the_next_moment_to_five_years_on() -> None:
    assert problem_with_end(None, now=NOW) == ""
    assert problem_with_end(NOW + A_SECOND, now=NOW) == ""
    assert problem_with_end(NOW + LONGEST_SHARE, now=NOW) == ""
    assert "past" in problem_with_end(NOW, now=NOW)
    assert "five years" in problem_with_end(NOW + LONGEST_SHARE + A_SECOND, now=NOW)
