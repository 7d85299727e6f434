"""Multikey: a public key as one short string, the form in which issuers publish Ed25519 keys.

Source: W3C Controlled Identifiers 1.0, "Multikey" and "Multibase" (base-58-btc).
"""

from __future__ import annotations

from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys.ed25519 import KEY_BYTES

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: value for value, character in enumerate(_ALPHABET)}
# Decoding costs the square of the length; the longest key or signature we read has 64 bytes (88 characters).
_MAX_BASE58 = 128

_ED25519_PUBLIC = b"\xed\x01"
_ED25519_SECRET = b"\x80\x26"
_OTHER_KINDS = {
    b"\xe7\x01": "secp256k1",
    b"\x80\x24": "P-256",
    b"\x81\x24": "P-384",
    b"\x85\x24": "RSA",
    b"\xec\x01": "X25519",
    b"\xeb\x01": "BLS12-381",
}


def base58btc_encode(data: bytes) -> str:
    """`data` in base-58-btc, without the multibase prefix; leading zero bytes become leading `1`."""
    number = int.from_bytes(data, "big")
    characters: list[str] = []
    while number:
        number, digit = divmod(number, 58)
        characters.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return _ALPHABET[0] * zeros + "".join(reversed(characters))


def base58btc_decode(text: str) -> bytes:
    """The bytes of a base-58-btc text without multibase prefix; raises KeyMaterialError."""
    if len(text) > _MAX_BASE58:
        raise KeyMaterialError(
            "base58_too_long", f"A base-58 value of {len(text)} characters is too long to be a key."
        )
    number = 0
    for character in text:
        digit = _DIGITS.get(character)
        if digit is None:
            raise KeyMaterialError("base58_invalid", f"“{character}” is not a base-58 character.")
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase_encode(data: bytes) -> str:
    """`data` as a multibase value in base-58-btc (prefix `z`)."""
    return "z" + base58btc_encode(data)


def multibase_decode(text: str) -> bytes:
    """The bytes of a `z…` multibase value; raises KeyMaterialError for any other base."""
    if not text.startswith("z"):
        raise KeyMaterialError("multibase_invalid", "A value in base-58 (starting with z) was expected.")
    return base58btc_decode(text[1:])


def encode_public_key(raw: bytes) -> str:
    """The Multikey (`z6Mk…`) of 32 raw Ed25519 public key bytes."""
    if len(raw) != KEY_BYTES:
        raise KeyMaterialError("key_length", f"An Ed25519 public key has 32 bytes, not {len(raw)}.")
    return multibase_encode(_ED25519_PUBLIC + raw)


def decode_public_key(multikey: str) -> bytes:
    """The 32 raw bytes of an Ed25519 Multikey.

    Raises KeyMaterialError: code `key_kind_unsupported` for a well-formed key of another kind, which means
    "could not check"; any other code means that it is not a key.
    """
    data = multibase_decode(multikey)
    if data[:2] == _ED25519_PUBLIC:
        if len(data) != KEY_BYTES + 2:
            raise KeyMaterialError("key_length", f"An Ed25519 public key has 32 bytes, not {len(data) - 2}.")
        return data[2:]
    kind = _OTHER_KINDS.get(data[:2])
    if kind is not None:
        raise KeyMaterialError(
            "key_kind_unsupported", f"The key is a {kind} key, which is not supported yet."
        )
    raise KeyMaterialError("key_unreadable", "The key is not a Multikey that we know.")


def encode_secret_key(seed: bytes) -> str:
    """The secret Multikey (`z3u2…`) of a 32-byte Ed25519 seed: for key files, never for publishing."""
    return multibase_encode(_ED25519_SECRET + seed)


def decode_secret_key(multikey: str) -> bytes:
    """The 32-byte seed of an Ed25519 secret Multikey; the error never repeats the value."""
    data = multibase_decode(multikey)
    if data[:2] != _ED25519_SECRET or len(data) != KEY_BYTES + 2:
        raise KeyMaterialError("secret_key_unreadable", "This is not an Ed25519 secret key in Multikey form.")
    return data[2:]
