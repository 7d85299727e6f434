"""How much memory a process and all that it starts took at most: none of them is told of the others."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
# proc(5): the most resident memory that the process ever had.
_PEAK = re.compile(r"^VmHWM:\s+([0-9]+) kB$", re.MULTILINE)


class PeakMemory:
    """The sum of what each living process had at most, looked at now and then: rather too much than too little."""

    def __init__(self) -> None:
        self.processes = 1  # how many there were at once
        self._kilobytes = 0

    @property
    def megabytes(self) -> float | None:
        """None where the system does not say."""
        return round(self._kilobytes * 1024 / 1_000_000, 1) or None

    def look(self, pid: int) -> None:
        """See to a process and its descendants."""
        peaks = [peak for each in _tree(pid) if (peak := _peak(each))]
        self.processes = max(self.processes, len(peaks))
        self._kilobytes = max(self._kilobytes, sum(peaks))


def _peak(pid: int) -> int:
    with contextlib.suppress(OSError):
        found = _PEAK.search((_PROC / str(pid) / "status").read_text("ascii", errors="replace"))
        if found:
            return int(found[1])
    return 0


def _tree(pid: int) -> Iterator[int]:
    yield pid
    # Who is gone in the meantime has no children any more.
    with contextlib.suppress(OSError):
        for path in (_PROC / str(pid) / "task").glob("*/children"):
            for child in path.read_text("ascii").split():
                yield from _tree(int(child))
