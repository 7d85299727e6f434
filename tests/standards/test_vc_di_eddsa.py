"""The test vectors of Data Integrity EdDSA Cryptosuites: every value from options to signature, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.standards.vectors import CONTEXTS, key_of, options_like, without_proof

from skillmark.credential.canon import jcs
from skillmark.credential.errors import ProofError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.keys import LocalSigner
from skillmark.credential.keys.multikey import multibase_decode
from skillmark.credential.proof import ed25519_signature_2020, eddsa_jcs_2022, eddsa_rdfc_2022
from skillmark.credential.proof.suite import options_of, unsecured

Vectors = Callable[[str], Path]
RDFC = [
    ("eddsa-rdfc-2022", "unsigned.json", "DataInt"),
    ("eddsa-rdfc-2022/employ", "employmentAuth.json", "DataInt"),
]


@pytest.fixture
def read(standards: Vectors) -> Callable[[str], str]:
    return lambda name: standards(f"vc-di-eddsa/{name}").read_text(encoding="utf-8")


@pytest.fixture
def load(read: Callable[[str], str]) -> Callable[[str], Any]:
    return lambda name: json.loads(read(name))


@pytest.mark.parametrize(("folder", "unsigned", "suffix"), RDFC)
def test_rdfc_steps(
    read: Callable[[str], str], load: Callable[[str], Any], folder: str, unsigned: str, suffix: str
) -> None:
    document = load(unsigned)
    options = load(f"{folder}/proofConfig{suffix}.json")
    assert canonical_nquads(document, contexts=CONTEXTS).decode() == read(f"{folder}/canonDoc{suffix}.txt")
    assert canonical_nquads(options, contexts=CONTEXTS).decode() == read(f"{folder}/proofCanon{suffix}.txt")
    data = eddsa_rdfc_2022.hash_data(document, options, contexts=CONTEXTS)
    assert data.hex() == read(f"{folder}/combinedHash{suffix}.txt").strip()
    assert data[:32].hex() == read(f"{folder}/proofHash{suffix}.txt").strip()
    assert data[32:].hex() == read(f"{folder}/docHash{suffix}.txt").strip()


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


@pytest.mark.parametrize(("folder", "unsigned", "suffix"), RDFC)
def test_rdfc_signature_is_the_published_one(
    load: Callable[[str], Any], read: Callable[[str], str], folder: str, unsigned: str, suffix: str
) -> None:
    signer = LocalSigner.from_secret_multikey(load("keyPair.json")["privateKeyMultibase"])
    assert signer.public_multikey == load("keyPair.json")["publicKeyMultibase"]
    published = load(f"{folder}/signed{suffix}.json")
    assert without_proof(published) == load(unsigned)
    options = options_like(published["proof"])
    signed = eddsa_rdfc_2022.sign(load(unsigned), signer=signer, options=options, contexts=CONTEXTS)
    assert signed == published
    assert signed["proof"]["proofValue"] == read(f"{folder}/sigBTC58{suffix}.txt").strip()
    assert (
        multibase_decode(signed["proof"]["proofValue"]).hex() == read(f"{folder}/sigHex{suffix}.txt").strip()
    )


def test_jcs_signature_is_the_published_one(load: Callable[[str], Any], read: Callable[[str], str]) -> None:
    signer = LocalSigner.from_secret_multikey(load("keyPair.json")["privateKeyMultibase"])
    published = load("eddsa-jcs-2022/signedJCS.json")
    signed = eddsa_jcs_2022.sign(
        load("unsigned.json"), signer=signer, options=options_like(published["proof"])
    )
    assert signed == published
    eddsa_jcs_2022.verify(published, published["proof"], public_key=signer.public_key)
    assert signed["proof"]["proofValue"] == read("eddsa-jcs-2022/sigBTC58JCS.txt").strip()
    assert (
        multibase_decode(signed["proof"]["proofValue"]).hex() == read("eddsa-jcs-2022/sigHexJCS.txt").strip()
    )


def test_signature_2020(read: Callable[[str], str], load: Callable[[str], Any]) -> None:
    folder = "Ed25519Signature2020"
    published, options = load(f"{folder}/signedEdSig.json"), load(f"{folder}/proofConfigEdSig.json")
    document, proof = without_proof(published), published["proof"]
    assert canonical_nquads(document, contexts=CONTEXTS).decode() == read(f"{folder}/canonDocEdSig.txt")
    assert canonical_nquads(options, contexts=CONTEXTS).decode() == read(f"{folder}/proofCanonEdSig.txt")
    data = ed25519_signature_2020.hash_data(published, proof, contexts=CONTEXTS)
    assert data.hex() == read(f"{folder}/combinedHashEdSig.txt").strip()
    assert data[:32].hex() == read(f"{folder}/proofHashEdSig.txt").strip()
    assert data[32:].hex() == read(f"{folder}/docHashEdSig.txt").strip()
    assert proof["proofValue"] == read(f"{folder}/sigBTC58EdSig.txt").strip()
    assert multibase_decode(proof["proofValue"]).hex() == read(f"{folder}/sigHexEdSig.txt").strip()
    # The suite is not made any more; with the published key the same bytes come out all the same.
    signer = LocalSigner.from_secret_multikey(load("keyPair.json")["privateKeyMultibase"])
    assert signer.sign(data) == multibase_decode(proof["proofValue"])
    ed25519_signature_2020.verify(published, proof, public_key=key_of(proof), contexts=CONTEXTS)
    for changed in (
        published | {"name": "Another"},
        published | {"proof": proof | {"created": "2024-01-01T00:00:00Z"}},
    ):
        with pytest.raises(ProofError, match="does not match"):
            ed25519_signature_2020.verify(
                changed, changed["proof"], public_key=key_of(proof), contexts=CONTEXTS
            )


@pytest.mark.parametrize(
    "name",
    [
        "eddsa-rdfc-2022/signedDataInt.json",
        "eddsa-rdfc-2022/employ/signedDataInt.json",
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


@pytest.mark.parametrize(
    ("number", "signed", "position"),
    [
        ("Set", "signedProofSet2.json", 0),
        ("Chain", "signedProofChain2.json", 2),
    ],
)
def test_what_each_proof_of_a_set_or_chain_says_of_itself(
    load: Callable[[str], Any], number: str, signed: str, position: int
) -> None:
    proofs = load(f"proof-set-chain/{signed}")["proof"]
    for step in (1, 2):
        proof = proofs[position + step - 1]
        assert proof == load(f"proof-set-chain/proof{number}ConfigSigned{step}.json")
        assert options_of(proof, "eddsa-rdfc-2022") == load(f"proof-set-chain/proof{number}Config{step}.json")


@pytest.mark.parametrize(
    ("position", "covered"), [(2, "proofChainTempDoc1.json"), (3, "proofChainTempDoc2.json")]
)
def test_a_chained_proof_covers_the_proofs_before_it(
    load: Callable[[str], Any], position: int, covered: str
) -> None:
    document = load("proof-set-chain/signedProofChain2.json")
    assert unsecured(document, document["proof"][position]) == load(f"proof-set-chain/{covered}")


def test_the_published_options_are_the_proof_without_value(load: Callable[[str], Any]) -> None:
    signed = load("eddsa-rdfc-2022/signedDataInt.json")
    options = options_of(signed["proof"], "eddsa-rdfc-2022") | {"@context": signed["@context"]}
    assert options == load("eddsa-rdfc-2022/proofConfigDataInt.json")
    assert unsecured(signed, signed["proof"]) == load("unsigned.json")
