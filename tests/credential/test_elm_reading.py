"""What others write in the European Learning Model is read as far as it is certain, and refused where it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.elm_world import full

from skillmark.credential.elm.hours import duration_of, hours_of, writable
from skillmark.credential.elm.read import elements_of_elm, is_elm
from skillmark.credential.elm.translate import to_elm
from skillmark.credential.errors import ElmError
from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement

Document = dict[str, Any]
CLAIM = "$.credentialSubject.hasClaim"
COUNTRIES = "http://publications.europa.eu/resource/authority/country"


def document(*, claim: Document | None = None, spec: Document | None = None, **members: Any) -> Document:
    """The least that can be read, with these members in its parts."""
    achievement = {
        "type": "LearningAchievement",
        **(claim or {}),
        "specifiedBy": {"type": "Qualification", **(spec or {})},
    }
    person = {"type": "Person", "hasClaim": [achievement]}
    return {
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": person,
        **members,
    }


def read(**members: Any) -> Elements:
    """What is read of the least, with these members in its parts."""
    return elements_of_elm(document(**members))


def refusal(**members: Any) -> tuple[str, str]:
    """The code and the place with which it is refused."""
    with pytest.raises(ElmError) as caught:
        read(**members)
    assert caught.value.path in caught.value.sentence
    return caught.value.code, caught.value.path


# --- the Commission's sample --------------------------------------------------------------------------------------


@pytest.fixture
def sample(skills_data: Callable[[str], Path]) -> Document:
    """A micro-credential with the elements of Annex I, as the Commission publishes it."""
    read_it: Document = json.loads(skills_data("elm/AA-Annex1-MC-unsigned.json").read_bytes())
    return read_it


def test_the_sample_says_ten_of_the_eleven_mandatory_elements(sample: Document) -> None:
    said = elements_of_elm(sample)
    assert said.learner_identified
    assert (said.title, said.awarding_body) == ("Digital micro-credential creation", "Learning Provider")
    assert (said.country, said.issued_on and said.issued_on.year) == ("IE", 2024)
    assert said.outcomes == (
        OutcomeElement(statement="Communication, collaboration and creativity"),
        OutcomeElement(statement="Developing digital content"),
    )
    assert (said.workload_hours, said.credit_points, said.credit_scheme) == (60, 2, "ects")
    assert said.eqf_level == 6
    assert said.national_level == NationalLevel(
        framework="IE NQF", level="6", url="http://data.europa.eu/snb/qdr/c_670e54c7"
    )
    assert said.assessment_types == ("application",)
    assert said.participation == "blended"
    assert (said.grades, said.supervision, said.identity_check) == (("Pass",), "none", "")
    assert (said.field_code, said.language, said.languages) == ("068", "en", ("en",))
    assert said.prerequisites.startswith("The learner needs to have")
    assert len(said.skills) == 7


def test_the_sample_lacks_what_the_documentation_lists(sample: Document) -> None:
    """docs/reference/elm.md says so: whoever changes the one changes the other."""
    lacks = check(elements_of_elm(sample), PROFILES["eu-annex-1"])
    assert {lack.code for lack in lacks if lack.severity.value == "error"} == {"eu_quality"}
    page = (Path(__file__).parents[2] / "docs/reference/elm.md").read_text("utf-8")
    listed = page.split("## The Commission's sample")[1]
    assert all(f"| `{lack.code}` | {lack.severity.value} |" in listed for lack in lacks)
    assert listed.count("| `") == len(lacks)


def test_what_is_uploaded_and_what_is_inside_it_are_the_same(sample: Document) -> None:
    assert is_elm(sample)
    assert elements_of_elm(sample) == elements_of_elm(sample["credential"])
    assert not is_elm({"type": "VerifiableCredential"})
    assert is_elm(dict(to_elm(full()).document))


# --- other people's spellings -------------------------------------------------------------------------------------


def test_the_least_says_nothing() -> None:
    assert read() == Elements()


def test_texts_may_stand_alone_or_in_a_language() -> None:
    assert read(claim={"title": "Food safety"}).title == "Food safety"
    assert read(spec={"title": {"nl": "Voedselveiligheid"}}).title == "Voedselveiligheid"
    shown = {"primaryLanguage": {"id": "http://publications.europa.eu/resource/authority/language/FRA"}}
    said = read(claim={"title": {"en": ["Bread"], "fr": ["Pain"]}}, displayParameter=shown)
    assert (said.title, said.language) == ("Pain", "fr")


def test_somebody_is_identified_by_any_of_many_members() -> None:
    least = document()
    assert not elements_of_elm(least).learner_identified
    for member, value in {
        "id": "did:example:ada",
        "fullName": {"en": ["Ada"]},
        "nationalID": {"notation": "1"},
        "contactPoint": [{"emailAddress": {"id": "mailto:ada@learner.example"}}],
    }.items():
        named = {**least["credentialSubject"], member: value}
        assert elements_of_elm({**least, "credentialSubject": named}).learner_identified, member
    made = {**least["credentialSubject"], "id": "urn:epass:person:1"}
    assert not elements_of_elm({**least, "credentialSubject": made}).learner_identified


def test_several_bodies_are_named_together() -> None:
    bodies = [
        {"legalName": {"en": ["A"]}, "location": [{"address": [{}]}]},
        {"legalName": {"en": ["B"]}, "location": [{"address": {"countryCode": {"id": f"{COUNTRIES}/NZL"}}}]},
    ]
    said = read(claim={"awardedBy": {"awardingBody": bodies}})
    assert (said.awarding_body, said.country) == ("A, B", "NZ")


def test_an_accreditation_is_a_word_for_the_quality() -> None:
    agent = {"legalName": {"en": ["QQI"]}}
    said = read(spec={"accreditation": [{"accreditingAgent": agent}]})
    assert (said.quality_kind, said.quality_body) == ("external", "QQI")
    kind = {"id": "http://data.europa.eu/snb/accreditation/820101cba6"}
    assert read(spec={"accreditation": [{"dcType": kind}]}).quality_kind == "programme"


def test_concepts_that_mean_nothing_to_us_are_read_by_their_label() -> None:
    def concept(label: str) -> Document:
        return {"id": "http://data.europa.eu/snb/other/1", "prefLabel": {"en": [label]}}

    assert read(spec={"mode": [concept("Research-Lab based")]}).participation == "research_lab_based"
    proven = {"provenBy": [{"specifiedBy": {"dcType": [concept("Peer review")]}}]}
    assert read(claim=proven).assessment_types == ("peer_review",)
    assert read(spec={"provenBy": [{"dcType": [concept("Peer review")]}]}).assessment_types == (
        "peer_review",
    )
    assert read(spec={"nqfLevel": [concept("Higher")]}).national_level == NationalLevel(
        framework="", level="Higher", url="http://data.europa.eu/snb/other/1"
    )
    assert read(spec={"educationLevel": [concept("Higher")]}).national_level is None


NOTHING = ["", " ", "\u200b", "\u3164"]


@pytest.mark.parametrize("nothing", NOTHING)
def test_what_cannot_be_seen_says_nothing(nothing: str) -> None:
    words = {"en": [nothing]}
    body = {"legalName": words, "location": [{"geographicName": words}]}
    level = {"notation": nothing, "prefLabel": words}
    said = read(
        claim={"title": words, "awardedBy": {"awardingBody": [body]}},
        spec={
            "learningOutcome": [{"title": words}],
            "nqfLevel": [{}, level],
            "educationLevel": [level],
            "accreditation": [{}, {"dcType": {"id": nothing}, "accreditingAgent": {"legalName": words}}],
            "mode": [{"prefLabel": words}],
            "provenBy": [{"dcType": [{"prefLabel": words}]}],
        },
    )
    assert replace(said, language="") == Elements()
    # What stands in another language is there.
    assert read(claim={"title": {"en": [nothing], "nl": ["Brood"]}}).title == "Brood"


@pytest.mark.parametrize("nothing", NOTHING)
def test_nobody_is_identified_by_what_cannot_be_seen(nothing: str) -> None:
    least = document()
    for member, value in {
        "id": nothing,
        "fullName": {"en": [nothing]},
        "givenName": {"en": []},
        "identifier": [{}, {"notation": nothing}],
        "nationalID": {"notation": nothing},
        "contactPoint": [{"emailAddress": [{}, {"id": f"mailto:{nothing}"}]}],
    }.items():
        person = {**least["credentialSubject"], member: value}
        assert not elements_of_elm({**least, "credentialSubject": person}).learner_identified, member


def test_a_level_elsewhere_needs_its_code() -> None:
    coded = {"notation": "4F", "prefLabel": {"en": ["Anything"]}}
    assert read(spec={"educationLevel": [coded]}).national_level == NationalLevel(framework="", level="4F")
    assert read(spec={"nqfLevel": [{}, coded]}).national_level == NationalLevel(framework="", level="4F")


def test_words_of_our_own_lists_that_are_not_on_them_are_remarked() -> None:
    def own(name: str, value: str) -> Document:
        return {"id": f"urn:skillmark:elm:{name}:{value}"}

    note = {"subject": own("quality", "x"), "noteLiteral": {"en": ["Good"]}}
    proven = [{"dcType": [own("assessment", "y"), own("assessment", "prior_learning")]}]
    said = read(spec={"mode": [own("mode", "bananas")], "provenBy": proven, "additionalNote": [note]})
    assert set(said.unknown) == {
        ("participation", "bananas"),
        ("assessment_types", "y"),
        ("quality_kind", "x"),
    }
    concept = {"id": "http://data.europa.eu/snb/other/1", "prefLabel": {"en": ["Peer review"]}}
    assert read(spec={"mode": [concept], "provenBy": [{"dcType": [concept]}]}).unknown == ()


def test_credits_of_a_known_scheme_come_first_and_a_comma_is_a_point() -> None:
    def points(framework: str, point: Any) -> Document:
        return {"framework": {"id": framework}, "point": point}

    ects = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
    said = read(spec={"creditPoint": [points("http://other.example/", "9"), points(ects, "1,5")]})
    assert (said.credit_points, said.credit_scheme) == (Decimal("1.5"), "ects")
    assert read(spec={"creditPoint": [points("http://other.example/", 9)]}).credit_points == 9
    place = f"{CLAIM}.specifiedBy.creditPoint"
    assert refusal(spec={"creditPoint": [points(ects, "two")]}) == ("elm_points", place)
    assert refusal(spec={"creditPoint": [points(ects, "2"), points(ects, "3")]}) == ("elm_credits", place)


def test_a_skill_is_read_once_and_one_without_a_name_is_none() -> None:
    skill = {"id": "https://skills.example/1", "prefLabel": {"en": ["whisk"]}}
    outcome = {"relatedSkill": [skill, {"id": "https://skills.example/2"}], "relatedESCOSkill": [skill]}
    assert read(spec={"learningOutcome": [outcome]}).skills == (
        SkillElement(name="whisk", url="https://skills.example/1"),
    )


def test_other_notes_are_left_alone() -> None:
    note = {"noteLiteral": {"en": ["Bring a whisk."]}}
    outcome = {"title": {"en": ["Whisks"]}, "additionalNote": [note]}
    said = read(spec={"additionalNote": [note], "learningOutcome": [outcome]})
    assert said == Elements(outcomes=(OutcomeElement(statement="Whisks"),))


# --- what is not certain ------------------------------------------------------------------------------------------


def test_what_is_no_european_digital_credential_is_refused() -> None:
    with pytest.raises(ElmError) as caught:
        elements_of_elm(full())
    assert (caught.value.code, caught.value.path) == ("elm_none", "$.type")


def test_there_is_one_achievement_or_none_is_read() -> None:
    least = document()
    for claims in ([], least["credentialSubject"]["hasClaim"] * 2, [{"type": "LearningActivity"}]):
        person = {"type": "Person", "hasClaim": claims}
        with pytest.raises(ElmError) as caught:
            elements_of_elm({**least, "credentialSubject": person})
        assert caught.value.code == "elm_achievements"
    with pytest.raises(ElmError) as caught:
        elements_of_elm({**least, "credentialSubject": [least["credentialSubject"]] * 2})
    assert (caught.value.code, caught.value.path) == ("elm_several", "$.credentialSubject")


def test_what_stands_for_nothing_that_we_know_is_refused_with_its_place() -> None:
    address = {"countryCode": {"id": f"{COUNTRIES}/XYZ"}}
    bodies = {"awardedBy": {"awardingBody": [{"location": [{"address": [address]}]}]}}
    assert refusal(claim=bodies) == ("elm_country", f"{CLAIM}.awardedBy.awardingBody.location")
    assert refusal(issued="yesterday") == ("elm_time", "$.issued")
    awarded = {"awardedBy": {"awardingDate": 7}}
    assert refusal(claim=awarded) == ("elm_time", f"{CLAIM}.awardedBy.awardingDate")
    assert refusal(spec={"eqfLevel": {"id": "http://data.europa.eu/snb/eqf/9"}}) == (
        "elm_level",
        f"{CLAIM}.specifiedBy.eqfLevel",
    )
    about = {"id": "urn:skillmark:elm:about:review_by"}
    note = {"noteLiteral": {"en": ["soon"]}, "subject": about}
    assert refusal(spec={"additionalNote": [note]}) == ("elm_date", f"{CLAIM}.specifiedBy.additionalNote")


def test_two_ways_of_supervision_are_not_one() -> None:
    proven = [
        {"idVerification": {"id": f"urn:skillmark:elm:supervision:{said}"}}
        for said in ("online%2B", "onsite%2B")
    ]
    assert refusal(claim={"provenBy": proven}) == ("elm_supervision", f"{CLAIM}.provenBy.idVerification")
    assert read(claim={"provenBy": proven[:1] * 2}).supervision == "online"


# --- hours --------------------------------------------------------------------------------------------------------


@given(st.decimals(0, 1_000_000, places=4))
def test_hours_are_the_same_after_they_were_a_duration(hours: Decimal) -> None:
    assert writable(hours)
    assert hours_of(duration_of(hours), path="$") == hours


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("PT60H", "60"),
        ("P2DT12H", "60"),
        ("PT90M", "1.5"),
        ("PT1H30M36S", "1.51"),
        ("P1D", "24"),
        ("PT0.36S", "0.0001"),
    ],
)
def test_durations_are_read_as_hours(written: str, hours: str) -> None:
    assert hours_of(written, path="$") == Decimal(hours)
    assert read(spec={"volumeOfLearning": written}).workload_hours == Decimal(hours)


@pytest.mark.parametrize(
    "written", ["P1M", "P1Y", "P", "PT", "-PT1H", "PT1.5H", "1H", "P1W", "PT99999999H", "P1DT"]
)
def test_what_is_no_number_of_hours_is_refused(written: str) -> None:
    assert refusal(spec={"volumeOfLearning": written}) == (
        "elm_duration",
        f"{CLAIM}.specifiedBy.volumeOfLearning",
    )


@pytest.mark.parametrize("hours", ["-1", "1000001", "NaN", "sNaN", "Infinity", "0.00001"])
def test_what_no_duration_says_is_not_written(hours: str) -> None:
    assert not writable(Decimal(hours))
