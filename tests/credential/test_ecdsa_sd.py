"""Selective disclosure by ecdsa-sd-2023, beyond its official vectors: whoever shows a part can change nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import (
    CREATED,
    NORTHFIELD_P256_KEY,
    NORTHFIELD_P256_SIGNER,
    badge,
    changed,
    endorsement,
    signed,
)
from tests.credential.test_selection import everywhere

from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import CredentialError, ProofError
from skillmark.credential.jsonld.selection import PointerError, relabelled
from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.credential.keys.multikey import base64url_encode, public_key_bytes
from skillmark.credential.proof import cbor, ecdsa_sd_2023
from skillmark.credential.proof.ecdsa_sd_2023 import (
    BaseProof,
    DerivedProof,
    derive,
    sign,
    verify,
    verify_base,
)
from skillmark.credential.proof.suite import ProofOptions

PUBLIC_KEY = NORTHFIELD_P256_SIGNER.public_key
OPTIONS = ProofOptions(verification_method=NORTHFIELD_P256_KEY, created=CREATED)
MANDATORY = ("/issuer", "/validFrom", "/validUntil")
SHOWN = ("/name", "/credentialSubject/achievement/name", "/credentialSubject/result/0", "/evidence")


def base(document: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Northfield's badge with a base proof."""
    given_options = {"signer": NORTHFIELD_P256_SIGNER, "options": OPTIONS, "mandatory_pointers": MANDATORY}
    return sign(document or badge(), **given_options | more)


def part(document: dict[str, Any], *pointers: str) -> dict[str, Any]:
    return derive(document, document["proof"], pointers=pointers)


# Made once: each has a key of its own.
BASE = base()
DERIVED = part(BASE, *SHOWN)
VALUE = DerivedProof.from_text(DERIVED["proof"]["proofValue"])


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(CredentialError) as refusal:
        call()
    return refusal.value.code


def with_value(document: dict[str, Any], value: Any) -> dict[str, Any]:
    return document | {"proof": document["proof"] | {"proofValue": value}}


def check(document: dict[str, Any]) -> None:
    verify(document, document["proof"], public_key=PUBLIC_KEY)


def check_base(document: dict[str, Any]) -> None:
    verify_base(document, document["proof"], public_key=PUBLIC_KEY)


def test_a_part_holds_and_shows_what_was_asked_for_and_what_is_mandatory() -> None:
    check(DERIVED)
    assert list(DERIVED) == [
        "@context", "id", "type", "issuer", "validFrom", "validUntil", "name", "credentialSubject", "evidence", "proof",
    ]  # fmt: skip
    assert DERIVED["credentialSubject"].keys() == {"type", "achievement", "result"}
    assert len(DERIVED["credentialSubject"]["result"]) == 1
    assert DERIVED["proof"] | {"proofValue": ""} == BASE["proof"] | {"proofValue": ""}


def test_every_proof_has_its_own_key_and_names() -> None:
    one, two = (BaseProof.from_text(document["proof"]["proofValue"]) for document in (BASE, base()))
    assert one.public_key != two.public_key
    assert one.hmac_key != two.hmac_key
    assert not set(one.signatures) & set(two.signatures)


def test_a_verifier_never_sees_the_key_of_the_names() -> None:
    hidden = BaseProof.from_text(BASE["proof"]["proofValue"]).hmac_key
    assert hidden not in cbor.encode([VALUE.base_signature, VALUE.public_key, VALUE.signatures, VALUE.labels])


@given(st.sets(st.sampled_from(everywhere(badge()))))
def test_any_part_holds_and_is_in_the_whole(pointers: set[str]) -> None:
    shown = part(BASE, *sorted(pointers))
    check(shown)
    assert is_part(shown | {"proof": None}, BASE | {"proof": None})
    assert all(name in shown for name in ("issuer", "validFrom", "validUntil"))


