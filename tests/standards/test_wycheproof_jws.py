"""Project Wycheproof's JWS and JWK vectors: we agree with every one, but for algorithms that we refuse altogether.

Those are the shared secrets (HS256, HS384, HS512: whoever can check such a code can write it; RFC 8725, section 2.2),
and PS256, PS384, PS512, RS384, RS512 and ES512 (“ES521” in the vectors), which no credential format here asks for: Open
Badges 3.0 asks for RS256, and VC-JOSE-COSE for none in particular. What is encrypted (JWE) is no signature.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential.errors import CredentialError
from skillmark.credential.keys import decode_public_jwk
from skillmark.credential.proof.jws import parse_jws, verify_jws

FILES = {
    "json_web_signature_test.json": 401,
    "json_web_key_test.json": 26,
    "json_web_crypto_test.json": 83,
}
ACCEPTED = (18, 33, 259, 260, 261, 262, 263, 345, 349, 378)
REFUSED = {"HS256", "HS384", "HS512", "PS256", "PS384", "PS512", "RS384", "RS512", "ES521"}


def vectors(path: Path) -> Iterator[tuple[list[Mapping[str, Any]], Mapping[str, Any]]]:
    for group in json.loads(path.read_bytes())["testGroups"]:
        published = group.get("public") or group["private"]
        for test in group["tests"]:
            yield published.get("keys", [published]), test


def accepts(jwk: Mapping[str, Any], jws: Any) -> bool:
    # Some vectors are in the JSON form, which is no compact text.
    text = jws if isinstance(jws, str) else json.dumps(jws)
    try:
        verify_jws(parse_jws(text), public_key=decode_public_jwk(jwk))
    except CredentialError:
        return False
    return True


@pytest.mark.parametrize("name", FILES)
def test_every_vector_agrees(standards: Callable[[str], Path], name: str) -> None:
    differing, count = [], 0
    for keys, test in vectors(standards(f"wycheproof/{name}")):
        count += 1
        if "jwe" in test:
            continue
        for jwk in keys:
            expected = test["result"] == "valid" and jwk.get("alg") not in REFUSED
            if accepts(jwk, test["jws"]) != expected:
                differing.append((test["tcId"], test["comment"]))
    assert differing == []
    assert count == FILES[name]


def test_what_is_valid_is_accepted(standards: Callable[[str], Path]) -> None:
    found = vectors(standards("wycheproof/json_web_signature_test.json"))
    assert tuple(test["tcId"] for keys, test in found if accepts(keys[0], test["jws"])) == ACCEPTED
