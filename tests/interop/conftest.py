"""Node.js with the packages of other people, and how hundreds of tasks are put to them at once."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.interop.exchange import Answer, Ask

_FOLDER = Path(__file__).parent
_SECONDS = 240


@pytest.fixture(scope="session")
def node() -> str:
    """The node binary, with the locked packages installed; skips with the reason where there is none."""
    binary, npm = shutil.which("node"), shutil.which("npm")
    if binary is None or npm is None:
        pytest.skip("Node.js is not installed: tests/interop need node and npm, version 20 or later")
    if not (_FOLDER / "node_modules" / ".package-lock.json").exists():
        done = subprocess.run(
            [npm, "ci"], cwd=_FOLDER, capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode != 0:
            pytest.skip(f"npm ci could not install the packages of tests/interop: {done.stderr[-300:]}")
    return binary


@pytest.fixture(scope="session")
def ask(node: str) -> Ask:
    """`ask(script, tasks, **shared)`: what a script answers to each task, all in one process.

    An answer is `{"value": …}`, or `{"error": …}` with what the script's packages said.
    """

    def run(script: str, tasks: Iterable[Mapping[str, Any]], **shared: Any) -> list[Answer]:
        wanted: Sequence[Mapping[str, Any]] = list(tasks)
        # All in ASCII, since a line of JSON may hold characters that other readers take for the end of a line.
        message = "\n".join(json.dumps(line) for line in (shared, *wanted))
        done = subprocess.run(
            # JSON-LD in JavaScript makes much that is soon thrown away.
            [node, "--max-semi-space-size=64", script],
            cwd=_FOLDER,
            input=message,
            capture_output=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        answers = [json.loads(line) for line in done.stdout.split("\n") if line]
        assert len(answers) == len(wanted), done.stderr[-3000:]
        return answers

    return run
