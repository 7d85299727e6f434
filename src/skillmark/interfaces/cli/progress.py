"""A bar on the terminal for what takes a while; nothing anywhere else, so that logs stay readable."""

from __future__ import annotations

import sys
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
            done = number * _BAR // total
            bar = "#" * done + "." * (_BAR - done)
            sys.stderr.write(f"\r{what} [{bar}] {number:,} of {total:,}")
            sys.stderr.flush()
            yield item
    finally:
        # The bar makes room for what is said next.
        sys.stderr.write("\r\x1b[K")
