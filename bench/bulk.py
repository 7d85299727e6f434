"""Issues many credentials from one CSV file by the product's own command, in an installation that is thrown away.

The clock runs from the start of the command to its end: reading, signing, storing and listing, and Python's own start.
"""

from __future__ import annotations

import contextlib
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.processes import PeakMemory
from skillmark.interfaces.cli.answers import COULD_NOT, Refusal
from skillmark.interfaces.cli.bench_figures import Figure, Measured, Wanted, shown
from skillmark.interfaces.cli.platform import forget_environment

ROOT = Path(__file__).resolve().parents[1]
LOOK_EVERY = 0.2  # seconds
SCORES = ("Met", "Strong")


def measure(wanted: Wanted) -> Measured:
    """Time and memory for one file of `wanted.bulk` rows."""
    with tempfile.TemporaryDirectory(prefix="skillmark-bench-") as name:
        folder = Path(name)
        environment = forget_environment() | {"SKILLMARK_HOME": str(folder / "home")}
        wanted.tell("Making an installation to issue from …")
        ground = _ground(environment)
        table = folder / "class.csv"
        _write_table(table, wanted.bulk, outcomes=ground["outcomes"])
        wanted.tell(f"Issuing {wanted.bulk:,} credentials …")
        found = _issue(table, ground, environment, wanted)
    return Measured(members={"bulk": found}, figures=[_figure(found)], left_out=_left_out(found))


def _ground(environment: Mapping[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.college"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise _failed("The installation to issue from could not be made")
    ground: dict[str, Any] = json.loads(done.stdout)
    return ground


def _write_table(path: Path, number: int, *, outcomes: list[str]) -> None:
    """A class as a registrar's own system exports it: no two people alike."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["email", "name", "awarded", *outcomes])
        for each in range(number):
            results = (SCORES[(each + place) % len(SCORES)] for place in range(len(outcomes)))
            table.writerow(
                [f"learner{each}@people.example", f"Learner {each:,} Example", "2026-01-15", *results]
            )


def _issue(
    table: Path, ground: Mapping[str, Any], environment: Mapping[str, str], wanted: Wanted
) -> dict[str, Any]:
    command = [sys.executable, "-m", "skillmark", "award", str(table), "--json"]
    command += ["--achievement", ground["achievement"], "--by", ground["registrar"]]
    memory, number = PeakMemory(), wanted.bulk
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out) as process:
            while process.returncode is None:
                memory.look(process.pid)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_EVERY)
        seconds = time.perf_counter() - begun
        out.seek(0)
        said = out.read()
    if process.returncode or json.loads(said)["issued"] != number:
        # With --json, what went wrong is told there.
        wanted.tell(said.decode("utf-8", errors="replace"))
        raise _failed(f"Not all of the {number:,} credentials were issued")
    found = {"number": number, "seconds": round(seconds, 2), "per_second": round(number / seconds, 1)}
    return (
        found
        | ({"peak_memory_mb": memory.megabytes} if memory.megabytes else {})
        | {"processes": memory.processes}
    )


def _figure(found: Mapping[str, Any]) -> Figure:
    memory = f", {shown(found['peak_memory_mb'])} MB at most" if "peak_memory_mb" in found else ""
    return Figure(
        name="bulk_per_second",
        value=found["per_second"],
        unit="/s",
        sentence=(
            f"{found['number']:,} credentials from one CSV file to signed, stored, status-listed rows took "
            f"{shown(found['seconds'])} seconds in {found['processes']} processes{memory}."
        ),
    )


def _left_out(found: Mapping[str, Any]) -> dict[str, str]:
    if "peak_memory_mb" in found:
        return {}
    return {"bulk_peak_memory_mb": "This system does not say how much memory other processes took."}


def _failed(what: str) -> Refusal:
    return Refusal(
        "bulk_failed",
        f"{what}; what the command said stands above.",
        "Report this as a fault, with the output of this command.",
        exit_code=COULD_NOT,
    )
