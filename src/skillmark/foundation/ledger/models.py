"""Stores facts for ever, and the queue rows through which they reach subscribers."""

from __future__ import annotations

import uuid

from django.db import models


class QueueState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    HELD = "held", "Being worked on"
    DONE = "done", "Done"
    DEAD = "dead", "Given up"


class QueueRow(models.Model):
    """A row that is its own place in a queue: taken by lease, finished behind a fence, tried again with back-off.

    `held_by` is the fence: whoever finishes must still be the holder. See `leases.py`.
    """

    state = models.CharField(max_length=10, choices=QueueState.choices, default=QueueState.WAITING)
    run_at = models.DateTimeField(db_index=True)
    held_by = models.CharField(max_length=64, blank=True, default="")
    held_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class RecordedFact(models.Model):
    """One thing that happened. Never changed, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, db_index=True)
    version = models.PositiveSmallIntegerField(default=1)
    actor_uid = models.UUIDField(null=True, blank=True)
    org_uid = models.UUIDField(null=True, blank=True, db_index=True)
    subject_uid = models.UUIDField(null=True, blank=True, db_index=True)
    data = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name} {self.uid}"


class Delivery(QueueRow):
    """One fact on its way to one subscriber, at least once."""

    fact = models.ForeignKey(RecordedFact, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "subscriber"], name="delivery_once_per_subscriber")
        ]
        # A worker looks for what is due many times a second, among millions that are done.
        indexes = [
            models.Index(
                fields=["run_at", "id"], condition=~models.Q(state="done"), name="delivery_unfinished"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} to {self.subscriber}"
