"""Collecting what one step finds, so that the worst finding decides and the sentences reach the reader."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from skillmark.credential.errors import CredentialError
from skillmark.credential.message import Message
from skillmark.credential.model.visible import BLANK
from skillmark.credential.report import CONTENT_UNCHECKED, HOLDER_UNCHECKED, Check, Outcome

_SEVERITY = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED, Outcome.NOT_APPLICABLE)
_OPENS = frozenset({CONTENT_UNCHECKED, HOLDER_UNCHECKED})
_MAX_SENTENCES = 6
_MAX_PARAMETER = 300
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK = str.maketrans(dict.fromkeys(BLANK, " "))
# What a step says that would have to believe the document.
NOT_ASKED = "Not asked, because issuer and signature were not established."


def quoted(value: object, *, limit: int = 160) -> str:
    """A value from outside as it may stand in a sentence: one bounded line, nothing that hides or turns text."""
    shown = str(value)[: limit + 1]
    # What Python calls printable holds none of these; most texts are, and a hostile document has very many.
    if not shown.isprintable():
        shown = "".join(
            character if unicodedata.category(character) not in _HIDDEN else " " for character in shown
        )
    shown = " ".join(shown.translate(_BLANK).split())
    return shown[:limit] + "…" if len(shown) > limit else shown


def message(template: str, params: Mapping[str, Any], *, code: str = "") -> Message:
    """A sentence with its parameters, each made fit to be shown."""
    return Message(template, {name: _shown(value) for name, value in params.items()}, code)


def _shown(value: Any) -> Any:
    if isinstance(value, Message):
        return message(value.template, value.params, code=value.code)
    return quoted(value, limit=_MAX_PARAMETER) if isinstance(value, str) else value


class Findings:
    """The findings of one step; `check()` turns them into the step's result.

    Sentences are templates with keyword parameters (`"{host} does not answer."`, host=…), so that they can be said in
    another language; a parameter from outside is bounded and cleaned on its way.
    """

    def __init__(self, step: int, name: str, spec: str) -> None:
        self._step, self._name, self._spec = step, name, spec
        self._found: list[tuple[Outcome, Message]] = []
        self.fact: dict[str, Any] = {}

    def add(self, outcome: Outcome, sentence: str, *, code: str = "", **params: Any) -> None:
        """One finding: a whole sentence for people, and a stable code for programs."""
        self._found.append((outcome, message(sentence, params, code=code)))

    def passed(self, sentence: str, *, code: str = "", **params: Any) -> None:
        """Something holds."""
        self.add(Outcome.PASSED, sentence, code=code, **params)

    def failed(self, sentence: str, *, code: str, **params: Any) -> None:
        """Something does not hold."""
        self.add(Outcome.FAILED, sentence, code=code, **params)

    def unknown(self, sentence: str, *, code: str, **params: Any) -> None:
        """Something could not be checked."""
        self.add(Outcome.UNKNOWN, sentence, code=code, **params)

    def not_applicable(self, sentence: str, *, code: str = "", **params: Any) -> None:
        """There is nothing to check here."""
        self.add(Outcome.NOT_APPLICABLE, sentence, code=code, **params)

    def error(self, error: CredentialError, *, outcome: Outcome = Outcome.FAILED) -> None:
        """What an error of the library says, as a finding with the error's code."""
        self._found.append((outcome, message(error.template, error.params, code=error.code)))

    def include(self, other: Findings, *, within: str = "{finding}", **params: Any) -> None:
        """What others found on one of several things; `within` is a template around each `{finding}`, to say which."""
        for outcome, found in other._found:
            self.add(outcome, within, code=found.code, finding=found, **params)

    @property
    def too_costly(self) -> bool:
        """Whether a finding was that the document costs more work than any honest one."""
        return any(found.code == "work_budget_exceeded" for _, found in self._found)

    @property
    def outcome(self) -> Outcome:
        """The worst of the findings so far."""
        return min(
            (outcome for outcome, _ in self._found), key=_SEVERITY.index, default=Outcome.NOT_APPLICABLE
        )

    def check(self) -> Check:
        """The step's result: its worst finding decides, and only the sentences of that weight are shown."""
        outcome = self.outcome
        decisive = [found for weight, found in self._found if weight is outcome]
        distinct = list({found.say(): found for found in reversed(decisive)}.values())[::-1]
        shown = distinct[:_MAX_SENTENCES]
        if len(distinct) > len(shown):
            shown.append(Message("And {count} more.", {"count": len(distinct) - len(shown)}))
        codes = [found.code for found in decisive if found.code]
        # The first of several, but never in place of one that leaves the verdict open.
        code = next((each for each in codes if each in _OPENS), next(iter(codes), ""))
        return Check(self._step, self._name, outcome, tuple(shown), self._spec, code, self.fact)


def skipped(
    step: int, name: str, spec: str, sentence: str, *, fact: Mapping[str, Any] | None = None
) -> Check:
    """A step that could not be taken because of an earlier one."""
    return Check(step, name, Outcome.UNKNOWN, (Message(sentence),), spec, "not_reached", fact or {})
