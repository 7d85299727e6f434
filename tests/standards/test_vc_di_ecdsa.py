"""The test vectors of Data Integrity ECDSA Cryptosuites: every value from options to signature, byte for byte.

No exceptions. The description in `prCredUnsigned.json` is worded otherwise than in everything that is computed from it,
so that example starts from its signed document; its random names of nodes are compared by the places they stand for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.standards.vectors import CONTEXTS, key_of, options_like, without_proof

from skillmark.credential.canon import jcs
from skillmark.credential.errors import ProofError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.jsonld.selection import Statements, select
from skillmark.credential.keys import KeyKind, LocalSigner, decode_public_key, encode_public_key
from skillmark.credential.keys.multikey import multibase_decode, public_key_from_bytes
from skillmark.credential.proof import ecdsa_jcs_2019, ecdsa_rdfc_2019, ecdsa_sd_2023
from skillmark.credential.proof.ecdsa_sd_2023 import BaseProof, DerivedProof, Fresh
from skillmark.credential.proof.suite import options_of, signed_options

Read = Callable[[str], str]
Load = Callable[[str], Any]
CURVES = [("p256", KeyKind.P256, "sha256"), ("p384", KeyKind.P384, "sha384")]


@pytest.fixture
def read(standards: Callable[[str], Path]) -> Read:
    return lambda name: standards(f"vc-di-ecdsa/{name}").read_text(encoding="utf-8")


@pytest.fixture
def load(read: Read) -> Load:
    return lambda name: json.loads(read(name))


def signer_of(load: Load, curve: str) -> LocalSigner:
    pair = load(f"{curve}KeyPair.json")
    signer = LocalSigner.from_secret_multikey(pair["secretKeyMultibase"])
    assert signer.public_multikey == pair["publicKeyMultibase"]
    assert signer.secret_multikey() == pair["secretKeyMultibase"]
    return signer


# --- ecdsa-rdfc-2019 and ecdsa-jcs-2019 -----------------------------------------------------------------------


@pytest.mark.parametrize(("curve", "kind", "algorithm"), CURVES)
@pytest.mark.parametrize(("example", "unsigned"), [("", "unsigned.json"), ("employ/", "employmentAuth.json")])
def test_rdfc(
    read: Read, load: Load, curve: str, kind: KeyKind, algorithm: str, example: str, unsigned: str
) -> None:
    folder, suffix = f"ecdsa-rdfc-2019-{curve}/{example}", f"ECDSA{curve.upper()}"
    document, options = load(unsigned), load(f"{folder}proofConfig{suffix}.json")
    canonical = [
        canonical_nquads(part, contexts=CONTEXTS, algorithm=algorithm).decode()
        for part in (document, options)
    ]
    assert canonical == [read(f"{folder}canonDoc{suffix}.txt"), read(f"{folder}proofCanon{suffix}.txt")]
    data = ecdsa_rdfc_2019.hash_data(document, options, kind=kind, contexts=CONTEXTS)
    assert_hashes(read, folder, suffix, data)

    published = load(f"{folder}signed{suffix}.json")
    assert without_proof(published) == document
    signed = ecdsa_rdfc_2019.sign(
        document, signer=signer_of(load, curve), options=options_like(published["proof"]), contexts=CONTEXTS
    )
    assert signed == published
    assert_signature(read, folder, suffix, signed["proof"])
    ecdsa_rdfc_2019.verify(
        published, published["proof"], public_key=key_of(published["proof"]), contexts=CONTEXTS
    )
    with pytest.raises(ProofError, match="does not match"):
        ecdsa_rdfc_2019.verify(
            published | {"name": "Another"},
            published["proof"],
            public_key=key_of(published["proof"]),
            contexts=CONTEXTS,
        )


@pytest.mark.parametrize(("curve", "kind", "algorithm"), CURVES)
def test_jcs(read: Read, load: Load, curve: str, kind: KeyKind, algorithm: str) -> None:
    folder, suffix = f"ecdsa-jcs-2019-{curve}/", f"JCSECDSA{curve.upper()}"
    document, options = load("unsigned.json"), load(f"{folder}proofConfig{suffix}.json")
    canonical = [jcs.canonicalize(part).decode() for part in (document, options)]
    assert canonical == [read(f"{folder}canonDoc{suffix}.txt"), read(f"{folder}proofCanon{suffix}.txt")]
    data = ecdsa_jcs_2019.hash_data(document, options, kind=kind)
    assert data[len(data) // 2 :] == hashlib.new(algorithm, canonical[0].encode()).digest()
    assert_hashes(read, folder, suffix, data)

    published = load(f"{folder}signed{suffix}.json")
    signed = ecdsa_jcs_2019.sign(
        document, signer=signer_of(load, curve), options=options_like(published["proof"])
    )
    assert signed == published
    assert_signature(read, folder, suffix, signed["proof"])
    ecdsa_jcs_2019.verify(published, published["proof"], public_key=key_of(published["proof"]))


def assert_hashes(read: Read, folder: str, suffix: str, data: bytes) -> None:
    half = len(data) // 2
    assert data.hex() == read(f"{folder}combinedHash{suffix}.txt").strip()
    assert data[:half].hex() == read(f"{folder}proofHash{suffix}.txt").strip()
    assert data[half:].hex() == read(f"{folder}docHash{suffix}.txt").strip()


def assert_signature(read: Read, folder: str, suffix: str, proof: dict[str, Any]) -> None:
    assert proof["proofValue"] == read(f"{folder}sigBTC58{suffix}.txt").strip()
    assert multibase_decode(proof["proofValue"]).hex() == read(f"{folder}sigHex{suffix}.txt").strip()


# --- ecdsa-sd-2023 --------------------------------------------------------------------------------------------


class Example:
    """One of the two examples: its files, the document before it was signed, and the published keys."""

    def __init__(self, load: Load, name: str, selective: str) -> None:
        self.load = lambda file: load(f"ecdsa-sd-2023/{name}/{file}")
        self.signed = self.load("addSignedSDBase.json")
        self.document = without_proof(self.signed)
        self.proof = self.signed["proof"]
        self.selective = load(f"{selective}Selective.json")
        self.mandatory = load(f"{selective}Mandatory.json")
        keys = load("ecdsa-sd-2023/SDKeyMaterial.json")
        self.signer = LocalSigner.from_secret_multikey(keys["baseKeyPair"]["secretKeyMultibase"])
        self.public_key = decode_public_key(keys["baseKeyPair"]["publicKeyMultibase"])
        self.hmac_key = bytes.fromhex(keys["hmacKeyString"])
        own = LocalSigner.from_secret_multikey(keys["proofKeyPair"]["secretKeyMultibase"])
        self.fresh = Fresh(own, self.hmac_key)

    def statements(self) -> Statements:
        return Statements(self.document, relabel=ecdsa_sd_2023.hmac_labels(self.hmac_key), contexts=CONTEXTS)


@pytest.fixture(params=[("prc", "prCred"), ("employ", "employ")], ids=["prc", "employ"])
def example(request: pytest.FixtureRequest, load: Load) -> Example:
    return Example(load, *request.param)


def test_sd_the_employment_document_is_the_published_one(load: Load) -> None:
    assert Example(load, "employ", "employ").document == load("employmentAuth.json")


def test_sd_base_transformation(example: Example) -> None:
    canonical = canonical_nquads(example.document, contexts=CONTEXTS).decode()
    assert canonical.splitlines(keepends=True) == example.load("addBaseDocCanon.json")
    statements = example.statements()
    assert statements.lines == example.load("addBaseDocHMACCanon.json")
    transform = example.load("addBaseTransform.json")
    assert transform["hmacKeyString"].lower() == example.hmac_key.hex()
    assert transform["mandatoryPointers"] == example.mandatory
    chosen = statements.of(example.mandatory).lines
    grouped = {"mandatory": True, "nonMandatory": False}
    for name, wanted in grouped.items():
        found = [[index, line] for index, line in enumerate(statements.lines) if (line in chosen) is wanted]
        assert found == transform[name]["value"]


def test_sd_pointer_values(example: Example) -> None:
    for row in example.load("addPointerValues.json"):
        member = row["pointer"].removeprefix("/")
        assert select(example.document, [row["pointer"]]).document[member] == row["value"]


def test_sd_base_options_and_hashes(example: Example, read: Read) -> None:
    config = signed_options(example.document, options_of(example.proof, "ecdsa-sd-2023"))
    assert config == example.load("addProofConfig.json")
    name = "prc" if "PermanentResidentCardCredential" in example.document["type"] else "employ"
    canonical = canonical_nquads(config, contexts=CONTEXTS)
    assert canonical.decode() == read(f"ecdsa-sd-2023/{name}/addProofConfigCanon.txt").rstrip("\n") + "\n"
    hashes = example.load("addHashData.json")
    data = signed_data(example)
    assert data[:32].hex() == hashes["proofHash"]
    assert data[-32:].hex() == hashes["mandatoryHash"]
    assert public_key_from_bytes(data[32:-32]) == example.fresh.key.public_key


def signed_data(example: Example) -> bytes:
    """What the base signature is over: the published signature holds for it."""
    base = BaseProof.from_text(example.proof["proofValue"])
    mandatory = [row[1] for row in example.load("addBaseTransform.json")["mandatory"]["value"]]
    options = canonical_nquads(example.load("addProofConfig.json"), contexts=CONTEXTS)
    data = (
        hashlib.sha256(options).digest()
        + base.public_key
        + hashlib.sha256("".join(mandatory).encode()).digest()
    )
    assert example.public_key.verify(base.base_signature, data)
    return data


def test_sd_base_proof(example: Example) -> None:
    made = ecdsa_sd_2023.sign(
        example.document,
        signer=example.signer,
        options=options_like(example.proof),
        contexts=CONTEXTS,
        mandatory_pointers=example.mandatory,
        fresh=example.fresh,
    )
    assert json.dumps(made) == json.dumps(example.signed)
    ecdsa_sd_2023.verify_base(made, made["proof"], public_key=example.public_key, contexts=CONTEXTS)
    base = BaseProof.from_text(made["proof"]["proofValue"])
    raw = example.load("addRawBaseSignatureInfo.json")
    assert readable(base) == raw
    recovered = example.load("derivedRecoveredBaseData.json")
    assert recovered.pop("hmacKey") == base.hmac_key.hex()
    assert recovered.pop("proofPublicKey") == raw["publicKey"]
    assert recovered == {name: value for name, value in raw.items() if name != "publicKey"}


def readable(proof: BaseProof | DerivedProof) -> dict[str, Any]:
    """A proof as the vectors write it: bytes in hexadecimal, the proof's own key as a Multikey."""
    found: dict[str, Any] = {
        "baseSignature": proof.base_signature.hex(),
        "publicKey": encode_public_key(public_key_from_bytes(proof.public_key)),
        "signatures": [signature.hex() for signature in proof.signatures],
    }
    if isinstance(proof, BaseProof):
        return found | {"mandatoryPointers": proof.mandatory_pointers}
    labels = [[f"c14n{number}", proof.relabel(f"c14n{number}")] for number in proof.labels]
    return found | {"labelMap": labels, "mandatoryIndexes": proof.mandatory}


