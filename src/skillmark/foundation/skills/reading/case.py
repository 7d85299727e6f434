"""CASE packages (1EdTech, Competencies and Academic Standards Exchange 1.0 and 1.1): a framework with its items.

Associations between items of the package become relations. Those that lead out of it become a crosswalk, because the
other framework may never be brought in. Rubrics and definitions are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.found import (
    FoundConcept,
    FoundFramework,
    Progress,
    address,
    key_of,
    language_of,
    name_of,
    one_line,
    several_lines,
)
from skillmark.foundation.skills.reading.parts import DocumentPart, Part

# CFAssociation.associationType → relation, and whether it is read from destination to origin.
_ASSOCIATIONS = {
    "isChildOf": ("broader", False),
    "isPartOf": ("broader", False),
    "isParentOf": ("broader", True),
    "exactMatchOf": ("exact", False),
    "isRelatedTo": ("related", False),
    "isPeerOf": ("related", False),
    "precedes": ("precedes", False),
    "replacedBy": ("replaced_by", False),
}
# What such a relation is called where its other end lies outside.
_OUTSIDE = {"exact": "exact", "related": "related", "broader": "broad"}


def is_case(parts: Sequence[Part]) -> bool:
    return any(
        isinstance(part, DocumentPart)
        and isinstance(part.document, dict)
        and "CFDocument" in part.document
        and "CFItems" in part.document
        for part in parts
    )


def read_case(parts: Sequence[Part], progress: Progress, *, today: date) -> FoundFramework:
    if len(parts) != 1:
        raise Refused("skills.too_many", "A CASE package is one file.", "Bring in each package by itself.")
    part = parts[0]
    package: Mapping[str, Any] = part.document if isinstance(part, DocumentPart) else {}
    found = _framework(package, part.place)
    about = package["CFDocument"]
    reader = _Reader(found, {_text(about, "uri"), _text(about, "identifier")} - {""}, today)
    items = _objects(package, "CFItems", part.place)
    for number, item in enumerate(progress(items, f"Reading {part.name}", total=len(items)), start=1):
        reader.item(item, f"{part.place}, item {number}")
    if not found.concepts:
        raise Refused("skills.no_skills", f"{part.place} holds no item.", "Take the package with its items.")
    associations = _objects(package, "CFAssociations", part.place)
    for number, association in enumerate(associations, start=1):
        reader.association(association, f"{part.place}, association {number}")
    for name in ("CFRubrics", "CFDefinitions"):
        if package.get(name):
            found.left_out[f"{name} (nothing in it is kept)"] += 1
    return found


def _framework(package: Mapping[str, Any], place: str) -> FoundFramework:
    document = package["CFDocument"]
    if not isinstance(document, dict) or not _text(document, "title"):
        raise Refused(
            "skills.case_document", f"{place}: its CFDocument has no title.", "Ask for the whole package."
        )
    identifier = _text(document, "identifier")
    licence = document.get("licenseURI")
    return FoundFramework(
        key=key_of(f"case-{identifier or _text(document, 'title')}"),
        name=one_line(_text(document, "title"))[:200],
        version=one_line(_text(document, "version") or _text(document, "lastChangeDateTime")[:10])[:40],
        publisher=one_line(_text(document, "publisher") or _text(document, "creator"))[:200],
        url=_text(document, "officialSourceURL") or _text(document, "uri"),
        licence=one_line(_text(licence, "title") if isinstance(licence, dict) else "")[:200],
        attribution=_attribution(document),
        language=language_of(_text(document, "language") or "en"),
    )


def _attribution(document: Mapping[str, Any]) -> str:
    publisher = one_line(_text(document, "publisher") or _text(document, "creator"))[:200]
    return f"“{one_line(_text(document, 'title'))[:200]}” by {publisher}." if publisher else ""


class _Reader:
    def __init__(self, found: FoundFramework, document: set[str], today: date) -> None:
        self.found, self.document, self.today = found, document, today
        self.uris: dict[str, str] = {}  # identifier and address → address

    def item(self, item: Mapping[str, Any], place: str) -> None:
        uri = address(_text(item, "uri"), place=place)
        statement = _text(item, "fullStatement")
        short = _text(item, "abbreviatedStatement")
        levels = item.get("educationLevel") or item.get("educationalLevel") or ""
        concept = FoundConcept(
            uri,
            "competency",
            name_of(short or statement, place=place),
            description=several_lines(statement) if short and short != statement else "",
            note=several_lines(_text(item, "notes")),
            notation=one_line(_text(item, "humanCodingScheme"))[:80],
            level=one_line(", ".join(map(str, levels)) if isinstance(levels, list) else str(levels))[:80],
            status="retired" if self._ended(item, place) else "released",
        )
        self.found.add(concept, place=place)
        self.found.read["competency"] += 1
        self.uris[uri] = self.uris[_text(item, "identifier") or uri] = uri
        alternative = _text(item, "alternativeLabel")
        for text in (alternative, short and statement):
            self.found.label(concept, "alternative", text)

    def _ended(self, item: Mapping[str, Any], place: str) -> bool:
        ends = _text(item, "statusEndDate")[:10]
        try:
            return bool(ends) and date.fromisoformat(ends) <= self.today
        except ValueError:
            raise Refused(
                "skills.cell", f"{place}: “{one_line(ends)}” is not a date.", "Dates are written 2026-03-31."
            ) from None

    def association(self, association: Mapping[str, Any], place: str) -> None:
        said = _text(association, "associationType")
        known = _ASSOCIATIONS.get(said)
        if known is None:
            self.found.left_out[f"associations of the type {one_line(said)[:40] or 'none'}"] += 1
            return
        kind, backwards = known
        ends = [self._end(association, name, place) for name in ("originNodeURI", "destinationNodeURI")]
        origin, destination = reversed(ends) if backwards else ends
        inside = [self.uris.get(end) for end in (origin, destination)]
        if inside[0] and inside[1]:
            self.found.relate(inside[0], kind, inside[1])
            self.found.read[kind] += 1
        elif inside[0] and destination in self.document:
            self.found.read["items at the top"] += 1
        elif inside[0] and kind in _OUTSIDE:
            self.found.links[inside[0], _OUTSIDE[kind], address(destination, place=place)] = None
            self.found.read["links to other frameworks"] += 1
        else:
            self.found.left_out[f"associations of the type {said} that lead elsewhere"] += 1

    def _end(self, association: Mapping[str, Any], name: str, place: str) -> str:
        """The address of an item of the package by its identifier, or else the address that is written there."""
        node = association.get(name)
        if isinstance(node, str):
            return node
        if not isinstance(node, dict):
            raise Refused("skills.case_node", f"{place} has no {name}.", "Ask for the package anew.")
        identifier, uri = _text(node, "identifier"), _text(node, "uri")
        return self.uris.get(identifier) or (identifier if identifier in self.document else uri)


def _objects(package: Mapping[str, Any], name: str, place: str) -> Sequence[Mapping[str, Any]]:
    items = package.get(name) or []
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise Refused(
            "skills.case_shape",
            f"{place}: {name} is no list of objects.",
            "Ask for the package anew, in the form of CASE 1.0 or 1.1.",
        )
    return items


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
