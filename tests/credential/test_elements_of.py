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
from skillmark.credential.lint import Severity
from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.credential.model.element_words import WORDS, word
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement
from skillmark.credential.model.elements_of import elements_of_credential, is_micro_credential
from skillmark.credential.model.endorsing import ACCREDITATION, RECOGNITION
from skillmark.credential.model.visible import visible

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


def test_an_accreditation_is_a_word_for_quality_and_praise_is_none() -> None:
    def endorsed(*endorsers: str, kind: str = ACCREDITATION) -> tuple[str, str]:
        entries = [{"type": ["EndorsementCredential", kind], "issuer": {"name": each}} for each in endorsers]
        said = achieved(endorsement=entries)
        return said.quality_kind, said.quality_body

    assert endorsed("The guild") == ("external", "The guild")
    assert endorsed("B", "A") == endorsed("A", "B") == ("external", "A, B")
    assert endorsed("\u200b") == ("external", "")
    assert (
        endorsed("The guild", kind=RECOGNITION) == endorsed("The guild", kind="x") == endorsed() == ("", "")
    )
    assert achieved(endorsementJwt=["a.b.c"]).quality_kind == ""


# --- what cannot be seen, and what stands several times -----------------------------------------------------------

NOTHING = ["", " ", "\u200b", "\u00a0\n", "\u2800", "\u3164\uffa0", "\u115f\u1160", "\u034f", "\ue000"]
SETS = {"outcome", "assessmentType", "requires", "skill", "languages", "translation"}
UNREAD = {"canDo", "price", "currency"}
OTHERS: Document = {"workloadHours": 1.5, "creditPoints": 9, "eqfLevel": 8, "reviewBy": "2030-01-01",
                    "nationalLevel": {"framework": "SCQF", "code": "9"}}  # fmt: skip


def of_ours(**changed: Any) -> Elements:
    """What is read of our own members alone: nothing else says the same again."""
    document = ours(**changed)
    document["issuer"].pop("address", None)
    document["credentialSubject"]["achievement"].pop("creditsAvailable", None)
    document["credentialSubject"]["achievement"]["criteria"].pop("id", None)
    return elements_of_credential(document)


@pytest.mark.parametrize("nothing", NOTHING)
def test_what_cannot_be_seen_says_nothing(nothing: str) -> None:
    assert visible(nothing) == ""
    assert visible(f"{nothing}a") == f"{nothing}a"
    texts: Document = {name: nothing for name, value in OURS.items() if isinstance(value, str)}
    texts["outcome"] = [{}, {"statement": nothing, "shownBy": ["Quiz"]}]
    texts["nationalLevel"] = {"framework": "NLQF", "code": nothing}
    said = of_ours(**texts, assessmentType=[nothing], languages=[nothing])
    assert (said.outcomes, said.assessment_types, said.national_level) == ((), (), None)
    assert (said.country, said.participation, said.quality_kind, said.quality_body) == ("", "", "", "")
    assert said.unknown == ()


@pytest.mark.parametrize(
    ("subject", "identified"),
    [
        ({"identifier": [{}]}, False),
        ({"identifier": [{"identityHash": "\u200b"}]}, False),
        ({"id": " "}, False),
        ({"identifier": [{}, {"identityHash": "ada@learner.example"}]}, True),
        ({"id": "did:example:ada"}, True),
    ],
)
def test_a_learner_is_identified_by_a_value(subject: Document, identified: bool) -> None:
    assert elements_of_credential({"credentialSubject": subject}).learner_identified is identified


@pytest.mark.parametrize("member", sorted(set(OURS) - SETS - UNREAD))
def test_of_several_values_none_is_said_in_whatever_order(member: str) -> None:
    first, second = OURS[member], OTHERS.get(member, "something else")
    silent = of_ours(**{member: None})
    assert of_ours() != silent
    for several in ([first, second], [second, first], [[second], None, first], [first, {}]):
        assert of_ours(**{member: several}) == silent
    # JSON-LD drops null and flattens lists, so that these are the same file to a signature.
    assert of_ours(**{member: [[first], None]}) == of_ours()


@pytest.mark.parametrize("member", ["framework", "code", "url"])
def test_of_several_names_of_a_level_none_is_said(member: str) -> None:
    def level(value: Any) -> NationalLevel | None:
        return of_ours(nationalLevel={**OURS["nationalLevel"], member: value}).national_level

    assert level(["a", "b"]) == level(["b", "a"]) == level(None) != level("a")


def test_of_several_descriptions_none_is_read() -> None:
    def read(own: Any) -> Elements:
        document = ours()
        document["credentialSubject"]["achievement"][micro_credential.MEMBER] = own
        return elements_of_credential(document)

    low, high = {"eqfLevel": 1}, {"eqfLevel": 8}
    assert read([low, high]) == read([high, low]) == read(None)
    assert read([low]).eqf_level == read([[low]]).eqf_level == 1


def test_of_several_statements_and_names_none_is_said() -> None:
    outcomes = [{"statement": ["A", "B"]}, {"statement": ["C", "C"]}]
    said = of_ours(outcome=outcomes, skill=[{"label": ["A", "B"]}])
    assert [each.statement for each in said.outcomes] == ["C"]
    assert [each.name for each in said.skills] == [""]


def test_the_order_of_alignments_and_tags_chooses_nothing() -> None:
    levels = [{"targetFramework": "EQF", "targetCode": code} for code in ("1", "8")]
    tags = ["Mode: Online", "Mode: On site", "Workload: 3 hours"]
    for turned in (1, -1):
        said = achieved(alignment=levels[::turned], tag=tags[::turned])
        assert (said.eqf_level, said.participation, said.workload_hours) == (None, "", Decimal(3))


def test_words_that_are_not_on_our_lists_are_shown_and_remarked() -> None:
    said = of_ours(participation="bananas", qualityKind="x", assessmentType=["y", "testing"])
    assert (said.participation, said.quality_kind, said.assessment_types) == (
        "bananas",
        "x",
        ("y", "testing"),
    )
    assert set(said.unknown) == {
        ("participation", "bananas"),
        ("quality_kind", "x"),
        ("assessment_types", "y"),
    }
    assert of_ours().unknown == ()
    lacks = {lack.code for lack in check(said, PROFILES["eu-annex-1"]) if lack.severity is Severity.ERROR}
    assert lacks == {"eu_participation", "eu_quality"}


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
