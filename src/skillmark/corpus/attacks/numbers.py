"""A9: what a careless check of numbers lets through: no signature, another algorithm, weak keys, odd numbers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from skillmark.corpus.actors import (
    ED25519,
    NORTHFIELD,
    P256,
    RSA,
    Actor,
    in_the_name_of,
    signer,
)
from skillmark.corpus.badges import Document, plain, with_members
from skillmark.corpus.cases import Carrier, fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    AROUND,
    ECDSA_JCS,
    ECDSA_RDFC,
    ECDSA_RDFC_384,
    EDDSA_JCS,
    EDDSA_RDFC,
    JWT_RS256,
    Embedded,
    Jwt,
    header_of,
    payload_of,
    signed_text,
    with_header,
    written,
)
from skillmark.credential.keys import encode_public_jwk
from skillmark.credential.keys.ecdsa import CURVES
from skillmark.credential.keys.multikey import (
    base64url_decode,
    base64url_encode,
    multibase_decode,
    multibase_encode,
)

_PLAIN_SUITES: tuple[Embedded, ...] = (EDDSA_RDFC, EDDSA_JCS, ECDSA_RDFC, ECDSA_RDFC_384, ECDSA_JCS)
_TEXT: dict[str, Any] = {"suffix": ".jws"}


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    _algorithms(desk.family("a09", "Signatures that a careless check of numbers lets through", attack="A9"))


def _algorithms(page: Page) -> None:
    for form in AROUND:
        origin = page.desk.cases[f"valid-{form.name}"]
        for name, deed, data, carrier in _unsigned(origin.data, form):
            page.refuse(f"a09-{name}-{form.name}", deed, data, carrier, origin=origin.id, **_TEXT)
        for name, value in _broken(_signature_of(origin.data), form.kind):
            data = origin.data.rpartition(b".")[0] + b"." + base64url_encode(value).encode("ascii")
            carrier = fails(4, "signature_invalid") if value else fails(1, "jws_malformed")
            page.refuse(f"a09-{name}-{form.name}", _NUMBERS[name], data, carrier, origin=origin.id, **_TEXT)
    for suite in _PLAIN_SUITES:
        origin = page.desk.cases[f"valid-{suite.name}"]
        document = json.loads(origin.data)
        signature = suite_signature(document)
        for name, value in _broken(signature, suite.kind):
            changed = with_members(
                document, proof=document["proof"] | {"proofValue": multibase_encode(value)}
            )
            page.refuse(
                f"a09-{name}-{suite.name}",
                _NUMBERS[name],
                written(changed),
                fails(4, "signature_invalid", "proof_value_invalid"),
                origin=origin.id,
            )
        for name, text in _broken_texts(document["proof"]["proofValue"], signature):
            changed = with_members(document, proof=document["proof"] | {"proofValue": text})
            page.refuse(
                f"a09-text-{name}-{suite.name}",
                "The signature's text is not written as it must be.",
                written(changed),
                fails(4, "proof_value_invalid", "proof_value_missing", "signature_invalid"),
                origin=origin.id,
            )
    _weak_keys(page)
    _other_algorithms(page)


def suite_signature(document: Document) -> bytes:
    """The bytes of a proof's value."""
    return multibase_decode(document["proof"]["proofValue"])


def _signature_of(data: bytes) -> bytes:
    return base64url_decode(data.rpartition(b".")[2].decode("ascii"))


def _unsigned(data: bytes, form: Jwt) -> Iterator[tuple[str, str, bytes, Carrier]]:
    header, content = header_of(data), payload_of(data)
    own = NORTHFIELD.key(form.kind).signer
    for number, name in enumerate(("none", "None", "NONE", "nOnE"), start=1):
        changed = with_header(data, header | {"alg": name})
        yield f"none-{number}", f"The algorithm is “{name}”.", changed, fails(4, "algorithm_refused")
        bare = changed.rpartition(b".")[0] + b"."
        yield (
            f"none-{number}-bare",
            f"The algorithm is “{name}”, and there is no signature.",
            bare,
            fails(1, "jws_malformed"),
        )
    public = {
        "raw": own.public_key.raw,
        "jwk": json.dumps(encode_public_jwk(own.public_key)).encode(),
        "base64": base64.b64encode(own.public_key.raw),
    }
    for algorithm, digest in (
        ("HS256", hashlib.sha256),
        ("HS384", hashlib.sha384),
        ("HS512", hashlib.sha512),
    ):
        for name, secret in public.items():

            def sign(signing_input: bytes, secret: bytes = secret, digest: Any = digest) -> bytes:
                return hmac.new(secret, signing_input, digest).digest()

            deed = f"The public key is used as a secret ({algorithm})."
            yield (
                f"{algorithm}-{name}",
                deed,
                signed_text(header | {"alg": algorithm}, content, sign),
                fails(4, "algorithm_refused"),
            )
    for other in ("EdDSA", "ES256", "ES384", "RS256"):
        if other != header["alg"]:
            yield (
                f"named-{other}",
                f"The header says {other}, and the key is of another kind.",
                signed_text(header | {"alg": other}, content, own),
                fails(4, "algorithm_mismatch"),
            )


_NUMBERS = {
    "zero": "The signature is made of zeros.",
    "ones": "The signature is made of the number one twice.",
    "order": "The signature's second number is the order of the group.",
    "plus-order": "The order of the group was added to the signature's second number.",
    "short": "The signature's last byte was cut off.",
    "long": "A byte was added to the signature.",
    "empty": "The signature is empty.",
    "der": "The signature is written in DER.",
    "turned": "The two halves of the signature changed places.",
    "small": "The signature's first half is a point of small order.",
    "bit": "One bit of the signature was turned.",
    "all-ones": "All bits of the signature are set.",
}
_ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


