"""CTDL-ASN: competency frameworks of the Credential Registry, as JSON-LD with the framework and its competencies."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.ctdl import (
    Node,
    has_type,
    name_in,
    nodes_of,
    references,
    text_of,
    texts_of,
    types_of,
)
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
from skillmark.foundation.skills.reading.parts import Part

FRAMEWORKS = ("ceasn:CompetencyFramework", "ceterms:Collection")
COMPETENCY = "ceasn:Competency"
_HIERARCHY = ("ceasn:isChildOf",)
_ALIGNMENTS = {
    "ceasn:exactAlignment": ("exact", "exact"),
    "ceasn:alignTo": ("close", "close"),
    "ceasn:majorAlignment": ("close", "close"),
    "ceasn:broadAlignment": ("broader", "broad"),
    "ceasn:narrowAlignment": ("", "narrow"),
    "ceasn:minorAlignment": ("related", "related"),
    "ceasn:prerequisiteAlignment": ("requires", ""),
    "ceasn:crossSubjectReference": ("related", "related"),
}


def is_ctdl_asn(parts: Sequence[Part]) -> bool:
    return has_type(parts, COMPETENCY, FRAMEWORKS[0])


def read_ctdl_asn(parts: Sequence[Part], progress: Progress) -> FoundFramework:
    nodes = [node for part in parts for node in nodes_of(part)]
    place = parts[0].place
    frameworks = [node for node in nodes if FRAMEWORKS[0] in types_of(node)]
    if len(frameworks) != 1:
        raise Refused(
            "skills.no_framework" if not frameworks else "skills.too_many",
            f"{place} describes {'no' if not frameworks else len(frameworks)} competency framework"
            f"{'s' if len(frameworks) > 1 else ''}.",
            "Give one framework with its competencies, as the registry hands out its graph.",
        )
    found = _framework(frameworks[0], {str(node.get("@id")): node for node in nodes})
    competencies = [node for node in nodes if COMPETENCY in types_of(node)]
    for number, node in enumerate(
        progress(competencies, "Reading competencies", total=len(competencies)), start=1
    ):
        _keep(found, node, f"{place}, competency {number}")
    if not found.concepts:
        raise Refused("skills.no_skills", f"{place} holds no competency.", "Take the whole graph.")
    for node in competencies:
        _relate(found, node, place)
    for node in nodes:
        if node is not frameworks[0] and COMPETENCY not in types_of(node):
            found.left_out[f"nodes of the type {one_line(', '.join(types_of(node)))[:60] or 'none'}"] += 1
    return found


def _framework(node: Node, nodes: dict[str, Node]) -> FoundFramework:
    language = language_of(next(iter(references(node, "ceasn:inLanguage", "ceterms:inLanguage")), "en"))
    makers = references(node, "ceasn:publisher", "ceasn:creator")
    publisher = text_of(node, "ceasn:publisherName") or (name_in(nodes, makers[0]) if makers else "")
    name = name_of(text_of(node, "ceasn:name", language=language), place="The framework")[:200]
    rights = text_of(node, "ceasn:rights", "ceasn:rightsHolder")
    uri = str(node.get("@id", ""))
    version = text_of(node, "ceterms:versionCode", "ceterms:versionIdentifier", "ceasn:dateModified")
    return FoundFramework(
        key=key_of(f"ctdl-{uri.rstrip('/').rpartition('/')[2]}"),
        name=name,
        version=one_line(version)[:40],
        publisher=one_line(publisher)[:200],
        url=next(iter(references(node, "ceasn:source")), "") or uri,
        licence=one_line(next(iter(references(node, "ceasn:license")), ""))[:200],
        attribution=one_line(rights)[:500]
        or (f"“{name}” by {one_line(publisher)[:200]}." if publisher else ""),
        language=language,
    )


def _keep(found: FoundFramework, node: Node, place: str) -> None:
    language = found.language
    text = text_of(node, "ceasn:competencyText", language=language)
    label = text_of(node, "ceasn:competencyLabel", language=language)
    concept = FoundConcept(
        address(str(node.get("@id", "")), place=place),
        "competency",
        name_of(label or text, place=place),
        description=several_lines(text) if label and one_line(text) != one_line(label) else "",
        note=several_lines(text_of(node, "ceasn:comment", language=language)),
        notation=one_line(text_of(node, "ceasn:codedNotation", "ceasn:listID"))[:80],
        level=one_line(", ".join(references(node, "ceasn:educationLevelType")))[:80],
        status="retired"
        if any("eprecated" in each for each in references(node, "ceasn:publicationStatusType"))
        else "released",
    )
    found.add(concept, place=place)
    found.read["competency"] += 1
    for spoken, other in texts_of(node, "ceasn:altCodedNotation", "skos:altLabel", "ceasn:conceptKeyword"):
        found.label(concept, "hidden", other, language=language_of(spoken) if spoken else "")
    for spoken, other in texts_of(node, "ceasn:competencyLabel", "ceasn:competencyText"):
        if spoken and language_of(spoken) != language:
            found.label(concept, "preferred", other, language=language_of(spoken))


def _relate(found: FoundFramework, node: Node, place: str) -> None:
    origin = address(str(node.get("@id")), place=place)
    for parent in references(node, *_HIERARCHY):
        if parent in found.concepts:
            found.relate(origin, "broader", parent)
            found.read["broader"] += 1
    for child in references(node, "ceasn:hasChild"):
        if child in found.concepts and (child, "broader", origin) not in found.edges:
            found.relate(child, "broader", origin)
            found.read["broader"] += 1
    for name, (inside, outside) in _ALIGNMENTS.items():
        for target in references(node, name):
            if target in found.concepts and inside:
                found.relate(origin, inside, target)
                found.read[inside] += 1
            elif target not in found.concepts and outside:
                found.links[origin, outside, address(target, place=place)] = None
                found.read["links to other frameworks"] += 1
            else:
                found.left_out[f"{name} that cannot be kept"] += 1
