"""did:key: an identifier that is its own public key, so that nothing needs to be fetched."""

from __future__ import annotations

from typing import Any

from skillmark.credential.errors import ResolveError
from skillmark.credential.keys.multikey import decode_public_key

_PREFIX = "did:key:"


def did_for_key(public_multikey: str) -> str:
    """The did:key of a Multikey."""
    return _PREFIX + public_multikey


def verification_method_for_key(public_multikey: str) -> str:
    """The verification method id of a did:key: the identifier, and the key again as fragment."""
    return f"{_PREFIX}{public_multikey}#{public_multikey}"


def controller_document(did: str) -> dict[str, Any]:
    """The document that a did:key stands for, by pure computation (did:key method, "Document Creation Algorithm").

    Raises ResolveError when it is no did:key, KeyMaterialError when the key is of a kind that we cannot read.
    """
    if not did.startswith(_PREFIX):
        raise ResolveError("did_invalid", "{did} is not a did:key.", did=did)
    multikey = did.removeprefix(_PREFIX)
    decode_public_key(multikey)
    method = f"{did}#{multikey}"
    return {
        "id": did,
        "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": did, "publicKeyMultibase": multikey},
        ],
        "assertionMethod": [method],
        "authentication": [method],
    }
