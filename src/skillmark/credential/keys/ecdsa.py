"""ECDSA on P-256 and P-384: points in one form, signatures as two numbers of fixed length, nothing else accepted.

Sources: FIPS 186-5, section 6; Data Integrity ECDSA Cryptosuites 1.0, "Algorithms" (r and s side by side, IEEE P1363).
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from skillmark.credential.errors import KeyMaterialError


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve, the hash it is used with, the bytes of a coordinate, and the order of its group (FIPS 186-5)."""

    name: str
    curve: ec.EllipticCurve
    hash: hashes.HashAlgorithm
    size: int
    order: int


CURVES = {
    "P-256": Curve(
        "P-256",
        ec.SECP256R1(),
        hashes.SHA256(),
        32,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    ),
    "P-384": Curve(
        "P-384",
        ec.SECP384R1(),
        hashes.SHA384(),
        48,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    ),
}


def compressed_point(curve: Curve, point: bytes) -> bytes:
    """The compressed form of a point on the curve, given in any form of SEC 1; raises KeyMaterialError."""
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, point)
    except ValueError as error:
        raise KeyMaterialError(
            "key_unreadable", "The key is not a point on {curve}.", curve=curve.name
        ) from error
    return point_of(key)


def coordinates(curve: Curve, point: bytes) -> bytes:
    """The x and y of a point on the curve, side by side."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, point)
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """The compressed point of a public key."""
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def verify_signature(curve: Curve, point: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` (r and s, each as long as a coordinate) over `data` was made with the key at `point`."""
    if len(signature) != 2 * curve.size:
        return False
    r, s = int.from_bytes(signature[: curve.size], "big"), int.from_bytes(signature[curve.size :], "big")
    # FIPS 186-5, section 6.4.2, step 1: zero would fit every message under a careless verifier.
    if not (0 < r < curve.order and 0 < s < curve.order):
        return False
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, point)
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(curve.hash))
    except (InvalidSignature, ValueError):
        return False
    return True


def sign(curve: Curve, key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """The signature over `data` as r and s side by side; the same data gives the same signature (RFC 6979)."""
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(curve.hash, deterministic_signing=True)))
    return r.to_bytes(curve.size, "big") + s.to_bytes(curve.size, "big")
