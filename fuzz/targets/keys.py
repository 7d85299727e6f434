"""Keys in every form in which they are published: multibase and Multikey, JWK, PEM, and the DIDs that are keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from fuzz.target import Target, accepted, damage_json, json_object, promise
from tests.credential.badges import ADA, ADA_SIGNER, NORTHFIELD_P256_SIGNER, NORTHFIELD_SIGNER
from tests.credential.mutations import damaged, misspelled
from tests.credential.older_badges import pem
from tests.credential.samples import RSA_SIGNER, as_json

from skillmark.credential.did import did_for_jwk, jwk, key
from skillmark.credential.keys import LocalSigner, encode_public_jwk
from skillmark.credential.keys.jwk import decode_public_jwk, thumbprint
from skillmark.credential.keys.multikey import (
    base64url_decode,
    base64url_encode,
    decode_public_key,
    decode_secret_key,
    encode_public_key,
    encode_secret_key,
    multibase_decode,
    multibase_encode,
)
from skillmark.credential.keys.pem import decode_public_pem
from skillmark.credential.keys.public import KeyKind, PublicKey

_SIGNERS = (NORTHFIELD_SIGNER, NORTHFIELD_P256_SIGNER, RSA_SIGNER, ADA_SIGNER)
_P384 = LocalSigner.from_secret_multikey(
    "z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc"
)


def run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for decode, encode in (
        (multibase_decode, multibase_encode),
        (base64url_decode, base64url_encode),
        (decode_public_key, encode_public_key),
        (decode_secret_key, lambda found: encode_secret_key(*found)),
    ):
        _round_trip(text, decode, encode)
    _use(accepted(lambda: decode_public_key(text)))
    _use(accepted(lambda: decode_public_pem(text)))
    for document in (
        accepted(lambda: key.controller_document(text)),
        accepted(lambda: jwk.controller_document(text)),
    ):
        promise(document is None or document["id"] == text, "a document is about its own id")
    value = json_object(data)
    if value is not None:
        found = accepted(lambda: decode_public_jwk(value))
        _use(found)
        if found is not None:
            promise(decode_public_jwk(encode_public_jwk(found)) == found, "a JWK says the same again")
            promise(len(thumbprint(found)) == 43, "a thumbprint is a SHA-256")


def _round_trip(text: str, decode: Callable[[str], Any], encode: Callable[[Any], str]) -> None:
    found = accepted(lambda: [decode(text)])
    if found is not None:
        promise(encode(found[0]) == text, "one text for one value")


def _use(found: PublicKey | None) -> None:
    if found is None:
        return
    for size in (0, 63, 64, 96, 256):
        promise(not found.verify(bytes(size), b"nobody signed this"), "a key takes no empty signature")
    if found.kind is not KeyKind.RSA:
        promise(decode_public_key(encode_public_key(found)) == found, "a Multikey says the same again")


def seeds() -> Iterator[bytes]:
    for signer in (*_SIGNERS, _P384):
        found = signer.public_key
        yield as_json(encode_public_jwk(found))
        yield did_for_jwk(found).encode()
        if found.kind is not KeyKind.RSA:
            yield encode_public_key(found).encode()
            yield signer.secret_multikey().encode()
    yield pem(RSA_SIGNER).encode()
    yield ADA.encode()


def mutate(data: bytes, chance: Random) -> bytes:
    if data.startswith(b"{"):
        return damage_json(data, chance)
    if data.isascii() and chance.random() < 0.6:
        return misspelled(data.decode("ascii"), chance).encode()
    return damaged(data, chance)


TARGET = Target(run, seeds, mutate)
