"""Skills by the frameworks that define them."""

from __future__ import annotations

import uuid

from django.db import models


class Framework(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True, default="")
    licence = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"


class Skill(models.Model):
    """One skill; `code` is the framework's own address for it, and is what a credential aligns to."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="skills")
    code = models.CharField(max_length=300)
    name = models.CharField(max_length=300, db_index=True)
    description = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="skill_once_per_framework")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
