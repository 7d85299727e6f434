"""A result that the learner reached, read together with the scale it is given on."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.credential.model.achievement import Alignment, ResultDescription
from skillmark.credential.model.view import View, identifier


@dataclass(frozen=True)
class Result(View):
    """One result; `description` is its scale, or None where the achievement does not describe it."""

    description: ResultDescription | None = None

    @property
    def name(self) -> str:
        """What was measured."""
        return self.description.name if self.description else ""

    @property
    def scale(self) -> str:
        """The id of its scale."""
        return identifier(self.document.get("resultDescription"))

    @property
    def level(self) -> str:
        """The id of the level reached."""
        return identifier(self.document.get("achievedLevel"))

    @property
    def value(self) -> str:
        """The value reached: the score, or the name of the level, or the status."""
        if self.level:
            return self.description.level_name(self.level) if self.description else self.level
        return self._text("value") or self.status

    @property
    def status(self) -> str:
        """The status, such as `Completed`."""
        return self._text("status")

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """What this result speaks to."""
        return tuple(Alignment(entry) for entry in self._objects("alignment"))
