"""What is documented is true: the reference is current, links lead somewhere, commands parse, addresses exist."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.urls import Resolver404, resolve

from skillmark.config import known_names
from skillmark.corpus import assemble
from skillmark.corpus.collection import NOT_COVERED
from skillmark.interfaces.cli.main import COMMANDS, EX_USAGE, Parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src" / "skillmark").rglob("*.md")]
)
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# Where a page may lead outside. Everything else is an example and says so by its name.
EXAMPLE = re.compile(r"(^|\.)example(\.(org|com|net))?$|^localhost$|^127\.0\.0\.1$")
FOREIGN = {"www.w3.org", "w3id.org", "purl.imsglobal.org", "data.europa.eu"}


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


each_page = pytest.mark.parametrize("path", PAGES, ids=_named)


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


# --- the reference ------------------------------------------------------------------------------------------


def test_the_reference_is_what_the_code_says() -> None:
    script = ROOT / "tools" / "make_reference.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_dependency_is_listed_with_its_licence() -> None:
    listed = (ROOT / "docs" / "decisions" / "0006-dependencies.md").read_text("utf-8").lower()
    pinned = re.findall(
        r"^([a-z0-9._-]+)==", (ROOT / "requirements/run.txt").read_text("ascii"), re.MULTILINE
    )
    words = set(re.findall(r"[a-z0-9][a-z0-9._-]*[a-z0-9]", listed))
    assert pinned
    assert [name for name in pinned if name not in words] == []


# --- links --------------------------------------------------------------------------------------------------


@each_page
def test_every_link_leads_somewhere(path: Path) -> None:
    dead = [
        target for target in LINK.findall(_without_code(path.read_text("utf-8"))) if _is_dead(path, target)
    ]
    assert not dead


def _is_dead(path: Path, target: str) -> bool:
    if urlsplit(target).scheme:
        return False
    name, _, anchor = target.partition("#")
    found = (path.parent / unquote(name)).resolve() if name else path
    return not found.exists() or bool(anchor and anchor not in _anchors(found))


def _anchors(path: Path) -> set[str]:
    """The anchors that Git hosting sites make of headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        targets = [each.partition("#")[0] for each in LINK.findall(_without_code(page.read_text("utf-8")))]
        waiting += [
            (page.parent / each).resolve()
            for each in targets
            if each.endswith(".md") and not urlsplit(each).scheme
        ]
    assert [_named(path) for path in PAGES if path not in seen] == []


@each_page
def test_no_page_names_a_machine_or_a_real_host(path: Path) -> None:
    text = path.read_text("utf-8")
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r"https?://[\w.\-:%]+", text)}
    assert [host for host in hosts if not EXAMPLE.search(host) and host not in FOREIGN] == []
    assert not re.search(r"(?<![\w.])/(root|home|tmp|work|Users)/", text)


# --- commands -----------------------------------------------------------------------------------------------


def _commands(text: str) -> Iterator[list[str]]:
    """Every `skillmark …` line of a code block, and every inline one, without what stands around it."""
    lines = [
        line
        for kind, body in FENCE.findall(text)
        if kind in {"sh", ""}
        for line in body.replace("\\\n", " ").splitlines()
    ]
    lines += re.findall(r"`((?:\./)?skillmark [^`]+)`", FENCE.sub("", text))
    for line in lines:
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            continue
        calls = [number for number, word in enumerate(words) if word in {"./skillmark", "skillmark"}]
        before = words[: calls[0]] if calls else []
        if calls and all("=" in word for word in before[before.index("|") + 1 if "|" in before else 0 :]):
            yield _own_words(words[calls[0] + 1 :])


def _own_words(words: list[str]) -> list[str]:
    end = next(
        (number for number, word in enumerate(words) if word in {"|", ">", "&&", ";", "&"}), len(words)
    )
    return words[:end]


DOCUMENTED = sorted(
    {
        (_named(path), *words)
        for path in PAGES
        for words in _commands(path.read_text("utf-8"))
        if words and "…" not in " ".join(words) and "[options]" not in words and words != ["COMMAND"]
    }
)


@pytest.mark.parametrize("case", DOCUMENTED, ids=" ".join)
def test_every_documented_command_parses(case: tuple[str, ...]) -> None:
    _, name, *words = case
    assert name in COMMANDS
    if not words:
        return  # the command's name in a sentence
    module = importlib.import_module(COMMANDS[name].module)
    parser = Parser(prog=f"skillmark {name}")
    module.add_arguments(parser)
    complaint = io.StringIO()
    with contextlib.redirect_stderr(complaint):
        try:
            _, rest = parser.parse_known_args(words)
        except SystemExit as left:
            pytest.fail(f"{' '.join(case)}: {complaint.getvalue()} ({left.code})")
    assert not rest or getattr(module, "HANDS_ON", False)


def test_enough_commands_were_found() -> None:
    assert {case[1] for case in DOCUMENTED} == set(COMMANDS)


