"""JSON-LD 1.1 context processing (JSON-LD API section 4) for the subset that credentials use.

A context that uses anything else is refused, never half understood: @base, @import, @nest, @reverse, @index, a
default @direction, and containers other than @set, @list, @graph and @language. Relative IRIs never get a base, so
they are errors. Active contexts are immutable and kept, since the same few occur in every credential.
docs/explanation/json-ld.md says why each is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from skillmark.credential.canon.nquads import RDF_LANG_STRING
from skillmark.credential.contexts import ContextRegistry
from skillmark.credential.errors import ContextError, InlineContext
from skillmark.credential.jsonld.iri import is_absolute, is_keyword_like, is_language_tag
from skillmark.credential.message import Message

KEYWORDS: Final = frozenset(
    {
        "@base",
        "@container",
        "@context",
        "@default",
        "@direction",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@prefix",
        "@propagate",
        "@protected",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@version",
        "@vocab",
    }
)
_DEFINITION_MEMBERS: Final = frozenset(
    {"@id", "@type", "@container", "@context", "@language", "@direction", "@prefix", "@protected"}
)
_CONTEXT_KEYWORDS: Final = frozenset(
    {"@version", "@vocab", "@language", "@direction", "@propagate", "@protected", "@base"}
)
_CONTAINERS: Final = frozenset(
    {
        frozenset[str](),
        frozenset({"@set"}),
        frozenset({"@list"}),
        frozenset({"@graph"}),
        frozenset({"@graph", "@set"}),
        frozenset({"@language"}),
        frozenset({"@language", "@set"}),
    }
)
# Another name for one of these is common; of the others none, and they would move members to where nobody looks.
_ALIASED: Final = frozenset({"@id", "@type", "@value", "@language", "@direction"})
_PREFIX_ENDINGS: Final = tuple(":/?#[]@")
_MAX_KEPT: Final = 1_000
_MAX_NESTING: Final = 32
_VERSION: Final = 1.1


class Unset:
    """The language of a term that leaves it to the context."""


UNSET: Final = Unset()


@dataclass(frozen=True)
class Term:
    """One term definition; `iri` is a keyword for an alias and None for a term that is switched off."""

    iri: str | None
    type: str | None = None
    containers: frozenset[str] = frozenset()
    language: str | Unset | None = UNSET
    has_context: bool = False
    context: Any = None
    prefix: bool = False
    protected: bool = field(default=False, compare=False)


@dataclass(frozen=True, eq=False)
class ActiveContext:
    """What terms mean at one place of a document. Compared by identity, since equal ones are kept only once."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    vocab: str | None = None
    language: str | None = None
    previous: ActiveContext | None = None

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The terms that stand for each IRI or keyword."""
        names: dict[str, tuple[str, ...]] = {}
        for name, term in self.terms.items():
            if term.iri is not None:
                names[term.iri] = (*names.get(term.iri, ()), name)
        return names

    @property
    def has_protected(self) -> bool:
        """Whether a null context would undo a protected term."""
        return any(term.protected for term in self.terms.values())


INITIAL: Final = ActiveContext()


def expand_iri(context: ActiveContext, value: str, *, vocab: bool) -> str | None:
    """IRI expansion (API 5.2.2) without a base: what is relative stays relative, and None is a switched-off term."""
    if value in KEYWORDS:
        return value
    term = context.terms.get(value)
    if term is not None and (vocab or (term.iri is not None and term.iri in KEYWORDS)):
        return term.iri
    if ":" in value[1:]:
        prefix, _, suffix = value.partition(":")
        definition = None if prefix == "_" or suffix.startswith("//") else context.terms.get(prefix)
        if definition is not None and definition.iri is not None and definition.prefix:
            return definition.iri + suffix
        if prefix == "_" or _SCHEME.fullmatch(prefix):
            return value
    return context.vocab + value if vocab and context.vocab is not None else value


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Mode:
    """How a local context is taken: `override` may redefine protected terms, and without `propagate` it ends below."""

    path: str
    override: bool = False
    propagate: bool = True
    nesting: int = 0


class ContextCompiler:
    """Turns local contexts into active ones, out of one registry, keeping what it made. Safe to share by threads."""

    def __init__(self, registry: ContextRegistry, *, inline: bool = False) -> None:
        self.registry = registry
        self.inline = inline
        self._kept: dict[tuple[Any, ...], tuple[ActiveContext, Any]] = {}

    def for_document(self, active: ActiveContext, local: Any, *, path: str) -> ActiveContext:
        """The active context after a document's own `@context` member."""
        for entry in local if isinstance(local, list) else [local]:
            if isinstance(entry, dict) and not self.inline:
                raise InlineContext(path=path)
            if not isinstance(entry, str | dict) and entry is not None:
                raise _neither(path)
            active = self._step(active, entry, path=path)
        return active

    def for_property(self, active: ActiveContext, term: Term, *, path: str) -> ActiveContext:
        """The active context inside the value of a property with its own context (API 5.1.2 step 8)."""
        return self._scoped(active, term, _Mode(path, override=True))

    def for_type(self, active: ActiveContext, term: Term, *, path: str) -> ActiveContext:
        """The active context inside a node of this type (API 5.1.2 step 11)."""
        return self._scoped(active, term, _Mode(path, propagate=False))

    def _scoped(self, active: ActiveContext, term: Term, mode: _Mode) -> ActiveContext:
        return self._made((active, id(term), mode.override), term, active, term.context, mode)

    def _step(self, active: ActiveContext, entry: Any, *, path: str) -> ActiveContext:
        if isinstance(entry, dict):
            return self.process(active, entry, _Mode(path))
        if isinstance(entry, str):
            # One thing however many hosts serve it, so that they cannot crowd out what is kept.
            entry = self.registry.known_as(entry)
        return self._made((active, entry), entry, active, entry, _Mode(path))

    def _made(
        self, key: tuple[Any, ...], owner: Any, active: ActiveContext, local: Any, mode: _Mode
    ) -> ActiveContext:
        """What `process` makes, kept with the owner of `key`'s identity so that this cannot pass to another object."""
        kept = self._kept.get(key)
        if kept is not None:
            return kept[0]
        made = self.process(active, local, mode)
        if not self.inline:
            if (
                len(self._kept) >= _MAX_KEPT
            ):  # only hostile nesting makes so many: start again rather than grow
                self._kept = {}
            self._kept[key] = (made, owner)
        return made

    def process(self, active: ActiveContext, local: Any, mode: _Mode) -> ActiveContext:
        """Context processing (API 4.1.2)."""
        if mode.nesting > _MAX_NESTING:
            raise ContextError(
                "invalid_context",
                "The contexts refer to each other too deeply (in the context at {path}).",
                path=mode.path,
            )
        if isinstance(local, dict) and "@propagate" in local:
            mode = replace(mode, propagate=_boolean(local["@propagate"], "@propagate", mode.path))
        previous = active.previous
        if not mode.propagate and previous is None:
            previous = active
        result = ActiveContext(active.terms, active.vocab, active.language, previous)
        for entry in local if isinstance(local, list) else [local]:
            result = self._entry(result, entry, mode)
        return result

    def _entry(self, result: ActiveContext, entry: Any, mode: _Mode) -> ActiveContext:
        if entry is None:
            if not mode.override and result.has_protected:
                raise ContextError(
                    "protected_term",
                    "A null context would undo protected terms (in the context at {path}).",
                    path=mode.path,
                )
            return ActiveContext(previous=None if mode.propagate else result)
        if isinstance(entry, str):
            remote = self.registry.load(entry, path=mode.path).document["@context"]
            return self.process(result, remote, _Mode(mode.path, nesting=mode.nesting + 1))
        if not isinstance(entry, dict):
            raise _neither(mode.path)
        return _Definitions(self, result, entry, mode).run()

    def validate_scoped(self, active: ActiveContext, local: Any, mode: _Mode) -> None:
        """A broken scoped context is an error even where nothing uses it (API 4.2.2 step 21)."""
        entries = local if isinstance(local, list) else [local]
        if not any(isinstance(entry, str) for entry in entries):
            self.process(active, local, _Mode(mode.path, override=True, nesting=mode.nesting + 1))


