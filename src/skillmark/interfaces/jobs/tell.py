"""Queues the letters of a batch, a few at a time: behind a million of them, nobody else's would ever leave."""

from __future__ import annotations

from datetime import datetime

from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.queries import waiting_deliveries
from skillmark.journeys.award_many import TOLD_AT_ONCE, tell_some

# Hours of mail are not put in a row; so many wait at most.
MOST_WAITING = 2 * TOLD_AT_ONCE


def run(now: datetime) -> int:
    """Returns how many were queued: none while enough wait already."""
    if waiting_deliveries(limit=MOST_WAITING) >= MOST_WAITING:
        return 0
    try:
        return tell_some(now=now)
    except leases.LeaseLost:
        return 0
