"""Crosswalks between frameworks as SSSOM tables (Simple Standard for Sharing Ontology Mappings), the form that is
used for them across fields: one mapping on each line, with its relation, its confidence, and who says so.

Needed are the columns subject_id, predicate_id and object_id with whole addresses. Known besides are confidence (from
0 to 1), author_label and mapping_set_title; what stands in the comment above the table is left to --name and --author.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.found import (
    MOST_EDGES,
    Given,
    Progress,
    address,
    one_line,
    too_much,
    web_address,
)
from skillmark.foundation.skills.reading.parts import Part, TablePart

COLUMNS = ("subject_id", "predicate_id", "object_id")
# SKOS mapping relations, by the last part of their address. A subject that is narrower has a broad match.
_RELATIONS = {
    "exactMatch": "exact",
    "closeMatch": "close",
    "broadMatch": "broad",
    "narrowMatch": "narrow",
    "relatedMatch": "related",
}
# SSSOM's word for it: the subject was looked at, and nothing matches.
NO_MATCH = "sssom:NoTermFound"


@dataclass(kw_only=True)
class FoundCrosswalk:
    """Mappings from concepts of a framework that is here to addresses anywhere."""

    name: str
    author: str
    url: str = ""
    links: dict[tuple[str, str, str], int | None] = field(default_factory=dict)


def is_sssom(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, TablePart) and part.has(*COLUMNS) for part in parts)


def read_sssom(parts: Sequence[Part], given: Given, progress: Progress) -> FoundCrosswalk:
    found = FoundCrosswalk(name=given.name, author=given.author, url=web_address(given.url))
    for part in parts:
        if not isinstance(part, TablePart) or not part.has(*COLUMNS):
            raise Refused(
                "skills.columns",
                f"{part.place} is no table of mappings, as the other file is.",
                "Bring in crosswalks and frameworks one after the other.",
            )
        for place, row in part.rows(progress, ragged=True):
            _keep(found, row, place)
    if not found.links:
        raise Refused("skills.no_skills", f"{parts[0].place} holds no mapping.", "Add a line for each.")
    if not found.author:
        raise Refused(
            "skills.no_author",
            "Nobody is named who made this crosswalk.",
            "Add a column author_label, or say it: --author and who made it.",
        )
    found.name = found.name or f"Mappings by {found.author}"[:200]
    return found


def _keep(found: FoundCrosswalk, row: dict[str, str], place: str) -> None:
    if len(found.links) >= MOST_EDGES:
        raise too_much(f"more than {MOST_EDGES:,} mappings")
    subject = address(row["subject_id"], place=place)
    if row["object_id"].strip() == NO_MATCH:
        link = (subject, "none", "")
    else:
        link = (subject, _relation(row["predicate_id"], place), address(row["object_id"], place=place))
    if link in found.links:
        raise Refused(
            "skills.twice", f"{place}: this mapping stands there twice.", "Take one of the two out."
        )
    found.links[link] = _percent(row.get("confidence", ""), place)
    found.author = found.author or one_line(row.get("author_label", ""))[:200]
    found.name = found.name or one_line(row.get("mapping_set_title", ""))[:200]


def _relation(text: str, place: str) -> str:
    said = text.strip().replace("#", ":").replace("/", ":").rpartition(":")[2]
    relation = _RELATIONS.get(said)
    if relation is None:
        raise Refused(
            "skills.relation",
            f"{place}: “{one_line(text)[:40]}” is no relation that is known.",
            f"Known are {', '.join(f'skos:{each}' for each in _RELATIONS)}.",
        )
    return relation


def _percent(text: str, place: str) -> int | None:
    """The confidence in percent; None where none is stated, which is not the same as certain."""
    if not text.strip():
        return None
    try:
        confidence = float(text)
    except ValueError:
        confidence = -1.0
    if not 0 <= confidence <= 1:
        raise Refused(
            "skills.cell",
            f"{place}: “{one_line(text)[:40]}” is no confidence.",
            "It is a number from 0 to 1.",
        )
    return round(100 * confidence)
