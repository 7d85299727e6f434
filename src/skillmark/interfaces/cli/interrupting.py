"""Ctrl-C while long work goes on: it is noted, and acted on between two steps, never in the middle of a transaction."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def ctrl_c_does(cancel: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Notes Ctrl-C; what is yielded is to be called between steps, and calls `cancel` once where it was pressed."""
    pressed: list[bool] = []

    def look() -> None:
        if pressed:
            pressed.clear()
            cancel()

    before = signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    try:
        yield look
    finally:
        signal.signal(signal.SIGINT, before)
