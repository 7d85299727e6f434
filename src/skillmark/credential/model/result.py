"""A result that the learner reached, read together with the scale it is given on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential.model.achievement import Alignment, ResultDescription
from skillmark.credential.model.view import identifier, objects, text


@dataclass(frozen=True)
class Result:
    """One result; `description` is its scale, or None where the achievement does not describe it."""

    document: Mapping[str, Any]
    description: ResultDescription | None = None

    @property
    def name(self) -> str:
        """What was measured."""
        return self.description.name if self.description else ""

    @property
    def value(self) -> str:
        """The value reached: the score, or the name of the level, or the status."""
        level = identifier(self.document.get("achievedLevel"))
        if level:
            return self.description.level_name(level) if self.description else level
        return text(self.document.get("value")) or self.status

    @property
    def status(self) -> str:
        """The status, such as `Completed`."""
        return text(self.document.get("status"))

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """What this result speaks to."""
        return tuple(Alignment(entry) for entry in objects(self.document.get("alignment")))
