"""Signs endorsements that were asked for and not signed at once, and asks again how those from elsewhere stand."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from skillmark.config import current
from skillmark.foundation.ledger import leases
from skillmark.interfaces.intake.presented import check
from skillmark.journeys.endorse import note_check, refresh_catalogue, sign_queued
from skillmark.lifecycle.issuing.endorsement_queries import to_ask_again, work
from skillmark.lifecycle.issuing.models import Endorsement
from skillmark.lifecycle.issuing.publishing import open_signer

LEASE = timedelta(seconds=20)
_log = logging.getLogger(__name__)


def sign_next(_now: datetime) -> int:
    """Signs the next due endorsement; returns how many were looked at."""
    holder = leases.new_holder()
    row = leases.take_next(work(), holder=holder, lease=LEASE)
    if row is None:
        return 0
    try:
        sign_queued(
            endorsement=row,
            holder=holder,
            signer_for=open_signer,
            base_url=current().base_url,
            now=timezone.now(),
        )
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", row)
    except Exception as error:  # noqa: BLE001 - whatever it is, the row must go back with its reason
        _give_back(row, holder=holder, error=error)
    return 1


def _give_back(row: Endorsement, *, holder: str, error: Exception) -> None:
    _log.warning("%s was not signed (try %d): %s", row, row.attempts, error, exc_info=row.attempts == 1)
    try:
        with transaction.atomic():
            leases.give_back(row, holder=holder, error=str(error) or type(error).__name__)
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", row)


def refresh(now: datetime) -> int:
    """Tells the catalogue what has ended by itself; returns how many versions were looked at."""
    return refresh_catalogue(now=now)


def ask_again(now: datetime) -> int:
    """Checks the one file from elsewhere whose last check is longest ago; returns how many were checked."""
    row = to_ask_again(now=now)
    if row is None:
        return 0
    note_check(endorsement=row, report=check(row.text.encode(), now=now), now=now)
    return 1
