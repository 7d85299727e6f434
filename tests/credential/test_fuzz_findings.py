"""Inputs that fuzz/ found, made small: each once broke a promise."""

from __future__ import annotations

import pytest
from tests.credential.badges import badge

from skillmark.credential.bake import bake, unbake_any
from skillmark.credential.canon.nquads import parse_nquads
from skillmark.credential.errors import BakeError, CanonicalizationError
from skillmark.credential.lint import lint


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


def test_an_empty_address_is_no_address_that_everybody_reads() -> None:
    document = badge()
    empty = {"type": "IdentityObject", "hashed": False, "identityType": "emailAddress", "identityHash": ""}
    document["credentialSubject"]["identifier"] = [empty]
    found = {each.code for each in lint(document)}
    assert found
    assert "address_open" not in found


def test_a_word_in_a_list_is_looked_up_by_the_member_that_has_it() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["achievementType"] = ["micro credential"]
    (found,) = (each for each in lint(document) if each.code == "word_unknown")
    assert [edit.value for edit in found.edits] == ["MicroCredential"]


def test_what_runs_together_where_a_credential_was_taken_out_is_refused() -> None:
    carrier = '<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><text>]]{carrier}{{}}</text></svg>'
    assert unbake_any(bake(drawing.format("").encode(), "{}")) == "{}"
    with pytest.raises(BakeError, match="not well-formed"):
        bake(drawing.format(">").encode(), "{}")
