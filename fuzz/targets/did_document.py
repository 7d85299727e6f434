"""Controller documents, DID documents and issuer metadata: what a server says of whose keys are whose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from fuzz.target import Target, accepted, damage_json, promise, whole
from tests.credential.badges import MALLORY, NORTHFIELD, NORTHFIELD_KEY, NORTHFIELD_SIGNER, NOW
from tests.credential.samples import METADATA, as_json, check, published, samples

from skillmark.credential import StaticResolver
from skillmark.credential.did.document import find_key
from skillmark.credential.keys import encode_public_jwk
from skillmark.credential.keys.multikey import base58btc_encode

_NAMES = (
    NORTHFIELD_KEY,
    f"{NORTHFIELD}#key-p256",
    f"{NORTHFIELD}#key-rsa",
    f"{NORTHFIELD}#",
    NORTHFIELD,
    "did:web:x",
)
_WRITTEN = (
    NORTHFIELD_SIGNER.public_multikey,
    base58btc_encode(NORTHFIELD_SIGNER.public_key.raw),
    encode_public_jwk(NORTHFIELD_SIGNER.public_key)["x"],
)


def run(data: bytes) -> None:
    resolver = StaticResolver({NORTHFIELD: data}, fetched_at=NOW)
    for name in _NAMES:
        for purpose in ("assertionMethod", "authentication"):
            accepted(lambda: find_key(name, purpose=purpose, resolver=resolver))  # noqa: B023 - called at once
    report = check(samples()["badge"].data, instead={NORTHFIELD: data})
    whole(report)
    if report.check(3).outcome == "passed" and report.check(4).outcome == "passed":
        promise(_vouches(data), "a key is the issuer's only where the issuer's document has it")
    report = check(samples()["sd-jwt of claims"].data, instead={METADATA: data, NORTHFIELD: b"{}"})
    whole(report)
    if report.verdict == "verified":
        promise(
            _WRITTEN[2] in json.dumps(json.loads(data)),
            "a key is the issuer's only where the issuer's metadata has it",
        )


def _vouches(data: bytes) -> bool:
    """The document is the issuer's own, and a key of its own in it is the one that signed."""
    document: Any = json.loads(data)
    waiting, found = [document], False
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            own = item.get("id") in (NORTHFIELD_KEY, "#key-1") and item.get("controller") == NORTHFIELD
            written = {*_texts(item), *_texts(item.get("publicKeyJwk"))}
            found = found or (own and not written.isdisjoint(_WRITTEN))
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return document["id"] == NORTHFIELD and found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (part for part in value.values() if isinstance(part, str))


def seeds() -> Iterator[bytes]:
    yield published()[NORTHFIELD]
    yield published()[METADATA]
    document = json.loads(published()[NORTHFIELD])
    first, *others = document["verificationMethod"]
    jwk = {"id": "#key-1", "type": "JsonWebKey", "controller": NORTHFIELD}
    in_jwk = jwk | {"publicKeyJwk": encode_public_jwk(NORTHFIELD_SIGNER.public_key)}
    yield as_json(document | {"verificationMethod": [in_jwk, *others]})
    of_2018 = first | {"type": "Ed25519VerificationKey2018", "publicKeyBase58": _WRITTEN[1]}
    of_2018.pop("publicKeyMultibase")
    yield as_json({"id": NORTHFIELD, "assertionMethod": [of_2018]})
    dated = first | {"revoked": "2026-02-01T00:00:00Z", "expires": "2027-01-01T00:00:00Z"}
    yield as_json(document | {"verificationMethod": [dated, *others], "assertionMethod": ["#key-1"]})


def mutate(data: bytes, chance: Random) -> bytes:
    spare = [json.loads(published()[address]) for address in (NORTHFIELD, MALLORY, METADATA)]
    return damage_json(data, chance, spare=spare)


TARGET = Target(run, seeds, mutate)
