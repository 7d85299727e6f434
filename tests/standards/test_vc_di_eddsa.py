"""The test vectors of Data Integrity EdDSA Cryptosuites: every value from options to signature, byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential.canon import jcs
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import ProofError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.keys import LocalSigner, PublicKey, decode_public_key
from skillmark.credential.keys.multikey import multibase_decode
from skillmark.credential.proof import eddsa_jcs_2022, eddsa_rdfc_2022
from skillmark.credential.proof.suite import ProofOptions, options_of, unsecured

Vectors = Callable[[str], Path]
# The vectors use this context; it gives every unknown term an address, so it is for tests alone.
EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": (
        b'{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}'
    )
}
CONTEXTS = BUNDLED.extended(EXAMPLES)


@pytest.fixture
def read(standards: Vectors) -> Callable[[str], str]:
    return lambda name: standards(f"vc-di-eddsa/{name}").read_text(encoding="utf-8")


@pytest.fixture
def load(read: Callable[[str], str]) -> Callable[[str], Any]:
    return lambda name: json.loads(read(name))


def options_like(proof: dict[str, Any]) -> ProofOptions:
    """The options that a published proof was made with."""
    previous = proof.get("previousProof")
    return ProofOptions(
        verification_method=proof["verificationMethod"],
        created=datetime.fromisoformat(proof["created"]),
        proof_id=proof.get("id"),
        previous_proof=tuple(previous) if isinstance(previous, list) else previous,
    )


def test_rdfc_steps(read: Callable[[str], str], load: Callable[[str], Any]) -> None:
    folder = "eddsa-rdfc-2022"
    document = load("unsigned.json")
    options = load(f"{folder}/proofConfigDataInt.json")
    assert canonical_nquads(document, contexts=CONTEXTS).decode() == read(f"{folder}/canonDocDataInt.txt")
    assert canonical_nquads(options, contexts=CONTEXTS).decode() == read(f"{folder}/proofCanonDataInt.txt")
    data = eddsa_rdfc_2022.hash_data(document, options, contexts=CONTEXTS)
    assert data.hex() == read(f"{folder}/combinedHashDataInt.txt").strip()
    assert data[:32].hex() == read(f"{folder}/proofHashDataInt.txt").strip()
    assert data[32:].hex() == read(f"{folder}/docHashDataInt.txt").strip()


def test_jcs_steps(read: Callable[[str], str], load: Callable[[str], Any]) -> None:
    folder = "eddsa-jcs-2022"
    document = load("unsigned.json")
    options = load(f"{folder}/proofConfigJCS.json")
    assert jcs.canonicalize(document).decode() == read(f"{folder}/canonDocJCS.txt")
    assert jcs.canonicalize(options).decode() == read(f"{folder}/proofCanonJCS.txt")
    data = eddsa_jcs_2022.hash_data(document, options)
    assert data.hex() == read(f"{folder}/combinedHashJCS.txt").strip()
    assert data[:32].hex() == read(f"{folder}/proofHashJCS.txt").strip()
    assert data[32:].hex() == read(f"{folder}/docHashJCS.txt").strip()


def test_rdfc_signature_is_the_published_one(load: Callable[[str], Any], read: Callable[[str], str]) -> None:
    signer = LocalSigner.from_secret_multikey(load("keyPair.json")["privateKeyMultibase"])
    assert signer.public_multikey == load("keyPair.json")["publicKeyMultibase"]
    published = load("eddsa-rdfc-2022/signedDataInt.json")
    options = options_like(published["proof"])
    signed = eddsa_rdfc_2022.sign(load("unsigned.json"), signer=signer, options=options, contexts=CONTEXTS)
    assert signed == published
    value = multibase_decode(signed["proof"]["proofValue"])
    assert value.hex() == read("eddsa-rdfc-2022/sigHexDataInt.txt").strip()


def test_jcs_signature_is_the_published_one(load: Callable[[str], Any]) -> None:
    signer = LocalSigner.from_secret_multikey(load("keyPair.json")["privateKeyMultibase"])
    published = load("eddsa-jcs-2022/signedJCS.json")
    signed = eddsa_jcs_2022.sign(
        load("unsigned.json"), signer=signer, options=options_like(published["proof"])
    )
    assert signed == published


def key_of(proof: dict[str, Any]) -> PublicKey:
    return decode_public_key(proof["verificationMethod"].partition("#")[2])


@pytest.mark.parametrize(
    "name",
    [
        "eddsa-rdfc-2022/signedDataInt.json",
        "proof-set-chain/signedProofSet1.json",
        "proof-set-chain/signedProofSet2.json",
        "proof-set-chain/signedProofChain1.json",
        "proof-set-chain/signedProofChain2.json",
    ],
)
def test_every_proof_of_a_published_document_holds(load: Callable[[str], Any], name: str) -> None:
    document = load(name)
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    for proof in proofs:
        eddsa_rdfc_2022.verify(document, proof, public_key=key_of(proof), contexts=CONTEXTS)
    changed = document | {"name": "Another Credential"}
    for proof in proofs:
        with pytest.raises(ProofError):
            eddsa_rdfc_2022.verify(changed, proof, public_key=key_of(proof), contexts=CONTEXTS)


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("proof-set-chain/signedProofSet2.json", ["keyPair1", "keyPair2"]),
        ("proof-set-chain/signedProofChain2.json", ["keyPair1", "keyPair2", "keyPair3", "keyPair4"]),
    ],
)
def test_sets_and_chains_are_signed_as_published(
    load: Callable[[str], Any], name: str, pairs: list[str]
) -> None:
    keys = load("proof-set-chain/multiKeyPairs.json")
    published = load(name)
    document = load("proof-set-chain/unsigned.json")
    for pair, proof in zip(pairs, published["proof"], strict=True):
        signer = LocalSigner.from_secret_multikey(keys[pair]["privateKeyMultibase"])
        document = eddsa_rdfc_2022.sign(
            document, signer=signer, options=options_like(proof), contexts=CONTEXTS
        )
    assert document["proof"] == published["proof"]


def test_a_chain_without_its_first_link_is_refused(load: Callable[[str], Any]) -> None:
    document = load("proof-set-chain/signedProofChain1.json")
    last = document["proof"][-1]
    document["proof"] = [last]
    with pytest.raises(ProofError, match="builds on another proof"):
        eddsa_rdfc_2022.verify(document, last, public_key=key_of(last), contexts=CONTEXTS)


def test_employment_vector_signature_over_its_published_form(
    read: Callable[[str], str], load: Callable[[str], Any]
) -> None:
    # The vector's own context (citizenship v4rc1) is not among the official material, so its canonical form is read.
    folder = "eddsa-rdfc-2022/employ"
    proof = load(f"{folder}/signedDataInt.json")["proof"]
    proof_hash = hashlib.sha256(read(f"{folder}/proofCanonDataInt.txt").encode()).digest()
    data = proof_hash + hashlib.sha256(read(f"{folder}/canonDocDataInt.txt").encode()).digest()
    assert data.hex() == read(f"{folder}/combinedHashDataInt.txt").strip()
    assert key_of(proof).verify(multibase_decode(proof["proofValue"]), data)


def test_the_published_options_are_the_proof_without_value(load: Callable[[str], Any]) -> None:
    signed = load("eddsa-rdfc-2022/signedDataInt.json")
    options = options_of(signed["proof"], "eddsa-rdfc-2022") | {"@context": signed["@context"]}
    assert options == load("eddsa-rdfc-2022/proofConfigDataInt.json")
    assert unsecured(signed, signed["proof"]) == load("unsigned.json")
