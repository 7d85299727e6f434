"""Lists of known issuers, in our own form and in that of the Digital Credentials Consortium."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from fuzz.target import Target, accepted, damage_json, whole
from tests.credential.badges import NORTHFIELD, NOW
from tests.credential.samples import as_json, check, samples

from skillmark.credential import Policy, StaticResolver
from skillmark.credential.registry import load_dcc_registries, read_registry

_ADDRESS, _INNER = "https://registries.example/all.json", "https://registries.example/one.json"
_OWN = {
    "name": "Colleges",
    "updated": "2026-01-15T09:00:00Z",
    "issuers": [{"id": NORTHFIELD, "name": "Northfield"}],
}
_LIST = [
    {"name": "One", "type": "dcc-legacy", "url": _INNER},
    {"name": "Two", "type": "oidf", "url": "https://x.example"},
]
_ONE = {
    "meta": {"updated": "2026-01-15T09:00:00Z"},
    "registry": {NORTHFIELD: {"name": "Northfield", "location": "Town"}},
}


def run(data: bytes) -> None:
    found = [accepted(lambda: read_registry(data))]
    for documents in ({_ADDRESS: data, _INNER: as_json(_ONE)}, {_ADDRESS: as_json(_LIST), _INNER: data}):
        resolver = StaticResolver(documents, fetched_at=NOW)
        found += accepted(lambda: load_dcc_registries(_ADDRESS, resolver=resolver)) or ()  # noqa: B023 - called at once
    known = tuple(each for each in found if each is not None)
    whole(check(samples()["badge"].data, policy=Policy(registries=known)))


def seeds() -> Iterator[bytes]:
    yield from map(as_json, (_OWN, _LIST, _ONE))


def mutate(data: bytes, chance: Random) -> bytes:
    return damage_json(data, chance, spare=[_OWN, _LIST, _ONE])


TARGET = Target(run, seeds, mutate)
