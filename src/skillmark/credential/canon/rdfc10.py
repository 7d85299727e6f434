"""RDF Dataset Canonicalization (RDFC-1.0), written from the specification, with a limit on the work it may take.

Some small datasets take longer than anyone can wait ("poison graphs", section 7.1 of the specification). Every
costly step is counted, and the count decides, not the clock: the same document is refused on every machine.
Names follow section 4 of https://www.w3.org/TR/rdf-canon/ so that the two can be read side by side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations

from skillmark.credential.canon.nquads import (
    BlankNode,
    Escape,
    Iri,
    Literal,
    Name,
    Quad,
    Term,
    write_quad,
    write_term,
)
from skillmark.credential.errors import CanonicalizationError, WorkBudgetExceeded

_HASHES: dict[str, Callable[[bytes], hashlib._Hash]] = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


@dataclass(frozen=True, slots=True)
class WorkBudget:
    """How much a dataset may cost: far above honest credentials and records, and well below a second.

    A step is about the work of looking at one node of one order of tied nodes. Characters are those of all statements
    written out: one long name with thousands of members makes gigabytes of a small document.
    """

    quads: int = 50_000
    characters: int = 8_000_000
    hash_n_degree_calls: int = 20_000
    steps: int = 600_000
    depth: int = 200


DEFAULT_BUDGET = WorkBudget()


@dataclass(frozen=True, slots=True)
class CanonicalDataset:
    """The canonical form: sorted N-Quads, and the canonical label (`c14n0` …) of each blank node of the input.

    `steps` is what it cost, as the budget counts.
    """

    nquads: str
    labels: dict[str, str]
    steps: int = 0


def canonicalize(
    quads: Iterable[Quad],
    *,
    algorithm: str = "sha256",
    budget: WorkBudget = DEFAULT_BUDGET,
    escape: Escape | None = None,
) -> CanonicalDataset:
    """Section 4.4.3. `algorithm` is "sha256" or "sha384"; raises WorkBudgetExceeded for datasets made to be slow.

    With `escape_text_of_2015` as `escape`, it is URDNA2015 (appendix "URDNA2015").
    """
    if algorithm not in _HASHES:
        raise CanonicalizationError(
            "unknown_hash", "RDFC-1.0 is not defined here with the hash “{algorithm}”.", algorithm=algorithm
        )
    dataset = list(dict.fromkeys(quads))
    if len(dataset) > budget.quads:
        raise WorkBudgetExceeded("statements", limit=budget.quads)
    if sum(map(length, dataset)) > budget.characters:
        raise WorkBudgetExceeded("characters of statements", limit=budget.characters)
    labelling = _Labelling(dataset, _HASHES[algorithm], budget, escape)
    labels = labelling.run()
    return CanonicalDataset("".join(sorted(_relabelled(dataset, labels, escape))), labels, labelling.steps)


def length(quad: Quad) -> int:
    """About how long the statement is when it is written out."""
    names = (quad.subject, quad.predicate, quad.object, quad.graph)
    return sum(len(name.value) for name in names if isinstance(name, Iri | Literal))


def _relabelled(dataset: list[Quad], labels: dict[str, str], escape: Escape | None) -> Iterator[str]:
    def name(term: Term) -> str:
        return f"_:{labels[term.label]}" if isinstance(term, BlankNode) else write_term(term, escape=escape)

    for quad in dataset:
        graph = f" {name(quad.graph)}" if quad.graph is not None else ""
        yield f"{name(quad.subject)} <{quad.predicate.value}> {name(quad.object)}{graph} .\n"


_STEPS_OF_A_HASH = 20


class _Issuer:
    """Section 4.5: gives out labels in order, and remembers whom it gave them."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = {} if issued is None else issued

    def issue(self, node: str) -> str:
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


