"""JSON Web Key: the other form in which controller documents publish public keys, and the form of key files.

Sources: RFC 7517 (JWK), RFC 7518 section 6 (EC, RSA), RFC 8037 section 2 (Ed25519), RFC 7638 (thumbprint).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from skillmark.credential.canon import jcs
from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys import rsa
from skillmark.credential.keys.ecdsa import CURVES, Curve, compressed_point, coordinates
from skillmark.credential.keys.ed25519 import KEY_BYTES
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.keys.public import ALGORITHMS, KeyKind, PublicKey

_SECRET_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
# RFC 9864, section 2.2: the name that says which curve is meant.
_NEWER_NAMES = {KeyKind.ED25519: "Ed25519"}
# RFC 7638, section 3.2: the members that make a key the same key.
_THUMBPRINT_MEMBERS = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}


def decode_public_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """The key of a public JWK: Ed25519, P-256, P-384 or RSA; raises KeyMaterialError.

    Code `key_kind_unsupported` means a key of another kind: "could not check". A key with its secret part is refused,
    because everyone may have it.
    """
    if _SECRET_MEMBERS & jwk.keys():
        raise KeyMaterialError("secret_key_published", "The published key contains its secret part.")
    key = _public_key(jwk)
    stated = jwk.get("alg", key.algorithm)
    # RFC 8725, section 3.1: a key is used with one algorithm.
    if stated not in (key.algorithm, _NEWER_NAMES.get(key.kind, key.algorithm)):
        raise KeyMaterialError(
            "key_algorithm",
            "The key says that it is for {stated}, which its kind is not used with.",
            stated=str(stated),
        )
    # RFC 7517, sections 4.2 and 4.3: what a key says of its use binds whoever uses it.
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise KeyMaterialError("key_use", "The key says that it is not for checking signatures.")
    return key


def encode_public_jwk(key: PublicKey) -> dict[str, str]:
    """The public JWK of a key, with the algorithm it is used with."""
    return {**_members(key), "alg": ALGORITHMS[key.kind]}


def thumbprint(key: PublicKey) -> str:
    """The SHA-256 JWK thumbprint in base64url (RFC 7638)."""
    members = _members(key)
    wanted = {name: members[name] for name in _THUMBPRINT_MEMBERS[members["kty"]]}
    return base64url_encode(hashlib.sha256(jcs.canonicalize(wanted)).digest())


def _public_key(jwk: Mapping[str, Any]) -> PublicKey:
    kty, crv = jwk.get("kty"), jwk.get("crv")
    if kty == "OKP" and crv == "Ed25519":
        return PublicKey(KeyKind.ED25519, octets(jwk, "x", KEY_BYTES))
    if kty == "EC" and isinstance(crv, str) and crv in CURVES:
        return PublicKey(KeyKind(crv), _point(CURVES[crv], jwk))
    if kty == "RSA":
        return PublicKey(KeyKind.RSA, rsa.from_numbers(_number(jwk, "n"), _number(jwk, "e")))
    raise KeyMaterialError(
        "key_kind_unsupported", "The key is a {kind} key, which is not supported.", kind=str(crv or kty)
    )


def _point(curve: Curve, jwk: Mapping[str, Any]) -> bytes:
    x, y = octets(jwk, "x", curve.size), octets(jwk, "y", curve.size)
    return compressed_point(curve, b"\x04" + x + y)


def octets(jwk: Mapping[str, Any], member: str, size: int) -> bytes:
    """A member of exactly `size` bytes; raises KeyMaterialError."""
    refusal = KeyMaterialError(
        "key_unreadable",
        "The key's value {member} is not {size} bytes in base64url.",
        member=member,
        size=size,
    )
    value = jwk.get(member)
    # The length first, so that nothing long is decoded.
    if not isinstance(value, str) or len(value) != (size * 8 + 5) // 6:
        raise refusal
    try:
        return base64url_decode(value)
    except KeyMaterialError as error:
        raise refusal from error


def _number(jwk: Mapping[str, Any], member: str) -> int:
    value = jwk.get(member)
    if not isinstance(value, str) or not 0 < len(value) <= rsa.MAX_BITS // 4:
        raise KeyMaterialError(
            "key_unreadable", "The key's value {member} is not a number in base64url.", member=member
        )
    return int.from_bytes(base64url_decode(value), "big")


def _members(key: PublicKey) -> dict[str, str]:
    if key.kind is KeyKind.ED25519:
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(key.raw)}
    if key.kind is KeyKind.RSA:
        modulus, exponent = rsa.numbers_of(key.raw)
        return {"kty": "RSA", "n": _big_endian(modulus), "e": _big_endian(exponent)}
    curve = CURVES[key.kind.value]
    point = coordinates(curve, key.raw)
    return {
        "kty": "EC",
        "crv": key.kind.value,
        "x": base64url_encode(point[: curve.size]),
        "y": base64url_encode(point[curve.size :]),
    }


def _big_endian(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
