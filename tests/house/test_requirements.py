"""What is installed is pinned, hashed, free of addresses, and the same list everywhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==\S+( ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def _name(requirement: str) -> str:
    return re.split(r"[<>=;\[ ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_each_line_is_a_pin_or_a_hash(path: Path) -> None:
    odd = [line for line in path.read_text("ascii").splitlines() if not (PIN.match(line) or HASH.match(line))]
    assert not odd


def test_what_runs_is_what_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {_name(each) for each in [*project["dependencies"], *extras["server"], *extras["postgres"]]}
    pinned = {
        _name(line) for line in (ROOT / "requirements/run.txt").read_text().splitlines() if PIN.match(line)
    }
    assert asked <= pinned


def test_tests_run_on_the_versions_that_ship() -> None:
    run, test = (
        {line for line in (ROOT / "requirements" / name).read_text().splitlines() if PIN.match(line)}
        for name in ("run.txt", "test.txt")
    )
    versions = {line.split(" ;")[0].rstrip(" \\") for line in test}
    assert {line.split(" ;")[0].rstrip(" \\") for line in run} <= versions
