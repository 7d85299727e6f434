"""Measures how fast Skillmark is, in a clone: ratios against named rivals in the same run, and credentials in bulk.

Seconds say more about a machine than about a program, so speed is told as ratios: each thing is measured once, then all
of them again, and medians are compared. Rivals are PyLD, OpenSSL's bare signature in the same process, plain gzip, and
@digitalbazaar/vc where Node.js and the packages of tests/interop are there. What cannot be measured here is left out,
with the reason. The bulk is issued in an installation that is made for it and thrown away; yours is not touched.

For example:

    skillmark bench --quick
    skillmark bench --plot ratios.svg
    skillmark bench bulk --bulk 1000000 --json

Exit code: 0 measured, 2 could not be done, 64 wrong usage, 69 this is not a clone.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmark.config import clone
from skillmark.interfaces.cli.answers import COULD_NOT, DONE, Answer, Refusal, add_json, answered, warn
from skillmark.interfaces.cli.bench_chart import chart
from skillmark.interfaces.cli.bench_figures import (
    Figure,
    Measured,
    Wanted,
    described,
    machine,
    peak_memory_mb,
    shown,
)
from skillmark.interfaces.cli.platform import EX_UNAVAILABLE

ROUNDS, QUICK_ROUNDS, MOST_ROUNDS = 7, 3, 1_000
BULK, QUICK_BULK, MOST_BULK = 20_000, 2_000, 10_000_000


@dataclass(frozen=True, slots=True)
class Bench:
    """Something to measure: a module of bench/ with `measure(wanted) -> Measured`, and what it is in a few words."""

    module: str
    summary: str
    by_default: bool = True


BENCHES: Mapping[str, Bench] = {
    "ratios": Bench("bench.ratios", "canonicalising, signing and checking, compared with others"),
    "bulk": Bench("bench.bulk", "from a CSV file to signed, stored, status-listed rows"),
    "search": Bench("bench.search", "skills as one types, on SQLite and PostgreSQL", by_default=False),
    "catalogue": Bench(
        "bench.catalogue", "pages of a catalogue of 10,000, on SQLite and PostgreSQL", by_default=False
    ),
}

_SHAPE = '{"ratios": {NAME: ratio, …}, "bulk": {"number", "seconds", …}, "machine": {…}, "left_out": {NAME: reason}}'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark bench`."""
    parser.set_defaults(command="bench")
    listed = "; ".join(f"{name}: {each.summary}" for name, each in BENCHES.items())
    parser.add_argument(
        "names", metavar="WHAT", nargs="*", type=_bench, help=f"what to measure (default: all). {listed}"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help=f"{QUICK_ROUNDS} rounds and {QUICK_BULK:,} credentials in bulk, for a first look",
    )
    parser.add_argument(
        "--rounds",
        metavar="N",
        type=_number_to(MOST_ROUNDS),
        help=f"how many interleaved rounds ({ROUNDS})",
    )
    parser.add_argument(
        "--bulk", metavar="N", type=_number_to(MOST_BULK), help=f"how many credentials in bulk ({BULK:,})"
    )
    parser.add_argument(
        "--plot", metavar="FILE", type=Path, help="also draw the figures beside their targets, as SVG"
    )
    add_json(parser, _SHAPE)


def run(options: argparse.Namespace) -> int:
    """Do what was asked, and return the exit code."""
    return answered(options, _measure)


def _measure(options: argparse.Namespace) -> Answer:
    _check_place(options.plot)
    wanted = Wanted(
        rounds=options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS),
        bulk=options.bulk or (QUICK_BULK if options.quick else BULK),
        tell=_tell,
    )
    names = options.names or [name for name, each in BENCHES.items() if each.by_default]
    found = together([_module(name).measure(wanted) for name in dict.fromkeys(names)])
    code = _write(options.plot, chart(found)) if options.plot else DONE
    return Answer(text=told(found), members=as_json(found), exit_code=code)


def together(each: Sequence[Measured]) -> Measured:
    """Several measurements as one, with the machine that they were made on."""
    memory = peak_memory_mb()
    found = machine() | ({} if memory is None else {"peak_memory_mb": memory})
    return Measured(
        members={name: value for one in each for name, value in one.members.items()},
        figures=[figure for one in each for figure in one.figures],
        left_out={name: reason for one in each for name, reason in one.left_out.items()},
        machine=found | {name: value for one in each for name, value in one.machine.items()},
    )


# --- telling --------------------------------------------------------------------------------------------------


def as_json(found: Measured) -> dict[str, Any]:
    """What programs get."""
    left_out = {"left_out": dict(found.left_out)} if found.left_out else {}
    return {**found.members, "machine": dict(found.machine), **left_out}


def told(found: Measured) -> str:
    """A table with a sentence in each line, and what was left out."""
    lines = [described(found.machine), "", f"{'figure':>9}  {'target':>6}  {'aim':>6}"]
    lines += [_line(figure) for figure in found.figures]
    if found.left_out:
        lines += ["", "Left out:", *(f"  {name}: {reason}" for name, reason in found.left_out.items())]
    if "peak_memory_mb" in found.machine:
        lines += [
            "",
            f"This process itself had {shown(found.machine['peak_memory_mb'])} MB of memory at most.",
        ]
    return "\n".join(lines) + "\n"


def _line(figure: Figure) -> str:
    target, aim = ("" if each is None else f"{each:g}" for each in (figure.target, figure.aim))
    verdict = "" if figure.is_met else " Below the target."
    return f"{figure.shown:>9}  {target:>6}  {aim:>6}  {figure.sentence}{verdict}"


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


# --- finding and writing --------------------------------------------------------------------------------------


def _bench(text: str) -> str:
    # Not `choices`: argparse holds an empty list against them (bpo-27227).
    if text not in BENCHES:
        raise argparse.ArgumentTypeError(f"there is no “{text}” to measure; choose from {', '.join(BENCHES)}")
    return text


def _number_to(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdecimal() else 0
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 to {most:,}")
        return number

    return read


def _module(name: str) -> Any:
    root = clone()
    if root is None or not (root / "bench").is_dir():
        raise Refusal(
            "not_a_clone",
            "What is measured lies in a clone of the repository, not in the package.",
            "Run ./skillmark bench in a clone.",
            exit_code=EX_UNAVAILABLE,
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return importlib.import_module(BENCHES[name].module)


def _check_place(path: Path | None) -> None:
    # Before minutes of measuring, not after them.
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise Refusal(
            "unwritable",
            f"“{path}” cannot be written: its folder is not there, or it is a folder itself.",
            "Name a file in a folder that exists.",
            exit_code=COULD_NOT,
        )


def _write(path: Path, text: str) -> int:
    """The exit code: what was measured is told even when the picture could not be written."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        warn(f"the picture could not be written to {path}: {error.strerror or error}.")
        return COULD_NOT
    _tell(f"The picture is in {path}.")
    return DONE
