"""Where the bytes of stored files lie: one file per hash, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from skillmark.config import home


def path_of(sha256: str) -> Path:
    return home() / "files" / sha256[:2] / sha256


def write(sha256: str, data: bytes) -> None:
    """Writes `data` under its hash; a second write of the same bytes does nothing."""
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    Path(temporary).replace(target)


def write_from(source: Path) -> tuple[str, int]:
    """Writes a copy of a file that may be large under its hash; returns the hash and the size in bytes."""
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    target = path_of(digest)
    size = source.stat().st_size
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as copy, source.open("rb") as stream:
            shutil.copyfileobj(stream, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        Path(temporary).replace(target)
    return digest, size


def read(sha256: str) -> bytes:
    """Raises FileNotFoundError when the bytes are gone."""
    return path_of(sha256).read_bytes()
