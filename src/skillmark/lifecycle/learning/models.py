"""What is studied, who studies it, and how far they are."""

from __future__ import annotations

import uuid

from django.db import models

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.offering.models import Offering


class Module(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.title} ({self.uid})"


class ActivityKind(models.TextChoices):
    TEXT = "text", "Reading"
    VIDEO = "video", "Video"
    CHECK = "check", "Check question"


class Activity(models.Model):
    """One thing to do in a module: read a text, watch a video with captions, or answer a check question.

    `question` (check only): {"prompt": str, "choices": [{"id": str, "text": str, "feedback": str}], "correct": id}.
    Check questions are practice: they never count towards the result.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="activities")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ActivityKind.choices)
    title = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField(default=5)
    body = models.TextField(blank=True, default="", help_text="Markdown")
    video = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    captions = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    question = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.title} ({self.uid})"


class EnrolmentState(models.TextChoices):
    WAITING = "waiting", "On the waiting list"
    ACTIVE = "active", "Learning"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Left"


class Enrolment(models.Model):
    """One person's place in one offering, tied to the version that was published when they enrolled."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.ACTIVE)
    enrolled_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    extra_time_percent = models.PositiveSmallIntegerField(
        default=0, help_text="More time in quizzes with a clock, for example 50 for half as much again"
    )
    extra_attempts = models.PositiveSmallIntegerField(
        default=0, help_text="More tries at each quiz and project"
    )
    support_note = models.CharField(
        max_length=300,
        blank=True,
        default="",
        help_text="Why; seen by those who may change it, and nowhere else",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "offering"], name="enrolment_once")]

    def __str__(self) -> str:
        return f"Enrolment {self.uid}"


class ActivityProgress(models.Model):
    """That an activity was done, and what was last answered to its check question."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="progress")
    answer = models.CharField(max_length=60, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "activity"], name="progress_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.activity_id}"
