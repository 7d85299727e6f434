"""From a JSON-LD document straight to quads, refusing whatever a signature over the quads would not cover.

This follows the expansion algorithm (JSON-LD API 5.1.2) and the conversion to RDF (API 8) in one walk, for the
subset that credentials use. Three promises hold for every document that is accepted:

1. No member is dropped. A term without a definition, a relative or broken IRI, a null, text outside a node: all
   are errors that name the member and its JSON path.
2. There is no base IRI, and no context but the known ones.
3. With `compact_only`, the JSON has the one form that compaction would give it, so nobody can re-spell members
   (as IRIs, keywords, prefixes, other containers, second descriptions of the same node) and keep the signature.
   Left open, since issuers differ and readers must take both: one value or a list of one, an identifier as text
   or as an object with only that identifier, empty lists, the order of what is no ordered list, the case of
   letters in a language tag, which of two contexts that say the same is named, and how the members of a node are
   shared out where several credentials inside describe it, or where it is a profile or image.

docs/explanation/json-ld.md tells the whole of it to people.
"""

from __future__ import annotations

import weakref
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from skillmark.credential.canon.nquads import RDF_LANG_STRING, BlankNode, Iri, Literal, Name, Quad
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import (
    ContextError,
    InlineContext,
    RefusedContext,
    UndefinedTerm,
    UnknownContext,
)
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
from skillmark.credential.jsonld.descriptions import CalledNames, Description
from skillmark.credential.jsonld.iri import is_absolute, is_blank, is_keyword_like
from skillmark.credential.message import Message

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
_MOST_DESCRIPTIONS: Final = 32
# Open Badges 3.0, "AchievementCredential": two names for one class, and readers know both.
_ONE_CLASS: Final = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_OF_A_VALUE: Final = frozenset({"@value", "@type", "@language", "@direction"})


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
    try:
        walk.node(_Place(INITIAL), document, None)
    except RefusedContext as error:
        raise _explained(error, _first_undefined(document, contexts, limits)) from error
    walk.check_labels()
    walk.check_names()
    if not walk.quads and forms.compact_only:
        raise ContextError("no_claims", "The document makes no claim, so there is nothing to sign.")
    return walk


def _explained(error: RefusedContext, missing: UndefinedTerm | None) -> RefusedContext:
    if isinstance(error, UnknownContext):
        return UnknownContext(error.url, path=error.path, missing=missing)
    return InlineContext(path=error.path, missing=missing)


def _first_undefined(
    document: Any, contexts: ContextRegistry, limits: structure.Limits
) -> UndefinedTerm | None:
    """What would have no meaning under those contexts of the document that are known."""
    walk = _Walk(_compiler(contexts, inline=False), SIGNED, limits)
    try:
        walk.node(_Place(INITIAL), _without_strangers(document, contexts), None)
    except UndefinedTerm as error:
        return error
    except ContextError:
        pass  # it is refused anyway, and says why
    return None


