"""What of a design is words, and so can be said in another language: one achievement, several languages.

The rest (hours, level, marks, skills) is the same in every language and is never translated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from skillmark.lifecycle.designing.models import Outcome, Translation, Version

# The members of Version and Translation alike, with how people call them.
WORDED: Final = {
    "title": "Title",
    "can_do": "What the earner can do",
    "description": "Description",
    "criteria": "Criteria",
    "not_proven": "What it does not prove",
}


@dataclass(frozen=True, kw_only=True)
class Wording:
    """All words of a version in one language. `texts` by member, `outcomes` by the outcome's uid; empty ones lack."""

    language: str
    texts: Mapping[str, str]
    outcomes: Mapping[str, str] = field(default_factory=dict)


def original_wording(version: Version, outcomes: Sequence[Outcome]) -> Wording:
    """The words that were written first."""
    return Wording(
        language=version.language,
        texts={name: getattr(version, name) for name in WORDED},
        outcomes={str(outcome.uid): outcome.statement for outcome in outcomes},
    )


def wording_of(translation: Translation) -> Wording:
    return Wording(
        language=translation.language,
        texts={name: getattr(translation, name) for name in WORDED},
        outcomes=translation.outcomes,
    )


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """How much of the original has been said in another language."""

    said: int
    of: int
    lacking: Sequence[str]

    @property
    def is_complete(self) -> bool:
        return self.said == self.of


def completeness(original: Wording, translated: Wording) -> Completeness:
    """What is empty in the original needs no translation; what it no longer has does not count."""
    lacking = [
        label
        for name, label in WORDED.items()
        if original.texts[name].strip() and not translated.texts[name].strip()
    ]
    lacking += [
        f"Outcome {number}"
        for number, (uid, statement) in enumerate(original.outcomes.items(), start=1)
        if statement.strip() and not translated.outcomes.get(uid, "").strip()
    ]
    of = sum(1 for text in (*original.texts.values(), *original.outcomes.values()) if text.strip())
    return Completeness(said=of - len(lacking), of=of, lacking=lacking)
