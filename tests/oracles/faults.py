"""What the two implementations are known to do otherwise than their standards say, each with the rule that shows it.

A difference is explained by a fault only where the fault can show (`shows_in`), and where the same implementation with
this one thing mended gives our bytes. So whatever is explained has been compared as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pyld.canon
import pyld.jsonld
import pyld.nquads
import pyoxigraph
from tests.credential.badges import badge, presentation
from tests.oracles.implementations import (
    Document,
    Implementation,
    by_pyld,
    by_pyoxigraph,
    canonical,
    read_by_pyoxigraph,
)

from skillmark.credential.jsonld.shapes.slots import leaves


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that an implementation does otherwise than the rule says."""

    rule: str
    shows_in: Callable[[Document], bool]
    # A document that shows it and nothing else.
    example: Document


@dataclass(frozen=True)
class Oracle:
    """An implementation, its faults by name, and what it would write without some of them."""

    ask: Implementation
    faults: dict[str, Fault]
    mended: Callable[[Document, Iterable[str]], bytes]

    def explains(self, document: Document, ours: bytes) -> list[str]:
        """The faults that its other answer comes from; none if it is not explained."""
        names = [name for name, fault in self.faults.items() if fault.shows_in(document)]
        return names if names and self.mended(document, names) == ours else []


def _texts(document: Document) -> Iterator[str]:
    return (value for _, value in leaves(document) if isinstance(value, str))


# --- PyLD -----------------------------------------------------------------------------------------------------

_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ECHAR = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
# Space to Python, and `ucschar` to RFC 3987.
_SPACED_IRI = re.compile(
    "[A-Za-z][A-Za-z0-9+.-]*:.*[\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]", re.DOTALL
)


def _escaped(text: str) -> str:
    return re.sub(
        '[\x00-\x1f"\\\\\x7f]', lambda match: _ECHAR.get(match[0]) or f"\\u{ord(match[0]):04X}", text
    )


def _is_absolute_iri(iri: Any) -> bool:
    return (
        isinstance(iri, str) and re.fullmatch(r"([A-Za-z][A-Za-z0-9+.-]*|_):\S*", iri, re.ASCII) is not None
    )


_FAULTS_OF_PYLD = {
    "control characters": Fault(
        rule="RDFC-1.0, section 5 with appendix A: backspace and form feed are written as ECHAR, other controls "
        "and DEL as UCHAR. PyLD has the older URDNA2015 only, and leaves all of them as they are.",
        shows_in=lambda document: any(map(_CONTROLS.search, _texts(document))),
        example=badge() | {"name": "Food\x01safety"},
    ),
    "spaces in IRIs": Fault(
        rule="RFC 3987, section 2.2: U+00A0 and other spaces beyond ASCII are `ucschar`, so the IRI is well-formed, "
        "and JSON-LD API 8.1 keeps what is said with it. PyLD drops it.",
        shows_in=lambda document: any(map(_SPACED_IRI.match, _texts(document))),
        example=badge() | {"id": "urn:a\xa0b"},
    ),
}
_MENDS_OF_PYLD: dict[str, tuple[Any, str, Any]] = {
    "control characters": (pyld.nquads, "escape", _escaped),
    "spaces in IRIs": (pyld.jsonld, "_is_absolute_iri", _is_absolute_iri),
}


def _mended_pyld(document: Document, names: Iterable[str]) -> bytes:
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(patch.object(*_MENDS_OF_PYLD[name]))
        return by_pyld(document)


PYLD = Oracle(by_pyld, _FAULTS_OF_PYLD, _mended_pyld)

# --- pyoxigraph -----------------------------------------------------------------------------------------------

_I18N = "https://www.w3.org/ns/i18n#"
_EXACT = 10**21


def _written(number: float) -> str:
    """JSON-LD API 8.2.2, steps 10 and 11, and 8.6: what is written of a number."""
    if number == int(number) and abs(number) < _EXACT:
        return str(int(number))
    return str(pyld.jsonld._canonicalize_double(float(number)))


def _written_by_pyoxigraph(number: float) -> str:
    (quad,) = pyoxigraph.parse(json.dumps({"urn:p": number}), format=pyoxigraph.RdfFormat.JSON_LD)
    return str(quad.object.value)


def _renumbered(document: Document) -> dict[str, str]:
    numbers = [value for _, value in leaves(document) if type(value) in {int, float}]
    both = {_written_by_pyoxigraph(number): _written(number) for number in numbers}
    return {theirs: right for theirs, right in both.items() if theirs != right}


