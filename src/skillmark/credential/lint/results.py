"""Results that readers cannot place: on no scale, on a level that the scale has not, or outside of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from skillmark.credential.lint.finding import Edit, Finding, Paper, Rule, Severity, entries, finding
from skillmark.credential.model import Result, ResultDescription, Subject
from skillmark.credential.steps.flaws import Place

_SPEC = "Open Badges 3.0, “Result” and “ResultDescription”"


def _results(paper: Paper) -> Iterator[tuple[Place, Result, tuple[ResultDescription, ...]]]:
    """Every result with its place, and the scales of its achievement."""
    for place, value in entries(paper.document, "credentialSubject", ()):
        if isinstance(value, dict):
            scales = tuple(
                scale for each in Subject(value).achievements for scale in each.result_descriptions
            )
            for at, entry in entries(value, "result", place):
                if isinstance(entry, dict):
                    own = entry.get("resultDescription")
                    yield (
                        at,
                        Result(entry, next((scale for scale in scales if scale.id == own), None)),
                        scales,
                    )


def without_scale(paper: Paper) -> Iterator[Finding]:
    """A value that says nothing, because nobody knows out of how much."""
    for place, result, scales in _results(paper):
        if not result.scale:
            only = scales[0].id if len(scales) == 1 else ""
            yield finding(
                "result_unscaled", Severity.WARNING, place,
                "“{path}” names no resultDescription, so nobody can tell what it is a result of.",
                "Name the scale by its id, and describe it in the achievement.", spec=_SPEC,
                edits=(Edit((*place, "resultDescription"), only),) if only else (),
            )  # fmt: skip


def empty(paper: Paper) -> Iterator[Finding]:
    """A result without any result."""
    for place, result, _ in _results(paper):
        if not result.value:
            yield finding(
                "result_empty", Severity.WARNING, place, "“{path}” has no value, level or status.",
                "Add what was reached, or leave it out.", spec=_SPEC,
            )  # fmt: skip


def unknown_level(paper: Paper) -> Iterator[Finding]:
    """A level that its own scale does not have: readers see an id in the place of a name."""
    for place, result, _ in _results(paper):
        if (
            result.level
            and result.description
            and result.level not in {each.id for each in result.description.levels}
        ):
            yield finding(
                "level_unknown", Severity.WARNING, (*place, "achievedLevel"),
                "“{path}” is none of the levels of its scale.", "Write the id of one of its rubricCriterionLevel.",
                spec=_SPEC,
            )  # fmt: skip
    for place, value in paper.of_type("ResultDescription"):
        scale = ResultDescription(value)
        if scale.required_level and scale.required_level not in {each.id for each in scale.levels}:
            yield finding(
                "level_unknown", Severity.WARNING, (*place, "requiredLevel"),
                "“{path}” is none of the levels of its scale.", "Write the id of one of its rubricCriterionLevel.",
                spec=_SPEC,
            )  # fmt: skip


def off_the_scale(paper: Paper) -> Iterator[Finding]:
    """A value outside of what its scale allows."""
    for place, result, _ in _results(paper):
        scale, value = result.description, str(result.document.get("value") or "")
        if scale and value and _is_off(value, scale):
            yield finding(
                "value_off_scale", Severity.WARNING, (*place, "value"), "“{path}” is not on its scale.",
                "Write a value that the scale allows, or describe the scale as it is.", spec=_SPEC,
            )  # fmt: skip


def _is_off(value: str, scale: ResultDescription) -> bool:
    if scale.allowed:
        return value not in scale.allowed
    number, least, most = _number(value), _number(scale.minimum), _number(scale.maximum)
    if number is None:
        return False
    return (least is not None and number < least) or (most is not None and number > most)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


RULES: tuple[Rule, ...] = (without_scale, empty, unknown_level, off_the_scale)
