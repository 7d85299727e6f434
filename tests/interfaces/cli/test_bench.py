"""`skillmark bench`: what it prints, draws and leaves out. How fast anything is, is no matter for tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.interfaces.cli.shell import Shell

from skillmark.interfaces.cli.bench import BENCHES, told
from skillmark.interfaces.cli.bench_chart import chart
from skillmark.interfaces.cli.bench_figures import Figure, Measured, machine, shown

ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"
OF_PYLD = {"canonicalise_to_pyld", "full_path_to_pyld"}
OF_NODE = {"sign_to_digitalbazaar", "verify_to_digitalbazaar"}
OUR_OWN = {"sign_to_raw", "verify_to_raw", "status_list_to_gzip"}


def _runs(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: what is installed, and where, is up to its environment."""
    return subprocess.run(
        [sys.executable, "-m", "skillmark", "bench", *words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine with neither Node.js nor PyLD."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / "lacking" / "pyld").mkdir(parents=True)
    (folder / "lacking" / "pyld" / "__init__.py").write_text("raise ImportError('not here')", "utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(desk: Path) -> dict[str, Any]:
    """What is measured there."""
    lacking = {"PATH": str(desk / "nothing"), "PYTHONPATH": str(desk / "lacking")}
    ran = _runs(desk, "ratios", "--rounds", "1", "--plot", "speed.svg", "--json", **lacking)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


# --- what is measured -------------------------------------------------------------------------------------------


def test_what_cannot_be_compared_is_left_out_with_the_reason(alone: dict[str, Any]) -> None:
    assert set(alone) == {"ratios", "machine", "left_out"}
    assert set(alone["ratios"]) == OUR_OWN
    assert all(value > 0 for value in alone["ratios"].values())
    assert set(alone["left_out"]) == OF_PYLD | OF_NODE
    assert all("PyLD is not installed" in alone["left_out"][name] for name in OF_PYLD)
    assert all("Node.js is not installed" in alone["left_out"][name] for name in OF_NODE)


def test_the_machine_is_named_with_what_single_things_took(alone: dict[str, Any]) -> None:
    where = alone["machine"]
    assert (where["rounds"], where["cores"]) == (1, os.cpu_count())
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", where["date"])
    assert where["peak_memory_mb"] > 10
    took = where["microseconds"]
    assert alone["ratios"]["sign_to_raw"] == pytest.approx(took["raw sign"] / took["sign"], rel=0.05)
    assert alone["ratios"]["status_list_to_gzip"] == pytest.approx(
        took["gzip"] / took["status list"], rel=0.05
    )


@pytest.mark.interop
def test_with_every_rival_nothing_is_left_out(shell: Shell) -> None:
    pytest.importorskip("pyld", reason="PyLD is not installed")
    if not (ROOT / "tests" / "interop" / "node_modules").is_dir():
        pytest.skip("the packages of tests/interop are not installed: npm ci")
    found = shell.does("bench", "ratios", "--rounds", "1", "--json").json()
    assert set(found["ratios"]) == OUR_OWN | OF_PYLD | OF_NODE
    assert "left_out" not in found
    # Nothing stays behind where Node.js looked for its packages.
    assert not list((ROOT / "tests" / "interop").glob(".bench*"))


@pytest.mark.demo
def test_a_bulk_is_issued_by_the_command_that_people_use(shell: Shell) -> None:
    ran = shell.does("bench", "bulk", "--bulk", "30", "--json")
    found = ran.json()
    assert set(found) == {"bulk", "machine"}
    bulk = found["bulk"]
    assert bulk["number"] == 30
    assert bulk["per_second"] == pytest.approx(30 / bulk["seconds"], rel=0.05)
    # The command and at least one process that signs for it.
    assert bulk["processes"] >= 2
    assert bulk["peak_memory_mb"] > 50
    assert shell.names() == set()


# --- telling ----------------------------------------------------------------------------------------------------

MADE_UP = Measured(
    members={},
    figures=[
        Figure(name="fast", value=211.4, sentence="Reading <badges> & more is 211 times as fast.", target=60, aim=200),
        Figure(name="slow", value=0.2, sentence="Writing runs at 0.20 of the speed.", target=0.25),
        Figure(name="bulk", value=5_400.7, unit="/s", sentence="Many at once."),
    ],
    left_out={"absent": "Nobody is there to compare with."},
    machine=machine() | {"rounds": 3, "peak_memory_mb": 123.4},
)  # fmt: skip


def test_a_table_has_a_sentence_in_each_line() -> None:
    lines = told(MADE_UP).splitlines()
    assert "medians of 3 interleaved rounds" in lines[0]
    fast, slow, bulk = (next(line for line in lines if each.sentence in line) for each in MADE_UP.figures)
    assert fast.split()[:3] == ["211", "60", "200"]
    assert "Below the target" not in fast
    assert slow.split()[:2] == ["0.20", "0.25"]
    assert "Below the target" in slow
    assert bulk.split()[0] == "5,401/s"
    assert "  absent: Nobody is there to compare with." in lines
    assert "123 MB" in lines[-1]


def test_figures_have_no_more_digits_than_mean_something() -> None:
    assert [shown(each) for each in (12_345.6, 99.94, 10, 0.256)] == ["12,346", "99.9", "10.0", "0.26"]


# --- the picture ------------------------------------------------------------------------------------------------


def _texts(svg: ET.Element) -> list[str]:
    return [each.text or "" for each in svg.iter(f"{SVG}text")]


def test_the_picture_says_everything_in_words_too() -> None:
    svg = ET.fromstring(chart(MADE_UP))
    title, told_in_full = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert told_in_full is not None
    assert told_in_full.text
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {told_in_full.get('id')}"
    texts = _texts(svg)
    for each in MADE_UP.figures:
        assert each.sentence in told_in_full.text
        assert each.sentence in texts
    assert "Target 60, aim 200: met." in texts
    assert "Target 0.25: not met." in texts
    assert "Left out: absent. Nobody is there to compare with." in texts


def test_bars_are_as_long_as_the_figure_is_in_targets() -> None:
    svg = ET.fromstring(chart(MADE_UP))
    bars = {kind: svg.findall(f".//{SVG}rect[@class='{kind}']") for kind in ("met", "missed", "track")}
    assert {kind: len(each) for kind, each in bars.items()} == {"met": 1, "missed": 1, "track": 2}
    met, missed, track = (float(bars[kind][0].get("width", "")) for kind in ("met", "missed", "track"))
    assert met / missed == pytest.approx((211.4 / 60) / (0.2 / 0.25), rel=0.01)
    assert met < track
    # One line for all targets.
    goals = [each.get("d", "").split()[0] for each in svg.iter(f"{SVG}path") if each.get("class") == "goal"]
    assert len(goals) == 2
    assert len(set(goals)) == 1


def test_the_picture_is_for_light_and_dark_and_needs_nothing_else() -> None:
    drawn = chart(MADE_UP)
    style = ET.fromstring(drawn).find(f"{SVG}style")
    assert style is not None
    assert style.text
    light, dark = style.text.split("@media(prefers-color-scheme:dark)")
    assert re.findall(r"\.\w+(?=\{)", light) == re.findall(r"\.\w+(?=\{)", dark)
    assert set(re.findall(r"#\w{6}", light)).isdisjoint(re.findall(r"#\w{6}", dark))
    assert not re.search(r"href|url\(|<script", drawn)


def test_a_picture_is_drawn_of_what_was_measured(alone: dict[str, Any], desk: Path) -> None:
    svg = ET.parse(desk / "speed.svg").getroot()
    texts = _texts(svg)
    assert sum("OpenSSL" in text for text in texts) == 2
    assert sum(text.startswith("Left out: ") for text in texts) == len(alone["left_out"])


# --- wrong usage ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["everything"], f"choose from {', '.join(BENCHES)}"),
        (["--rounds", "0"], "no number from 1 to"),
        (["--bulk", "²"], "no number from 1 to"),
    ],
)
def test_wrong_usage_is_named(shell: Shell, words: list[str], said: str) -> None:
    ran = shell("bench", *words)
    assert (ran.code, ran.out) == (64, "")
    assert said in ran.text


def test_a_picture_that_has_no_place_is_refused_before_anything_is_measured(shell: Shell) -> None:
    ran = shell("bench", "--plot", "nowhere/speed.svg", "--json")
    assert (ran.code, ran.err) == (2, "")
    assert ran.json()["error"]["code"] == "unwritable"


def test_an_installed_package_says_where_it_can_be_measured(tmp_path: Path) -> None:
    """What pip installs is the package alone, without the folders beside it."""
    needed = (
        "config.py",
        "__init__.py",
        "__main__.py",
        "credential",
        "interfaces/__init__.py",
        "interfaces/cli",
    )
    for name in needed:
        source, target = ROOT / "src" / "skillmark" / name, tmp_path / "site" / "skillmark" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
    ran = _runs(tmp_path, "ratios", "--json", PYTHONPATH=str(tmp_path / "site"))
    assert ran.returncode == 69, ran.stderr
    assert json.loads(ran.stdout)["error"]["code"] == "not_a_clone"


@pytest.mark.demo
def test_searches_are_measured_where_they_are_asked_for(desk: Path) -> None:
    """Over the extract that comes along, and without PostgreSQL, which is said."""
    nowhere = {"SKILLMARK_SKILLS": str(desk / "nowhere"), "PATH": str(desk / "nothing")}
    ran = _runs(desk, "search", "--rounds", "1", "--json", **nowhere)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    assert "search_esco" in found["left_out"]
    assert set(found["search"]) | {name.removeprefix("search_") for name in found["left_out"]} >= {
        "sqlite",
        "postgresql",
    }
    assert found["search"]["sqlite"]["searches"] == 100
    assert 0 < found["search"]["sqlite"]["p50_ms"] <= found["search"]["sqlite"]["p95_ms"]
