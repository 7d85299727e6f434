"""Inputs that fuzz/ found, made small: each once broke a promise."""

from __future__ import annotations

import pytest

from skillmark.credential.canon.nquads import parse_nquads
from skillmark.credential.errors import CanonicalizationError


@pytest.mark.parametrize(
    "line",
    [
        '<urn:\ud800> <urn:p> "o" .',
        '_:a\udfff <urn:p> "o" .',
        '_:a <urn:p> "\udcd2" .',
        "_:a <urn:p\udcd2> _:a .",
    ],
)
def test_half_a_character_is_no_statement(line: str) -> None:
    with pytest.raises(CanonicalizationError, match="Line 2"):
        parse_nquads(f'_:é <urn:p> "😀" .\n{line}')
