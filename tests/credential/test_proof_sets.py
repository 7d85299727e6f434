"""Several signatures on one badge: each is reported, all must hold, and none is taken for more than it is (step 4)."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from tests.credential.badges import (
    CREATED,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_P256_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    World,
    badge,
    changed,
    controller_document,
    signed,
)

from skillmark.credential import Check, Outcome, Policy
from skillmark.credential.errors import ProofError
from skillmark.credential.proof import ed25519_signature_2020, eddsa_rdfc_2022
from skillmark.credential.proof.suite import ProofOptions, attach, previous_proofs

OPTIONS = ProofOptions(verification_method=NORTHFIELD_KEY, created=CREATED)
SUITE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
ONE, TWO, THREE = "urn:uuid:1", "urn:uuid:2", "urn:uuid:3"


def step(document: dict[str, Any], **world: Any) -> Check:
    return World(**world).check(document).check(4)


def signatures(document: dict[str, Any], **world: Any) -> list[tuple[str, str]]:
    """How each signature ended, and its code."""
    return [(row["outcome"], row["code"]) for row in step(document, **world).fact["signatures"]]


def chain() -> dict[str, Any]:
    """Northfield's badge with a signature, a second one on it, and a third one on that."""
    document = signed(badge(), proof_id=ONE)
    document = signed(
        document,
        proof_id=TWO,
        previous_proof=ONE,
        suite="ecdsa-rdfc-2019",
        verification_method=NORTHFIELD_P256_KEY,
    )
    return signed(document, proof_id=THREE, previous_proof=(TWO,), suite="eddsa-jcs-2022")


def with_proof(document: dict[str, Any], index: int, **members: Any) -> dict[str, Any]:
    """The document with other members in one of its proofs; None removes one."""
    copy = deepcopy(document)
    for name, value in members.items():
        if value is None:
            del copy["proof"][index][name]
        else:
            copy["proof"][index][name] = value
    return copy


# --- sets -----------------------------------------------------------------------------------------------------


def both(**second: Any) -> dict[str, Any]:
    given = {"suite": "ecdsa-jcs-2019", "verification_method": NORTHFIELD_P256_KEY} | second
    return signed(signed(badge()), **given)


def test_every_signature_is_checked_and_reported() -> None:
    check = step(both())
    assert check.outcome is Outcome.PASSED
    assert check.fact["proofs"] == 2
    assert check.fact["signatures"] == [
        {"suite": "eddsa-rdfc-2022", "outcome": "passed", "code": ""},
        {"suite": "ecdsa-jcs-2019", "outcome": "passed", "code": ""},
    ]
    assert "Signature 1: The signature matches" in check.detail
    assert "Signature 2: The signature matches" in check.detail


def test_one_signature_is_not_numbered() -> None:
    assert step(signed(badge())).detail == "The signature matches: nothing was changed since it was signed."


def test_the_sentences_around_a_finding_can_be_translated_like_the_finding() -> None:
    def upper(template: str) -> str:
        return template.upper().replace("{NUMBER}", "{number}").replace("{FINDING}", "{finding}")

    assert step(both()).say(upper).startswith("SIGNATURE 1: THE SIGNATURE MATCHES")


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_one_good_signature_does_not_make_up_for_a_bad_one(order: slice) -> None:
    document = both()
    document["proof"] = [document["proof"][0], document["proof"][0] | {"created": "2026-01-16T09:00:00Z"}][
        order
    ]
    check = step(document)
    assert (check.outcome, check.code) == (Outcome.FAILED, "signature_invalid")
    assert sorted(signatures(document)) == [("failed", "signature_invalid"), ("passed", "")]
    assert World().check(document).verdict == "not_verified"


@pytest.mark.parametrize(
    "kind", [{"cryptosuite": "bbs-2023"}, {"type": "JsonWebSignature2020"}, {"cryptosuite": 7}]
)
def test_a_signature_of_an_unknown_kind_leaves_a_set_open(kind: dict[str, Any]) -> None:
    document = with_proof(both(), 1, **kind)
    check = step(document)
    assert (check.outcome, check.code) == (Outcome.UNKNOWN, "proof_type_unsupported")
    assert signatures(document) == [("passed", ""), ("unknown", "proof_type_unsupported")]
    assert World().check(document).verdict != "verified"


