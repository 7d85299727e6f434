"""From a JSON-LD document straight to quads, refusing whatever a signature over the quads would not cover.

This follows the expansion algorithm (JSON-LD API 5.1.2) and the conversion to RDF (API 8) in one walk, for the
subset that credentials use. Three promises hold for every document that is accepted:

1. No member is dropped. A term without a definition, a relative or broken IRI, a null, text outside a node: all
   are errors that name the member and its JSON path.
2. There is no base IRI, and no context but the known ones.
3. With `compact_only`, the JSON has the one form that compaction would give it, so nobody can re-spell members
   (as IRIs, keywords, prefixes, other containers, second descriptions of the same node) and keep the signature.
   Left open, since issuers differ and readers must take both: one value or a list of one, an identifier as text
   or as an object with only that identifier, empty lists, the order of what is no ordered list, and how the
   members of a node are shared out where several credentials inside describe it, or where it is a profile or image.
"""

from __future__ import annotations

import weakref
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from skillmark.credential.canon.nquads import BlankNode, Iri, Literal, Name, Quad
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import ContextError, UndefinedTerm
from skillmark.credential.jsonld import limits as structure
from skillmark.credential.jsonld import literals
from skillmark.credential.jsonld.context import (
    INITIAL,
    KEYWORDS,
    ActiveContext,
    ContextCompiler,
    Term,
    Unset,
    expand_iri,
)
from skillmark.credential.jsonld.iri import is_absolute, is_keyword_like

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE: Final = Iri(f"{_RDF}type")
_FIRST: Final = Iri(f"{_RDF}first")
_REST: Final = Iri(f"{_RDF}rest")
_NIL: Final = Iri(f"{_RDF}nil")
_HAVE_OWN_CONTEXT: Final = frozenset(
    {
        "VerifiableCredential",
        "VerifiablePresentation",
        "EnvelopedVerifiableCredential",
        "EnvelopedVerifiablePresentation",
    }
)


# Where a blank node comes from: the steps to a place in the document, and what it is there (a node: an empty text).
# A label that the document itself gives belongs to no place, but to itself.
Origin = tuple[tuple[str | int, ...], str]

# An issuer is often its achievement's creator as well, and described there in other words.
_MAY_BE_DESCRIBED_AGAIN: Final = frozenset({"Profile", "Image"})


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
    return _walked(document, contexts, forms, limits).quads


def traced_quads(
    document: Any, *, contexts: ContextRegistry = BUNDLED, limits: structure.Limits = structure.DEFAULT_LIMITS
) -> tuple[list[Quad], dict[str, Origin]]:
    """The quads that a signature is made over, and where in the document each blank node comes from, by its label."""
    walk = _walked(document, contexts, SIGNED, limits)
    return walk.quads, {label: (place.steps, role) for label, (place, role) in walk.origins.items()}


def _walked(document: Any, contexts: ContextRegistry, forms: Forms, limits: structure.Limits) -> _Walk:
    structure.check(document, limits=limits)
    if not isinstance(document, dict):
        raise ContextError("not_an_object", "A document is one JSON object.")
    walk = _Walk(_compiler(contexts, inline=forms.inline_contexts), forms, limits)
    walk.node(_Place(INITIAL), document, None)
    walk.check_labels()
    if not walk.quads and forms.compact_only:
        raise ContextError("no_claims", "The document makes no claim, so there is nothing to sign.")
    return walk


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


@dataclass(slots=True)
class _Place:
    """Where in the document we are, what terms mean there, and in which graph statements are made."""

    active: ActiveContext
    graph: Name | None = None
    parent: _Place | None = None
    step: str | int = "$"
    in_inner_credential: bool = False

    def below(self, step: str | int) -> _Place:
        return _Place(self.active, self.graph, self, step, self.in_inner_credential)

    def meaning(self, active: ActiveContext) -> _Place:
        return _Place(active, self.graph, self.parent, self.step, self.in_inner_credential)

    def within(self, graph: Name) -> _Place:
        return _Place(self.active, graph, self.parent, self.step, self.in_inner_credential)

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The members and positions that lead here, from the top of the document."""
        return () if self.parent is None else (*self.parent.steps, self.step)

    @property
    def path(self) -> str:
        """The JSON path, made only when an error needs it."""
        if self.parent is None:
            return "$"
        if isinstance(self.step, int):
            return f"{self.parent.path}[{self.step}]"
        return (
            f"{self.parent.path}.{self.step}"
            if self.step.isidentifier()
            else f"{self.parent.path}['{self.step}']"
        )


@dataclass(slots=True)
class _Members:
    """A node's members by what they mean."""

    keywords: dict[str, tuple[str, Any]] = field(default_factory=dict)
    properties: list[tuple[str, Term, Any]] = field(default_factory=list)


