"""Workers killed at random, again and again, while they issue: nothing is lost, nothing is there twice."""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

AWARDS = 500
KILLS = 25
WORKERS = 2
PATIENCE = 180.0
ROOT = Path(__file__).resolve().parents[3]
_WORLD = Path(__file__).with_name("kill_world.py")


@contextmanager
def fresh_database() -> Iterator[tuple[str, Callable[[], int]]]:
    """The setting of a fresh database, and how to count its credentials from outside while workers write."""
    server = os.environ["SKILLMARK_DATABASE_URL"]
    if not server:
        yield "", lambda: -1
        return
    import psycopg

    name = f"skillmark_kill_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        try:
            with psycopg.connect(url, autocommit=True) as watcher:

                def count() -> int:
                    row = watcher.execute("SELECT count(*) FROM issuing_credential").fetchone()
                    assert row is not None
                    return int(row[0])

                yield url, count
        finally:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def count_in_file(path: Path) -> int:
    import sqlite3

    with sqlite3.connect(path, timeout=20) as connection:
        return int(connection.execute("SELECT count(*) FROM issuing_credential").fetchone()[0])


@pytest.mark.kill
def test_killed_workers_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - a failing run can be played again
    dice = random.Random(seed)
    with fresh_database() as (url, count):
        env = environment_of(tmp_path, url)
        subprocess.run([sys.executable, _WORLD, "prepare", str(AWARDS)], env=env, cwd=ROOT, check=True)
        if not url:

            def count() -> int:
                return count_in_file(tmp_path / "db.sqlite3")

        began = time.monotonic()
        killed = _work_and_kill(env, dice, count)
        worked = time.monotonic()
        left = _finish(env)
        print(f"worked {worked - began:.0f} s, finished {time.monotonic() - worked:.0f} s, left {left}")  # noqa: T201 - so is how long it took
    assert killed == KILLS
    assert left["tried_again"] > 0, "no kill hit a worker at work; the test proved nothing"
    expected = {
        "credentials": AWARDS, "distinct_indexes": AWARDS, "distinct_people": AWARDS, "wallet_items": AWARDS,
        "done": AWARDS, "not_done": 0, "intents_without_credential": 0, "credentials_beside_their_intent": 0,
        "places_taken": AWARDS, "undelivered": 0, "delivered": AWARDS, "verified_of_sample": 25, "integrity": "ok",
    }  # fmt: skip
    assert {name: left[name] for name in expected} == expected
    assert {name: left["facts"][name] for name in ("CredentialIssued", "CredentialPlaced")} == {
        "CredentialIssued": AWARDS,
        "CredentialPlaced": AWARDS,
    }
    letters = list((tmp_path / "outbox").iterdir())
    assert letters  # each at least once


def environment_of(home: Path, url: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SKILLMARK_")}
    return ours | {
        "SKILLMARK_HOME": str(home),
        "SKILLMARK_DEVELOPMENT": "yes",
        "SKILLMARK_DATABASE_URL": url,
        "SKILLMARK_LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


def _start(env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "skillmark", "worker"], env=env, cwd=ROOT)


def _work_and_kill(env: dict[str, str], dice: random.Random, count: Callable[[], int]) -> int:
    """Kills a worker each time another random number of credentials is there, and starts a new one in its place."""
    moments = sorted(dice.sample(range(5, AWARDS - 20), KILLS))
    workers = [_start(env) for _ in range(WORKERS)]
    killed, until = 0, time.monotonic() + PATIENCE
    try:
        for moment in moments:
            while count() < moment:
                assert time.monotonic() < until, f"only {count()} credentials after {PATIENCE} seconds"
                time.sleep(0.01)
            # Anywhere within the work on one credential: before, between and after its three transactions.
            time.sleep(dice.uniform(0, 0.08))
            place = dice.randrange(WORKERS)
            workers[place].send_signal(signal.SIGKILL)
            assert workers[place].wait(10) == -signal.SIGKILL
            killed += 1
            workers[place] = _start(env)
        while count() < AWARDS:
            assert time.monotonic() < until, f"only {count()} credentials after {PATIENCE} seconds"
            time.sleep(0.05)
    finally:
        for worker in workers:
            worker.terminate()
        ended = [worker.wait(30) for worker in workers]
    assert ended == [0] * WORKERS, "a worker that is asked to stop ends in good order"
    return killed


def _finish(env: dict[str, str]) -> dict[str, object]:
    """Lets one worker deliver what is left (rows of killed ones come back when their lease ends), then looks."""
    until = time.monotonic() + 60
    left: dict[str, object] = {}
    while not left or (left["undelivered"] and time.monotonic() < until):
        subprocess.run([sys.executable, "-m", "skillmark", "worker", "--once"], env=env, cwd=ROOT, check=True)
        answer = subprocess.run(
            [sys.executable, _WORLD, "look"], env=env, cwd=ROOT, check=True, capture_output=True
        )
        left = json.loads(answer.stdout)
    return left
