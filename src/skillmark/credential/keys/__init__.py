"""Keys as credentials name them (Multikey), the strict Ed25519 check, and the protocol for whoever signs."""

from __future__ import annotations

from skillmark.credential.keys.local import LocalSigner
from skillmark.credential.keys.multikey import decode_public_key, encode_public_key
from skillmark.credential.keys.signer import Signer

__all__ = ["LocalSigner", "Signer", "decode_public_key", "encode_public_key"]
