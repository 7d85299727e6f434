"""Open Badges 2.0 and older, hosted and signed, and the documents that they point to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from fuzz.target import Target, damage_json, damage_text, inspected, json_object, official, whole
from tests.credential.older_badges import ASSERTION, CLASS, ISSUER, KEY, REVOKED
from tests.credential.samples import check, published, samples

_NAMES = (
    "open badge 2.0", "open badge 2.0 signed", "open badge 2.0 in png", "open badge 2.0 signed in png",
    "address in png",
)  # fmt: skip
_ADDRESSES = {
    "Assertion": ASSERTION,
    "BadgeClass": CLASS,
    "Issuer": ISSUER,
    "CryptographicKey": KEY,
    "RevocationList": REVOKED,
}


def run(data: bytes) -> None:
    inspected(data)
    # The same bytes as what a server answers: it may answer anything, and that must end in a report.
    for address in _addresses(data):
        for name in ("open badge 2.0", "open badge 2.0 signed", "address in png"):
            whole(check(samples()[name].data, instead={address: data}))


def _addresses(data: bytes) -> Iterator[str]:
    kind = (json_object(data) or {}).get("type")
    yield from (address for name, address in _ADDRESSES.items() if kind in (name, [name]))


def mutate(data: bytes, chance: Random) -> bytes:
    spare: list[Any] = [json.loads(published()[address]) for address in _ADDRESSES.values()]
    if data.startswith(b"ey"):
        return damage_text(data, chance, spare=spare)
    return damage_json(data, chance, spare=spare)


def seeds() -> Iterator[bytes]:
    yield from (samples()[name].data for name in _NAMES)
    yield from (published()[address] for address in _ADDRESSES.values())
    yield from official("1edtech-fixtures/ob20")


TARGET = Target(run, seeds, mutate)
