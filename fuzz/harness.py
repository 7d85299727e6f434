"""Runs one target under atheris, in a process of its own: `fuzz/run.py` starts it, two at a time.

    python -m fuzz.harness TARGET WORK_FOLDER [options of libFuzzer]

The work folder gets the corpus, the inputs that cost most time and most memory, and what was found.
"""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from subprocess import CalledProcessError, TimeoutExpired

import atheris

_OURS = ["skillmark.credential", "skillmark.foundation.files", "skillmark.foundation.skills.reading"]
with atheris.instrument_imports(include=_OURS):
    from fuzz.cost import MAX_MEMORY, MAX_SECONDS, Cost, measured, run_once, target_named
    from fuzz.target import Broken, Target

    import skillmark.credential  # noqa: F401 - all that targets use is below it

# A process that grows beyond this is stopped by an error and not by the machine.
_ADDRESS_SPACE = 2 * 1024 * 1024 * 1024
# Instrumented code is some three times slower, so what seems too slow is measured again without.
_MARGIN = 1.1


@dataclass
class Watch:
    """Looks at what each input costs, keeps those that cost most, and stops at one that costs too much."""

    name: str
    target: Target
    folder: Path
    slowest: float = 0.0
    largest: int = 0
    doubtful: float = MAX_SECONDS

    def run(self, data: bytes) -> None:
        cost = run_once(self.target, data)
        if cost.seconds > self.slowest:
            self.slowest = cost.seconds
            (self.folder / "slowest").write_bytes(data)
        if cost.memory > self.largest:
            self.largest = cost.memory
            (self.folder / "largest").write_bytes(data)
        if cost.seconds > self.doubtful or cost.memory > MAX_MEMORY:
            self._measure(data, cost)

    def _measure(self, data: bytes, doubtful: Cost) -> None:
        self.doubtful = max(self.doubtful, doubtful.seconds * _MARGIN)
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
        # What is worked out once for all would else be the first input's doing.
        target.run(seed)
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    atheris.Setup([sys.argv[0], *options, str(folder / "corpus")], watch.run, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
