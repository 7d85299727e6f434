"""ARCHITECTURE.md is true: its route names files and functions that exist, and every room stands in it."""

from __future__ import annotations

import ast
import re
from configparser import ConfigParser
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "skillmark"
TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
STEP = re.compile(r"`([\w/]+\.py): (\w+)`")


def _section(title: str) -> str:
    return TEXT.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def _rows(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ROUTE = _rows(_section("The route"))


@cache
def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROUTE, ids=lambda row: row[0])
def test_each_step_of_the_route_exists(row: list[str]) -> None:
    named = STEP.findall(" ".join(row))
    assert STEP.search(row[1]), f"step {row[0]} names no function"
    for name, function in named:
        assert (SOURCE / name).is_file(), name
        assert function in _functions(SOURCE / name), f"{name}: {function}"


def test_the_route_runs_from_the_form_to_the_laptop() -> None:
    assert [row[0] for row in ROUTE if row[0].isdecimal()] == list("12345678")


def test_each_call_of_the_route_is_really_made() -> None:
    """Whoever stands left of an arrow names what stands right of it, or both are named by the step above."""
    broken = []
    above = ""
    for row in ROUTE:
        steps = STEP.findall(row[1])
        for (path, caller), (_, called) in pairwise(steps):
            if " or " not in row[1] and not (_names(path, called) or (above and _names(above, called))):
                broken.append(f"step {row[0]}: {path}: {caller} does not come to {called}")
        if row[0].isdecimal():
            above = steps[-1][0]
    assert not broken


def _names(path: str, called: str) -> bool:
    """Whether the code in `path` uses this name, by whatever alias its module goes."""
    tree = ast.parse((SOURCE / path).read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return called in names


def test_every_room_is_described_and_every_described_room_stands() -> None:
    described = {
        name.rstrip("/")
        for row in _rows(_section("The rooms"))
        for name in re.findall(r"`([\w/.]+)`", row[0])
    }
    standing = {
        str(path.relative_to(SOURCE))
        for floor in ("foundation", "lifecycle", "interfaces")
        for path in (SOURCE / floor).iterdir()
        if (path / "__init__.py").is_file()
    }
    standing |= {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    standing -= {"foundation", "lifecycle", "interfaces"}
    assert standing <= described
    assert not [name for name in described if not (SOURCE / name).exists()]


def test_every_journey_and_contract_is_named() -> None:
    picture = TEXT.split("```")[1]
    journeys = {path.stem for path in (SOURCE / "journeys").glob("*.py")} - {"__init__"}
    assert not [name for name in journeys if name not in picture.split()]
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    names = {contracts[each]["name"] for each in contracts.sections() if ":contract:" in each}
    assert names == set(re.findall(r"^- (.+)$", _section("Contracts"), re.MULTILINE))
