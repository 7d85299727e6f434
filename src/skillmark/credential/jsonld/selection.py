"""Parts of a document by JSON pointers, and the statements that each part makes: the ground of selective disclosure.

Source: Data Integrity ECDSA Cryptosuites 1.0, "Selective Disclosure Functions"; RFC 6901 (JSON Pointer).

A node without a name is another node in the part than in the whole, as far as its statements show. The specification
therefore names such nodes for the time being ("skolemizeCompactJsonLd"). Here the place that a node has in the document
is its name, so that nothing has to be written into the document, and whatever may stand in one can be selected from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import BlankNode, Quad, Term, write_quad
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import CredentialError
from skillmark.credential.jsonld.quads import Origin, traced_quads

# RFC 6901, sections 3 and 4: two escapes, and an index without leading zeros.
_STEPS = re.compile(r"(?:/(?:[^/~]|~[01])*)+")
_INDEX = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_MAX_INDEX_DIGITS = 6

Step = str | int
Relabel = Callable[[str], str]


class PointerError(CredentialError):
    """A JSON pointer that selects nothing, or something that is signed only as a whole; `pointer` is the one."""

    def __init__(self, code: str, sentence: str, *, pointer: str) -> None:
        super().__init__(code, sentence, pointer=pointer)
        self.pointer = pointer


@dataclass(frozen=True)
class Part:
    """A part of a document, and which entries of its lists it kept, by the place that each list has in the whole."""

    document: dict[str, Any]
    kept: Mapping[tuple[Step, ...], list[int]]

    def place_in_whole(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Where in the whole document a place of this part lies."""
        place: tuple[Step, ...] = ()
        for step in steps:
            kept = self.kept.get(place)
            place = (*place, kept[step] if kept is not None and isinstance(step, int) else step)
        return place


@dataclass
class _Chosen:
    """What the pointers ask of one value: all of it, or some of its members."""

    everything: bool = False
    members: dict[Step, _Chosen] = field(default_factory=dict)


def select(document: Mapping[str, Any], pointers: Sequence[str]) -> Part:
    """The part of a document that `pointers` lead to, with the ids and types on the way ("selectJsonLd").

    Raises PointerError for a pointer that leads nowhere, into a context, or to the document itself.
    """
    root = _Chosen()
    for pointer in pointers:
        _mark(root, document, pointer)
    kept: dict[tuple[Step, ...], list[int]] = {}
    return Part(_part(document, root, (), kept), kept)


def _mark(chosen: _Chosen, value: Any, pointer: str) -> None:
    for text in _steps(pointer):
        step = _step(value, text)
        if step is None:
            raise PointerError(
                "pointer_nowhere", "“{pointer}” leads to nothing in this document.", pointer=pointer
            )
        if step == "@context":
            raise PointerError(
                "pointer_to_context",
                "“{pointer}” leads into a context, which is always shown.",
                pointer=pointer,
            )
        chosen = chosen.members.setdefault(step, _Chosen())
        value = value[step]
    chosen.everything = True


def _steps(pointer: str) -> Iterator[str]:
    if not _STEPS.fullmatch(pointer):
        raise PointerError(
            "pointer_syntax",
            "“{pointer}” is not a JSON pointer to a member, like /credentialSubject/achievement.",
            pointer=pointer,
        )
    for text in pointer[1:].split("/"):
        yield text.replace("~1", "/").replace("~0", "~")


def _step(value: Any, text: str) -> Step | None:
    if isinstance(value, dict):
        return text if text in value else None
    if isinstance(value, list) and len(text) <= _MAX_INDEX_DIGITS and _INDEX.fullmatch(text):
        return int(text) if int(text) < len(value) else None
    return None


