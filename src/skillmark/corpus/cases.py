"""One file of the corpus, what was done to it, and what a verifier must say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from skillmark.credential.report import GROUP_OF_STEP, Group, Verdict
from skillmark.credential.steps.flaws import spelled

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Carrier:
    """The check that must carry a failure: its step, its code (one of these), and the part whose check it is."""

    step: int
    codes: tuple[str, ...]
    within: str = ""

    @property
    def group(self) -> Group:
        """The question that the step answers."""
        return GROUP_OF_STEP[self.step]


@dataclass(frozen=True)
class Request:
    """What the verifier asked of whoever shows it, where it asked anything."""

    domain: str | None = None
    challenge: str | None = None
    recipients: tuple[str, ...] = ()
    achievement: str | None = None


@dataclass(frozen=True)
class Case:
    """A file: `deed` is what was done to the valid file `origin`, or what it shows where it is valid itself.

    Where the verdict is “verified”, `warnings` are the codes of what a reader must be told all the same.
    """

    id: str
    family: str
    deed: str
    data: bytes = field(repr=False)
    suffix: str = ".json"
    origin: str = ""
    verdict: Verdict = Verdict.NOT_VERIFIED
    carriers: tuple[Carrier, ...] = ()
    warnings: tuple[str, ...] = ()
    request: Request = Request()

    @property
    def is_valid(self) -> bool:
        """Whether a verifier must accept it."""
        return self.verdict is Verdict.VERIFIED


def fails(step: int, *codes: str, within: str = "") -> Carrier:
    """The check that must carry the failure."""
    return Carrier(step, codes, within)


@dataclass(frozen=True)
class Change:
    """One change of one member: what stood there, the class and name of the member, and what was done to it.

    `same_meaning` says that a signature over statements cannot see it.
    """

    place: Place
    before: Any
    of_class: str
    member: str
    deed: str
    document: dict[str, Any]
    same_meaning: bool = False

    @property
    def subject(self) -> str:
        """The member with its class."""
        return f"{self.of_class}.{self.member}"

    @property
    def path(self) -> str:
        """Where it stands, as people write it."""
        return spelled(self.place)

    @property
    def is_removal(self) -> bool:
        """Whether the member is gone."""
        return self.deed == "removed"

    @property
    def is_of_issuer(self) -> bool:
        """Whether it says who the issuer is."""
        return self.place in {("issuer",), ("issuer", "id")}
