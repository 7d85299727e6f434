"""Searches skills as people type, on SQLite and on PostgreSQL, in installations that are thrown away.

What is searched is ESCO as the Commission publishes it, where it lies beside the clone or SKILLMARK_SKILLS says; else
the extract that comes with Skillmark, which says little. A search is what a page asks for, from the text to the list.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from skillmark.interfaces.cli.answers import COULD_NOT, Refusal
from skillmark.interfaces.cli.bench_figures import Figure, Measured, Wanted, shown
from skillmark.interfaces.cli.platform import forget_environment

ROOT = Path(__file__).resolve().parents[1]
PROMISED_MS = 50
SEARCHES_A_ROUND = 100
ESCO = ("esco-1.1.1-classification-en.zip", "esco-1.1.1-relations.zip")


def measure(wanted: Wanted) -> Measured:
    """How long searches take, for each database."""
    files, left_out = _esco()
    found: dict[str, Any] = {}
    for name, database in (("sqlite", sqlite), ("postgresql", postgresql)):
        wanted.tell(f"Searching on {name} …")
        try:
            with database() as url:
                found[name] = _searched(url, files, wanted.rounds * SEARCHES_A_ROUND)
        except Absent as absent:
            left_out[f"search_{name}"] = str(absent)
    figures = [_figure(name, each) for name, each in found.items()]
    return Measured(members={"search": found}, figures=figures, left_out=left_out)


class Absent(Exception):
    """The database cannot be had here, with the reason."""


def _esco() -> tuple[list[str], dict[str, str]]:
    folder = Path(os.environ.get("SKILLMARK_SKILLS", ROOT.parent / "shared" / "skills"))
    paths = [folder / name for name in ESCO]
    if all(path.is_file() for path in paths):
        return [str(path) for path in paths], {}
    return [], {"search_esco": f"{ESCO[0]} is not below {folder}; the small extract was searched instead."}


@contextmanager
def sqlite() -> Iterator[str]:
    yield ""


@contextmanager
def postgresql() -> Iterator[str]:
    try:
        from tests.with_postgresql import throwaway_postgresql

        with throwaway_postgresql() as url:
            yield url
    except (ImportError, SystemExit) as error:
        raise Absent("No PostgreSQL could be started here.") from error


def _searched(url: str, files: list[str], number: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="skillmark-bench-") as folder:
        places = {"SKILLMARK_HOME": f"{folder}/home", "SKILLMARK_DATABASE_URL": url}
        done = subprocess.run(
            [sys.executable, "-m", "bench.searches", str(number), *files],
            cwd=ROOT,
            env=forget_environment() | places,
            stdout=subprocess.PIPE,
            check=False,
        )
    if done.returncode:
        raise Refusal(
            "search_failed",
            "The searches could not be made; what went wrong stands above.",
            "Report this as a fault, with the output of this command.",
            exit_code=COULD_NOT,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _figure(name: str, found: Mapping[str, Any]) -> Figure:
    return Figure(
        name=f"search_{name}",
        value=round(PROMISED_MS / found["p95_ms"], 2),
        target=1,
        sentence=(
            f"Searches on {name}, times as fast as promised: {found['searches']:,} among {found['skills']:,} skills "
            f"and {found['other_names']:,} other names took {shown(found['p95_ms'])} ms at the 95th percentile "
            f"(promised: {PROMISED_MS}), {shown(found['p50_ms'])} at the median. Bringing them in took "
            f"{shown(found['import_seconds'])} seconds."
        ),
    )