def test_a_wrong_command_would_be_noticed() -> None:
    parser = Parser(prog="skillmark demo")
    importlib.import_module(COMMANDS["demo"].module).add_arguments(parser)
    with pytest.raises(SystemExit) as left, contextlib.redirect_stderr(io.StringIO()):
        parser.parse_args(["--port"])
    assert left.value.code == EX_USAGE
    assert isinstance(parser, argparse.ArgumentParser)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation made by the very command that the guide for operators shows."""
    text = (ROOT / "docs" / "how-to" / "run.md").read_text("utf-8")
    words = next(words for words in _commands(text) if words[0] == "init" and "--no-input" in words)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SKILLMARK_", "DJANGO_"))
    }
    environment = {**kept, "SKILLMARK_HOME": str(tmp_path_factory.mktemp("documented") / "home")}
    done = _run(words, environment)
    assert done.returncode == 0, done.stderr
    return environment


def _run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "skillmark", *words],
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_installation_of_the_guide_stands(installation: dict[str, str]) -> None:
    worked = _run(["worker", "--once"], installation)
    assert worked.returncode == 0, worked.stderr
    migrated = _run(["migrate", "--quiet"], installation)
    assert (migrated.returncode, migrated.stdout) == (0, "")
    found = {each["what"]: each for each in json.loads(_run(["doctor", "--json"], installation).stdout)}
    assert found["the database holds every migration"]["state"] == "ok"
    # What the guide says next about proxies is what doctor asks for.
    proxy = next(each for what, each in found.items() if "no trusted proxy" in what)
    assert "SKILLMARK_TRUSTED_PROXIES=1" in proxy["mend"]


def test_the_backup_of_the_guide_is_a_whole_database(installation: dict[str, str], tmp_path: Path) -> None:
    pysqlite3 = pytest.importorskip("pysqlite3", reason="there is no wheel of pysqlite3 for this machine")
    text = (ROOT / "docs" / "how-to" / "run.md").read_text("utf-8")
    line = next(each for each in text.splitlines() if "VACUUM INTO" in each)
    code = shlex.split(line)[2].replace("var/db.sqlite3", f"{installation['SKILLMARK_HOME']}/db.sqlite3")
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    copy = pysqlite3.connect(str(tmp_path / "backup.sqlite3"))
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT email FROM people_person").fetchall() == [("olga@example.org",)]


# --- settings, addresses, code ------------------------------------------------------------------------------


@each_page
def test_every_setting_named_is_one(path: Path) -> None:
    named = set(re.findall(r"\bSKILLMARK_[A-Z_]+[A-Z]\b", path.read_text("utf-8")))
    assert named <= known_names() | {"SKILLMARK_X"}


@each_page
def test_every_address_named_exists(path: Path) -> None:
    """Addresses of the program stand in code spans and begin with a slash, or follow an example host."""
    text = path.read_text("utf-8")
    spans = re.findall(r"`(/[\w/<>.\-…]*)`", text)
    spans += re.findall(r"https://badges\.example\.org(/[\w/.\-]+)", text)
    assert [span for span in spans if not span.endswith("…") and not _leads_somewhere(span)] == []


def _leads_somewhere(span: str) -> bool:
    try:
        resolve(re.sub(r"<\w+>|TOKEN", "northfield", span))
    except Resolver404:
        return False
    return True


@each_page
def test_every_file_named_exists(path: Path) -> None:
    """A path in a code span is that of a file or folder of ours, from the root or from the package."""
    spans = re.findall(r"`([\w./\-]+/[\w./\-]*|[\w\-]+\.(?:py|toml|md))(?:: \w+)?`", path.read_text("utf-8"))
    places = (ROOT, ROOT / "src" / "skillmark", ROOT / "src/skillmark/credential", ROOT / "docs", path.parent)
    # Made in the home folder, or named because it is not there.
    made = {"files/", "known/", "outbox/", "static/", "connect/", "admin.py"}
    gone = [
        span
        for span in spans
        if span not in made
        and not span.startswith(("/", "keys/"))
        and not re.match(r"(application|text|image)/", span)
        and not any((place / span).exists() for place in places)
        and ("/" in span or not any((ROOT / "src").rglob(span)))
    ]
    assert gone == []


ATTACK = re.compile(r"^#### (A\d+) (.+)$", re.MULTILINE)
ANSWERS = ("*Could happen:*", "*We:*", "*Tried by:*", "*Remains:*")


def test_the_threat_model_answers_every_attack_and_names_what_tries_it() -> None:
    text = (ROOT / "docs" / "explanation" / "threat-model.md").read_text("utf-8")
    _, *pieces = ATTACK.split(text)
    bodies = dict(zip(pieces[::3], pieces[2::3], strict=True))
    assert sorted(bodies, key=lambda name: int(name[1:])) == [f"A{number}" for number in range(1, 33)]
    families = assemble().families
    for name, body in bodies.items():
        answers = [body.index(word) for word in ANSWERS]
        assert answers == sorted(answers), name
        tried = body[answers[2] : answers[3]]
        own = {family.name for family in families.values() if family.attack == name}
        if name in NOT_COVERED:
            assert not own
            assert "no file" in tried
            continue
        assert own == set(re.findall(r"`(a\d\d)`", tried)), name
        tests = re.findall(r"`(tests/[\w/]+\.py)(?:: (\w+))?`", tried)
        assert tests, name
        for path, function in tests:
            assert f"def {function}" in (ROOT / path).read_text("utf-8"), (name, path, function)


@pytest.mark.parametrize(
    ("page", "answer"), [("docs/how-to/verify.md", "not_verified"), ("README.md", "verified")]
)
def test_the_example_in_python_runs(tmp_path: Path, page: str, answer: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    code = next(body for kind, body in FENCE.findall(text) if kind == "python")
    (tmp_path / "credential.png").write_bytes(b"no credential at all")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == answer
