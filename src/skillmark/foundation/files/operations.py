"""Keeps files that people hand in."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from skillmark.foundation.files import storage
from skillmark.foundation.files.models import StoredFile


def keep_file(*, name: str, media_type: str, data: bytes, now: datetime) -> StoredFile:
    """Stores `data` (checked by the caller) and returns its row. The bytes are on disk before the row is."""
    digest = hashlib.sha256(data).hexdigest()
    storage.write(digest, data)
    return StoredFile.objects.create(
        sha256=digest, name=name[-200:], media_type=media_type, size=len(data), created_at=now
    )


def keep_file_from(source: Path, *, name: str, media_type: str, now: datetime) -> StoredFile:
    """Stores a copy of a file that may be too large to be read whole, and returns its row."""
    digest, size = storage.write_from(source)
    return StoredFile.objects.create(
        sha256=digest, name=name[-200:], media_type=media_type, size=size, created_at=now
    )
