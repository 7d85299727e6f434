"""`init`, `doctor` and `serve` on a machine of their own: what is written, refused and said."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from skillmark.interfaces.cli.serve import usual_place

OWNER = ("--no-input", "--owner-email", "olga@example.org", "--organisation", "Northfield College")


class Machine:
    """Runs commands in separate processes with a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SKILLMARK_", "DJANGO_"))
        }
        self.environment = {**kept, "SKILLMARK_HOME": str(home)}

    def start(self, *words: str, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "skillmark", *words],
            env={**self.environment, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **settings: str) -> tuple[int, str]:
        process = self.start(*words, **settings)
        out, err = process.communicate(timeout=120)
        return process.returncode, out + err


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "home")


@pytest.fixture(scope="session")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("installation") / "home"
    code, said = Machine(home).run("init", *OWNER)
    assert code == 0, said
    assert "key_encryption_key in a safe place" in said
    return home


@pytest.fixture
def installed(machine: Machine, fresh_home: Path) -> Machine:
    shutil.copytree(fresh_home, machine.home)
    return machine


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_init_keeps_everything_private(installed: Machine) -> None:
    others_may = [
        path for path in [installed.home, *installed.home.rglob("*")] if path.stat().st_mode & 0o077
    ]
    assert others_may == []
    assert {"config.env", "db.sqlite3", "keys"} <= {path.name for path in installed.home.iterdir()}


def test_init_overwrites_nothing(installed: Machine) -> None:
    before = {path: path.read_bytes() for path in installed.home.rglob("*") if path.is_file()}
    code, said = installed.run("init", *OWNER)
    assert code == 73
    assert "nothing was changed" in said
    assert {path: path.read_bytes() for path in installed.home.rglob("*") if path.is_file()} == before


def test_init_that_was_interrupted_is_finished_by_running_it_again(installed: Machine) -> None:
    key = (installed.home / "keys" / "key_encryption_key").read_bytes()
    (installed.home / "config.env").unlink()  # written last, so this is how an interruption looks
    code, said = installed.run("init", *OWNER)
    assert code == 0, said
    assert "platform staff already" in said
    assert (installed.home / "keys" / "key_encryption_key").read_bytes() == key


def test_init_refuses_all_wrong_answers_at_once_and_writes_nothing(machine: Machine) -> None:
    code, said = machine.run("init", *OWNER, "--base-url", "http://badges.example", "--smtp-url", "ftp://x")
    assert code == 64
    assert "https://" in said
    assert "SMTP_URL" in said
    assert not machine.home.exists()


@pytest.mark.parametrize(
    ("words", "said_of"),
    [
        (("--owner-email", "olga"), "--owner-email"),
        (("--owner-email", "olga@nowhere"), "--owner-email"),
        (("--owner-email", "olga@example.org, rob@example.org"), "--owner-email"),
        (("--organisation", "   "), "--organisation"),
        (("--organisation", "---"), "--organisation"),
        (("--mail-from", "Skillmark"), "SKILLMARK_MAIL_FROM"),
        (("--mail-from", "Skillmark <nobody>"), "SKILLMARK_MAIL_FROM"),
        (("--owner-password-file", "/nowhere/at/all"), "--owner-password-file"),
        (("--owner-password-file", os.devnull), "--owner-password-file"),
    ],
)
def test_init_refuses_what_nobody_could_use(machine: Machine, words: tuple[str, str], said_of: str) -> None:
    code, said = machine.run("init", *OWNER, *words)
    assert code == 64
    assert said_of in said
    assert not machine.home.exists()


def test_init_without_password_and_mail_says_where_the_code_is(machine: Machine) -> None:
    code, said = machine.run("init", *OWNER, "--base-url", "http://127.0.0.1:8901")
    assert code == 0, said
    assert "only by a code" in said
    assert str(machine.home / "outbox") in said
    assert "127.0.0.1:8901" in said.partition("Start the web server")[2].partition("\n")[0]