def test_sd_groups(example: Example) -> None:
    published = example.load("derivedAllGroupData.json")
    statements = example.statements()
    assert statements.lines == published["nquads"]
    labels = dict(published["labelMap"]["value"])
    # The random names that the published run gave its nodes stand where our labels stand for the same ones.
    places = dict(named_places(published["skolemized"]["compact"], ()))
    assert {places[f"urn:bnid:{name}"]: label for name, label in labels.items()} == {
        steps: label for (steps, _), label in statements.labels.items()
    }
    assert relabelled(published["deskolemizedNQuads"], labels) == set(statements.lines)
    pointers = {
        "mandatory": example.mandatory,
        "selective": example.selective,
        "combined": [*example.mandatory, *example.selective],
    }
    indexes = example.load("derivedGroupIndexes.json")
    for name, group in published["groups"].items():
        selected = statements.of(pointers[name])
        matching = [[index, line] for index, line in enumerate(statements.lines) if line in selected.lines]
        others = [[index, line] for index, line in enumerate(statements.lines) if line not in selected.lines]
        assert matching == group["matching"]["value"]
        assert others == group["nonMatching"]["value"]
        assert selected.lines == relabelled(group["deskolemizedNQuads"], labels)
        assert [index for index, _ in matching] == indexes[f"{name}Indexes"]
        if name == "mandatory":
            assert [index for index, _ in others] == indexes["nonMandatoryIndexes"]


