"""Any other framework, as one table with a line for each concept.

Two columns are needed, the address and the name. The others may be there: description, other names (one on each line
of the cell, or separated by |), kind, code, level, status, broader and replaced_by with the address of another line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.found import (
    FoundConcept,
    FoundFramework,
    Given,
    Progress,
    address,
    name_of,
    one_line,
    several_lines,
    shown,
)
from skillmark.foundation.skills.reading.parts import Part, TablePart

COLUMNS = {
    "uri": ("uri", "code", "concepturi", "address", "url", "id", "@id"),
    "name": ("name", "preferredlabel", "title", "label", "skill"),
    "description": ("description", "definition"),
    "other": ("other_names", "other names", "altlabels", "alternative labels", "aliases", "synonyms"),
    "kind": ("kind", "type"),
    "notation": ("notation", "number"),
    "level": ("level",),
    "status": ("status",),
    "broader": ("broader", "broaderuri", "broaderconcepturi", "parent"),
    "replaced_by": ("replaced_by", "replaced by", "replacedby"),
}
_KINDS = {
    "skill",
    "knowledge",
    "ability",
    "activity",
    "competency",
    "skill_group",
    "occupation",
    "occupation_group",
}
_STATUS = {
    "": "released",
    "released": "released",
    "in use": "released",
    "retired": "retired",
    "deprecated": "retired",
}
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SEVERAL = re.compile(r"[\n|]")


def read_table(parts: Sequence[Part], given: Given, progress: Progress) -> FoundFramework:
    tables = [part for part in parts if isinstance(part, TablePart)]
    chosen = [_columns(part) for part in tables]
    if not _KEY.fullmatch(given.key):
        raise Refused(
            "skills.no_framework",
            "A table does not say which framework it is of.",
            "Say it: --framework and a short name in small letters, such as “welding”; --name and what it is called.",
        )
    found = FoundFramework(key=given.key, name=given.name or given.key, language=given.language or "en")
    for part, columns in zip(tables, chosen, strict=True):
        for place, row in part.rows(progress):
            _keep(found, {name: row[column] for name, column in columns.items()}, place)
    if not found.concepts:
        raise Refused("skills.no_skills", f"{parts[0].place} holds no skill.", "Add a line for each.")
    for _origin, kind, destination in found.edges:
        if destination not in found.concepts:
            raise Refused(
                "skills.half",
                f"{destination} is named as {kind.replace('_', ' ')} and has no line of its own.",
                "Add its line, or empty the cell.",
            )
    return found


def _columns(part: TablePart) -> dict[str, str]:
    """Which column holds what. Raises Refused where the address or the name has none."""
    written = {name.lower(): name for name in part.head if name}
    columns = {}
    for what, names in COLUMNS.items():
        found = next((written[name] for name in names if name in written), None)
        if found is not None:
            columns[what] = found
    for what, called in (("uri", "the address of each skill"), ("name", "its name")):
        if what not in columns:
            raise Refused(
                "skills.columns",
                f"{part.place} has no column for {called}; its columns are {shown(part.head)}.",
                f"Name the column {' or '.join(COLUMNS[what][:3])} in the first line.",
            )
    return columns


def _keep(found: FoundFramework, row: dict[str, str], place: str) -> None:
    kind = row.get("kind", "").strip().lower().replace(" ", "_") or "skill"
    status = _STATUS.get(row.get("status", "").strip().lower())
    if kind not in _KINDS or status is None:
        wrong = row["kind"] if kind not in _KINDS else row["status"]
        raise Refused(
            "skills.cell",
            f"{place}: “{one_line(wrong)[:40]}” is not known here.",
            f"A kind is one of {', '.join(sorted(_KINDS))}; a status is released or retired.",
        )
    concept = FoundConcept(
        address(row["uri"], place=place),
        kind,
        name_of(row["name"], place=place),
        description=several_lines(row.get("description", "")),
        notation=one_line(row.get("notation", ""))[:80],
        level=one_line(row.get("level", ""))[:80],
        status=status,
    )
    found.add(concept, place=place)
    found.read[kind] += 1
    for text in _SEVERAL.split(row.get("other", "")):
        found.label(concept, "alternative", text)
    for relation in ("broader", "replaced_by"):
        for target in _SEVERAL.split(row.get(relation, "")):
            if target.strip():
                found.relate(concept.uri, relation, address(target, place=place))
                found.read[relation] += 1
