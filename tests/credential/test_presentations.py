"""Presentations: made by a holder, for one verifier and once; and what is checked of each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.credential.badges import (
    ACHIEVEMENT,
    ADA,
    ADA_KEY,
    ADA_SIGNER,
    CREATED,
    GUILD,
    GUILD_SIGNER,
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    VCDM,
    World,
    adas_badge,
    badge,
    changed,
    clr,
    controller_document,
    endorsement,
    enveloped,
    issued,
    knife_skills,
    presentation,
    shown,
    signed,
    signed_by_guild,
)

from skillmark.credential import IssueRefused, Outcome, Policy, Report, issue_sd_jwt, verify
from skillmark.credential.bake import bake_any
from skillmark.credential.errors import KeyMaterialError, ProofError
from skillmark.credential.present import PresentRefused, compose_presentation, present, present_jwt
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.report import NotVerified, Role

ASKED = Policy(expected_domain="verifier.example", expected_challenge="n-1")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
OTHER = "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-000000000001"


def as_file(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def made(*credentials: bytes, **options: Any) -> bytes:
    """A presentation as Ada makes it for a verifier."""
    given = {
        "holder": ADA,
        "signer": ADA_SIGNER,
        "verification_method": ADA_KEY,
        "created": NOW,
        "challenge": "n-1",
        "domain": "verifier.example",
    }
    return present(credentials or [as_file(adas_badge())], **given | options)


def ask(presented: dict[str, Any] | bytes, *, policy: Policy = ASKED, **world: Any) -> Report:
    return World(policy=policy, **world).check(presented)


def of_ada() -> str:
    document = badge()
    document["credentialSubject"]["id"] = ADA
    return sign_vc_jwt(document, signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY)


# --- made and checked ---------------------------------------------------------------------------------------


def test_what_a_holder_presents_is_verified_and_explained() -> None:
    report = ask(made())
    assert report.verdict == "verified", report.to_json()
    assert [check.step for check in report.checks] == list(range(1, 11))
    assert report.check(3).detail.startswith("The holder is known by their key alone (did:key:")
    assert report.check(8).detail.startswith("The holder proved a key: did:key:")
    assert report.check(10).detail == "One credential inside holds."
    assert {report.check(step).outcome for step in (5, 6, 7, 9)} == {Outcome.NOT_APPLICABLE}
    (part,) = report.parts
    assert (part.path, part.role) == ("verifiableCredential[0]", Role.CREDENTIAL)
    assert part.report.check(8).detail == "The holder who shows it is the one it was issued to."
    assert part.report.verdict == "verified"


@pytest.mark.parametrize(
    "suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"]
)  # fmt: skip
@pytest.mark.parametrize("inner", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_suites_can_be_mixed(suite: str, inner: str) -> None:
    document = badge()
    document["credentialSubject"]["id"] = ADA
    report = ask(made(as_file(signed(document, suite=inner)), suite=suite))
    assert report.verdict == "verified", report.to_json()


def test_the_proof_of_a_credential_inside_repeats_its_context_and_brings_no_other() -> None:
    inner = signed(badge(), suite="eddsa-jcs-2022")
    assert ask(presentation(inner), policy=Policy()).verdict == "verified"
    inner["proof"]["@context"] = [VCDM]
    report = ask(presentation(inner), policy=Policy())
    assert (report.verdict, report.check(2).code) == ("not_verified", "nested_context")


def test_texts_images_and_files_are_presented_alike() -> None:
    as_json = as_file(adas_badge(id=OTHER))
    report = ask(made(as_json, of_ada().encode(), bake_any(SVG, of_ada())))
    assert report.verdict == "verified", report.to_json()
    assert [part.report.form for part in report.parts] == ["json", "jws"]
    assert report.check(10).fact == {"parts": 3, "holds": 2, "repeated": 1}


def test_a_presentation_may_be_a_signed_text() -> None:
    text = present_jwt(
        [as_file(adas_badge()), of_ada().encode()],
        holder=ADA,
        signer=ADA_SIGNER,
        verification_method=ADA_KEY,
        created=NOW,
        challenge="n-1",
        domain="verifier.example",
    )
    report = ask(text)
    assert (report.form, report.verdict) == ("jws", "verified"), report.to_json()
    assert report.check(10).detail == "2 credentials inside hold."
    assert {part.report.check(8).outcome for part in report.parts} == {Outcome.PASSED}
    replayed = ask(text, policy=Policy(expected_domain="verifier.example", expected_challenge="n-2"))
    assert replayed.check(4).code == "challenge_mismatch"


def test_what_the_holder_keeps_back_of_an_sd_jwt_is_kept_back_in_a_presentation() -> None:
    document = badge()
    document["credentialSubject"]["id"] = ADA
    text = issue_sd_jwt(
        document,
        signer=NORTHFIELD_SIGNER,
        verification_method=NORTHFIELD_KEY,
        created=CREATED,
        disclosable=["/credentialSubject/identifier"],
    )
    report = ask(made(text))
    assert report.verdict == "verified", report.to_json()
    assert report.parts[0].report.check(8).outcome is Outcome.PASSED
    kept_back = ask(made(text.partition(b"~")[0] + b"~"))
    assert kept_back.verdict == "verified", kept_back.to_json()
    assert b"ada@learner.example" not in json.dumps(kept_back.to_json()).encode()


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert made() == made()


def test_a_presentation_of_a_record_of_endorsed_badges() -> None:
    document = badge()
    document["credentialSubject"] |= {"id": ADA}
    document["credentialSubject"]["achievement"]["endorsement"] = [signed_by_guild(endorsement())]
    record = signed(clr(signed(document)))
    report = ask(made(as_file(record)))
    assert report.verdict == "verified", report.to_json()
    assert [each.verdict for each in report.walk()] == ["verified"] * 4
    assert [entry["role"] for entry in report.to_json()["parts"]] == ["credential"]


def test_verify_demands_of_a_presentation_what_it_demands_of_a_credential() -> None:
    world = World(policy=ASKED)
    assert verify(made(), resolver=world.resolver(), now=NOW, policy=ASKED).report.verdict == "verified"
    del world.documents["https://northfield.example/issuer"]
    with pytest.raises(NotVerified) as refusal:
        verify(made(), resolver=world.resolver(), now=NOW, policy=ASKED)
    assert refusal.value.report.verdict == "not_checked"


# --- A21: for another purpose, verifier or time --------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"challenge": "n-0"}, "challenge_mismatch"),
        ({"domain": "other.example"}, "domain_mismatch"),
        ({"challenge": None}, "challenge_mismatch"),
        ({"created": NOW + timedelta(hours=1)}, "created_in_future"),
    ],
)
def test_a_presentation_made_for_another_request_is_refused(options: dict[str, Any], code: str) -> None:
    report = ask(made(**options))
    assert (report.verdict, report.check(4).code) == ("not_verified", code)
    assert report.parts[0].report.check(8).code == "holder_unchecked"


@pytest.mark.parametrize(
    ("domain", "verdict"),
    [
        (["verifier.example"], "verified"),
        (["verifier.example", "other.example"], "not_verified"),
        ([], "not_verified"),
        (["verifier.example", "verifier.example"], "not_verified"),
    ],
)
def test_the_domains_of_a_presentation_are_exactly_those_asked_for(domain: list[str], verdict: str) -> None:
    # Data Integrity 1.0, "Proofs": one text, or a set of them.
    assert ask(made(suite="eddsa-jcs-2022", domain=domain)).verdict == verdict


def test_a_key_for_issuing_does_not_present() -> None:
    report = ask(shown(presentation(adas_badge()), proof_purpose="assertionMethod"), policy=Policy())
    assert report.check(4).code == "purpose_mismatch"
    assert "not to show credentials" in report.check(4).detail


def test_a_key_for_presenting_does_not_issue() -> None:
    document = changed(badge(ADA), issuer=ADA)
    forged = signed(document, signer=ADA_SIGNER, verification_method=ADA_KEY, proof_purpose="authentication")
    assert World().check(forged).check(4).code == "purpose_mismatch"


def test_the_relationship_of_the_key_decides_and_not_its_name() -> None:
    holder = "https://ada.example/"
    only_issuing = controller_document(holder, ADA_SIGNER)
    document = shown(presentation(adas_badge(), holder=holder), verification_method=f"{holder}#key-1")
    refused = World({holder: only_issuing}).check(document)
    assert refused.check(3).code == "not_for_purpose"
    listed = only_issuing | {"authentication": only_issuing["assertionMethod"]}
    assert World({holder: listed}).check(document).verdict == "verified"


def test_what_calls_itself_both_must_hold_as_a_credential() -> None:
    both = presentation(adas_badge(), type=["VerifiablePresentation", "VerifiableCredential"])
    report = World().check(shown(both, suite="eddsa-jcs-2022"))
    assert report.verdict == "not_verified"
    assert report.check(4).code == "purpose_mismatch"


# --- who holds it -------------------------------------------------------------------------------------------


def test_somebody_elses_credential_fails_only_where_proof_was_asked_for() -> None:
    for_mallory = {"holder": MALLORY, "signer": MALLORY_SIGNER, "verification_method": MALLORY_KEY}
    document = controller_document(MALLORY, MALLORY_SIGNER)
    documents = {MALLORY: document | {"authentication": document["assertionMethod"]}}
    asked = ask(made(**for_mallory), documents=documents)
    part = asked.parts[0].report
    assert (part.check(8).outcome, part.check(8).code) == (Outcome.FAILED, "holder_mismatch")
    assert part.check(8).detail == (
        "It is shown by https://mallory.example/issuer, and was issued to somebody else."
    )
    assert asked.verdict == "not_verified"
    assert asked.check(10).detail == "One credential inside is not shown to be this person's."
    unasked = ask(made(**for_mallory), policy=Policy(), documents=documents)
    assert unasked.verdict == "verified"
    part = unasked.parts[0].report
    assert part.check(8).outcome is Outcome.NOT_APPLICABLE
    assert "holder_mismatch" in [note.code for note in part.notes]


def test_a_verifier_may_ask_for_a_proof_and_leave_it_to_others_whose_credential_it_is() -> None:
    policy = replace(ASKED, holder_is_subject=False)
    for_mallory = {"holder": MALLORY, "signer": MALLORY_SIGNER, "verification_method": MALLORY_KEY}
    document = controller_document(MALLORY, MALLORY_SIGNER)
    documents = {MALLORY: document | {"authentication": document["assertionMethod"]}}
    report = ask(made(**for_mallory), policy=policy, documents=documents)
    assert report.verdict == "verified"
    assert "holder_mismatch" in [note.code for note in report.parts[0].report.notes]
    assert ask(made(as_file(issued())), policy=policy).verdict == "verified"
    # The proof itself is asked for as before.
    assert (
        ask(made(**for_mallory, challenge="n-2"), policy=policy, documents=documents).verdict
        == "not_verified"
    )
    assert ask(presentation(adas_badge()), policy=policy).verdict == "not_verified"


def test_a_credential_that_names_no_id_is_not_shown_to_be_the_holders() -> None:
    asked = ask(made(as_file(issued())))
    part = asked.parts[0].report
    assert (part.check(8).outcome, part.check(8).code) == (Outcome.UNKNOWN, "holder_unchecked")
    assert {asked.verdict, part.verdict} == {"not_checked"}
    unasked = ask(made(as_file(issued())), policy=Policy()).parts[0].report
    assert (unasked.check(8).outcome, unasked.verdict) == (Outcome.NOT_APPLICABLE, "verified")
    # Where the verifier knows the person by an address, that shows whose it is.
    known = ask(made(as_file(issued())), policy=replace(ASKED, expected_recipient=("ada@learner.example",)))
    assert (known.verdict, known.parts[0].report.check(8).outcome) == ("verified", Outcome.PASSED)


def test_another_holder_than_the_key_is_refused() -> None:
    stolen = shown(presentation(adas_badge()), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    document = controller_document(MALLORY, MALLORY_SIGNER)
    world = World({MALLORY: document | {"authentication": document["assertionMethod"]}})
    report = world.check(stolen)
    assert (report.verdict, report.check(3).code) == ("not_verified", "issuer_mismatch")
    assert "names did:key:" in report.check(3).detail
    assert "as its holder" in report.check(3).detail
    assert report.check(8).code == "holder_unproven"


def test_a_presentation_need_not_name_its_holder() -> None:
    report = World().check(shown(presentation(adas_badge(), holder=None)))
    assert report.verdict == "verified", report.to_json()
    assert report.check(3).detail.startswith("The presentation names no holder; the key belongs to did:key:")
    assert report.parts[0].report.check(8).outcome is Outcome.PASSED


def test_of_two_who_sign_without_naming_a_holder_nobody_is_it() -> None:
    document = controller_document(GUILD, GUILD_SIGNER)
    world = World({GUILD: document | {"authentication": document["assertionMethod"]}})
    both = signed_by_guild(
        shown(presentation(adas_badge(), holder=None)), created=NOW, proof_purpose="authentication"
    )
    report = world.check(both)
    assert report.check(8).code == "holder_unproven"
    assert report.parts[0].report.check(8).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("holder", [["urn:x:1", "urn:x:2"], {"name": "Ada"}, 7, "", None, "ada"])
def test_holders_that_are_nobody_are_refused(holder: Any) -> None:
    document = presentation(adas_badge()) | {"holder": holder}
    report = World().check(shown(document, suite="eddsa-jcs-2022"))
    assert report.verdict == "not_verified"


# --- not signed ---------------------------------------------------------------------------------------------


def test_the_credentials_of_an_unsigned_presentation_are_checked() -> None:
    report = World().check(presentation(adas_badge()))
    assert report.verdict == "verified"
    assert report.check(4).outcome is Outcome.NOT_APPLICABLE
    assert report.check(4).detail == "No holder has signed it; its credentials are checked all the same."
    assert report.check(8).detail == "No holder has proved a key."
    forged = World().check(presentation(changed(adas_badge(), name="Master of food")))
    assert (forged.verdict, forged.check(10).code) == ("not_verified", "part_forged")


@pytest.mark.parametrize(
    "policy", [Policy(expected_challenge="n-1"), Policy(expected_domain="verifier.example")]
)
def test_an_unsigned_presentation_does_not_answer_a_request(policy: Policy) -> None:
    report = ask(presentation(adas_badge()), policy=policy)
    assert (report.verdict, report.check(4).code) == ("not_verified", "not_signed")


# --- what is inside -----------------------------------------------------------------------------------------


def test_a_presentation_shows_now_so_what_has_lapsed_fails_it() -> None:
    expired = adas_badge(validUntil="2026-02-01T00:00:00Z")
    report = World().check(presentation(expired, adas_badge(id=OTHER)))
    assert report.verdict == "not_verified"
    assert report.check(10).code == "part_out_of_date"
    assert report.warnings == ()


def test_credentials_that_could_not_be_checked_leave_the_verdict_open() -> None:
    world = World()
    del world.documents["https://northfield.example/issuer"]
    report = world.check(presentation(adas_badge()))
    assert report.verdict == "not_checked"
    assert report.check(10).detail == "One credential inside could not be checked; its own report says why."


def test_a_presentation_may_hold_nothing() -> None:
    report = ask(shown(presentation() | {}, challenge="n-1", domain="verifier.example"))
    assert report.verdict == "verified", report.to_json()
    assert report.check(10).outcome is Outcome.NOT_APPLICABLE


def test_a_presentation_inside_of_another_is_no_credential() -> None:
    report = World().check(presentation(presentation(adas_badge())))
    assert report.verdict == "not_verified"
    assert report.parts[0].report.check(8).code == "part_kind"
    assert report.check(10).code == "part_kind"


@pytest.mark.parametrize(
    ("expected", "verdict"), [(ACHIEVEMENT, "verified"), ("urn:x:other", "not_verified")]
)
def test_one_of_what_is_shown_must_be_what_was_asked_for(expected: str, verdict: str) -> None:
    policy = Policy(expected_achievement=expected)
    report = ask(presentation(adas_badge(), knife_skills()), policy=policy)
    assert report.verdict == verdict, report.to_json()
    if verdict == "verified":
        assert "One credential inside is for something else than was asked for." in report.check(10).detail
        return
    assert report.check(10).code == "achievement_mismatch"
    empty = ask(presentation(), policy=policy)
    assert (empty.verdict, empty.check(10).code) == ("not_verified", "achievement_mismatch")


def test_the_person_that_is_expected_is_looked_for_in_each_credential() -> None:
    policy = Policy(expected_recipient=(ADA,))
    assert ask(presentation(adas_badge()), policy=policy).verdict == "verified"
    report = ask(presentation(adas_badge(id=OTHER), issued()), policy=policy)
    assert (report.verdict, report.check(10).code) == ("not_verified", "part_other_person")


@pytest.mark.parametrize(
    "inside",
    [
        [None], [7], ["text"], [[]], [{}], [{"type": "EnvelopedVerifiableCredential"}],
        [enveloped("no text")], [enveloped("a.b.c")], "text", 7, {},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_credential_is_refused(inside: Any) -> None:
    report = World().check(presentation() | {"verifiableCredential": inside})
    assert report.verdict == "not_verified"
    json.dumps(report.to_json())


# --- refused before signing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"no credential", b"[]", b'{"a": 1, "a": 2}', b"%PDF-1.7", b"a.b.c"])
def test_what_cannot_be_read_is_not_presented(data: bytes) -> None:
    with pytest.raises(PresentRefused) as refusal:
        compose_presentation([data])
    assert refusal.value.sentence.startswith("A credential cannot be shown: ")


def test_a_presentation_is_not_presented_again() -> None:
    with pytest.raises(PresentRefused) as refusal:
        compose_presentation([made()])
    assert refusal.value.code == "part_kind"


def test_a_holder_signs_with_a_key_of_their_own() -> None:
    with pytest.raises(PresentRefused) as refusal:
        made(holder=MALLORY)
    assert refusal.value.code == "holder_mismatch"
    with pytest.raises(KeyMaterialError):
        made(signer=MALLORY_SIGNER)


def test_what_would_not_verify_is_not_signed() -> None:
    with pytest.raises(IssueRefused):
        made(holder="ada", verification_method="ada#key-1")
    with pytest.raises(ProofError):
        made(suite="bbs-2023")


def test_an_unsigned_presentation_can_be_composed_without_a_holder() -> None:
    composed = compose_presentation([as_file(adas_badge())])
    assert "holder" not in composed
    assert World().check(composed).verdict == "verified"
    assert compose_presentation([]) == {
        "@context": [VCDM],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [],
    }
