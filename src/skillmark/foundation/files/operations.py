"""Keeps files that people hand in."""

from __future__ import annotations

import hashlib
from datetime import datetime

from skillmark.foundation.files import storage
from skillmark.foundation.files.models import StoredFile


def keep_file(*, name: str, media_type: str, data: bytes, now: datetime) -> StoredFile:
    """Stores `data` (checked by the caller) and returns its row. The bytes are on disk before the row is."""
    digest = hashlib.sha256(data).hexdigest()
    storage.write(digest, data)
    return StoredFile.objects.create(
        sha256=digest, name=name[-200:], media_type=media_type, size=len(data), created_at=now
    )