def _part(
    value: Any, chosen: _Chosen, place: tuple[Step, ...], kept: dict[tuple[Step, ...], list[int]]
) -> Any:
    """What "selectPaths" does for one pointer, for all of them at once; lists come out dense."""
    if isinstance(value, dict):
        found = _always_shown(value)
        if chosen.everything:
            return found | value
        for step, below in chosen.members.items():
            if step not in found:
                found[str(step)] = _part(value[step], below, (*place, step), kept)
        return found
    if chosen.everything:
        return value
    kept[place] = sorted(step for step in chosen.members if isinstance(step, int))
    return [_part(value[index], chosen.members[index], (*place, index), kept) for index in kept[place]]


def _always_shown(value: Mapping[str, Any]) -> dict[str, Any]:
    """What "createInitialSelection" gives, and the context that a credential inside may have of its own."""
    found = {name: value[name] for name in ("@context", "id", "type") if name in value}
    if isinstance(found.get("id"), str) and found["id"].startswith("_:"):
        del found["id"]
    return found


class Statements:
    """The statements of a whole document, its nodes named by `relabel`, in the order in which they are signed."""

    def __init__(
        self, document: Mapping[str, Any], *, relabel: Relabel, contexts: ContextRegistry = BUNDLED
    ) -> None:
        """As "labelReplacementCanonicalizeNQuads" does: `relabel` gets each node's canonical label (`c14n0` …).

        Raises ContextError or CanonicalizationError when the document has no certain meaning to be signed.
        """
        self._document, self._contexts = document, contexts
        quads, origins = traced_quads(dict(document), contexts=contexts)
        canonical = rdfc10.canonicalize(quads).labels
        labels = {label: relabel(canonical[label]) for label in canonical}
        self.labels = {origins[label]: labels[label] for label in labels}
        self.lines = sorted({_written(quad, labels) for quad in quads})
        self._known = frozenset(self.lines)

    def of(self, pointers: Sequence[str]) -> Selected:
        """What the part says that `pointers` lead to, in the words of the whole ("selectCanonicalNQuads").

        Raises PointerError where a pointer takes apart what is signed as one: a JSON literal, an ordered list.
        """
        if not pointers:
            return Selected({}, frozenset(), (), {})
        selected = self._selected(pointers)
        if not selected.lines <= self._known:
            culprit = next(
                (one for one in pointers if not self._selected([one]).lines <= self._known), pointers[0]
            )
            raise PointerError(
                "pointer_inside_value",
                "“{pointer}” takes a part of something that is signed only as a whole.",
                pointer=culprit,
            )
        return selected

    def _selected(self, pointers: Sequence[str]) -> Selected:
        part = select(self._document, pointers)
        quads, origins = traced_quads(part.document, contexts=self._contexts)
        labels = {label: self._label(part, origin) for label, origin in origins.items()}
        return Selected(
            part.document, frozenset(_written(quad, labels) for quad in quads), tuple(quads), labels
        )

    def _label(self, part: Part, origin: Origin) -> str:
        steps, role = origin
        # What stands for no node of the whole gets a name that makes its statements strangers there.
        return self.labels.get((part.place_in_whole(steps), role), "none")


@dataclass(frozen=True)
class Selected:
    """A part of a document, and its statements as they are signed in the whole."""

    document: dict[str, Any]
    lines: frozenset[str]
    _quads: tuple[Quad, ...]
    _labels: Mapping[str, str]

    def canonical_labels(self) -> dict[str, str]:
        """From the canonical label that a node has where the part stands alone, to the one it has in the whole."""
        canonical = rdfc10.canonicalize(self._quads).labels
        return {canonical[label]: self._labels[label] for label in canonical}


def relabelled(
    document: Mapping[str, Any], *, relabel: Relabel, contexts: ContextRegistry = BUNDLED
) -> list[str]:
    """The canonical statements of a document, its nodes named by `relabel` ("labelReplacementCanonicalizeJsonLd")."""
    return Statements(document, relabel=relabel, contexts=contexts).lines


def _written(quad: Quad, labels: Mapping[str, str]) -> str:
    def named(term: Term) -> Any:
        return BlankNode(labels[term.label]) if isinstance(term, BlankNode) else term

    graph = named(quad.graph) if quad.graph is not None else None
    return write_quad(Quad(named(quad.subject), quad.predicate, named(quad.object), graph))
