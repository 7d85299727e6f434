"""`skillmark corpus`: what is written, how a verifier is tried on it, and that no mistake is kept silent."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path

import pytest
from tests.interfaces.cli.shell import Shell

from skillmark.interfaces.cli.progress import with_progress

# Other verifiers, as a stranger would write them.
ALWAYS = "import sys; sys.exit({code})"
BY_THE_BOOK = """
import json, os, pathlib, sys
manifest = json.loads(pathlib.Path(os.environ["CORPUS_MANIFEST"]).read_text("utf-8"))
assert os.environ["CORPUS_NOW"] == manifest["now"]
name = "/".join(pathlib.Path(sys.argv[1]).parts[-2:])
case = next(case for case in manifest["cases"] if case["file"] == name)
asked = case.get("request", {})
assert os.environ["CORPUS_DOMAIN"] == asked.get("domain", "")
assert os.environ["CORPUS_CHALLENGE"] == asked.get("challenge", "")
assert os.environ["CORPUS_RECIPIENTS"].split() == asked.get("recipients", [])
assert os.environ["CORPUS_ACHIEVEMENT"] == asked.get("achievement", "")
sys.exit({"verified": 0, "not_verified": 1, "not_checked": 2}[case["expected"]["verdict"]])
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder in which the corpus was made."""
    shell = Shell(tmp_path_factory.mktemp("made"))
    ran = shell.does("corpus", "make", "corpus")
    assert "Next: skillmark corpus check corpus" in ran.text
    return shell


@pytest.fixture
def other(tmp_path: Path) -> str:
    """The beginning of a command that runs another verifier."""
    return f"{sys.executable} {tmp_path / 'verifier.py'}"


def _write(tmp_path: Path, code: str) -> None:
    (tmp_path / "verifier.py").write_text(code, "utf-8")


# --- make -----------------------------------------------------------------------------------------------------


def test_the_folder_holds_what_the_manifest_says(made: Shell) -> None:
    manifest = json.loads(made.read("corpus/manifest.json"))
    files = {case["file"] for case in manifest["cases"]}
    documents = {row["file"] for row in manifest["documents"] if "file" in row}
    own = {"manifest.json", "README.md"}
    assert made.names() == {f"corpus/{name}" for name in files | documents | own}
    assert len([name for name in files if name.startswith("tampered/")]) >= 1_000
    readme = made.read("corpus/README.md").decode("utf-8")
    assert f"{manifest['counts']['tampered']:,}" in readme
    assert stat.S_IMODE((made.folder / "corpus").stat().st_mode) & 0o555 == 0o555


def test_nothing_is_written_over_what_is_there(made: Shell) -> None:
    before = made.names()
    ran = made("corpus", "make", "corpus")
    assert (ran.code, ran.out) == (1, "")
    assert "not empty" in ran.err
    made.file("letter.txt", "Dear Ada")
    assert made("corpus", "make", "letter.txt", "--json").json()["error"]["code"] == "exists"
    (made.folder / "letter.txt").unlink()
    assert made.names() == before


def test_an_empty_folder_is_filled_and_told_in_figures(shell: Shell) -> None:
    (shell.folder / "deep" / "corpus").mkdir(parents=True)
    told = shell.does("corpus", "make", "deep/corpus", "--json").json()
    manifest = json.loads(shell.read("deep/corpus/manifest.json"))
    assert (told["valid"], told["tampered"]) == (manifest["counts"]["valid"], manifest["counts"]["tampered"])
    assert (told["families"], told["documents"]) == (len(manifest["families"]), len(manifest["documents"]))
    # Nothing is left of the folder in which it was made.
    assert {path.name for path in (shell.folder / "deep").iterdir()} == {"corpus"}


def test_a_file_in_the_way_of_the_folder_is_said(shell: Shell) -> None:
    shell.file("letter.txt", "Dear Ada")
    ran = shell("corpus", "make", "letter.txt/corpus")
    assert ran.code == 2
    assert shell.names() == {"letter.txt"}


# --- check ----------------------------------------------------------------------------------------------------


def test_our_own_verifier_is_tried(made: Shell) -> None:
    ran = made.does("corpus", "check", "corpus", "--only", "a15")
    assert "a15: Pictures of which two readers take two credentials" in ran.out
    assert "Every file was judged as it must be." in ran.out
    members = made.does("corpus", "check", "corpus", "--only", "Association.*")
    assert members.out.count("members of Association") == 1
    told = made.does("corpus", "check", "corpus", "--only", "valid-status-*", "--json").json()
    assert told["results"] == []
    assert told["families"] == [{"name": "valid", "files": told["files"], "right": told["files"]}]


def test_whoever_believes_everything_is_found_out(made: Shell, tmp_path: Path, other: str) -> None:
    _write(tmp_path, ALWAYS.format(code=0))
    ran = made("corpus", "check", "corpus", "--only", "a17", "--verifier", other)
    assert ran.code == 1
    assert "Accepted wrongly: a17-image-address" in ran.out
    told = made("corpus", "check", "corpus", "--only", "a17", "--verifier", other, "--json").json()
    assert {row["judgement"] for row in told["results"]} == {"accepted_wrongly"}
    assert told["families"][0]["accepted_wrongly"] == len(told["results"]) > 5


def test_whoever_believes_nothing_is_found_out(made: Shell, tmp_path: Path, other: str) -> None:
    _write(tmp_path, ALWAYS.format(code=1))
    ran = made("corpus", "check", "corpus", "--only", "valid-did-*", "--verifier", other)
    assert ran.code == 1
    assert "Refused wrongly: valid-did-web" in ran.out


def test_whoever_knows_nothing_is_not_wrong(made: Shell, tmp_path: Path, other: str) -> None:
    _write(tmp_path, ALWAYS.format(code=3))
    ran = made.does("corpus", "check", "corpus", "--only", "valid-did-*", "--verifier", other)
    assert "Valid, and not decided: valid-did-web" in ran.out
    _write(tmp_path, "import time; time.sleep(60)")
    slow = ("--only", "valid-did-jwk", "--timeout", "0.2", "--json")
    told = made.does("corpus", "check", "corpus", "--verifier", other, *slow).json()
    assert [row["verdict"] for row in told["results"]] == ["not_checked"]


def test_a_verifier_is_told_all_that_it_needs(made: Shell, tmp_path: Path, other: str) -> None:
    _write(tmp_path, BY_THE_BOOK)
    words = ("corpus", "check", "corpus", "--verifier", other, "--only", "a27-*-jwt-*")
    told = made.does(*words, "--requests", "--json").json()
    assert (told["results"], told["left_out"]) == ([], 0)
    left = made("corpus", "check", "corpus", "--verifier", other, "--only", "a25-binding-*")
    assert "No file of the corpus fits" in left.err
    ran = made.does("corpus", "check", "corpus", "--verifier", other, "--only", "valid-sd-jwt-*n")
    assert "need a verifier that asks something of the holder" in ran.out


def test_many_wrong_answers_are_told_in_part(made: Shell, tmp_path: Path, other: str) -> None:
    _write(tmp_path, ALWAYS.format(code=0))
    ran = made("corpus", "check", "corpus", "--only", "Association.*", "--verifier", other)
    assert ran.code == 1
    assert ran.out.count("Accepted wrongly") == 20
    assert "more; see them all with --json." in ran.out


def test_a_file_that_was_changed_is_not_judged(made: Shell) -> None:
    path = made.folder / "corpus" / "valid" / "valid-did-key.json"
    before = path.read_bytes()
    for data in (before + b" ", None):
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)
        ran = made("corpus", "check", "corpus", "--only", "valid-did-key", "--json")
        path.write_bytes(before)
        assert (ran.code, ran.json()["error"]["code"]) == (1, "changed")


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (("nowhere",), 2, "missing"),
        (("corpus", "--only", "b*"), 1, "nothing"),
        (("corpus", "--verifier", "there-is-no-such-program"), 2, "command"),
        (("corpus", "--verifier", ""), 2, "command"),
        (("corpus", "--verifier", "'open"), 1, "command"),
    ],
)
def test_what_cannot_be_done_is_said(made: Shell, words: tuple[str, ...], code: int, name: str) -> None:
    ran = made("corpus", "check", *words, "--json")
    assert (ran.code, ran.json()["error"]["code"]) == (code, name)


def test_another_folder_is_no_corpus(shell: Shell) -> None:
    (shell.folder / "other").mkdir()
    shell.file("other/manifest.json", "{}")
    assert shell("corpus", "check", "other", "--json").json()["error"]["code"] == "manifest"


# --- the bar --------------------------------------------------------------------------------------------------


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "drawn"), [(_Terminal(), True), (io.StringIO(), False)])
def test_a_bar_is_drawn_on_a_terminal_alone(
    stream: io.StringIO, drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(with_progress(range(40), "Writing", total=40)) == list(range(40))
    assert ("Writing [" in stream.getvalue()) is drawn
    assert stream.getvalue().endswith("\r\x1b[K") is drawn


def test_what_is_soon_done_needs_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(with_progress("abc", "Writing", total=3)) == ["a", "b", "c"]
    assert terminal.getvalue() == ""