def _without_strangers(value: Any, known: ContextRegistry) -> Any:
    if isinstance(value, list):
        return [_without_strangers(item, known) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _without_strangers(item, known) for name, item in value.items() if name != "@context"}
    if "@context" not in value:
        return kept
    entries = value["@context"] if isinstance(value["@context"], list) else [value["@context"]]
    return {
        "@context": [entry for entry in entries if isinstance(entry, str) and known.versions(entry)],
        **kept,
    }


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
    # Whether the inner credential, or one around it, is somebody else's than the document.
    by_another: bool = False
    # The @context in force, as the nearest node around that has one writes it.
    written: Any = None

    def below(self, step: str | int) -> _Place:
        return _Place(
            self.active, self.graph, self, step, self.in_inner_credential, self.by_another, self.written
        )

    def meaning(self, active: ActiveContext) -> _Place:
        return _Place(
            active,
            self.graph,
            self.parent,
            self.step,
            self.in_inner_credential,
            self.by_another,
            self.written,
        )

    def within(self, graph: Name) -> _Place:
        return _Place(
            self.active,
            graph,
            self.parent,
            self.step,
            self.in_inner_credential,
            self.by_another,
            self.written,
        )

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
    # The same whatever the type, and what credentials inside say that are somebody else's.
    own: dict[tuple[Name | None, Name], list[Description]] = field(default_factory=dict)
    of_others: dict[tuple[Name | None, Name], list[Description]] = field(default_factory=dict)
    names: dict[tuple[Name | None, Name], CalledNames] = field(default_factory=dict)
    issuer: Any = None

    # Nodes -------------------------------------------------------------------------------------

    def node(self, place: _Place, item: dict[str, Any], via: Term | None) -> Name:
        """Emit the quads of a node object, the value of property `via`, and give its name."""
        # 1. What terms mean inside.
        typed = self._before_types(place, item, via)
        types = self._types(typed, item)
        place = self._after_types(typed, types)
        if "@context" in item:
            self._check_nested_context(place, types, item["@context"])
            place.written = item["@context"]
        # 2. What each member is; the types first, since members are often unknown because their type is.
        kinds = [self._type(typed.below(step), text) for step, text in types]
        if len(set(kinds)) < len(kinds) and self.forms.compact_only:
            raise ContextError("repeated_value", "{path} has the same type twice.", path=place.path)
        if place.parent is None:
            self.issuer = _issuer_of(item)
        elif not _HAVE_OWN_CONTEXT.isdisjoint(text for _, text in types):
            place.in_inner_credential = True
            place.by_another = place.by_another or _issuer_of(item) != self.issuer
        members = self._members(place, item)
        name = self._name(place, members)
        # 3. What is said.
        texts = frozenset(text for _, text in types)
        self._check_described_once(place, name, item, texts)
        if self.forms.compact_only and "@id" in members.keywords and len(item) > 1:
            said = {str(term.iri): value for _, term, value in members.properties}
            self._check_whose_word(
                place, name, Description(item, texts, via.iri if via else None, place.active, said)
            )
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
                    raise ContextError(
                        "invalid_type", "A type at {path} is not text.", path=place.below(key).path
                    )
                found.append((key, value))
        if len(found) > self.limits.types:
            raise ContextError(
                "document_too_complex",
                "{path} has more than {limit} types.",
                path=place.path,
                limit=self.limits.types,
            )
        return found

    def _type(self, place: _Place, text: str) -> Iri:
        if text.startswith("_:"):
            raise ContextError(
                "invalid_type", "The type “{name}” at {path} is a blank node.", path=place.path, name=text
            )
        return self._vocabulary_iri(place, text, capital=True)

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
                raise self._respelt(
                    place.below(key), "“{name}” is written as an IRI, not as a term.", name=key
                )
            self._check_spelling(place.below(key), key, iri, capital=False)
            members.properties.append((key, term or Term(iri=iri), value))
        return members

    def _check_spelling(self, place: _Place, name: str, iri: str, *, capital: bool) -> None:
        """Of several names for one thing, only the one that compaction would choose is plain.

        Open Badges has classes and properties of one IRI (`Profile`, `creator`): neither may pose as the other, and
        the case of the first letter tells them apart.
        """
        rivals = place.active.names.get(iri, ())
        if not self.forms.compact_only or rivals in ((), (name,)):
            return
        of_its_kind = [rival for rival in rivals if rival[0].isupper() == capital]
        terms = place.active.terms
        best = min(of_its_kind or rivals, key=lambda rival: (terms[rival].type is None, len(rival), rival))
        if name != best and not {name, best} <= _ONE_CLASS:
            raise self._respelt(place, "“{name}” stands where “{rival}” belongs.", name=name, rival=best)

    def _check_keyword(self, place: _Place, members: _Members, key: str, iri: str) -> None:
        if iri not in ("@id", "@type"):
            raise self._unsupported(place.below(key), key, iri)
        if iri in members.keywords and (iri == "@id" or self.forms.compact_only):
            raise ContextError(
                "colliding_keywords",
                "{path} has two members that mean {keyword}.",
                path=place.path,
                keyword=iri,
            )
        self._check_spelling(place.below(key), key, iri, capital=False)

    def _check_nested_context(self, place: _Place, types: list[tuple[str | int, str]], written: Any) -> None:
        # A context further down may change meanings where nobody looks, so only whole credentials may have one.
        names = {text for _, text in types}
        allowed = (
            place.parent is None
            or not _HAVE_OWN_CONTEXT.isdisjoint(names)
            # Proofs of the -jcs- suites repeat the one of what they are made over, which changes nothing.
            or (names == {"DataIntegrityProof"} and written == place.written)
        )
        if self.forms.compact_only and not allowed:
            raise ContextError(
                "nested_context",
                "{path} has its own @context, but is neither a credential nor a presentation.",
                path=place.path,
            )

    def _name(self, place: _Place, members: _Members) -> Name:
        if "@id" not in members.keywords:
            return self._fresh(place)
        key, value = members.keywords["@id"]
        if not isinstance(value, str):
            raise ContextError(
                "invalid_id", "The identifier at {path} is not text.", path=place.below(key).path
            )
        return self._reference(place.below(key), value)

    def _check_described_once(
        self, place: _Place, name: Name, item: dict[str, Any], types: frozenset[str]
    ) -> None:
        """A node's members can be moved to another node of its name and type, where nobody looks, and stay signed.

        Credentials inside one record may each describe its subject, but none of them may take from what the record
        itself says.
        """
        root = self.roots.setdefault(place.graph, name)
        for kind in types if self.forms.compact_only else ():
            if name != root and kind in _MAY_BE_DESCRIBED_AGAIN:
                continue
            own, inside = self.described.setdefault((place.graph, name, kind), ([], []))
            if any(other != item for other in own or ([] if place.in_inner_credential else inside)):
                raise ContextError(
                    "described_twice",
                    "{path} describes a second time, and differently, what stands elsewhere.",
                    path=place.path,
                )
            if place.in_inner_credential:
                inside.append(item)
            elif not own:
                own.append(item)

    def _check_whose_word(self, place: _Place, name: Name, found: Description) -> None:
        """Members that every type may have (a name, a picture) can be moved even to a description of another type.

        And what a credential inside says is as well said by the document, so that it could be repeated there as the
        issuer's own word. What is moved out of such a credential, or into it, its own signature tells.
        """
        key = (place.graph, name)
        own, of_others = self.own.setdefault(key, []), self.of_others.setdefault(key, [])
        called = self.names.setdefault(key, CalledNames())
        doubtful: set[str] = set()
        if place.by_another:
            doubtful.update(iri for other in own for iri in found.said_by_both(other))
            of_others.append(found)
            called.of_others.update(found.names)
        elif place.in_inner_credential:
            called.inside.update(found.names)
        else:
            called.own.update(found.names)
            doubtful.update(iri for other in own for iri in found.exchangeable(other))
            doubtful.update(iri for other in of_others for iri in found.said_by_both(other))
            if all(found.item != other.item for other in own):
                own.append(found)
                structure.refuse_above(len(own), _MOST_DESCRIPTIONS, "descriptions of one thing")
        if doubtful:
            raise ContextError(
                "described_twice",
                "{path} describes what is described elsewhere too, and a signature does not say in which of the two "
                "“{name}” stands.",
                path=place.path,
                # Classes and members may have one IRI, and it is members that are moved.
                name=min(
                    (name for iri in doubtful for name in found.active.names[iri]),
                    key=lambda name: (name[0].isupper(), name),
                ),
            )

    def check_names(self) -> None:
        """Asked at the end, when everybody has been heard."""
        for called in self.names.values():
            if called.is_borrowed:
                raise ContextError(
                    "described_twice",
                    "Who issued it, or somebody else in it, is called by several names, and a signature does not say "
                    "whose word each of them is.",
                )

    def check_labels(self) -> None:
        """A blank node's label is not signed, so it may only stand where it connects two places."""
        for label, uses in self.uses.items():
            if uses == 1 and self.forms.compact_only:
                raise ContextError(
                    "not_compact",
                    "The blank node “{label}” is used only once, so its label is not signed. Leave it out.",
                    label=label,
                )

    # Properties --------------------------------------------------------------------------------

    def _property(self, place: _Place, subject: Name, term: Term, value: Any) -> None:
        if term.type == "@json":
            self._state(place, subject, term, literals.json(value, place))
        elif "@list" in term.containers:
            if isinstance(value, dict) and self._has_keyword(place, value, "@list"):
                value = self._only(place, value, "@list")
            elif not isinstance(value, list) and self.forms.compact_only:
                raise self._respelt(place, "An ordered list has to be written as a list.")
            self._state(place, subject, term, self._list(place, term, value))
        elif "@language" in term.containers and isinstance(value, dict):
            self._languages(place, subject, term, value)
        elif "@language" in term.containers and self.forms.compact_only:
            raise self._respelt(place, "Text has to be written as a map from languages to texts.")
        else:
            self._values(place, subject, term, value)

    def _languages(self, place: _Place, subject: Name, term: Term, texts: dict[str, Any]) -> None:
        """A language map (API 5.1.2 step 13.7): the member's name is the language of the texts in it."""
        first, count = len(self.quads), 0
        for tag, found in texts.items():
            below = place.below(tag)
            for text in found if isinstance(found, list) else [found]:
                self._check_not_null(below, text)
                language = None if expand_iri(place.active, tag, vocab=True) == "@none" else tag
                self._state(place, subject, term, literals.text_in(text, language, None, below))
                count += 1
        self._check_repeated(place, count, subject, term, first)

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
                raise ContextError("repeated_value", "{path} holds the same value twice.", path=place.path)

    def _state(self, place: _Place, subject: Name, term: Term, target: Name | Literal) -> None:
        self.quads.append(Quad(subject, Iri(str(term.iri)), target, place.graph))

    def _graph(self, place: _Place, term: Term, value: Any) -> Name:
        """A graph of its own, named by a fresh blank node: how proofs and presented credentials are kept apart."""
        if not isinstance(value, dict) or self._has_keyword(place, value, "@value", "@list"):
            raise ContextError(
                "graph_value", "{path} must be an object, since it stands for a graph.", path=place.path
            )
        name = self._fresh(place, "@graph")
        before = len(self.quads)
        self.node(place.within(name), value, term)
        if len(self.quads) == before and self.forms.compact_only:
            raise ContextError(
                "graph_value", "{path} makes no claim, so a signature would not cover it.", path=place.path
            )
        return name

    def _value(self, place: _Place, term: Term, value: Any) -> Name | Literal:
        if isinstance(value, dict):
            if self._has_keyword(place, value, "@value"):
                return self._value_object(place, term, value)
            if self._has_keyword(place, value, "@list"):
                return self._list(place, term, self._only(place, value, "@list"))
            return self.node(place, value, term)
        if isinstance(value, list):
            raise ContextError(
                "unsupported_list", "A list stands directly in a list at {path}.", path=place.path
            )
        self._check_not_null(place, value)
        return self._scalar(place, term, value)

    def _check_not_null(self, place: _Place, value: Any) -> None:
        if value is None:
            raise ContextError(
                "null_value", "{path} is null, which a signature would not cover. Remove it.", path=place.path
            )

    def _list(self, place: _Place, term: Term, value: Any) -> Name:
        """An ordered list: a chain of blank nodes (API 8.4)."""
        items = value if isinstance(value, list) else [value]
        cells: list[Name] = [*(self._fresh(place, f"@list {index}") for index in range(len(items))), _NIL]
        for index, item in enumerate(items):
            below = place.below(index)
            # API 5.1.2 step 5.2.2: lists in lists are for members that are lists by definition.
            nested = isinstance(item, list) and "@list" in term.containers
            target = self._list(below, term, item) if nested else self._value(below, term, item)
            self.quads.append(Quad(cells[index], _FIRST, target, place.graph))
            self.quads.append(Quad(cells[index], _REST, cells[index + 1], place.graph))
        return cells[0]

    # Values ------------------------------------------------------------------------------------

    def _scalar(self, place: _Place, term: Term, value: Any) -> Name | Literal:
        """Value expansion (API 5.3.2)."""
        datatype = _datatype(term)
        if not isinstance(value, str):
            self._check_kind(place, value, datatype)
            return literals.native(value, datatype, place)
        if term.has_context:
            place = place.meaning(self._for_property(place, place.active, term))
        if term.type == "@id":
            return self._reference(place, value)
        if term.type == "@vocab":
            return self._vocabulary_iri(place, value)
        language = place.active.language if isinstance(term.language, Unset) else term.language
        if datatype is None and language is not None:
            return literals.text_in(value, language, None, place)
        self._check_kind(place, value, datatype)
        return literals.text(value, datatype, place)

    def _check_kind(self, place: _Place, value: Any, datatype: str | None) -> None:
        """Else "9" and 9, or "true" and true, could take each other's place under one signature."""
        if datatype is None or not self.forms.compact_only:
            return
        if literals.has_form_of_its_own(datatype):
            raise self._respelt(place, "“{name}” is written with @json or @direction.", name=datatype)
        if not literals.is_of_kind(value, datatype):
            wanted = literals.kind_of(datatype)
            raise self._respelt(place, "The context asks for {wanted} here.", wanted=Message(wanted))

    def _value_object(self, place: _Place, term: Term, item: dict[str, Any]) -> Literal:
        """`@value` with a language, a direction or a type of its own (API 5.1.2 step 14)."""
        if term.has_context:
            place = place.meaning(self._for_property(place, place.active, term))
        found: dict[str, Any] = {}
        for key, value in item.items():
            keyword = expand_iri(place.active, key, vocab=True)
            if keyword not in _OF_A_VALUE or keyword in found:
                raise self._unsupported(place.below(key), key, str(keyword))
            self._check_spelling(place.below(key), key, keyword, capital=False)
            found[keyword] = value
        value = found.pop("@value")
        self._check_not_null(place, value)
        if ("@type" in found and len(found) > 1) or not all(isinstance(each, str) for each in found.values()):
            raise ContextError(
                "invalid_value",
                "The language, direction or type of the value at {path} is not one text.",
                path=place.path,
            )
        made = self._literal(place, value, found)
        if self.forms.compact_only and self._has_shorter_form(
            place, term, value, made, qualified=bool(found)
        ):
            raise self._respelt(place, "The value has a shorter form.")
        return made

    def _literal(self, place: _Place, value: Any, found: dict[str, str]) -> Literal:
        if "@language" in found or "@direction" in found:
            return literals.text_in(value, found.get("@language"), found.get("@direction"), place)
        kind = found.get("@type")
        datatype = None if kind is None else expand_iri(place.active, kind, vocab=True)
        if datatype == "@json":
            return literals.json(value, place)
        if kind is not None and (datatype is None or not is_absolute(datatype)):
            raise self._undefined(place, kind)
        if datatype == RDF_LANG_STRING:  # without a language, implementations differ
            raise self._unsupported(place, RDF_LANG_STRING, RDF_LANG_STRING)
        self._check_kind(place, value, datatype)
        return literals.native(value, datatype, place)

    def _has_shorter_form(
        self, place: _Place, term: Term, value: Any, made: Literal, *, qualified: bool
    ) -> bool:
        if isinstance(value, dict | list):
            return False
        if qualified and literals.native(value, None, place) == made:
            return True
        # Text of a member for identifiers is one, and never a literal.
        is_literal = _datatype(term) == term.type or not isinstance(value, str)
        return (
            is_literal
            and _datatype(term) in (None, made.datatype)
            and self._scalar(place, term, value) == made
        )

    # IRIs --------------------------------------------------------------------------------------

    def _reference(self, place: _Place, value: str) -> Name:
        if value.startswith("_:"):
            if not is_blank(value):
                raise self._no_identifier(place, value)
            self.uses[value] += 1
            if value not in self.labels:
                self.labels[value] = self._fresh(_Place(INITIAL), value)
            return self.labels[value]
        expanded = expand_iri(place.active, value, vocab=False)
        if expanded is None or expanded in KEYWORDS or is_keyword_like(value):
            raise self._no_identifier(place, value)
        if self.forms.compact_only and expanded != value:
            raise self._respelt(place, "“{name}” is a shortened IRI; write it out.", name=value)
        return self._absolute(place, expanded)

    def _vocabulary_iri(self, place: _Place, value: str, *, capital: bool | None = None) -> Iri:
        """A type, or the value of a member that takes terms; `capital` is how the names of its kind begin."""
        active = place.active
        expanded = expand_iri(active, value, vocab=True)
        if expanded is None or expanded in KEYWORDS or is_keyword_like(value):
            raise self._undefined(place, value)
        if value not in active.terms and ":" not in value and active.vocab is None:
            raise self._undefined(place, value)
        if value not in active.terms and ":" in value and value != expanded and self.forms.compact_only:
            raise self._respelt(place, "“{name}” is a shortened IRI; write it out.", name=value)
        self._check_spelling(
            place, value, expanded, capital=value[0].isupper() if capital is None else capital
        )
        return self._absolute(place, expanded)

    def _absolute(self, place: _Place, iri: str) -> Iri:
        if not is_absolute(iri):
            if ":" not in iri:
                raise ContextError(
                    "relative_iri",
                    "“{name}” at {path} is relative, and there is no base.",
                    path=place.path,
                    name=iri,
                )
            raise ContextError(
                "invalid_iri", "“{name}” at {path} is not an absolute IRI.", path=place.path, name=iri
            )
        return Iri(iri)

    # Helpers -----------------------------------------------------------------------------------

    def _has_keyword(self, place: _Place, item: dict[str, Any], *wanted: str) -> bool:
        return any(expand_iri(place.active, key, vocab=True) in wanted for key in item)

    def _only(self, place: _Place, item: dict[str, Any], keyword: str) -> Any:
        if self.forms.compact_only or len(item) != 1:
            raise self._respelt(place, "Write a list instead of {keyword}.", keyword=keyword)
        return next(iter(item.values()))

    def _fresh(self, place: _Place, role: str = "") -> BlankNode:
        self.blank_nodes += 1
        label = f"b{self.blank_nodes}"
        self.origins[label] = (place, role)
        return BlankNode(label)

    def _undefined(self, place: _Place, term: str) -> UndefinedTerm:
        registry = self.compiler.registry
        return UndefinedTerm(
            term,
            path=place.path,
            context=next(iter(registry.defining(term)), ""),
            types=registry.types_with(term),
        )

    def _no_identifier(self, place: _Place, text: str) -> ContextError:
        return ContextError(
            "invalid_iri", "“{name}” at {path} is not an identifier.", path=place.path, name=text
        )

    def _unsupported(self, place: _Place, key: str, feature: str) -> ContextError:
        """`feature` is what JSON-LD calls it."""
        return ContextError(
            "unsupported_form",
            "“{name}” at {path} is outside the part of JSON-LD that is accepted here.",
            path=place.path,
            name=key,
            feature=feature,
        )

    def _respelt(self, place: _Place, sentence: str, **params: Message | str) -> ContextError:
        return ContextError(
            "not_compact",
            "{path}: {mend} A signature would allow both forms, so only the plain one is accepted.",
            path=place.path,
            mend=Message(sentence, params),
        )


def _issuer_of(item: dict[str, Any]) -> Any:
    issuer = item.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _datatype(term: Term) -> str | None:
    return None if term.type in ("@id", "@vocab") else term.type
