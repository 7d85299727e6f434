"""Keep the documents that verification needed, with their age, so that a check can do without a network."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_SUFFIX = ".known"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Known:
    """A document as it was fetched or published, and how long it may be taken for current."""

    url: str
    body: bytes
    media_type: str
    fetched_at: datetime
    ttl: timedelta
    keep: bool = False

    def is_fresh(self, now: datetime, *, max_age: timedelta | None = None) -> bool:
        """Whether it may stand in for a fetch at `now`; a document from the future (a wrong clock) may not."""
        allowed = self.ttl if max_age is None else min(self.ttl, max_age)
        return timedelta(0) <= now - self.fetched_at < allowed


class KnownDocuments:
    """A folder of documents by URL, one file each, whole or not there at all.

    When it grows beyond `max_bytes`, the documents fetched longest ago go first; those put with `keep` stay.
    """

    def __init__(self, folder: Path, *, max_bytes: int = 64 * 1024 * 1024) -> None:
        self._folder = folder
        self._max_bytes = max_bytes

    def put(
        self,
        *,
        url: str,
        body: bytes,
        media_type: str,
        fetched_at: datetime,
        ttl: timedelta,
        keep: bool = False,
    ) -> None:
        """Store a document, in place of what was known of this URL; OSError when the folder cannot be written."""
        head = {
            "format": _FORMAT,
            "url": url,
            "media_type": media_type,
            "fetched_at": fetched_at.astimezone(UTC).isoformat(),
            "ttl": ttl.total_seconds(),
            "keep": keep,
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        _write_whole(self._path(url), json.dumps(head).encode("ascii") + b"\n" + body)
        # What stays anyway makes no room; among thousands of those, looking for some each time would take for ever.
        if not keep:
            self._make_room()

    def get(self, url: str) -> Known | None:
        """What is known of exactly this URL; None when nothing is, or when its file was damaged or swapped."""
        known = _read(self._path(url))
        # The file's name is not believed: a file copied over another must not answer for it.
        return known if known is not None and known.url == url else None

    def __iter__(self) -> Iterator[Known]:
        """All documents, in no particular order."""
        for path in self._folder.glob(f"*{_SUFFIX}"):
            known = _read(path)
            if known is not None and self._path(known.url) == path:
                yield known

    def _path(self, url: str) -> Path:
        return self._folder / (hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest() + _SUFFIX)

    def _make_room(self) -> None:
        sizes = {path: size for path in self._folder.glob(f"*{_SUFFIX}") if (size := _size(path)) is not None}
        excess = sum(sizes.values()) - self._max_bytes
        if excess <= 0:
            return
        for known in sorted((each for each in self if not each.keep), key=lambda each: each.fetched_at):
            path = self._path(known.url)
            path.unlink(missing_ok=True)
            excess -= sizes.get(path, 0)
            if excess <= 0:
                return


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None  # another process made room at the same time


def _read(path: Path) -> Known | None:
    try:
        first, _, body = path.read_bytes().partition(b"\n")
        head: dict[str, Any] = json.loads(first)
        if head["format"] != _FORMAT or head["sha256"] != hashlib.sha256(body).hexdigest():
            return None
        return Known(
            url=str(head["url"]),
            body=body,
            media_type=str(head["media_type"]),
            fetched_at=datetime.fromisoformat(head["fetched_at"]),
            ttl=timedelta(seconds=head["ttl"]),
            keep=bool(head["keep"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # a damaged file is the same as none: the document can be fetched again


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside the file, push it to the disk, then give it its name: a reader sees the old or the new, whole."""
    draft = path.with_name(f".{path.stem}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # Not every system can open a folder; there the rename is as durable as the system makes it.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
