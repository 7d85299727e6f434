"""RDFC-1.0 gives every spelling of a dataset one form, and gives up on datasets that were made to be slow."""

from __future__ import annotations

from itertools import islice, permutations

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.credential.work import calls_of

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import (
    BlankNode,
    Iri,
    Literal,
    Quad,
    parse_nquads,
    serialize,
)
from skillmark.credential.errors import CanonicalizationError, WorkBudgetExceeded

IRIS = st.sampled_from(["urn:a", "urn:b", "https://example.org/c"]).map(Iri)
NODES = st.integers(0, 4).map(lambda number: BlankNode(f"n{number}"))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=6)
LITERALS = (
    TEXT.map(Literal)
    | st.builds(Literal, TEXT, st.just("urn:type"))
    | st.builds(
        Literal,
        TEXT,
        st.just("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"),
        st.sampled_from(["en", "de-at"]),
    )
)
QUADS = st.builds(Quad, IRIS | NODES, IRIS, IRIS | NODES | LITERALS, st.none() | IRIS | NODES)
DATASETS = st.lists(QUADS, max_size=7)


def _renamed(quads: list[Quad], names: dict[str, str]) -> list[Quad]:
    def name(term: object) -> object:
        return BlankNode(names[term.label]) if isinstance(term, BlankNode) else term

    return [Quad(name(q.subject), q.predicate, name(q.object), name(q.graph)) for q in quads]  # type: ignore[arg-type]


@settings(deadline=None)
@given(DATASETS, st.permutations(["x", "y", "z", "c14n0", "b0"]), st.randoms(use_true_random=False))
def test_labels_and_order_of_the_input_do_not_matter(
    quads: list[Quad], labels: list[str], random: object
) -> None:
    names = {f"n{number}": label for number, label in enumerate(labels)}
    other = _renamed(quads, names)
    random.shuffle(other)  # type: ignore[attr-defined]
    before, after = rdfc10.canonicalize(quads), rdfc10.canonicalize(other + other[:2])
    assert before.nquads == after.nquads
    assert set(before.labels.values()) == set(after.labels.values())


@settings(deadline=None)
@given(DATASETS)
def test_the_canonical_form_is_its_own_canonical_form(quads: list[Quad]) -> None:
    once = rdfc10.canonicalize(quads)
    assert rdfc10.canonicalize(parse_nquads(once.nquads)).nquads == once.nquads
    assert serialize(_renamed(quads, once.labels)) == once.nquads


@settings(deadline=None)
@given(DATASETS)
def test_another_parser_reads_what_we_write(quads: list[Quad]) -> None:
    text = serialize(quads)
    theirs = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert len(set(map(str, theirs))) == len(set(quads))
    assert set(parse_nquads(text)) == set(quads)


