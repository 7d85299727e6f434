"""A public key of any kind that credentials are signed with: a value that knows its kind, so that none are mixed up.

The algorithm follows from the key and never from what a header says (RFC 8725, section 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmark.credential.keys import ecdsa, ed25519, rsa


class KeyKind(StrEnum):
    """The kinds of keys, named as JWK and Multikey name their curves."""

    ED25519 = "Ed25519"
    P256 = "P-256"
    P384 = "P-384"
    RSA = "RSA"


ALGORITHMS = {KeyKind.ED25519: "EdDSA", KeyKind.P256: "ES256", KeyKind.P384: "ES384", KeyKind.RSA: "RS256"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key; `raw` is 32 bytes (Ed25519), a compressed point (P-256, P-384) or DER SubjectPublicKeyInfo (RSA).

    Made by the decoders of `multikey` and `jwk`, which check that it is a key of its kind.
    """

    kind: KeyKind
    raw: bytes

    @property
    def algorithm(self) -> str:
        """The JOSE name of the one algorithm that this key is used with: EdDSA, ES256, ES384 or RS256."""
        return ALGORITHMS[self.kind]

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` over `data` was made with this key.

        Ed25519: 64 bytes. P-256 and P-384: r and s side by side (IEEE P1363), over SHA-256 or SHA-384.
        RSA: PKCS #1 v1.5 over SHA-256.
        """
        if self.kind is KeyKind.ED25519:
            return ed25519.verify_signature(self.raw, signature, data)
        if self.kind is KeyKind.RSA:
            return rsa.verify_signature(self.raw, signature, data)
        return ecdsa.verify_signature(ecdsa.CURVES[self.kind.value], self.raw, signature, data)
