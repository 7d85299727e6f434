"""That somebody has met the criteria, with the reasons and the result for each outcome."""

from __future__ import annotations

import uuid

from django.db import models

from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.learning.models import Enrolment


class AwardState(models.TextChoices):
    PROPOSED = "proposed", "Waiting for a second person"
    GRANTED = "granted", "Granted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn: its credential was revoked"


class Award(models.Model):
    """Granted once per person and version; by rule when the criteria are met, or by hand by two people.

    `reasons`: [sentence, …]. `results`: one per outcome and assessment, [{"outcome": uid, "statement": str,
    "shown_by": str, "type": "percent" | "level", "value": number | label, "levels": [label, …], "met": bool}, …].
    `evidence`: [{"name": str, "genre": str, "narrative": str}, …], how each part was assessed. All three are signed.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="awards", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="awards")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="awards")
    enrolment = models.OneToOneField(
        Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="award"
    )
    state = models.CharField(max_length=10, choices=AwardState.choices)
    reasons = models.JSONField(default=list)
    results = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    comment = models.CharField(max_length=300, blank=True, default="", help_text="Why it was declined")
    proposed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"],
                condition=models.Q(state__in=["proposed", "granted"]),
                name="award_once_per_person_and_version",
            )
        ]
        # Lists and counts among a million, without a look at the rows.
        indexes = [models.Index(fields=["org", "state", "-created_at", "-id"], name="award_newest_by_state")]

    def __str__(self) -> str:
        return f"Award {self.uid}"
