"""Writes facts, and the deliveries that carry them to subscribers, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.models import Delivery, RecordedFact
from skillmark.foundation.ledger.subscriptions import subscribers_of


def record(
    fact: Fact,
    *,
    now: datetime,
    actor_uid: UUID | None = None,
    org_uid: UUID | None = None,
    subject_uid: UUID | None = None,
) -> RecordedFact:
    """Records `fact` and queues one delivery for each subscriber that asked for it."""
    recorded = RecordedFact.objects.create(
        name=fact.name,
        version=fact.version,
        data=fact.data(),
        recorded_at=now,
        actor_uid=actor_uid,
        org_uid=org_uid,
        subject_uid=subject_uid,
    )
    Delivery.objects.bulk_create(
        Delivery(fact=recorded, subscriber=name, run_at=now) for name in subscribers_of(fact.name)
    )
    return recorded
