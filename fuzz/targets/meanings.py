"""JSON-LD: documents become statements, by the full path and by plans for shapes that come again, always the same."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from fuzz.target import Target, accepted, damage_json, documents, json_object, json_samples, promise

from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import CredentialError
from skillmark.credential.jsonld.shapes.cache import PlanCache
from skillmark.credential.jsonld.shapes.compiling import NoPlan, Plan, full_path, make_plan


def run(data: bytes) -> None:
    document = json_object(data)
    if document is None:
        return
    right = _full(document)
    for plan in _plans():
        _same(plan.canonical_nquads(document), right)
    promise(_by_cache(document) == right, "the kept plans change nothing")
    if isinstance(right, bytes) and len(right) < 60_000:
        own = _plan_of(document)
        if own is not None:
            _same(own.canonical_nquads(document), right)
            for other in _known():
                _same(own.canonical_nquads(other), _full(other))


def _full(document: dict[str, Any]) -> bytes | str:
    """The canonical form, or the code with which it is refused."""
    try:
        return full_path(document, contexts=BUNDLED)
    except CredentialError as error:
        return error.code


def _by_cache(document: dict[str, Any]) -> bytes | str:
    try:
        return _cache().canonical_nquads(document)
    except CredentialError as error:
        return error.code


def _same(planned: bytes | None, right: bytes | str) -> None:
    promise(planned is None or planned == right, "a plan says what the full path says")


def _plan_of(document: dict[str, Any]) -> Plan | None:
    try:
        return accepted(lambda: make_plan(document, contexts=BUNDLED))
    except NoPlan:
        return None


@cache
def _known() -> list[dict[str, Any]]:
    return [_bare(document) for document in documents(["badge", "badge with a status", "record"])]


@cache
def _plans() -> list[Plan]:
    return [plan for plan in map(_plan_of, _known()) if plan is not None]


@cache
def _cache() -> PlanCache:
    kept = PlanCache(BUNDLED, sampled=10**9)
    for document in _known() * 3:
        kept.canonical_nquads(document)
    return kept


def _bare(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def mutate(data: bytes, chance: Random) -> bytes:
    return damage_json(data, chance, spare=documents(json_samples()))


TARGET = Target(
    run, lambda: [json.dumps(_bare(sample.document)).encode() for sample in json_samples().values()], mutate
)
