"""Queues letters to many (of batches, jobs, new versions) a few at a time: behind a million, no other would leave."""

from __future__ import annotations

from datetime import datetime

from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.queries import waiting_deliveries
from skillmark.journeys import award_many, steer, undo_many

# Letters written into the queue at once; others' letters come between.
AT_ONCE = 100
# Hours of mail are not put in a row; so many wait at most.
MOST_WAITING = 2 * AT_ONCE


def run(now: datetime) -> int:
    """Returns how many people were looked at: none while enough letters wait already."""
    if waiting_deliveries(limit=MOST_WAITING) >= MOST_WAITING:
        return 0
    try:
        # What no longer stands is said before what is new.
        return (
            undo_many.tell_some(now=now, limit=AT_ONCE)
            or award_many.tell_some(now=now, limit=AT_ONCE)
            or steer.announce_some(now=now, limit=AT_ONCE)
        )
    except leases.LeaseLost:
        return 0