@dataclass
class _Walk:
    """One document on its way to quads."""

    compiler: ContextCompiler
    forms: Forms
    limits: structure.Limits
    quads: list[Quad] = field(default_factory=list)
    blank_nodes: int = 0
    labels: dict[str, BlankNode] = field(default_factory=dict)
    origins: dict[str, tuple[_Place, str]] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)
    meanings: set[tuple[ActiveContext, object]] = field(default_factory=set)
    roots: dict[Name | None, Name] = field(default_factory=dict)
    # What the document itself says of a name as something of a type, and what the credentials inside say.
    described: dict[tuple[Name | None, Name, str], tuple[list[Any], list[Any]]] = field(default_factory=dict)

    # Nodes -------------------------------------------------------------------------------------

    def node(self, place: _Place, item: dict[str, Any], via: Term | None) -> Name:
        """Emit the quads of a node object, the value of property `via`, and give its name."""
        # 1. What terms mean inside.
        typed = self._before_types(place, item, via)
        types = self._types(typed, item)
        place = self._after_types(typed, types)
        if "@context" in item and place.parent is not None:
            self._check_nested_context(place, types)
        # 2. What each member is; the types first, since members are often unknown because their type is.
        kinds = [self._type(typed.below(step), text) for step, text in types]
        if len(set(kinds)) < len(kinds) and self.forms.compact_only:
            path = place.path
            raise ContextError("repeated_value", f"{path} has the same type twice.", path=path)
        if place.parent is not None and not _HAVE_OWN_CONTEXT.isdisjoint(text for _, text in types):
            place.in_inner_credential = True
        members = self._members(place, item)
        name = self._name(place, members)
        # 3. What is said.
        self._check_described_once(place, name, item, {text for _, text in types})
        self.quads += [Quad(name, _TYPE, kind, place.graph) for kind in kinds]
        for key, term, value in members.properties:
            self._property(place.below(key), name, term, value)
        return name

    def _before_types(self, place: _Place, item: dict[str, Any], via: Term | None) -> _Place:
        """API 5.1.2 steps 7 to 10: leave a type's context, enter the property's, then the node's own."""
        active = place.active
        if active.previous is not None and not self._is_bare_reference(active, item):
            active = active.previous
        if via is not None and via.has_context:
            active = self._for_property(place, active, via)
        if "@context" in item:
            self._count_meaning((active, str(item["@context"])))
            active = self.compiler.for_document(active, item["@context"], path=place.below("@context").path)
        return place.meaning(active)

    def _for_property(self, place: _Place, active: ActiveContext, term: Term) -> ActiveContext:
        self._count_meaning((active, id(term)))
        return self.compiler.for_property(active, term, path=place.path)

    def _count_meaning(self, key: tuple[ActiveContext, object]) -> None:
        """Every new step from one context to another costs a millisecond, so hostile documents get only so many."""
        self.meanings.add(key)
        structure.refuse_above(len(self.meanings), self.limits.meanings, "combinations of contexts")

    def _after_types(self, typed: _Place, types: list[tuple[str | int, str]]) -> _Place:
        """API 5.1.2 step 11: enter the contexts of the types, in the order of their names."""
        active = typed.active
        for name in sorted({name for _, name in types}):
            term = typed.active.terms.get(name)
            if term is not None and term.has_context:
                self._count_meaning((active, id(term)))
                active = self.compiler.for_type(active, term, path=typed.path)
        return typed.meaning(active)

    def _types(self, place: _Place, item: dict[str, Any]) -> list[tuple[str | int, str]]:
        """Each type as it is written, and the member it stands in."""
        found: list[tuple[str | int, str]] = []
        for key, values in item.items():
            if expand_iri(place.active, key, vocab=True) != "@type":
                continue
            for value in values if isinstance(values, list) else [values]:
                if not isinstance(value, str):
                    path = place.below(key).path
                    raise ContextError("invalid_type", f"A type at {path} is not text.", path=path)
                found.append((key, value))
        if len(found) > self.limits.types:
            path = place.path
            raise ContextError(
                "document_too_complex", f"{path} has more than {self.limits.types} types.", path=path
            )
        return found

    def _type(self, place: _Place, text: str) -> Iri:
        if text.startswith("_:"):
            path = place.path
            raise ContextError("invalid_type", f"The type “{text}” at {path} is a blank node.", path=path)
        iri = self._vocabulary_iri(place, text)
        self._check_spelling(place, text, iri.value, capital=True)
        return iri

    def _is_bare_reference(self, active: ActiveContext, item: dict[str, Any]) -> bool:
        return len(item) == 1 and expand_iri(active, next(iter(item)), vocab=True) == "@id"

    def _members(self, place: _Place, item: dict[str, Any]) -> _Members:
        members = _Members()
        terms = place.active.terms
        for key, value in item.items():
            if key == "@context":
                continue
            iri = expand_iri(place.active, key, vocab=True)
            if iri is not None and iri in KEYWORDS:
                self._check_keyword(place, members, key, iri)
                members.keywords[iri] = (key, value)
                continue
            term = terms.get(key)
            if iri is None or (term is None and (not is_absolute(iri) or iri.startswith("_:"))):
                raise self._undefined(place.below(key), key)
            if term is None and ":" in key and self.forms.compact_only:
                raise self._respelt(place.below(key), f"“{key}” is written as an IRI, not as a term.")
            self._check_spelling(place.below(key), key, iri, capital=False)
            members.properties.append((key, term or Term(iri=iri), value))
        return members

    def _check_spelling(self, place: _Place, name: str, iri: str, *, capital: bool) -> None:
        """Open Badges has classes and properties of one IRI (`Profile`, `creator`): neither may pose as the other."""
        rivals = place.active.names.get(iri, ())
        if self.forms.compact_only and len(rivals) > 1 and name[0].isupper() != capital:
            for rival in rivals:
                if rival[0].isupper() == capital:
                    raise self._respelt(place, f"“{name}” stands where “{rival}” belongs.")

    def _check_keyword(self, place: _Place, members: _Members, key: str, iri: str) -> None:
        if iri not in ("@id", "@type"):
            raise self._unsupported(place.below(key), key)
        if iri in members.keywords and (iri == "@id" or self.forms.compact_only):
            path = place.path
            raise ContextError("colliding_keywords", f"{path} has two members that mean {iri}.", path=path)
        if key == iri and iri in place.active.names and self.forms.compact_only:
            raise self._respelt(place.below(key), f"“{key}” has a shorter name in this context.")

    def _check_nested_context(self, place: _Place, types: list[tuple[str | int, str]]) -> None:
        # A context further down may change meanings where nobody looks, so only whole credentials may have one.
        if self.forms.compact_only and _HAVE_OWN_CONTEXT.isdisjoint(text for _, text in types):
            sentence = f"{place.path} has its own @context, but is neither a credential nor a presentation."
            raise ContextError("nested_context", sentence, path=place.path)

    def _name(self, place: _Place, members: _Members) -> Name:
        if "@id" not in members.keywords:
            return self._fresh(place)
        key, value = members.keywords["@id"]
        if not isinstance(value, str):
            path = place.below(key).path
            raise ContextError("invalid_id", f"The identifier at {path} is not text.", path=path)
        return self._reference(place.below(key), value)

    def _check_described_once(self, place: _Place, name: Name, item: dict[str, Any], types: set[str]) -> None:
        """A node's members can be moved to another node of its name and type, where nobody looks, and stay signed.

        A second description of other types cannot hold them: credentials define their members by type. Credentials
        inside one record may each describe its subject, but none of them may take from what the record itself says.
        """
        root = self.roots.setdefault(place.graph, name)
        for kind in types if self.forms.compact_only else ():
            if name != root and kind in _MAY_BE_DESCRIBED_AGAIN:
                continue
            own, inside = self.described.setdefault((place.graph, name, kind), ([], []))
            if any(other != item for other in own or ([] if place.in_inner_credential else inside)):
                path = place.path
                sentence = f"{path} describes a second time, and differently, what stands elsewhere."
                raise ContextError("described_twice", sentence, path=path)
            if place.in_inner_credential:
                inside.append(item)
            elif not own:
                own.append(item)

    def check_labels(self) -> None:
        """A blank node's label is not signed, so it may only stand where it connects two places."""
        for label, uses in self.uses.items():
            if uses == 1 and self.forms.compact_only:
                sentence = (
                    f"The blank node “{label}” is used only once, so its label is not signed. Leave it out."
                )
                raise ContextError("not_compact", sentence)

    # Properties --------------------------------------------------------------------------------

    def _property(self, place: _Place, subject: Name, term: Term, value: Any) -> None:
        if term.type == "@json":
            self._state(place, subject, term, literals.json(value, place.path))
        elif "@list" in term.containers:
            if isinstance(value, dict) and self._has_keyword(place, value, "@list"):
                value = self._only(place, value, "@list")
            elif not isinstance(value, list) and self.forms.compact_only:
                raise self._respelt(place, "An ordered list has to be written as a list.")
            self._state(place, subject, term, self._list(place, term, value))
        else:
            self._values(place, subject, term, value)

    def _values(self, place: _Place, subject: Name, term: Term, value: Any) -> None:
        if isinstance(value, list):
            first = len(self.quads)
            for index, item in enumerate(value):
                if isinstance(item, list) and self.forms.compact_only:
                    raise self._respelt(place.below(index), "A list stands directly in a list.")
                self._values(place.below(index), subject, term, item)
            self._check_repeated(place, len(value), subject, term, first)
        elif isinstance(value, dict) and self._has_keyword(place, value, "@set"):
            self._values(place, subject, term, self._only(place, value, "@set"))
        elif "@graph" in term.containers:
            self._state(place, subject, term, self._graph(place, term, value))
        else:
            self._state(place, subject, term, self._value(place, term, value))

    def _check_repeated(self, place: _Place, count: int, subject: Name, term: Term, first: int) -> None:
        """Saying something twice says nothing more, so a signature would allow any number of repetitions."""
        if self.forms.compact_only and count > 1:
            own = {
                quad.object
                for quad in self.quads[first:]
                if quad.subject == subject and quad.predicate.value == term.iri and quad.graph == place.graph
            }
            if len(own) < count:
                raise ContextError(
                    "repeated_value", f"{place.path} holds the same value twice.", path=place.path
                )

    def _state(self, place: _Place, subject: Name, term: Term, target: Name | Literal) -> None:
        self.quads.append(Quad(subject, Iri(str(term.iri)), target, place.graph))

    def _graph(self, place: _Place, term: Term, value: Any) -> Name:
        """A graph of its own, named by a fresh blank node: how proofs and presented credentials are kept apart."""
        path = place.path
        if not isinstance(value, dict) or self._has_keyword(place, value, "@value", "@list"):
            raise ContextError(
                "graph_value", f"{path} must be an object, since it stands for a graph.", path=path
            )
        name = self._fresh(place, "@graph")
        before = len(self.quads)
        self.node(place.within(name), value, term)
        if len(self.quads) == before and self.forms.compact_only:
            raise ContextError(
                "graph_value", f"{path} makes no claim, so a signature would not cover it.", path=path
            )
        return name

    def _value(self, place: _Place, term: Term, value: Any) -> Name | Literal:
        if isinstance(value, dict):
            if self._has_keyword(place, value, "@value"):
                return self._value_object(place, term, value)
            if self._has_keyword(place, value, "@list"):
                return self._list(place, term, self._only(place, value, "@list"))
            return self.node(place, value, term)
        path = place.path if value is None or isinstance(value, list) else ""
        if value is None:
            raise ContextError(
                "null_value", f"{path} is null, which a signature would not cover. Remove it.", path=path
            )
        if isinstance(value, list):
            raise ContextError("unsupported_list", f"A list stands directly in a list at {path}.", path=path)
        return self._scalar(place, term, value)

    def _list(self, place: _Place, term: Term, value: Any) -> Name:
        """An ordered list: a chain of blank nodes (API 8.4)."""
        items = value if isinstance(value, list) else [value]
        cells: list[Name] = [*(self._fresh(place, f"@list {index}") for index in range(len(items))), _NIL]
        for index, item in enumerate(items):
            target = self._value(place.below(index), term, item)
            self.quads.append(Quad(cells[index], _FIRST, target, place.graph))
            self.quads.append(Quad(cells[index], _REST, cells[index + 1], place.graph))
        return cells[0]

    # Values ------------------------------------------------------------------------------------

    def _scalar(self, place: _Place, term: Term, value: Any) -> Name | Literal:
        """Value expansion (API 5.3.2)."""
        if not isinstance(value, str):
            return literals.native(value, _datatype(term), place.path)
        if term.has_context:
            place = place.meaning(self._for_property(place, place.active, term))
        if term.type == "@id":
            return self._reference(place, value)
        if term.type == "@vocab":
            return self._vocabulary_iri(place, value)
        language = place.active.language if isinstance(term.language, Unset) else term.language
        if term.type is None and language is not None:
            return literals.text_in(value, language, place.path)
        return literals.text(value, term.type, place.path)

    def _value_object(self, place: _Place, term: Term, item: dict[str, Any]) -> Literal:
        """`@value` with a language or type of its own (API 5.1.2 step 14)."""
        if term.has_context:
            place = place.meaning(self._for_property(place, place.active, term))
        found: dict[str, Any] = {}
        for key, value in item.items():
            keyword = expand_iri(place.active, key, vocab=True)
            if keyword not in ("@value", "@language", "@type") or keyword in found:
                raise self._unsupported(place.below(key), key)
            found[keyword] = value
        value = found.pop("@value")
        path = place.path
        if len(found) > 1 or not all(isinstance(qualifier, str) for qualifier in found.values()):
            raise ContextError(
                "invalid_value", f"The language or type of the value at {path} is not one text.", path=path
            )
        if "@language" in found:
            if not isinstance(value, str):
                raise ContextError(
                    "invalid_value", f"The value at {path} is not text in a language.", path=path
                )
            return literals.text_in(value, found["@language"], path)
        return self._typed_value(place, term, value, found.get("@type"))

    def _typed_value(self, place: _Place, term: Term, value: Any, kind: str | None) -> Literal:
        datatype = None if kind is None else expand_iri(place.active, kind, vocab=True)
        if datatype == "@json":
            return literals.json(value, place.path)
        if kind is not None and (datatype is None or not is_absolute(datatype)):
            raise self._undefined(place, kind)
        made = literals.native(value, datatype, place.path)
        plain = term.type in (None, datatype) and self._scalar(place, term, value) == made
        if plain and self.forms.compact_only:
            raise self._respelt(place, "The value has a shorter form.")
        return made

    # IRIs --------------------------------------------------------------------------------------

    def _reference(self, place: _Place, value: str) -> Name:
        if value.startswith("_:"):
            self.uses[value] += 1
            if value not in self.labels:
                self.labels[value] = self._fresh(_Place(INITIAL), value)
            return self.labels[value]
        expanded = expand_iri(place.active, value, vocab=False)
        if expanded is None or expanded in KEYWORDS or is_keyword_like(value):
            path = place.path
            raise ContextError("invalid_iri", f"“{value}” at {path} is not an identifier.", path=path)
        if self.forms.compact_only and expanded != value:
            raise self._respelt(place, f"“{value}” is a shortened IRI; write it out.")
        return self._absolute(place, expanded)

    def _vocabulary_iri(self, place: _Place, value: str) -> Iri:
        active = place.active
        expanded = expand_iri(active, value, vocab=True)
        if expanded is None or expanded in KEYWORDS or is_keyword_like(value):
            raise self._undefined(place, value)
        if value not in active.terms:
            if ":" not in value and active.vocab is None:
                raise self._undefined(place, value)
            if self.forms.compact_only and ":" in value and (value != expanded or expanded in active.names):
                raise self._respelt(place, f"“{value}” has a shorter name in this context.")
        return self._absolute(place, expanded)

    def _absolute(self, place: _Place, iri: str) -> Iri:
        if not is_absolute(iri):
            path = place.path
            if ":" not in iri:
                raise ContextError(
                    "relative_iri", f"“{iri}” at {path} is relative, and there is no base.", path=path
                )
            raise ContextError("invalid_iri", f"“{iri}” at {path} is not an absolute IRI.", path=path)
        return Iri(iri)

    # Helpers -----------------------------------------------------------------------------------

    def _has_keyword(self, place: _Place, item: dict[str, Any], *wanted: str) -> bool:
        return any(expand_iri(place.active, key, vocab=True) in wanted for key in item)

    def _only(self, place: _Place, item: dict[str, Any], keyword: str) -> Any:
        if self.forms.compact_only or len(item) != 1:
            raise self._respelt(place, f"Write a list instead of {keyword}.")
        return next(iter(item.values()))

    def _fresh(self, place: _Place, role: str = "") -> BlankNode:
        self.blank_nodes += 1
        label = f"b{self.blank_nodes}"
        self.origins[label] = (place, role)
        return BlankNode(label)

    def _undefined(self, place: _Place, term: str) -> UndefinedTerm:
        known = self.compiler.registry.defining(term)
        types = self.compiler.registry.types_with(term)
        if known:
            hint = f"It is defined by {known[0]}; add that context."
        elif types:
            hint = f"It belongs to what has the type {' or '.join(types)}."
        else:
            hint = ""
        return UndefinedTerm(term, path=place.path, hint=hint)

    def _unsupported(self, place: _Place, key: str) -> ContextError:
        sentence = f"“{key}” at {place.path} is outside the part of JSON-LD that is accepted here."
        return ContextError("unsupported_form", sentence, path=place.path)

    def _respelt(self, place: _Place, sentence: str) -> ContextError:
        sentence = (
            f"{place.path}: {sentence} A signature would allow both forms, so only the plain one is accepted."
        )
        return ContextError("not_compact", sentence, path=place.path)


def _datatype(term: Term) -> str | None:
    return None if term.type in ("@id", "@vocab") else term.type
