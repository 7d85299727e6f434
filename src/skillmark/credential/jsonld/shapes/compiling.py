"""Makes a plan of a document: what of it is shape, where the values of its slots land, and the proof that it is right.

The full path does all the work, so a plan exists only for shapes that passed its every check. Values are replaced by
sentinels that nobody can guess; where the full path writes a sentinel as a whole term, a value may stand. Where it does
not, the value is part of the shape.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import BlankNode, Iri, Literal, Quad, write_term
from skillmark.credential.canon.nquads import Term as QuadTerm
from skillmark.credential.contexts import ContextRegistry
from skillmark.credential.errors import ContextError
from skillmark.credential.jsonld import literals
from skillmark.credential.jsonld.quads import to_quads
from skillmark.credential.jsonld.shapes.generate import (
    Filled,
    Fixed,
    Node,
    Statement,
    Term,
    Values,
    make_fill,
    make_match,
)
from skillmark.credential.jsonld.shapes.slots import (
    SCHEMES,
    Kind,
    Path,
    Slot,
    kind_of,
    leaves,
    written_fraction,
)

_ROUNDS: Final = 8
# A shape with more than this is no template of anybody's: the full path is good enough for it.
_MAX_SLOTS: Final = 400
_MAX_STATEMENTS: Final = 400
# Every statement is searched for every sentinel, so long ones would cost the product.
_MAX_CHARACTERS: Final = 100_000


class NoPlan(Exception):
    """This document's shape has no plan: the full path serves it."""


class _FellApart(NoPlan):
    """Two descriptions of one thing became different, or could, because each has slots of its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How documents of one shape become canonical N-Quads without being expanded."""

    match: Callable[[Any], Values | None]
    fill: Callable[[Values], bytes | None]
    slots: tuple[Slot, ...]
    statements: tuple[Statement, ...]

    def canonical_nquads(self, document: Any) -> bytes | None:
        """The canonical form of a document of this shape.

        None for any other, and where nodes look alike from one step away or values coincide: the full path knows.
        """
        values = self.match(document)
        return None if values is None else self.fill(values)


def full_path(document: Any, *, contexts: ContextRegistry) -> bytes:
    """The canonical form without any plan: expansion and the whole algorithm."""
    return rdfc10.canonicalize(to_quads(document, contexts=contexts)).nquads.encode("utf-8")


def make_plan(
    document: dict[str, Any], *, contexts: ContextRegistry, varying: Collection[Path] | None = None
) -> Plan:
    """The plan of a document that the full path accepts; raises NoPlan.

    Where only the values at some paths are `varying`, all others are part of the shape, and cost next to nothing.
    """
    kinds = {
        path: kind
        for path, value in leaves(document)
        if (varying is None or path in varying) and (kind := kind_of(path, value)) is not None
    }
    if len(kinds) > _MAX_SLOTS:
        raise NoPlan
    if _could_be_shortened(document, contexts):
        kinds = {path: kind for path, kind in kinds.items() if kind is not Kind.IRI}
    together = False
    for _ in range(_ROUNDS):
        trial = _Trial(document, kinds, together=together)
        try:
            changes = trial.run(contexts)
            if not changes:
                return _proven(document, trial, contexts)
        except _FellApart:
            if together:
                raise
            # One thing described in two places has to be described alike: equal texts stay equal.
            together, changes = True, {}
        for path, kind in changes.items():
            if kind is None:
                del kinds[path]
            else:
                kinds[path] = kind
    raise NoPlan


def _could_be_shortened(document: dict[str, Any], contexts: ContextRegistry) -> bool:
    """Whether some context in reach has a term that an IRI could be mistaken for: a scheme, or a name with a colon."""
    terms = set[str]()
    stack: list[Any] = [contexts.load(url).document["@context"] for url in _addresses(document)]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, str):
            stack.append(contexts.load(value).document["@context"])
        elif isinstance(value, dict):
            terms.update(value)
            stack.extend(
                each["@context"] for each in value.values() if isinstance(each, dict) and "@context" in each
            )
    return bool(terms & SCHEMES) or any(":" in term for term in terms)


def _addresses(document: Any) -> set[str]:
    found, stack = set[str](), [document]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            named = value.get("@context", [])
            found.update(named if isinstance(named, list) else [named])
            stack.extend(part for name, part in value.items() if name != "@context")
        elif isinstance(value, list):
            stack.extend(value)
    return found


