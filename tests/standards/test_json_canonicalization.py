"""The published pairs of RFC 8785: text as anyone may write it, and its canonical form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skillmark.credential import strictjson
from skillmark.credential.canon import jcs


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_pair(standards: Callable[[str], Path], name: str) -> None:
    given = standards(f"json-canonicalization/input/{name}.json").read_bytes()
    expected = standards(f"json-canonicalization/output/{name}.json").read_bytes()
    in_hex = bytes.fromhex(standards(f"json-canonicalization/outhex/{name}.txt").read_text("ascii"))
    assert jcs.canonicalize(strictjson.loads(given)) == expected == in_hex
    assert jcs.canonicalize(strictjson.loads(expected)) == expected