@settings(deadline=None)
@given(DATASETS)
def test_we_read_what_another_library_writes(quads: list[Quad]) -> None:
    theirs = pyoxigraph.parse(serialize(quads).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    text = pyoxigraph.serialize(theirs, format=pyoxigraph.RdfFormat.N_QUADS)
    assert text is not None
    assert set(parse_nquads(text.decode())) == set(quads)


@pytest.mark.parametrize("size", [3, 4])
def test_tied_nodes_of_a_small_clique_are_labelled(size: int) -> None:
    quads = _clique(size)
    forms = {
        rdfc10.canonicalize(_renamed(quads, {f"n{i}": f"m{j}" for i, j in enumerate(order)})).nquads
        for order in permutations(range(size))
    }
    assert len(forms) == 1


def test_an_order_that_loses_late_makes_no_difference() -> None:
    """Tied nodes whose orders differ only in what lies behind them."""
    links = ("01", "10", "13", "24", "31", "42", "43", "52", "54")
    quads = [Quad(BlankNode(f"n{link[0]}"), Iri("urn:p"), BlankNode(f"n{link[1]}")) for link in links]
    # Which order is tried first depends on that of the statements.
    forms = {rdfc10.canonicalize(order).nquads for order in islice(permutations(quads), 0, None, 500)}
    assert len(forms) == 1


def _clique(size: int) -> list[Quad]:
    nodes = [BlankNode(f"n{number}") for number in range(size)]
    return [Quad(a, Iri("urn:p"), b) for a in nodes for b in nodes if a != b]


def _ring(size: int) -> list[Quad]:
    return [Quad(BlankNode(f"n{i}"), Iri("urn:p"), BlankNode(f"n{(i + 1) % size}")) for i in range(size)]


def _many_small_ties(count: int) -> list[Quad]:
    return [
        quad for n in range(count) for quad in _renamed(_clique(4), {f"n{i}": f"t{n}x{i}" for i in range(4)})
    ]


def _hubs(spokes: int) -> list[Quad]:
    return [
        Quad(BlankNode(f"h{h}"), Iri("urn:p"), BlankNode(f"s{h}x{i}")) for h in "ab" for i in range(spokes)
    ]


def _tree(depth: int) -> list[Quad]:
    return [
        Quad(BlankNode(f"t{i}"), Iri("urn:p"), BlankNode(f"t{2 * i + side}"))
        for i in range(1, 2**depth)
        for side in (0, 1)
    ]


POISON = {
    "clique of 8": _clique(8),
    "clique of 30": _clique(30),
    "ring": _ring(500),
    "long ring": _ring(5_000),
    "small hubs": _hubs(100),
    "large hubs": _hubs(10_000),
    "tree": _tree(8),
    "many small ties": _many_small_ties(300),
}


@pytest.mark.parametrize("quads", POISON.values(), ids=POISON)
def test_poison_is_refused_by_the_count_of_its_work(quads: list[Quad]) -> None:
    with pytest.raises(WorkBudgetExceeded) as caught:
        rdfc10.canonicalize(quads)
    assert caught.value.code == "work_budget_exceeded"
    # What is counted is what is done: a tenth of the budget is spent in a tenth of the calls.
    small = rdfc10.WorkBudget(steps=100_000, hash_n_degree_calls=2_000, depth=100)
    assert calls_of(lambda: rdfc10.canonicalize(quads, budget=small)) < 3_000_000


def test_too_many_looks_around_are_refused() -> None:
    with pytest.raises(WorkBudgetExceeded, match="more than 5 N-degree hashes"):
        rdfc10.canonicalize(_ring(6), budget=rdfc10.WorkBudget(hash_n_degree_calls=5))


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s> <urn:p> <urn:o>" + " " * 250_000 + "x",
        "<urn:s>" + "\t" * 250_000 + "x",
        "_:" + "a" * 250_000 + " x",
        "_:" + "a." * 120_000 + " x",
        '<urn:s> <urn:p> "o"@' + "a-" * 120_000 + "!",
        '<urn:s> <urn:p> "' + "\\n" * 120_000,
        "<" + "a" * 250_000,
    ],
    ids=["blanks", "tabs", "label", "dots", "language", "escapes", "open"],
)
def test_a_hostile_line_is_read_once(line: str) -> None:
    """Read in all ways of sharing it out, any of these would take hours."""
    with pytest.raises(CanonicalizationError, match="Line 1"):
        parse_nquads(line)


def test_a_list_of_thousands_of_items_is_no_poison() -> None:
    quads = [Quad(BlankNode(f"n{i}"), Iri("urn:p"), Literal(str(i))) for i in range(5_000)]
    assert len(rdfc10.canonicalize(quads).labels) == 5_000


def test_only_the_hashes_of_the_specification_are_known() -> None:
    with pytest.raises(CanonicalizationError, match="md5"):
        rdfc10.canonicalize([], algorithm="md5")
    assert rdfc10.canonicalize(_ring(4)).nquads
    assert rdfc10.canonicalize(_ring(4), algorithm="sha384").nquads


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\x00\x07\x0b\x0e\x1f\x7f", r"\u0000\u0007\u000B\u000E\u001F\u007F"),
        ('\b\t\n\f\r"\\', r"\b\t\n\f\r\"\\"),
        ("é€😀'\x80\u2028", "é€😀'\x80\u2028"),
    ],
)
def test_canonical_escapes(text: str, written: str) -> None:
    quad = Quad(Iri("urn:s"), Iri("urn:p"), Literal(text))
    assert serialize([quad]) == f'<urn:s> <urn:p> "{written}" .\n'
    assert parse_nquads(serialize([quad])) == [quad]


@pytest.mark.parametrize(
    "line",
    [
        '<urn:s> <urn:p> "open .',
        "<urn:s> <urn:p> .",
        "<urn:s> _:p <urn:o> .",
        '"s" <urn:p> <urn:o> .',
        "<urn:s> <urn:p> <urn:o>",
        "<urn: s> <urn:p> <urn:o> .",
        r"<urn:s> <urn:p> <urn:\u0020> .",
        r'<urn:s> <urn:p> "\uD800" .',
        r'<urn:s> <urn:p> "\UFFFFFFFF" .',
        r'<urn:s> <urn:p> "\x" .',
        '<urn:s> <urn:p> "o" "g" .',
    ],
)
def test_what_is_no_statement_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(CanonicalizationError, match="Line 2"):
        parse_nquads(f"# a comment\n{line}\n")
