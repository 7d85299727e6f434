"""The elements as JSON members, for programs: every name of Annex I, each with what is said under it, or null.

As `element_lines` is for people. What a file says of itself may be untrue; the report around it says who said it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from skillmark.credential.model.elements import ELEMENTS, Elements
from skillmark.credential.model.elements_of import elements_of_credential, is_micro_credential
from skillmark.credential.times import format_timestamp

# What stands under each name where it is said.
SHAPES: Final[Mapping[str, str]] = {
    "learner": "`true`: somebody is named, openly or by a hash",
    "title": "text",
    "country": "`country` (ISO 3166-1 alpha-2), `region`",
    "awarding_body": "text",
    "issued_on": "date and time",
    "outcomes": "a list of `statement`, `shown_by` (the assessments that show it)",
    "workload": "`hours`, `credits`, `credit_scheme`",
    "level": "`eqf` (1 to 8), `national` (`framework`, `level`, `url`), `cycle`, `set_by`, `none_because`",
    "assessment": "a list of types",
    "participation": "text",
    "quality": "`kind`, `body`, `url`",
    "prerequisites": "text",
    "supervision": "`supervision`, `identity_check`",
    "grade": "a list of the grades achieved",
    "stackability": "`stackability`, `stacks_into`",
    "further_information": "text",
}


def elements_told(document: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a document says of the micro-credential that it is; None where it is about no single achievement."""
    if document is None or not is_micro_credential(document):
        return None
    return elements_json(elements_of_credential(document))


def elements_json(said: Elements) -> dict[str, Any]:
    """All sixteen elements by their names; what is not said is null."""
    national = said.national_level
    found: dict[str, Any] = {
        "learner": said.learner_identified,
        "title": said.title,
        "country": _members(country=said.country, region=said.region),
        "awarding_body": said.awarding_body,
        "issued_on": format_timestamp(said.issued_on) if said.issued_on else "",
        "outcomes": [
            {"statement": each.statement, "shown_by": list(each.shown_by)} for each in said.outcomes
        ],
        "workload": _members(
            hours=_number(said.workload_hours),
            credits=_number(said.credit_points),
            credit_scheme=said.credit_scheme,
        ),
        "level": _members(
            eqf=said.eqf_level,
            national=_members(framework=national.framework, level=national.level, url=national.url)
            if national
            else None,
            cycle=said.cycle,
            set_by=said.level_set_by,
            none_because=said.no_level_reason,
        ),
        "assessment": list(said.assessment_types),
        "participation": said.participation,
        "quality": _members(kind=said.quality_kind, body=said.quality_body, url=said.quality_url),
        "prerequisites": said.prerequisites,
        "supervision": _members(supervision=said.supervision, identity_check=said.identity_check),
        "grade": list(said.grades),
        "stackability": _members(stackability=said.stackability, stacks_into=said.stacks_into),
        "further_information": said.further_information,
    }
    return {name: found[name] or None for name in ELEMENTS}


def _members(**parts: Any) -> dict[str, Any] | None:
    """Every member, with null for what is not said; None where nothing is."""
    told = {name: None if part == "" else part for name, part in parts.items()}
    return told if any(part is not None for part in told.values()) else None


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
