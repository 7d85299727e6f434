"""A bar on the terminal for what takes a while; nothing anywhere else, so that logs stay readable."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

_BAR, _LONG = 30, 20
_Item = TypeVar("_Item")


def with_progress(items: Iterable[_Item], what: str, *, total: int) -> Iterator[_Item]:
    """The items, one by one, with a bar that says how many of them are done where there are many."""
    if total < _LONG or not sys.stderr.isatty():
        yield from items
        return
    try:
        for number, item in enumerate(items, start=1):
            sys.stderr.write(f"\r{what} [{_bar(number, total)}] {number:,} of {total:,}")
            sys.stderr.flush()
            yield item
    finally:
        # The bar makes room for what is said next.
        sys.stderr.write("\r\x1b[K")


class Meter:
    """A bar for work in large steps, with how fast it goes and how long it will still take."""

    def __init__(self, what: str, *, total: int) -> None:
        self._what, self._total = what, max(total, 1)
        self._begun, self._from = time.monotonic(), -1
        self._shown = sys.stderr.isatty()

    def show(self, number: int) -> None:
        """Says that so many are done."""
        if not self._shown:
            return
        if self._from < 0:
            self._from = number
        rate = (number - self._from) / max(time.monotonic() - self._begun, 0.001)
        left = (
            f", {_in_words((self._total - number) / rate)} left" if rate > 0 and number < self._total else ""
        )
        speed = f" ({rate:,.0f} a second{left})" if rate > 0 else ""
        bar = _bar(min(number, self._total), self._total)
        sys.stderr.write(f"\r\x1b[K{self._what} [{bar}] {number:,} of {self._total:,}{speed}")
        sys.stderr.flush()

    def end(self) -> None:
        """Makes room for what is said next."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")


def _bar(done: int, total: int) -> str:
    filled = done * _BAR // total
    return "#" * filled + "." * (_BAR - filled)


def _in_words(seconds: float) -> str:
    minutes = round(seconds / 60)
    return (
        f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
    )
