"""Writes the two functions of a plan: `match` proves that a document has the shape, `fill` writes its canonical form.

What does not depend on the slots is computed here, once: the order of statements by subject and predicate, the
constants between the slots, the hashes of blank nodes that no slot touches. Values reach the functions as data. Names
and constants of the document reach them through `repr` alone, so no document can bring code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from skillmark.credential.jsonld.shapes import slots as slot_rules
from skillmark.credential.jsonld.shapes.slots import Kind, Path, Slot, leaves

Values = tuple[str, ...]
Match = Callable[[Any], Values | None]
Fill = Callable[[Values], bytes | None]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A term that is the same in every document of the shape, as N-Quads writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Node:
    """A blank node, by its number in the shape."""

    number: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A term that a slot fills, and what N-Quads writes after the value (datatype, language)."""

    slot: int
    is_iri: bool
    suffix: str = ""


Term = Fixed | Node | Filled


@dataclass(frozen=True, slots=True)
class Statement:
    """One quad of the shape."""

    subject: Term
    predicate: str
    object: Term
    graph: Term | None = None

    def nodes(self) -> set[int]:
        """The blank nodes it mentions."""
        return {term.number for term in (self.subject, self.object, self.graph) if isinstance(term, Node)}


@dataclass
class _Source:
    """Python source as it grows, and the values it refers to by name."""

    lines: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)

    def add(self, line: str) -> None:
        self.lines.append(line)

    def name(self, value: Any) -> str:
        """A name for a value in the generated code."""
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def function(self, name: str) -> Any:
        code = compile("\n".join(self.lines), f"<{name} of a shape>", "exec")
        exec(code, self.names)  # noqa: S102 - written by this module; a document's values enter as data only
        return self.names[name]


# --- match --------------------------------------------------------------------------------------------------


def make_match(
    document: Any, slots: Sequence[Slot], *, fixed_iris: frozenset[str], names: frozenset[int]
) -> Match:
    """A function that returns what stands in the slots, ready to be written, or None if the shape is not proven.

    `names` are the numbers of the slots that hold the names of nodes.
    """
    return _Matcher(slots, fixed_iris, names).write(document)


