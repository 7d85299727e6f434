"""The one protocol through which something signs: a key file, a hardware module or a key service."""

from __future__ import annotations

from typing import Protocol


class Signer(Protocol):
    """Signs bytes with one Ed25519 key that never leaves it."""

    @property
    def public_multikey(self) -> str:
        """The public key as Multikey (`z6Mk…`)."""

    def sign(self, data: bytes) -> bytes:
        """The 64-byte Ed25519 signature over `data`."""
