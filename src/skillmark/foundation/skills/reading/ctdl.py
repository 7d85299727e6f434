"""What CTDL and CTDL-ASN files have in common (Credential Engine's JSON-LD): a graph of nodes, texts in languages.

The terms are read by their usual prefixes, `ceasn:`, `ceterms:`, `asn:` and `skos:`. No context is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from skillmark.foundation.skills.reading.found import one_line
from skillmark.foundation.skills.reading.parts import DocumentPart, Part

Node = Mapping[str, Any]


def nodes_of(part: Part) -> list[Node]:
    """The nodes of a graph, or the one node that the document is."""
    document = part.document if isinstance(part, DocumentPart) else None
    graph = document.get("@graph", [document]) if isinstance(document, dict) else document
    return [each for each in graph if isinstance(each, dict)] if isinstance(graph, list) else []


def types_of(node: Node) -> list[str]:
    return [each for each in listed(node.get("@type")) if isinstance(each, str)]


def listed(value: Any) -> list[Any]:
    """A value as a list: alone, in a list, or in a JSON-LD `@list`."""
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def texts_of(node: Node, *names: str) -> Iterator[tuple[str, str]]:
    """Language (empty where none is said) and text of each value of these properties."""
    for name in names:
        for value in listed(node.get(name)):
            if isinstance(value, str):
                yield "", value
            elif isinstance(value, dict) and isinstance(value.get("@value"), str):
                yield str(value.get("@language", "")), value["@value"]
            elif isinstance(value, dict):
                for language, texts in value.items():
                    yield from ((language, text) for text in listed(texts) if isinstance(text, str))


def text_of(node: Node, *names: str, language: str = "en") -> str:
    """The text in this language, or else in none, or else the first there is; the first of the names that has one."""
    for name in names:
        found = list(texts_of(node, name))
        for wanted in (language, ""):
            for spoken, text in found:
                if spoken == wanted or (wanted and spoken.lower().startswith(f"{wanted}-")):
                    return text
        if found:
            return found[0][1]
    return ""


def references(node: Node, *names: str) -> list[str]:
    """The ids that these properties point at."""
    found = []
    for name in names:
        for value in listed(node.get(name)):
            pointed = value.get("@id") if isinstance(value, dict) else value
            if isinstance(pointed, str):
                found.append(pointed)
    return found


def name_in(nodes: Mapping[str, Node], reference: str) -> str:
    """What the node of this id is called, or the id where it is not there."""
    node = nodes.get(reference)
    named = text_of(node, "ceterms:name", "ceasn:name", "skos:prefLabel") if node else ""
    return one_line(named or reference)


def has_type(parts: Sequence[Part], *names: str) -> bool:
    return any(set(names) & set(types_of(node)) for part in parts for node in nodes_of(part))
