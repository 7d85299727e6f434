"""Documents of any content under a signature that holds: only so do the later steps get to see it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from random import Random
from typing import Any

from fuzz.target import Target, accepted, damage_json, documents, json_object, json_samples, policy_for, whole
from tests.credential.badges import CREATED, NORTHFIELD_KEY, NORTHFIELD_SIGNER
from tests.credential.samples import as_json, check, plain_claims

from skillmark.credential import strictjson
from skillmark.credential.proof import SUITES
from skillmark.credential.proof.jws import sign_jws
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt
from skillmark.credential.proof.suite import ProofOptions
from skillmark.credential.proof.vc_jwt import sign_vc_jwt

_OPTIONS = ProofOptions(verification_method=NORTHFIELD_KEY, created=CREATED)


def run(data: bytes) -> None:
    document = _object(data)
    if document is None:
        return
    for sealed in _signed(document, way=hashlib.sha256(data).digest()[0] % 4):
        whole(check(sealed, policy=policy_for(data)))


def _signed(document: dict[str, Any], *, way: int) -> Iterator[bytes]:
    """The document under one kind of signature; nothing where the library refuses to make it."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    if way == 0:
        text = accepted(
            lambda: sign_jws(as_json(bare), signer=NORTHFIELD_SIGNER, header={"kid": NORTHFIELD_KEY})
        )
    elif way == 1:
        text = accepted(
            lambda: sign_vc_jwt(bare, signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY, wrap=True)
        )
    elif way == 2:
        header = {"kid": NORTHFIELD_KEY, "typ": "dc+sd-jwt"}
        text = accepted(lambda: make_sd_jwt(bare, signer=NORTHFIELD_SIGNER, header=header).compact)
    else:
        suite = SUITES["eddsa-rdfc-2022"]
        made = accepted(lambda: suite.sign(bare, signer=NORTHFIELD_SIGNER, options=_OPTIONS))
        text = None if made is None else as_json(made).decode()
    if text is not None:
        yield text.encode()


def _object(data: bytes) -> dict[str, Any] | None:
    value = json_object(data)
    try:
        strictjson.dumps(value)
    except ValueError:
        # Half a character, or a number that JSON cannot say: no issuer could sign it.
        return None
    return value


def seeds() -> Iterator[bytes]:
    yield from (sample.data for sample in json_samples().values())
    payload = plain_claims().split(".")[1]
    yield as_json(
        {"iss": "https://northfield.example/issuer", "vct": "urn:x", "sub": "urn:y", "claims": payload[:20]}
    )


def mutate(data: bytes, chance: Random) -> bytes:
    return damage_json(data, chance, spare=documents(json_samples()))


TARGET = Target(run, seeds, mutate)
