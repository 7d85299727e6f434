"""Whatever somebody hands in: every format, and bytes that are none, through all ten steps."""

from __future__ import annotations

from random import Random

from fuzz.target import (
    FOLDERS,
    Target,
    damage_json,
    damage_text,
    documents,
    inspected,
    json_samples,
    official,
    text_samples,
)
from tests.credential.mutations import damaged
from tests.credential.samples import samples

_OTHERS = (
    b"%PDF-1.7",
    b"",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"<html>",
    b"https://westbrook.example/assertions/17.json",
)


def run(data: bytes) -> None:
    inspected(data)


def mutate(data: bytes, chance: Random) -> bytes:
    kind = chance.random()
    if data.startswith(b"{") and kind < 0.9:
        return damage_json(data, chance, spare=documents(json_samples()))
    if data.startswith(b"ey") and kind < 0.9:
        others = [sample.text for sample in text_samples().values()]
        return damage_text(data, chance, spare=documents(["badge", "record"]), others=others)
    return damaged(data, chance, other=chance.choice(list(samples().values())).data)


def seeds() -> list[bytes]:
    return [*_OTHERS, *(sample.data for sample in samples().values()), *official(*FOLDERS)]


TARGET = Target(run, seeds, mutate)
