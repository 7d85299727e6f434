"""Throws damaged input at every parser for a while, and says what came of it: `python fuzz/run.py --help`.

Exit code 0: every promise was kept. 1: something was found; the input lies in fuzz/found, and

    python -m fuzz.cost TARGET FILE

runs it again by itself (with `src` and the root of the clone in PYTHONPATH). 69: atheris is not installed here.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOUND = ROOT / "fuzz" / "found"
EX_UNAVAILABLE = 69
_AT_A_TIME = 2
# A process that does not end by itself is stopped; libFuzzer's own alarm (-timeout) comes long before.
_PATIENCE = 120
_SHOWN_LINES = 30


@dataclass
class Outcome:
    """What fuzzing one target came to."""

    name: str
    inputs: int = 0
    cost: str = ""
    trouble: str = ""
    kept: list[Path] = field(default_factory=list)

    def __str__(self) -> str:
        line = f"{self.name:<15} {self.inputs:>8,} inputs, {self.cost}"
        if not self.trouble:
            return line
        files = ", ".join(str(path.relative_to(ROOT)) for path in self.kept) or "no input was kept"
        return f"{line}\n{self.name:<15} FOUND: {files}\n{self.trouble}"


def main() -> int:
    known = sorted(path.stem for path in (ROOT / "fuzz" / "targets").glob("*.py"))
    options = _parser(known).parse_args()
    if importlib.util.find_spec("atheris") is None:
        print(
            "fuzz: atheris is not installed; it comes with requirements/test.txt where there is a wheel.",
            file=sys.stderr,
        )
        return EX_UNAVAILABLE
    names = options.targets or known
    print(f"fuzz: {len(names)} targets, {options.seconds} s each, --seed {options.seed}", flush=True)
    failed = False
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for outcome in pool.map(lambda name: _fuzz(name, seconds=options.seconds, seed=options.seed), names):
            print(outcome, flush=True)
            failed = failed or bool(outcome.trouble)
    return 1 if failed else 0


def _parser(known: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Throw damaged input at the parsers of the credential library."
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", choices=[*known, []], help=", ".join(known))
    parser.add_argument("--seconds", type=int, default=30, help="how long each target runs (30)")
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(2**31), help="the same inputs as a run before"
    )
    return parser


def _fuzz(name: str, *, seconds: int, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory(prefix=f"skillmark-fuzz-{name}-") as place:
        folder = Path(place)
        given = {
            "max_total_time": seconds,
            "seed": seed,
            "timeout": 20,
            "rss_limit_mb": 0,
            "max_len": 300_000,
            "len_control": 0,
            "print_final_stats": 1,
            "artifact_prefix": f"{folder}/found-",
        }
        words = [f"-{option}={value}" for option, value in given.items()]
        code, log = _harness(name, folder, words, patience=seconds + _PATIENCE)
        return _outcome(name, folder, code, log)


def _harness(name: str, folder: Path, words: list[str], *, patience: int) -> tuple[int, str]:
    command = [sys.executable, "-m", "fuzz.harness", name, str(folder), *words]
    with (folder / "log").open("w+", encoding="utf-8", errors="replace") as log:
        try:
            code = subprocess.run(
                command, cwd=ROOT, env=_environment(), stdout=log, stderr=log, check=False, timeout=patience
            ).returncode
        except subprocess.TimeoutExpired:
            log.write(f"it did not end within {patience} seconds\n")
            code = -1
        log.seek(0)
        return code, log.read()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}


def _outcome(name: str, folder: Path, code: int, log: str) -> Outcome:
    found = re.search(r"^stat::number_of_executed_units:\s+(\d+)$", log, re.MULTILINE)
    outcome = Outcome(name, inputs=int(found[1]) if found else 0)
    if code:
        outcome.trouble = "\n".join([*_told(log)[-_SHOWN_LINES:], f"it ended with code {code}"])
        outcome.kept = [_keep(name, path) for path in folder.glob("found-*")]
    else:
        costs = [_cost(name, folder / kept) for kept in ("slowest", "largest") if (folder / kept).exists()]
        seconds, memory = (max((cost[part] for cost in costs), default=0) for part in ("seconds", "memory"))
        outcome.cost = f"none above {seconds:.2f} s and {memory / 1024 / 1024:.0f} MB"
    if not outcome.inputs and not outcome.trouble:
        outcome.trouble = "no input was tried"
    return outcome


def _told(log: str) -> list[str]:
    """What the log says of the trouble, without the fuzzer's own notes."""
    lines = [
        line
        for line in log.splitlines()
        if line and not re.match(r"INFO|#\d+\t|stat::|MS: |\tNEW_FUNC", line)
    ]
    return [line[:500] for line in lines]


def _keep(name: str, path: Path) -> Path:
    FOUND.mkdir(exist_ok=True)
    kept = FOUND / f"{name}-{path.name.removeprefix('found-')}"
    shutil.copyfile(path, kept)
    return kept


def _cost(name: str, path: Path) -> dict[str, float]:
    """What an input costs by itself, without the fuzzer."""
    command = [sys.executable, "-m", "fuzz.cost", name, str(path)]
    told = subprocess.run(
        command, cwd=ROOT, env=_environment(), capture_output=True, check=True, timeout=_PATIENCE
    )
    return dict(json.loads(told.stdout))


if __name__ == "__main__":
    sys.exit(main())
