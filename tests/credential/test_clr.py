"""Learner records (CLR 2.0): their content is credentials, each of which must hold for the record to be believed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.credential.badges import (
    ACHIEVEMENT,
    ADA,
    GUILD,
    GUILD_KEY,
    GUILD_SIGNER,
    KNIFE_SKILLS,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    World,
    adas_badge,
    badge,
    changed,
    clr,
    endorsement,
    enveloped,
    issued,
    knife_skills,
    presentation,
    signed,
    signed_by_guild,
)

from skillmark.credential import Outcome, Policy, Report
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.report import Role

FIRST = "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-000000000001"


def association(source: Any, target: Any) -> dict[str, Any]:
    return {"type": "Association", "associationType": "isPartOf", "sourceId": source, "targetId": target}


def check(document: dict[str, Any], **world: Any) -> Report:
    return World(**world).check(signed(document))


# --- what holds ---------------------------------------------------------------------------------------------


def test_a_record_holds_with_its_credentials() -> None:
    report = check(clr(adas_badge(), knife_skills()))
    assert report.verdict == "verified", report.to_json()
    assert report.check(10).detail == "2 credentials inside hold."
    assert [part.path for part in report.parts] == [
        "credentialSubject.verifiableCredential[0]",
        "credentialSubject.verifiableCredential[1]",
    ]
    assert {part.role for part in report.parts} == {Role.CREDENTIAL}
    assert [part.report.check(3).detail for part in report.parts] == [
        "The key belongs to northfield.example.",
        "The key belongs to guild.example.",
    ]


def test_a_credential_in_a_record_may_be_a_signed_text() -> None:
    document = badge(GUILD)
    document["credentialSubject"]["id"] = ADA
    text = sign_vc_jwt(document, signer=GUILD_SIGNER, verification_method=GUILD_KEY)
    report = check(clr(enveloped(text), adas_badge(id=FIRST)))
    assert report.verdict == "verified", report.to_json()
    assert [part.report.form for part in report.parts] == ["jws", "json"]
    # CLR 2.0 has objects there. What stands there is read all the same.
    bare = check(clr(text, adas_badge(id=FIRST)))
    assert (bare.verdict, bare.check(2).code) == ("not_verified", "member")
    assert bare.check(10).detail == "2 credentials inside hold."


def test_a_record_may_hold_endorsements_of_what_is_in_it() -> None:
    # CLR 2.0, "ClrCredential": also of the credentials, achievements and profiles in the record.
    word = signed_by_guild(endorsement(ACHIEVEMENT))
    report = check(clr(adas_badge(), endorsement=[word]))
    assert report.verdict == "verified", report.to_json()
    assert report.check(10).detail == "One credential inside holds. One endorsement holds."
    assert [part.role for part in report.parts] == [Role.CREDENTIAL, Role.ENDORSEMENT]
    elsewhere = check(clr(adas_badge(), endorsement=[signed_by_guild(endorsement(KNIFE_SKILLS))]))
    assert elsewhere.check(10).code == "endorsement_subject"


def test_records_may_hold_records() -> None:
    inner = sign_vc_jwt(
        clr(adas_badge(), id=FIRST), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY
    )
    report = check(clr(enveloped(inner)))
    assert report.verdict == "verified", report.to_json()
    assert [each.verdict for each in report.walk()] == ["verified"] * 3


# --- what does not hold -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forged",
    [
        changed(adas_badge(), validFrom="2020-01-01T00:00:00Z"),
        changed(adas_badge(), proof=None),
        changed(
            signed(badge(), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY), id=FIRST
        ),
        presentation(adas_badge()),
    ],
    ids=["changed", "unsigned", "by another", "presentation"],
)  # fmt: skip
def test_a_record_with_a_forged_credential_is_not_believed(forged: dict[str, Any]) -> None:
    report = check(clr(knife_skills(), forged))
    assert report.verdict == "not_verified"
    assert report.check(4).outcome is Outcome.PASSED
    assert report.check(10).outcome is Outcome.FAILED
    assert "credentialSubject.verifiableCredential[1]" in report.check(10).detail
    assert report.parts[0].report.verdict == "verified"


def test_a_lapsed_credential_in_a_record_counts_for_nothing_and_is_told_of() -> None:
    report = check(clr(adas_badge(), knife_skills(validUntil="2026-02-01T00:00:00Z")))
    assert report.verdict == "verified"
    assert report.check(10).detail == (
        "One credential inside holds. One credential inside is out of date, and counts for nothing."
    )
    assert any("out of date" in warning for warning in report.warnings)


def test_a_record_whose_content_could_not_be_checked_is_not_called_verified() -> None:
    world = World()
    del world.documents[GUILD]
    report = world.check(signed(clr(adas_badge(), knife_skills())))
    assert report.verdict == "not_checked"
    assert report.open_steps == {10}
    assert report.check(10).detail == (
        "One credential inside holds. One credential inside could not be checked; its own report says why."
    )


def test_a_bomb_of_records_ends() -> None:
    bomb: dict[str, Any] = adas_badge()
    for level in range(10):
        record = clr(bomb, id=f"urn:x:{level}")
        bomb = enveloped(sign_vc_jwt(record, signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY))
    report = World().check(presentation(bomb))
    assert report.verdict == "not_checked"
    assert len(list(report.walk())) == 5


def test_a_record_of_itself_is_refused() -> None:
    # As a text it can hold what calls itself the same; written out, its signature would already say two things.
    inner = sign_vc_jwt(
        clr(adas_badge(id=FIRST)), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY
    )
    report = check(clr(enveloped(inner)))
    assert report.verdict == "not_verified"
    assert report.parts[0].report.check(8).code == "part_circular"


# --- associations -------------------------------------------------------------------------------------------


def test_associations_join_achievements_of_the_record() -> None:
    described = {
        "id": "urn:x:programme",
        "type": ["Achievement"],
        "name": "Cook",
        "description": "A programme.",
        "criteria": {"narrative": "All of it."},
    }
    subject = {
        "achievement": [described],
        "association": [association(ACHIEVEMENT, "urn:x:programme"), association(KNIFE_SKILLS, ACHIEVEMENT)],
    }
    report = check(clr(adas_badge(), knife_skills(), subject=subject))
    assert report.verdict == "verified", report.to_json()


def test_associations_reach_into_signed_texts() -> None:
    document = badge(GUILD)
    document["credentialSubject"]["id"] = ADA
    text = sign_vc_jwt(document, signer=GUILD_SIGNER, verification_method=GUILD_KEY)
    subject = {"association": [association(ACHIEVEMENT, ACHIEVEMENT)]}
    assert check(clr(enveloped(text), subject=subject)).verdict == "verified"


@pytest.mark.parametrize(
    ("source", "target", "place"),
    [
        (ACHIEVEMENT, KNIFE_SKILLS, "targetId"),
        ("urn:x:nowhere", ACHIEVEMENT, "sourceId"),
        (NORTHFIELD, ACHIEVEMENT, "sourceId"),
    ],
)
def test_an_association_with_anything_else_is_refused_with_its_place(
    source: str, target: str, place: str
) -> None:
    report = check(clr(adas_badge(), subject={"association": [association(source, target)]}))
    assert report.verdict == "not_verified"
    assert report.check(10).code == "association_end"
    assert report.check(10).detail == (
        f"“credentialSubject.association[0].{place}” names no achievement of this record."
    )


@pytest.mark.parametrize("ends", ["no object", {"type": "Association"}, association(7, [ACHIEVEMENT])])
def test_an_association_without_ends_is_refused(ends: Any) -> None:
    record = clr(adas_badge(), subject={"association": [ends]})
    report = World().check(signed(record, suite="eddsa-jcs-2022"))
    assert report.verdict == "not_verified"
    assert report.check(10).code == "association_end"


def test_an_association_with_something_unread_is_unknown() -> None:
    world = World()
    del world.documents[GUILD]
    subject = {"association": [association(ACHIEVEMENT, "urn:x:perhaps")]}
    report = world.check(signed(clr(adas_badge(), knife_skills(), subject=subject)))
    assert report.verdict == "not_checked"
    assert "names no achievement of this record" in report.check(10).detail


# --- the person, and what is left out -----------------------------------------------------------------------


def test_another_persons_credential_in_a_record_is_told_of() -> None:
    report = check(clr(adas_badge(id=FIRST), issued()))
    assert report.verdict == "verified"
    notes = [note.params["path"] for note in report.notes if note.code == "record_subject"]
    assert notes == ["credentialSubject.verifiableCredential[1]"]


def test_a_person_may_be_recognised_by_any_identifier() -> None:
    mail = badge()["credentialSubject"]["identifier"]
    report = check(clr(issued(), subject={"identifier": mail}))
    assert not [note for note in report.notes if note.code == "record_subject"]


@pytest.mark.parametrize("partial", [True, False])
def test_a_record_that_is_not_complete_says_so(*, partial: bool) -> None:
    report = check(clr(adas_badge(), partial=partial))
    assert report.verdict == "verified", report.to_json()
    assert bool([note for note in report.notes if note.code == "record_partial"]) is partial


def test_the_learner_of_a_record_is_compared_with_whom_is_expected() -> None:
    assert check(clr(adas_badge()), policy=Policy(expected_recipient=(ADA,))).verdict == "verified"
    other = check(clr(adas_badge()), policy=Policy(expected_recipient=("did:example:eve",)))
    assert (other.verdict, other.check(8).code) == ("not_verified", "recipient_mismatch")
    # What is about somebody else is told of, and does not make the record false.
    mixed = check(clr(adas_badge(id=FIRST), issued()), policy=Policy(expected_recipient=(ADA,)))
    assert mixed.verdict == "verified"
    assert "One credential inside is not shown to be this person's." in mixed.check(10).detail


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [(ACHIEVEMENT, "verified"), (KNIFE_SKILLS, "verified"), ("urn:x:none", "not_verified")],
)
def test_a_record_has_the_achievement_that_was_asked_for_if_one_in_it_holds(
    expected: str, verdict: str
) -> None:
    report = check(clr(adas_badge(), knife_skills()), policy=Policy(expected_achievement=expected))
    assert report.verdict == verdict, report.to_json()
    if verdict == "not_verified":
        assert report.check(10).code == "achievement_mismatch"


def test_a_lapsed_achievement_is_not_what_was_asked_for() -> None:
    policy = Policy(expected_achievement=KNIFE_SKILLS)
    report = check(clr(adas_badge(), knife_skills(validUntil="2026-02-01T00:00:00Z")), policy=policy)
    assert (report.verdict, report.check(10).code) == ("not_verified", "achievement_mismatch")
