"""From an identifier to the document that says which keys may speak for it."""

from __future__ import annotations

from skillmark.credential.did.document import BoundKey, ControllerDocument, controller_document, find_key
from skillmark.credential.did.jose import find_jose_key
from skillmark.credential.did.jwk import did_for_jwk, verification_method_for_jwk
from skillmark.credential.did.key import did_for_key, verification_method_for_key
from skillmark.credential.did.web import url_for_did

__all__ = [
    "BoundKey",
    "ControllerDocument",
    "controller_document",
    "did_for_jwk",
    "did_for_key",
    "find_jose_key",
    "find_key",
    "url_for_did",
    "verification_method_for_jwk",
    "verification_method_for_key",
]
