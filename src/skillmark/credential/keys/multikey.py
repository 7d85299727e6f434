"""Multikey: a public key as one short string, the form in which issuers publish Ed25519, P-256 and P-384 keys.

Source: W3C Controlled Identifiers 1.0, "Multikey" and "Multibase" (base-58-btc and base64url without padding).
"""

from __future__ import annotations

import base64
import re

from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys.ecdsa import CURVES, compressed_point
from skillmark.credential.keys.public import KeyKind, PublicKey

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: value for value, character in enumerate(_ALPHABET)}
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_TWO_DIGITS, _TEN_DIGITS = 58**2, 58**10
# Decoding costs the square of the length; the longest key or signature we read has 96 bytes (132 characters).
_MAX_BASE58 = 140

# Controlled Identifiers 1.0, "Multikey": the header says the kind of key, as an unsigned varint.
_PUBLIC = {b"\xed\x01": KeyKind.ED25519, b"\x80\x24": KeyKind.P256, b"\x81\x24": KeyKind.P384}
_SECRET = {b"\x80\x26": KeyKind.ED25519, b"\x86\x26": KeyKind.P256, b"\x87\x26": KeyKind.P384}
_OTHER_KINDS = {
    b"\xe7\x01": "secp256k1",
    b"\x85\x24": "RSA",
    b"\xec\x01": "X25519",
    b"\xeb\x01": "BLS12-381",
}
_HEADERS = {kind: header for header, kind in _PUBLIC.items()}
_SECRET_HEADERS = {kind: header for header, kind in _SECRET.items()}
_PUBLIC_BYTES = {KeyKind.ED25519: 32, KeyKind.P256: 33, KeyKind.P384: 49}
_SECRET_BYTES = {KeyKind.ED25519: 32, KeyKind.P256: 32, KeyKind.P384: 48}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def base58btc_encode(data: bytes) -> str:
    """`data` in base-58-btc, without the multibase prefix; leading zero bytes become leading `1`."""
    number = int.from_bytes(data, "big")
    pairs: list[str] = []
    while number:
        # Ten digits at a time: dividing the whole number is what costs.
        number, ten = divmod(number, _TEN_DIGITS)
        for _ in range(5):
            ten, two = divmod(ten, _TWO_DIGITS)
            pairs.append(_PAIRS[two])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return _ALPHABET[0] * zeros + "".join(reversed(pairs)).lstrip(_ALPHABET[0])


def base58btc_decode(text: str) -> bytes:
    """The bytes of a base-58-btc text without multibase prefix; raises KeyMaterialError."""
    if len(text) > _MAX_BASE58:
        raise KeyMaterialError(
            "base58_too_long",
            "A base-58 value of {found} characters is too long to be a key.",
            found=len(text),
        )
    number = 0
    for character in text:
        digit = _DIGITS.get(character)
        if digit is None:
            raise KeyMaterialError("base58_invalid", "“{found}” is not a base-58 character.", found=character)
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase_encode(data: bytes) -> str:
    """`data` as a multibase value in base-58-btc (prefix `z`)."""
    return "z" + base58btc_encode(data)


def multibase_decode(text: str) -> bytes:
    """The bytes of a `z…` multibase value, as keys and signatures are written; raises KeyMaterialError."""
    if not text.startswith("z"):
        raise KeyMaterialError("multibase_invalid", "A value in base-58 (starting with z) was expected.")
    return base58btc_decode(text[1:])


def base64url_encode(data: bytes) -> str:
    """`data` in base64url without padding (RFC 4648, section 5), and without multibase prefix."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """The bytes of a base64url text without padding; one text for each bytes, so stray bits at the end are refused.

    Raises KeyMaterialError.
    """
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise KeyMaterialError("base64url_invalid", "This is not base64url without padding.")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url_encode(data) != text:
        raise KeyMaterialError(
            "base64url_invalid", "The last character of this base64url text says too much."
        )
    return data


def encode_public_key(key: PublicKey) -> str:
    """The Multikey of a public key (`z6Mk…` Ed25519, `zDna…` P-256, `z82L…` P-384); raises KeyMaterialError for RSA."""
    return multibase_encode(public_key_bytes(key))


def public_key_bytes(key: PublicKey) -> bytes:
    """The bytes of which a Multikey is the text: the header for the kind, then the key."""
    header = _HEADERS.get(key.kind)
    if header is None:
        raise KeyMaterialError("key_kind_unsupported", "RSA keys have no Multikey form; publish them as JWK.")
    return header + key.raw


def decode_public_key(multikey: str) -> PublicKey:
    """The key of a Multikey.

    Raises KeyMaterialError: code `key_kind_unsupported` for a well-formed key of another kind, which means
    "could not check"; any other code means that it is not a key.
    """
    return public_key_from_bytes(multibase_decode(multikey))


def public_key_from_bytes(data: bytes) -> PublicKey:
    """The key of the bytes of a Multikey; raises KeyMaterialError as `decode_public_key` does."""
    header, raw = data[:2], data[2:]
    kind = _PUBLIC.get(header)
    if kind is None:
        other = _OTHER_KINDS.get(header)
        if other is not None:
            raise KeyMaterialError(
                "key_kind_unsupported", "The key is a {kind} key, which is not supported.", kind=other
            )
        raise KeyMaterialError("key_unreadable", "The key is not a Multikey that we know.")
    if len(raw) != _PUBLIC_BYTES[kind]:
        raise KeyMaterialError(
            "key_length",
            "A public key of the kind {kind} has {right} bytes, not {found}.",
            kind=kind.value,
            right=_PUBLIC_BYTES[kind],
            found=len(raw),
        )
    return PublicKey(kind, raw if kind is KeyKind.ED25519 else compressed_point(CURVES[kind.value], raw))


def encode_secret_key(kind: KeyKind, secret: bytes) -> str:
    """The secret Multikey of a seed or scalar (`z3u2…` Ed25519): for key files, never for publishing."""
    return multibase_encode(_SECRET_HEADERS[kind] + secret)


def decode_secret_key(multikey: str) -> tuple[KeyKind, bytes]:
    """Kind and seed or scalar of a secret Multikey; raises KeyMaterialError, whose text never repeats the value."""
    data = multibase_decode(multikey)
    kind = _SECRET.get(data[:2])
    if kind is None or len(data) != _SECRET_BYTES[kind] + 2:
        raise KeyMaterialError("secret_key_unreadable", "This is not a secret key in Multikey form.")
    return kind, data[2:]
