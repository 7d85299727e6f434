"""What is published as files is enough: a simple host serves verification with the platform switched off."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.interfaces.jobs.static_host import headers_for, new_server, read_rules, serving

from skillmark.config import create_secrets
from skillmark.credential.report import Report
from skillmark.credential.verify import Policy, inspect
from skillmark.fetcher.guard import Guard
from skillmark.fetcher.known import KnownDocuments
from skillmark.fetcher.resolver import WebResolver

_ROOT = Path(__file__).resolve().parents[3]
_WORLD = Path(__file__).with_name("publish_world.py")
KILLS = 8


class College:
    """An installation that runs in processes of its own, and only while a command does."""

    def __init__(self, home: Path, public: Path, base_url: str) -> None:
        self.home, self.public, self.base_url = home, public, base_url
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SKILLMARK_")}
        self._environment = kept | {
            "SKILLMARK_HOME": str(home),
            "SKILLMARK_BASE_URL": base_url,
            "SKILLMARK_DEVELOPMENT": "yes",
            "PYTHONPATH": os.pathsep.join([str(_ROOT / "src"), str(_ROOT)]),
        }

    def world(self, what: str) -> None:
        subprocess.run([sys.executable, _WORLD, what], env=self._environment, cwd=_ROOT, check=True)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "skillmark", "publish", str(self.public), "--json", *words]
        return subprocess.Popen(command, env=self._environment, cwd=_ROOT, stdout=subprocess.PIPE)

    def publish(self, *words: str, code: int = 0) -> Any:
        process = self.start(*words)
        out, _ = process.communicate(timeout=120)
        assert process.returncode == code, out
        return json.loads(out)

    def credential(self, name: str) -> bytes:
        return (self.home / "issued" / f"{name}.json").read_bytes()


@pytest.fixture(scope="module")
def college(tmp_path_factory: pytest.TempPathFactory) -> Iterator[College]:
    folder = tmp_path_factory.mktemp("college")
    (folder / "public").mkdir()
    server = new_server(folder / "public")
    made = College(folder / "home", folder / "public", f"http://localhost:{server.server_port}")
    create_secrets(made.home)
    made.world("prepare")
    made.publish()
    with serving(server, made.public):
        yield made
    server.server_close()


def _check(data: bytes, folder: Path) -> Report:
    """As on a stranger's machine: over the network, through the guard, with an empty store."""
    now = datetime.now(UTC)
    resolver = WebResolver(Guard(allow_local=True), KnownDocuments(folder / secrets.token_hex(4)), now)
    return inspect(data, resolver=resolver, now=now, policy=Policy(allow_local_http=True))


@pytest.mark.parametrize("name", ["good-https", "good-did-web", "good-did-key"])
def test_a_credential_verifies_against_nothing_but_files(college: College, tmp_path: Path, name: str) -> None:
    report = _check(college.credential(name), tmp_path)
    assert report.verdict == "verified", report.to_json()
    assert report.check(6).outcome == "passed"


@pytest.mark.parametrize(
    ("name", "reason"), [("revoked", "The exam had leaked"), ("suspended", "Under review")]
)
def test_a_withdrawn_one_is_refused_with_its_reason(
    college: College, tmp_path: Path, name: str, reason: str
) -> None:
    report = _check(college.credential(name), tmp_path)
    assert (report.verdict, report.check(6).code) == ("not_verified", name)
    assert reason in report.check(6).detail


def test_everything_that_a_credential_names_is_there(college: College) -> None:
    document = json.loads(college.credential("good-https"))
    achievement = document["credentialSubject"]["achievement"]
    addresses = {
        document["issuer"]["id"]: "application/cid+json",
        f"{document['issuer']['id']}/did.json": "application/did+json",
        f"{document['issuer']['id']}/about/": "text/html; charset=utf-8",
        document["credentialStatus"]["statusListCredential"]: "application/vc",
        achievement["id"]: "text/html; charset=utf-8",
        f"{achievement['id']}/achievement.json": "application/ld+json",
        achievement["image"]["id"]: "image/png",
        f"{achievement['id']}/badge.icon": "image/svg+xml",
    }
    with httpx.Client(follow_redirects=True, trust_env=False) as client:
        for address, media_type in addresses.items():
            answer = client.get(address)
            assert (address, answer.status_code, answer.headers["Content-Type"]) == (address, 200, media_type)
            assert "max-age=" in answer.headers["Cache-Control"], address
        page = client.get(achievement["id"]).text
        assert achievement["name"] in page
        assert "Sign in" not in page
        shared = {part.split('"')[0] for part in page.split('href="/static/')[1:]}
        assert shared
        for each in shared:
            assert client.get(f"{college.base_url}/static/{each.split('#')[0]}").status_code == 200, each
        data = client.get(f"{achievement['id']}/achievement.json").json()
    assert data.items() >= {name: achievement[name] for name in ("id", "name", "criteria", "image")}.items()