@dataclass
class _Trial:
    """One run of the full path over the document with sentinels in its slots."""

    document: dict[str, Any]
    kinds: dict[Path, Kind]
    together: bool = False
    slots: list[Slot] = field(default_factory=list)
    sentinels: dict[Path, Any] = field(default_factory=dict)
    # What the full path would write for a sentinel, and the slot it stands in.
    written: dict[str, Slot] = field(default_factory=dict)
    statements: dict[Statement, None] = field(default_factory=dict)
    landed: dict[int, set[Kind]] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    nonce: str = field(default_factory=lambda: secrets.token_hex(12))

    def run(self, contexts: ContextRegistry) -> dict[Path, Kind | None]:
        """What has to change in the kinds: nothing when every slot was found whole in its place."""
        self._assign()
        try:
            quads = to_quads(self._with_sentinels(self.document, ()), contexts=contexts)
        except ContextError as error:
            return self._blamed(error)
        if len(quads) > _MAX_STATEMENTS or sum(map(rdfc10.length, quads)) > _MAX_CHARACTERS:
            raise NoPlan
        for quad in quads:
            self.statements.setdefault(self._statement(quad))
        return self._misplaced()

    def _assign(self) -> None:
        alike: dict[Any, list[Path]] = {}
        for path, value in leaves(self.document):
            kind = self.kinds.get(path)
            if kind is not None:
                # Equal IRIs make one node, so they share a slot; other values need to only where they stand together.
                shared = kind is Kind.IRI or self.together
                alike.setdefault((kind, value if shared else path), []).append(path)
        for number, ((kind, _), paths) in enumerate(alike.items()):
            slot = Slot(number, kind, tuple(paths))
            sentinel, written = self._sentinel(slot)
            self.slots.append(slot)
            self.written[written] = slot
            self.sentinels |= dict.fromkeys(paths, sentinel)

    def _sentinel(self, slot: Slot) -> tuple[Any, str]:
        if slot.kind is Kind.IRI:
            text = f"urn:{self.nonce}:{slot.number}:"
            return text, text
        if slot.kind is Kind.TEXT:
            text = f"{self.nonce} {slot.number} "
            return text, text
        base = int(self.nonce[:10], 16)
        if slot.kind is Kind.WHOLE:
            number = 7_000_000_000_000_000 + base + slot.number
            return number, str(number)
        fraction = base + slot.number + 0.5
        return fraction, str(written_fraction(fraction))

    def _with_sentinels(self, value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {
                name: part if name == "@context" else self._with_sentinels(part, (*path, name))
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [self._with_sentinels(part, (*path, index)) for index, part in enumerate(value)]
        return self.sentinels.get(path, value)

    def _blamed(self, error: ContextError) -> dict[Path, Kind | None]:
        """A value that the full path reads (as a term, say) is part of the shape, with all below the place it names."""
        if error.code == "described_twice":
            raise _FellApart from error
        below = (f"{error.path}.", f"{error.path}[")
        changes: dict[Path, Kind | None] = {}
        for path in self.kinds:
            written = _json_path(path)
            if written == error.path or (error.path != "$" and written.startswith(below)):
                changes[path] = None
        if not changes:
            raise NoPlan from error
        return changes

    def _statement(self, quad: Quad) -> Statement:
        graph = None if quad.graph is None else self._term(quad.graph)
        return Statement(self._term(quad.subject), quad.predicate.value, self._term(quad.object), graph)

    def _term(self, term: QuadTerm) -> Term:
        if isinstance(term, BlankNode):
            return Node(self.nodes.setdefault(term.label, len(self.nodes)))
        slot = self.written.get(term.value)
        if slot is not None:
            self.landed.setdefault(slot.number, set()).update(self._found_kinds(term, slot))
            suffix = _suffix(term) if isinstance(term, Literal) else ""
            return Filled(slot.number, isinstance(term, Iri), suffix)
        for written, inside in self.written.items():
            # In the middle of something else, as in a literal that holds JSON.
            if written.strip() in term.value:
                self.landed.setdefault(inside.number, set()).update(Kind)
        return Fixed(write_term(term))

    def _found_kinds(self, term: Iri | Literal, slot: Slot) -> set[Kind]:
        if isinstance(term, Iri):
            return {Kind.IRI}
        if slot.kind in {Kind.WHOLE, Kind.FRACTION}:
            return {slot.kind}
        # A text that stands where a number belongs is accepted or not by what it says.
        return {Kind.TEXT} if literals.kind_of(term.datatype) == "text" else set(Kind)

    def _misplaced(self) -> dict[Path, Kind | None]:
        changes: dict[Path, Kind | None] = {}
        for slot in self.slots:
            landed = self.landed.get(slot.number, set())
            if landed == {slot.kind}:
                continue
            # An address that is written as text: a text of its own at each of its places.
            kind = Kind.TEXT if slot.kind is Kind.IRI and landed == {Kind.TEXT} else None
            changes |= dict.fromkeys(slot.paths, kind)
        return changes


def _proven(document: dict[str, Any], trial: _Trial, contexts: ContextRegistry) -> Plan:
    """The plan, after comparing its answer for the very document with that of the full path."""
    statements = tuple(trial.statements)
    plan = Plan(
        make_match(
            document,
            trial.slots,
            fixed_iris=frozenset(_fixed_iris(statements)),
            names=frozenset(_names_of_nodes(statements)),
        ),
        make_fill(trial.slots, statements),
        tuple(trial.slots),
        statements,
    )
    if plan.canonical_nquads(document) != full_path(document, contexts=contexts):
        raise _FellApart
    return plan


def _fixed_iris(statements: Iterable[Statement]) -> Iterable[str]:
    """The IRIs of the shape: a slot that held one of them would make its node one with theirs."""
    for statement in statements:
        for term in (statement.subject, statement.object, statement.graph):
            if isinstance(term, Fixed) and term.text.startswith("<"):
                yield term.text[1:-1]


def _names_of_nodes(statements: Iterable[Statement]) -> Iterable[int]:
    """The slots that say what something is called; whatever else holds an IRI only mentions it."""
    for statement in statements:
        for term in (statement.subject, statement.graph):
            if isinstance(term, Filled):
                yield term.slot


def _suffix(literal: Literal) -> str:
    """What N-Quads writes after a literal's closing quotation mark."""
    written = write_term(Literal("", literal.datatype, literal.language))
    return written.removeprefix('""')


def _json_path(path: Path) -> str:
    text = "$"
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if step.isidentifier() else f"['{step}']"
    return text
