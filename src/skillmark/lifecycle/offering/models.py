"""What is open to learners: an offering of a micro-credential, the people invited to it, and who recognises it."""

from __future__ import annotations

import uuid

from django.db import models

from skillmark.foundation.people.models import Person
from skillmark.lifecycle.designing.models import MicroCredential, Version


class Offering(models.Model):
    """One way into a micro-credential: self-paced or a cohort, open or by invitation, capped or not."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    micro_credential = models.ForeignKey(MicroCredential, on_delete=models.PROTECT, related_name="offerings")
    title = models.CharField(max_length=120)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True, help_text="Empty: open until closed by hand")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: no limit")
    self_enrol = models.BooleanField(default=True)
    closed = models.BooleanField(default=False)
    price = models.CharField(max_length=40, blank=True, default="Free")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.title} ({self.uid})"


class Invitation(models.Model):
    """Somebody asked by e-mail to enrol; the token is what the mail carries."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True, default="")
    token = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offering", "email"], name="invitation_once")]

    def __str__(self) -> str:
        return f"Invitation {self.pk} to {self.offering_id}"


class Recognition(models.Model):
    """That somebody recognises a version, by the name that the catalogue shows; what proves it lies with issuing."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="recognitions")
    name = models.CharField(max_length=200)
    stamp = models.BigIntegerField(
        help_text="Any number: by their sum the catalogue tells that something changed"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="recognition_once")]

    def __str__(self) -> str:
        return f"{self.version_id} recognised by {self.name}"