def _with_numbers(quads: Iterable[pyoxigraph.Quad], right: dict[str, str]) -> Iterator[pyoxigraph.Quad]:
    for quad in quads:
        value = quad.object
        if isinstance(value, pyoxigraph.Literal) and value.datatype != _STRING and value.value in right:
            value = pyoxigraph.Literal(right[value.value], datatype=value.datatype)
        yield pyoxigraph.Quad(quad.subject, quad.predicate, value, quad.graph_name)


_STRING = pyoxigraph.NamedNode("http://www.w3.org/2001/XMLSchema#string")


def _has_direction(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (isinstance(value, dict) and "@direction" in value) or any(map(_has_direction, parts))


def _with_directions(value: Any) -> Any:
    """With the datatype that stands for a direction written out."""
    if isinstance(value, list):
        return [_with_directions(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "@direction" in value:
        tag = f"{value.get('@language', '').lower()}_{value['@direction']}"
        return {"@value": value["@value"], "@type": _I18N + tag}
    return {name: _with_directions(part) for name, part in value.items()}


def _by_algorithm_of_pyld(quads: Iterable[pyoxigraph.Quad], *, collapse: bool) -> bytes:
    """The canonical form by PyLD's algorithm, which is as it should be; or with that one fault in it."""
    dataset: dict[str, list[Document]] = {}
    for quad in set(quads):
        triple = {
            "subject": _term(quad.subject),
            "predicate": _term(quad.predicate),
            "object": _term(quad.object),
        }
        default = isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
        dataset.setdefault("@default" if default else _term(quad.graph_name)["value"], []).append(triple)
    algorithm = pyld.canon.URDNA2015()
    if collapse:
        whole = algorithm.create_hash_to_related
        algorithm.create_hash_to_related = lambda *given: {
            digest: list(dict.fromkeys(nodes)) for digest, nodes in whole(*given).items()
        }
    with patch.object(pyld.nquads, "escape", _escaped):
        written: str = algorithm.main(dataset, {"format": "application/n-quads"})
    return written.encode()


def _term(term: Any) -> Document:
    if isinstance(term, pyoxigraph.NamedNode):
        return {"type": "IRI", "value": term.value}
    if isinstance(term, pyoxigraph.BlankNode):
        return {"type": "blank node", "value": f"_:{term.value}"}
    return {
        "type": "literal",
        "value": term.value,
        "datatype": term.datatype.value,
        "language": term.language,
    }


def _loses_mentions(document: Document) -> bool:
    quads = list(read_by_pyoxigraph(document))
    wrong = _by_algorithm_of_pyld(quads, collapse=True)
    return canonical(quads) == wrong != _by_algorithm_of_pyld(quads, collapse=False)


_FAULTS_OF_PYOXIGRAPH = {
    "numbers": Fault(
        rule="JSON-LD API 8.2.2, steps 10 and 11: whole numbers have no exponent below 10^21; and 8.6: the mantissa is "
        "rounded to 15 digits after the point. pyoxigraph begins at 10^20, and writes the shortest mantissa.",
        shows_in=lambda document: bool(_renumbered(document)),
        example=badge() | {"name": 9.7},
    ),
    "directions": Fault(
        rule="JSON-LD API 8.2.2: with `i18n-datatype`, the direction of a text is a part of its datatype. pyoxigraph "
        "has no such option, and writes RDF 1.2.",
        shows_in=_has_direction,
        example=badge() | {"name": {"@value": "x", "@language": "ar-EG", "@direction": "rtl"}},
    ),
    "repeated mentions": Fault(
        rule="RDFC-1.0, section 4.8.3, step 3.1.2: a hash leads to a list of nodes, where a node stands once for every "
        "mention of it (section 4.8.1, steps 2.1 and 2.2). pyoxigraph has a set, so to it graphs of different size may "
        "look alike.",
        shows_in=_loses_mentions,
        example=presentation(badge(), badge() | {"id": "urn:uuid:2"}),
    ),
}


def _mended_pyoxigraph(document: Document, names: Iterable[str]) -> bytes:
    quads = read_by_pyoxigraph(_with_directions(document) if "directions" in names else document)
    if "numbers" in names:
        quads = _with_numbers(quads, _renumbered(document))
    return _by_algorithm_of_pyld(quads, collapse=False) if "repeated mentions" in names else canonical(quads)


PYOXIGRAPH = Oracle(by_pyoxigraph, _FAULTS_OF_PYOXIGRAPH, _mended_pyoxigraph)
