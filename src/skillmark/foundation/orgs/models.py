"""Organisations, and the roles that people have in them."""

from __future__ import annotations

import uuid

from django.db import models

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.people.models import Person


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    DESIGNER = "designer", "Designer"
    REVIEWER = "reviewer", "Reviewer"
    INSTRUCTOR = "instructor", "Instructor"
    ASSESSOR = "assessor", "Assessor"
    REGISTRAR = "registrar", "Registrar"
    EMPLOYER_STAFF = "employer_staff", "Employer staff"


class OrganisationKind(models.TextChoices):
    PROVIDER = "provider", "Learning provider"
    EMPLOYER = "employer", "Employer"


class IssuerMethod(models.TextChoices):
    """How the organisation is named in what it signs, and so where its keys are found."""

    HTTPS = "https", "Web address (https)"
    DID_WEB = "did:web", "did:web"
    DID_KEY = "did:key", "did:key (no web address needed)"


class Strength(models.TextChoices):
    """How strongly the organisation's colour is shown on its public pages."""

    CALM = "calm", "Calm"
    CLEAR = "clear", "Clear"
    STRONG = "strong", "Strong"


class Organisation(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True, help_text="Appears in the organisation's web address")
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.PROVIDER
    )
    description = models.TextField(blank=True, default="")
    url = models.URLField(blank=True, default="")
    email = models.EmailField(blank=True, default="")
    logo = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hue = models.PositiveSmallIntegerField(
        default=165, help_text="0–360, the colour of the organisation's badges and pages"
    )
    strength = models.CharField(
        max_length=6,
        choices=Strength.choices,
        blank=True,
        default="",
        help_text="Empty: its pages have the colours of this installation",
    )
    country = models.CharField(max_length=2, blank=True, default="", help_text="ISO 3166-1, two letters")
    region = models.CharField(max_length=100, blank=True, default="")
    linkedin_id = models.CharField(max_length=20, blank=True, default="")
    issuer_method = models.CharField(max_length=10, choices=IssuerMethod.choices, default=IssuerMethod.HTTPS)
    four_eyes = models.BooleanField(
        default=True, help_text="A second person approves every award made by hand"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"


class Membership(models.Model):
    """One person in one role in one organisation; several roles are several rows."""

    org = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "person", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person_id} is {self.role} of {self.org_id}"
