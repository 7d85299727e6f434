"""The suites that sign a document as a whole, beyond their official vectors (test_ecdsa_sd.py has the other one)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.credential.badges import (
    CREATED,
    MALLORY_SIGNER,
    NORTHFIELD_KEY,
    NORTHFIELD_P256_SIGNER,
    NORTHFIELD_SIGNER,
    badge,
    changed,
    signed,
)

from skillmark.credential.errors import CredentialError, ProofError
from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.credential.proof import (
    SUITES,
    VERIFIABLE,
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    ecdsa_sd_2023,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
)
from skillmark.credential.proof.suite import ProofOptions

PUBLIC_KEY = NORTHFIELD_SIGNER.public_key
WHOLE = [name for name in SUITES if name != ecdsa_sd_2023.CRYPTOSUITE]
OPTIONS = ProofOptions(verification_method=NORTHFIELD_KEY, created=CREATED)


@pytest.mark.parametrize("name", WHOLE)
def test_a_proof_holds_for_its_document_and_key_alone(name: str) -> None:
    document = signed(badge(), suite=name)
    suite, proof = SUITES[name], document["proof"]
    signer = NORTHFIELD_P256_SIGNER if name.startswith("ecdsa") else NORTHFIELD_SIGNER
    suite.verify(document, proof, public_key=signer.public_key)
    with pytest.raises(ProofError) as refusal:
        suite.verify(document, proof, public_key=LocalSigner.generate(signer.public_key.kind).public_key)
    assert refusal.value.code == "signature_invalid"
    with pytest.raises(ProofError) as refusal:
        suite.verify(document, proof, public_key=LocalSigner.generate(KeyKind.RSA).public_key)
    assert refusal.value.code == "key_kind_mismatch"
    with pytest.raises(ProofError):
        suite.verify(changed(document, name="Another"), proof, public_key=signer.public_key)


@pytest.mark.parametrize("name", WHOLE)
def test_the_same_input_gives_the_same_proof(name: str) -> None:
    assert signed(badge(), suite=name) == signed(badge(), suite=name)


def test_the_rdfc_signature_survives_another_spelling_and_the_jcs_one_does_not() -> None:
    reordered = dict(reversed(list(badge().items())))
    reordered["type"] = list(reversed(reordered["type"]))
    rdfc, jcs = (signed(badge(), suite=name)["proof"] for name in ("eddsa-rdfc-2022", "eddsa-jcs-2022"))
    eddsa_rdfc_2022.verify(reordered | {"proof": rdfc}, rdfc, public_key=PUBLIC_KEY)
    with pytest.raises(ProofError):
        eddsa_jcs_2022.verify(reordered | {"proof": jcs}, jcs, public_key=PUBLIC_KEY)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("proofValue", None, "proof_value_missing"),
        ("proofValue", 7, "proof_value_missing"),
        ("proofValue", "u" + "A" * 86, "proof_value_invalid"),
        ("proofValue", "z0OIl", "proof_value_invalid"),
        ("proofValue", "z", "signature_invalid"),
        ("proofValue", "z" + "1" * 500, "proof_value_invalid"),
        ("type", "Ed25519Signature2020", "suite_mismatch"),
        ("cryptosuite", "eddsa-jcs-2022", "suite_mismatch"),
        ("previousProof", "urn:uuid:none", "previous_proof_missing"),
        ("previousProof", [], "previous_proof_invalid"),
        ("previousProof", [{}], "previous_proof_invalid"),
        ("previousProof", 7, "previous_proof_invalid"),
    ],
)
def test_malformed_proofs(member: str, value: Any, code: str) -> None:
    document = signed(badge())
    proof = document["proof"] | {member: value}
    if member == "previousProof":
        # Its meaning is settled before its links are followed.
        with pytest.raises(CredentialError):
            eddsa_rdfc_2022.verify(document, proof, public_key=PUBLIC_KEY)
        return
    with pytest.raises(ProofError) as refused:
        eddsa_rdfc_2022.verify(document, proof, public_key=PUBLIC_KEY)
    assert refused.value.code == code


def test_every_option_is_covered_by_the_signature() -> None:
    options = {
        "domain": "a.example",
        "challenge": "1",
        "nonce": "n",
        "proof_id": "urn:uuid:1",
        "expires": CREATED,
    }
    document = signed(badge(), **options)
    for member in ("domain", "challenge", "nonce", "id", "expires", "created"):
        proof = {name: value for name, value in document["proof"].items() if name != member}
        with pytest.raises(ProofError):
            eddsa_rdfc_2022.verify(document, proof, public_key=PUBLIC_KEY)


def test_signing_a_signed_document_makes_a_set() -> None:
    once = eddsa_rdfc_2022.sign(badge(), signer=NORTHFIELD_SIGNER, options=OPTIONS)
    twice = eddsa_rdfc_2022.sign(once, signer=MALLORY_SIGNER, options=OPTIONS)
    assert twice["proof"][0]["proofValue"] == once["proof"]["proofValue"]
    assert len(twice["proof"]) == 2


def test_what_can_be_checked_is_more_than_what_can_be_issued() -> None:
    assert set(VERIFIABLE) - set(SUITES) == {"eddsa-2022", "Ed25519Signature2020"}


@pytest.mark.parametrize("name", ["eddsa-jcs-2022", "ecdsa-jcs-2019"])
def test_json_without_contexts_is_signed_as_it_is(name: str) -> None:
    document = signed({"any": ["JSON", 1.5, None]}, suite=name)
    signer = NORTHFIELD_P256_SIGNER if name.startswith("ecdsa") else NORTHFIELD_SIGNER
    assert "@context" not in document["proof"]
    SUITES[name].verify(document, document["proof"], public_key=signer.public_key)
    for other in (document | {"any": []}, document | {"@context": "https://mallory.example/context"}):
        with pytest.raises(ProofError):
            SUITES[name].verify(other, document["proof"], public_key=signer.public_key)


@pytest.mark.parametrize("name", ["eddsa-jcs-2022", "ecdsa-jcs-2019"])
def test_no_context_may_be_added_to_signed_json(name: str) -> None:
    document = signed(badge(), suite=name)
    signer = NORTHFIELD_P256_SIGNER if name.startswith("ecdsa") else NORTHFIELD_SIGNER
    more = document | {"@context": [*document["@context"], "https://mallory.example/context"]}
    with pytest.raises(ProofError) as refusal:
        SUITES[name].verify(more, document["proof"], public_key=signer.public_key)
    assert refusal.value.code == "proof_context_differs"


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384])
@pytest.mark.parametrize("name", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
def test_the_longer_curve_signs_the_longer_hash(name: str, kind: KeyKind) -> None:
    signer = LocalSigner.generate(kind)
    document = signed(badge(), suite=name, signer=signer)
    SUITES[name].verify(document, document["proof"], public_key=signer.public_key)
    modules = {"ecdsa-rdfc-2019": ecdsa_rdfc_2019, "ecdsa-jcs-2019": ecdsa_jcs_2019}
    size = len(modules[name].hash_data(document, document["proof"], kind=kind))
    assert size == {KeyKind.P256: 64, KeyKind.P384: 96}[kind]
    other = LocalSigner.generate(KeyKind.P384 if kind is KeyKind.P256 else KeyKind.P256)
    with pytest.raises(ProofError, match="does not match"):
        SUITES[name].verify(document, document["proof"], public_key=other.public_key)
