"""Advice before signing: whatever an issuer wrote, it ends in findings, and what is mended by rule stays a document."""

from __future__ import annotations

import json
from random import Random

from fuzz.target import Target, accepted, damage_json, documents, json_object, json_samples, promise

from skillmark.credential import strictjson
from skillmark.credential.lint import lint, mend

# Advice tries many ways of writing a document, and mending asks for it again and again: both are for whoever wrote it.
_LONGEST, _LONGEST_MENDED = 100_000, 8_000


def run(data: bytes) -> None:
    if len(data) > _LONGEST:
        return
    found = lint(data)
    promise(all(each.sentence.say() and each.code for each in found), "every finding says what and how")
    document = json_object(data)
    if document is None or len(data) > _LONGEST_MENDED or accepted(lambda: strictjson.loads(data)) is None:
        return
    mended, left = mend(document)
    json.dumps(mended).encode()
    promise(isinstance(left, tuple), "what is left is told")


def mutate(data: bytes, chance: Random) -> bytes:
    return damage_json(data, chance, spare=documents(json_samples()))


TARGET = Target(run, lambda: [sample.data for sample in json_samples().values()], mutate)