def is_part(small: Any, large: Any) -> bool:
    if isinstance(small, dict):
        return all(name in large and is_part(value, large[name]) for name, value in small.items())
    if isinstance(small, list):
        return all(any(is_part(value, other) for other in large) for value in small)
    return bool(small == large)


@given(
    st.sampled_from([pointer for pointer in everywhere(DERIVED) if not pointer.startswith("/proof/")]),
    st.booleans(),
)
def test_whatever_is_changed_or_left_out_of_a_part_is_noticed(pointer: str, leave_out: bool) -> None:
    document = deepcopy(DERIVED)
    *way, last = [int(step) if step.isdigit() else step for step in pointer[1:].split("/")]
    holder: Any = document
    for step in way:
        holder = holder[step]
    if leave_out or not isinstance(holder[last], str | bool):
        del holder[last]
    else:
        holder[last] = "urn:x:changed" if isinstance(holder[last], str) else not holder[last]
    with pytest.raises((CredentialError, KeyError)):
        check(document)


@pytest.mark.parametrize("member", ["created", "verificationMethod", "proofPurpose"])
def test_the_options_are_covered(member: str) -> None:
    with pytest.raises(CredentialError):
        check(DERIVED | {"proof": DERIVED["proof"] | {member: "2030-01-01T00:00:00Z"}})


def test_two_credentials_of_one_issuer_do_not_mix() -> None:
    other = part(base(changed(badge(), name="Another")), *SHOWN)
    assert code_of(lambda: check(with_value(DERIVED, other["proof"]["proofValue"]))) == "signature_invalid"
    value = DerivedProof.from_text(other["proof"]["proofValue"])
    mixed = replace(VALUE, public_key=value.public_key, signatures=value.signatures, labels=value.labels)
    assert code_of(lambda: check(with_value(other, mixed.to_text()))) == "signature_invalid"


LABELS = list(VALUE.labels.values())


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"base_signature": bytes(64)}, "signature_invalid"),
        ({"signatures": VALUE.signatures[:-1]}, "signature_count"),
        ({"signatures": [*VALUE.signatures, VALUE.signatures[0]]}, "signature_count"),
        ({"signatures": VALUE.signatures[::-1]}, "signature_invalid"),
        ({"signatures": [bytes(64), *VALUE.signatures[1:]]}, "signature_invalid"),
        ({"labels": {0: LABELS[1], 1: LABELS[0]} | dict(enumerate(LABELS[2:], 2))}, "signature_invalid"),
        ({"labels": dict(enumerate(LABELS[:-1]))}, "labels_differ"),
        ({"labels": dict(enumerate([*LABELS, bytes(32)]))}, "labels_differ"),
        ({"labels": {number + 1: label for number, label in enumerate(LABELS)}}, "labels_differ"),
        ({"labels": dict.fromkeys(range(len(LABELS)), LABELS[0])}, "proof_value_invalid"),
        ({"labels": {0: bytes(31)}}, "proof_value_invalid"),
        ({"labels": {0: 1}}, "proof_value_invalid"),
        ({"labels": []}, "proof_value_invalid"),
        ({"mandatory": VALUE.mandatory[:-1]}, "signature_invalid"),
        ({"mandatory": [*VALUE.mandatory, 9999]}, "signature_count"),
        ({"mandatory": VALUE.mandatory[::-1]}, "proof_value_invalid"),
        ({"mandatory": [0, 0]}, "proof_value_invalid"),
        ({"mandatory": ["0"]}, "proof_value_invalid"),
        ({"mandatory": 0}, "proof_value_invalid"),
        ({"base_signature": bytes(63)}, "proof_value_invalid"),
        ({"base_signature": "text"}, "proof_value_invalid"),
        ({"public_key": VALUE.public_key[:-1]}, "proof_value_invalid"),
        ({"signatures": [bytes(63)]}, "proof_value_invalid"),
        ({"signatures": b""}, "proof_value_invalid"),
        (
            {"public_key": public_key_bytes(LocalSigner.generate(KeyKind.P256).public_key)},
            "signature_invalid",
        ),
    ],
)
def test_what_a_derived_proof_may_not_be(members: dict[str, Any], code: str) -> None:
    document = with_value(DERIVED, replace(VALUE, **members).to_text())
    assert code_of(lambda: check(document)) == code


