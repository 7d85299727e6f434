"""Runs one target under atheris, in a process of its own: `fuzz/run.py` starts it, two at a time.

    python -m fuzz.harness TARGET WORK_FOLDER [options of libFuzzer]

The work folder gets the corpus, the input that took longest, and what was found.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from subprocess import CalledProcessError, TimeoutExpired

import atheris

with atheris.instrument_imports(include=["skillmark.credential"]):
    from fuzz.cost import MAX_MEMORY, MAX_SECONDS, measured, target_named
    from fuzz.target import Broken, Target

    import skillmark.credential  # noqa: F401 - all that targets use is below it

# A process that grows beyond this is stopped by an error and not by the machine.
_ADDRESS_SPACE = 2 * 1024 * 1024 * 1024
# Instrumented code is some three times slower, so what seems too slow is measured again without.
_MARGIN = 1.1


@dataclass
class Watch:
    """Looks at what each input costs, keeps the one that took longest, and stops at one that costs too much."""

    name: str
    target: Target
    folder: Path
    slowest: float = 0.0
    doubtful: float = MAX_SECONDS
    highest: int = 0

    def run(self, data: bytes) -> None:
        begun = time.process_time()
        self.target.run(data)
        seconds = time.process_time() - begun
        if seconds > self.slowest:
            self.slowest = seconds
            (self.folder / "slowest").write_bytes(data)
        memory = _peak()
        grown, self.highest = memory > self.highest, max(memory, self.highest)
        if seconds > self.doubtful or (grown and memory > MAX_MEMORY):
            self._measure(data, seconds)

    def _measure(self, data: bytes, seconds: float) -> None:
        self.doubtful = max(self.doubtful, seconds * _MARGIN)
        path = self.folder / "doubtful"
        path.write_bytes(data)
        try:
            cost = measured(self.name, path)
        except CalledProcessError as error:
            raise Broken(f"by itself it fails: {error.stderr}") from error
        except TimeoutExpired as error:
            raise Broken(f"by itself it does not end within {error.timeout} seconds") from error
        if cost.is_too_much:
            raise Broken(f"it costs {cost}")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(name: str, folder: Path, options: list[str]) -> None:
    """Fuzz until the time is over, or something is found; does not return."""
    target = target_named(name)
    (folder / "corpus").mkdir()
    watch = Watch(name, target, folder)

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        chance = Random(seed)  # noqa: S311 - no secret
        if chance.random() < 0.15:
            return bytes(atheris.Mutate(data, max_size))
        return target.mutate(data, chance)[:max_size]

    for number, seed in enumerate(target.seeds()):
        (folder / "corpus" / f"seed-{number}").write_bytes(seed)
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    atheris.Setup([sys.argv[0], *options, str(folder / "corpus")], watch.run, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
