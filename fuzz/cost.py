"""What one input costs: processor time and memory, measured in a process of its own without the fuzzer's work.

    python -m fuzz.cost TARGET FILE

prints the cost as JSON; where the input breaks a promise, the traceback says which.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import islice
from mmap import PAGESIZE
from pathlib import Path
from typing import Final

from fuzz.target import Target

# What no input may cost, however it is made.
MAX_SECONDS: Final = 1.0
MAX_MEMORY: Final = 256 * 1024 * 1024
_PATIENCE = 60
_TRIALS, _TIMES = 3, 3
_PROCESS = Path("/proc/self")


@dataclass(frozen=True)
class Cost:
    """Seconds of processor time, and bytes of memory beyond what the process had before."""

    seconds: float
    memory: int

    @property
    def is_too_much(self) -> bool:
        """Whether no input may cost that much."""
        return self.seconds > MAX_SECONDS or self.memory > MAX_MEMORY

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s and {self.memory / 1024 / 1024:.0f} MB"


def target_named(name: str) -> Target:
    """The target in the file of this name."""
    target: Target = import_module(f"fuzz.targets.{name}").TARGET
    return target


def measured(name: str, path: Path) -> Cost:
    """The cost of the input in a file, in a new process; raises CalledProcessError where it breaks a promise.

    What takes too long is measured again: a machine that does other things can add to it, and never take away.
    """
    words = [sys.executable, "-m", "fuzz.cost", name, str(path)]
    found: list[Cost] = []
    while not found or (found[-1].seconds > MAX_SECONDS and len(found) < _TRIALS):
        told = subprocess.run(words, check=True, capture_output=True, text=True, timeout=_PATIENCE)
        found.append(Cost(**json.loads(told.stdout)))
    return min(found, key=lambda cost: cost.seconds)


def cost_of(target: Target, data: bytes) -> Cost:
    """The cost in this process, the worst of three times: what is learned of an input the first time costs as well."""
    for seed in islice(target.seeds(), 3):
        target.run(seed)
    costs = [run_once(target, data) for _ in range(_TIMES)]
    return Cost(max(cost.seconds for cost in costs), max(cost.memory for cost in costs))


def run_once(target: Target, data: bytes) -> Cost:
    """Run the target on an input, once, and say what that cost."""
    # Linux, proc_pid_clear_refs(5): from here on, the most that the process has held is counted anew.
    (_PROCESS / "clear_refs").write_text("5")
    before = int((_PROCESS / "statm").read_text().split()[1]) * PAGESIZE
    begun = time.process_time()
    target.run(data)
    seconds = time.process_time() - begun
    return Cost(seconds, max(0, _most_held() - before))


def _most_held() -> int:
    found = re.search(r"^VmHWM:\s+(\d+) kB$", (_PROCESS / "status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    print(json.dumps(asdict(cost_of(target_named(sys.argv[1]), Path(sys.argv[2]).read_bytes()))))
