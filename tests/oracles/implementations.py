"""Two implementations by other people, asked for the canonical form of a document. No code of ours has a part in it.

Both get the bytes of the pinned contexts, and nothing else. Both keep little between two documents, so the same few
contexts would be read thousands of times: PyLD is told that they do not change, which is an option of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph
from pyld import jsonld as pyld

from skillmark.credential.contexts import BUNDLED

Document = dict[str, Any]
Implementation = Callable[[Document], bytes]


def by_pyld(document: Document) -> bytes:
    """As PyLD writes it: expansion, conversion and canonicalisation in Python."""
    written: str = pyld.normalize(document, _OPTIONS)
    return written.encode()


def _load(url: str, _options: object = None) -> Document:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": BUNDLED.load(url).document,
        "tag": "static",
    }


_OPTIONS = {
    "algorithm": "URDNA2015",
    "format": "application/n-quads",
    "documentLoader": _load,
    # JSON-LD leaves open what becomes of a text's direction; docs/explanation/json-ld.md says what is signed.
    "rdfDirection": "i18n-datatype",
}


def by_pyoxigraph(document: Document) -> bytes:
    """As pyoxigraph writes it: the same in Rust."""
    return canonical(read_by_pyoxigraph(document))


def read_by_pyoxigraph(document: Document) -> Iterable[pyoxigraph.Quad]:
    """What the document says, as pyoxigraph reads it. It loads no contexts, so they are written into the document."""
    text = json.dumps(_with_contexts_inside(document)).encode()
    return pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)


def canonical(quads: Iterable[pyoxigraph.Quad]) -> bytes:
    """The canonical form that pyoxigraph gives to statements."""
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = [pyoxigraph.serialize([quad], format=pyoxigraph.RdfFormat.N_QUADS) for quad in dataset]
    # RDFC-1.0, section 5: in code point order, which is that of UTF-8.
    return b"".join(sorted(line for line in lines if line is not None))


def _with_contexts_inside(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_contexts_inside(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _contexts(part) if name == "@context" else _with_contexts_inside(part)
        for name, part in value.items()
    }


def _contexts(named: Any) -> list[Any]:
    return [BUNDLED.load(url).document["@context"] for url in (named if isinstance(named, list) else [named])]
