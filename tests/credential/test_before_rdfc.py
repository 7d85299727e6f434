"""Signatures from before RDFC-1.0: over texts whose control characters stand as they are, or are escaped."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from tests.credential.badges import NORTHFIELD_KEY, NORTHFIELD_SIGNER, World, badge, changed, signed

from skillmark.credential import Verdict
from skillmark.credential.errors import ProofError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.keys.multikey import base58btc_encode
from skillmark.credential.proof import VERIFIABLE

CONTEXT_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
KINDS = ("Ed25519Signature2020", "eddsa-2022")
# As canonical N-Quads of today write them; URDNA2015 has the characters themselves.
CONTROLS = {"\\t": "\t", "\\b": "\b", "\\f": "\f", "\\u0001": "\x01", "\\u001B": "\x1b", "\\u007F": "\x7f"}
_ESCAPE = re.compile(r"\\(?:u[0-9A-F]{4}|.)")


def document(narrative: str) -> dict[str, Any]:
    """A badge with a text in it, and no node without a name that the text could move among the others."""
    return changed(
        badge(),
        context=[*badge()["@context"], CONTEXT_2020],
        evidence=[{"id": "https://northfield.example/e", "type": ["Evidence"], "narrative": narrative}],
    )


def signed_before(narrative: str, kind: str, *, escaped: bool = False) -> dict[str, Any]:
    """The badge, signed by a library of 2022."""
    unsigned = document(narrative)
    options = {
        "type": kind if kind == "Ed25519Signature2020" else "DataIntegrityProof",
        "created": "2022-05-01T09:00:00Z",
        "verificationMethod": NORTHFIELD_KEY,
        "proofPurpose": "assertionMethod",
    } | ({"cryptosuite": kind} if kind == "eddsa-2022" else {})
    statements = canonical_nquads(unsigned).decode()
    if not escaped:
        lines = (
            _ESCAPE.sub(lambda found: CONTROLS.get(found[0], found[0]), line)
            for line in statements.splitlines()
        )
        statements = "".join(f"{line}\n" for line in sorted(lines))
    about = canonical_nquads(options | {"@context": unsigned["@context"]})
    data = hashlib.sha256(about).digest() + hashlib.sha256(statements.encode()).digest()
    value = f"z{base58btc_encode(NORTHFIELD_SIGNER.sign(data))}"
    return unsigned | {"proof": options | {"proofValue": value}}


def verdict(credential: dict[str, Any]) -> Verdict:
    return World().check(credential).verdict


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "narrative", ["no control", "a\ttab", *CONTROLS.values(), 'all of them: "\t\b\f\x01\x1b\x7f"']
)
@pytest.mark.parametrize("escaped", [True, False])
def test_both_forms_are_believed(kind: str, narrative: str, escaped: bool) -> None:
    assert verdict(signed_before(narrative, kind, escaped=escaped)) is Verdict.VERIFIED


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("signed_text", "shown"),
    [("a\tb", "a b"), ("a\tb", "a\\tb"), ("a\\tb", "a\tb"), ("\x1b", "\\u001B"), ("\\u001B", "\x1b")],
)
@pytest.mark.parametrize("escaped", [True, False])
def test_no_other_text_is_believed_in_either_form(
    kind: str, signed_text: str, shown: str, escaped: bool
) -> None:
    credential = signed_before(signed_text, kind, escaped=escaped)
    credential["evidence"][0]["narrative"] = shown
    assert verdict(credential) is Verdict.NOT_VERIFIED


def test_the_suites_of_today_believe_their_own_form_alone() -> None:
    older = signed_before("a\ttab", "eddsa-2022")
    older["proof"]["cryptosuite"] = "eddsa-rdfc-2022"
    assert verdict(older) is Verdict.NOT_VERIFIED
    assert verdict(signed(document("a\ttab"))) is Verdict.VERIFIED


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_signature_is_not_tried_twice(kind: str) -> None:
    credential = signed_before("a\ttab", kind)
    del credential["proof"]["proofValue"]
    with pytest.raises(ProofError) as refusal:
        VERIFIABLE[kind].verify(credential, credential["proof"], public_key=NORTHFIELD_SIGNER.public_key)
    assert refusal.value.code == "proof_value_missing"
