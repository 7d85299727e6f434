"""The elements as lines that people read: what it takes, how it was assessed, and who stands behind it.

Only what is said becomes a line. What a file says of itself may be untrue; whoever shows it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Final

from skillmark.credential.message import Message
from skillmark.credential.model.element_words import word
from skillmark.credential.model.elements import Elements
from skillmark.credential.steps.findings import message
from skillmark.credential.times import day_of

_MOST = 12


@dataclass(frozen=True)
class ElementLine:
    """One element in words; `href` is where to read more, as the file names it."""

    element: str
    label: Message
    text: Message
    href: str = ""


def lines_of(elements: Elements) -> tuple[ElementLine, ...]:
    """What is said, in the order in which a reader asks."""
    found = ((element, label, text(elements)) for element, label, text in _LINES)
    return tuple(
        ElementLine(element, label, text, elements.quality_url if element == "quality" else "")
        for element, label, text in found
        if text is not None
    )


def _workload(said: Elements) -> Message | None:
    parts = []
    if said.workload_hours is not None:
        hours = _plain(said.workload_hours)
        parts.append(
            Message("{count} hour" if said.workload_hours == 1 else "{count} hours", {"count": hours})
        )
    if said.credit_points is not None:
        # A number without its unit is said to be one: it could be credits of any kind.
        unknown = Message("credits of a kind that is not named")
        unit = word("credit_scheme", said.credit_scheme) if said.credit_scheme else unknown
        parts.append(Message("{count} {unit}", {"count": _plain(said.credit_points), "unit": unit}))
    return _listed(parts)


def _level(said: Elements) -> Message | None:
    levels = []
    if said.eqf_level is not None:
        levels.append(Message("EQF {level}", {"level": said.eqf_level}))
    if said.national_level is not None:
        names = {"framework": said.national_level.framework, "level": said.national_level.level}
        levels.append(message("{framework}: {level}", names))
    if said.cycle:
        levels.append(word("cycle", said.cycle))
    if levels:
        whole = {"levels": _listed(levels), "body": said.level_set_by}
        return message("{levels}, set by {body}" if said.level_set_by else "{levels}", whole)
    return (
        message("None applies: {reason}", {"reason": said.no_level_reason}) if said.no_level_reason else None
    )


def _assessment(said: Elements) -> Message | None:
    return _listed([word("assessment_types", each) for each in said.assessment_types[:_MOST]])


def _supervision(said: Elements) -> Message | None:
    return word("supervision", said.supervision) if said.supervision else None


def _identity(said: Elements) -> Message | None:
    return word("identity_check", said.identity_check) if said.identity_check else None


def _participation(said: Elements) -> Message | None:
    return word("participation", said.participation) if said.participation else None


def _quality(said: Elements) -> Message | None:
    if not said.quality_kind:
        return None
    whole = {"kind": word("quality_kind", said.quality_kind), "body": said.quality_body}
    return message("{kind}: {body}" if said.quality_body else "{kind}", whole)


def _country(said: Elements) -> Message | None:
    return _listed([_data(each) for each in (said.region, said.country) if each])


def _prerequisites(said: Elements) -> Message | None:
    return _data(said.prerequisites) if said.prerequisites else None


def _stackability(said: Elements) -> Message | None:
    if said.stacks_into:
        return _data(said.stacks_into)
    return word("stackability", said.stackability) if said.stackability else None


def _languages(said: Elements) -> Message | None:
    # One language is what the reader sees anyway.
    return _listed([_data(each) for each in said.languages[:_MOST]]) if len(said.languages) > 1 else None


def _review(said: Elements) -> Message | None:
    if said.review_by is None:
        return None
    return Message("by {date}", {"date": day_of(datetime.combine(said.review_by, time(), tzinfo=UTC))})


def _data(value: str) -> Message:
    return message("{value}", {"value": value})


def _listed(parts: Sequence[Message]) -> Message | None:
    if not parts:
        return None
    first, *others = parts
    for other in others:
        first = Message("{first}, {second}", {"first": first, "second": other})
    return first


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


_LINES: Final[tuple[tuple[str, Message, Callable[[Elements], Message | None]], ...]] = (
    ("workload", Message("Work it takes"), _workload),
    ("level", Message("Level"), _level),
    ("assessment", Message("Assessed by"), _assessment),
    ("supervision", Message("Supervision"), _supervision),
    ("supervision", Message("Identity check"), _identity),
    ("quality", Message("Quality assurance"), _quality),
    ("participation", Message("Way of taking part"), _participation),
    ("prerequisites", Message("Needed before"), _prerequisites),
    ("stackability", Message("Counts towards"), _stackability),
    ("country", Message("Issued from"), _country),
    ("languages", Message("Languages"), _languages),
    ("review_by", Message("To be reviewed"), _review),
)
