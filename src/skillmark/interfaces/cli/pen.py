"""Writes lines for people: with colour on a terminal only, with plain signs where others cannot be shown, as a tree."""

from __future__ import annotations

import contextlib
import os
import shutil
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TextIO

from skillmark.credential.report import Outcome
from skillmark.credential.steps.findings import quoted

GREEN, RED, YELLOW, GREY, BOLD = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[90m", "\x1b[1m"
_RESET = "\x1b[0m"
_COLOURS = {
    Outcome.PASSED: GREEN,
    Outcome.FAILED: RED,
    Outcome.UNKNOWN: YELLOW,
    Outcome.NOT_APPLICABLE: GREY,
}
_WIDEST, _NARROWEST, _LONGEST = 100, 20, 2_000


@dataclass(frozen=True)
class _Signs:
    """The signs for outcomes, and those that a tree is drawn with."""

    outcomes: Mapping[Outcome, str]
    branch: str
    last: str
    stem: str


_SIGNS = _Signs(
    {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: "–"},
    "├─ ",
    "└─ ",
    "│  ",
)
_PLAIN_SIGNS = _Signs(
    {Outcome.PASSED: "+", Outcome.FAILED: "x", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: "-"},
    "|- ",
    "`- ",
    "|  ",
)


class Pen:
    """Writes to a stream, in lines that fit."""

    def __init__(self, stream: TextIO, *, environ: Mapping[str, str] = os.environ) -> None:
        self._stream = stream
        self._colour = stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        self._width = (
            min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns) if stream.isatty() else _WIDEST
        )
        self._signs = _SIGNS if _can_show(stream) else _PLAIN_SIGNS
        self._first, self._rest = "", ""
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")

    def sign(self, outcome: Outcome, *, colour: str = "") -> str:
        """The sign of an outcome."""
        return self.painted(self._signs.outcomes[outcome], colour or _COLOURS[outcome])

    def painted(self, text: str, colour: str) -> str:
        """The text in colour, where the stream has any."""
        return f"{colour}{text}{_RESET}" if self._colour else text

    def line(self, text: str = "") -> None:
        """One line as it is."""
        self._stream.write(f"{self._first}{text}".rstrip() + "\n")
        self._first = self._rest

    def wrapped(self, text: str, *, first: str = "", indent: int = 0, hidden: int = 0) -> None:
        """One paragraph; `first` stands before it, and `hidden` of its characters take no room (colour)."""
        if not text:
            return
        room = max(_NARROWEST, self._width - indent - len(self._rest))
        lines = textwrap.wrap(
            quoted(text, limit=_LONGEST), room, break_long_words=False, break_on_hyphens=False
        )
        start = first.ljust(indent + hidden) if first else " " * indent
        for line in lines:
            self.line(f"{start}{line}")
            start = " " * indent

    def branch(self, *, last: bool) -> contextlib.AbstractContextManager[None]:
        """What is written meanwhile hangs on the tree as one branch."""
        signs = self._signs
        return self._within(
            signs.last if last else signs.branch, " " * len(signs.stem) if last else signs.stem
        )

    @contextlib.contextmanager
    def _within(self, first: str, rest: str) -> Iterator[None]:
        outer = self._rest
        self._first, self._rest = self._first + first, self._rest + rest
        try:
            yield
        finally:
            self._first = self._rest = outer


def _can_show(stream: TextIO) -> bool:
    try:
        "✓✗–“”├─└│".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
