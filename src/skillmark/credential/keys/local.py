"""A signer whose key is in this process: for small installations, the command line, the demo and tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
    rsa_recover_prime_factors,
)
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key

from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys import ecdsa, ed25519, rsa
from skillmark.credential.keys.ed25519 import KEY_BYTES
from skillmark.credential.keys.jwk import decode_public_jwk, encode_public_jwk, octets
from skillmark.credential.keys.multikey import (
    base64url_decode,
    base64url_encode,
    decode_secret_key,
    encode_public_key,
    encode_secret_key,
)
from skillmark.credential.keys.public import KeyKind, PublicKey

PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey
_RSA_EXPONENT = 65537
_RSA_BITS = 3072


class LocalSigner:
    """A key held in memory. Its representation shows the public key only."""

    __slots__ = ("_key", "_public_key", "_seed_and_point")

    def __init__(self, key: PrivateKey) -> None:
        self._key = key
        self._public_key = _public_half(key)
        self._seed_and_point = (
            key.private_bytes_raw() + self._public_key.raw if isinstance(key, Ed25519PrivateKey) else b""
        )

    @classmethod
    def generate(cls, kind: KeyKind = KeyKind.ED25519) -> LocalSigner:
        """A signer with a new random key of this kind (RSA: 3072 bits)."""
        if kind is KeyKind.ED25519:
            return cls(Ed25519PrivateKey.generate())
        if kind is KeyKind.RSA:
            return cls(generate_rsa_key(_RSA_EXPONENT, _RSA_BITS))
        return cls(generate_private_key(ecdsa.CURVES[kind.value].curve))

    @classmethod
    def from_seed(cls, seed: bytes) -> LocalSigner:
        """The signer whose Ed25519 key follows from a 32-byte seed (RFC 8032, section 5.1.5)."""
        if len(seed) != KEY_BYTES:
            raise KeyMaterialError(
                "seed_length", "An Ed25519 seed has 32 bytes, not {found}.", found=len(seed)
            )
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def from_secret_multikey(cls, multikey: str) -> LocalSigner:
        """The signer of a secret Multikey (`z3u2…` for Ed25519; P-256 and P-384 too)."""
        kind, secret = decode_secret_key(multikey)
        return cls.from_seed(secret) if kind is KeyKind.ED25519 else cls(_scalar(kind, secret))

    @classmethod
    def from_secret_jwk(cls, jwk: Mapping[str, Any]) -> LocalSigner:
        """The signer of a private JWK; raises KeyMaterialError, also where its two halves do not belong together."""
        public = decode_public_jwk(
            {name: jwk[name] for name in ("kty", "crv", "x", "y", "n", "e", "alg", "use") if name in jwk}
        )
        if public.kind is KeyKind.ED25519:
            signer = cls.from_seed(octets(jwk, "d", KEY_BYTES))
        elif public.kind is KeyKind.RSA:
            signer = cls(_rsa_key(public, jwk))
        else:
            signer = cls(_scalar(public.kind, octets(jwk, "d", ecdsa.CURVES[public.kind.value].size)))
        if signer.public_key != public:
            raise KeyMaterialError(
                "secret_key_mismatch", "The secret part of this key does not belong to its public part."
            )
        return signer

    @property
    def public_key(self) -> PublicKey:
        """The public key."""
        return self._public_key

    @property
    def public_multikey(self) -> str:
        """The public key as Multikey (`z6Mk…`); raises KeyMaterialError for RSA keys, which have none."""
        return encode_public_key(self._public_key)

    def secret_multikey(self) -> str:
        """The secret key as Multikey, to be kept in a key file that only its owner can read; none for RSA."""
        if isinstance(self._key, Ed25519PrivateKey):
            return encode_secret_key(KeyKind.ED25519, self._key.private_bytes_raw())
        if isinstance(self._key, EllipticCurvePrivateKey):
            return encode_secret_key(self._public_key.kind, self._scalar_bytes(self._key))
        raise KeyMaterialError("key_kind_unsupported", "RSA keys have no Multikey form; keep them as JWK.")

    def secret_jwk(self) -> dict[str, str]:
        """The secret key as JWK, to be kept in a key file that only its owner can read."""
        return {**encode_public_jwk(self._public_key), **self._secret_members()}

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`, as `PublicKey.verify` reads it; the same data gives the same signature."""
        if isinstance(self._key, Ed25519PrivateKey):
            return ed25519.sign(self._key, self._seed_and_point, data)
        if isinstance(self._key, RSAPrivateKey):
            return rsa.sign(self._key, data)
        return ecdsa.sign(ecdsa.CURVES[self._public_key.kind.value], self._key, data)

    def _secret_members(self) -> dict[str, str]:
        if isinstance(self._key, Ed25519PrivateKey):
            return {"d": base64url_encode(self._key.private_bytes_raw())}
        if isinstance(self._key, EllipticCurvePrivateKey):
            return {"d": base64url_encode(self._scalar_bytes(self._key))}
        numbers = self._key.private_numbers()
        members = {
            "d": numbers.d,
            "p": numbers.p,
            "q": numbers.q,
            "dp": numbers.dmp1,
            "dq": numbers.dmq1,
            "qi": numbers.iqmp,
        }
        return {
            name: base64url_encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))
            for name, value in members.items()
        }

    def _scalar_bytes(self, key: EllipticCurvePrivateKey) -> bytes:
        return key.private_numbers().private_value.to_bytes(
            ecdsa.CURVES[self._public_key.kind.value].size, "big"
        )

    def __repr__(self) -> str:
        shown = "RSA" if self._public_key.kind is KeyKind.RSA else self.public_multikey
        return f"LocalSigner({shown})"


