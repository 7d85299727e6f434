"""Step 8 for a person: whoever stands before the verifier is the one it was issued to, or not shown to be."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import (
    ADA,
    MALLORY_KEY,
    MALLORY_SIGNER,
    World,
    adas_badge,
    badge,
    changed,
    issued,
    signed,
)

from skillmark.credential import Outcome, Policy, Report
from skillmark.credential.model.identity import hashed_identity
from skillmark.credential.report import Group
from skillmark.credential.steps.subject import same_person, subject_ids

MAIL = "ada@learner.example"
SALT = "bf1b1b7e6f2c4c0f"


def asked(credential: dict[str, Any], *expected: str) -> Report:
    return World(policy=Policy(expected_recipient=expected)).check(credential)


def of(*identities: dict[str, Any], **subject: Any) -> dict[str, Any]:
    """A signed badge whose subject is named like this."""
    document = badge()
    document["credentialSubject"] |= {"identifier": list(identities)} | subject
    return signed(document)


def identity(kind: str, value: str, **members: Any) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityType": kind, "identityHash": value} | members


HASHED = {
    "salted": hashed_identity(MAIL, kind="emailAddress", salt=SALT),
    "unsalted": identity("emailAddress", f"sha256${hashlib.sha256(MAIL.encode()).hexdigest()}", hashed=True),
    "md5": identity(
        "emailAddress",
        f"md5${hashlib.md5((MAIL + SALT).encode(), usedforsecurity=False).hexdigest()}",
        hashed=True,
        salt=SALT,
    ),
}


# --- asked --------------------------------------------------------------------------------------------------


def test_nobody_asked_says_so() -> None:
    check = World().check(issued()).check(8)
    assert (check.outcome, check.detail) == (
        Outcome.NOT_APPLICABLE,
        "Nobody was asked to prove that it is theirs.",
    )


def test_the_open_address_of_the_learner_is_recognised() -> None:
    report = asked(issued(), MAIL)
    assert report.verdict == "verified"
    assert report.group(Group.SUBJECT) is Outcome.PASSED
    assert report.check(8).detail == "It was issued to the person who was asked about."


@pytest.mark.parametrize("form", HASHED)
def test_a_hashed_address_is_recognised_by_its_hash(form: str) -> None:
    assert asked(of(HASHED[form]), MAIL).check(8).outcome is Outcome.PASSED
    assert asked(of(HASHED[form]), "eve@learner.example").check(8).code == "recipient_mismatch"


def test_the_learners_id_is_compared_exactly() -> None:
    assert asked(adas_badge(), ADA).check(8).outcome is Outcome.PASSED
    assert asked(adas_badge(), ADA.upper()).check(8).outcome is Outcome.FAILED
    assert asked(adas_badge(), ADA[:-1]).check(8).outcome is Outcome.FAILED


def test_any_one_of_several_identifiers_is_enough() -> None:
    assert asked(adas_badge(), "did:example:other", MAIL).check(8).outcome is Outcome.PASSED


def test_somebody_else_is_not_shown_to_be_the_learner() -> None:
    report = asked(issued(), "eve@learner.example")
    assert report.verdict == "not_verified"
    assert (report.check(8).code, report.check(8).detail) == (
        "recipient_mismatch",
        "It is not shown to be this person's.",
    )


def test_a_badge_that_names_nobody_comparable_is_not_shown_to_be_anybodys() -> None:
    strange = identity("emailAddress", "sha999$00", hashed=True, salt=SALT)
    assert asked(of(strange), MAIL).check(8).code == "recipient_mismatch"


def test_a_forged_file_that_names_the_person_says_nothing() -> None:
    forged = signed(badge(), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    check = asked(forged, MAIL).check(8)
    assert (check.outcome, check.code) == (Outcome.NOT_APPLICABLE, "not_reached")


# --- A27: games with case, kinds and names ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected", "outcome"),
    [
        ("ada@Learner.EXAMPLE", MAIL, Outcome.PASSED),
        (MAIL, "ada@LEARNER.example", Outcome.PASSED),
        ("Ada@learner.example", MAIL, Outcome.FAILED),
        (MAIL, "ADA@learner.example", Outcome.FAILED),
    ],
)
def test_only_the_domain_of_an_address_may_change_its_case(
    written: str, expected: str, outcome: Outcome
) -> None:
    assert asked(of(identity("emailAddress", written)), expected).check(8).outcome is outcome
    if written == MAIL:
        assert asked(of(HASHED["salted"]), expected).check(8).outcome is outcome


@pytest.mark.parametrize(
    ("kind", "written", "expected", "outcome"),
    [
        ("name", "Ada Learner", "Ada Learner", Outcome.FAILED),
        ("userName", MAIL, MAIL, Outcome.FAILED),
        ("emailAddress", "4711", "4711", Outcome.FAILED),
        ("ext:badge-number", "4711", "4711", Outcome.PASSED),
        ("lisSourcedId", "4711", "4711", Outcome.PASSED),
        ("systemId", "acct:ada@x.example", "acct:ada@x.example", Outcome.PASSED),
        ("systemId", "4711", "471", Outcome.FAILED),
    ],
)
def test_identifiers_count_by_their_kind_and_names_never(
    kind: str, written: str, expected: str, outcome: Outcome
) -> None:
    assert asked(of(identity(kind, written)), expected).check(8).outcome is outcome


def notes(credential: dict[str, Any]) -> list[str]:
    report = World().check(credential)
    assert report.verdict == "verified"
    return [note.code for note in report.notes if note.code.startswith("identity_")]


@pytest.mark.parametrize(("form", "code"), [("unsalted", "identity_unsalted"), ("md5", "identity_md5")])
def test_weak_hashes_are_told_of(form: str, code: str) -> None:
    assert notes(of(HASHED[form])) == [code]
    assert notes(of(HASHED[form], HASHED[form] | {"identityType": "systemId"})) == [code]
    assert notes(of(HASHED["salted"])) == []


@given(value=st.text(min_size=1, max_size=40), other=st.text(min_size=1, max_size=40))
def test_a_hash_names_its_own_value_and_no_other(value: str, other: str) -> None:
    person = {"identifier": hashed_identity(value, kind="systemId", salt=SALT)}
    mine, theirs = (
        {"credentialSubject": {"identifier": identity("systemId", written)}} for written in (value, other)
    )
    assert same_person({"credentialSubject": person}, mine)
    assert same_person({"credentialSubject": person}, theirs) is (value == other)


# --- who is the same ----------------------------------------------------------------------------------------


def _named(*identities: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"credentialSubject": {"identifier": list(identities)} | members}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (_named(id=ADA), _named(id=ADA), True),
        (_named(id=ADA), _named(id=MAIL), False),
        (_named(HASHED["salted"]), _named(HASHED["salted"]), True),
        (_named(HASHED["salted"]), _named(HASHED["salted"] | {"salt": "another one"}), False),
        (_named(HASHED["salted"]), _named(identity("emailAddress", MAIL)), True),
        (_named(identity("emailAddress", MAIL)), _named(HASHED["md5"]), True),
        (_named(identity("emailAddress", MAIL)), _named(identity("systemId", MAIL)), False),
        (_named(identity("name", "Ada")), _named(identity("name", "Ada")), False),
        (_named(), _named(), False),
    ],
)
def test_who_is_the_same_person(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


def test_the_ids_of_several_subjects_are_all_read() -> None:
    subjects = [{"id": "urn:x:1"}, {"id": "urn:x:2"}, {"name": "no id"}]
    assert subject_ids(changed(badge(), credentialSubject=subjects)) == {"urn:x:1", "urn:x:2"}
