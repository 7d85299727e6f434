"""Project Wycheproof's Ed25519 vectors: our check agrees with every one of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from skillmark.credential.keys.ed25519 import verify_signature


def test_every_vector_agrees(standards: Callable[[str], Path]) -> None:
    vectors = json.loads(standards("wycheproof/ed25519_test.json").read_bytes())
    differing, count = [], 0
    for group in vectors["testGroups"]:
        public_key = bytes.fromhex(group["publicKey"]["pk"])
        for test in group["tests"]:
            count += 1
            accepted = verify_signature(public_key, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            if accepted != (test["result"] == "valid"):
                differing.append((test["tcId"], test["comment"]))
    assert differing == []
    assert count == vectors["numberOfTests"]
