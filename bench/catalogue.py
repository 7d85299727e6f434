"""Opens pages of a large catalogue, on SQLite and on PostgreSQL, in installations that are thrown away.

A page is a whole request, from the address to the last byte of HTML, through everything that a request passes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.search import Absent, postgresql, sqlite
from skillmark.interfaces.cli.answers import COULD_NOT, Refusal
from skillmark.interfaces.cli.bench_figures import Figure, Measured, Wanted, shown
from skillmark.interfaces.cli.platform import forget_environment

ROOT = Path(__file__).resolve().parents[1]
PROMISED_MS = 100
DEFINITIONS = 10_000
PAGES_A_ROUND = 60


def measure(wanted: Wanted) -> Measured:
    """How long pages take, for each database."""
    found: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    for name, database in (("sqlite", sqlite), ("postgresql", postgresql)):
        wanted.tell(f"Opening pages of a catalogue on {name} …")
        try:
            with database() as url:
                found[name] = _opened(url, wanted.rounds * PAGES_A_ROUND)
        except Absent as absent:
            left_out[f"catalogue_{name}"] = str(absent)
    figures = [_figure(name, each) for name, each in found.items()]
    return Measured(members={"catalogue": found}, figures=figures, left_out=left_out)


def _opened(url: str, number: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="skillmark-bench-") as folder:
        places = {
            "SKILLMARK_HOME": f"{folder}/home",
            "SKILLMARK_DATABASE_URL": url,
            # Styles are served from where they lie, as nobody has collected them.
            "SKILLMARK_DEVELOPMENT": "yes",
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.definitions", str(number), str(DEFINITIONS)],
            cwd=ROOT,
            env=forget_environment() | places,
            stdout=subprocess.PIPE,
            check=False,
        )
    if done.returncode:
        raise Refusal(
            "catalogue_failed",
            "The pages could not be opened; what went wrong stands above.",
            "Report this as a fault, with the output of this command.",
            exit_code=COULD_NOT,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _figure(name: str, found: Mapping[str, Any]) -> Figure:
    return Figure(
        name=f"catalogue_{name}",
        value=round(PROMISED_MS / found["p95_ms"], 2),
        target=1,
        sentence=(
            f"Catalogue pages on {name}, times as fast as promised: {found['pages']:,} pages of "
            f"{found['definitions']:,} definitions with {found['values']:,} values to choose took "
            f"{shown(found['p95_ms'])} ms at the 95th percentile (promised: {PROMISED_MS}), {shown(found['p50_ms'])} "
            f"at the median, {shown(found['processor_ms'])} of its own processor time; {found['found']:,} definitions "
            f"were found on average. The first page of a process took {shown(found['first_ms'])} ms, the first one "
            f"after a change {shown(found['changed_ms'])}."
        ),
    )