def test_a_password_from_a_file_opens_the_door(machine: Machine, tmp_path: Path) -> None:
    port, file = _free_port(), tmp_path / "password"
    file.write_text("a long enough password\n", "utf-8")
    base = f"http://localhost:{port}"
    code, said = machine.run("init", *OWNER, "--base-url", base, "--owner-password-file", str(file))
    assert code == 0, said
    assert "only by a code" not in said
    assert "a long enough password" not in said
    server = machine.start("serve")  # listens where the base address leads
    try:
        _answer(f"{base}/readyz")
        with httpx.Client(base_url=base, follow_redirects=True, trust_env=False) as visitor:
            visitor.get("/accounts/login/")
            form = {"login": "olga@example.org", "password": "a long enough password"}
            form["csrfmiddlewaretoken"] = visitor.cookies["csrf"]
            page = visitor.post("/accounts/login/", data=form)
        assert "olga@example.org" in page.text
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_doctor_sees_a_sender_that_is_no_address(installed: Machine) -> None:
    code, said = installed.run("doctor", SKILLMARK_MAIL_FROM="Skillmark")
    assert code == 1
    assert "SKILLMARK_MAIL_FROM must be an address" in said


def test_doctor_finds_a_new_installation_well(installed: Machine) -> None:
    code, said = installed.run("doctor", "--json")
    findings = json.loads(said)
    assert code == 0
    assert not [finding for finding in findings if finding["state"] == "bad"]
    assert all(finding["why"] and finding["mend"] for finding in findings if finding["state"] != "ok")


def test_doctor_sees_secrets_that_others_may_read(installed: Machine) -> None:
    (installed.home / "keys" / "secret_key").chmod(0o644)
    code, said = installed.run("doctor")
    assert code == 1
    assert "chmod 600" in said


def test_doctor_names_every_wrong_setting(machine: Machine) -> None:
    code, said = machine.run("doctor", SKILLMARK_WEB_THREADS="many", SKILLMARK_STATUS_TTL="-1")
    assert code == 1
    assert "SKILLMARK_WEB_THREADS" in said
    assert "SKILLMARK_STATUS_TTL" in said


def test_doctor_looks_at_the_folder_of_public_files(installed: Machine, tmp_path: Path) -> None:
    named = {"SKILLMARK_PUBLISH_DIR": str(tmp_path / "public")}
    assert f"nothing is published in {tmp_path / 'public'} yet" in installed.run("doctor", **named)[1]
    assert installed.run("publish", **named)[0] == 0
    findings = json.loads(installed.run("doctor", "--json", **named)[1])
    assert [each["state"] for each in findings if str(tmp_path / "public") in each["what"]] == ["ok"]


def test_doctor_sees_a_database_that_does_not_answer(installed: Machine) -> None:
    url = f"postgresql://nobody@127.0.0.1:{_free_port()}/nothing"
    code, said = installed.run("doctor", SKILLMARK_DATABASE_URL=url)
    assert code == 1
    assert "does not answer" in said


@pytest.mark.parametrize(
    ("base_url", "place"),
    [
        ("http://localhost:8901", ("127.0.0.1", 8901)),
        ("http://127.0.0.1:8901", ("127.0.0.1", 8901)),
        ("http://[::1]:8901", ("::1", 8901)),
        ("http://localhost", ("127.0.0.1", 8000)),
        ("https://localhost:8443", ("127.0.0.1", 8000)),
        ("https://badges.example:444", ("127.0.0.1", 8000)),
    ],
)
def test_serve_listens_where_a_local_address_leads(base_url: str, place: tuple[str, int]) -> None:
    assert usual_place(base_url) == place


def test_serve_without_an_installation_says_how_to_make_one(machine: Machine) -> None:
    code, said = machine.run("serve")
    assert code == 78
    assert "init" in said


@pytest.mark.parametrize("development", ["no", "yes"])
def test_serve_answers_and_stops_when_asked(installed: Machine, development: str) -> None:
    port = _free_port()
    server = installed.start("serve", "--bind", f"127.0.0.1:{port}", SKILLMARK_DEVELOPMENT=development)
    try:
        assert _answer(f"http://localhost:{port}/readyz").json() == {"status": "ok"}
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _answer(url: str) -> httpx.Response:
    """What the address says, once it says something."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