class _Matcher:
    def __init__(self, slots: Sequence[Slot], fixed_iris: frozenset[str], named: frozenset[int]) -> None:
        self.slots, self.fixed_iris, self.named = slots, fixed_iris, named
        self.slot_at: dict[Path, Slot] = {path: slot for slot in slots for path in slot.paths}
        self.open: set[Path] = set()
        self.source = _Source()
        self.seen: set[int] = set()
        self.places = 0

    def write(self, document: Any) -> Match:
        add = self.source.add
        self.open = set(self._open_places(document))
        add("def match(document):")
        add(" try:")
        self._value(document, (), "document")
        self._numbers()
        self._iris()
        self._texts()
        # A missing member, and anything but text where text is joined.
        add(" except (KeyError, TypeError): return None")
        add(f" return ({''.join(f's{slot.number},' for slot in self.slots)})")
        made: Match = self.source.function("match")
        return made

    def _value(self, value: Any, path: Path, place: str) -> None:
        if isinstance(value, dict | list) and path not in self.open:
            self._refuse_unless(f"{place} == {self.source.name(deepcopy(value))}")
        elif isinstance(value, dict | list):
            self._container(value, path, place)
        elif path in self.slot_at:
            self._slot(self.slot_at[path], place)
        elif isinstance(value, str):
            self._refuse_unless(f"{place} == {value!r}")
        elif value is None or isinstance(value, bool):
            self._refuse_unless(f"{place} is {value!r}")
        else:
            # True == 1 == 1.0 and 0.0 == -0.0 in Python, and each is written differently.
            self._refuse_unless(
                f"type({place}) is {type(value).__name__} and repr({place}) == {repr(value)!r}"
            )

    def _open_places(self, document: Any) -> Iterable[Path]:
        """What is not to be compared as a whole: whatever holds a slot, or a number, since True == 1 == 1.0."""
        for path, value in leaves(document):
            if path in self.slot_at or not isinstance(value, str | None):
                yield from (path[:length] for length in range(len(path)))

    def _container(self, value: dict[str, Any] | list[Any], path: Path, place: str) -> None:
        name = f"p{self.places}"
        self.places += 1
        self.source.add(f"  {name} = {place}")
        kind = "dict" if isinstance(value, dict) else "list"
        self._refuse_unless(f"type({name}) is {kind} and len({name}) == {len(value)}")
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            below = f"{name}[{step!r}]"
            # Contexts are named by text alone: the full path refuses any other, so they have no slots and no numbers.
            self._value(part, (*path, step), below)

    def _slot(self, slot: Slot, place: str) -> None:
        name = f"s{slot.number}"
        if slot.number in self.seen:
            self._refuse_unless(f"{place} == {name}")
            return
        self.seen.add(slot.number)
        self.source.add(f"  {name} = {place}")

    def _numbers(self) -> None:
        is_whole, written = (
            self.source.name(slot_rules.is_whole),
            self.source.name(slot_rules.written_fraction),
        )
        for name in self._names(Kind.WHOLE):
            self._refuse_unless(f"{is_whole}({name})")
            self.source.add(f"  {name} = str({name})")
        for name in self._names(Kind.FRACTION):
            self.source.add(f"  {name} = {written}({name})")
            self._refuse_unless(f"{name} is not None")

    def _iris(self) -> None:
        is_plain = self.source.name(slot_rules.is_plain_iri)
        for name in self._names(Kind.IRI):
            self._refuse_unless(f"{is_plain}({name})")
        # Which names are equal decides which nodes are one, so it is part of the shape. What only mentions a node may
        # mention any: a result may be on another level.
        names = [f"s{slot.number}" for slot in self.slots if slot.number in self.named]
        listed = "".join(f"{name}," for name in names)
        self._refuse_unless(f"len({{*({listed})}}) == {len(names)}")
        self._refuse_unless(f"{self.source.name(self.fixed_iris)}.isdisjoint(({listed}))")

    def _texts(self) -> None:
        names = self._names(Kind.TEXT)
        if not names:
            return
        listed = ", ".join(names) + ","
        add = self.source.add
        add(f"  joined = ''.join(({listed}))")
        # What is printable needs no escape but for these two, and is text.
        simple = f"len(joined) <= {slot_rules.MAX_TEXT} and joined.isprintable()"
        add(f"  if not ({simple} and '\"' not in joined and '\\\\' not in joined):")
        add(f"   texts = {self.source.name(slot_rules.escaped)}(({listed}))")
        add("   if texts is None: return None")
        add(f"   {listed} = texts")

    def _names(self, kind: Kind) -> list[str]:
        return [f"s{slot.number}" for slot in self.slots if slot.kind is kind]

    def _refuse_unless(self, condition: str) -> None:
        self.source.add(f"  if not ({condition}): return None")


# --- fill ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of the output: the body of an f-string, and whether anything in it varies."""

    body: str
    varies: bool = False

    def source(self) -> str:
        return f"f{self.body!r}" if self.varies else repr(self.plain())

    def plain(self) -> str:
        return self.body.replace("{{", "{").replace("}}", "}")


def make_fill(slots: Sequence[Slot], statements: Sequence[Statement]) -> Fill:
    """A function that writes the canonical N-Quads of given slots, or None where first-degree hashes are not enough."""
    return _Filler(slots, statements).write()


