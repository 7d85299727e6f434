"""One row for each distinct file; its bytes lie under SKILLMARK_HOME/files, named by their hash."""

from __future__ import annotations

import uuid

from django.db import models


class StoredFile(models.Model):
    """A file as it was received. Who may see it is decided by what points to it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.uid})"
