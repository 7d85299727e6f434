"""JSON Web Key: the other form in which controller documents publish an Ed25519 public key (RFC 8037, section 2)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from skillmark.credential.errors import KeyMaterialError

# 32 bytes in base64url without padding.
_X_LENGTH = 43


def decode_public_jwk(jwk: Mapping[str, Any]) -> bytes:
    """The 32 raw bytes of an Ed25519 public JWK; raises KeyMaterialError.

    Code `key_kind_unsupported` means a key of another kind: "could not check". A key with its secret part is refused,
    because everyone may have it.
    """
    if "d" in jwk:
        raise KeyMaterialError("secret_key_published", "The published key contains its secret part.")
    if jwk.get("kty") != "OKP" or jwk.get("crv") != "Ed25519":
        kind = jwk.get("crv") or jwk.get("kty")
        raise KeyMaterialError(
            "key_kind_unsupported", f"The key is a {kind} key, which is not supported yet."
        )
    x = jwk.get("x")
    if not isinstance(x, str) or len(x) != _X_LENGTH:
        raise KeyMaterialError("key_unreadable", "The key's value x is not 32 bytes in base64url.")
    try:
        raw = base64.b64decode(x + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyMaterialError("key_unreadable", "The key's value x is not base64url.") from error
    return raw
