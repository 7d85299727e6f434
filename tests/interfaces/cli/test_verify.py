"""`skillmark verify` as a person runs it: a process of its own, real files, a real server, and its exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.interfaces.cli.college import NAME, College, open_college

from skillmark.credential.bake import bake_any
from skillmark.credential.model.elements import ELEMENTS
from skillmark.fetcher import KnownDocuments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCE = Path(__file__).resolve().parents[3] / "src"
VERIFIED, NOT_VERIFIED, NOT_CHECKED, USAGE = 0, 1, 2, 64


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """What was printed, without its line breaks."""
        return " ".join(self.out.split())

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Shell:
    """Runs the program in a folder and an installation of its own."""

    folder: Path

    def verify(self, *words: str | Path, stdin: bytes = b"", **environ: str) -> Ran:
        return self.run("-m", "skillmark", "verify", *words, stdin=stdin, **environ)

    def run(self, *words: str | Path, stdin: bytes = b"", **environ: str) -> Ran:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SKILLMARK_", "PYTHON"))
        }
        mine = {"PYTHONPATH": str(SOURCE), "SKILLMARK_HOME": str(self.folder / "home"), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env=kept | mine | environ,
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode())

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def college() -> Iterator[College]:
    with open_college() as opened:
        yield opened


def png(credential: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, "PNG")
    return bake_any(out.getvalue(), credential.decode())


def svg(credential: bytes) -> bytes:
    return bake_any(b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>', credential.decode())


@pytest.mark.parametrize("carried", [bytes, png, svg], ids=["json", "png", "svg"])
def test_a_credential_verifies_in_every_form(
    shell: Shell, college: College, carried: Callable[[bytes], bytes]
) -> None:
    ran = shell.verify("--allow-local", shell.file("badge", carried(college.credential())))
    assert ran.code == VERIFIED, ran.out
    assert "✓ Verified: " in ran.out
    assert f"Ana Souza earned “Food safety”, says {NAME}" in ran.out
    assert [
        line[4:7].strip() for line in ran.out.splitlines() if line[2:3] in "✓✗?–" and line[:2] == "  "
    ] == [str(step) for step in range(1, 11)]
    assert "Next:" in ran.out
    assert ran.err == ""


def test_it_reads_standard_input_and_links(shell: Shell, college: College) -> None:
    assert shell.verify("--allow-local", "-", stdin=college.credential() + b"\n").code == VERIFIED
    link = college.publish("/c/7", college.credential(), "application/vc")
    assert shell.verify("--allow-local", link).code == VERIFIED
    link = college.publish("/c/7.png", png(college.credential()), "image/png")
    assert shell.verify("--allow-local", link).code == VERIFIED


def test_a_page_leads_to_its_credential(shell: Shell, college: College) -> None:
    college.publish("/c/7.json", college.credential(), "application/vc+ld+json")
    page = b"""<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed">
        <link rel="ALTERNATE nofollow" type="application/vc+ld+json" href="7.json">"""
    assert (
        shell.verify("--allow-local", college.publish("/c/7", page, "text/html; charset=utf-8")).code
        == VERIFIED
    )


@pytest.mark.parametrize(
    "link",
    [
        b"",
        b'<link rel="alternate" type="application/vc" href="http://127.0.0.1:1/c.json">',
        b'<link rel="alternate">',
    ],
)
def test_a_page_without_a_credential_of_its_own_says_what_to_do(
    shell: Shell, college: College, link: bytes
) -> None:
    page = college.publish("/page", b"<!doctype html><title>x</title>" + link, "text/html")
    ran = shell.verify("--allow-local", page)
    assert ran.code == NOT_CHECKED
    assert "names no credential" in ran.text
    assert "download" in ran.out


def test_a_revoked_credential_is_not_verified(shell: Shell, college: College) -> None:
    badge = shell.file("badge.png", png(college.credential(index=94_567)))
    assert shell.verify("--allow-local", badge).code == VERIFIED
    college.revoke(94_567)
    ran = shell.verify("--allow-local", badge)
    assert ran.code == NOT_VERIFIED
    assert f"{NAME} did sign that Ana Souza earned “Food safety”, but it does not stand today." in ran.text
    assert "Revoked" in ran.out
    assert "Ask the issuer" in ran.out


def test_offline_says_how_old_its_knowledge_is(shell: Shell) -> None:
    with open_college() as college:
        badge = shell.file("badge.png", png(college.credential()))
        assert shell.verify("--allow-local", badge).code == VERIFIED
    ran = shell.verify("--allow-local", "--offline", badge)
    assert ran.code == VERIFIED, ran.out
    known = next(line for line in ran.out.splitlines() if line.startswith("What is known:"))
    assert "keys as of" in known
    assert "status list as of" in known


def test_offline_an_old_status_list_proves_no_innocence_but_still_guilt(shell: Shell) -> None:
    known = KnownDocuments(shell.folder / "home" / "known")
    with open_college() as college:
        badge = shell.file("badge.png", png(college.credential(index=7)))
        assert shell.verify("--allow-local", badge).code == VERIFIED
        _make_older(known, college.status_list, timedelta(days=30))
        stale = shell.verify("--allow-local", "--offline", badge)
        college.revoke(7)
        assert shell.verify("--allow-local", badge).code == NOT_VERIFIED
        _make_older(known, college.status_list, timedelta(days=30))
    revoked = shell.verify("--allow-local", "--offline", badge)
    assert stale.code == NOT_CHECKED
    assert "status list as of 30 days ago" in stale.text
    assert "current status" in stale.text
    assert revoked.code == NOT_VERIFIED
    assert "Revoked" in revoked.out


def _make_older(known: KnownDocuments, url: str, age: timedelta) -> None:
    found = known.get(url)
    assert found is not None
    known.put(
        url=url,
        body=found.body,
        media_type=found.media_type,
        fetched_at=found.fetched_at - age,
        ttl=found.ttl,
    )


def test_offline_links_are_not_followed(shell: Shell, college: College) -> None:
    link = college.publish("/c/7", college.credential(), "application/vc")
    assert shell.verify("--allow-local", link).code == VERIFIED
    seen_before = len(college.server.seen)
    ran = shell.verify("--allow-local", "--offline", link)
    assert (ran.code, len(college.server.seen)) == (NOT_CHECKED, seen_before)
    assert "Save the credential as a file" in ran.out


def test_offline_and_never_seen_is_not_checked_and_not_false(shell: Shell) -> None:
    with open_college() as college:
        badge = shell.file("badge.png", png(college.credential()))
        seen_before = len(college.server.seen)
        ran = shell.verify("--allow-local", "--offline", badge)
        assert len(college.server.seen) == seen_before
    assert ran.code == NOT_CHECKED
    assert "Could not be checked" in ran.out
    assert "without --offline" in ran.out
    assert "✗" not in ran.out


def test_a_server_that_is_gone_is_not_checked(shell: Shell) -> None:
    with open_college() as college:
        badge = shell.file("badge.json", college.credential())
    ran = shell.verify("--allow-local", badge)
    assert ran.code == NOT_CHECKED
    assert "Connection refused" in ran.text
    assert "Errno" not in ran.text
    assert "Try again later" in ran.text


def test_an_issuer_on_a_published_list_is_known(shell: Shell, college: College) -> None:
    known = {"name": "Colleges of Northland", "issuers": [{"id": college.issuer, "name": NAME}]}
    link = college.publish("/known.json", known, "application/json")
    badge = shell.file("badge.json", college.credential())
    ran = shell.verify("--allow-local", "--known", link, badge)
    assert ran.code == VERIFIED
    assert f"{NAME} is on Colleges of Northland" in ran.text
    page = college.publish("/known.html", b"<!doctype html>", "text/html")
    assert f"{page} could not be asked" in shell.verify("--allow-local", "--known", page, badge).text


def test_one_changed_letter_is_not_verified(shell: Shell, college: College) -> None:
    changed = shell.file("badge.json", college.credential().replace(b"Food safety", b"Food safetY"))
    ran = shell.verify("--allow-local", changed)
    assert ran.code == NOT_VERIFIED
    assert "✗" in ran.out
    assert "That is not established" in ran.out


def test_local_addresses_need_permission(shell: Shell, college: College) -> None:
    link = college.publish("/c/7", college.credential(), "application/vc")
    seen_before = len(college.server.seen)
    ran = shell.verify(link)
    assert ran.code == NOT_CHECKED
    assert "--allow-local" in ran.out
    assert len(college.server.seen) == seen_before
    (shell.folder / "home").mkdir(exist_ok=True)
    shell.file("home/config.env", b"SKILLMARK_DEVELOPMENT=1\n")
    assert shell.verify(link).code == VERIFIED


def test_a_credential_of_this_machine_names_the_permission_that_it_needs(
    shell: Shell, college: College
) -> None:
    file = shell.file("badge.json", college.credential())
    assert "--allow-local" in shell.verify(file).text.partition("Next:")[2]
    assert shell.verify("--allow-local", file).code == VERIFIED


def test_wrong_settings_do_not_stop_a_check(shell: Shell, college: College) -> None:
    ran = shell.verify(
        "--allow-local", shell.file("c.json", college.credential()), SKILLMARK_WEB_THREADS="many"
    )
    assert ran.code == VERIFIED
    assert "settings" in ran.err


def test_one_source_is_one_json_object_and_several_are_an_array(shell: Shell, college: College) -> None:
    badge = shell.file("badge.png", png(college.credential()))
    one = shell.verify("--json", "--allow-local", badge)
    assert one.code == VERIFIED
    report = one.json()
    assert (report["source"], report["verdict"]) == (str(badge), "verified")
    assert [check["step"] for check in report["checks"]] == list(range(1, 11))
    assert all({"step", "name", "outcome", "detail", "spec"} <= check.keys() for check in report["checks"])
    several = shell.verify("--json", "--allow-local", badge, "missing.png")
    assert [each["verdict"] for each in several.json()] == ["verified", "not_checked"]
    assert several.json()[1]["next_step"]


def test_programs_get_the_elements_that_are_said(shell: Shell, college: College) -> None:
    good = shell.verify("--json", "--allow-local", shell.file("badge.json", college.credential())).json()
    assert list(good["elements"]) == list(ELEMENTS)
    assert good["elements"]["title"] == good["credential"]["achievement"]["name"]
    assert good["elements"]["awarding_body"] == good["credential"]["issuer"]["name"]
    assert good["elements"]["further_information"] is None
    for other in (b"{}", b"no credential"):
        assert shell.verify("--json", shell.file("other.json", other)).json()["elements"] is None


def test_the_worst_source_decides(shell: Shell, college: College) -> None:
    good = shell.file("good.json", college.credential())
    bad = shell.file("bad.json", b"{}")
    absent = "absent.json"
    for sources, code in [
        ([good, good], VERIFIED),
        ([good, absent], NOT_CHECKED),
        ([absent, bad, good], NOT_VERIFIED),
        ([bad, absent], NOT_VERIFIED),
    ]:
        assert shell.verify("--allow-local", *sources).code == code


def test_every_bad_file_has_a_sentence_a_next_step_and_an_exit_code(shell: Shell) -> None:
    with shell.file("huge.png", b"").open("r+b") as file:
        file.truncate(2 * 1024**3)
    shell.file("empty.json", b" \n")
    shell.file("noise.bin", bytes(range(256)) * 40)
    shell.file("half.json", b'{"@context": [')
    shell.file("deep.json", b"[" * 100_000)
    shell.file("photo.png", png(b"{}").replace(b"openbadgecredential", b"x" * 19))
    shell.file("jwt.txt", b"eyJhbGciOiJFZERTQSJ9.e30.c2ln")
    (shell.folder / "folder").mkdir()
    expected = {
        "huge.png": NOT_VERIFIED, "empty.json": NOT_VERIFIED, "noise.bin": NOT_VERIFIED, "half.json": NOT_VERIFIED,
        "deep.json": NOT_VERIFIED, "photo.png": NOT_VERIFIED, "jwt.txt": NOT_VERIFIED, "folder": NOT_CHECKED,
        "missing": NOT_CHECKED, "https://no-such-host.invalid/x": NOT_CHECKED, "http://example.com/": NOT_CHECKED,
    }  # fmt: skip
    for source, code in expected.items():
        ran = shell.verify(source)
        assert (ran.code, ran.err) == (code, ""), (source, ran)
        assert "Next:" in ran.out, source
        assert "Traceback" not in ran.out


def test_what_is_no_credential_is_named_and_nothing_is_claimed_of_it(shell: Shell) -> None:
    shell.file("words.txt", b"dear employer")
    shell.file("paper.pdf", b"%PDF-1.7 ...")
    shell.file("other.json", b'{"a": 1}')
    assert "This file is not a credential" in shell.verify("words.txt").out
    paper = shell.verify("paper.pdf").out
    assert "paper proves nothing by itself" in paper
    assert "link that is printed on it" in paper
    assert "earned" not in shell.verify("other.json").out


def test_a_link_without_its_scheme_is_a_link_unless_it_may_be_a_file(shell: Shell) -> None:
    (shell.folder / "my.folder").mkdir()
    assert "https://no-such-host.invalid/x" in shell.verify("--json", "no-such-host.invalid/x").out
    for file in ("badge.json", "my.folder/badge.json"):
        assert "The file could not be read" in shell.verify(file).out


def test_a_hostile_name_cannot_drive_the_terminal(shell: Shell, college: College) -> None:
    hostile = "Ana \x1b[2J\u202egnp.exe\u2028 Souza"
    badge = shell.file("badge.json", college.credential(learner=hostile))
    ran = shell.verify("--allow-local", badge)
    assert not {"\x1b", "\u202e", "\u2028"} & set(ran.out)
    assert shell.verify("--json", "--allow-local", badge).out.isascii()


def test_colour_is_for_terminals_and_plain_signs_for_old_ones(shell: Shell, college: College) -> None:
    badge = shell.file("badge.json", college.credential())
    ran = shell.verify("--allow-local", badge, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.code == VERIFIED
    assert ran.out.startswith("+ Verified: ")


@pytest.mark.parametrize(
    ("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal_unless_it_is_not_wanted(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], *, coloured: bool
) -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    monkeypatch.chdir(shell.folder)
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    monkeypatch.setenv("SKILLMARK_HOME", str(shell.folder / "home"))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    shown = bytearray()

    def read(handle: int) -> bytes:
        data = os.read(handle, 4096)
        shown.extend(data)
        return data

    pty.spawn([sys.executable, "-m", "skillmark", "verify", "missing.json"], read, lambda _handle: b"")
    assert (b"\x1b[" in shown) is coloured
    assert b"Could not be checked" in shown


@pytest.mark.parametrize("words", [[], ["--frob", "x"], ["--json"]])
def test_wrong_usage_is_64(shell: Shell, words: list[str]) -> None:
    ran = shell.verify(*words)
    assert ran.code == USAGE
    assert "--help" in ran.err


def test_an_unknown_command_is_64_and_help_is_0(shell: Shell) -> None:
    assert shell.run("-m", "skillmark", "frobnicate").code == USAGE
    helped = shell.run("-m", "skillmark", "verify", "--help")
    assert helped.code == 0
    assert "0 verified, 1 not verified, 2 could not be checked, 64 wrong usage" in helped.out
    assert "array" in helped.out
    assert "verify" in shell.run("-m", "skillmark").out


def test_verifying_never_loads_django(shell: Shell, college: College) -> None:
    badge = shell.file("badge.png", png(college.credential()))
    script = (
        "import sys; from skillmark.interfaces.cli.main import main; code = main(['verify', *sys.argv[1:]]);"
        "assert not [name for name in sys.modules if name.partition('.')[0] in {'django', 'sqlite3'}]; sys.exit(code)"
    )
    ran = shell.run("-c", script, "--allow-local", badge)
    assert (ran.code, ran.err) == (VERIFIED, "")


def test_a_reader_that_goes_away_is_no_error(shell: Shell) -> None:
    command = f"{sys.executable} -m skillmark verify a b c d | head -n 1"
    environ = os.environ | {"PYTHONPATH": str(SOURCE), "SKILLMARK_HOME": str(shell.folder)}
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=environ, check=False, timeout=60)
    assert done.stderr == b""


@pytest.mark.parametrize("name", ["simple-json.png", "simple-json.svg"])
def test_official_pictures_are_read_and_without_a_network_not_judged(
    shell: Shell, standards: Callable[[str], Path], name: str
) -> None:
    ran = shell.verify("--offline", "--json", standards(f"1edtech-fixtures/ob30/{name}"))
    assert ran.code == NOT_CHECKED
    assert ran.json()["checks"][0]["outcome"] == "passed"


def test_a_key_that_came_along_proves_nothing_and_is_explained(
    shell: Shell, standards: Callable[[str], Path]
) -> None:
    ran = shell.verify("--offline", standards("1edtech-fixtures/ob30/simple-jwt.png"))
    assert ran.code == NOT_VERIFIED
    assert "can put a key of their own into it" in ran.text.partition("Next:")[2]
