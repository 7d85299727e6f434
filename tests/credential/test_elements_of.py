"""The elements are read from our own terms, from the standard ones where there are none of ours, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import World, badge, signed

from skillmark.credential import Verdict
from skillmark.credential.contexts import micro_credential
from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.credential.model.element_words import WORDS, word
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement
from skillmark.credential.model.elements_of import elements_of_credential, is_micro_credential

Document = dict[str, Any]
OURS: Document = {
    "canDo": "keep a kitchen safe",
    "kind": "application",
    "fieldCode": "1013",
    "country": "NZ",
    "region": "Otago",
    "outcome": [
        {"id": "urn:uuid:018f3c6e-7b2a-7c31-9a55-000000000001", "statement": "Writes a plan",
         "shownBy": ["Plan", "Quiz"]},
        {"id": "urn:uuid:018f3c6e-7b2a-7c31-9a55-000000000002", "statement": "Names what spoils"},
    ],
    "workloadHours": 62.5,
    "creditPoints": 2,
    "creditScheme": "ects",
    "eqfLevel": 4,
    "nationalLevel": {"framework": "NLQF", "code": "4F", "url": "https://nlqf.example/4f"},
    "cycle": "short",
    "levelSetBy": "Examination board",
    "assessmentType": ["testing", "application"],
    "participation": "blended",
    "supervision": "onsite",
    "identityCheck": "document_onsite",
    "qualityKind": "institution",
    "qualityBody": "NVAO",
    "qualityUrl": "https://nvao.example/",
    "prerequisites": "None",
    "requires": [{"label": "Hygiene", "url": "https://northfield.example/hygiene"}],
    "stackability": "stackable",
    "stacksInto": "Kitchen manager",
    "price": 49.5,
    "currency": "EUR",
    "reviewBy": "2028-01-15",
    "furtherInformation": "https://northfield.example/food",
    "skill": [{"label": "Hygiene", "url": "https://esco.example/1", "framework": "ESCO", "eqfLevel": 3,
               "assessed": True}],
    "languages": ["en", "nl"],
    "translation": [
        {
            "language": "nl",
            "title": "Voedselveiligheid",
            "canDo": "een keuken veilig houden",
            "summary": "Houdt een kleine keuken veilig.",
            "translatedOutcome": [
                {"ofOutcome": "urn:uuid:018f3c6e-7b2a-7c31-9a55-000000000001", "statement": "Schrijft een plan"}
            ],
        }
    ],
}  # fmt: skip


def ours(**changed: Any) -> Document:
    """The badge with every member of our own."""
    document = badge()
    document["@context"].append(micro_credential.address("https://northfield.example"))
    document["credentialSubject"]["achievement"]["microCredential"] = OURS | changed
    return document


def achieved(**members: Any) -> Elements:
    """What is read of a badge whose achievement has these members, in terms of Open Badges alone."""
    document = badge()
    document["credentialSubject"]["achievement"] |= members
    return elements_of_credential(document)


def test_every_member_of_ours_is_read() -> None:
    said = elements_of_credential(ours())
    assert said == Elements(
        learner_identified=True,
        title="Food safety",
        country="NZ",
        region="Otago",
        awarding_body="Northfield College",
        issued_on=datetime(2026, 1, 15, 9, 0, tzinfo=UTC),
        outcomes=(
            OutcomeElement(statement="Writes a plan", shown_by=("Plan", "Quiz")),
            OutcomeElement(statement="Names what spoils"),
        ),
        workload_hours=Decimal("62.5"),
        credit_points=Decimal(2),
        credit_scheme="ects",
        eqf_level=4,
        national_level=NationalLevel(framework="NLQF", level="4F", url="https://nlqf.example/4f"),
        cycle="short",
        level_set_by="Examination board",
        assessment_types=("testing", "application"),
        participation="blended",
        quality_kind="institution",
        quality_body="NVAO",
        quality_url="https://nvao.example/",
        prerequisites="None",
        supervision="onsite",
        identity_check="document_onsite",
        grades=said.grades,
        stackability="stackable",
        stacks_into="Kitchen manager",
        further_information="https://northfield.example/food",
        description="Keeps a small kitchen safe.",
        criteria="Passes the quiz and hands in a plan.",
        kind="application",
        language=said.language,
        languages=("en", "nl"),
        field_code="1013",
        review_by=date(2028, 1, 15),
        skills=(
            SkillElement(
                name="Hygiene", url="https://esco.example/1", framework="ESCO", level=3, is_assessed=True
            ),
        ),
    )


def test_it_verifies_and_is_read_from_the_signed_bytes() -> None:
    data = signed(ours())
    report = World().check(data)
    assert report.verdict is Verdict.VERIFIED
    said = elements_of_credential(data)
    assert said == elements_of_credential(ours())
    assert [lack.code for lack in check(said, PROFILES["eu-annex-1"])] == ["eu_outcome_shown"]


@pytest.mark.parametrize("member", sorted(OURS))
def test_no_member_can_be_changed_under_the_signature(member: str) -> None:
    document = signed(ours())
    del document["credentialSubject"]["achievement"]["microCredential"][member]
    report = World().check(document)
    assert report.verdict is Verdict.NOT_VERIFIED


def test_a_misspelt_member_is_refused() -> None:
    document = signed(ours())
    document["credentialSubject"]["achievement"]["microCredential"]["workloadhours"] = 5
    report = World().check(document)
    assert "undefined_term" in {entry.code for entry in report.checks}


def test_the_same_is_read_from_the_standard_members() -> None:
    said = achieved(
        alignment=[
            {"type": ["Alignment"], "targetName": "EQF level 5", "targetUrl": "http://data.europa.eu/snb/eqf/5"},
            {"type": ["Alignment"], "targetName": "analyse data", "targetUrl": "https://esco.example/2",
             "targetFramework": "ESCO"},
        ],
        tag=["Workload: 60 hours", "Mode: At work", "kitchens", "Note: one: two"],
        resultDescription=[
            {"id": "urn:uuid:1", "type": ["ResultDescription"], "name": "Writes a plan", "resultType": "Percent",
             "description": "Shown by: Quiz"},
            {"id": "urn:uuid:2", "type": ["ResultDescription"], "name": "Writes a plan", "resultType": "Percent",
             "description": "Shown by: Plan"},
            {"id": "urn:uuid:3", "type": ["ResultDescription"], "name": "Cooks", "resultType": "RubricCriterionLevel"},
            {"id": "urn:uuid:4", "type": ["ResultDescription"], "name": "Final grade", "resultType": "LetterGrade"},
            {"id": "urn:uuid:5", "type": ["ResultDescription"], "resultType": "RubricScore"},
        ],
        inLanguage="en",
    )  # fmt: skip
    assert said.outcomes == (
        OutcomeElement(statement="Writes a plan", shown_by=("Quiz", "Plan")),
        OutcomeElement(statement="Cooks"),
    )
    assert said.skills == (SkillElement(name="analyse data", url="https://esco.example/2", framework="ESCO"),)
    assert (said.eqf_level, said.workload_hours, said.participation) == (5, Decimal(60), "work")
    assert (said.credit_points, said.credit_scheme, said.languages) == (Decimal("1.5"), "", ("en",))


def test_what_nobody_says_is_empty() -> None:
    assert elements_of_credential({}) == Elements()
    assert replace(achieved(), grades=()).national_level is None


@pytest.mark.parametrize(
    ("framework", "code", "url", "level"),
    [
        ("EQF", "3", "https://x.example", 3),
        (" European Qualifications framework", "7", "https://x.example", 7),
        ("", "", "https://data.europa.eu/snb/eqf/2", 2),
        ("EQF", "9", "https://x.example/9", None),
        ("NQF", "3", "https://data.europa.eu/snb/eqf/9", None),
        ("EQF", "three", "https://x.example", None),
    ],
)
def test_a_level_is_read_from_an_alignment(framework: str, code: str, url: str, level: int | None) -> None:
    entry = {"targetName": "A level", "targetFramework": framework, "targetCode": code, "targetUrl": url}
    assert achieved(alignment=[entry]).eqf_level == level


def test_skills_stand_for_outcomes_where_nothing_else_does() -> None:
    entries = [{"targetName": "analyse data", "targetUrl": "https://esco.example/2"}, {"targetUrl": "urn:x"}]
    said = achieved(alignment=entries, resultDescription=[])
    assert said.outcomes == (OutcomeElement(statement="analyse data"),)


def test_a_national_level_is_no_skill() -> None:
    document = ours(skill=[], outcome=[])
    achievement = document["credentialSubject"]["achievement"]
    achievement["alignment"] = [
        {
            "targetName": "4F",
            "targetFramework": "NLQF",
            "targetCode": "4F",
            "targetUrl": "https://nlqf.example/4f",
        }
    ]
    achievement["resultDescription"] = []
    said = elements_of_credential(document)
    assert (said.skills, said.outcomes) == ((), ())


def test_assessments_are_read_from_evidence() -> None:
    document = badge()
    document["evidence"] = [
        {"type": ["Evidence"], "genre": genre} for genre in ("Quiz", "Exam", "Portfolio", "Decision")
    ]
    assert elements_of_credential(document).assessment_types == ("testing", "portfolio")


def test_an_endorsement_is_a_word_for_quality() -> None:
    said = achieved(endorsement=[{"type": ["EndorsementCredential"], "issuer": {"name": "The guild"}}])
    assert (said.quality_kind, said.quality_body) == ("external", "The guild")
    said = achieved(endorsementJwt=["a.b.c"])
    assert (said.quality_kind, said.quality_body) == ("external", "")
    assert achieved().quality_kind == ""


@pytest.mark.parametrize(
    ("value", "read"),
    [(0, Decimal(0)), ([3], Decimal(3)), (True, None), ("3", None), (10**9, None), ([1, 2], None)],
)
def test_only_numbers_are_numbers(value: Any, read: Decimal | None) -> None:
    assert elements_of_credential(ours(workloadHours=value)).workload_hours == read


@pytest.mark.parametrize(("value", "read"), [(9, 9), (4.5, None), (400, None), ("4", None)])
def test_a_level_beside_the_scale_is_kept_to_be_told(value: Any, read: int | None) -> None:
    assert elements_of_credential(ours(eqfLevel=value)).eqf_level == read


def test_a_date_that_is_none_is_not_said() -> None:
    assert elements_of_credential(ours(reviewBy="soon")).review_by is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(OURS)), JSON), JSON, JSON)
def test_any_shape_is_read(own: Document, alignment: Any, described: Any) -> None:
    document = ours(**own)
    document["credentialSubject"]["achievement"] |= {"alignment": alignment, "resultDescription": described}
    assert elements_of_credential(document).title == "Food safety"


def test_words_are_known_for_the_lists_and_others_are_shown_as_they_stand() -> None:
    assert word("participation", "blended").say() == "Online and on site"
    assert word("participation", "by \x00pigeon").say() == "by pigeon"
    assert all(words for words in WORDS.values())


def test_the_elements_are_those_of_one_achievement() -> None:
    assert is_micro_credential(badge())
    assert not is_micro_credential({"type": ["VerifiablePresentation"]})
    assert not is_micro_credential({"credentialSubject": {"achievement": [{}, {}]}})
