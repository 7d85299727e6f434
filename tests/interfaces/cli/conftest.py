"""What the tests of the commands share: a folder to type in, and an installation of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.interfaces.cli.shell import Shell

from skillmark.config import current


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.setenv("SKILLMARK_HOME", str(tmp_path / "home"))
    current.cache_clear()
    folder = tmp_path / "desk"
    folder.mkdir()
    yield Shell(folder)
    current.cache_clear()


@pytest.fixture
def desk(shell: Shell) -> Shell:
    """A folder with a key, the sample definition, table and picture, and badges made from them."""
    shell.does("keys", "new", "-o", "key.json")
    shell.does("issue", "--sample", "-o", ".")
    shell.does("issue", "course.toml", "--key", "key.json", "--recipients", "class.csv", "-o", "badges")
    return shell