@pytest.mark.parametrize("own", [b"\x80\x24\x02" + b"\xff" * 32, b"\xe7\x01\x02" + bytes(32), b"\x00" * 35])
def test_an_own_key_that_is_none_is_refused_even_where_the_issuer_signed_it(own: bytes) -> None:
    lines = relabelled(changed(DERIVED, proof=None), relabel=VALUE.relabel)
    mandatory = [lines[index] for index in VALUE.mandatory]
    data = ecdsa_sd_2023._sign_data(DERIVED, DERIVED["proof"], own, mandatory, BUNDLED)
    value = replace(VALUE, base_signature=NORTHFIELD_P256_SIGNER.sign(data), public_key=own)
    assert code_of(lambda: check(with_value(DERIVED, value.to_text()))) == "proof_value_invalid"


def test_a_part_without_any_signed_statement_is_no_part() -> None:
    everything = [f"/{name}" for name in badge() if name not in {"@context", "id", "type"}]
    document = part(base(mandatory_pointers=everything))
    value = DerivedProof.from_text(document["proof"]["proofValue"])
    assert value.signatures == []
    check(document)
    assert code_of(lambda: check(document | {"name": "Another"})) == "signature_invalid"


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        "u",
        "z" + "1" * 88,
        "u2V0",
        "u!!!!",
        "u2V0BhQ==",
        "u" + base64url_encode(b"\xd9\x5d\x02" + cbor.encode([])),
        "u" + base64url_encode(b"\xd9\x5d\x01" + cbor.encode([])),
        "u" + base64url_encode(b"\xd9\x5d\x01" + cbor.encode([b""] * 6)),
        "u" + base64url_encode(b"\xd9\x5d\x01" + cbor.encode({1: 2})),
        "u" + base64url_encode(b"\xd9\x5d\x01"),
        "u" + base64url_encode(b"\xd9\x5d\x01" + b"\x85" * 200),
        "u" + base64url_encode(b"\xd9\x5d\x00" + cbor.encode([b"", b"", b"", [], []])),
    ],
)
def test_values_that_are_no_proof(value: Any) -> None:
    codes = {"proof_value_invalid", "proof_value_missing", "base_proof"}
    assert code_of(lambda: check(with_value(DERIVED, value))) in codes
    assert code_of(lambda: check_base(with_value(BASE, value))) in codes
    assert not ecdsa_sd_2023.is_base(BASE["proof"] | {"proofValue": value})


@pytest.mark.parametrize(
    "members",
    [
        {"hmac_key": bytes(31)},
        {"signatures": [b""]},
        {"mandatory_pointers": "/issuer"},
        {"mandatory_pointers": [1]},
    ],
)
def test_what_a_base_proof_may_not_be(members: dict[str, Any]) -> None:
    value = replace(BaseProof.from_text(BASE["proof"]["proofValue"]), **members).to_text()
    assert code_of(lambda: part(with_value(BASE, value))) == "proof_value_invalid"


def test_base_and_derived_proofs_are_not_taken_for_each_other() -> None:
    check_base(BASE)
    assert code_of(lambda: check(BASE)) == "base_proof"
    assert code_of(lambda: check_base(DERIVED)) == "derived_proof"
    assert code_of(lambda: part(DERIVED, "/issuer")) == "derived_proof"
    assert ecdsa_sd_2023.is_base(BASE["proof"])
    assert not ecdsa_sd_2023.is_base(DERIVED["proof"])
    assert not ecdsa_sd_2023.is_base(BASE["proof"] | {"cryptosuite": "ecdsa-rdfc-2019"})


