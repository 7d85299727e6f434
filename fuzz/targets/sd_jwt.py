"""SD-JWT: disclosures, their JSON form, and the holder's own text at the end (RFC 9901)."""

from __future__ import annotations

from random import Random
from typing import Any

from fuzz.target import (
    Target,
    accepted,
    damage_json,
    damage_text,
    documents,
    inspected,
    json_object,
    official,
    policy_for,
    promise,
)
from tests.credential.samples import samples

from skillmark.credential.proof.key_binding import read_key_binding
from skillmark.credential.proof.sd_jwt import (
    OWN_NAMES,
    SdJwt,
    open_sd_jwt,
    parse_sd_jwt,
    parse_sd_jwt_json,
)
from skillmark.credential.proof.sd_jwt_make import sd_jwt_json
from skillmark.credential.proof.sd_jwt_vc import read_sd_jwt_vc

_NAMES = ("sd-jwt", "sd-jwt in part", "sd-jwt of claims", "sd-jwt on request", "sd-jwt as json")


def run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    parsed = accepted(lambda: parse_sd_jwt(text))
    if parsed is not None:
        promise(parsed.compact == text, "one text for one SD-JWT")
        promise(parse_sd_jwt_json(sd_jwt_json(parsed)) == parsed, "both forms say the same")
        _open(parsed)
    accepted(lambda: read_sd_jwt_vc(text))
    document = json_object(data)
    if document is not None:
        in_json = accepted(lambda: parse_sd_jwt_json(document))
        if in_json is not None:
            _open(in_json)
    inspected(data, policy=policy_for(data))


def _open(sd_jwt: SdJwt) -> None:
    opened = accepted(lambda: open_sd_jwt(sd_jwt))
    if opened is not None:
        promise(not _has_seals(opened.claims), "nothing of the seals is left")
        promise(len(opened.disclosed) == len(sd_jwt.disclosures), "every disclosure has a place")
    if sd_jwt.key_binding:
        accepted(lambda: read_key_binding(sd_jwt))


def _has_seals(value: Any) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if OWN_NAMES & item.keys():
                return True
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return False


def mutate(data: bytes, chance: Random) -> bytes:
    if data.startswith(b"{"):
        return damage_json(data, chance)
    others = [samples()[name].text for name in ("sd-jwt", "sd-jwt of claims", "sd-jwt on request", "vc-jwt")]
    return damage_text(data, chance, spare=documents(["badge"]), others=others)


def seeds() -> list[bytes]:
    texts = (data.strip() for data in official("vc-jose-cose", "sd-jwt"))
    return [*(samples()[name].data for name in _NAMES), *(text for text in texts if b"~" in text)]


TARGET = Target(run, seeds, mutate)
