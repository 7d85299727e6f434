"""Reads of what waits to be delivered."""

from __future__ import annotations

from skillmark.foundation.ledger.models import Delivery, QueueState


def waiting_deliveries(*, limit: int) -> int:
    """How many deliveries wait, counted no further than `limit`."""
    return Delivery.objects.exclude(state=QueueState.DONE).filter(state=QueueState.WAITING)[:limit].count()