def test_a_base_proof_holds_for_its_document_and_key_alone() -> None:
    other = LocalSigner.generate(KeyKind.P256).public_key
    assert code_of(lambda: verify_base(BASE, BASE["proof"], public_key=other)) == "signature_invalid"
    for members in ({"name": "Another"}, {"validUntil": "2099-01-15T09:00:00Z"}):
        with pytest.raises(ProofError) as refusal:
            check_base(BASE | members)
        assert refusal.value.code == "signature_invalid"
    assert code_of(lambda: check_base(changed(BASE, name=None))) == "signature_count"


def test_nothing_is_derived_from_what_was_changed() -> None:
    assert code_of(lambda: part(BASE | {"name": "Another"}, "/name")) == "signature_invalid"
    assert code_of(lambda: part(changed(BASE, name=None), "/evidence")) == "signature_count"
    assert (
        code_of(lambda: part(BASE | {"awardedDate": "2020-01-14T16:00:00Z"}, "/awardedDate"))
        == "signature_invalid"
    )


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P384])
def test_only_p256_keys(kind: KeyKind) -> None:
    signer = LocalSigner.generate(kind)
    for call in (
        lambda: base(signer=signer),
        lambda: verify(DERIVED, DERIVED["proof"], public_key=signer.public_key),
        lambda: verify_base(BASE, BASE["proof"], public_key=signer.public_key),
    ):
        assert code_of(call) == "key_kind_mismatch"


@pytest.mark.parametrize("call", [check, part, check_base])
def test_proofs_of_other_suites_are_not_read(call: Callable[[dict[str, Any]], object]) -> None:
    document = DERIVED | {"proof": DERIVED["proof"] | {"cryptosuite": "ecdsa-rdfc-2019"}}
    assert code_of(lambda: call(document)) == "suite_mismatch"


def test_pointers_that_lead_nowhere_are_refused_when_signing_and_when_deriving() -> None:
    with pytest.raises(PointerError):
        base(mandatory_pointers=("/nothing",))
    with pytest.raises(PointerError):
        part(BASE, "/nothing")


def test_something_must_be_shown() -> None:
    nothing = base(mandatory_pointers=())
    assert code_of(lambda: part(nothing)) == "nothing_shown"
    check(part(nothing, "/name"))


def test_with_ordered_lists_and_credentials_inside() -> None:
    document = badge()
    achievement = document["credentialSubject"]["achievement"]
    achievement["resultDescription"][0]["allowedValue"] = ["Pass", "Merit"]
    achievement["endorsement"] = [signed(endorsement())]
    whole = base(document)
    path = "/credentialSubject/achievement"
    shown = part(
        whole, f"{path}/resultDescription/0/allowedValue", f"{path}/endorsement/0/proof", f"{path}/name"
    )
    check(shown)
    inside = shown["credentialSubject"]["achievement"]
    assert inside["resultDescription"][0]["allowedValue"] == ["Pass", "Merit"]
    turned = deepcopy(shown)
    turned["credentialSubject"]["achievement"]["resultDescription"][0]["allowedValue"] = ["Merit", "Pass"]
    with pytest.raises(ProofError):
        check(turned)


def test_in_a_set_only_the_derived_proof_goes_with_the_part() -> None:
    both = signed(base())
    assert len(both["proof"]) == 2
    shown = derive(both, both["proof"][0], pointers=("/name",))
    check(shown)


def test_a_base_proof_that_builds_on_another_is_not_derived_from() -> None:
    first = signed(badge(), proof_id="urn:uuid:1")
    chained = base(first, options=replace(OPTIONS, previous_proof="urn:uuid:1"))
    proof = chained["proof"][1]
    verify_base(chained, proof, public_key=PUBLIC_KEY)
    assert code_of(lambda: derive(chained, proof, pointers=("/name",))) == "previous_proof"
