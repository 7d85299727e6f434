"""Takes one award from the queue at a time and has it issued; what fails goes back with the reason."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from skillmark.config import current
from skillmark.foundation.ledger import leases
from skillmark.journeys.issue import issue_queued
from skillmark.lifecycle.issuing.models import Issuance
from skillmark.lifecycle.issuing.publishing import open_signer

# Long enough for a slow disk; a worker that is killed holds its row no longer than this.
LEASE = timedelta(seconds=20)
_log = logging.getLogger(__name__)


def run_one(*, holder: str, lease: timedelta = LEASE) -> bool:
    """Issues the next due row; False when there is none."""
    row = leases.take_next(Issuance.objects.all(), holder=holder, lease=lease)
    if row is None:
        return False
    try:
        issue_queued(
            issuance=row,
            holder=holder,
            signer_for=open_signer,
            base_url=current().base_url,
            now=timezone.now(),
        )
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", row)
    except Exception as error:  # noqa: BLE001 - whatever it is, the row must go back with its reason
        _give_back(row, holder=holder, error=error)
    return True


def _give_back(row: Issuance, *, holder: str, error: Exception) -> None:
    _log.warning("%s was not issued (try %d): %s", row, row.attempts, error, exc_info=row.attempts == 1)
    try:
        with transaction.atomic():
            leases.give_back(row, holder=holder, error=str(error) or type(error).__name__)
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", row)