def test_each_address_gets_its_headers_by_one_rule(college: College) -> None:
    """Hosts join the headers of several rules, which no reader would understand."""
    rules = read_rules((college.public / "_headers").read_text("utf-8"))
    manifest = json.loads((college.public / ".skillmark" / "manifest.json").read_bytes())
    assert len(rules) < 100  # the most that some hosts read
    for path, entry in manifest["files"].items():
        if path == "_headers":
            continue
        sent = headers_for(entry["address"], rules)
        expected = dict(entry["headers"])
        if entry["address"].startswith("/static/"):
            del expected["Content-Type"]
        assert sent == expected, path
    listed = headers_for("/status/x/revocation", rules)
    assert listed["Cache-Control"] == "public, max-age=300"
    assert headers_for("/achievements/x/badge.png", rules)["Cache-Control"].endswith("immutable")


def test_the_documented_nginx_sends_the_same(college: College) -> None:
    text = (_ROOT / "docs" / "how-to" / "publish-as-static-files.md").read_text("utf-8")
    places = re.findall(
        r"^location ~ (\S+) \{\n(.*?)^\}", text.split("```nginx\n")[1], re.MULTILINE | re.DOTALL
    )
    rules = read_rules((college.public / "_headers").read_text("utf-8"))
    told = 0
    for pattern, headers in rules.items():
        if pattern == "/static/*":
            continue
        address = re.sub(r":\w+", "7", pattern)
        said = next(body for regex, body in places if re.search(regex, address))
        sent = dict(re.findall(r"add_header (\S+) \"(.*)\";", said))
        sent["Content-Type"] = re.findall(r'default_type "?([^"]+?)"?;\n', said)[0]
        assert sent.items() <= headers.items(), address
        assert sent.keys() >= headers.keys() & {"Cache-Control", "Access-Control-Allow-Origin"}, address
        if not headers["Content-Type"].startswith("application/"):
            assert sent.keys() >= headers.keys() & {"Content-Security-Policy"}, address
        told += 1
    assert told == len(rules) - 1
    assert any(re.search(regex, "/.skillmark/manifest.json") for regex, _ in places)


def test_files_of_another_address_are_not_mixed_in(college: College) -> None:
    refused = college.publish("--base-url", "http://localhost:1", code=2)
    assert refused["error"]["code"] == "other_address"


def test_killed_in_the_middle_it_leaves_whole_files_and_is_finished_by_the_next(
    college: College, tmp_path: Path
) -> None:
    """Each kill comes later than the one before, until a run is faster; after each, everything still verifies."""
    untouched = _all_files(college)
    assert college.publish()["written"] == []
    assert _all_files(college) == untouched
    for path in college.public.rglob("*"):
        if path.is_file() and ("achievements" in path.parts or "static" in path.parts):
            path.unlink()
    college.world("more")
    unfinished = 0
    for number in range(KILLS):
        process = college.start()
        _wait_until_begun(college, process, pause=number * 0.03)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        unfinished += _check_whole(college, tmp_path) > 0
    assert unfinished > 0, "no kill came in the middle; the test proved nothing"
    done = college.publish()
    assert done["held"] == []
    assert not any((college.public / ".skillmark" / "drafts").iterdir())
    assert _check(college.credential("good-https"), tmp_path).check(6).code == "revoked"
    assert {path.relative_to(college.public) for path in _all_files(college)} >= {
        path.relative_to(college.public) for path in untouched
    }
    assert college.publish()["written"] == []


def _all_files(college: College) -> dict[Path, tuple[int, int]]:
    notes = {college.public / ".skillmark" / name for name in ("lock", "done")}
    files = (path for path in college.public.rglob("*") if path.is_file() and path not in notes)
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in files}


def _wait_until_begun(college: College, process: subprocess.Popen[bytes], *, pause: float) -> None:
    """Until it has the lock, which it takes when everything is loaded, and a little longer."""
    lock = college.public / ".skillmark" / "lock"
    before = lock.stat().st_mtime_ns
    until = time.monotonic() + 60
    while lock.stat().st_mtime_ns == before and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(pause)


def _check_whole(college: College, tmp_path: Path) -> int:
    """How many files are announced and not there yet."""
    for name in ("good-did-web", "good-did-key"):
        assert _check(college.credential(name), tmp_path).verdict == "verified"
    assert _check(college.credential("revoked"), tmp_path).check(6).code == "revoked"
    manifest = json.loads((college.public / ".skillmark" / "manifest.json").read_bytes())
    ours = {"manifest.json"} | set(manifest["files"])
    for path in _all_files(college):
        name = str(path.relative_to(college.public))
        if ".skillmark/drafts" in name:
            continue  # begun, and nobody is told of it
        assert name in ours or path.name in ours, name
        assert path.stat().st_size, name
    return sum(not (college.public / path).exists() for path in manifest["files"])
