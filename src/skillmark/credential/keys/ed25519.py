"""The strict Ed25519 check: one encoding of a key and of a signature, and no key that vouches for every message.

OpenSSL refuses malleable signatures (S not below the group order) but accepts public keys of small order, under
which one signature fits many messages, and keys whose encoding is not the canonical one. Both are refused here.
Where libsodium is installed (PyNaCl) it does the arithmetic, with the same answers and in half the time.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from skillmark.credential import optional

KEY_BYTES, SIGNATURE_BYTES = 32, 64
_FIELD_PRIME = 2**255 - 19
_SIGN_BIT = 1 << 255
# The y coordinates of the eight points whose order divides eight; either sign of x belongs to one of them.
_ORDER_EIGHT_Y = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER_Y = frozenset({0, 1, _FIELD_PRIME - 1, _ORDER_EIGHT_Y, _FIELD_PRIME - _ORDER_EIGHT_Y})


def is_acceptable_point(encoded: bytes) -> bool:
    """Whether 32 bytes encode a y coordinate canonically (RFC 8032, section 5.1.3) and not of small order."""
    y = int.from_bytes(encoded, "little") & ~_SIGN_BIT
    return len(encoded) == KEY_BYTES and y < _FIELD_PRIME and y not in _SMALL_ORDER_Y


def verify_signature(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` (64 bytes) over `data` was made with the key of `public_key` (32 bytes)."""
    if (
        len(signature) != SIGNATURE_BYTES
        or not is_acceptable_point(public_key)
        or not is_acceptable_point(signature[:32])
    ):
        return False
    sodium = optional.package("nacl.bindings")
    try:
        if sodium is not None:
            sodium.crypto_sign_open(signature + data, public_key)
        else:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    except Exception as error:
        # Named by the package, which may not be there to import the name from.
        if type(error).__name__ != "BadSignatureError":
            raise
        return False
    return True


def sign(key: Ed25519PrivateKey, seed_and_point: bytes, data: bytes) -> bytes:
    """The 64-byte signature over `data`; `seed_and_point` is the key again, as libsodium takes it."""
    sodium = optional.package("nacl.bindings")
    if sodium is None:
        return key.sign(data)
    signed: bytes = sodium.crypto_sign(data, seed_and_point)
    return signed[:SIGNATURE_BYTES]
