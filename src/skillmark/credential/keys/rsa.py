"""RSA with PKCS #1 v1.5 and SHA-256 (RS256): the least that the Open Badges standard asks of JWT credentials.

Sources: RFC 8017, section 8.2; RFC 7518, section 3.3 (at least 2048 bits).
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from skillmark.credential.errors import KeyMaterialError

MIN_BITS = 2048
# Checking costs the square of the length; nobody needs more.
MAX_BITS = 8192
_MAX_EXPONENT_BITS = 33
# Infineon's library made primes as powers of this number, so that a key can be told by its public part, and factored.
_ROCA_GENERATOR = 65537
_ROCA_PRIMES = (
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
)  # fmt: skip
_ROCA_RESIDUES = {
    prime: frozenset(pow(_ROCA_GENERATOR, power, prime) for power in range(prime)) for prime in _ROCA_PRIMES
}


def spki_of(key: RSAPublicKey) -> bytes:
    """The DER SubjectPublicKeyInfo of a public key."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def from_numbers(modulus: int, exponent: int) -> bytes:
    """The DER SubjectPublicKeyInfo of modulus and exponent; raises KeyMaterialError outside the accepted lengths."""
    if not MIN_BITS <= modulus.bit_length() <= MAX_BITS:
        raise KeyMaterialError(
            "key_length",
            "An RSA key has {least} to {most} bits here, not {found}.",
            least=MIN_BITS,
            most=MAX_BITS,
            found=modulus.bit_length(),
        )
    # An even exponent or 1 is no RSA key; a very long one only costs time.
    if exponent.bit_length() > _MAX_EXPONENT_BITS or exponent <= 1 or not exponent & 1 or not modulus & 1:
        raise KeyMaterialError("key_unreadable", "The RSA key's numbers are not those of a key.")
    # CVE-2017-15361 (“ROCA”): whoever has the public part can work out the secret one.
    if all(modulus % prime in residues for prime, residues in _ROCA_RESIDUES.items()):
        raise KeyMaterialError("key_weak", "The RSA key was made by a faulty chip and can be forged.")
    return spki_of(RSAPublicNumbers(exponent, modulus).public_key())


def numbers_of(spki: bytes) -> tuple[int, int]:
    """Modulus and exponent of a DER SubjectPublicKeyInfo that this module made."""
    key = load_der_public_key(spki)
    assert isinstance(key, RSAPublicKey)  # noqa: S101 - PublicKey holds only what `from_numbers` made
    numbers = key.public_numbers()
    return numbers.n, numbers.e


def verify_signature(spki: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` was made with the RSA key of `spki`."""
    key = load_der_public_key(spki)
    assert isinstance(key, RSAPublicKey)  # noqa: S101 - PublicKey holds only what `from_numbers` made
    try:
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def sign(key: RSAPrivateKey, data: bytes) -> bytes:
    """The signature over `data`; the same data gives the same signature."""
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
