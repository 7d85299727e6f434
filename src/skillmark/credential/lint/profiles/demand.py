"""One rule of a profile, and what is said where it is not met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential.lint.finding import Severity
from skillmark.credential.lint.profiles.asked import TESTS, is_said, unknown_words
from skillmark.credential.message import Message, Translate, as_written
from skillmark.credential.model.elements import Elements
from skillmark.credential.steps.findings import message


@dataclass(frozen=True)
class Lack:
    """One thing that a profile asks for and that is not there.

    `element` is a key of ELEMENTS or a member of Elements beyond Annex I; `members` are the members that would mend it.
    """

    code: str
    element: str
    severity: Severity
    sentence: Message
    mend: Message
    spec: str
    members: tuple[str, ...] = ()

    def to_json(self, translate: Translate = as_written) -> dict[str, Any]:
        """The lack as JSON members."""
        return {
            "code": self.code,
            "element": self.element,
            "severity": self.severity.value,
            "sentence": self.sentence.say(translate),
            "mend": self.mend.say(translate),
            "spec": self.spec,
        }


@dataclass(frozen=True, kw_only=True)
class Demand:
    """One rule: an element, a test by name with what it is given, and the words for whoever does not meet it.

    `when` narrows it: the named members must be said, and be one of the values where some are listed. What only
    `issued` credentials can say is not asked of a draft.
    """

    code: str
    element: str
    severity: Severity
    test: str
    given: Mapping[str, Any]
    says: str
    mend: str
    spec: str
    when: Mapping[str, tuple[str, ...]]
    issued: bool = False

    def lack(self, elements: Elements) -> Lack | None:
        """What is lacking, or None where the rule is met or does not apply."""
        if (self.issued and elements.is_draft) or not self._applies(elements):
            return None
        found = TESTS[self.test](elements, self.given)
        if found is None:
            return None
        return Lack(
            self.code,
            self.element,
            self.severity,
            self._sentence(elements, found),
            message(self.mend, found),
            self.spec,
            tuple(self.given.get("members", ())),
        )

    def _sentence(self, elements: Elements, found: Mapping[str, Any]) -> Message:
        said = message(self.says, found, code=self.code)
        # A test that finds values names them itself.
        members = () if found else self.given.get("members", ())
        word = next((word for member in members for word in unknown_words(elements, member)), "")
        named = {"sentence": said, "word": word}
        return message("{sentence} “{word}” is no word for it.", named, code=self.code) if word else said

    def _applies(self, elements: Elements) -> bool:
        return all(
            is_said(elements, member) and (not values or getattr(elements, member) in values)
            for member, values in self.when.items()
        )
