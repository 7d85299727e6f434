"""did:jwk: an identifier that is its own public key, written as a JWK.

Source: did:jwk Method Specification, "Create" and "Read".
"""

from __future__ import annotations

from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import KeyMaterialError, LoadError, ResolveError
from skillmark.credential.keys.jwk import encode_public_jwk
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.keys.public import PublicKey

_PREFIX = "did:jwk:"
_FRAGMENT = "#0"
# An RSA key of 8192 bits has 1,400 characters; the rest is room for members that we do not read.
_MAX_LENGTH = 4_096
_MAX_DEPTH = 4
# "Read", step 5: what the key is not used for, it is not listed for.
_SIGNING = ("assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation")


def did_for_jwk(public_key: PublicKey) -> str:
    """The did:jwk of a key."""
    return _PREFIX + base64url_encode(strictjson.dumps(encode_public_jwk(public_key)))


def verification_method_for_jwk(public_key: PublicKey) -> str:
    """The verification method id of a key's did:jwk."""
    return did_for_jwk(public_key) + _FRAGMENT


def controller_document(did: str) -> dict[str, Any]:
    """The document that a did:jwk stands for, by pure computation; raises ResolveError when it is no did:jwk."""
    jwk = _jwk(did)
    use = jwk.get("use")
    method = did + _FRAGMENT
    relationships = (*(_SIGNING if use != "enc" else ()), *(("keyAgreement",) if use != "sig" else ()))
    return {
        "id": did,
        "verificationMethod": [{"id": method, "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}],
        **{relationship: [method] for relationship in relationships},
    }


def _jwk(did: str) -> dict[str, Any]:
    encoded = did.removeprefix(_PREFIX)
    refusal = ResolveError("did_invalid", "{did} is not a did:jwk.", did=did)
    if not did.startswith(_PREFIX) or len(encoded) > _MAX_LENGTH:
        raise refusal
    try:
        jwk = strictjson.loads(base64url_decode(encoded), max_depth=_MAX_DEPTH)
    except (KeyMaterialError, LoadError) as error:
        raise refusal from error
    if not isinstance(jwk, dict):
        raise refusal
    return jwk
