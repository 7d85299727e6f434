"""Qualifications frameworks and maps between their levels, as CTDL JSON-LD (`QualificationsFramework`, `AlignmentMap`).

A map names levels of frameworks that are described elsewhere, `scqf:level7` for one. Its own word that a level has no
match is kept as such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.ctdl import (
    Node,
    has_type,
    name_in,
    nodes_of,
    references,
    text_of,
    types_of,
)
from skillmark.foundation.skills.reading.found import name_of, one_line, several_lines, web_address
from skillmark.foundation.skills.reading.parts import Part

FRAMEWORK, MAP = "ceterms:QualificationsFramework", "ceterms:AlignmentMap"
_MODEL, _LEVEL = "asn:ProgressionModel", "asn:ProgressionLevel"
MOST_LEVELS = 50
_NUMBER = re.compile(r"(\d{1,2})(?!.*\d)")
_RELATIONS = {
    "exactMatch": "exact",
    "closeMatch": "close",
    "broadMatch": "broad",
    "narrowMatch": "narrow",
    "relatedMatch": "related",
    "NoMatch": "none",
}


@dataclass(frozen=True)
class FoundLevel:
    key: str
    position: int
    label: str
    description: str = ""


@dataclass(kw_only=True)
class FoundLevelFramework:
    key: str
    name: str
    url: str = ""
    publisher: str = ""
    levels: dict[str, FoundLevel] = field(default_factory=dict)


@dataclass(kw_only=True)
class FoundLevelMap:
    name: str
    author: str
    url: str
    origin: str
    destination: str
    matches: list[tuple[str, str, str]] = field(default_factory=list)  # level, relation, level or nothing


@dataclass(kw_only=True)
class FoundLevels:
    frameworks: list[FoundLevelFramework] = field(default_factory=list)
    maps: list[FoundLevelMap] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def is_levels(parts: Sequence[Part]) -> bool:
    return has_type(parts, FRAMEWORK, MAP)


def read_levels(parts: Sequence[Part]) -> FoundLevels:
    found = FoundLevels()
    everywhere = {str(node.get("@id")): node for part in parts for node in nodes_of(part)}
    for part in parts:
        nodes = nodes_of(part)
        # Each file calls its levels what it likes; only organisations are looked up in the others as well.
        known = {str(node.get("@id")): node for node in nodes}
        for node in nodes:
            if FRAMEWORK in types_of(node):
                found.frameworks.append(_framework(node, known, part.place, found))
            elif MAP in types_of(node):
                found.maps.append(_map(node, everywhere, part.place))
    return found


def _framework(node: Node, known: dict[str, Node], place: str, found: FoundLevels) -> FoundLevelFramework:
    name = name_of(text_of(node, "ceterms:name"), place=place)[:200]
    short = text_of(node, "ceterms:alternateName", "ceterms:codedNotation")
    makers = references(node, "ceasn:publisher", "ceasn:creator", "ceterms:publisher")
    framework = FoundLevelFramework(
        key=_key(short or str(node.get("@id", "")), place),
        name=name,
        url=web_address(next(iter(references(node, "ceterms:source", "ceterms:subjectWebpage")), "")),
        publisher=name_in(known, makers[0])[:200] if makers else "",
    )
    for model in references(node, "asn:hasProgressionModel"):
        for reference in references(known.get(model, {}), "asn:hasProgressionLevel"):
            if reference not in known:
                found.left_out.append(
                    f"{framework.name}: {one_line(reference)[:60]} is named and not described"
                )
                continue
            level = _level(reference, known[reference], len(framework.levels) + 1, place)
            framework.levels[level.key] = level
    return framework


def _level(reference: str, node: Node, place_in_line: int, place: str) -> FoundLevel:
    if place_in_line > MOST_LEVELS:
        raise Refused(
            "skills.too_much", f"{place}: more than {MOST_LEVELS} levels.", "A framework has about ten."
        )
    number = _NUMBER.search(reference)
    label = name_of(text_of(node, "skos:prefLabel", "ceterms:name"), place=place)[:200]
    key = number[1].lstrip("0") or "0" if number else _key(reference, place)
    return FoundLevel(
        key=key,
        position=int(key) if number else 0,
        label=label,
        description=several_lines(text_of(node, "skos:definition", "ceterms:description")),
    )


def _map(node: Node, known: dict[str, Node], place: str) -> FoundLevelMap:
    about = [_key(each, place) for each in references(node, "schema:about")]
    if len(about) != 2:  # noqa: PLR2004 - from one to the other
        raise Refused(
            "skills.level_map", f"{place}: the map does not name the two frameworks that it compares.", ""
        )
    makers = references(node, "ceasn:creator", "ceasn:publisher")
    found = FoundLevelMap(
        name=name_of(text_of(node, "ceterms:name"), place=place)[:200],
        author=(name_in(known, makers[0]) if makers else "not said")[:200],
        url=web_address(next(iter(references(node, "ceterms:source")), "")),
        origin=about[0],
        destination=about[1],
    )
    parts = [each for each in node.get("ceterms:hasPart", []) if isinstance(each, dict)]
    for number, line in enumerate(parts, start=1):
        found.matches.append(_match(line, found, f"{place}, line {number} of the map"))
    if not found.matches:
        raise Refused("skills.level_map", f"{place}: the map holds no line.", "Take the map with its parts.")
    return found


def _match(line: Node, found: FoundLevelMap, place: str) -> tuple[str, str, str]:
    said = next(iter(references(line, "ceterms:alignmentType")), "").rpartition(":")[2]
    relation = _RELATIONS.get(said)
    if relation is None:
        raise Refused(
            "skills.relation",
            f"{place}: “{one_line(said)[:40]}” is no relation that is known.",
            f"Known are {', '.join(_RELATIONS)}.",
        )
    origin = _level_key(line, "ceterms:sourceNode", found.origin, place)
    if relation == "none":
        return origin, relation, ""
    return origin, relation, _level_key(line, "ceterms:targetNode", found.destination, place)


def _level_key(line: Node, name: str, framework: str, place: str) -> str:
    reference = next(iter(references(line, name)), "")
    prefix, _, rest = reference.partition(":")
    number = _NUMBER.search(rest)
    if prefix.lower() != framework or not number:
        raise Refused(
            "skills.level_map",
            f"{place}: “{one_line(reference)[:60]}” is no level of {framework}.",
            f"Levels are written {framework}:level1.",
        )
    return number[1].lstrip("0") or "0"


def _key(text: str, place: str) -> str:
    """A short name such as `eqf`, from `res:eqf`, `EQF` or an address."""
    said = re.sub(r"[^a-z0-9]+", "-", re.split(r"[:/#]", text.strip().rstrip("/"))[-1].lower()).strip("-")[
        :40
    ]
    if not said:
        raise Refused("skills.no_name", f"{place}: the framework has no short name.", "")
    return said
