"""A micro-credential and its versions: what is drafted, reviewed by someone else, and published."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills.models import Concept, Level


class VersionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    PILOT = "pilot", "Pilot"
    PUBLISHED = "published", "Published"
    ON_HOLD = "on_hold", "On hold"
    SUPERSEDED = "superseded", "Replaced by a newer version"
    RETIRED = "retired", "Retired"


OPEN_STATES = [VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED]
# What people may enrol in, and what credentials are issued of.
LIVE_STATES = [VersionState.PILOT, VersionState.PUBLISHED]
# The one version that the public sees as the micro-credential; on hold it stays, and nobody new may begin.
CURRENT_STATES = [*LIVE_STATES, VersionState.ON_HOLD]
# What has been before the public once stays readable for ever.
SEEN_BY_ALL = [*CURRENT_STATES, VersionState.SUPERSEDED, VersionState.RETIRED]


class Kind(models.TextChoices):
    """The kind of recognition, shown by the badge's outline."""

    KNOWLEDGE = "knowledge", "Knowledge"
    APPLICATION = "application", "Application"
    CERTIFICATION = "certification", "Certification"


class Mode(models.TextChoices):
    """How learners take part (Recommendation 2022/C 243/02, Annex I: form of participation)."""

    ONLINE = "online", "Online"
    ONSITE = "onsite", "On site"
    BLENDED = "blended", "Online and on site"
    CHOICE = "choice", "Online or on site, as the learner chooses"
    WORK = "work", "At work"
    VOLUNTEERING = "volunteering", "Volunteering"


class CreditScheme(models.TextChoices):
    """What a credit is a credit of; `credit_rules.py` says how they compare."""

    ECTS = "ects", "ECTS credits"
    CATS = "cats", "CATS credits (UK)"
    SCQF = "scqf", "SCQF credits (Scotland)"
    NZQCF = "nzqcf", "NZQCF credits (New Zealand)"
    US_SEMESTER = "us_semester", "Semester credit hours (US)"
    US_QUARTER = "us_quarter", "Quarter credit hours (US)"


class Cycle(models.TextChoices):
    """Cycles of the Qualifications Framework of the European Higher Education Area (Paris Communiqué 2018)."""

    SHORT = "short", "Short cycle"
    FIRST = "first", "First cycle (bachelor)"
    SECOND = "second", "Second cycle (master)"
    THIRD = "third", "Third cycle (doctorate)"


class Supervision(models.TextChoices):
    NONE = "none", "Nobody watches"
    ONLINE = "online", "Watched online"
    ONSITE = "onsite", "Watched on site"


class IdentityCheck(models.TextChoices):
    """How it is made sure that the earner is who they say they are."""

    ACCOUNT = "account", "By account and proven e-mail address"
    DOCUMENT_ONLINE = "document_online", "By identity document, online"
    DOCUMENT_ONSITE = "document_onsite", "By identity document, on site"


class QualityAssurance(models.TextChoices):
    """Who vouches for the quality of what stands behind the credential."""

    INTERNAL = "internal", "The provider's own reviews"
    INSTITUTION = "institution", "An accredited institution"
    PROGRAMME = "programme", "This micro-credential is accredited"
    EXTERNAL = "external", "Reviews by somebody else"


class Stackability(models.TextChoices):
    STANDALONE = "standalone", "Stands alone"
    STACKABLE = "stackable", "Counts towards something larger"


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
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True, default="")
    field_code = models.CharField(
        max_length=4, blank=True, default="", help_text="Field of education, ISCED-F 2013, two to four digits"
    )
    mode = models.CharField(
        max_length=20, choices=Mode.choices, blank=True, default="", help_text="Empty: not said yet"
    )
    language = models.CharField(max_length=12, default="en", help_text="Others: see Translation")
    workload_hours = models.PositiveIntegerField(null=True, blank=True, help_text="Notional hours in all")
    credit_points = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    credit_scheme = models.CharField(max_length=12, choices=CreditScheme.choices, default=CreditScheme.ECTS)
    level = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text="EQF level, 1–8",
    )
    national_level = models.ForeignKey(
        Level,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="In a framework of a country",
    )
    cycle = models.CharField(max_length=8, blank=True, default="", choices=Cycle.choices)
    level_set_by = models.CharField(
        max_length=200, blank=True, default="", help_text="Who says that it is this level"
    )
    no_level_reason = models.CharField(
        max_length=300, blank=True, default="", help_text="Why no level applies, where none does"
    )
    pass_mark = models.PositiveSmallIntegerField(
        default=70,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Cut score in percent",
    )
    validity_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: does not expire"
    )

    supervision = models.CharField(max_length=10, choices=Supervision.choices, default=Supervision.NONE)
    identity_check = models.CharField(
        max_length=20, choices=IdentityCheck.choices, default=IdentityCheck.ACCOUNT
    )
    assessment_only = models.BooleanField(
        default=False, help_text="May be earned by the assessments alone (recognition of prior learning)"
    )
    quality_kind = models.CharField(max_length=12, blank=True, default="", choices=QualityAssurance.choices)
    quality_body = models.CharField(max_length=200, blank=True, default="")
    quality_url = models.URLField(max_length=500, blank=True, default="")
    prerequisites = models.TextField(blank=True, default="", help_text="What one needs before beginning")
    requires = models.ManyToManyField(
        MicroCredential, blank=True, related_name="+", help_text="Micro-credentials one should hold already"
    )
    requires_blocks = models.BooleanField(
        default=False, help_text="Without them nobody may enrol; otherwise it is advice"
    )
    stackability = models.CharField(max_length=10, blank=True, default="", choices=Stackability.choices)
    stacks_into = models.CharField(max_length=300, blank=True, default="", help_text="What it counts towards")
    price = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True, help_text="Zero: free. Empty: not disclosed"
    )
    currency = models.CharField(max_length=3, default="EUR", help_text="ISO 4217")
    further_information = models.URLField(max_length=500, blank=True, default="")
    review_by = models.DateField(null=True, blank=True, help_text="When it must be looked at again")

    pilot_places = models.PositiveIntegerField(null=True, blank=True, help_text="How many may take the pilot")
    pilot_until = models.DateField(null=True, blank=True)
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
                condition=models.Q(state__in=CURRENT_STATES),
                name="one_current_version_of_each",
            ),
        ]
        # What is in the catalogue is asked for with every page of it: see offering.catalogue.
        indexes = [models.Index(fields=["state", "uid"], name="versions_in_state")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number} ({self.uid})"


