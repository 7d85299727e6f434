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
    """Looked at now and then. The sum of each process's own peak: rather too much than too little."""

    def __init__(self) -> None:
        self._kilobytes: dict[int, int] = {}

    @property
    def processes(self) -> int:
        """How many there were, the first included."""
        return max(1, len(self._kilobytes))

    @property
    def megabytes(self) -> float | None:
        """None where the system does not say."""
        return round(sum(self._kilobytes.values()) * 1024 / 1_000_000, 1) or None

    def look(self, pid: int) -> None:
        """See to a process and its descendants."""
        for each in _tree(pid):
            with contextlib.suppress(OSError):
                found = _PEAK.search((_PROC / str(each) / "status").read_text("ascii", errors="replace"))
                if found:
                    self._kilobytes[each] = int(found[1])


def _tree(pid: int) -> Iterator[int]:
    yield pid
    # Who is gone in the meantime has no children any more.
    with contextlib.suppress(OSError):
        for path in (_PROC / str(pid) / "task").glob("*/children"):
            for child in path.read_text("ascii").split():
                yield from _tree(int(child))
