"""Project Wycheproof's ECDSA vectors in the form that proofs and JWTs use (r and s side by side): no exceptions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys import KeyKind, decode_public_jwk
from skillmark.credential.keys.ecdsa import CURVES, compressed_point
from skillmark.credential.keys.public import PublicKey


@pytest.mark.parametrize(
    ("name", "kind"), [("secp256r1_sha256", KeyKind.P256), ("secp384r1_sha384", KeyKind.P384)]
)
def test_every_vector_agrees(standards: Callable[[str], Path], name: str, kind: KeyKind) -> None:
    vectors = json.loads(standards(f"wycheproof/ecdsa_{name}_p1363_test.json").read_bytes())
    differing, count = [], 0
    for group in vectors["testGroups"]:
        point = bytes.fromhex(group["publicKey"]["uncompressed"])
        key = PublicKey(kind, compressed_point(CURVES[kind.value], point))
        if "publicKeyJwk" in group:
            assert same_key(group["publicKeyJwk"], key)
        for test in group["tests"]:
            count += 1
            accepted = key.verify(bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            if accepted != (test["result"] == "valid"):
                differing.append((test["tcId"], test["comment"]))
    assert differing == []
    assert count == vectors["numberOfTests"]


def same_key(jwk: dict[str, str], key: PublicKey) -> bool:
    """Whether a JWK of the vectors is this key; one whose coordinates are not of full length is refused."""
    try:
        return decode_public_jwk(jwk) == key
    except KeyMaterialError:
        size = CURVES[key.kind.value].size
        return any(len(jwk[name]) != (size * 8 + 5) // 6 for name in ("x", "y"))
