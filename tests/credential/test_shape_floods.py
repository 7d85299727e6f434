"""Strangers' shapes cost what the full path costs: no plan is made before a shape comes again, and then few are."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from tests.credential.badges import OPEN_BADGES, VCDM, World, badge, signed
from tests.credential.shape_corpus import documents
from tests.credential.work import calls_of

from skillmark.credential import Policy
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.jsonld import canonical_nquads, plans_for
from skillmark.credential.jsonld.shapes import cache
from skillmark.credential.jsonld.shapes.cache import PlanCache
from skillmark.credential.jsonld.shapes.compiling import Plan, full_path, make_plan

Document = dict[str, Any]


@pytest.fixture
def contexts() -> ContextRegistry:
    """A registry for which nothing was learned yet, though what its contexts mean is known."""
    registry = BUNDLED.extended({})
    full_path(badge(), contexts=registry)
    return registry


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that a plan was to be made of, also where it came to none."""
    seen: list[str] = []

    def counted(document: Document, *, contexts: ContextRegistry) -> Plan:
        seen.append(document.get("id", ""))
        return make_plan(document, contexts=contexts)

    monkeypatch.setattr(cache, "make_plan", counted)
    return seen


# --- a shape that was never seen ------------------------------------------------------------------------------


def _tagged(count: int) -> Document:
    """A badge of a shape of its own for each number, and all of them are looked for in the same place."""
    document = badge()
    document["credentialSubject"]["achievement"]["tag"] = [f"t{number}" for number in range(count)]
    return document


def _learn(contexts: ContextRegistry) -> None:
    """As many plans as are kept in the place where the badge is looked for, none of which fits it."""
    for count in range(1, 1 + cache.PLANS_A_HINT):
        for _ in range(2):
            canonical_nquads(_tagged(count), contexts=contexts)
    assert len(plans_for(contexts)) == cache.PLANS_A_HINT


def test_a_shape_never_seen_costs_what_the_full_path_costs(
    contexts: ContextRegistry, attempts: list[str]
) -> None:
    _learn(contexts)
    attempts.clear()
    by_full_path = calls_of(lambda: full_path(badge(), contexts=contexts))
    assert calls_of(lambda: canonical_nquads(badge(), contexts=contexts)) < 1.1 * by_full_path
    assert attempts == []


def test_to_check_a_credential_of_a_shape_never_seen_costs_no_more_with_plans(
    contexts: ContextRegistry, attempts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, credential = World(policy=Policy(contexts=contexts)), signed(badge())
    _learn(contexts)
    # What every credential has, its proof, came before; the rest did not.
    for count in (30, 31, 32):
        world.check(signed(_tagged(count)))
    attempts.clear()
    with_plans = calls_of(lambda: world.check(credential))
    assert attempts == []
    assert plans_for(contexts).counts.planned > 0
    monkeypatch.setattr(PlanCache, "canonical_nquads", PlanCache._full_path)
    assert with_plans < 1.02 * calls_of(lambda: world.check(credential))
    assert world.check(credential).verdict == "verified"


def test_making_a_plan_costs_no_more_than_is_charged_for_it(contexts: ContextRegistry) -> None:
    for document in (badge(), _tagged(300), *documents()):
        by_full_path = calls_of(lambda document=document: full_path(document, contexts=contexts))
        made = calls_of(lambda document=document: make_plan(document, contexts=contexts))
        assert made < cache.COST * by_full_path


# --- ten thousand of them --------------------------------------------------------------------------------------

FLOOD = 10_000
_MEMBERS = (
    *("name", "description", "phone", "email", "official", "familyName", "givenName", "additionalName"),
    *("patronymicName", "honorificPrefix", "honorificSuffix", "familyNamePrefix", "url", "dateOfBirth"),
)


def _profiles() -> Iterator[Document]:
    """Small documents, each with other members than all before."""
    for number in range(1, 1 + FLOOD):
        members = {name: name for place, name in enumerate(_MEMBERS) if number >> place & 1}
        yield {
            "@context": [VCDM, OPEN_BADGES],
            "id": f"https://mallory.example/{number}",
            "type": ["Profile"],
            **members,
        }


def test_ten_thousand_new_shapes_make_no_plan(contexts: ContextRegistry, attempts: list[str]) -> None:
    for document in _profiles():
        canonical_nquads(document, contexts=contexts)
    plans = plans_for(contexts)
    assert plans.counts.full == FLOOD
    assert (attempts, len(plans)) == ([], 0)
    assert len(plans._seen) == cache.MAX_SEEN


def test_ten_thousand_new_shapes_that_come_twice_make_few_plans_and_keep_fewer(
    contexts: ContextRegistry, attempts: list[str]
) -> None:
    plans, flood = plans_for(contexts), _profiles()

    def send(count: int) -> int:
        for document in islice(flood, count):
            for _ in range(2):
                canonical_nquads(document, contexts=contexts)
            # Making plans never takes more than the documents did that came meanwhile.
            assert len(attempts) <= (cache.CREDIT + plans.counts.full) // cache.COST
            assert len(plans) <= cache.MAX_PLANS
            assert len(plans._seen) <= cache.MAX_SEEN
        gc.collect()
        return sys.getallocatedblocks()

    held = send(FLOOD // 2)
    assert (len(plans), len(plans._seen)) == (cache.MAX_PLANS, cache.MAX_SEEN)
    # Later shapes have one member more.
    assert send(FLOOD // 2) < held * 1.05
    assert plans.counts.full == 2 * FLOOD
    assert len(attempts) > FLOOD // cache.COST
