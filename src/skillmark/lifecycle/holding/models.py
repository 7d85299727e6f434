"""What a person holds, earned here or brought from elsewhere, and the links by which they share it."""

from __future__ import annotations

import uuid

from django.db import models

from skillmark.foundation.people.models import Person
from skillmark.lifecycle.holding.rules import RecipientMatch
from skillmark.lifecycle.issuing.models import Credential, CredentialState


class ImportedCredential(models.Model):
    """A badge file from elsewhere, kept as received, with what verification found on the day."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="imported_credentials")
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    verdict = models.CharField(max_length=20, help_text="verified, not_verified or not_checked")
    report = models.JSONField()
    checked_at = models.DateTimeField()
    awarded_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was awarded, as the file says"
    )
    recipient = models.CharField(max_length=200, blank=True, default="", help_text="Name, as the file says")
    recipient_match = models.CharField(
        max_length=8,
        choices=[(each.value, each.value) for each in RecipientMatch],
        default=RecipientMatch.UNKNOWN,
        help_text="Whether the file was issued to the person who imported it",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "sha256"], name="import_once")]

    def __str__(self) -> str:
        return f"Imported {self.uid}"


class WalletItem(models.Model):
    """One place in a person's wallet, for a credential issued here or one imported."""

    class State(models.TextChoices):
        OFFERED = "offered", "Waiting for you"
        KEPT = "kept", "In your wallet"
        DECLINED = "declined", "Declined"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wallet_items")
    credential = models.OneToOneField(
        Credential, null=True, blank=True, on_delete=models.PROTECT, related_name="wallet_item"
    )
    imported = models.OneToOneField(
        ImportedCredential, null=True, blank=True, on_delete=models.CASCADE, related_name="wallet_item"
    )
    title = models.CharField(max_length=200)
    issuer_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    placed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(credential__isnull=False, imported__isnull=True)
                | models.Q(credential__isnull=True, imported__isnull=False),
                name="wallet_item_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"Wallet item {self.uid}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was revoked before it was claimed: there is nothing left to claim."""
        revoked = self.credential is not None and self.credential.state == CredentialState.REVOKED
        return revoked and self.state == self.State.OFFERED


class Share(models.Model):
    """A link that shows chosen items to whoever has it, until it ends or is withdrawn."""

    class Kind(models.TextChoices):
        SINGLE = "single", "One credential"
        COLLECTION = "collection", "A collection"
        PROFILE = "profile", "Public profile"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="shares")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SINGLE)
    title = models.CharField(max_length=120, blank=True, default="")
    token = models.CharField(max_length=64, unique=True)
    items = models.ManyToManyField(WalletItem, related_name="shares")
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until withdrawn")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Share {self.uid}"