def _public_half(key: PrivateKey) -> PublicKey:
    if isinstance(key, Ed25519PrivateKey):
        return PublicKey(KeyKind.ED25519, key.public_key().public_bytes_raw())
    if isinstance(key, RSAPrivateKey):
        return PublicKey(KeyKind.RSA, rsa.spki_of(key.public_key()))
    for kind in (KeyKind.P256, KeyKind.P384):
        if key.curve.name == ecdsa.CURVES[kind.value].curve.name:
            return PublicKey(kind, ecdsa.point_of(key.public_key()))
    raise KeyMaterialError(
        "key_kind_unsupported", "Keys on the curve {curve} are not supported.", curve=key.curve.name
    )


def _scalar(kind: KeyKind, secret: bytes) -> EllipticCurvePrivateKey:
    curve = ecdsa.CURVES[kind.value]
    number = int.from_bytes(secret, "big")
    if not 0 < number < curve.order:
        raise KeyMaterialError("secret_key_unreadable", "This is not a secret key of its curve.")
    return derive_private_key(number, curve.curve)


def _rsa_key(public: PublicKey, jwk: Mapping[str, Any]) -> RSAPrivateKey:
    secret = jwk.get("d")
    if not isinstance(secret, str) or len(secret) > rsa.MAX_BITS // 4:
        raise KeyMaterialError("secret_key_unreadable", "The RSA key's secret part cannot be read.")
    modulus, exponent = rsa.numbers_of(public.raw)
    private = int.from_bytes(base64url_decode(secret), "big")
    refusal = KeyMaterialError(
        "secret_key_unreadable", "The RSA key's secret part is not that of its public part."
    )
    # Looking for the factors takes minutes where the numbers do not belong together.
    if pow(2, exponent * private, modulus) != 2:  # noqa: PLR2004 (any number comes back)
        raise refusal
    try:
        # Only d is read: the other members follow from it, so they cannot contradict it.
        p, q = rsa_recover_prime_factors(modulus, exponent, private)
        numbers = RSAPrivateNumbers(
            p=p,
            q=q,
            d=private,
            dmp1=rsa_crt_dmp1(private, p),
            dmq1=rsa_crt_dmq1(private, q),
            iqmp=rsa_crt_iqmp(p, q),
            public_numbers=RSAPublicNumbers(exponent, modulus),
        )
        return numbers.private_key()
    except ValueError as error:
        raise refusal from error
