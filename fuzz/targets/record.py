"""Learner records (CLR 2.0) and presentations: credentials inside of documents, and endorsements inside of those."""

from __future__ import annotations

from random import Random

from fuzz.target import Target, damage_json, documents, inspected, policy_for
from tests.credential.samples import samples

_NAMES = (
    "record", "presentation", "unsigned presentation", "presentation of texts", "presentation on request", "endorsed",
)  # fmt: skip


def run(data: bytes) -> None:
    inspected(data, policy=policy_for(data))


def mutate(data: bytes, chance: Random) -> bytes:
    return damage_json(data, chance, spare=documents([*_NAMES, "badge"]))


TARGET = Target(run, lambda: [samples()[name].data for name in _NAMES], mutate)
