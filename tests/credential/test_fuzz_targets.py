"""The targets of fuzz/ keep their promises on what they begin with and on a little damage, wherever tests run.

So they do not rot where there is no atheris; `fuzz/run.py` tries tens of thousands of inputs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from fuzz.cost import target_named
from fuzz.target import Broken, accepted, promise

from skillmark.credential.errors import CredentialError

ROOT = Path(__file__).resolve().parents[2]
TARGETS = sorted(path.stem for path in (ROOT / "fuzz" / "targets").glob("*.py"))


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_keeps_its_promises(name: str) -> None:
    target = target_named(name)
    seeds = list(target.seeds())
    for seed in seeds:
        target.run(seed)
    for number in range(30):
        chance = Random(number)
        target.run(target.mutate(chance.choice(seeds), chance))


def test_a_broken_promise_is_told() -> None:
    with pytest.raises(Broken, match="water is wet"):
        promise(False, "water is wet")
    promise(True, "fire is hot")


def test_only_refusals_of_our_own_are_accepted() -> None:
    def refuse() -> None:
        raise CredentialError("code", "A sentence.")

    assert accepted(refuse) is None
    assert accepted(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        accepted(lambda: 1 // 0)


def test_every_target_can_be_asked_for() -> None:
    assert all(name in _run("fuzz/run.py", "--help").stdout for name in TARGETS)


# --- the fuzzer itself, where there is one ----------------------------------------------------------------------------

# Broken by a single letter, which only a fuzzer that is led by coverage or by seeds comes upon at once.
FRAGILE = """
from fuzz.target import Target, promise

def run(data):
    promise(b"x" not in data, "there is no x")
    if b"large" in data:
        b"y" * 300_000_000

TARGET = Target(run, lambda: [b"w", b"v{more}"], lambda data, chance: data + bytes([chance.randrange(128)]))
"""


def test_a_run_says_what_came_of_it() -> None:
    pytest.importorskip("atheris")
    told = _run("fuzz/run.py", "--seconds", "1", "--seed", "7", "keys")
    assert told.returncode == 0, told.stdout
    header, line = told.stdout.splitlines()
    assert header == "fuzz: 1 targets, 1 s each, --seed 7"
    assert re.fullmatch(r"keys +[\d,]+ inputs, none above [\d.]+ s and \d+ MB", line)


@pytest.mark.parametrize(
    ("more", "why"),
    [("", "there is no x"), ("large", "it costs")],
    ids=["a broken promise", "too much memory"],
)
def test_what_breaks_a_promise_is_found_and_kept(tmp_path: Path, more: str, why: str) -> None:
    pytest.importorskip("atheris")
    # The folders are no packages, so a target may lie elsewhere.
    (tmp_path / "fuzz" / "targets").mkdir(parents=True)
    (tmp_path / "fuzz" / "targets" / "fragile.py").write_text(FRAGILE.format(more=more))
    prefix = f"-artifact_prefix={tmp_path}/found-"
    told = _run("-m", "fuzz.harness", "fragile", str(tmp_path), prefix, "-max_total_time=30", beside=tmp_path)
    assert told.returncode != 0
    assert why in told.stdout + told.stderr
    (found,) = tmp_path.glob("found-*")
    assert (more.encode() or b"x") in found.read_bytes()


def _run(*words: str, beside: Path | None = None) -> subprocess.CompletedProcess[str]:
    paths = [str(path) for path in (beside, ROOT, ROOT / "src") if path is not None]
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
