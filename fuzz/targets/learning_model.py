"""The European Learning Model: what is read is elements or a refusal, and of a badge every value is accounted for."""

from __future__ import annotations

import json
from random import Random

from fuzz.target import Target, accepted, damage_json, json_object, promise
from tests.credential.elm_world import full

from skillmark.credential import strictjson
from skillmark.credential.elm.loss import leaves
from skillmark.credential.elm.read import elements_of_elm
from skillmark.credential.elm.translate import to_elm

_BADGE = full()
_DOCUMENT = dict(to_elm(_BADGE).document)


def run(data: bytes) -> None:
    document = json_object(data)
    if document is None or accepted(lambda: strictjson.loads(data)) is None:
        return
    accepted(lambda: elements_of_elm(document))
    translation = accepted(lambda: to_elm(document))
    if translation is None:
        return
    json.dumps(translation.document, ensure_ascii=False).encode()
    json.dumps(translation.report()).encode()
    number = sum(1 for _ in leaves(document))
    promise(translation.travelled + len(translation.losses) == number, "every value is accounted for")
    accepted(lambda: elements_of_elm(translation.document))


def mutate(data: bytes, chance: Random) -> bytes:
    return damage_json(data, chance, spare=[_BADGE, _DOCUMENT])


TARGET = Target(run, lambda: [json.dumps(each).encode() for each in (_BADGE, _DOCUMENT)], mutate)