def named_places(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"], place
        for name, member in value.items():
            yield from named_places(member, (*place, name))


def relabelled(lines: list[str], labels: dict[str, str]) -> set[str]:
    text = "".join(lines)
    for name, label in labels.items():
        text = text.replace(f"_:{name} ", f"_:{label} ")
    return set(text.splitlines(keepends=True))


def test_sd_derived_proof(example: Example) -> None:
    made = ecdsa_sd_2023.derive(example.signed, example.proof, pointers=example.selective, contexts=CONTEXTS)
    published = example.load("derivedRevealDocument.json")
    assert json.dumps(made) == json.dumps(published)
    assert without_proof(made) == example.load("derivedUnsignedReveal.json")
    derived = readable(DerivedProof.from_text(made["proof"]["proofValue"]))
    assert derived == example.load("verifyDerivedProofValue.json")
    disclosure = example.load("derivedDisclosureData.json")
    assert derived == disclosure | {"labelMap": disclosure["labelMap"]["value"]}
    assert (
        derived["mandatoryIndexes"] == example.load("derivedAdjMandatoryIndexes.json")["adjMandatoryIndexes"]
    )
    kept = example.load("derivedAdjSignatures.json")
    assert derived["signatures"] == kept["filteredSignatures"]
    base = BaseProof.from_text(example.proof["proofValue"])
    others = [row[0] for row in example.load("addBaseTransform.json")["nonMandatory"]["value"]]
    shown = example.load("derivedGroupIndexes.json")["selectiveIndexes"]
    assert [index for index, absolute in enumerate(others) if absolute in shown] == kept[
        "adjSignatureIndexes"
    ]
    assert len(base.signatures) == len(others)


def test_sd_verifying(example: Example) -> None:
    document = example.load("derivedRevealDocument.json")
    proof = document["proof"]
    derived = DerivedProof.from_text(proof["proofValue"])
    lines = Statements(without_proof(document), relabel=derived.relabel, contexts=CONTEXTS).lines
    assert lines == example.load("verifyNQuads.json")
    data = example.load("verifyCreateVerifyData.json")
    assert data["nonMandatory"] == [
        line for index, line in enumerate(lines) if index not in derived.mandatory
    ]
    mandatory = "".join(lines[index] for index in derived.mandatory)
    assert data["mandatoryHash"] == hashlib.sha256(mandatory.encode()).hexdigest()
    assert data["proofHash"] == example.load("addHashData.json")["proofHash"]
    read = readable(derived)
    assert all(read[name] == data[name] for name in ("baseSignature", "publicKey", "signatures"))
    ecdsa_sd_2023.verify(document, proof, public_key=example.public_key, contexts=CONTEXTS)
    changed = document | {"validUntil": "2099-12-16T23:59:59Z"}
    with pytest.raises(ProofError, match="does not match"):
        ecdsa_sd_2023.verify(changed, proof, public_key=example.public_key, contexts=CONTEXTS)


def test_sd_a_verifier_takes_no_base_proof(example: Example) -> None:
    with pytest.raises(ProofError) as refusal:
        ecdsa_sd_2023.verify(example.signed, example.proof, public_key=example.public_key, contexts=CONTEXTS)
    assert refusal.value.code == "base_proof"
