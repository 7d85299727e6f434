"""The demo: a world that is the same each time, is kept between starts, and never touches a real installation."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path

import httpx
import pytest

from skillmark.config import Config, create_secrets, write_config_file
from skillmark.foundation.orgs.models import Role
from skillmark.interfaces.cli import demo, walking
from skillmark.interfaces.cli.demo import _shown_logins
from skillmark.interfaces.cli.platform import forget_environment
from skillmark.interfaces.cli.walk_ground import Walk, free_port
from skillmark.interfaces.cli.walk_people import sign_in
from skillmark.interfaces.cli.walking import STORY

DEMO = [sys.executable, "-m", "skillmark", "demo"]
STARTS_WITHIN = 180


def run_demo(home: Path, *words: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    environment = forget_environment() | {"SKILLMARK_HOME": str(home)}
    return subprocess.run(
        [*DEMO, *words],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )


@contextmanager
def running(home: Path, *words: str) -> Iterator[str]:
    """The demo while it runs; gives what it said until it answered. It must end with 0 when it is told to."""
    log = home.parent / f"{home.name}.log"
    environment = forget_environment() | {"SKILLMARK_HOME": str(home)}
    with log.open("wb") as out:
        server = subprocess.Popen([*DEMO, *words], env=environment, stdout=out, stderr=out)
    try:
        yield _said_hello(server, log)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        server.wait()


def _said_hello(server: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and server.poll() is None:
        said = log.read_text("utf-8")
        if "Stop with Ctrl-C" in said:
            return said
        time.sleep(0.1)
    pytest.fail(f"the demo did not start: {log.read_text('utf-8')}")


# --- what it leaves alone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], ["--reset"]])
def test_a_real_installation_is_left_alone(tmp_path: Path, words: list[str]) -> None:
    create_secrets(tmp_path)
    write_config_file(tmp_path, {"SKILLMARK_BASE_URL": "https://credentials.example"})
    (tmp_path / "db.sqlite3").write_bytes(b"what people entrusted to us")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    refused = run_demo(tmp_path, *words)

    assert refused.returncode == 78
    assert "real installation" in refused.stderr
    assert "SKILLMARK_HOME=" in refused.stderr  # the next step
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


# --- the same world each time -----------------------------------------------------------------------------------

TABLES = """
people_person orgs_organisation orgs_membership designing_version designing_outcome learning_enrolment
learning_activityprogress assessing_attempt assessing_submission awarding_award issuing_credential holding_walletitem
""".split()  # noqa: SIM905 - a list to read


ROLES = {role.label.lower() for role in Role} | {"learner", "platform staff"}


def figures(home: Path) -> dict[str, int]:
    """How many rows each table of the world has."""
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


def people(home: Path) -> list[tuple[str, str, int]]:
    """Everyone, with the number of credentials they hold: who got how far is drawn by lot, from a fixed seed."""
    query = """SELECT p.name, p.email, count(c.id) FROM people_person p
               LEFT JOIN issuing_credential c ON c.person_id = p.id GROUP BY p.id ORDER BY p.email"""
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        return database.execute(query).fetchall()


def states(home: Path) -> dict[str, int]:
    """How many versions are in each state."""
    query = "SELECT state, count(*) FROM designing_version GROUP BY state"
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        return dict(database.execute(query).fetchall())


@pytest.mark.demo
def test_the_world_is_kept_between_starts_and_made_the_same_again(tmp_path: Path) -> None:
    home, port = tmp_path / "world", free_port()
    with running(home, "--port", str(port)) as said:
        assert "Making" in said
        logins = re.findall(r"\S+@\S+", said)
        assert {"bram@brightline.example", "saoirse@brightline.example"} <= set(logins)
        kept = json.loads((home / "demo.json").read_text("utf-8"))
        assert [email for _, _, email in kept["logins"]] == logins
        assert {role for _, roles, _ in kept["logins"] for role in roles.split(", ")} >= ROLES
        assert httpx.get(f"http://localhost:{port}/", trust_env=False).status_code == 200
    first, everyone, database = figures(home), people(home), (home / "db.sqlite3").stat().st_ino
    assert first["people_person"] >= 200
    assert first["issuing_credential"] > 10
    assert first["learning_enrolment"] > 100
    assert states(home) == {"published": 11, "pilot": 1, "on_hold": 1}

    with running(home) as said:  # a later start makes nothing, and stays at its address
        assert "Making" not in said
        assert f"http://localhost:{port}" in said
    assert (figures(home), people(home)) == (first, everyone)
    assert (home / "db.sqlite3").stat().st_ino == database

    with closing(sqlite3.connect(home / "db.sqlite3")) as changed:
        changed.execute("UPDATE people_person SET name = 'Somebody Else'")
        changed.commit()
    other = free_port()
    with running(home, "--reset", "--port", str(other)) as said:
        assert "Making" in said
        assert f"http://localhost:{other}" in said
        assert re.findall(r"\S+@\S+", said) == logins
    assert (figures(home), people(home)) == (first, everyone)


@pytest.mark.demo
def test_a_demo_stays_at_the_address_its_credentials_carry(tmp_path: Path) -> None:
    create_secrets(tmp_path)
    settings = {
        "SKILLMARK_BASE_URL": "http://127.0.0.1:8599",
        "SKILLMARK_DEVELOPMENT": "yes",
        "SKILLMARK_DEMO": "yes",
    }
    write_config_file(tmp_path, settings)
    refused = run_demo(tmp_path, "--port", "8598")
    assert refused.returncode == 64
    assert "demo --reset --port 8598" in refused.stderr


def test_logins_are_shown_by_organisation_also_those_of_an_older_world() -> None:
    shown = _shown_logins(
        [["College", "owner, designer", "a@x.example"], ["College", "registrar", "b@x.example"]]
    )
    assert [line.split() for line in shown.split("\n") if line] == [
        ["College"], ["owner,", "designer", "a@x.example"], ["registrar", "b@x.example"],
    ]  # fmt: skip
    assert "learner  c@x.example" in _shown_logins([["learner", "c@x.example"]])


def test_a_program_of_the_college_is_told_how_to_come_in(tmp_path: Path) -> None:
    known = ((demo.PROGRAM, hashlib.sha256(demo.PROGRAM_TOKEN.encode()).hexdigest()),)
    config = Config(home=tmp_path, connect=("vcapi",), vcapi_tokens=known)
    assert demo.PROGRAM_TOKEN in demo._shown_connectors(config)
    assert demo._shown_connectors(Config(home=tmp_path)) == ""
    world = resources.files("skillmark.interfaces.cli").joinpath("demo_world", "people.toml")
    staff = {each["email"]: each for each in tomllib.loads(world.read_text("utf-8"))["staff"]}
    assert "registrar" in staff[demo.PROGRAM]["roles"]
    assert staff[demo.PROGRAM]["org"] == "northfield"


# --- the walk ---------------------------------------------------------------------------------------------------


@pytest.mark.demo
def test_the_whole_story_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    walked = run_demo(tmp_path / "untouched", "--walk", seconds=600)
    assert walked.returncode == 0, walked.stdout + walked.stderr
    steps = [line for line in walked.stdout.splitlines() if re.match(r"✓ +\d+\.\d s  ", line)]
    assert [re.split(r" s  ", line, maxsplit=1)[1] for line in steps] == [name for name, _ in STORY]
    last = walked.stdout.splitlines()[-1]
    assert re.fullmatch(rf"{len(STORY)} of {len(STORY)} steps held in \d+\.\d s", last)
    assert list(tmp_path.iterdir()) == [], "the temporary world is gone, and no other was made"


@pytest.mark.demo
def test_a_step_that_does_not_hold_is_named_and_the_world_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(
        walking, "STORY", [STORY[0], ("The designer is somebody else", _nobody_signs_in), STORY[1]]
    )
    assert walking.walk_in_fresh_world() == 1
    said = capsys.readouterr().out
    assert re.search(r"✗ +\d+\.\d s  The designer is somebody else", said)
    assert "could not sign in" in said
    assert said.splitlines()[-1].startswith("1 of 3 steps held in ")
    kept = next(tmp_path.glob("skillmark-walk-*"))
    assert str(kept) in said
    assert (kept / "server.log").is_file()


def _nobody_signs_in(walk: Walk) -> None:
    sign_in(walk, "dana", email="dana@northfield.example", password="not hers")
