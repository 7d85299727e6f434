"""What is asked, what was answered or handed in, and how it was marked."""

from __future__ import annotations

import uuid

from django.db import models

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.designing.models import Outcome, Version
from skillmark.lifecycle.learning.models import Enrolment


class AssessmentKind(models.TextChoices):
    QUIZ = "quiz", "Quiz"
    PROJECT = "project", "Project"


class Assessment(models.Model):
    """A quiz, scored by rule, or a project, marked by a person on a rubric. Each must be passed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="assessments")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=AssessmentKind.choices)
    title = models.CharField(max_length=120)
    instructions = models.TextField(blank=True, default="", help_text="Markdown")
    pass_mark = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Percent; empty: the version's"
    )
    max_attempts = models.PositiveSmallIntegerField(default=3)
    time_limit_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.title} ({self.uid})"


class ItemKind(models.TextChoices):
    SINGLE = "single", "One choice"
    MULTIPLE = "multiple", "Several choices"
    NUMERIC = "numeric", "Number"
    SHORT_TEXT = "short_text", "Short text"


class Item(models.Model):
    """One question of a quiz.

    `choices`: [{"id": str, "text": str}] (single, multiple). `key`: single [id]; multiple [id, …];
    numeric {"value": number, "tolerance": number}; short_text [accepted, …] (compared without case and spare space).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="items")
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    prompt = models.TextField(help_text="Markdown")
    choices = models.JSONField(default=list, blank=True)
    key = models.JSONField(default=list)
    points = models.PositiveSmallIntegerField(default=1)
    feedback = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"Item {self.uid}"


class RubricRow(models.Model):
    """One row of a project's rubric; the row is an outcome."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="rubric_rows")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="rubric_rows")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "outcome"], name="rubric_row_once")]

    def __str__(self) -> str:
        return f"Rubric row {self.pk}"


class RubricLevel(models.Model):
    """One level of a rubric row, lowest first; `met` levels fulfil the outcome."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    row = models.ForeignKey(RubricRow, on_delete=models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    descriptor = models.TextField(blank=True, default="")
    points = models.PositiveSmallIntegerField(default=0)
    met = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.label} ({self.uid})"


class Attempt(models.Model):
    """One try at a quiz. The deadline is kept here, on the server."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True, help_text="Points reached")
    max_score = models.FloatField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "assessment", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "assessment"], condition=models.Q(state="open"), name="one_open_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.uid}"


class Answer(models.Model):
    """What was answered to one item, saved as it was given. `value`: [id, …] or the text typed."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField()
    saved_at = models.DateTimeField()
    points = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="answer_once")]

    def __str__(self) -> str:
        return f"Answer {self.pk} of {self.attempt_id}"


class Submission(models.Model):
    """A project as handed in. An assessor takes it before marking, so that two never mark the same one."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Handed in"
        MARKING = "marking", "Being marked"
        MARKED = "marked", "Marked"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="submissions")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    text = models.TextField(blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="Also the guard against two tabs saving over each other"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    assessor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    feedback = models.TextField(blank=True, default="")
    score = models.FloatField(null=True, blank=True)
    max_score = models.FloatField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "assessment", "number"], name="submission_number_once"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "assessment"],
                condition=models.Q(state__in=["draft", "submitted", "marking"]),
                name="one_open_submission",
            ),
        ]

    def __str__(self) -> str:
        return f"Submission {self.uid}"


class Mark(models.Model):
    """The level given to one rubric row of one submission; none while the assessor has only noted a comment."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="marks")
    row = models.ForeignKey(RubricRow, on_delete=models.PROTECT, related_name="marks")
    level = models.ForeignKey(
        RubricLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="marks"
    )
    comment = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "row"], name="mark_once")]

    def __str__(self) -> str:
        return f"Mark {self.pk} of {self.submission_id}"
