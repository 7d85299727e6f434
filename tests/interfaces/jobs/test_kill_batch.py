"""A batch whose processes are all killed at random, again and again: everybody has one credential, and one only."""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.interfaces.jobs.test_kill import ROOT, count_in_file, environment_of, fresh_database

ROWS = 50_000
KILLS = 50
PATIENCE = 600.0
LEASES_END = 30.0
_WORLD = Path(__file__).with_name("kill_batch_world.py")


@pytest.mark.kill
def test_a_batch_that_is_killed_again_and_again_is_issued_once(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - a failing run can be played again
    with fresh_database() as (url, count):
        env = environment_of(tmp_path, url)
        _tell(env, "prepare", str(ROWS))
        # Read by a worker that is left in peace, so that all the kills fall into the issuing.
        subprocess.run(
            [sys.executable, "-m", "skillmark", "worker", "--batches"], env=env, cwd=ROOT, check=True
        )
        _tell(env, "confirm")
        if not url:

            def count() -> int:
                return count_in_file(tmp_path / "db.sqlite3")

        gaps = _work_and_kill(env, random.Random(seed), count)
        print(f"begun again after {max(gaps):.1f} s at most")  # noqa: T201 - how long it took is worth reading
        left = _at_its_end(env)
    assert len(gaps) == KILLS
    numbers = (
        "issued", "credentials", "distinct_indexes", "distinct_people", "learners", "awards", "wallet_items",
        "places_taken", "in_facts", "as_hashed",
    )  # fmt: skip
    assert {name: left[name] for name in numbers} == dict.fromkeys(numbers, ROWS)
    assert [left[name] for name in ("phase", "ends", "verified_of_sample", "integrity")] == [
        "done",
        1,
        25,
        "ok",
    ]


def _at_its_end(env: dict[str, str]) -> dict[str, Any]:
    """What is there once the batch is done: the last credential may be, while whoever made it still holds the batch."""
    until = time.monotonic() + LEASES_END
    while True:
        _work_in_peace(env)
        left: dict[str, Any] = json.loads(_tell(env, "look"))
        if left["phase"] == "done" or time.monotonic() > until:
            return left
        time.sleep(1)


def _work_in_peace(env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "skillmark", "worker", "--batches"], env=env, cwd=ROOT, check=True)


def _tell(env: dict[str, str], *words: str) -> bytes:
    done = subprocess.run(
        [sys.executable, _WORLD, *words], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return done.stdout


def _work_and_kill(env: dict[str, str], dice: random.Random, count: Callable[[], int]) -> list[float]:
    """Kills web, worker and whatever they have started, all at once; returns how long each time nothing was added."""
    until, gaps = time.monotonic() + PATIENCE, []
    moments = sorted(dice.sample(range(ROWS - 2_000), KILLS))
    house = _House(env)
    try:
        for moment in moments:
            _wait(count, moment, until)
            # Anywhere within a chunk: while it is read, signed and stored.
            time.sleep(dice.uniform(0, 0.3))
            house.kill()
            before, began = count(), time.monotonic()
            house = _House(env)
            _wait(count, min(before + 1, ROWS), until)
            gaps.append(time.monotonic() - began)
        _wait(count, ROWS, until)
    finally:
        house.end()
    return gaps


def _wait(count: Callable[[], int], number: int, until: float) -> None:
    while (there := count()) < number:
        assert time.monotonic() < until, f"only {there} credentials after {PATIENCE} seconds"
        time.sleep(0.02)


class _House:
    """A web server and a worker, with all that they start in a group of its own."""

    def __init__(self, env: dict[str, str]) -> None:
        words = [
            [sys.executable, "-m", "skillmark", "worker"],
            [sys.executable, "-m", "skillmark", "serve", "--bind", "127.0.0.1:0"],
        ]
        self.processes = [
            subprocess.Popen(
                each,
                env=env,
                cwd=ROOT,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for each in words
        ]

    def kill(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self.processes:
            process.wait(10)

    def end(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)
