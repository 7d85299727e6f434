"""A folder of public files for any static host: each whole, none touched in vain, none taken that is not ours.

What is ours stands in a manifest, which is written before the files that it names: whoever is killed in the middle
leaves each file old or new, and the next one knows all of them. One writer at a time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from skillmark.interfaces.jobs.status_lists import NotPublished

if sys.platform != "win32":
    import fcntl

OURS = ".skillmark"
MANIFEST = f"{OURS}/manifest.json"
DONE = f"{OURS}/done"
HEADERS = "_headers"
INDEX = "index.html"
_FORMAT = 1
# Everybody may read: it is public, and the host runs as somebody else.
_FILE, _FOLDER = 0o644, 0o755


class FolderUnusable(Exception):
    """Nothing can be published there: a stable code, one sentence, and what to do about it."""

    def __init__(self, code: str, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.next_step = code, sentence, next_step


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an address answers: the bytes, and the headers that the host must send with them."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A file that is to be there: for which address, and how it is made.

    `pattern` is the address with a name for each part that differs among files of its kind. A file with the same
    `source` as last time needs not be made again, if that is `trusted`. One that is `lasting` is never removed.
    """

    path: str
    address: str
    pattern: str
    make: Callable[[], Content]
    source: str = ""
    trusted: bool = True
    lasting: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the manifest says of a file; it has no hash where it was only announced."""

    address: str
    pattern: str
    headers: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    sha256: str = ""
    source: str = ""
    lasting: bool = False


def done_at(root: Path) -> datetime | None:
    """When publishing into the folder last began that left nothing out; None where there is no such time."""
    try:
        return datetime.fromtimestamp((root / DONE).stat().st_mtime, UTC)
    except OSError:
        return None


@contextmanager
def opened(root: Path, *, base_url: str) -> Iterator[Folder]:
    """The folder, for this writer alone. Raises FolderUnusable."""
    try:
        _make_folders(root / OURS / "drafts")
        with (root / OURS / "lock").open("wb") as lock:
            _hold(lock, root)
            folder = Folder(root, base_url)
            yield folder
            folder.close()
    except OSError as error:
        why = error.strerror or str(error)
        raise FolderUnusable(
            "folder_unwritable", f"“{root}” cannot be written to: {why}.", "See to the folder, and try again."
        ) from error


def _hold(lock: BinaryIO, root: Path) -> None:
    """Keeps other writers away until the file is closed or the process ends, however that happens."""
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FolderUnusable(
            "folder_busy", f"Something else is publishing into “{root}”.", "Wait until it is done."
        ) from error


class Folder:
    """The files, and the manifest of those that are ours."""

    def __init__(self, root: Path, base_url: str) -> None:
        self.root, self._base_url = root, base_url
        self.notes: dict[str, str] = {}
        self._entries: dict[str, Entry] = {}
        self._foreign: set[str] = set()
        self._written = b""
        self._clear_drafts()
        self._read_manifest()

    # --- the manifest ---------------------------------------------------------------------------------------

    def _read_manifest(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._written = (self.root / MANIFEST).read_bytes()
        if not self._written:
            return
        try:
            found = json.loads(self._written)
            if found["format"] != _FORMAT:
                raise ValueError("another format")
            self._entries = {path: Entry(**entry) for path, entry in found["files"].items()}
            self.notes, base_url = dict(found["notes"]), found["base_url"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FolderUnusable(
                "manifest_unreadable",
                f"“{self.root / MANIFEST}” cannot be read, so it is not known which files are ours.",
                "Publish into a new folder, and put that in place of this one.",
            ) from error
        if base_url != self._base_url:
            raise FolderUnusable(
                "other_address",
                f"“{self.root}” holds the files of {base_url}, and not of {self._base_url}.",
                "Give each address a folder of its own.",
            )

    def _write_manifest(self) -> None:
        files = {path: asdict(self._entries[path]) for path in sorted(self._entries)}
        said = {"format": _FORMAT, "base_url": self._base_url, "notes": self.notes, "files": files}
        data = json.dumps(said, indent=1).encode("ascii")
        if data != self._written:
            self._replace(MANIFEST, data)
            self._written = data

    def announce(self, wanted: Collection[Wanted]) -> None:
        """Says which files will be ours, before the first of them is written."""
        new = {each.path: each for each in wanted if each.path not in self._entries}
        self._foreign |= {path for path in new if self.is_foreign(path)}
        for path in new.keys() - self._foreign:
            each = new[path]
            self._entries[path] = Entry(address=each.address, pattern=each.pattern, lasting=each.lasting)
        if new.keys() - self._foreign:
            self._write_manifest()

    def is_foreign(self, path: str) -> bool:
        """Whether there is something that we have not written."""
        return path not in self._entries and os.path.lexists(self.root / path)

    def ours_below(self, start: str) -> list[str]:
        """Our files whose path begins so."""
        return sorted(path for path in self._entries if path.startswith(start))

    # --- files ----------------------------------------------------------------------------------------------

    def read(self, path: str) -> bytes | None:
        """The file as it is now; None where there is none, or something else."""
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def put(self, wanted: Wanted) -> bool:
        """Makes and writes an announced file unless it is so already; whether it was written. Raises NotPublished."""
        if wanted.path in self._foreign:
            raise NotPublished(
                "not_ours", "There is a file that we have not written, so it was left alone.", "Move it away."
            )
        if self._is_settled(wanted):
            return False
        content = wanted.make()
        is_new = self.read(wanted.path) != content.body
        if is_new:
            try:
                self._replace(wanted.path, content.body)
            except (IsADirectoryError, NotADirectoryError, FileExistsError) as error:
                raise NotPublished(
                    "in_the_way", "A file or folder of the same name is in the way.", "Move it away."
                ) from error
        self._entries[wanted.path] = Entry(
            address=wanted.address,
            pattern=wanted.pattern,
            headers=dict(content.headers),
            size=len(content.body),
            sha256=hashlib.sha256(content.body).hexdigest(),
            source=wanted.source,
            lasting=wanted.lasting,
        )
        return is_new

    def _is_settled(self, wanted: Wanted) -> bool:
        known = self._entries.get(wanted.path)
        if known is None or not known.sha256 or not (wanted.source and wanted.trusted):
            return False
        if known.source != wanted.source:
            return False
        path = self.root / wanted.path
        if not path.is_file() or path.stat().st_size != known.size:
            return False
        self._entries[wanted.path] = replace(known, pattern=wanted.pattern, lasting=wanted.lasting)
        return True

    def remove_others(self, wanted: Collection[str]) -> tuple[list[str], list[str]]:
        """Removes what is ours and not wanted any more; the paths that went, and those that stay because they last."""
        removed, kept = [], []
        for path in sorted(self._entries.keys() - set(wanted) - {HEADERS}):
            if self._entries[path].lasting:
                kept.append(path)
                continue
            (self.root / path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # until there is something else in it
                for parent in (self.root / path).relative_to(self.root).parents:
                    (self.root / parent).rmdir()
            del self._entries[path]
            removed.append(path)
        return removed, kept

    def address_of(self, path: str) -> str:
        return self._entries[path].address

    def rules(self) -> dict[str, Mapping[str, str]]:
        """The headers by address, or by pattern where all files of a pattern have the same."""
        alike: dict[str, list[Entry]] = {}
        for path, entry in self._entries.items():
            if entry.sha256 and path != HEADERS:
                alike.setdefault(entry.pattern, []).append(entry)
            if entry.sha256 and path == f"{entry.address.strip('/')}/{INDEX}" and entry.pattern[-1] != "/":
                # Hosts that keep folders lead on to the address with a stroke at its end.
                after = replace(entry, address=f"{entry.address}/", pattern=f"{entry.pattern}/")
                alike.setdefault(after.pattern, []).append(after)
        rules: dict[str, Mapping[str, str]] = {}
        for pattern, entries in sorted(alike.items()):
            kinds = [_of_pattern(pattern, entry) for entry in entries]
            if all(each == kinds[0] for each in kinds):
                rules[pattern] = kinds[0]
            else:
                rules |= {entry.address: entry.headers for entry in entries}
        return rules

    def mark_done(self, began: float) -> None:
        """Notes that all of it was up to date when this time of publishing began; `doctor` looks at it."""
        done = self.root / DONE
        done.touch(_FILE)
        done.chmod(_FILE)
        os.utime(done, (began, began))

    def close(self) -> None:
        """Leaves the folder as it is to be found."""
        self._write_manifest()
        for name in (OURS, f"{OURS}/drafts"):
            with contextlib.suppress(OSError):
                _sync(self.root / name)

    def _replace(self, path: str, data: bytes) -> None:
        """Written beside its place, then given its name: a reader sees the old or the new, whole."""
        draft = self.root / OURS / "drafts" / secrets.token_hex(8)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        draft.chmod(_FILE)
        target = self.root / path
        _make_folders(target.parent)
        draft.replace(target)

    def _clear_drafts(self) -> None:
        for draft in (self.root / OURS / "drafts").iterdir():
            draft.unlink()


def _of_pattern(pattern: str, entry: Entry) -> Mapping[str, str]:
    # Files below a folder have endings from which every host knows what they are.
    if pattern.endswith("*"):
        return {name: value for name, value in entry.headers.items() if name != "Content-Type"}
    return entry.headers


def headers_file(rules: Mapping[str, Mapping[str, str]]) -> bytes:
    """The rules as Netlify, Cloudflare and others read them: the address, and set in below it the headers."""
    blocks = []
    for address, headers in rules.items():
        said = "".join(f"  {name}: {value}\n" for name, value in headers.items())
        blocks.append(f"{address}\n{said}")
    return "\n".join(blocks).encode()


def _make_folders(path: Path) -> None:
    if path.is_dir():
        return
    _make_folders(path.parent)
    path.mkdir(exist_ok=True)
    path.chmod(_FOLDER)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
