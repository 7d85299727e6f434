"""The tests that rules of profiles are made of: each gives the sentence's parameters where it is not met, or None.

What is not said at all is the business of `any_of` and `all_of` alone, so that nobody is told the same thing twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from skillmark.credential.elm.vocabulary import VOCABULARY
from skillmark.credential.message import Message
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement
from skillmark.credential.model.visible import visible

Params = dict[str, Any]
Test = Callable[[Elements, Mapping[str, Any]], Params | None]

_CREDITS: Final[Mapping[str, str]] = {
    "ects": "{count} ECTS credits",
    "nzqcf": "{count} NZQCF credits",
}


def is_said(elements: Elements, member: str) -> bool:
    """Whether a member says anything: something to see, on our lists where there is one, and no amount of nothing."""
    value = getattr(elements, member)
    values = value if isinstance(value, tuple) else (value,)
    return any(_says(each) and each not in unknown_words(elements, member) for each in values)


def unknown_words(elements: Elements, member: str) -> tuple[str, ...]:
    """What stands in a member and is none of the words for it."""
    if member == "country":
        known = VOCABULARY["country"].by_value
        return (elements.country,) if visible(elements.country) and elements.country not in known else ()
    return tuple(word for of, word in elements.unknown if of == member)


def _says(value: Any) -> bool:
    match value:
        case str():
            return bool(visible(value))
        case OutcomeElement():
            return bool(visible(value.statement))
        case NationalLevel():
            return bool(visible(value.level))
        case Decimal():
            return value > 0
        case _:
            return value is not None and value is not False


def any_of(elements: Elements, given: Mapping[str, Any]) -> Params | None:
    """At least one of these members is said."""
    return None if any(is_said(elements, member) for member in given["members"]) else {}


def all_of(elements: Elements, given: Mapping[str, Any]) -> Params | None:
    """Every one of these members is said."""
    return None if all(is_said(elements, member) for member in given["members"]) else {}


def between(elements: Elements, given: Mapping[str, Any]) -> Params | None:
    """A number is not below `least` and not above `most`."""
    (member,) = given["members"]
    value = getattr(elements, member)
    if value is None or _fits(value, given.get("least"), given.get("most")):
        return None
    return {"value": plain(value)}


def credits_between(elements: Elements, given: Mapping[str, Any]) -> Params | None:
    """As many credits of a scheme; where none of it are said, as many hours as they stand for."""
    if elements.credit_points is not None and elements.credit_scheme == given["scheme"]:
        value, bounds, stated = elements.credit_points, given["credits"], _CREDITS[given["scheme"]]
    elif elements.workload_hours is not None:
        value, bounds, stated = elements.workload_hours, given["hours"], "{count} hours of work"
    else:
        return None
    if _fits(value, bounds.get("least"), bounds.get("most")):
        return None
    return {"stated": Message(stated, {"count": plain(value)})}


def credits_in(elements: Elements, given: Mapping[str, Any]) -> Params | None:
    """Credits are said, and in this scheme."""
    said = elements.credit_points is not None and elements.credit_scheme == given["scheme"]
    return None if said else {}


def one_of(elements: Elements, given: Mapping[str, Any]) -> Params | None:
    """What is said in a member is one of these values."""
    (member,) = given["members"]
    value = getattr(elements, member)
    return None if not value or value in given["values"] else {"value": value}


def without_words(elements: Elements, given: Mapping[str, Any]) -> Params | None:
    """None of these words is in the title: whole words, whatever their case, in the plural too."""
    words = "|".join(re.escape(word) for word in given["words"])
    found = re.search(rf"(?<!\w)(?:{words})s?(?!\w)", elements.title, re.IGNORECASE)
    return {"word": found.group()} if found else None


def outcomes_shown(elements: Elements, given: Mapping[str, Any]) -> Params | None:  # noqa: ARG001 - a test's form
    """Every outcome names an assessment that shows it."""
    unshown = [outcome.statement for outcome in elements.outcomes if not outcome.shown_by]
    return {"outcome": unshown[0], "count": len(unshown)} if unshown else None


def review_within(elements: Elements, given: Mapping[str, Any]) -> Params | None:
    """The date of the next review is at most so many years after the issuing."""
    if elements.review_by is None or elements.issued_on is None:
        return None
    issued = elements.issued_on.date()
    is_late = (elements.review_by.year - issued.year, elements.review_by.month, elements.review_by.day) > (
        given["years"],
        issued.month,
        issued.day,
    )
    return {"date": elements.review_by.isoformat()} if is_late else None


def plain(value: Decimal | int) -> str:
    """A number as people write it: 2 and 1.5, never 2.0 or 1E+1."""
    return f"{Decimal(value).normalize():f}"


def _fits(value: Decimal | int, least: Decimal | int | None, most: Decimal | int | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


TESTS: Final[Mapping[str, Test]] = {
    test.__name__: test
    for test in (
        any_of,
        all_of,
        between,
        credits_between,
        credits_in,
        one_of,
        without_words,
        outcomes_shown,
        review_within,
    )
}
