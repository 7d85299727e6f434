"""Terms, quads, and the N-Quads they are written in, in the canonical form that is hashed and signed."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from skillmark.credential.errors import CanonicalizationError

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
RDF_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


@dataclass(frozen=True, slots=True)
class Iri:
    """An absolute IRI."""

    value: str


@dataclass(frozen=True, slots=True)
class BlankNode:
    """A node without a name; `label` tells it apart within one dataset and is written without `_:`."""

    label: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value; `language` is set exactly where the datatype is rdf:langString."""

    value: str
    datatype: str = XSD_STRING
    language: str | None = None


Term = Iri | BlankNode | Literal
Name = Iri | BlankNode
Escape = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Quad:
    """One statement; `graph` is None in the default graph."""

    subject: Name
    predicate: Iri
    object: Term
    graph: Name | None = None


def serialize(quads: Iterable[Quad]) -> str:
    """Canonical N-Quads (RDFC-1.0 appendix A): each statement once, in code point order. Blank nodes keep labels."""
    return "".join(sorted({write_quad(quad) for quad in quads}))


def write_quad(quad: Quad, *, escape: Escape | None = None) -> str:
    """One line of canonical N-Quads, its line feed included; `escape` writes texts (by default, `escape_text`)."""
    graph = f" {write_term(quad.graph)}" if quad.graph is not None else ""
    written = write_term(quad.object, escape=escape)
    return f"{write_term(quad.subject)} {write_term(quad.predicate)} {written}{graph} .\n"


def write_term(term: Term, *, escape: Escape | None = None) -> str:
    """One term as canonical N-Quads writes it."""
    if isinstance(term, Iri):
        return f"<{term.value}>"
    if isinstance(term, BlankNode):
        return f"_:{term.label}"
    text = f'"{(escape or escape_text)(term.value)}"'
    if term.language is not None:
        return f"{text}@{term.language}"
    return text if term.datatype == XSD_STRING else f"{text}^^<{term.datatype}>"


def escape_text(text: str) -> str:
    """What stands between the quotation marks of a literal."""
    return _ESCAPED.sub(_escape, text)


def escape_text_of_2015(text: str) -> str:
    """The same in URDNA2015, which is RDFC-1.0 but for this (appendix "URDNA2015"): most controls stand as they are."""
    return _ESCAPED_IN_2015.sub(_escape, text)


# RDFC-1.0 appendix A: ECHAR where there is one, UCHAR for other controls and for what XML 1.1 Char leaves out.
_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f\ufffe\uffff]')
# RDF 1.1 N-Triples, "Canonical Form of N-Triples".
_ESCAPED_IN_2015 = re.compile('[\n\r"\\\\]')
_ECHAR = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ECHAR.get(character) or f"\\u{ord(character):04X}"


# Half a character (a lone surrogate) is none: it could not be hashed.
_HALF = r"\ud800-\udfff"
_IRI = rf"<((?:[^\x00-\x20<>\"{{}}|^`\\{_HALF}]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*)>"
_LABEL_START = r"A-Za-z0-9_:\u00c0-\ud7ff\ue000-\uffff\U00010000-\U0010ffff"
_LABEL = rf"{_LABEL_START}\u00b7-"
_BLANK = rf"_:([{_LABEL_START}](?:[.{_LABEL}]*[{_LABEL}])?)"
_STRING = rf'"((?:[^"\\\n\r{_HALF}]|\\[tbnrf"\'\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+)"'
# Blanks are never given back: a long run of them before a fault would else be tried in every way of sharing it out.
_B = r"[ \t]*+"


@cache
def _line() -> re.Pattern[str]:
    """Made at first need: whoever only signs and checks never reads N-Quads."""
    return re.compile(
        rf"{_B}(?:{_IRI}|{_BLANK}){_B}{_IRI}{_B}"
        rf"(?:{_IRI}|{_BLANK}|{_STRING}(?:\^\^{_IRI}|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?){_B}"
        rf"(?:{_IRI}|{_BLANK})?{_B}\.{_B}(?:#.*)?"
    )


_BLANK_LINE = re.compile(rf"{_B}(?:#.*)?")
_UNESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def parse_nquads(text: str) -> list[Quad]:
    """The quads of an N-Quads document; raises CanonicalizationError naming the line that is not one."""
    quads = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if _BLANK_LINE.fullmatch(line):
            continue
        match = _line().fullmatch(line)
        if match is None:
            raise CanonicalizationError(
                "nquads_syntax", "Line {line} is not an N-Quads statement.", line=number
            )
        quads.append(_quad(match, number))
    return quads


def _quad(match: re.Match[str], line: int) -> Quad:
    subject, blank_subject, predicate, iri, blank, text, datatype, language, graph, blank_graph = (
        match.groups()
    )
    target: Term | None = _name(iri, blank, line)
    if target is None:
        kind = RDF_LANG_STRING if language else _unescape(datatype or XSD_STRING, line)
        target = Literal(_unescape(text, line), kind, language)
    named = Iri(_unescape_iri(subject, line)) if subject is not None else BlankNode(blank_subject)
    return Quad(named, Iri(_unescape_iri(predicate, line)), target, _name(graph, blank_graph, line))


def _name(iri: str | None, blank: str | None, line: int) -> Name | None:
    if iri is not None:
        return Iri(_unescape_iri(iri, line))
    return BlankNode(blank) if blank is not None else None


def _unescape_iri(text: str, line: int) -> str:
    value = _unescape(text, line)
    if re.search(r"[\x00-\x20<>\"{}|^`\\]", value):
        raise CanonicalizationError(
            "nquads_syntax", "Line {line} holds an IRI with a character IRIs cannot have.", line=line
        )
    return value


def _unescape(text: str, line: int) -> str:
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        if match[3]:
            return _UNESCAPED[match[3]]
        code = int(match[1] or match[2], 16)
        if code > sys.maxunicode or unicodedata.category(chr(code)) == "Cs":
            raise CanonicalizationError(
                "nquads_syntax", "Line {line} holds an escape that is no character.", line=line
            )
        return chr(code)

    return _UNESCAPE.sub(character, text)
