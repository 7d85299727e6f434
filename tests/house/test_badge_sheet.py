"""The contact sheet of badges in the documentation: drawn by its script, the same each time, and not stale."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from skillmark.lifecycle.designing.badge_art import icon_names
from skillmark.lifecycle.designing.badge_shapes import KINDS

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "make_badge_sheet.py"
SHEET = ROOT / "docs" / "images" / "badges.png"
SECTORS = {
    "Information technology", "Health", "Business and finance", "Education", "Manufacturing", "Sustainability",
    "Languages and culture", "Compliance", "Project management", "Change management", "Entrepreneurship",
    "Supply chain", "Enterprise resource planning", "Soft skills",
}  # fmt: skip


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_the_script_draws_the_same_bytes_twice(tmp_path: Path) -> None:
    sheets = []
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.png"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, str(SCRIPT), str(target)], check=True, env=environment)
        sheets.append(target.read_bytes())
    assert sheets[0] == sheets[1]
    assert sheets[0].startswith(b"\x89PNG")


def test_the_sheet_in_the_documentation_shows_the_art_as_it_is(script: dict[str, Any]) -> None:
    with Image.open(SHEET) as sheet:
        assert sheet.info["Drawings"] == script["fingerprint"](script["exemplars"]()), (
            "run tools/make_badge_sheet.py, and look at the sheet"
        )


def test_the_sheet_shows_thirty_of_every_sector_kind_and_level(script: dict[str, Any]) -> None:
    badges = script["exemplars"]()
    assert len(badges) == 30
    assert {badge["sector"] for badge in badges} >= SECTORS
    assert {badge["kind"] for badge in badges} == set(KINDS)
    assert {badge.get("level") for badge in badges} >= {None, 2, 3, 4, 5, 6, 7}
    assert {badge["icon"] for badge in badges} <= set(icon_names())
    assert len({badge["icon"] for badge in badges}) == 30
