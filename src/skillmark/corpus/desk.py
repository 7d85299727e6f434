"""Where the files of the corpus are collected: each under a name of its own, in the family that is being written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from skillmark.corpus.cases import Carrier, Case, Request
from skillmark.corpus.published import Shelf
from skillmark.credential.report import Verdict

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,140}")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9.-]+")


def named(text: str) -> str:
    """A text as the name of a file, on any system."""
    return _NOT_IN_NAMES.sub("-", text).strip("-.")


@dataclass(frozen=True)
class Family:
    """Files that try the same thing: `attack` is its number in the list of attacks, `member` that of a data model."""

    name: str
    title: str
    attack: str = ""
    member: str = ""


@dataclass
class Desk:
    """Takes the files in, in their order; `shelf` is what they refer to."""

    shelf: Shelf = field(default_factory=Shelf)
    families: dict[str, Family] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def family(self, name: str, title: str, *, attack: str = "", member: str = "") -> Page:
        """A page for the files of one family."""
        self.families.setdefault(name, Family(name, title, attack, member))
        return Page(self, name)

    def add(self, case: Case) -> Case:
        """Take a file in; raises ValueError for a name that is taken, and for a file that nothing was done to."""
        # Some systems keep no two files whose names differ in capitals alone.
        if case.id.lower() in self._names or not _NAME.fullmatch(case.id):
            raise ValueError(f"No file can be named {case.id}.")
        self._names.add(case.id.lower())
        if case.origin and self.cases[case.origin].data == case.data and case.request == Request():
            raise ValueError(f"Nothing was done to {case.id}.")
        self.cases[case.id] = case
        return case


@dataclass(frozen=True)
class Page:
    """The files of one family."""

    desk: Desk
    name: str

    def accept(
        self, name: str, deed: str, data: bytes, *, warnings: tuple[str, ...] = (), **members: Any
    ) -> Case:
        """A file that must be accepted."""
        return self.desk.add(
            Case(named(name), self.name, deed, data, verdict=Verdict.VERIFIED, warnings=warnings, **members)
        )

    def refuse(self, name: str, deed: str, data: bytes, *carriers: Carrier, **members: Any) -> Case:
        """A file that must not be accepted, with the checks that must carry the failure."""
        return self.desk.add(Case(named(name), self.name, deed, data, carriers=carriers, **members))

    def doubt(self, name: str, deed: str, data: bytes, *carriers: Carrier, **members: Any) -> Case:
        """A file of which nobody can say anything, so that it must not be accepted either."""
        return self.desk.add(
            Case(
                named(name), self.name, deed, data, verdict=Verdict.NOT_CHECKED, carriers=carriers, **members
            )
        )
