"""Draws what people uploaded in a process of its own: a few lines of SVG can ask for all memory or time there is.

When an allocation fails, the renderer ends its whole process, which no `except` catches; so that must not be the
server's. The process runs this module (`python -m`) with the drawing as its input, and gives the picture back.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from typing import Final

from skillmark.interfaces.pages.drawing import rendered

SIDE: Final = 720  # pixels: tried in the size that is shown, as some faults come with some sizes
MEMORY: Final = 1 << 30  # bytes of address space
SECONDS: Final = 6  # of the processor
WAIT: Final = 25  # seconds by the clock, for a machine that has much else to do
_CANNOT_BE_DRAWN: Final = 3


class NotTriedError(Exception):
    """The machine could not run the trial: nothing is known of the drawing."""


def drawn_apart(svg: bytes, *, size: int = SIDE, seconds: int = SECONDS) -> bytes | None:
    """The drawing as a square PNG; None where it asks for too much or has a fault. May raise NotTriedError."""
    # The same Skillmark as this process has, from wherever it was loaded.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(size), str(seconds)],
            input=svg, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, timeout=WAIT, check=False,
        )  # fmt: skip
    except (OSError, MemoryError, subprocess.TimeoutExpired) as error:
        raise NotTriedError from error
    if done.returncode == 0:
        return done.stdout
    # Ended by a signal: over its limits.
    if done.returncode < 0 or done.returncode == _CANNOT_BE_DRAWN:
        return None
    raise NotTriedError


def _draw(size: int, seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if sys.platform == "linux":  # macOS knows the limit and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        png = rendered(sys.stdin.buffer.read().decode(), size, size)
    except (ValueError, MemoryError):
        return _CANNOT_BE_DRAWN
    sys.stdout.buffer.write(png)
    return 0


if __name__ == "__main__":
    sys.exit(_draw(*(int(each) for each in sys.argv[1:3])))
