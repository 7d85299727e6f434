"""Signed texts: JWS in compact form, and the credentials and presentations that come as JWT."""

from __future__ import annotations

from random import Random

from fuzz.target import (
    Target,
    accepted,
    damage_text,
    documents,
    genuine,
    inspected,
    policy_for,
    promise,
    text_samples,
)
from tests.credential.badges import ADA_SIGNER, NORTHFIELD_P256_SIGNER, NORTHFIELD_SIGNER
from tests.credential.samples import RSA_SIGNER

from skillmark.credential.keys.multikey import base64url_encode
from skillmark.credential.proof.jws import Jws, parse_jws, verify_jws
from skillmark.credential.proof.vc_jwt import read_vc_jwt

_KEYS = [each.public_key for each in (NORTHFIELD_SIGNER, NORTHFIELD_P256_SIGNER, RSA_SIGNER, ADA_SIGNER)]


def run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    jws = accepted(lambda: parse_jws(text))
    if jws is not None:
        promise(
            f"{jws.signing_input.decode()}.{base64url_encode(jws.signature)}" == text, "one text for one JWS"
        )
        _verify(jws)
    accepted(lambda: read_vc_jwt(text))
    inspected(data, policy=policy_for(data))


def _verify(jws: Jws) -> None:
    for key in _KEYS:
        if accepted(lambda: verify_jws(jws, public_key=key) is None):  # noqa: B023 - called at once
            promise(jws.signing_input.decode() in genuine().texts, "a signature holds for what was signed")


def mutate(data: bytes, chance: Random) -> bytes:
    others = [sample.text for sample in text_samples().values()]
    return damage_text(data, chance, spare=documents(["badge", "presentation"]), others=others)


TARGET = Target(run, lambda: [sample.data for sample in text_samples().values()], mutate)
