"""What a credential says below `achievement.microCredential`, in the terms of our own context.

The members go by the names of the context (credential/contexts/bundled/micro-credential-v1.jsonld), and values of fixed
lists by those of `Elements` (credential/model/elements.py), so that whoever reads needs no words of any language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class OutcomeSays:
    """An outcome with its own id, and the names of the assessments that show it."""

    uid: UUID
    statement: str
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NationalLevelSays:
    """A level of a national framework."""

    framework: str
    level: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class TranslationSays:
    """What the achievement says in another language; `outcomes` by the uid of the outcome."""

    language: str
    title: str
    can_do: str = ""
    description: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Words:
    """Values of fixed lists in words, for the standard members that come near them."""

    credits: str = ""
    assessment: str = ""
    quality: str = ""


@dataclass(frozen=True, kw_only=True)
class ElementsSay:
    """What only our context has a member for; `context` is the address that the credential names it by."""

    context: str
    kind: str = ""
    participation: str = ""
    field_code: str = ""
    outcomes: Sequence[OutcomeSays] = ()
    credit_scheme: str = ""
    national_level: NationalLevelSays | None = None
    cycle: str = ""
    level_set_by: str = ""
    no_level_reason: str = ""
    assessment_types: Sequence[str] = ()
    supervision: str = ""
    identity_check: str = ""
    quality_kind: str = ""
    quality_body: str = ""
    quality_url: str = ""
    prerequisites: str = ""
    requires: Sequence[tuple[str, str]] = ()  # title and address of each
    stackability: str = ""
    stacks_into: str = ""
    price: Decimal | None = None
    currency: str = ""
    review_by: date | None = None
    further_information: str = ""
    translations: Sequence[TranslationSays] = ()
    words: Words = field(default_factory=Words)


def extension_of(
    says: ElementsSay, own: Mapping[str, Any], *, language: str, credit_points: Decimal | None
) -> dict[str, Any]:
    """The object, empty members and all; `own` are members that come from what the achievement says anyway."""
    level = says.national_level
    return {
        **own,
        "kind": says.kind,
        "fieldCode": says.field_code,
        "outcome": [_outcome(each) for each in says.outcomes],
        "creditPoints": _number(credit_points),
        "creditScheme": says.credit_scheme if credit_points is not None else "",
        "nationalLevel": {"framework": level.framework, "code": level.level, "url": level.url}
        if level
        else None,
        "cycle": says.cycle,
        "levelSetBy": says.level_set_by,
        "noLevelReason": says.no_level_reason,
        "assessmentType": list(says.assessment_types),
        "participation": says.participation,
        "supervision": says.supervision,
        "identityCheck": says.identity_check,
        "qualityKind": says.quality_kind,
        "qualityBody": says.quality_body,
        "qualityUrl": says.quality_url,
        "prerequisites": says.prerequisites,
        "requires": [{"label": title, "url": url} for title, url in says.requires],
        "stackability": says.stackability,
        "stacksInto": says.stacks_into,
        "price": _number(says.price),
        "currency": says.currency if says.price is not None else "",
        "reviewBy": says.review_by.isoformat() if says.review_by else "",
        "furtherInformation": says.further_information,
        "languages": [language, *(each.language for each in says.translations)],
        "translation": [_translation(each, says.outcomes) for each in says.translations],
    }


def _outcome(outcome: OutcomeSays) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{outcome.uid}",
        "statement": outcome.statement,
        "shownBy": list(outcome.shown_by),
    }


def _translation(translation: TranslationSays, outcomes: Sequence[OutcomeSays]) -> dict[str, Any]:
    statements = ((each.uid, translation.outcomes.get(str(each.uid), "").strip()) for each in outcomes)
    return {
        "language": translation.language,
        "title": translation.title,
        "canDo": translation.can_do.strip(),
        "summary": translation.description,
        "translatedOutcome": [
            {"ofOutcome": f"urn:uuid:{uid}", "statement": statement}
            for uid, statement in statements
            if statement
        ],
    }


def _number(value: Decimal | None) -> float | int | None:
    """As JSON has it: 2 where it is whole, which is the same number to whoever verifies and reads better."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
