"""`skillmark lint` as a person runs it: a process of its own, real files, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.credential.test_lint import exemplary, png

from skillmark.credential.bake import bake_any
from skillmark.interfaces.cli.main import main

SOURCE = Path(__file__).resolve().parents[3] / "src"
CLEAN, FAULTY, UNREADABLE, USAGE = 0, 1, 2, 64


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """What was printed, without its line breaks."""
        return " ".join(self.out.split())


def lint(folder: Path, *words: str | Path, stdin: bytes = b"", **environ: str) -> Ran:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SKILLMARK_", "PYTHON", "DJANGO"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "skillmark", "lint", *map(str, words)],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=kept | {"PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"} | environ,
        timeout=60,
        check=False,
    )
    return Ran(
        done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def written(folder: Path, name: str, document: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(json.dumps(document))
    return path


def warned() -> dict[str, Any]:
    return exemplary() | {"evidence": []}


def faulty() -> dict[str, Any]:
    document = exemplary() | {"awardedDate": "2026-01-14T16:00:00"}
    del document["credentialSubject"]["achievement"]["criteria"]
    return document


def hinted() -> dict[str, Any]:
    document = exemplary()
    del document["credentialSubject"]["achievement"]["image"]
    return document


@pytest.mark.parametrize(
    ("document", "code", "strict", "words"),
    [
        (exemplary(), CLEAN, CLEAN, "badge.json: nothing to mend"),
        (hinted(), CLEAN, CLEAN, "badge.json: 1 hint"),
        (warned(), CLEAN, FAULTY, "badge.json: 1 warning"),
        (faulty(), FAULTY, FAULTY, "badge.json: 2 errors"),
    ],
)
def test_exit_codes_and_counts(
    tmp_path: Path, document: dict[str, Any], code: int, strict: int, words: str
) -> None:
    written(tmp_path, "badge.json", document)
    ran = lint(tmp_path, "badge.json")
    assert (ran.code, lint(tmp_path, "--strict", "badge.json").code) == (code, strict), ran
    assert ran.out.startswith(words)


def test_a_finding_says_where_what_how_and_why(tmp_path: Path) -> None:
    ran = lint(tmp_path, written(tmp_path, "badge.json", faulty()))
    assert "error $.credentialSubject.achievement.criteria" in ran.text
    assert "“credentialSubject.achievement.criteria” is missing. Add it." in ran.text
    assert "(missing; Open Badges 3.0, “Achievement”)" in ran.text
    assert max(map(len, ran.out.splitlines()[1:])) <= 100


def test_several_files_and_standard_input(tmp_path: Path) -> None:
    good, bad = written(tmp_path, "good.json", exemplary()), written(tmp_path, "bad.json", faulty())
    ran = lint(tmp_path, good, bad, "-", stdin=json.dumps(warned()).encode())
    assert ran.code == FAULTY
    assert "good.json: nothing to mend" in ran.out
    assert "-: 1 warning" in ran.out
    documents = json.loads(lint(tmp_path, "--json", good, bad).out)
    assert [len(document["findings"]) for document in documents] == [0, 2]


def test_what_cannot_be_read_is_2_whatever_else_is_found(tmp_path: Path) -> None:
    bad = written(tmp_path, "bad.json", faulty())
    (tmp_path / "broken.json").write_bytes(b"{")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7")
    for source, words in (
        ("missing.json", "could not be read"),
        ("broken.json", "not JSON"),
        ("paper.pdf", "This is a PDF"),
        (tmp_path, "This is a folder"),
        ("https://northfield.example/badge.json", "only files are read here"),
    ):
        ran = lint(tmp_path, source, bad)
        assert ran.code == UNREADABLE
        assert words in ran.text
        (first, _) = json.loads(lint(tmp_path, "--json", source, bad).out)
        assert words in first["problem"]


def test_a_picture_is_read_as_a_check_reads_it(tmp_path: Path) -> None:
    (tmp_path / "badge.png").write_bytes(bake_any(png(), json.dumps(exemplary())))
    assert lint(tmp_path, "badge.png").code == CLEAN


def test_one_json_object_for_one_file(tmp_path: Path) -> None:
    ran = lint(tmp_path, "--json", written(tmp_path, "badge.json", warned()))
    told = json.loads(ran.out)
    assert ran.code == CLEAN
    assert told["findings"][0]["code"] == "empty_member"
    assert told["findings"][0]["edits"] == [{"path": "$.evidence", "remove": True}]
    assert ran.out.isascii()


def test_fix_writes_what_is_mended_and_says_what_is_left(tmp_path: Path) -> None:
    path = written(tmp_path, "badge.json", faulty() | {"proof": {}})
    before = path.read_bytes()
    ran = lint(tmp_path, "--fix", "badge.json")
    mended = json.loads(ran.out)
    assert mended == {**faulty(), "awardedDate": "2026-01-14T16:00:00Z"}
    assert ran.code == FAULTY
    assert "is missing. Add it." in " ".join(ran.err.split())
    assert path.read_bytes() == before


def test_fix_in_place_when_asked(tmp_path: Path) -> None:
    path = written(tmp_path, "badge.json", warned() | {"name": "Éclairs"})
    ran = lint(tmp_path, "--fix", "-o", "badge.json", "badge.json")
    assert (ran.code, ran.out) == (CLEAN, "")
    assert "evidence" not in json.loads(path.read_text())
    assert "Éclairs" in path.read_text()
    assert lint(tmp_path, "--fix", "-o", tmp_path, path).code == UNREADABLE


def test_fix_of_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(b"{")
    for source in ("broken.json", "missing.json"):
        ran = lint(tmp_path, "--fix", source)
        assert (ran.code, ran.out) == (UNREADABLE, "")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--fix", "a.json", "b.json"),
        ("-o", "b.json", "a.json"),
        ("--fix", "--json", "a.json"),
        ("--no", "a"),
    ],
)
def test_wrong_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert lint(tmp_path, *words).code == USAGE


def test_nothing_in_a_credential_moves_the_cursor(tmp_path: Path) -> None:
    ran = lint(tmp_path, written(tmp_path, "badge.json", exemplary() | {"id": "\x1b[2J badge"}))
    assert "\x1b" not in ran.out


def test_a_terminal_that_knows_few_letters(tmp_path: Path) -> None:
    ran = lint(tmp_path, written(tmp_path, "badge.json", faulty()), PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.code == FAULTY
    assert "is missing" in ran.text


def test_help_shows_examples(tmp_path: Path) -> None:
    ran = lint(tmp_path, "--help")
    assert ran.code == 0
    assert "skillmark lint --fix -o badge.json badge.json" in ran.out


def test_it_starts_without_the_platform(tmp_path: Path) -> None:
    path = written(tmp_path, "badge.json", exemplary())
    code = (
        "import sys; from skillmark.interfaces.cli.main import main; "
        f"code = main(['lint', {str(path)!r}]); "
        "sys.exit(code or any(name.partition('.')[0] == 'django' for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]}, check=False
    )
    assert done.returncode == 0


def test_in_this_process_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "badge.json", warned())
    assert main(["lint", str(path)]) == CLEAN
    assert "1 warning" in capsys.readouterr().out