class _Definitions:
    """One context object while its terms are being defined (API 4.2.2)."""

    def __init__(
        self, compiler: ContextCompiler, base: ActiveContext, local: dict[str, Any], mode: _Mode
    ) -> None:
        self.compiler, self.base, self.local, self.mode = compiler, base, local, mode
        self.terms = dict(base.terms)
        self.defined: dict[str, bool] = {}
        self.vocab, self.language = base.vocab, base.language
        self.protected = False

    def run(self) -> ActiveContext:
        self._keywords()
        for term in self.local:
            if term not in _CONTEXT_KEYWORDS:
                self._define(term)
        made = ActiveContext(self.terms, self.vocab, self.language, self.base.previous)
        for term in self.defined:
            definition = self.terms.get(term)
            if definition is not None and definition.has_context:
                self.compiler.validate_scoped(made, definition.context, self.mode)
        return made

    def _error(self, code: str, sentence: str, **params: Any) -> ContextError:
        path = self.mode.path
        return ContextError(
            code,
            "{finding} (in the context at {path}).",
            path=path,
            finding=Message(sentence, {"path": path, **params}),
        )

    def _unsupported(self, what: str, feature: str, **params: Any) -> ContextError:
        """`feature` is what JSON-LD calls it; `what` is the beginning of the sentence."""
        return ContextError(
            "unsupported_context",
            "{what} is outside the part of JSON-LD that is accepted here (in the context at {path}).",
            path=self.mode.path,
            what=Message(what, {"feature": feature, **params}),
            feature=feature,
        )

    def _keywords(self) -> None:
        version = self.local.get("@version", _VERSION)
        if isinstance(version, bool) or version != _VERSION:
            raise self._error("invalid_context", "@version is not 1.1")
        for keyword in ("@base", "@direction"):
            if self.local.get(keyword) is not None:
                raise self._unsupported("{feature}", keyword)
        self.protected = _boolean(self.local.get("@protected", False), "@protected", self.mode.path)
        if "@vocab" in self.local:
            self.vocab = self._vocabulary(self.local["@vocab"])
        if "@language" in self.local:
            self.language = self._language(self.local["@language"])

    def _vocabulary(self, value: Any) -> str | None:
        if value is None:
            return None
        expanded = self._expand(value) if isinstance(value, str) else None
        if expanded is None or not is_absolute(expanded):
            raise self._error("invalid_context", "@vocab is not an absolute IRI")
        return expanded

    def _language(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not is_language_tag(value):
            raise self._error("invalid_context", "@language is not a language tag")
        return value.lower()

    def _expand(self, value: str) -> str | None:
        """IRI expansion while terms are still being defined: those it needs are defined first."""
        if value not in KEYWORDS:
            prefix, _, suffix = value.partition(":")
            # "http://…" is never short for anything, even where somebody defines "http" (API 5.2.2 step 6.2).
            for needed in (value,) if suffix.startswith("//") else (value, prefix):
                if needed in self.local and not self.defined.get(needed):
                    self._define(needed)
        return expand_iri(ActiveContext(self.terms, self.vocab, self.language), value, vocab=True)

    def _define(self, term: str) -> None:
        if term in self.defined:
            if self.defined[term]:
                return
            raise self._error(
                "invalid_context", "The definition of “{term}” goes round in a circle", term=term
            )
        self.defined[term] = False
        if not term or term in KEYWORDS or is_keyword_like(term):
            raise self._unsupported("A definition of “{term}”", _keyword(term), term=term)
        before = self.terms.pop(term, None)
        made = self._definition(term, self.local[term])
        if not self.mode.override and before is not None and before.protected:
            if made != before:
                raise self._error(
                    "protected_term", "“{term}” is protected and may not be given another meaning", term=term
                )
            made = before
        self.terms[term] = made
        self.defined[term] = True

    def _definition(self, term: str, value: Any) -> Term:
        simple = isinstance(value, str)
        members = {"@id": value} if simple or value is None else value
        if not isinstance(members, dict):
            raise self._error(
                "invalid_context", "The definition of “{term}” is neither text nor an object", term=term
            )
        unknown = members.keys() - _DEFINITION_MEMBERS
        if unknown:
            raise self._unsupported("{feature} in the definition of “{term}”", min(unknown), term=term)
        protected = _boolean(members.get("@protected", self.protected), "@protected", self.mode.path)
        kind = self._type(term, members["@type"]) if "@type" in members else None
        switched_off = "@id" in members and members["@id"] is None
        iri = None if switched_off else self._iri(term, members)
        containers = self._containers(term, members)
        language: str | Unset | None = UNSET
        if "@language" in members and "@type" not in members:
            language = self._language(members["@language"])
        if members.get("@direction") is not None:
            raise self._unsupported("{feature} in the definition of “{term}”", "@direction", term=term)
        self._check_alias(term, iri, members)
        return Term(
            iri=iri,
            type=kind,
            containers=containers,
            language=language,
            has_context="@context" in members,
            context=members.get("@context"),
            prefix=self._prefix(term, iri, members, simple=simple),
            protected=protected,
        )

    def _check_alias(self, term: str, iri: str | None, members: dict[str, Any]) -> None:
        if iri is None or iri not in KEYWORDS:
            return
        if iri not in _ALIASED:
            raise self._unsupported("“{term}” as another name of {feature}", iri, term=term)
        # That types come as a list changes nothing for a reader of either form.
        more = members.keys() - {"@id", "@protected"} - ({"@container"} if iri == "@type" else set())
        if more:
            raise self._unsupported(
                "“{term}”, another name of {feature}, with further members", iri, term=term
            )

    def _iri(self, term: str, members: dict[str, Any]) -> str:
        given = members.get("@id", term)
        if not isinstance(given, str):
            raise self._error("invalid_context", "The @id of “{term}” is not text", term=term)
        if given not in KEYWORDS and is_keyword_like(given):
            raise self._unsupported(
                "“{name}”, which “{term}” stands for,", _keyword(given), term=term, name=given
            )
        expanded = self._expand(given) if given != term else self._own_iri(term)
        if expanded is not None and expanded in KEYWORDS:
            return expanded
        if expanded is None or not is_absolute(expanded):
            raise self._error("invalid_context", "“{term}” does not stand for an absolute IRI", term=term)
        if (":" in term[1:-1] or "/" in term) and given != term:
            self.defined[term] = True
            if self._expand(term) != expanded:
                raise self._error(
                    "invalid_context", "“{term}” has the form of an IRI and stands for another one", term=term
                )
        return expanded

    def _own_iri(self, term: str) -> str | None:
        prefix, colon, suffix = term.partition(":")
        if colon and prefix:
            if prefix in self.local and not suffix.startswith("//"):
                self._define(prefix)
            definition = self.terms.get(prefix)
            if definition is not None and definition.iri is not None:
                return definition.iri + suffix
            return term
        return self.vocab + term if self.vocab is not None else None

    def _type(self, term: str, value: Any) -> str | None:
        expanded = self._expand(value) if isinstance(value, str) else None
        if expanded == "@none":
            return None
        if expanded in ("@id", "@vocab", "@json"):
            return expanded
        if expanded is None or not is_absolute(expanded):
            raise self._error("invalid_context", "The type of “{term}” is not an absolute IRI", term=term)
        if expanded == RDF_LANG_STRING:
            raise self._unsupported("{feature} as the type of “{term}”", expanded, term=term)
        return expanded

    def _containers(self, term: str, members: dict[str, Any]) -> frozenset[str]:
        if "@container" not in members:
            return frozenset()
        value = members["@container"]
        entries = value if isinstance(value, list) else [value]
        if not all(isinstance(entry, str) for entry in entries):
            raise self._error("invalid_context", "The container of “{term}” is not text", term=term)
        containers = frozenset(entries)
        if containers not in _CONTAINERS or not containers:
            named = " ".join(sorted(containers)) or "none"
            raise self._unsupported(
                "The container of “{term}” ({containers})", f"@container {named}", term=term, containers=named
            )
        return containers

    def _prefix(self, term: str, iri: str | None, members: dict[str, Any], *, simple: bool) -> bool:
        if "@prefix" in members:
            prefix = _boolean(members["@prefix"], "@prefix", self.mode.path)
            if ":" in term or "/" in term:
                raise self._error("invalid_context", "“{term}” cannot be a prefix", term=term)
            return prefix
        return (
            simple
            and iri is not None
            and ":" not in term
            and "/" not in term
            and iri.endswith(_PREFIX_ENDINGS)
        )


def _keyword(name: str) -> str:
    """The keyword itself, or one word for all that only look like keywords."""
    return name if name in KEYWORDS else "the form of a keyword"


def _boolean(value: Any, name: str, path: str) -> bool:
    if not isinstance(value, bool):
        raise ContextError(
            "invalid_context",
            "{member} is neither true nor false (in the context at {path}).",
            path=path,
            member=name,
        )
    return value


def _neither(path: str) -> ContextError:
    return ContextError(
        "invalid_context",
        "A context is neither an address nor an object (in the context at {path}).",
        path=path,
    )
