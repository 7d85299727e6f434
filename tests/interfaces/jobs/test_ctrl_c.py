"""Ctrl-C in a terminal reaches every process of a command: the batch is cancelled between chunks, and not broken."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.interfaces.jobs.test_kill import ROOT, count_in_file, environment_of

ROWS = 20_000
_WORLD = Path(__file__).with_name("kill_batch_world.py")


@pytest.mark.kill
def test_ctrl_c_cancels_between_two_chunks(heeds_ctrl_c: None, tmp_path: Path) -> None:
    if os.environ["SKILLMARK_DATABASE_URL"]:
        pytest.skip("what a signal does to processes does not depend on the database")
    env = environment_of(tmp_path, "")
    subprocess.run([sys.executable, _WORLD, "prepare", str(ROWS)], env=env, cwd=ROOT, check=True)
    words = ["award", str(tmp_path / "class.csv"), "--achievement", "data-analysis-northfield", "--json"]
    command = subprocess.Popen(
        [sys.executable, "-m", "skillmark", *words, "--by", "rob@example.org"],
        env=env, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 60
    while count_in_file(tmp_path / "db.sqlite3") == 0 and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(command.pid, signal.SIGINT)
    said = json.loads(command.communicate(timeout=60)[0])
    assert command.returncode == 1
    assert said["phase"] == "cancelled"
    assert 0 < said["issued"] < ROWS
    assert count_in_file(tmp_path / "db.sqlite3") == said["issued"]
    with sqlite3.connect(tmp_path / "db.sqlite3") as connection:
        assert connection.execute("SELECT sum(taken) FROM issuing_statuslist").fetchone() == (said["issued"],)
