"""The total at the end of `skillmark test` counts what pytest really did."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from skillmark.interfaces.cli.test import Results, _counted, _fuzz

SAMPLE = """
import pytest

def test_passes(): pass
def test_fails(): assert False
@pytest.mark.skip(reason="why")
def test_skipped(): pass
@pytest.mark.xfail(reason="why")
def test_expected_to_fail(): assert False
@pytest.fixture
def broken(): raise RuntimeError
def test_error(broken): pass
"""


def test_every_outcome_is_counted(tmp_path: Path) -> None:
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    outcome = tmp_path / "outcome.xml"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:django",
            f"--junitxml={outcome}",
            "-c",
            "/dev/null",
            tmp_path,
        ],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    counts = _counted(outcome)
    assert counts == {"passed": 1, "failed": 1, "skipped": 1, "xfailed": 1, "errors": 1}


def test_nothing_is_left_out_quietly_on_a_build_machine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    results = Results(lacking=["browser tests were left out: install chromium"])
    assert results.report() == 0
    assert "LEFT OUT  browser tests" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert results.report() == 1


def test_one_failed_step_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    results = Results(failed=["mypy"])
    results.counts["passed"] = 3
    assert results.report() == 1
    assert "FAILED    mypy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "lacking", "failed"),
    [(0, 0, []), (1, 0, ["fuzzing"]), (69, 1, [])],
    ids=["kept", "broken", "no atheris"],
)
def test_what_fuzzing_came_to(code: int, lacking: int, failed: list[str]) -> None:
    results = Results()
    _fuzz(results, ("-c", f"raise SystemExit({code})"))
    assert (len(results.lacking), results.failed) == (lacking, failed)
