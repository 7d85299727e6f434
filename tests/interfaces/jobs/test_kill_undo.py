"""A job whose processes are killed at random, between two parts and in the middle: each credential is changed once."""

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

import pytest
from tests.interfaces.jobs.test_kill import ROOT, environment_of, fresh_database

ROWS = 20_000
KILLS = 8
PATIENCE = 300.0
_BATCH, _UNDO = (Path(__file__).with_name(f"kill_{name}_world.py") for name in ("batch", "undo"))
Tell = Callable[..., bytes]


@pytest.mark.kill
def test_a_job_that_is_killed_again_and_again_changes_each_credential_once(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - a failing run can be played again
    with fresh_database() as (url, _):
        env = environment_of(tmp_path, url)

        def tell(*words: object) -> bytes:
            return subprocess.run(
                [sys.executable, *map(str, words)], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE
            ).stdout

        tell(_BATCH, "prepare", ROWS)
        tell("-m", "skillmark", "worker", "--batches")  # reads
        tell(_BATCH, "confirm")
        tell("-m", "skillmark", "worker", "--batches")  # issues
        tell(_UNDO, "undo")
        _work_and_kill(env, random.Random(seed), lambda: _changed(url or tmp_path / "db.sqlite3"))
        left = _to_the_end(tell)
    numbers = (
        "changed", "revoked", "changes", "credentials_changed", "withdrawn", "bits", "in_facts", "active", "replaced",
    )  # fmt: skip
    assert {name: left[name] for name in numbers} == dict.fromkeys(numbers, ROWS)
    assert [left[name] for name in ("phase", "left_alone", "ends", "reissued", "integrity")] == [
        "done",
        0,
        1,
        1,
        "ok",
    ]


def _changed(database: str | Path) -> int:
    """How many are changed, asked from outside while the worker writes."""
    query = "SELECT count(*) FROM issuing_statuschange"
    if isinstance(database, Path):
        import sqlite3

        with sqlite3.connect(database, timeout=20) as file:
            return int(file.execute(query).fetchone()[0])
    import psycopg

    with psycopg.connect(database) as server:
        row = server.execute(query).fetchone()
        assert row is not None
        return int(row[0])


def _work_and_kill(env: dict[str, str], dice: random.Random, changed: Callable[[], int]) -> None:
    """Kills the worker and what it has started, each time somewhere in the part behind the next one."""
    until = time.monotonic() + PATIENCE
    for _ in range(KILLS):
        before = changed()
        worker = subprocess.Popen(
            [sys.executable, "-m", "skillmark", "worker"], env=env, cwd=ROOT, start_new_session=True
        )
        try:
            while changed() == before:
                assert time.monotonic() < until, f"only {before} changes after {PATIENCE} seconds"
                time.sleep(0.005)
            time.sleep(dice.uniform(0, 0.1))
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(10)
        if changed() == ROWS:
            return


def _to_the_end(tell: Tell) -> dict[str, object]:
    """What a dead process of this machine holds is free when its lease has ended."""
    until = time.monotonic() + PATIENCE
    left: dict[str, object] = {}
    while not left.get("reissued"):
        assert time.monotonic() < until, left
        for option in ("--undo", "--batches"):
            tell("-m", "skillmark", "worker", option)
        left = json.loads(tell(_UNDO, "look"))
    return left
