"""Runs commands in a folder of their own and in this process: as they are typed, and without waiting for a start."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmark.interfaces.cli.main import main


@dataclass
class Ran:
    """What a command left with and printed."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        return self.data.decode("utf-8")

    @property
    def text(self) -> str:
        """All that was said, without its line breaks."""
        return " ".join(f"{self.out} {self.err}".split())

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Shell:
    """A folder in which commands are typed."""

    folder: Path

    def __call__(self, *words: str | Path, stdin: bytes = b"") -> Ran:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        before, old_stdin = Path.cwd(), sys.stdin
        os.chdir(self.folder)
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = _exit_code([str(word) for word in words])
        finally:
            os.chdir(before)
            sys.stdin = old_stdin
        out.flush()
        assert isinstance(out.buffer, io.BytesIO)
        return Ran(code, out.buffer.getvalue(), err.getvalue())

    def does(self, *words: str | Path, stdin: bytes = b"") -> Ran:
        """A command that has to succeed."""
        ran = self(*words, stdin=stdin)
        assert ran.code == 0, ran
        return ran

    def file(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return name

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def names(self) -> set[str]:
        """Every file there is."""
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}


def _exit_code(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as left:
        return int(left.code or 0)
