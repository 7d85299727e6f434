"""The map of the house holds, and the credential library keeps what a map of imports cannot show."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "skillmark"
# What would let the time of day, chance or the network into a verdict.
IMPURE_CALLS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "urlopen",
    "open",
}


def test_imports_point_the_way_the_map_says() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts") :]


def _calls(path: Path) -> set[str]:
    calls = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            calls.add(ast.unparse(node.func))
        elif isinstance(node, ast.ImportFrom) and node.module == "urllib":
            calls |= {alias.name for alias in node.names if alias.name == "request"}
        elif isinstance(node, ast.Import):
            calls |= {"urlopen" for alias in node.names if alias.name == "urllib.request"}
    return calls


@pytest.mark.parametrize("path", sorted((SOURCE / "credential").rglob("*.py")), ids=lambda path: path.stem)
def test_the_credential_library_asks_neither_clock_nor_network(path: Path) -> None:
    assert not _calls(path) & (IMPURE_CALLS | {"request"})


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_foreign_keys_name_classes_so_that_the_map_can_see_them() -> None:
    # A name without a dot is of the same app, and so of the same file.
    by_name = re.compile(r"""(ForeignKey|OneToOneField|ManyToManyField)\(\s*["'](?!\w+["'])""")
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("models.py")
        if by_name.search(path.read_text("utf-8"))
    ]
    assert not found
