"""From a JSON-LD document straight to quads, refusing whatever a signature over the quads would not cover.

This follows the expansion algorithm (JSON-LD API 5.1.2) and the conversion to RDF (API 8) in one walk, for the
subset that credentials use. Three promises hold for every document that is accepted:

1. No member is dropped. A term without a definition, a relative or broken IRI, a null, text outside a node: all
   are errors that name the member and its JSON path.
2. There is no base IRI, and no context but the known ones.
3. With `compact_only`, the JSON has the one form that compaction would give it, so nobody can re-spell members
   (as IRIs, keywords, prefixes, other containers, second descriptions of the same node) and keep the signature.
   Left open, since issuers differ and readers must take both: one value or a list of one, an identifier as text
   or as an object with only that identifier, and empty lists.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from skillmark.credential.canon import jcs
from skillmark.credential.canon.nquads import RDF_LANG_STRING, XSD_STRING, BlankNode, Iri, Literal, Name, Quad
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import CanonicalizationError, ContextError, UndefinedTerm
from skillmark.credential.jsonld import limits as structure
from skillmark.credential.jsonld.context import (
    INITIAL,
    KEYWORDS,
    ActiveContext,
    ContextCompiler,
    Term,
    _Unset,
    expand_iri,
)
from skillmark.credential.jsonld.iri import is_absolute, is_keyword_like, is_language_tag, is_text

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TYPE: Final = Iri(f"{_RDF}type")
_FIRST: Final = Iri(f"{_RDF}first")
_REST: Final = Iri(f"{_RDF}rest")
_NIL: Final = Iri(f"{_RDF}nil")
_ENVELOPES: Final = frozenset(
    f"https://www.w3.org/2018/credentials#{name}"
    for name in (
        "VerifiableCredential",
        "VerifiablePresentation",
        "EnvelopedVerifiableCredential",
        "EnvelopedVerifiablePresentation",
    )
)
_NO_TERM: Final = Term(iri=None)


@dataclass(frozen=True, slots=True)
class Forms:
    """Which ways of writing are accepted; the default is the one that is safe to sign and to verify."""

    compact_only: bool = True
    inline_contexts: bool = False


SIGNED: Final = Forms()


def to_quads(
    document: Any,
    *,
    contexts: ContextRegistry = BUNDLED,
    forms: Forms = SIGNED,
    limits: structure.Limits = structure.DEFAULT_LIMITS,
) -> list[Quad]:
    """The quads of a JSON-LD object; raises ContextError (UndefinedTerm, UnknownContext) naming the JSON path."""
    structure.check(document, limits=limits)
    if not isinstance(document, dict):
        raise ContextError("not_an_object", "A document is one JSON object.")
    walk = _Walk(_compiler(contexts, inline=forms.inline_contexts), forms, limits)
    walk.node(INITIAL, document, None, None, "$")
    if not walk.quads and forms.compact_only:
        raise ContextError("no_claims", "The document makes no claim, so there is nothing to sign.")
    return walk.quads


_COMPILERS: weakref.WeakKeyDictionary[ContextRegistry, ContextCompiler] = weakref.WeakKeyDictionary()
_COMPILERS_LOCK = Lock()


def _compiler(contexts: ContextRegistry, *, inline: bool) -> ContextCompiler:
    if inline:
        return ContextCompiler(contexts, inline=True)
    with _COMPILERS_LOCK:
        compiler = _COMPILERS.get(contexts)
        if compiler is None:
            compiler = _COMPILERS[contexts] = ContextCompiler(contexts)
        return compiler


@dataclass
class _Walk:
    """One document on its way to quads."""

    compiler: ContextCompiler
    forms: Forms
    limits: structure.Limits
    quads: list[Quad] = field(default_factory=list)
    blank_nodes: int = 0
    labels: dict[str, BlankNode] = field(default_factory=dict)
    roots: dict[Name | None, Name] = field(default_factory=dict)

    # Nodes ------------------------------------------------------------------------------------------------------

    def node(self, active: ActiveContext, item: dict[str, Any], via: Term | None, graph: Name | None, path: str) -> Name:
        """Emit the quads of a node object found under `via` and give its name."""
        # 1. The context: back out of a type's own context, then the property's, the node's own, its types' (5.1.2, 7–11).
        if active.previous is not None and not self._is_bare_reference(active, item):
            active = active.previous
        if via is not None and via.has_context:
            active = self.compiler.for_property(active, via, path=path)
        if "@context" in item:
            active = self.compiler.for_document(active, item["@context"], path=f"{path}['@context']")
        typed = active
        types = self._types(typed, item, path)
        for name in sorted({name for name, _ in types}):
            term = typed.terms.get(name)
            if term is not None and term.has_context:
                active = self.compiler.for_type(active, typed, term, path=path)
        # 2. What each member is, in this context.
        members = self._members(active, item, path)
        types = self._types(active, item, path)
        if "@context" in item and path != "$":
            self._check_nested_context(types, path)
        # 3. The name, the types, the properties.
        name = self._name_of(active, members, path)
        self._check_described_once(name, members, graph, path)
        for text, place in types:
            self.quads.append(Quad(name, _TYPE, self._type_iri(active, text, place), graph))
        for key, term, value in members.properties:
            self._property(active, name, term, value, graph, _child(path, key))
        return name

    def _types(self, active: ActiveContext, item: dict[str, Any], path: str) -> list[tuple[str, str]]:
        """Each type as written, with its path."""
        found: list[tuple[str, str]] = []
        for key in sorted(item):
            if expand_iri(active, key, vocab=True) != "@type":
                continue
            values = item[key] if isinstance(item[key], list) else [item[key]]
            for index, value in enumerate(values):
                place = f"{_child(path, key)}[{index}]" if isinstance(item[key], list) else _child(path, key)
                if not isinstance(value, str):
                    raise ContextError("invalid_type", f"The type at {place} is not text.", path=place)
                found.append((value, place))
        if len(found) > self.limits.types:
            raise ContextError("document_too_complex", f"{path} has more than {self.limits.types} types.", path=path)
        return found

    def _type_iri(self, active: ActiveContext, text: str, path: str) -> Iri:
        if text.startswith("_:"):
            raise ContextError("invalid_type", f"The type “{text}” at {path} is a blank node.", path=path)
        return self._vocabulary_iri(active, text, path)

    def _is_bare_reference(self, active: ActiveContext, item: dict[str, Any]) -> bool:
        return len(item) == 1 and expand_iri(active, next(iter(item)), vocab=True) == "@id"

    def _members(self, active: ActiveContext, item: dict[str, Any], path: str) -> _Members:
        members = _Members()
        for key, value in item.items():
            if key == "@context":
                continue
            term = active.terms.get(key)
            iri = expand_iri(active, key, vocab=True)
            if iri is not None and iri in KEYWORDS:
                self._keyword(active, members, key, iri, value, path)
                continue
            if iri is None or not is_absolute(iri) or iri.startswith("_:"):
                raise self._undefined(key, path)
            if self.forms.compact_only and term is None and ":" in key:
                raise self._respelt(f"The member “{key}” at {path} is written as an IRI, not as a term.", path)
            members.properties.append((key, term or Term(iri=iri), value))
        return members

    def _keyword(
        self, active: ActiveContext, members: _Members, key: str, iri: str, value: Any, path: str
    ) -> None:
        if iri not in ("@id", "@type"):
            raise self._unsupported(key, path)
        if iri in members.keywords and not (iri == "@type" and not self.forms.compact_only):
            raise ContextError("colliding_keywords", f"{path} has two members that mean {iri}.", path=path)
        if self.forms.compact_only and key == iri and any(term.iri == iri for term in active.terms.values()):
            raise self._respelt(f"The member “{key}” at {path} has a shorter name in this context.", path)
        members.keywords[iri] = (key, value)

    def _check_nested_context(self, types: list[tuple[str, str]], path: str) -> None:
        # A context further down may change meanings where nobody looks, so only whole credentials may have their own.
        if self.forms.compact_only and not any(
            text in ("VerifiableCredential", "VerifiablePresentation")
            or text in ("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation")
            for text, _ in types
        ):
            raise ContextError(
                "nested_context", f"{path} has its own @context, but is neither a credential nor a presentation.", path=path
            )

    def _name_of(self, active: ActiveContext, members: _Members, path: str) -> Name:
        if "@id" not in members.keywords:
            return self._fresh()
        key, value = members.keywords["@id"]
        place = _child(path, key)
        if not isinstance(value, str):
            raise ContextError("invalid_id", f"The identifier at {place} is not text.", path=place)
        return self._reference(active, value, place)

    def _check_described_once(self, name: Name, members: _Members, graph: Name | None, path: str) -> None:
        """A second description of the root could be handed members of the first: moved, and still signed."""
        root = self.roots.setdefault(graph, name)
        described = bool(members.properties) or "@type" in members.keywords
        first = path == "$" or (graph is not None and root is name)
        if self.forms.compact_only and described and root == name and not first:
            raise ContextError("described_twice", f"{path} describes the document's root a second time.", path=path)

    # Properties -------------------------------------------------------------------------------------------------

    def _property(
        self, active: ActiveContext, subject: Name, term: Term, value: Any, graph: Name | None, path: str
    ) -> None:
        predicate = Iri(str(term.iri))
        if term.type == "@json":
            self.quads.append(Quad(subject, predicate, self._json(value, path), graph))
        elif "@list" in term.containers:
            if isinstance(value, dict) and self._keyword_of(active, value, "@list") is not None:
                value = self._only(active, value, "@list", path)
            target = self._list(active, term, value, graph, path)
            self.quads.append(Quad(subject, predicate, target, graph))
        else:
            self._values(active, subject, predicate, term, value, graph, path)

    def _values(
        self,
        active: ActiveContext,
        subject: Name,
        predicate: Iri,
        term: Term,
        value: Any,
        graph: Name | None,
        path: str,
    ) -> None:
        if isinstance(value, list):
            for index, item in enumerate(value):
                place = f"{path}[{index}]"
                if isinstance(item, list) and self.forms.compact_only:
                    raise self._respelt(f"A list stands directly in a list at {place}.", place)
                self._values(active, subject, predicate, term, item, graph, place)
            return
        if isinstance(value, dict) and self._keyword_of(active, value, "@set") is not None:
            self._values(active, subject, predicate, term, self._only(active, value, "@set", path), graph, path)
            return
        if "@graph" in term.containers:
            target: Name | Literal = self._graph(active, term, value, path)
        else:
            target = self._value(active, term, value, graph, path)
        self.quads.append(Quad(subject, predicate, target, graph))

    def _graph(self, active: ActiveContext, term: Term, value: Any, path: str) -> Name:
        """A graph of its own, named by a fresh blank node: how proofs and presented credentials are kept apart."""
        if not isinstance(value, dict) or self._keyword_of(active, value, "@value", "@list") is not None:
            raise ContextError("graph_value", f"{path} must be an object, since it stands for a graph.", path=path)
        name = self._fresh()
        before = len(self.quads)
        self.node(active, value, term, name, path)
        if len(self.quads) == before and self.forms.compact_only:
            raise ContextError("graph_value", f"{path} makes no claim, so a signature would not cover it.", path=path)
        return name

    def _value(
        self, active: ActiveContext, term: Term, value: Any, graph: Name | None, path: str
    ) -> Name | Literal:
        if isinstance(value, dict):
            if self._keyword_of(active, value, "@value") is not None:
                return self._value_object(active, term, value, path)
            if self._keyword_of(active, value, "@list") is not None:
                return self._list(active, term, self._only(active, value, "@list", path), graph, path)
            return self.node(active, value, term, graph, path)
        if value is None:
            raise ContextError("null_value", f"{path} is null, which a signature would not cover. Remove it.", path=path)
        if isinstance(value, list):
            raise ContextError("unsupported_list", f"A list stands directly in a list at {path}.", path=path)
        return self._scalar(active, term, value, path)

    def _list(self, active: ActiveContext, term: Term, value: Any, graph: Name | None, path: str) -> Name:
        """An ordered list: a chain of blank nodes (API 8.4)."""
        items = value if isinstance(value, list) else [value]
        if self.forms.compact_only and not isinstance(value, list):
            raise self._respelt(f"{path} is an ordered list, so it must be written as one.", path)
        cells = [self._fresh() for _ in items]
        for index, item in enumerate(items):
            if isinstance(item, list):
                raise ContextError("unsupported_list", f"A list stands directly in a list at {path}[{index}].", path=path)
            target = self._value(active, term, item, graph, f"{path}[{index}]")
            rest = cells[index + 1] if index + 1 < len(cells) else _NIL
            self.quads.append(Quad(cells[index], _FIRST, target, graph))
            self.quads.append(Quad(cells[index], _REST, rest, graph))
        return cells[0] if cells else _NIL

    # Values -----------------------------------------------------------------------------------------------------

    def _scalar(self, active: ActiveContext, term: Term, value: Any, path: str) -> Name | Literal:
        """Value expansion (API 5.3.2)."""
        if term.has_context:
            active = self.compiler.for_property(active, term, path=path)
        if isinstance(value, str):
            if term.type == "@id":
                return self._reference(active, value, path)
            if term.type == "@vocab":
                return self._vocabulary_iri(active, value, path)
            if term.type is None:
                language = active.language if isinstance(term.language, _Unset) else term.language
                return self._text(value, None, language, path)
        datatype = None if term.type in ("@id", "@vocab") else term.type
        return self._literal(value, datatype, path)

    def _literal(self, value: Any, datatype: str | None, path: str) -> Literal:
        """A native value in its canonical lexical form (API 8.2.2)."""
        if isinstance(value, str):
            return self._text(value, datatype, None, path)
        if isinstance(value, bool):
            return Literal("true" if value else "false", datatype or f"{_XSD}boolean")
        if isinstance(value, int | float):
            if isinstance(value, int) and abs(value) < 10**21 and datatype != f"{_XSD}double":
                return Literal(str(value), datatype or f"{_XSD}integer")
            return self._number(float(value), datatype, path)
        raise ContextError("invalid_value", f"The value at {path} is not one that JSON has.", path=path)

    def _number(self, value: float, datatype: str | None, path: str) -> Literal:
        if value != value or value in (float("inf"), float("-inf")):
            raise ContextError("invalid_value", f"The number at {path} is not finite.", path=path)
        if value.is_integer() and abs(value) < 1e21 and datatype != f"{_XSD}double":
            return Literal(str(int(value)), datatype or f"{_XSD}integer")
        mantissa, exponent = f"{value:.15E}".split("E")
        whole, fraction = mantissa.split(".")
        text = f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"
        if self.forms.compact_only and float(text) != value:
            # XPath's double has 16 digits here, so a 17th could be changed under the signature.
            raise ContextError("inexact_number", f"The number at {path} has more digits than can be signed.", path=path)
        return Literal(text, datatype or f"{_XSD}double")

    def _text(self, value: str, datatype: str | None, language: str | None, path: str) -> Literal:
        if not is_text(value):
            raise ContextError("invalid_text", f"The text at {path} holds a code point that is no character.", path=path)
        if language is not None:
            return Literal(value, RDF_LANG_STRING, language)
        return Literal(value, datatype or XSD_STRING)

    def _json(self, value: Any, path: str) -> Literal:
        try:
            text = jcs.canonicalize(value).decode("utf-8")
        except CanonicalizationError as error:
            raise ContextError("invalid_json_literal", f"{path}: {error.sentence}", path=path) from error
        return self._text(text, f"{_RDF}JSON", None, path)

    def _value_object(self, active: ActiveContext, term: Term, item: dict[str, Any], path: str) -> Literal:
        """`@value` with a language or type of its own (API 5.1.2 step 14)."""
        if term.has_context:
            active = self.compiler.for_property(active, term, path=path)
        found: dict[str, Any] = {}
        for key, value in item.items():
            keyword = expand_iri(active, key, vocab=True)
            if keyword not in ("@value", "@language", "@type") or keyword in found:
                raise self._unsupported(key, path)
            found[keyword] = value
        value, language, kind = found["@value"], found.get("@language"), found.get("@type")
        if ("@language" in found and not isinstance(language, str)) or ("@type" in found and not isinstance(kind, str)):
            raise ContextError("invalid_value", f"The language or type of the value at {path} is not text.", path=path)
        if language is not None and kind is not None:
            raise ContextError("invalid_value", f"The value at {path} has both a language and a type.", path=path)
        if language is not None:
            if not isinstance(value, str) or not is_language_tag(language):
                raise ContextError("invalid_value", f"The value at {path} is no text in a language.", path=path)
            return self._text(value, None, language.lower(), path)
        return self._typed_value(active, term, value, kind, path)

    def _typed_value(
        self, active: ActiveContext, term: Term, value: Any, kind: str | None, path: str
    ) -> Literal:
        datatype = None if kind is None else expand_iri(active, kind, vocab=True)
        if datatype == "@json":
            return self._json(value, path)
        if kind is not None and (datatype is None or not is_absolute(datatype)):
            raise self._undefined(kind, path)
        if not isinstance(value, str | bool | int | float):
            raise ContextError("invalid_value", f"The @value at {path} is neither text, number nor truth value.", path=path)
        if kind is None and self.forms.compact_only and self._scalar(active, term, value, path) == self._literal(
            value, None, path
        ):
            raise self._respelt(f"The value at {path} has a shorter form.", path)
        if datatype is not None and self.forms.compact_only and datatype == term.type:
            raise self._respelt(f"The value at {path} has a shorter form.", path)
        return self._literal(value, datatype, path)

    # IRIs -------------------------------------------------------------------------------------------------------

    def _reference(self, active: ActiveContext, value: str, path: str) -> Name:
        if value.startswith("_:"):
            return self.labels.setdefault(value, self._fresh())
        expanded = expand_iri(active, value, vocab=False)
        if expanded is None or is_keyword_like(value):
            raise ContextError("invalid_iri", f"“{value}” at {path} is not an identifier.", path=path)
        if self.forms.compact_only and expanded != value:
            raise self._respelt(f"“{value}” at {path} is a shortened IRI; write it out.", path)
        return Iri(self._absolute(expanded, path))

    def _vocabulary_iri(self, active: ActiveContext, value: str, path: str) -> Iri:
        expanded = expand_iri(active, value, vocab=True)
        if expanded is None or expanded in KEYWORDS or is_keyword_like(value):
            raise self._undefined(value, path)
        if value not in active.terms:
            if ":" not in value and active.vocab is None:
                raise self._undefined(value, path)
            if self.forms.compact_only and ":" in value and self._has_term(active, value, expanded):
                raise self._respelt(f"“{value}” at {path} has a shorter name in this context.", path)
        return Iri(self._absolute(expanded, path))

    def _has_term(self, active: ActiveContext, value: str, expanded: str) -> bool:
        return value != expanded or any(term.iri == expanded for term in active.terms.values())

    def _absolute(self, iri: str, path: str) -> str:
        if ":" not in iri:
            raise ContextError("relative_iri", f"“{iri}” at {path} is relative, and there is no base for it.", path=path)
        if not is_absolute(iri):
            raise ContextError("invalid_iri", f"“{iri}” at {path} is not an absolute IRI.", path=path)
        return iri

    # Helpers ----------------------------------------------------------------------------------------------------

    def _keyword_of(self, active: ActiveContext, item: dict[str, Any], *wanted: str) -> str | None:
        for key in item:
            keyword = expand_iri(active, key, vocab=True)
            if keyword in wanted:
                return keyword
        return None

    def _only(self, active: ActiveContext, item: dict[str, Any], keyword: str, path: str) -> Any:
        if self.forms.compact_only or len(item) != 1:
            raise self._respelt(f"{keyword} at {path}: write a list instead.", path)
        return next(iter(item.values()))

    def _fresh(self) -> BlankNode:
        self.blank_nodes += 1
        return BlankNode(f"b{self.blank_nodes}")

    def _undefined(self, term: str, path: str) -> UndefinedTerm:
        place = _child(path, term) if path == "$" or not path.endswith(term) else path
        known = self.compiler.registry.defining(term)
        hint = f"It is defined by {known[0]}; add that context." if known else ""
        return UndefinedTerm(term, path=place, hint=hint)

    def _unsupported(self, key: str, path: str) -> ContextError:
        sentence = f"“{key}” at {path} is outside the part of JSON-LD that is accepted here."
        return ContextError("unsupported_form", sentence, path=path)

    def _respelt(self, sentence: str, path: str) -> ContextError:
        return ContextError("not_compact", f"{sentence} The signature would allow either form.", path=path)


@dataclass(slots=True)
class _Members:
    """A node's members by what they mean."""

    keywords: dict[str, tuple[str, Any]] = field(default_factory=dict)
    properties: list[tuple[str, Term, Any]] = field(default_factory=list)


def _child(path: str, key: str) -> str:
    return f"{path}.{key}" if key.isidentifier() else f"{path}['{key}']"