@dataclass
class _Labelling:
    """The canonicalization state of section 4.2, for one dataset."""

    dataset: list[Quad]
    hash_function: Callable[[bytes], hashlib._Hash]
    budget: WorkBudget
    escape: Escape | None = None
    canonical: _Issuer = field(default_factory=lambda: _Issuer("c14n"))
    quads_of: dict[str, list[Quad]] = field(default_factory=dict)
    first_degree: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    steps: int = 0

    def run(self) -> dict[str, str]:
        # Step 2: which quads mention which blank node.
        for quad in self.dataset:
            for node in {node for _, node in _blank_nodes(quad)}:
                self.quads_of.setdefault(node, []).append(quad)
        # Step 3: what each node looks like from one step away.
        groups: dict[str, list[str]] = {}
        for node in self.quads_of:
            self.first_degree[node] = self._hash_first_degree(node)
            groups.setdefault(self.first_degree[node], []).append(node)
        # Step 4: those that already differ from all others.
        ties = []
        for digest in sorted(groups):
            if len(groups[digest]) == 1:
                self.canonical.issue(groups[digest][0])
            else:
                ties.append(groups[digest])
        # Step 5: the others, by looking further.
        for tied in ties:
            self._label_tied(tied)
        return self.canonical.issued

    def _label_tied(self, tied: list[str]) -> None:
        results: list[tuple[str, _Issuer]] = []
        for node in tied:
            if node in self.canonical.issued:
                continue
            temporary = _Issuer("b")
            temporary.issue(node)
            results.append(self._hash_n_degree(node, temporary, 0))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for existing in issuer.issued:
                self.canonical.issue(existing)

    def _hash(self, text: str) -> str:
        return self.hash_function(text.encode("utf-8")).hexdigest()

    def _spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self.budget.steps:
            raise WorkBudgetExceeded("steps of work", limit=self.budget.steps)

    def _spend_call(self, depth: int) -> None:
        self.calls += 1
        if self.calls > self.budget.hash_n_degree_calls:
            raise WorkBudgetExceeded("N-degree hashes", limit=self.budget.hash_n_degree_calls)
        if depth > self.budget.depth:
            raise WorkBudgetExceeded("levels of N-degree hashes", limit=self.budget.depth)

    def _hash_first_degree(self, node: str) -> str:
        """Section 4.6."""
        lines = [write_quad(_seen_from(node, quad), escape=self.escape) for quad in self.quads_of[node]]
        return self._hash("".join(sorted(lines)))

    def _hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Section 4.7."""
        self._spend(_STEPS_OF_A_HASH)
        predicate = "" if position == "g" else f"<{quad.predicate.value}>"
        label = self.canonical.issued.get(related) or issuer.issued.get(related)
        name = f"_:{label}" if label else self.first_degree[related]
        return self._hash(position + predicate + name)

    def _hash_n_degree(self, node: str, issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Section 4.8."""
        self._spend_call(depth)
        self._spend(len(self.quads_of[node]))
        groups: dict[str, list[str]] = {}
        for quad in self.quads_of[node]:
            for position, related in _blank_nodes(quad):
                if related != node:
                    digest = self._hash_related(related, quad, issuer, position)
                    groups.setdefault(digest, []).append(related)
        data = []
        for digest in sorted(groups):
            path, issuer = self._best_path(groups[digest], issuer, depth)
            data.append(digest + path)
        return self._hash("".join(data)), issuer

    def _best_path(self, related: list[str], issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Steps 5.2 to 5.6: the order of these nodes which reads smallest."""
        chosen = "", issuer  # a path is never empty, so the first order replaces this
        for order in permutations(related):
            self._spend(1 + len(order) + len(issuer.issued))
            found = self._walk(order, issuer.copy(), chosen[0], depth)
            if found is not None and (not chosen[0] or found[0] < chosen[0]):
                chosen = found
        return chosen

    def _walk(
        self, order: tuple[str, ...], issuer: _Issuer, best: str, depth: int
    ) -> tuple[str, _Issuer] | None:
        """Steps 5.4.1 to 5.4.5 for one order; None as soon as it can only be worse than `best`."""
        path = ""
        recursion: list[str] = []
        for related in order:
            label = self.canonical.issued.get(related)
            if label is None:
                if related not in issuer.issued:
                    recursion.append(related)
                label = issuer.issue(related)
            path += f"_:{label}"
            if _worse(path, best):
                return None
        for related in recursion:
            digest, deeper = self._hash_n_degree(related, issuer, depth + 1)
            path += f"_:{issuer.issue(related)}<{digest}>"
            issuer = deeper
            if _worse(path, best):
                return None
        return path, issuer


def _worse(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _blank_nodes(quad: Quad) -> Iterator[tuple[str, str]]:
    for position, term in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
        if isinstance(term, BlankNode):
            yield position, term.label


def _seen_from(node: str, quad: Quad) -> Quad:
    return Quad(
        _masked(quad.subject, node),
        quad.predicate,
        _masked(quad.object, node) if isinstance(quad.object, Iri | BlankNode) else quad.object,
        _masked(quad.graph, node) if quad.graph is not None else None,
    )


def _masked(term: Name, node: str) -> Name:
    if isinstance(term, Iri):
        return term
    return _SELF if term.label == node else _OTHER


_SELF = BlankNode("a")
_OTHER = BlankNode("z")
