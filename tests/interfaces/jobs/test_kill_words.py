"""Workers killed while they sign words between organisations and tell holders of a successor: each is done once."""

from __future__ import annotations

import json
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.interfaces.jobs.test_kill import ROOT, environment_of, fresh_database

HOLDERS = 250
WORDS = 18  # three organisations, three kinds, about a version and about its provider
WORKERS = 2
PATIENCE = 150.0
# What a worker is at when it is killed; "anything" also meets it while it looks for whom to tell. Letters come first:
# one that a dead worker holds comes back after half a minute, a word after twenty seconds.
_FIRST = ["ledger_delivery"] * 2 + ["anything"] * 2
_THEN = ["issuing_endorsement"] * 4 + ["anything"]
_OPEN = (
    "SELECT (SELECT count(*) FROM issuing_endorsement WHERE state <> 'done')"
    " + (SELECT count(*) FROM ledger_delivery WHERE state <> 'done')"
    " + (SELECT count(*) FROM designing_announcement WHERE ended_at IS NULL)"
)
_WORLD = Path(__file__).with_name("kill_words_world.py")
Ask = Callable[[str], list[str]]


@pytest.mark.kill
def test_killed_workers_sign_each_word_once_and_tell_each_holder_once(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - a failing run can be played again
    with fresh_database() as (url, _):
        env = environment_of(tmp_path, url)
        subprocess.run([sys.executable, _WORLD, "prepare", str(HOLDERS)], env=env, cwd=ROOT, check=True)
        with _asking(url, tmp_path / "db.sqlite3") as ask:
            killed = _work_and_kill(env, random.Random(seed), ask)
        answer = subprocess.run(
            [sys.executable, _WORLD, "look"], env=env, cwd=ROOT, check=True, capture_output=True
        )
        left = json.loads(answer.stdout)
    print(killed, left)  # noqa: T201 - how often, and what is left, is worth reading
    assert left["tried_again"] > 0, "no kill hit a worker that signed; the test proved nothing"
    words = (
        "asked", "done", "documents", "distinct_indexes", "places_taken", "as_intended", "verified", "signed_facts",
    )  # fmt: skip
    assert {name: left[name] for name in words} == dict.fromkeys(words, WORDS)
    letters = ("announced", "told", "told_people", "different_letters", "people_with_a_letter")
    assert {name: left[name] for name in letters} == dict.fromkeys(letters, HOLDERS)
    rest = ("documents_beside_their_row", "undelivered", "ended", "integrity")
    assert [left[name] for name in rest] == [0, 0, True, "ok"]
    # The same letter leaves again only where a worker was killed between sending it and noting that.
    assert left["letters"] <= HOLDERS + len(killed)


@contextmanager
def _asking(url: str, file: Path) -> Iterator[Ask]:
    """Questions to the database from outside, while workers write: the first column of each row."""
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as server:
            yield lambda query: [str(row[0]) for row in server.execute(query.encode()).fetchall()]
        return
    import sqlite3

    connection = sqlite3.connect(file, timeout=20, isolation_level=None)
    try:
        yield lambda query: [str(row[0]) for row in connection.execute(query).fetchall()]
    finally:
        connection.close()


def _start(env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "skillmark", "worker"], env=env, cwd=ROOT)


def _work_and_kill(env: dict[str, str], dice: random.Random, ask: Ask) -> list[str]:
    """Kills a worker at each of the moments, with another in its place, and lets them end; what was hit."""
    moments = dice.sample(_FIRST, len(_FIRST)) + dice.sample(_THEN, len(_THEN))
    workers = [_start(env) for _ in range(WORKERS)]
    killed, until = [], time.monotonic() + PATIENCE
    try:
        for moment in moments:
            place = _wait_for(moment, workers, dice, ask)
            if place is None:
                continue
            workers[place].send_signal(signal.SIGKILL)
            assert workers[place].wait(10) == -signal.SIGKILL
            killed.append(moment)
            workers[place] = _start(env)
        # What a killed one held comes back when its lease ends.
        while ask(_OPEN) != ["0"]:
            assert time.monotonic() < until, f"{ask(_OPEN)} are open after {PATIENCE} seconds"
            time.sleep(0.1)
    finally:
        for worker in workers:
            worker.terminate()
        ended = [worker.wait(30) for worker in workers]
    assert ended == [0] * WORKERS, "a worker that is asked to stop ends in good order"
    return killed


def _wait_for(
    moment: str, workers: list[subprocess.Popen[bytes]], dice: random.Random, ask: Ask
) -> int | None:
    """Which of the workers is to be killed now; None where none of them comes to that any more."""
    if moment == "anything":
        time.sleep(dice.uniform(0, 1.5))
        return dice.randrange(len(workers))
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for holder in ask(f"SELECT held_by FROM {moment} WHERE state = 'held'"):
            process = int(holder.split(":")[-2])
            place = next((n for n, each in enumerate(workers) if each.pid == process), None)
            if place is not None:
                # Anywhere within the work on one row: before, between and after its transactions.
                time.sleep(dice.choice([0, dice.uniform(0, 0.05)]))
                return place
        time.sleep(0.001)
    return None