def _broken(signature: bytes, kind: str) -> Iterator[tuple[str, bytes]]:
    half = len(signature) // 2
    yield "zero", bytes(len(signature))
    yield "bit", signature[:-2] + bytes([signature[-2] ^ 1]) + signature[-1:]
    yield "all-ones", b"\xff" * len(signature)
    yield "short", signature[:-1]
    yield "long", signature + b"\0"
    yield "empty", b""
    if kind == RSA:
        return
    yield "turned", signature[half:] + signature[:half]
    if kind == ED25519:
        s = int.from_bytes(signature[half:], "little") + _ED25519_ORDER
        yield "plus-order", signature[:half] + s.to_bytes(half, "little")
        yield "order", signature[:half] + _ED25519_ORDER.to_bytes(half, "little")
        yield "small", b"\x01" + bytes(31) + bytes(32)
        return
    curve = CURVES["P-256" if kind == P256 else "P-384"]
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    one = (1).to_bytes(half, "big")
    yield "ones", one + one
    yield "order", signature[:half] + curve.order.to_bytes(half, "big")
    yield "der", encode_dss_signature(r, s)


def _broken_texts(text: str, signature: bytes) -> Iterator[tuple[str, Any]]:
    yield "base64url", "u" + base64url_encode(signature)
    yield "no-prefix", text[1:]
    yield "zero-letter", text[:-1] + "0"
    yield "blank", f" {text}"
    yield "padded", "z1" + text[1:]
    yield "empty", ""
    yield "none", None
    yield "list", [text]
    yield "number", 7


def _weak_keys(page: Page) -> None:
    curve = {"kty": "EC", "crv": "P-256"}
    off = base64url_encode(b"\x01" * 32)
    rsa = encode_public_jwk(signer("northfield", RSA).public_key)
    jwks: dict[str, tuple[str, Document, str]] = {
        "off-curve": ("a point that is not on the curve", {**curve, "x": off, "y": off}, "key_unreadable"),
        "at-infinity": (
            "the point at infinity",
            {**curve, "x": base64url_encode(bytes(32)), "y": base64url_encode(bytes(32))},
            "key_unreadable",
        ),
        "small-order": (
            "a point of small order",
            {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(b"\x01" + bytes(31))},
            "signature_invalid",
        ),
        "short-rsa": (
            "an RSA key of 1024 bits",
            rsa | {"n": base64url_encode(b"\xc1" + b"\x01" * 127)},
            "key_length",
        ),
        "even-exponent": ("an RSA key with an even exponent", rsa | {"e": "Ag"}, "key_unreadable"),
        "exponent-one": ("an RSA key with the exponent one", rsa | {"e": "AQ"}, "key_unreadable"),
        "secret": ("a key with its secret half", rsa | {"d": "AQAB"}, "secret_key_published"),
        "shared": ("a shared secret", {"kty": "oct", "k": off}, "secret_key_published"),
        "for-other": ("a key for another algorithm", rsa | {"alg": "PS256"}, "key_algorithm"),
        "for-encryption": ("a key for encryption", rsa | {"use": "enc"}, "key_use"),
        "for-signing-only": ("a key that is not for checking", rsa | {"key_ops": ["encrypt"]}, "key_use"),
    }
    for name, (what, jwk, code) in jwks.items():
        host = f"https://weak-{name}.example/issuer"
        issuer = Actor(host, "Weakfield College")
        entry = {"id": f"{host}#1", "type": "JsonWebKey", "controller": host, "publicKeyJwk": jwk}
        page.desk.shelf.put(
            host, {"id": host, "verificationMethod": [entry], "assertionMethod": [f"{host}#1"]}
        )
        kind = {"EC": P256, "OKP": ED25519}.get(jwk["kty"], RSA)
        own = signer("northfield", kind)
        content = payload_of(
            Jwt(kind).write(plain(issuer), by=in_the_name_of(issuer, NORTHFIELD, kind, f"{host}#1"))
        )
        header = {"alg": own.public_key.algorithm, "typ": "vc+jwt", "kid": f"{host}#1"}
        page.refuse(
            f"a09-key-{name}",
            f"Its issuer publishes {what}.",
            signed_text(header, content, own),
            *([fails(4, code)] if code == "signature_invalid" else [fails(3, code)]),
            **_TEXT,
        )


def _other_algorithms(page: Page) -> None:
    origin = page.desk.cases[f"valid-{JWT_RS256.name}"]
    content, own = payload_of(origin.data), NORTHFIELD.key(RSA).signer
    for algorithm in ("PS256", "RS384", "RS512", "ES256K", "ES512", "Ed448", "RS1", "unheard-of"):
        header = header_of(origin.data) | {"alg": algorithm}
        page.doubt(
            f"a09-unsupported-{algorithm}",
            f"It is signed with {algorithm}, which is not known here.",
            signed_text(header, content, own),
            fails(4, "algorithm_unsupported"),
            **_TEXT,
        )
    for name, value in (("number", 5), ("list", ["RS256"]), ("missing", None)):
        header = {
            member: part
            for member, part in (header_of(origin.data) | {"alg": value}).items()
            if part is not None
        }
        page.refuse(
            f"a09-alg-{name}",
            "The header names no algorithm as it must be named.",
            signed_text(header, content, own),
            fails(1, "jws_header"),
            **_TEXT,
        )
