"""What a reader wants to know of a micro-credential, each with its answer and what that means in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from skillmark.foundation.orgs.countries import COUNTRIES
from skillmark.interfaces.pages.ui import plain_words as words
from skillmark.interfaces.pages.ui.templatetags.words import hours, months
from skillmark.lifecycle.assessing.blueprint import Blueprint, assessment_types, is_marked_by_words
from skillmark.lifecycle.designing.models import (
    OPEN_STATES,
    CreditScheme,
    Cycle,
    IdentityCheck,
    Mode,
    QualityAssurance,
    Stackability,
    Supervision,
    Version,
)
from skillmark.lifecycle.offering.catalogue import required_of
from skillmark.lifecycle.offering.models import Offering

UNSAID, UNSAID_YET = "Not disclosed", "Not said yet"
# How designers say that one may begin without anything.
_NOTHING: Final = frozenset({"none", "nothing", "no", "no prerequisites"})
_SIGNS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}
_ASSESSED: Final = {
    "testing": "a test",
    "application": "a piece of work",
    "prior_learning": "or by what you can do already",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`note` says what the value means; `lines` are further values, `href` where to read on.

    `place`: the editor's section and field that say it, where it may be left unsaid.
    """

    icon: str
    question: str
    value: str
    note: str = ""
    lines: Sequence[str] = ()
    href: str = ""
    href_words: str = ""
    place: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerGroup:
    heading: str
    answers: Sequence[Answer]


def answers_of(
    blueprint: Blueprint, *, languages: Sequence[str], recognised_by: Sequence[str] | None = None
) -> list[AnswerGroup]:
    """`languages` by name, the original first; without `recognised_by`, nothing is said of recognition."""
    version = blueprint.version
    worth = [
        _quality(version),
        *([_recognition(recognised_by)] if recognised_by is not None else []),
        _stacks(version),
        _lasts(version),
        _review(version),
        *_place(version),
        *_more(version),
    ]
    return [
        AnswerGroup(
            heading="What it asks of you",
            answers=[
                _time(version),
                _price(version),
                _level(version),
                _part(version),
                _before(version),
                Answer(icon="globe", question="In which language?", value=", ".join(languages)),
            ],
        ),
        AnswerGroup(heading="How it is checked", answers=list(_checked(blueprint))),
        AnswerGroup(heading="What it is worth", answers=worth),
    ]


# --- what it asks -----------------------------------------------------------------------------------------------


def money(amount: Decimal | int, currency: str) -> str:
    """“€ 1,240” or “CHF 12.50”; no cents where there are none."""
    figure = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    return f"{_SIGNS.get(currency, currency)}\N{NO-BREAK SPACE}{figure}"


def unsaid(version: Version) -> str:
    """What stands where nothing is said: of what is before the public, that it is not disclosed."""
    return UNSAID_YET if version.state in OPEN_STATES else UNSAID


def price_of(version: Version) -> str:
    """Empty where it is not said."""
    if version.price is None:
        return ""
    return "Free" if version.price == 0 else money(version.price, version.currency)


def price_to_pay(offering: Offering, version: Version) -> str:
    """What one pays who enrols here: the offering's own price, or the micro-credential's; empty where neither says."""
    return offering.price or price_of(version)


def credits_of(version: Version) -> str:
    """“2 ECTS credits”; empty where there are none."""
    if version.credit_points is None:
        return ""
    return f"{version.credit_points.normalize():f} {version.get_credit_scheme_display()}"


def _time(version: Version) -> Answer:
    said = [words.HOURS] if version.workload_hours else []
    said += [words.CREDITS[CreditScheme(version.credit_scheme)]] if version.credit_points is not None else []
    value = ", ".join(filter(None, (hours(version.workload_hours), credits_of(version))))
    return Answer(
        icon="clock",
        question="How long does it take?",
        place=("level", "workload_hours"),
        value=value or unsaid(version),
        note=" ".join(said),
    )


def _price(version: Version) -> Answer:
    price = price_of(version)
    note = "" if price else words.PRICE_UNSAID
    return Answer(
        icon="tag",
        question="What does it cost?",
        place=("quality", "price"),
        value=price or unsaid(version),
        note=note,
    )


def _level(version: Version) -> Answer:
    lines = []
    if version.national_level:
        lines.append(f"{version.national_level.framework.name}: {version.national_level.label}")
    if version.cycle:
        lines.append(words.CYCLES[Cycle(version.cycle)])
    if version.level_set_by and (version.level or version.national_level):
        lines.append(f"Who says so: {version.level_set_by}")
    if version.level:
        value, note = f"EQF level {version.level} of 8", words.EQF[version.level]
    elif version.no_level_reason:
        value, note = "No level applies", version.no_level_reason
    else:
        value, note = unsaid(version), words.LEVEL_UNSAID
    return Answer(
        icon="layers",
        question="How hard is it?",
        place=("level", "level"),
        value=value,
        note=note,
        lines=lines,
    )


