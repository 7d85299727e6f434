"""Carries facts to their subscribers (mail, later webhooks), each at least once."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.models import Delivery
from skillmark.foundation.ledger.subscriptions import handler_of

# A mail server may take its time; two letters are worse than a late one.
LEASE = timedelta(seconds=30)
_log = logging.getLogger(__name__)


def run_one(*, holder: str, lease: timedelta = LEASE) -> bool:
    """Delivers the next due fact; False when there is none."""
    row = leases.take_next(Delivery.objects.all(), holder=holder, lease=lease)
    if row is None:
        return False
    try:
        handler_of(row.subscriber)(row.fact)
    except Exception as error:  # noqa: BLE001 - a subscriber may fail in any way, and is asked again later
        _log.warning("%s failed (try %d): %s", row, row.attempts, error, exc_info=row.attempts == 1)
        _close(row, holder=holder, error=f"{type(error).__name__}: {error}")
    else:
        _close(row, holder=holder, error="")
    return True


def _close(row: Delivery, *, holder: str, error: str) -> None:
    try:
        with transaction.atomic():
            if error:
                leases.give_back(row, holder=holder, error=error)
            else:
                leases.finish(row, holder=holder)
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", row)