class _Filler:
    def __init__(self, slots: Sequence[Slot], statements: Sequence[Statement]) -> None:
        self.slots, self.statements = slots, statements
        self.about: dict[int, list[Statement]] = {}
        for statement in statements:
            for node in statement.nodes():
                self.about.setdefault(node, []).append(statement)
        self.nodes = sorted(self.about)
        self.source = _Source(names={"sha256": hashlib.sha256, "join": "".join})
        self.made = 0

    def write(self) -> Fill:
        add = self.source.add
        add("def fill(values):")
        add(f" ({''.join(f's{slot.number},' for slot in self.slots)}) = values")
        self._label_nodes()
        self._blocks()
        made: Fill = self.source.function("fill")
        return made

    # RDFC-1.0, section 4.6 and step 4 of section 4.4.3: nodes that differ by their own statements are labelled in the
    # order of the hashes of these.

    def _label_nodes(self) -> None:
        if not self.nodes:
            return
        hashes = [self._first_degree_hash(node) for node in self.nodes]
        add = self.source.add
        pairs = ", ".join(f"{text}: {place}" for place, text in enumerate(hashes))
        add(f" places = {{{pairs}}}")
        add(f" if len(places) != {len(self.nodes)}: return None")
        add(f" labels = [None] * {len(self.nodes)}")
        labels = self.source.name([f"_:c14n{place}" for place in range(len(self.nodes))])
        add(f" for label, text in zip({labels}, sorted(places)): labels[places[text]] = label")
        add(f" ({''.join(f'b{node},' for node in self.nodes)}) = labels")

    def _first_degree_hash(self, node: int) -> str:
        """The source of an expression for the hash of a node's statements, itself written _:a and others _:z."""
        text = _joined(self._sorted(self.about[node], lambda term: _masked(term, node)))
        if not text.varies:
            return repr(hashlib.sha256(text.plain().encode()).hexdigest())
        name = f"h{node}"
        self.source.add(f" {name} = sha256({text.source()}.encode()).hexdigest()")
        return name

    def _blocks(self) -> None:
        """All statements, one text for each subject: only these few are sorted when the slots are known."""
        by_subject: dict[Term, list[Statement]] = {}
        for statement in self.statements:
            by_subject.setdefault(statement.subject, []).append(statement)
        texts = [_joined(self._sorted(group, _labelled)) for group in by_subject.values()]
        self.source.add(f" blocks = [{', '.join(text.source() for text in texts)}]")
        self.source.add(" blocks.sort()")
        # One by one: a single character beyond ASCII would make all of it four times as slow.
        self.source.add(" return b''.join([block.encode() for block in blocks])")

    def _sorted(self, statements: Iterable[Statement], write: Callable[[Term], _Text]) -> list[_Text]:
        """The lines of statements in their order: by subject and predicate here, by object when the slots are known."""
        by_subject: dict[str, list[Statement]] = {}
        for statement in statements:
            by_subject.setdefault(write(statement.subject).body, []).append(statement)
        iris = [body for body in by_subject if body.startswith("<")]
        texts = []
        if len(iris) > 1 and any("{" in body for body in iris):
            # Their order is not known yet. They stand before blank nodes, since “<” comes before “_”.
            together = [statement for body in iris for statement in by_subject.pop(body)]
            texts.append(self._group(together, write))
        for body in sorted(by_subject):
            by_predicate: dict[str, list[Statement]] = {}
            for statement in by_subject[body]:
                by_predicate.setdefault(f"<{statement.predicate}>", []).append(statement)
            texts += [self._group(by_predicate[predicate], write) for predicate in sorted(by_predicate)]
        return texts

    def _group(self, statements: list[Statement], write: Callable[[Term], _Text]) -> _Text:
        """Lines whose order may depend on the slots."""
        lines = [_line(statement, write) for statement in statements]
        if not any(line.varies for line in lines):
            return _joined(sorted(lines, key=_Text.plain))
        if len(lines) == 1:
            return lines[0]
        name = f"g{self.made}"
        self.made += 1
        listed = ", ".join(line.source() for line in lines)
        if write is _labelled:
            self.source.add(f" {name} = {{{listed}}}")
            # The same value twice: the full path refuses it, or knows what it means.
            self.source.add(f" if len({name}) != {len(lines)}: return None")
            self.source.add(f" {name} = join(sorted({name}))")
        else:
            # Statements about different nodes stay several where both nodes are written _:z.
            self.source.add(f" {name} = join(sorted([{listed}]))")
        return _Text(f"{{{name}}}", varies=True)


def _joined(texts: Iterable[_Text]) -> _Text:
    parts = list(texts)
    return _Text("".join(part.body for part in parts), any(part.varies for part in parts))


def _line(statement: Statement, write: Callable[[Term], _Text]) -> _Text:
    terms = [write(statement.subject), _fixed(f"<{statement.predicate}>"), write(statement.object)]
    if statement.graph is not None:
        terms.append(write(statement.graph))
    return _Text(" ".join(term.body for term in terms) + " .\n", any(term.varies for term in terms))


def _fixed(text: str) -> _Text:
    return _Text(text.replace("{", "{{").replace("}", "}}"))


def _written(term: Fixed | Filled) -> _Text:
    if isinstance(term, Fixed):
        return _fixed(term.text)
    value = f"{{s{term.slot}}}"
    if term.is_iri:
        return _Text(f"<{value}>", varies=True)
    return _Text(f'"{value}"{_fixed(term.suffix).body}', varies=True)


def _labelled(term: Term) -> _Text:
    return _Text(f"{{b{term.number}}}", varies=True) if isinstance(term, Node) else _written(term)


def _masked(term: Term, node: int) -> _Text:
    if isinstance(term, Node):
        return _Text("_:a" if term.number == node else "_:z")
    return _written(term)
