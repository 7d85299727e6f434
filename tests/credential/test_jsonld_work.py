"""No document of 256 KB buys much of our time or memory, whatever its shape: what it costs grows with its size."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from tests.credential.work import calls_of, peak_of

from skillmark.credential import strictjson
from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import BlankNode, Iri, Literal, Quad
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import ContextError, WorkBudgetExceeded
from skillmark.credential.jsonld import canonical_nquads, to_quads

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
MAX_BYTES = 262_144
MAX_MEMORY = 64_000_000
Document = dict[str, Any]


def _credential(**members: Any) -> Document:
    return {"@context": [V2, OB], "id": "urn:x", "type": ["VerifiableCredential"], **members}


def _nested(depth: int, inside: Any) -> Any:
    for _ in range(depth):
        inside = {"type": "Profile", "parentOrg": inside}
    return inside


def _listed(depth: int, inside: Any) -> Document:
    for _ in range(depth):
        inside = [inside]
    scale = {"type": "ResultDescription", "allowedValue": inside}
    return _credential(evidence={"type": "Achievement", "resultDescription": scale})


def _described(count: int) -> Document:
    subject = {"id": "urn:s", "type": ["AchievementSubject"], "narrative": "x"}
    return _credential(
        endorsement=[{"type": ["VerifiableCredential"], "credentialSubject": subject} for _ in range(count)]
    )


# Shapes that cost someone quadratic time, each with a size.
SHAPES: dict[str, Callable[[int], Document]] = {
    "values": lambda n: _credential(name=[str(i) for i in range(n)]),
    "equal values": lambda n: _credential(name=["x"] * n),
    "identifiers": lambda n: _credential(credentialSubject=[f"urn:{i}" for i in range(n)]),
    "siblings": lambda n: _credential(evidence=[{"type": "Evidence", "name": str(i)} for i in range(n)]),
    "equal siblings": lambda n: _credential(evidence=[{"type": "Evidence"}] * n),
    "types": lambda n: _credential(evidence=[{"type": [f"urn:{i}" for i in range(60)]}] * (n // 60)),
    "graphs": lambda n: _credential(
        proof=[{"type": "DataIntegrityProof", "nonce": str(i)} for i in range(n)]
    ),
    "deep values": lambda n: _credential(issuer=_nested(50, {"type": "Profile", "name": list(range(n))})),
    "lists in lists": lambda n: _listed(50, [str(i) for i in range(n)]),
    "many lists": lambda n: _listed(0, [[str(i)] for i in range(n)]),
    "one node in many credentials": _described,
    "JSON": lambda n: {"@context": V2, "type": "JsonSchema", "jsonSchema": [[{"a": 1}]] * n},
    "an undefined member": lambda n: _credential(name=["x"] * n, grade="A"),
    "an unknown context": lambda n: {**_credential(name=["x"] * n), "@context": [V2, "urn:unknown"]},
}


@pytest.mark.parametrize("make", SHAPES.values(), ids=SHAPES)
def test_twice_the_document_costs_twice_the_work(make: Callable[[int], Document]) -> None:
    canonical_nquads(
        _credential(name="x", evidence={"type": "Achievement", "name": "x"})
    )  # contexts are known
    small, large = make(240), make(480)
    once = calls_of(lambda: canonical_nquads(small))
    assert calls_of(lambda: canonical_nquads(large)) < 2.5 * once


@pytest.mark.parametrize(("shape", "count"), [("siblings", 4_000), ("values", 20_000), ("JSON", 15_000)])
def test_a_large_document_takes_little_memory(shape: str, count: int) -> None:
    document = SHAPES[shape](count)
    assert MAX_BYTES / 2 < len(json.dumps(document)) < MAX_BYTES
    assert peak_of(lambda: canonical_nquads(document)) < MAX_MEMORY


@pytest.mark.parametrize(
    "document",
    [
        _credential(id="urn:" + "x" * 120_000, name=[str(i) for i in range(15_000)]),
        _credential(id="urn:" + "x" * 120_000, credentialSubject=[f"urn:{i}" for i in range(9_000)]),
        _credential(proof=[{"type": "DataIntegrityProof", "verificationMethod": "urn:" + "x" * 50}] * 900)
        | {"type": ["VerifiableCredential", "urn:" + "x" * 150_000]},
    ],
    ids=["values", "identifiers", "a long type"],
)
def test_a_long_name_with_many_members_is_no_bomb(document: Document) -> None:
    """Every statement repeats its subject: 250 KB could become gigabytes."""
    assert len(json.dumps(document)) < MAX_BYTES
    assert peak_of(lambda: canonical_nquads(document)) < MAX_MEMORY


def test_what_statements_come_to_is_bounded() -> None:
    long = Iri("urn:" + "x" * 100_000)
    quads = [Quad(long, Iri("urn:p"), Literal(str(i)), BlankNode("g")) for i in range(100)]
    with pytest.raises(WorkBudgetExceeded, match="characters of statements"):
        rdfc10.canonicalize(quads)
    assert rdfc10.canonicalize(quads[:70]).nquads.count("\n") == 70
    with pytest.raises(WorkBudgetExceeded, match="more than 3 statements"):
        rdfc10.canonicalize(quads[:4], budget=rdfc10.WorkBudget(quads=3))


def test_a_document_cannot_make_us_work_out_contexts_for_ever() -> None:
    known = [
        V2,
        OB,
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://www.w3.org/ns/cid/v1",
        "https://w3id.org/security/multikey/v1",
    ]
    orders = [list(order) for order in permutations(known)]
    document = _credential(
        endorsement=[{"@context": order, "type": ["VerifiableCredential"]} for order in orders]
    )
    with pytest.raises(ContextError, match="more than 256 combinations of contexts"):
        to_quads(document)


def test_what_contexts_mean_is_worked_out_once() -> None:
    registry = BUNDLED.extended({})
    document = _credential(evidence=[{"type": "Evidence", "name": "x"}, {"type": "Profile", "name": "x"}])
    first = calls_of(lambda: to_quads(document, contexts=registry))
    assert calls_of(lambda: to_quads(document, contexts=registry)) * 10 < first
    # The same holds for every choice of published bytes.
    _, older = registry.alternatives(document)
    to_quads(document, contexts=older)
    _, again = registry.alternatives(document)
    assert calls_of(lambda: to_quads(document, contexts=again)) * 10 < first


def test_where_half_a_character_stands_costs_no_more_than_reading() -> None:
    """The path to each of 40,000 values, 60 levels down, would take half a gigabyte."""
    inside = '{"%s":' % ("k" * 40) * 60 + "[" + "1," * 100_000 + '"\\ud800"]' + "}" * 60
    with pytest.raises(strictjson.LoadError, match=r"\$(\.k{40}){60}\[100000\]"):
        strictjson.loads(inside)
    assert peak_of(lambda: strictjson.loads(inside)) < MAX_MEMORY