def _part(version: Version) -> Answer:
    return Answer(
        icon="users",
        question="How do you take part?",
        place=("basics", "mode"),
        value=version.get_mode_display() or unsaid(version),
        note=words.MODES[Mode(version.mode)] if version.mode else words.MODE_UNSAID,
    )


def _before(version: Version) -> Answer:
    required = [each.title for each in required_of(version)]
    texts = [*filter(None, [version.prerequisites.strip()]), *required]
    return Answer(
        icon="list-checks",
        question="What do you need before?",
        place=("quality", "prerequisites"),
        value=texts[0] if texts else unsaid(version),
        lines=texts[1:],
        note=_what_before_means(texts, version, names_others=bool(required)),
    )


def _what_before_means(texts: Sequence[str], version: Version, *, names_others: bool) -> str:
    if names_others:
        return words.PREREQUISITES_BLOCK if version.requires_blocks else words.PREREQUISITES_ADVISE
    if not texts:
        return words.PREREQUISITES_UNSAID
    return words.NO_PREREQUISITES if texts[0].rstrip(". ").casefold() in _NOTHING else ""


# --- how it is checked ------------------------------------------------------------------------------------------


def _checked(blueprint: Blueprint) -> Iterator[Answer]:
    version = blueprint.version
    kinds = assessment_types(version, blueprint.assessments)
    by_words = is_marked_by_words(blueprint.assessments)
    notes = words.ASSESSED if by_words else {**words.ASSESSED, "application": words.JUDGED}
    yield Answer(
        icon="clipboard-check",
        question="How are you assessed?",
        place=("assessment", "add"),
        value=_listed([_ASSESSED[kind] for kind in kinds]) or unsaid(version),
        note=" ".join(notes[kind] for kind in kinds),
    )
    yield Answer(
        icon="eye",
        question="Does somebody watch?",
        value=version.get_supervision_display(),
        note=words.SUPERVISION[Supervision(version.supervision)],
    )
    yield Answer(
        icon="fingerprint",
        question="How do they know it is you?",
        value=version.get_identity_check_display(),
        note=words.IDENTITY[IdentityCheck(version.identity_check)],
    )


def _listed(parts: Sequence[str]) -> str:
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


# --- what it is worth -------------------------------------------------------------------------------------------


def _quality(version: Version) -> Answer:
    question = "Who vouches for its quality?"
    if not version.quality_kind:
        return Answer(
            icon="shield-check",
            question=question,
            value=unsaid(version),
            note=words.QUALITY_UNSAID,
            place=("quality", "quality_kind"),
        )
    return Answer(
        icon="shield-check",
        question=question,
        value=version.quality_body or version.get_quality_kind_display(),
        lines=[version.get_quality_kind_display()] if version.quality_body else [],
        note=words.QUALITY[QualityAssurance(version.quality_kind)],
        href=version.quality_url,
        href_words="How that is done",
    )


def _recognition(names: Sequence[str]) -> Answer:
    return Answer(
        icon="handshake",
        question="Who recognises it?",
        value=names[0] if names else "Nobody yet",
        lines=names[1:],
        note=words.RECOGNISED if names else words.NOT_RECOGNISED,
    )


def _stacks(version: Version) -> Answer:
    question = "What does it count towards?"
    if not version.stackability:
        return Answer(
            icon="layers",
            question=question,
            value=unsaid(version),
            note=words.STACKS_UNSAID,
            place=("quality", "stackability"),
        )
    stands_alone = version.stackability == Stackability.STANDALONE
    return Answer(
        icon="layers",
        question=question,
        value=version.stacks_into or version.get_stackability_display(),
        note="" if stands_alone and version.stacks_into else words.STACKS[Stackability(version.stackability)],
    )


def _lasts(version: Version) -> Answer:
    ends = version.validity_months
    value = months(ends) if ends else "For ever"
    return Answer(
        icon="calendar",
        question="How long is it valid?",
        value=value,
        note="" if ends else words.VALID_FOR_EVER,
    )


def _review(version: Version) -> Answer:
    if version.review_by is None:
        return Answer(
            icon="calendar-clock",
            question="When is it looked at again?",
            value=unsaid(version),
            note=words.REVIEW_UNSAID,
            place=("quality", "review_by"),
        )
    return Answer(
        icon="calendar-clock",
        question="When is it looked at again?",
        value=f"By {version.review_by:%-d %B %Y}",
        note=words.REVIEW,
    )


def _place(version: Version) -> Iterator[Answer]:
    org = version.micro_credential.org
    value = ", ".join(filter(None, (org.region, COUNTRIES.get(org.country, org.country))))
    yield Answer(
        icon="map-pin",
        question="Where is the provider?",
        place=("basics", "country"),
        value=value or unsaid(version),
    )


def _more(version: Version) -> Iterator[Answer]:
    if version.further_information:
        yield Answer(
            icon="info",
            question="Where can you read more?",
            value="On the provider's own pages",
            href=version.further_information,
            href_words="Open them",
        )
