"""A queue row is taken by one, comes back when its worker dies, and does not come back for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Cast
from tests.issuing_helpers import granted_award, queued

from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.models import QueueState
from skillmark.lifecycle.issuing.models import Issuance

pytestmark = pytest.mark.django_db


def test_a_row_that_ends_every_worker_is_given_up_and_the_next_one_is_worked_on(cast: Cast) -> None:
    row = queued(granted_award(cast.lea, cast.published))
    for number in range(leases.MAX_ATTEMPTS):
        # The lease is over at once, as for a worker that was killed.
        taken = leases.take_next(Issuance.objects.all(), holder=f"w{number}", lease=timedelta(seconds=-1))
        assert taken is not None
        assert taken.attempts == number + 1
    assert leases.take_next(Issuance.objects.all(), holder="last", lease=timedelta(seconds=1)) is None
    row.refresh_from_db()
    assert (row.state, row.held_until) == (QueueState.DEAD, None)
    assert "ended" in row.last_error


def test_a_row_that_is_being_worked_on_for_the_last_time_is_left_alone(cast: Cast) -> None:
    row = queued(granted_award(cast.lea, cast.published))
    Issuance.objects.filter(pk=row.pk).update(attempts=leases.MAX_ATTEMPTS - 1)
    assert leases.take_next(Issuance.objects.all(), holder="w", lease=timedelta(minutes=1)) is not None
    assert leases.take_next(Issuance.objects.all(), holder="x", lease=timedelta(minutes=1)) is None
    row.refresh_from_db()
    assert (row.state, row.held_by) == (QueueState.HELD, "w")