def test_signatures_of_others_are_welcome_and_named() -> None:
    document = both(suite="eddsa-rdfc-2022", signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    report = World().check(document)
    assert report.verdict == "verified"
    assert any("mallory.example" in warning for warning in report.warnings)


def test_a_signature_over_another_document_is_noticed() -> None:
    other = signed(changed(badge(), name="Another"))
    document = both()
    document["proof"][1] = other["proof"]
    assert signatures(document) == [("passed", ""), ("failed", "signature_invalid")]


def test_two_signatures_of_one_id() -> None:
    document = signed(signed(badge(), proof_id=ONE), proof_id=ONE)
    assert (step(document).outcome, step(document).code) == (Outcome.FAILED, "proof_id_duplicate")


def test_four_signatures_and_no_more() -> None:
    document = badge()
    for _ in range(4):
        document = signed(document)
    assert step(document).outcome is Outcome.PASSED
    assert step(signed(document)).code == "too_many"


@pytest.mark.parametrize("proof", ["text", None, [], 7, [{"type": "DataIntegrityProof"}, "text"]])
def test_what_is_no_signature(proof: Any) -> None:
    assert step(badge() | {"proof": proof}).outcome is Outcome.FAILED


def test_without_a_key_a_signature_of_a_set_stays_open() -> None:
    elsewhere = "https://elsewhere.example/issuer#key-1"
    document = both(suite="eddsa-rdfc-2022", verification_method=elsewhere)
    assert signatures(document) == [("passed", ""), ("unknown", "no_key")]


# --- chains ---------------------------------------------------------------------------------------------------


def test_a_chain_holds_in_whatever_order_it_is_written() -> None:
    document = chain()
    assert signatures(document) == [("passed", "")] * 3
    for order in permutations(document["proof"]):
        assert step(document | {"proof": list(order)}).outcome is Outcome.PASSED


def test_a_chain_without_its_first_link() -> None:
    document = chain()
    document["proof"] = document["proof"][1:]
    assert signatures(document) == [
        ("failed", "previous_proof_missing"),
        ("failed", "previous_proof_missing"),
    ]


def test_what_builds_on_a_signature_that_does_not_hold_does_not_hold() -> None:
    # The second signature covers the first one as it is: both lie about the same moment, and the second one rightly.
    document = signed(badge(), proof_id=ONE)
    document["proof"] |= {"created": "2026-01-16T09:00:00Z"}
    document = signed(document, proof_id=TWO, previous_proof=ONE)
    document = signed(document, proof_id=THREE, previous_proof=TWO)
    assert signatures(document) == [
        ("failed", "signature_invalid"),
        ("failed", "previous_proof_failed"),
        ("failed", "previous_proof_failed"),
    ]


def test_what_builds_on_a_signature_that_could_not_be_checked_stays_open() -> None:
    document = signed(badge(), proof_id=ONE, verification_method="https://elsewhere.example/issuer#key-1")
    document = signed(document, proof_id=TWO, previous_proof=ONE)
    assert signatures(document) == [("unknown", "no_key"), ("unknown", "previous_proof_unknown")]


@pytest.mark.parametrize(
    ("links", "outcomes"),
    [
        ({0: ONE}, {0}),
        ({0: TWO, 1: ONE}, {0, 1}),
        ({0: [THREE], 1: [ONE], 2: [TWO, ONE]}, {0, 1, 2}),
    ],
)
def test_chains_that_go_round(links: dict[int, Any], outcomes: set[int]) -> None:
    document = chain()
    for index, link in links.items():
        document["proof"][index]["previousProof"] = link
    check = step(document)
    assert check.outcome is Outcome.FAILED
    said = check.detail
    assert said.count("builds on itself") == len(outcomes)
    assert World().check(document).verdict == "not_verified"


@pytest.mark.parametrize("link", [7, [], [7], {}, None])
def test_links_that_name_nothing(link: Any) -> None:
    document = deepcopy(chain())
    document["proof"][2]["previousProof"] = link
    assert signatures(document)[2][0] == "failed"
    with pytest.raises(ProofError) as refusal:
        previous_proofs(document, document["proof"][2])
    assert refusal.value.code == "previous_proof_invalid"


def test_the_link_itself_is_signed() -> None:
    for members in ({"previousProof": None}, {"previousProof": TWO}):
        document = with_proof(chain(), 2, **members)
        if members["previousProof"] == TWO:
            # A list of one and its only entry say the same to every suite but the one that signs the spelling.
            assert signatures(document)[2] == ("failed", "signature_invalid")
        assert step(document).outcome is Outcome.FAILED


def test_one_who_links_a_foreign_signature_signs_it_as_well() -> None:
    document = signed(badge(), proof_id=ONE)
    document = signed(
        document, proof_id=TWO, previous_proof=ONE, signer=MALLORY_SIGNER, verification_method=MALLORY_KEY
    )
    assert signatures(document) == [("passed", "")] * 2
    report = World().check(document)
    assert report.verdict == "verified"
    assert any("mallory.example" in warning for warning in report.warnings)


# --- what each says of itself ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ({"proof_purpose": "authentication"}, "purpose_mismatch", "authentication"),
        ({"created": NOW + timedelta(hours=1)}, "created_in_future", "1 March 2026"),
        ({"expires": NOW - timedelta(days=1)}, "proof_expired", "28 February 2026"),
    ],
)
def test_options_that_speak_against_a_signature(options: dict[str, Any], code: str, words: str) -> None:
    check = step(signed(badge(), **options))
    assert (check.outcome, check.code) == (Outcome.FAILED, code)
    assert words in check.detail


