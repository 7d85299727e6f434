"""Keys as credentials name them (Multikey, JWK), strict checks of signatures, and the protocol for whoever signs."""

from __future__ import annotations

from skillmark.credential.keys.jwk import decode_public_jwk, encode_public_jwk
from skillmark.credential.keys.local import LocalSigner
from skillmark.credential.keys.multikey import decode_public_key, encode_public_key
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.keys.signer import Signer

__all__ = [
    "KeyKind",
    "LocalSigner",
    "PublicKey",
    "Signer",
    "decode_public_jwk",
    "decode_public_key",
    "encode_public_jwk",
    "encode_public_key",
]
