"""A micro-credential and its versions: what is drafted, reviewed by someone else, and published."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills.models import Concept


class VersionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Replaced by a newer version"


OPEN_STATES = [VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED]


class Kind(models.TextChoices):
    """The kind of recognition, shown by the badge's outline."""

    KNOWLEDGE = "knowledge", "Knowledge"
    APPLICATION = "application", "Application"
    CERTIFICATION = "certification", "Certification"


class Mode(models.TextChoices):
    ONLINE = "online", "Online"
    ONSITE = "onsite", "On site"
    BLENDED = "blended", "Online and on site"


class MicroCredential(models.Model):
    """What stays the same from version to version."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="micro_credentials")
    key = models.SlugField(max_length=80, unique=True, help_text="Appears in its web address")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} ({self.uid})"


class Version(models.Model):
    """One edition of a micro-credential. A published version never changes again."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    micro_credential = models.ForeignKey(MicroCredential, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)
    edited_at = models.DateTimeField(help_text="Also the guard against two people saving over each other")
    edited_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    editors = models.ManyToManyField(
        Person, blank=True, related_name="+", help_text="Everyone who wrote on it, and so may not approve it"
    )

    title = models.CharField(max_length=120)
    can_do = models.TextField(blank=True, default="", help_text="Completes the sentence '<name> can …'")
    description = models.TextField(blank=True, default="")
    criteria = models.TextField(blank=True, default="", help_text="Markdown: what one must do to earn it")
    not_proven = models.TextField(blank=True, default="", help_text="What this does not show")
    sector = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.APPLICATION)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ONLINE)
    language = models.CharField(max_length=12, default="en")
    workload_hours = models.PositiveIntegerField(null=True, blank=True)
    ects = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    level = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text="EQF level, 1–8",
    )
    pass_mark = models.PositiveSmallIntegerField(
        default=70,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Cut score in percent",
    )
    validity_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: does not expire"
    )
    badge_image = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    badge_hue = models.PositiveSmallIntegerField(default=165, validators=[MaxValueValidator(360)])
    badge_icon = models.CharField(max_length=40, default="award")

    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["micro_credential", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["micro_credential"],
                condition=models.Q(state__in=OPEN_STATES),
                name="one_open_version",
            ),
            models.UniqueConstraint(
                fields=["micro_credential"],
                condition=models.Q(state="published"),
                name="one_published_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number} ({self.uid})"


class Outcome(models.Model):
    """Something the earner can do afterwards, and how it is shown."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField()
    statement = models.CharField(max_length=300)
    criteria = models.TextField(blank=True, default="", help_text="How one tells that it is met")

    def __str__(self) -> str:
        return f"{self.statement} ({self.uid})"


class SkillAlignment(models.Model):
    """A skill of a framework that the micro-credential, or one outcome of it, is aligned to."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="alignments")
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.CASCADE, related_name="alignments"
    )
    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "skill"], name="skill_once_per_version")]

    def __str__(self) -> str:
        return f"{self.version_id} aligned to {self.skill_id}"


class Review(models.Model):
    """A reviewer's decision on one submission of a version."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        CHANGES = "changes", "Changes asked for"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    comment = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.decision} of {self.version_id} by {self.reviewer_id}"
