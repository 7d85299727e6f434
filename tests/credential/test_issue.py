"""Nothing leaves that would not verify."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from tests.credential.badges import (
    CREATED,
    NORTHFIELD_KEY,
    NORTHFIELD_P256_KEY,
    NORTHFIELD_P256_SIGNER,
    NORTHFIELD_SIGNER,
    NOW,
    OPEN_BADGES,
    VCDM,
    World,
    badge,
)

from skillmark.credential import IssueRefused, Policy, StaticResolver, derive, inspect, issue
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.did import did_for_key, verification_method_for_key
from skillmark.credential.errors import (
    CredentialError,
    KeyMaterialError,
    ProofError,
    UndefinedTerm,
    UnknownContext,
)
from skillmark.credential.keys import LocalSigner
from skillmark.credential.proof import SUITES


def issued(document: dict[str, Any], **options: Any) -> bytes:
    given = {"signer": NORTHFIELD_SIGNER, "verification_method": NORTHFIELD_KEY, "created": CREATED} | options
    return issue(document, **given)


@pytest.mark.parametrize("suite", list(SUITES))
def test_contexts_that_only_the_caller_knows_are_taken_for_what_they_are(suite: str) -> None:
    kitchen = "https://northfield.example/kitchen"
    contexts = BUNDLED.extended({kitchen: b'{"@context": {"oven": "https://northfield.example/#oven"}}'})
    document = badge() | {"oven": "gas"}
    document["@context"].append(kitchen)
    if suite.startswith("ecdsa"):
        keys = {"signer": NORTHFIELD_P256_SIGNER, "verification_method": NORTHFIELD_P256_KEY}
    else:
        keys = {}
    data = issued(document, suite=suite, contexts=contexts, **keys)
    if suite == "ecdsa-sd-2023":
        data = derive(data, pointers=["/oven", "/credentialSubject"], contexts=contexts)
    assert World(policy=Policy(contexts=contexts)).check(data).verdict == "verified"
    with pytest.raises(UnknownContext):
        issued(document, suite=suite, **keys)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_the_same_arguments_give_the_same_compact_bytes_which_verify(suite: str) -> None:
    document = badge()
    before = deepcopy(document)
    data = issued(document, suite=suite)
    assert data == issued(badge(), suite=suite)
    assert document == before
    assert b'": ' not in data
    assert "café".encode() in data
    assert World().check(data).verdict == "verified"


def test_with_a_did_key_nothing_else_is_needed() -> None:
    did = did_for_key(NORTHFIELD_SIGNER.public_multikey)
    key = verification_method_for_key(NORTHFIELD_SIGNER.public_multikey)
    data = issued(badge(did), verification_method=key)
    assert inspect(data, resolver=StaticResolver(), now=NOW).verdict == "verified"


def test_a_did_key_of_another_key_is_refused() -> None:
    other = verification_method_for_key(LocalSigner.generate().public_multikey)
    with pytest.raises(KeyMaterialError):
        issued(badge(), verification_method=other)


class BrokenSigner:
    """A signer whose answers do not fit its published key, as a misconfigured key service would give."""

    public_key = NORTHFIELD_SIGNER.public_key
    public_multikey = NORTHFIELD_SIGNER.public_multikey

    def sign(self, data: bytes) -> bytes:
        return LocalSigner.from_seed(bytes(32)).sign(data)


def test_a_signature_that_does_not_verify_never_leaves() -> None:
    with pytest.raises(ProofError):
        issued(badge(), signer=BrokenSigner())


def without(path: str) -> dict[str, Any]:
    document = badge()
    *holders, last = path.split(".")
    holder: Any = document
    for name in holders:
        holder = holder[int(name)] if name.isdigit() else holder[name]
    del holder[int(last) if last.isdigit() else last]
    return document


@pytest.mark.parametrize(
    "path",
    [
        "id",
        "issuer",
        "issuer.id",
        "issuer.type",
        "validFrom",
        "credentialSubject",
        "credentialSubject.achievement",
        "credentialSubject.identifier",
        "credentialSubject.type",
        "credentialSubject.identifier.0.hashed",
        "credentialSubject.identifier.0.identityHash",
        "credentialSubject.identifier.0.identityType",
        "credentialSubject.achievement.id",
        "credentialSubject.achievement.name",
        "credentialSubject.achievement.description",
        "credentialSubject.achievement.criteria",
        "credentialSubject.achievement.criteria.narrative",
        "credentialSubject.achievement.alignment.0.targetName",
        "credentialSubject.achievement.alignment.0.targetUrl",
        "credentialSubject.achievement.resultDescription.0.id",
        "credentialSubject.achievement.resultDescription.0.name",
        "credentialSubject.achievement.resultDescription.0.resultType",
        "credentialSubject.achievement.resultDescription.1.rubricCriterionLevel.0.name",
        "credentialSubject.result.0.type",
        "evidence.0.type",
    ],
)
def test_every_required_member_is_asked_for_by_its_path(path: str) -> None:
    with pytest.raises(IssueRefused) as refusal:
        issued(without(path))
    named = path.rpartition(".")[0] if path.endswith(("identifier", "narrative")) else path
    spelled = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in named.split(".")).lstrip(".")
    assert any(f"“{spelled}" in problem for problem in refusal.value.problems), refusal.value.problems


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"@context": [OPEN_BADGES, VCDM]}, "must begin with"),
        ({"@context": [VCDM]}, "second place"),
        ({"id": "badge 1"}, "absolute address"),
        ({"validUntil": "2029-01-15"}, "time zone"),
        ({"validUntil": "next year"}, "time zone"),
        ({"issuer": "not an address"}, "absolute address"),
        ({"type": "OpenBadgeCredential"}, "must include VerifiableCredential"),
        ({"credentialStatus": {"id": "urn:x:1"}}, "“credentialStatus.type” is missing"),
        ({"credentialSchema": {"id": "https://a.example/"}}, "“credentialSchema.type” is missing"),
        ({"proof": {}}, "signed already"),
    ],
)
def test_what_is_wrongly_written_is_refused(members: dict[str, Any], words: str) -> None:
    with pytest.raises(IssueRefused, match=words):
        issued(badge() | members)


def test_a_result_on_no_scale_of_the_achievement_is_refused() -> None:
    document = badge()
    document["credentialSubject"]["result"][0]["resultDescription"] = "urn:uuid:elsewhere"
    with pytest.raises(IssueRefused, match="names no scale"):
        issued(document)


def test_a_status_result_needs_its_status() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["resultDescription"][0]["resultType"] = "Status"
    with pytest.raises(IssueRefused, match="status” is missing"):
        issued(document)


def test_a_member_without_meaning_is_refused_with_its_place() -> None:
    document = badge()
    document["credentialSubject"]["shoeSize"] = 38
    with pytest.raises(UndefinedTerm, match="shoeSize"):
        issued(document)


@pytest.mark.parametrize("suite", ["eddsa-2022", "none", "ecdsa-rdfc-2019"])
def test_other_suites_are_not_issued(suite: str) -> None:
    with pytest.raises(ProofError):
        issued(badge(), suite=suite)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", 10**40])
def test_values_that_json_cannot_carry_are_refused(value: Any) -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["creditsAvailable"] = value
    with pytest.raises(CredentialError):
        issued(document)


def test_the_bytes_are_json_with_the_proof_at_the_end() -> None:
    document = json.loads(issued(badge()))
    assert list(document)[-1] == "proof"
    assert {name: value for name, value in document.items() if name != "proof"} == badge()
