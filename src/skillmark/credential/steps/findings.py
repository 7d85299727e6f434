"""Collecting what one step finds, so that the worst finding decides and the sentences reach the reader."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from skillmark.credential.report import Check, Outcome

_SEVERITY = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED, Outcome.NOT_APPLICABLE)
_MAX_SENTENCES = 6
# What a step says that would have to believe the document.
NOT_ASKED = "Not asked, because issuer and signature were not established."


def quoted(value: object, *, limit: int = 160) -> str:
    """A value from outside as it may stand in a sentence: one bounded line, nothing that hides or turns text."""
    shown = "".join(
        character
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        else " "
        for character in str(value)[: limit + 1]
    )
    shown = " ".join(shown.split())
    return shown[:limit] + "…" if len(shown) > limit else shown


class Findings:
    """The findings of one step; `check()` turns them into the step's result."""

    def __init__(self, step: int, name: str, spec: str) -> None:
        self._step, self._name, self._spec = step, name, spec
        self._found: list[tuple[Outcome, str, str]] = []
        self.fact: dict[str, Any] = {}

    def add(self, outcome: Outcome, sentence: str, *, code: str = "") -> None:
        """One finding: a whole sentence for people, and a stable code for programs."""
        self._found.append((outcome, sentence, code))

    def passed(self, sentence: str, *, code: str = "") -> None:
        """Something holds."""
        self.add(Outcome.PASSED, sentence, code=code)

    def failed(self, sentence: str, *, code: str) -> None:
        """Something does not hold."""
        self.add(Outcome.FAILED, sentence, code=code)

    def unknown(self, sentence: str, *, code: str) -> None:
        """Something could not be checked."""
        self.add(Outcome.UNKNOWN, sentence, code=code)

    def not_applicable(self, sentence: str, *, code: str = "") -> None:
        """There is nothing to check here."""
        self.add(Outcome.NOT_APPLICABLE, sentence, code=code)

    @property
    def too_costly(self) -> bool:
        """Whether a finding was that the document costs more work than any honest one."""
        return any(code == "work_budget_exceeded" for _, _, code in self._found)

    @property
    def outcome(self) -> Outcome:
        """The worst of the findings so far."""
        return min(
            (outcome for outcome, _, _ in self._found), key=_SEVERITY.index, default=Outcome.NOT_APPLICABLE
        )

    def check(self) -> Check:
        """The step's result: its worst finding decides, and only the sentences of that weight are shown."""
        outcome = self.outcome
        decisive = [(sentence, code) for found, sentence, code in self._found if found is outcome]
        sentences = list(dict.fromkeys(sentence for sentence, _ in decisive))
        shown = sentences[:_MAX_SENTENCES]
        if len(sentences) > len(shown):
            shown.append(f"And {len(sentences) - len(shown)} more.")
        code = next((code for _, code in decisive if code), "")
        return Check(self._step, self._name, outcome, " ".join(shown), self._spec, code, self.fact)


def skipped(
    step: int, name: str, spec: str, sentence: str, *, fact: Mapping[str, Any] | None = None
) -> Check:
    """A step that could not be taken because of an earlier one."""
    return Check(step, name, Outcome.UNKNOWN, sentence, spec, "not_reached", fact or {})
