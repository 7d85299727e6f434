"""What a measurement is asked for and what it gives, so that the command can show any of them, and draw it.

The measurements themselves lie in `bench/`, beside the package: they compare with rivals that an installation lacks.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from skillmark.credential import optional

_MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How much is to be measured, and where to say what is going on."""

    rounds: int
    bulk: int
    tell: Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure with the sentence that says what it means; `target` is promised, `aim` is hoped for."""

    name: str
    value: float
    sentence: str
    unit: str = ""
    target: float | None = None
    aim: float | None = None

    @property
    def shown(self) -> str:
        return f"{shown(self.value)}{self.unit}"

    @property
    def is_met(self) -> bool:
        return self.target is None or self.value >= self.target


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What came of it: members of the JSON object, the figures in them, and why something was left out.

    `machine` is what was found out about the machine on the way.
    """

    members: Mapping[str, Any]
    figures: Sequence[Figure]
    left_out: Mapping[str, str] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)


def shown(value: float) -> str:
    """A figure as people write it: no more digits than mean something."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def described(where: Mapping[str, Any]) -> str:
    """The machine and the day in one line."""
    rounds = f"; medians of {where['rounds']} interleaved rounds" if "rounds" in where else ""
    return (
        f"{where['processor']}, {where['cores']} cores, {where['system']}, Python {where['python']}, "
        f"{where['date']}{rounds}"
    )


def machine() -> dict[str, Any]:
    """Where something was measured, and when."""
    names = [
        line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    return {
        "processor": next(iter(names), platform.processor() or platform.machine()),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "libsodium": optional.package("nacl.bindings") is not None,
        "date": datetime.now(UTC).date().isoformat(),
    }


def peak_memory_mb() -> float | None:
    """The most memory that this process ever had, in megabytes; None where the system does not say."""
    resource = optional.package("resource")
    if resource is None:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # getrusage(2) counts kilobytes on Linux, and bytes on macOS.
    return round(peak * (1 if sys.platform == "darwin" else 1024) / _MEGABYTE, 1)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []
