"""Public keys in PEM, the form in which the older badges publish them; the key says its kind, and that its algorithm.

Sources: RFC 7468, section 13 ("PUBLIC KEY"); RFC 8017, appendix A.1.1 ("RSA PUBLIC KEY").
"""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys import ecdsa, ed25519, rsa
from skillmark.credential.keys.public import KeyKind, PublicKey

# The longest RSA key that is accepted takes less than a quarter of this.
MAX_LENGTH = 8192
_CURVES = {curve.curve.name: KeyKind(name) for name, curve in ecdsa.CURVES.items()}


def decode_public_pem(text: str) -> PublicKey:
    """The public key of a PEM text: RSA of at least 2048 bits, P-256, P-384 or Ed25519; raises KeyMaterialError.

    Code `key_kind_unsupported` means a key of another kind: "could not check".
    """
    if "PRIVATE KEY" in text:
        raise KeyMaterialError("secret_key_published", "The published key contains its secret part.")
    if len(text) > MAX_LENGTH or text.count("-----BEGIN") != 1:
        raise KeyMaterialError("key_unreadable", "The key is not a single public key in PEM form.")
    try:
        key = load_pem_public_key(text.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError("key_unreadable", "The key is not one that can be read.") from error
    if isinstance(key, RSAPublicKey):
        numbers = key.public_numbers()
        return PublicKey(KeyKind.RSA, rsa.from_numbers(numbers.n, numbers.e))
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return PublicKey(_CURVES[key.curve.name], ecdsa.point_of(key))
    if isinstance(key, Ed25519PublicKey) and ed25519.is_acceptable_point(key.public_bytes_raw()):
        return PublicKey(KeyKind.ED25519, key.public_bytes_raw())
    raise KeyMaterialError("key_kind_unsupported", "The key is of a kind that is not supported.")
