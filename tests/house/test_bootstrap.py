"""`./skillmark` prepares once, hands over exactly what was typed, and does an interrupted install again.

The installer is a stand-in that makes an environment whose Python prints what it was called with: what is tested is
the script, not the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Says where it was called and with what, instead of running Skillmark.
PYTHON = """#!/bin/sh
case "$1" in -c) case "$2" in *sysconfig*) echo "{packages}" ;; esac ; exit 0 ;; esac
echo "handed over: $*"
"""
UV = """#!/bin/sh
echo "$*" >> "{log}"
case "$1" in
    venv) for last; do :; done; mkdir -p "$last/bin" "$last/packages"; cp "{python}" "$last/bin/python" ;;
    pip) [ ! -e "{broken}" ] ;;
esac
"""


class Clone:
    """A copy of what the script needs, with a stand-in for uv on the path."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a clone"
        (self.root / "requirements").mkdir(parents=True)
        (self.root / "src").mkdir()
        shutil.copy(ROOT / "skillmark", self.root)
        for name in ("run.txt", "test.txt"):
            (self.root / "requirements" / name).write_text(f"{name}\n")
        self.tools = folder / "tools"
        self.tools.mkdir()
        self.log, self.broken = folder / "log", folder / "broken"
        self._program(folder / "python", PYTHON.format(packages=self.root / ".venv/packages"))
        self._program(
            self.tools / "uv", UV.format(log=self.log, python=folder / "python", broken=self.broken)
        )

    def _program(self, path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def run(
        self, *words: str, program: Path | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(
            [program or self.root / "skillmark", *words],
            cwd=cwd or self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @property
    def installs(self) -> list[str]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if line.startswith("pip install")]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_it_prepares_once_and_hands_over_what_was_typed(clone: Clone) -> None:
    first = clone.run("verify", "a file.json", "--json")
    assert first.stdout == "handed over: -P -m skillmark verify a file.json --json\n"
    assert "this happens once" in first.stderr
    second = clone.run("verify")
    assert second.stderr == ""
    assert len(clone.installs) == 1
    assert "--require-hashes" in clone.installs[0]


def test_it_works_from_anywhere_and_through_links(clone: Clone, tmp_path: Path) -> None:
    link, link_to_link = tmp_path / "link", tmp_path / "tools" / "sm"
    link.symlink_to(clone.root / "skillmark")
    link_to_link.symlink_to("../link")
    done = clone.run("doctor", program=link_to_link, cwd=tmp_path)
    assert done.stdout == "handed over: -P -m skillmark doctor\n"
    assert (clone.root / ".venv" / ".ready-run").is_file()


def test_changed_requirements_are_installed(clone: Clone) -> None:
    clone.run("doctor")
    (clone.root / "requirements" / "run.txt").write_text("newer\n")
    clone.run("doctor")
    assert len(clone.installs) == 2


def test_what_only_tests_need_is_installed_for_tests_only(clone: Clone) -> None:
    clone.run("doctor")
    assert clone.installs[-1].endswith("run.txt")
    clone.run("test")
    assert clone.installs[-1].endswith("test.txt")
    clone.run("doctor")
    clone.run("test")
    assert len(clone.installs) == 2


def test_a_failed_install_says_so_and_is_done_again(clone: Clone) -> None:
    clone.broken.touch()
    failed = clone.run("doctor")
    assert failed.returncode == 69
    assert failed.stdout == ""
    assert "could not be installed" in failed.stderr
    clone.broken.unlink()
    assert clone.run("doctor").returncode == 0
    assert [line.split()[0] for line in clone.log.read_text().splitlines()] == ["venv", "pip", "venv", "pip"]


@pytest.mark.parametrize("wrote_its_name", [True, False])
def test_the_lock_of_a_killed_start_is_taken_over(clone: Clone, *, wrote_its_name: bool) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    lock = clone.root / ".venv.lock"
    lock.mkdir()
    if wrote_its_name:
        (lock / "owner").write_text(f"{gone.pid}\n")
    assert clone.run("doctor").returncode == 0
    assert not lock.exists()


def test_two_first_starts_install_once(clone: Clone) -> None:
    environment = {**os.environ, "PATH": f"{clone.tools}{os.pathsep}{os.environ['PATH']}"}
    starts = [subprocess.Popen([clone.root / "skillmark", "doctor"], env=environment) for _ in range(4)]
    assert [start.wait(timeout=60) for start in starts] == [0, 0, 0, 0]
    assert len(clone.installs) == 1


def test_no_python_is_a_sentence_with_the_next_step(clone: Clone, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("sh", "dirname", "cksum", "cat", "mkdir", "rm", "readlink", "sleep"):
        (bare / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        [clone.root / "skillmark", "doctor"],
        env={"PATH": str(bare)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 69
    assert "no Python 3.11 or newer was found" in done.stderr
    assert "apt-get install" in done.stderr


@pytest.mark.skipif(not shutil.which("dash"), reason="dash is not installed here")
def test_it_is_plain_posix_shell() -> None:
    assert subprocess.run(["dash", "-n", ROOT / "skillmark"], check=False).returncode == 0
