"""What something costs, counted and not timed: a busy machine changes no count."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from skillmark.credential.errors import CredentialError


def calls_of(action: Callable[[], object]) -> int:
    """How many functions `action` calls, those written in C included; that it refuses its input is part of it."""
    count = 0

    def see(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        with suppress(CredentialError):
            action()
    finally:
        sys.setprofile(before)
    return count


def peak_of(action: Callable[[], object]) -> int:
    """The most memory that `action` holds at any time, in bytes."""
    tracemalloc.start()
    try:
        with suppress(CredentialError):
            action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
