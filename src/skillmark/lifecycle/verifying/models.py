"""Checks that people made and kept, and the issuers they have decided to trust."""

from __future__ import annotations

import uuid

from django.db import models

from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person


class KeptReport(models.Model):
    """What a check found, kept by an organisation or a person. The file that was checked is not kept, only its hash."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="kept_reports"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_reports")
    source = models.CharField(max_length=300, help_text="File name or link")
    sha256 = models.CharField(max_length=64)
    verdict = models.CharField(max_length=20)
    report = models.JSONField()
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Report {self.uid}"


class TrustedIssuer(models.Model):
    """An issuer id that an organisation knows; without organisation, known to everyone on this installation."""

    org = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="trusted_issuers"
    )
    issuer_id = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "issuer_id"], name="trusted_issuer_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.issuer_id})"
