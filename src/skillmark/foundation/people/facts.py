"""What can happen to a person's account."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class NameChanged(Fact):
    """A person corrected their name; neither the old nor the new one is kept here."""