@pytest.mark.parametrize("member", ["created", "expires"])
@pytest.mark.parametrize("value", ["yesterday", 7, None, "2026-01-15"])
def test_times_that_are_none(member: str, value: Any) -> None:
    document = signed(badge())
    document["proof"][member] = value
    check = step(document)
    assert (check.outcome, check.code) == (Outcome.FAILED, "time_invalid")
    assert f"“{member}” of the signature" in check.detail


def test_clocks_may_differ_a_little() -> None:
    assert step(signed(badge(), created=NOW + timedelta(minutes=4))).outcome is Outcome.PASSED
    assert step(signed(badge(), created=None)).outcome is Outcome.PASSED
    assert step(signed(badge(), expires=NOW + timedelta(minutes=1))).outcome is Outcome.PASSED


@pytest.mark.parametrize("member", ["domain", "challenge"])
def test_what_was_made_for_another_request(member: str) -> None:
    policy = Policy(**{f"expected_{member}": "ours"})
    assert step(signed(badge(), **{member: "ours"}), policy=policy).outcome is Outcome.PASSED
    for options in ({member: "theirs"}, {}):
        check = step(signed(badge(), **options), policy=policy)
        assert (check.outcome, check.code) == (Outcome.FAILED, f"{member}_mismatch")


def test_a_former_name_is_taken_with_a_warning() -> None:
    proof = OPTIONS.to_proof("eddsa-2022")
    data = eddsa_rdfc_2022.hash_data(badge(), proof)
    document = attach(badge(), proof, signer=NORTHFIELD_SIGNER, data=data)
    report = World().check(document)
    assert report.verdict == "verified"
    assert any("eddsa-2022" in warning for warning in report.warnings)
    # The name is signed: a badge cannot be moved from the one to the other.
    document["proof"]["cryptosuite"] = "eddsa-rdfc-2022"
    assert step(document).code == "signature_invalid"


def in_2022(**members: Any) -> dict[str, Any]:
    """Northfield's badge as it was signed before suites had names."""
    document = changed(badge(), context=[*badge()["@context"], SUITE_2020])
    proof = {
        "type": "Ed25519Signature2020",
        "created": "2026-01-15T09:00:00Z",
        "verificationMethod": NORTHFIELD_KEY,
        "proofPurpose": "assertionMethod",
    } | members
    data = ed25519_signature_2020.hash_data(document, proof)
    return attach(document, proof, signer=NORTHFIELD_SIGNER, data=data)


@pytest.mark.parametrize("kind", ["Multikey", "Ed25519VerificationKey2020"])
def test_signatures_of_2020_are_taken_with_a_warning(kind: str) -> None:
    world = World(documents={NORTHFIELD: controller_document(NORTHFIELD, NORTHFIELD_SIGNER, type=kind)})
    report = world.check(in_2022())
    assert report.verdict == "verified", [check.detail for check in report.checks]
    assert any("Ed25519Signature2020" in warning for warning in report.warnings)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"created": "2026-01-16T09:00:00Z"}, "signature_invalid"),
        ({"proofPurpose": "authentication"}, "purpose_mismatch"),
        ({"cryptosuite": "eddsa-rdfc-2022"}, "suite_mismatch"),
        ({"previousProof": ONE}, "previous_proof_missing"),
        ({"proofValue": "u" + "A" * 86}, "proof_value_invalid"),
    ],
)
def test_signatures_of_2020_cover_what_they_say(members: dict[str, Any], code: str) -> None:
    document = in_2022()
    check = step(document | {"proof": document["proof"] | members})
    assert (check.outcome, check.code) == (Outcome.FAILED, code)


def test_signatures_of_2020_need_the_context_that_defines_them() -> None:
    document = changed(in_2022(), context=badge()["@context"])
    check = step(document)
    assert (check.outcome, check.code) == (Outcome.FAILED, "undefined_term")
    assert "Ed25519Signature2020" in check.detail


def test_signatures_of_2020_are_of_ed25519_keys() -> None:
    document = in_2022(verificationMethod=NORTHFIELD_P256_KEY)
    assert step(document).code == "key_kind_mismatch"
