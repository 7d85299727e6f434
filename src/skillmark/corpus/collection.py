"""The whole corpus: everything that is tried, in the order in which it is written, and what is not tried yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from skillmark.corpus import harmless, members, originals, world
from skillmark.corpus.attacks import (
    carriers,
    disclosure,
    keys,
    meaning,
    moments,
    numbers,
    people,
    proofs,
    reach,
    standing,
    texts,
)
from skillmark.corpus.badges import NOW
from skillmark.corpus.cases import Case
from skillmark.corpus.desk import Desk, Family
from skillmark.corpus.published import Answer

# Attacks that are on the list and not in the files, with the reason.
NOT_COVERED = {
    "A29": "Blockcerts are not verified yet.",
    "A30": "Transparency logs are not verified yet.",
    "A31": "These attack the exchange of credentials (OpenID4VCI, OpenID4VP) and not files.",
}
# Members that have no family of their own: what is tried with them, by its family.
TRIED_ELSEWHERE = {"@context": "a04", "proof": "a20"}
_WRITERS: tuple[Callable[[Desk], None], ...] = (
    originals.write,
    harmless.write,
    meaning.write,
    keys.write,
    numbers.write,
    moments.write,
    reach.write,
    carriers.write,
    proofs.write,
    standing.write,
    disclosure.write,
    texts.write,
    people.write,
    members.write,
)


@dataclass(frozen=True)
class Corpus:
    """All files, their families, what is published in their world, and the moment at which they are checked."""

    cases: tuple[Case, ...]
    families: Mapping[str, Family]
    answers: Mapping[str, Answer]
    now: datetime = NOW
    known_issuers: str = world.KNOWN_ISSUERS

    @property
    def valid(self) -> tuple[Case, ...]:
        """The files that a verifier must accept."""
        return tuple(case for case in self.cases if case.is_valid)

    @property
    def tampered(self) -> tuple[Case, ...]:
        """The files that a verifier must not accept."""
        return tuple(case for case in self.cases if not case.is_valid)


def assemble() -> Corpus:
    """Make the corpus: the same one, every time and everywhere."""
    desk = Desk()
    world.publish(desk.shelf)
    for write in _WRITERS:
        write(desk)
    return Corpus(tuple(desk.cases.values()), desk.families, desk.shelf.answers)


__all__ = ["NOT_COVERED", "TRIED_ELSEWHERE", "Corpus", "assemble"]