class Translation(models.Model):
    """The same version in another language: one achievement, several languages."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    can_do = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    criteria = models.TextField(blank=True, default="")
    not_proven = models.TextField(blank=True, default="")
    outcomes = models.JSONField(default=dict, blank=True, help_text="Statements by the outcome's uid")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="translation_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


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
    level = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text="How far the skill is shown, on the scale of the EQF; empty: as the micro-credential",
    )
    is_assessed = models.BooleanField(default=True, help_text="Shown in an assessment; otherwise only taught")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "skill"], name="skill_once_per_version")]

    def __str__(self) -> str:
        return f"{self.version_id} aligned to {self.skill_id}"


class Review(models.Model):
    """A reviewer's decision on one submission of a version, or on a version whose review date has come.

    `answers`: the checklist as it was asked, [{"code": str, "question": str, "answer": "yes" | "no" | "na",
    "reason": str}, …].
    """

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        CHANGES = "changes", "Changes asked for"
        CONFIRMED = "confirmed", "Looked at again, still good"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    comment = models.TextField(blank=True, default="")
    answers = models.JSONField(default=list, blank=True)
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.decision} of {self.version_id} by {self.reviewer_id}"


class ReviewDraft(models.Model):
    """What a reviewer has answered so far, by field (`review_rules.unfinished`); it goes once it is decided.

    `submitted_at`: which submission it was answered of.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    submitted_at = models.DateTimeField()
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "reviewer"], name="review_draft_once_per_reviewer")
        ]

    def __str__(self) -> str:
        return f"what {self.reviewer_id} has answered of {self.version_id}"


# --- after approval -------------------------------------------------------------------------------------------


class StateChange(models.Model):
    """One step of a version's life after it was approved, with who took it and why; the reason is public."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="state_changes")
    former = models.CharField(max_length=12, choices=VersionState.choices)
    state = models.CharField(max_length=12, choices=VersionState.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    changed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version_id}: {self.former} to {self.state}"


class Reminder(models.Model):
    """That the designers were told of a review date, `days` before it; once for each date."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="reminders")
    review_by = models.DateField()
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "review_by", "days"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.days} days before {self.review_by}"


class Announcement(models.Model):
    """That the holders of `former` are being told of its successor; up to the credential `told_upto` they are."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="announcement")
    former = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    told_upto = models.BigIntegerField(default=0, help_text="Key of the last credential looked at")
    told = models.PositiveIntegerField(default=0, help_text="Holders told so far")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["begun_at"], condition=models.Q(ended_at__isnull=True), name="announcement_unended"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} after {self.former_id}"


# --- how a micro-credential comes about -------------------------------------------------------------------------


class DesignRules(models.Model):
    """What an organisation asks of its own designs beyond what everybody must."""

    org = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="design_rules")
    demands_steps = models.BooleanField(
        default=False, help_text="Nothing is approved before each step of development is signed off"
    )

    def __str__(self) -> str:
        return f"Rules of {self.org_id}"


class StepKind(models.TextChoices):
    """The five steps in which a micro-credential is developed."""

    NEED = "need", "Need"
    COMPETENCES = "competences", "Competences"
    ASSESSMENT = "assessment", "Assessment"
    LEARNING = "learning", "Learning design"
    CREDENTIALING = "credentialing", "Credentialing"


class DevelopmentStep(models.Model):
    """What one step of the development of a version has brought forth, and who else has signed it off."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14, choices=StepKind.choices)
    text = models.TextField(blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="step_once_per_version")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.version_id}"
