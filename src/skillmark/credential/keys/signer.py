"""The one protocol through which something signs: a key file, a hardware module or a key service."""

from __future__ import annotations

from typing import Protocol

from skillmark.credential.keys.public import PublicKey


class Signer(Protocol):
    """Signs bytes with one key that never leaves it."""

    @property
    def public_key(self) -> PublicKey:
        """The public key; its kind decides the algorithm."""

    @property
    def public_multikey(self) -> str:
        """The public key as Multikey (`z6Mk…`); raises KeyMaterialError for RSA keys, which have none."""

    def sign(self, data: bytes) -> bytes:
        """The signature over `data` in the form that `PublicKey.verify` reads."""
