"""What one check may spend on what documents mean: everything is worked out once, and all of it together is bounded.

Every signature of a set, and every step before them, asks what the same document means, and a signature that does not
hold is tried again under older bytes of the contexts. So what one document may cost says little about what a file may,
until both are counted in one place. The count is that of values, which the time follows, whatever their shape.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from skillmark.credential.errors import CheckBudgetExceeded, CredentialError

# Four times what an honest file of full size has.
MAX_VALUES: Final = 40_000
# A document, its proofs, and both once more under other bytes of a context.
_MOST_KEPT: Final = 12
_LONGEST_KEPT: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Canonical:
    """Canonical N-Quads in UTF-8, and the steps that telling the nodes apart took."""

    nquads: bytes
    steps: int = 0


@dataclass(slots=True)
class Work:
    """What is left of the values that one check may look at, and what it has found out already."""

    left: int = MAX_VALUES
    _kept: OrderedDict[Hashable, Canonical | CredentialError] = field(default_factory=OrderedDict)

    def once(self, document: Any, how: Hashable, make: Callable[[], Canonical]) -> Canonical:
        """What `make` makes of the document, or the refusal; `how` is all beside the document that decides it."""
        # The text and not the value: to Python, true and 1 and 1.0 are one.
        key = (json.dumps(document), how)
        found = self._kept.get(key)
        if found is None:
            found = self._made(document, make)
            if isinstance(found, CredentialError) or len(found.nquads) <= _LONGEST_KEPT:
                self._keep(key, found)
        if isinstance(found, CredentialError):
            raise found
        return found

    def _made(self, document: Any, make: Callable[[], Canonical]) -> Canonical | CredentialError:
        count = _values_in(document)
        if count > self.left:
            raise CheckBudgetExceeded(limit=MAX_VALUES)
        self.left -= count
        try:
            return make()
        except CredentialError as error:
            return error

    def _keep(self, key: Hashable, found: Canonical | CredentialError) -> None:
        self._kept[key] = found
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)


_AT_HAND: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def one_check() -> Iterator[Work]:
    """What is done inside of it is one check, and shares one allowance."""
    work = Work()
    token = _AT_HAND.set(work)
    try:
        yield work
    finally:
        _AT_HAND.reset(token)


def once(document: Any, how: Hashable, make: Callable[[], Canonical]) -> Canonical:
    """What `make` makes of the document: worked out once and counted within a check, and anew everywhere else."""
    work = _AT_HAND.get()
    return make() if work is None else work.once(document, how, make)


def _values_in(document: Any) -> int:
    count = 0
    level = [document]
    while level:
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        count += len(below)
        level = below
    return count
