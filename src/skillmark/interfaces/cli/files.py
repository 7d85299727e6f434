"""Reading and writing files for the commands: within limits, whole or not at all, and never over what is there."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from skillmark.credential.policy import Policy
from skillmark.interfaces.cli.answers import COULD_NOT, Refusal

MAX_BYTES = Policy().max_image_bytes
_PRIVATE, _USUAL = 0o600, 0o666


def read(name: str, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file, or of standard input for `-`; a file that is empty or too large is refused."""
    if name == "-":
        return _bounded(sys.stdin.buffer, "standard input", limit)
    try:
        with Path(name).open("rb") as file:
            return _bounded(file, f"“{name}”", limit)
    except FileNotFoundError as error:
        raise Refusal(
            "missing", f"There is no file “{name}”.", "Check the name and the folder.", exit_code=COULD_NOT
        ) from error
    except IsADirectoryError as error:
        raise Refusal(
            "directory", f"“{name}” is a folder.", "Name a file in it.", exit_code=COULD_NOT
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        raise _could_not("unreadable", f"“{name}” could not be read", error) from error


def write(path: Path, data: bytes, *, force: bool = False, private: bool = False) -> None:
    """Write a whole file; what is there already is only replaced with `force`. `private` is for its owner's eyes."""
    if not force and path.exists():
        raise _exists(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE if private else _USUAL)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _put(draft, path, force=force)
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError as error:
        raise _exists(path) from error
    except (OSError, ValueError) as error:
        raise _could_not("unwritable", f"“{path}” could not be written", error) from error


class Staging:
    """Many files that are to appear together: they are put aside first, and in their place by `publish`.

    Left without `publish`, nothing has happened.
    """

    def __init__(self, folder: Path, names: list[str], *, force: bool = False) -> None:
        self._folder, self._force = folder, force
        taken = [folder / name for name in names if (folder / name).exists()]
        if taken and not force:
            raise _exists(taken[0])

    def __enter__(self) -> Self:
        self._is_new = not self._folder.exists()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._aside = Path(tempfile.mkdtemp(prefix=".skillmark-", dir=self._folder))
        except OSError as error:
            raise _could_not("unwritable", f"“{self._folder}” cannot be written to", error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)
        if self._is_new:
            with contextlib.suppress(OSError):  # there is something in it, so it stays
                self._folder.rmdir()

    def add(self, name: str, data: bytes) -> None:
        """One of the files."""
        write(self._aside / name, data)

    def publish(self) -> None:
        """Put all files in their place; none is put over another one without `force`."""
        drafts = sorted(self._aside.iterdir())
        try:
            for draft in drafts:
                _put(draft, self._folder / draft.name, force=self._force)
        except FileExistsError as error:
            raise _exists(self._folder / draft.name) from error
        except OSError as error:
            raise _could_not("unwritable", f"“{self._folder}” cannot be written to", error) from error


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other runs of this program away from a file that is read, changed and written again."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except FileExistsError as error:
        raise Refusal(
            "locked",
            f"“{path}” is being changed by another command.",
            f"Wait for it. If there is none any more, remove “{lock}”.",
            exit_code=COULD_NOT,
        ) from error
    except OSError as error:
        raise _could_not("unwritable", f"“{lock}” could not be written", error) from error
    try:
        yield
    finally:
        os.close(descriptor)
        lock.unlink(missing_ok=True)


def _bounded(file: BinaryIO, name: str, limit: int) -> bytes:
    # One byte more than is allowed, so that an endless source costs no more than a small one.
    data = file.read(limit + 1)
    if len(data) > limit:
        raise Refusal(
            "too_large", f"{name} has more than {limit:,} bytes.", "Make sure that it is the right file."
        )
    if not data.strip():
        raise Refusal("empty", f"There is nothing in {name}.", "Make sure that it is the right file.")
    return data


def _put(draft: Path, path: Path, *, force: bool) -> None:
    """Give a finished file its name; FileExistsError where that is taken and may not be given again."""
    if force:
        draft.replace(path)
        return
    try:
        # Unlike a check beforehand, this cannot be overtaken.
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without second names
        if path.exists():
            raise FileExistsError(path) from None
        draft.replace(path)


def _exists(path: Path) -> Refusal:
    return Refusal(
        "exists",
        f"“{path}” is there already, and nothing was written.",
        "Choose another name with -o, or add --force to replace it.",
    )


def _could_not(code: str, what: str, error: Exception) -> Refusal:
    why = getattr(error, "strerror", None) or str(error)
    return Refusal(
        code, f"{what}: {why}.", "Check the name and your rights to the folder.", exit_code=COULD_NOT
    )
