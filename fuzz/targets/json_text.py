"""JSON from strangers: what is accepted means to us what it means to everybody else, and has one canonical form."""

from __future__ import annotations

import json
from random import Random

from fuzz.target import Target, accepted, damage_json, documents, json_samples, promise

from skillmark.credential import strictjson
from skillmark.credential.canon import jcs

_MORE = (
    b"[]",
    b"null",
    b'"\\ud83d\\ude00"',
    b"[1e300,-1,0.5,9007199254740991]",
    b'{"a":{"b":[true,false,null]}}',
)


def run(data: bytes) -> None:
    value = accepted(lambda: [strictjson.loads(data)])
    if value is None:
        return
    promise(repr(value) == repr([json.loads(data)]), "strict JSON is JSON")
    canonical = accepted(lambda: jcs.canonicalize(value))
    promise(canonical is not None, "what is read can be canonicalised")
    again = strictjson.loads(canonical or b"", max_bytes=10_000_000, max_depth=65)
    promise(again == value, "the canonical form says the same")
    promise(jcs.canonicalize(again) == canonical, "a canonical form is its own")


def mutate(data: bytes, chance: Random) -> bytes:
    return damage_json(data, chance, spare=documents(["badge", "record"]))


TARGET = Target(run, lambda: [*_MORE, *(sample.data for sample in json_samples().values())], mutate)
