"""A signer whose key is in this process: for small installations, the demo and tests."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys.ed25519 import KEY_BYTES
from skillmark.credential.keys.multikey import decode_secret_key, encode_public_key, encode_secret_key


class LocalSigner:
    """An Ed25519 key held in memory. Its representation shows the public key only."""

    __slots__ = ("_key", "_public_multikey")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self._public_multikey = encode_public_key(key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> LocalSigner:
        """A signer with a new random key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> LocalSigner:
        """The signer whose key follows from a 32-byte seed (RFC 8032, section 5.1.5)."""
        if len(seed) != KEY_BYTES:
            raise KeyMaterialError("seed_length", f"An Ed25519 seed has 32 bytes, not {len(seed)}.")
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def from_secret_multikey(cls, multikey: str) -> LocalSigner:
        """The signer of a secret Multikey (`z3u2…`)."""
        return cls.from_seed(decode_secret_key(multikey))

    @property
    def public_multikey(self) -> str:
        """The public key as Multikey (`z6Mk…`)."""
        return self._public_multikey

    def secret_multikey(self) -> str:
        """The secret key as Multikey, to be kept in a key file that only its owner can read."""
        return encode_secret_key(self._key.private_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """The 64-byte Ed25519 signature over `data`; the same data gives the same signature."""
        return self._key.sign(data)

    def __repr__(self) -> str:
        return f"LocalSigner({self._public_multikey})"
