"""ESCO as the Commission publishes it: the CSV files of the classification and of its relations, zipped or not.

What a file is is told by its columns, because its name changes with language and version. The collections (digital,
green, transversal, …) and the table of the hierarchy repeat what the other files say and are left out, except for
groups that only the hierarchy names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.found import (
    FoundConcept,
    FoundFramework,
    Given,
    Progress,
    address,
    name_of,
    name_the_unnamed,
    one_line,
    several_lines,
    shown,
)
from skillmark.foundation.skills.reading.parts import Part, TablePart

ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
LICENCE = "Commission Decision 2011/833/EU on reuse; attribution is asked for"
_KINDS = {
    "KnowledgeSkillCompetence": "skill",
    "SkillGroup": "skill_group",
    "Occupation": "occupation",
    "ISCOGroup": "occupation_group",
}
_NEEDED = ("conceptType", "conceptUri", "preferredLabel", "altLabels", "status", "description")
_RELATIONS = {"essential": "requires", "optional": "optional"}
_VERSION = re.compile(r"(?:^|[^\d.])v?(\d+\.\d+(?:\.\d+)?)(?:[^\d.]|\.(?!\d)|$)")
_LANGUAGE = re.compile(r"_([a-z]{2})(?:-[a-z]+)?\.csv$")


def is_esco(parts: Sequence[Part]) -> bool:
    return any(
        isinstance(part, TablePart)
        and (part.has("conceptType", "conceptUri") or part.has("occupationUri", "skillUri"))
        for part in parts
    )


def read_esco(parts: Sequence[Part], given: Given, progress: Progress) -> FoundFramework:
    found = FoundFramework(
        key="esco",
        name="ESCO",
        publisher="European Commission",
        url="https://esco.ec.europa.eu/",
        licence=LICENCE,
        attribution=ATTRIBUTION,
        version=_version(parts),
    )
    reader = _Reader(found, progress)
    languages = _languages(parts, given)
    found.language = languages[0]
    tables = [part for part in parts if isinstance(part, TablePart)]
    for language in languages:
        for part in tables:
            if _holds_concepts(part) and _language_of(part, languages[0]) == language:
                reader.concepts(part, language)
    for part in tables:
        reader.hierarchy(part)
    if not any(each.kind in {"skill", "knowledge"} for each in found.concepts.values()):
        raise Refused(
            "skills.no_skills",
            "The files name no skill of ESCO.",
            "Give the classification (skills_en.csv or the whole zip) together with the relations.",
        )
    for part in tables:
        reader.relations(part)
    for other in parts:
        if other.place not in reader.used:
            found.left_out[f"{other.name} (repeats or explains the others)"] += 1
    name_the_unnamed(found, reader.named)
    return found


def _holds_concepts(part: TablePart) -> bool:
    """Whether its lines are concepts; those of relations and of collections name concepts as well."""
    relates = part.has("broaderUri") or part.has("broaderConceptUri")
    return part.has("conceptType", "conceptUri") and not relates


def _version(parts: Sequence[Part]) -> str:
    for part in parts:
        for name in (part.archive, part.name):
            if version := _VERSION.search(name):
                return version[1]
    return ""


def _languages(parts: Sequence[Part], given: Given) -> list[str]:
    """The languages of the files; the one that names the concepts comes first."""
    seen = {_language_of(part, given.language or "en") for part in parts if isinstance(part, TablePart)}
    first = given.language if given.language in seen else "en" if "en" in seen else min(seen, default="en")
    return [first, *sorted(seen - {first})]


def _language_of(part: Part, usual: str) -> str:
    named = _LANGUAGE.search(part.name)
    return named[1] if named else usual


class _Reader:
    def __init__(self, found: FoundFramework, progress: Progress) -> None:
        self.found, self.progress = found, progress
        self.named: dict[str, str] = {}
        self.used: set[str] = set()

    def concepts(self, part: TablePart, language: str) -> None:
        lacking = [name for name in _NEEDED if name not in part.head]
        if lacking:
            raise Refused(
                "skills.columns",
                f"{part.place} has no column {', '.join(lacking)}; its columns are {shown(part.head)}.",
                "ESCO's own download fits as it is. Another table fits with --framework, as plain CSV.",
            )
        self.used.add(part.place)
        for place, row in part.rows(self.progress):
            self._concept(place, row, language)

    def _concept(self, place: str, row: dict[str, str], language: str) -> None:
        found = self.found
        kind = _kind(row)
        if kind is None:
            found.left_out[f"lines of the type {one_line(row['conceptType'])[:40] or 'none'}"] += 1
            return
        uri = address(row["conceptUri"], place=place)
        name = name_of(row["preferredLabel"], place=place)
        if language == found.language:
            concept = found.add(_made(uri, kind, name, row), place=place)
            found.read[kind] += 1
        elif uri in found.concepts:
            concept = found.concepts[uri]
            found.label(concept, "preferred", name, language=language)
        else:
            found.left_out[f"concepts that are not there in {found.language}"] += 1
            return
        for column, role in (("altLabels", "alternative"), ("hiddenLabels", "hidden")):
            for text in row.get(column, "").split("\n"):
                found.label(concept, role, text, language=language)

    def hierarchy(self, part: TablePart) -> None:
        """Takes groups that no other file describes; the rest of the table repeats the others."""
        if not part.has("Level 0 URI", "Level 0 preferred term", "Description"):
            return
        self.used.add(part.place)
        for place, row in part.rows(self.progress, ragged=True):
            level = max((n for n in range(4) if row.get(f"Level {n} URI")), default=None)
            uri = row[f"Level {level} URI"].strip() if level is not None else ""
            if not uri or uri in self.found.concepts:
                continue
            made = FoundConcept(
                address(uri, place=place),
                "skill_group",
                name_of(row[f"Level {level} preferred term"], place=place),
                description=several_lines(row["Description"]),
                note=several_lines(row.get("Scope note", "")),
                notation=one_line(row.get(f"Level {level} code", ""))[:80],
            )
            self.found.add(made, place=place)
            self.found.read["skill_group"] += 1

    def relations(self, part: TablePart) -> None:
        for origin, kind, destination in self._edges(part):
            self.found.relate(origin, kind, destination)
            self.found.read[f"{kind} ({part.name})"] += 1

    def _edges(self, part: TablePart) -> Iterator[tuple[str, str, str]]:
        if part.has("conceptType", "conceptUri", "broaderType", "broaderUri"):
            self.used.add(part.place)
            for place, row in part.rows(self.progress):
                origin = self._end(row["conceptUri"], _KINDS.get(row["conceptType"], "skill"), place)
                yield (
                    origin,
                    "broader",
                    self._end(row["broaderUri"], _KINDS.get(row["broaderType"], "skill"), place),
                )
        elif part.has("occupationUri", "relationType", "skillUri"):
            self.used.add(part.place)
            for place, row in part.rows(self.progress):
                origin = self._end(row["occupationUri"], "occupation", place)
                yield origin, _relation(row, place), self._end(row["skillUri"], "skill", place)
        elif part.has("originalSkillUri", "relationType", "relatedSkillUri"):
            self.used.add(part.place)
            for place, row in part.rows(self.progress):
                origin = self._end(row["originalSkillUri"], "skill", place)
                yield origin, _relation(row, place), self._end(row["relatedSkillUri"], "skill", place)

    def _end(self, uri: str, kind: str, place: str) -> str:
        if uri in self.found.concepts:
            return uri
        said = address(uri, place=place)
        if said not in self.found.concepts:
            self.named.setdefault(said, kind)
        return said


def _kind(row: dict[str, str]) -> str | None:
    kind = _KINDS.get(row["conceptType"])
    return "knowledge" if kind == "skill" and row.get("skillType") == "knowledge" else kind


def _made(uri: str, kind: str, name: str, row: dict[str, str]) -> FoundConcept:
    return FoundConcept(
        uri,
        kind,
        name,
        description=several_lines(row["description"]),
        note=several_lines(row.get("scopeNote", "")),
        notation=one_line(row.get("code", ""))[:80],
        reuse_level=one_line(row.get("reuseLevel", ""))[:40],
        status="released" if row["status"].strip() in {"released", ""} else "retired",
    )


def _relation(row: dict[str, str], place: str) -> str:
    relation = _RELATIONS.get(row["relationType"].strip())
    if relation is None:
        shown = one_line(row["relationType"])[:40]
        raise Refused(
            "skills.relation", f"{place}: “{shown}” is no relation of ESCO.", "It is essential or optional."
        )
    return relation
