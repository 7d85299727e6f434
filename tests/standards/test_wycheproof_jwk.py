"""Project Wycheproof's JSON Web Key vectors: which keys may check a signature, and that no other one does.

EXCEPTIONS names the vectors that ask for something else than a single public key for signatures.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from skillmark.credential.errors import CredentialError
from skillmark.credential.keys import decode_public_jwk
from skillmark.credential.keys.multikey import base64url_decode

# Secrets that two parties share (RFC 7518, section 3.2) prove no issuer to a third, so none is ever a key here: Open
# Badges 3.0, "JSON Web Token Proof Format", asks for an asymmetric algorithm. Their valid vectors are refused too.
EXCEPTIONS = {
    2: "HS256 with a key out of a set of secret keys",
    13: "HS256",
    14: "HS384",
    15: "HS512",
}


def test_every_vector_agrees(standards: Callable[[str], Path]) -> None:
    vectors = json.loads(standards("wycheproof/json_web_key_test.json").read_bytes())
    differing, count = {}, 0
    for group in vectors["testGroups"]:
        for test in group["tests"]:
            count += 1
            if accepted(group, test["jws"]) != (test["result"] == "valid"):
                differing[test["tcId"]] = test["comment"]
    assert differing.keys() == EXCEPTIONS.keys(), differing
    assert count == vectors["numberOfTests"]


def accepted(group: dict[str, Any], jws: str) -> bool:
    """Whether a key of the group says that the signed text is its own."""
    header, payload, signature = jws.split(".")
    keys = group.get("public", group["private"])
    named = json.loads(base64url_decode(header)).get("kid")
    for jwk in keys.get("keys", [keys]):
        if jwk.get("kid") == named:
            try:
                key = decode_public_jwk(jwk)
                if key.verify(base64url_decode(signature), f"{header}.{payload}".encode()):
                    return True
            except CredentialError:
                continue
    return False
