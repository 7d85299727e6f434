"""The examples of every help text are typed as they stand there, in a shell, on a machine without the platform."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from skillmark.interfaces.cli.main import COMMANDS

SOURCE = Path(__file__).resolve().parents[3] / "src"
HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "issue-from-a-spreadsheet.md"
# What `pip install skillmark` brings, without the platform: any other package is not there.
ALLOWED = {
    "skillmark", "cryptography", "cffi", "_cffi_backend", "pycparser", "httpx", "httpcore", "h11", "anyio", "sniffio",
    "idna", "certifi", "typing_extensions",
}  # fmt: skip
ALONE = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in {allowed} and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(name, name=top)

sys.meta_path.insert(0, Absent())
from skillmark.interfaces.cli.main import main
sys.exit(main())
"""
# In this order the examples use what earlier ones wrote.
IN_ORDER = ("issue", "bake", "unbake", "export", "derive", "present", "status", "inspect", "verify")


def examples(command: str) -> list[str]:
    """The lines of a help text that are to be typed, continued ones joined."""
    text = (importlib.import_module(COMMANDS[command].module).__doc__ or "").replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if re.match(r" +skillmark ", line)]


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    """A shell whose `skillmark` is this one."""
    program = tmp_path / "bin" / "skillmark"
    program.parent.mkdir()
    alone = shlex.quote(ALONE.format(allowed=sorted(ALLOWED)))
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {alone} "$@"\n')
    program.chmod(0o755)
    desk = tmp_path / "desk"
    desk.mkdir()
    return Typed(desk, program.parent)


class Typed:
    """Types commands in a folder."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SKILLMARK_", "PYTHON"))
        }
        mine = {"PYTHONPATH": str(SOURCE), "SKILLMARK_HOME": str(folder.parent / "home"), "PYTHONUTF8": "1"}
        self._environ = kept | mine | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}

    def __call__(self, line: str) -> str:
        words = ["sh", "-c", line]
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


@pytest.mark.parametrize("commands", [("keys",), IN_ORDER], ids=["keys", "credentials"])
def test_the_examples_of_the_help_work_as_they_are_typed(typed: Typed, commands: tuple[str, ...]) -> None:
    for command in commands:
        own = examples(command)
        assert len(own) >= 2
        assert any(line.startswith(f"skillmark {command} ") for line in own)
        helped = " ".join(typed(f"skillmark {command} --help").replace("\\\n", " ").split())
        for line in own:
            assert " ".join(line.split()) in helped
            assert typed(line)


def test_the_platform_is_not_there(typed: Typed) -> None:
    assert "needs the platform" in typed(
        "skillmark skills import b.csv || skillmark migrate || test $? -eq 69"
    )


def test_the_guide_works_from_its_first_line_to_its_last(typed: Typed) -> None:
    text = HOW_TO.read_text("utf-8")
    files = dict(re.findall(r"Save this as (\S+?)[:,][^\n]*\n\n```\w+\n(.*?)```", text, re.DOTALL))
    assert set(files) == {"course.toml", "class.csv", "badge.svg"}
    for name, content in files.items():
        (typed.folder / name).write_text(content, "utf-8")
    lines = [
        line.replace("./skillmark", "skillmark")
        for body in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in body.replace("\\\n", " ").splitlines()
    ]
    assert len(lines) > 8
    for line in lines:
        typed(line)
