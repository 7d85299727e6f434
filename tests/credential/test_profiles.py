"""What profiles ask of a micro-credential: each rule is broken once, and nothing else is said then."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.lint import Severity
from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.credential.lint.profiles.files import words_of
from skillmark.credential.model.elements import (
    ELEMENTS,
    MANDATORY,
    OPTIONAL,
    Elements,
    NationalLevel,
    OutcomeElement,
)

CATALOGUE = Path(__file__).parents[2] / "docs" / "reference" / "report-sentences.pot"
WHOLE = Elements(
    learner_identified=True,
    title="Food safety",
    country="NL",
    awarding_body="Northfield College",
    issued_on=datetime(2026, 1, 15, 9, 0, tzinfo=UTC),
    outcomes=(OutcomeElement(statement="Draws up a plan", shown_by=("Plan for a kitchen",)),),
    workload_hours=Decimal(90),
    credit_points=Decimal(3),
    credit_scheme="ects",
    eqf_level=4,
    national_level=NationalLevel(framework="NLQF", level="4"),
    level_set_by="Examination board",
    assessment_types=("testing", "application"),
    participation="online",
    quality_kind="institution",
    quality_body="NVAO",
    quality_url="https://nvao.example/northfield",
    prerequisites="None",
    supervision="none",
    identity_check="account",
    stackability="standalone",
    description="For everybody who works in a kitchen.",
    field_code="1013",
    review_by=date(2028, 1, 15),
)
IN_NEW_ZEALAND = replace(WHOLE, credit_scheme="nzqcf", credit_points=Decimal(9))

# What is changed, and what is said then. Each rule stands here once.
BROKEN: list[tuple[str, str, dict[str, Any], set[str]]] = [
    ("eu-annex-1", "learner", {"learner_identified": False}, {"eu_learner"}),
    ("eu-annex-1", "title", {"title": " "}, {"eu_title"}),
    ("eu-annex-1", "country", {"country": ""}, {"eu_country"}),
    ("eu-annex-1", "awarding_body", {"awarding_body": ""}, {"eu_awarding_body"}),
    ("eu-annex-1", "issued_on", {"issued_on": None}, {"eu_issued_on"}),
    ("eu-annex-1", "outcomes", {"outcomes": ()}, {"eu_outcomes"}),
    ("eu-annex-1", "outcomes", {"outcomes": (OutcomeElement(statement="Cooks"),)}, {"eu_outcome_shown"}),
    ("eu-annex-1", "workload", {"workload_hours": None, "credit_points": None}, {"eu_workload", "eu_ects"}),
    ("eu-annex-1", "workload", {"workload_hours": Decimal(0)}, {"eu_workload_positive"}),
    ("eu-annex-1", "level", {"eqf_level": None, "national_level": None}, {"eu_level"}),
    ("eu-annex-1", "level", {"eqf_level": 9}, {"eu_level_scale"}),
    ("eu-annex-1", "level", {"level_set_by": ""}, {"eu_level_set_by"}),
    ("eu-annex-1", "assessment", {"assessment_types": ()}, {"eu_assessment"}),
    ("eu-annex-1", "participation", {"participation": ""}, {"eu_participation"}),
    ("eu-annex-1", "quality", {"quality_kind": ""}, {"eu_quality"}),
    ("eu-annex-1", "quality", {"quality_body": ""}, {"eu_quality_body"}),
    ("eu-annex-1", "supervision", {"supervision": ""}, {"eu_supervision"}),
    ("eu-annex-1", "stackability", {"stackability": ""}, {"eu_stackability"}),
    ("nl-npuls", "workload", {"credit_scheme": "cats"}, {"nl_credits"}),
    ("nl-npuls", "workload", {"credit_points": Decimal(31)}, {"nl_credits_most"}),
    ("nl-npuls", "workload", {"credit_points": Decimal("0.5")}, {"nl_credits_least", "nl_credits_small"}),
    ("nl-npuls", "workload", {"credit_points": Decimal(2)}, {"nl_credits_small"}),
    ("nl-npuls", "prerequisites", {"prerequisites": ""}, {"nl_entry"}),
    ("nl-npuls", "level", {"eqf_level": None, "national_level": None, "no_level_reason": "None."}, {"nl_level"}),
    ("nl-npuls", "level", {"eqf_level": None, "level_set_by": ""}, {"nl_level_set_by"}),
    ("nl-npuls", "quality", {"quality_kind": "internal"}, {"nl_quality"}),
    ("nz-nzqa", "title", {"title": ""}, {"nz_title"}),
    ("nz-nzqa", "title", {"title": "Degrees of freedom"}, {"nz_title_words"}),
    ("nz-nzqa", "title", {"title": "A national kitchen"}, {"nz_title_words_perhaps"}),
    ("nz-nzqa", "workload", {"workload_hours": None, "credit_points": None}, {"nz_credits", "nz_credits_scheme"}),
    ("nz-nzqa", "workload", {"credit_scheme": "ects"}, {"nz_credits_scheme"}),
    ("nz-nzqa", "workload", {"credit_points": Decimal(41)}, {"nz_credits_most"}),
    ("nz-nzqa", "level", {"eqf_level": None, "national_level": None}, {"nz_level"}),
    ("nz-nzqa", "level", {"national_level": None}, {"nz_level_national"}),
    ("nz-nzqa", "field_code", {"field_code": ""}, {"nz_subject"}),
    ("nz-nzqa", "description", {"description": ""}, {"nz_purpose"}),
    ("nz-nzqa", "outcomes", {"outcomes": ()}, {"nz_outcomes"}),
    ("nz-nzqa", "stackability", {"stackability": ""}, {"nz_pathways"}),
    ("nz-nzqa", "awarding_body", {"awarding_body": ""}, {"nz_developer"}),
    ("nz-nzqa", "review_by", {"review_by": None}, {"nz_review"}),
    ("nz-nzqa", "review_by", {"review_by": date(2029, 1, 16)}, {"nz_review_late"}),
    ("au-nmf", "title", {"title": ""}, {"au_title"}),
    ("au-nmf", "awarding_body", {"awarding_body": ""}, {"au_provider"}),
    ("au-nmf", "outcomes", {"outcomes": ()}, {"au_outcomes"}),
    ("au-nmf", "assessment", {"assessment_types": ()}, {"au_assessment"}),
    ("au-nmf", "outcomes", {"outcomes": (OutcomeElement(statement="Cooks"),)}, {"au_outcome_shown"}),
    ("au-nmf", "workload", {"workload_hours": None, "credit_points": None}, {"au_hours"}),
    ("au-nmf", "workload", {"workload_hours": Decimal("0.5")}, {"au_hours_least"}),
    ("au-nmf", "participation", {"participation": ""}, {"au_participation"}),
    ("au-nmf", "quality", {"quality_kind": ""}, {"au_quality"}),
    ("au-nmf", "quality", {"quality_url": ""}, {"au_quality_statement"}),
    ("au-nmf", "prerequisites", {"prerequisites": ""}, {"au_entry"}),
]  # fmt: skip


def whole(profile: str) -> Elements:
    return IN_NEW_ZEALAND if profile == "nz-nzqa" else WHOLE


@pytest.mark.parametrize("key", PROFILES)
def test_what_says_everything_lacks_nothing(key: str) -> None:
    assert check(whole(key), PROFILES[key]) == ()


@pytest.mark.parametrize(("key", "element", "changes", "codes"), BROKEN)
def test_each_rule_names_what_it_misses(
    key: str, element: str, changes: dict[str, Any], codes: set[str]
) -> None:
    found = check(replace(whole(key), **changes), PROFILES[key])
    assert {lack.code for lack in found} == codes
    assert {lack.element for lack in found} == {element}
    for lack in found:
        told = lack.to_json()
        assert told["severity"] in set(Severity)
        assert "{" not in told["sentence"] + told["mend"]
        assert told["spec"]


def test_each_rule_is_tried() -> None:
    tried = {code for _, _, _, codes in BROKEN for code in codes}
    assert tried == {demand.code for profile in PROFILES.values() for demand in profile.demands}


def test_the_european_profile_asks_for_all_that_is_mandatory() -> None:
    # CAT-01: publishing is refused until all eleven are there.
    lacks = check(Elements(), PROFILES["eu-annex-1"])
    assert {lack.element for lack in lacks if lack.severity is Severity.ERROR} == set(MANDATORY)
    assert {lack.element for lack in lacks if lack.severity is not Severity.ERROR} <= {*OPTIONAL, "workload"}


def test_a_draft_is_not_asked_what_only_issuing_can_say() -> None:
    draft = replace(WHOLE, is_draft=True, learner_identified=False, issued_on=None)
    assert check(draft, PROFILES["eu-annex-1"]) == ()


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"eqf_level": None, "national_level": None, "no_level_reason": "It is not levelled."}, False),
        ({"eqf_level": None, "national_level": None, "cycle": "first"}, False),
        ({"eqf_level": None}, False),
        ({"eqf_level": None, "national_level": None, "no_level_reason": " "}, True),
    ],
)
def test_a_level_applies_or_there_is_a_reason(changes: dict[str, Any], lacking: bool) -> None:
    found = check(replace(WHOLE, **changes), PROFILES["eu-annex-1"])
    assert [lack.code for lack in found] == (["eu_level"] if lacking else [])


def test_a_region_stands_for_a_country() -> None:
    assert check(replace(WHOLE, country="", region="Flanders"), PROFILES["eu-annex-1"]) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "\u3164"}, "eu_title"),
        ({"country": "\u200b"}, "eu_country"),
        ({"outcomes": (OutcomeElement(statement=" ", shown_by=("Plan",)),)}, "eu_outcomes"),
        ({"workload_hours": None, "credit_points": Decimal(-2)}, "eu_workload"),
        ({"workload_hours": None, "credit_points": Decimal(0)}, "eu_workload"),
        ({"eqf_level": None, "national_level": NationalLevel(framework="NLQF", level=" ")}, "eu_level"),
        ({"assessment_types": (" ", "")}, "eu_assessment"),
    ],
)
def test_nothing_to_see_and_no_amount_say_nothing(changes: dict[str, Any], code: str) -> None:
    found = check(replace(WHOLE, **changes), PROFILES["eu-annex-1"])
    assert code in {lack.code for lack in found if lack.severity is Severity.ERROR}


@pytest.mark.parametrize("word", ["??", "nl", "Nederland"])
def test_a_country_is_one_that_there_is(word: str) -> None:
    (found,) = check(replace(WHOLE, country=word), PROFILES["eu-annex-1"])
    assert (found.code, found.severity) == ("eu_country", Severity.ERROR)
    assert str(found.sentence).endswith(f"its issuer is. “{word}” is no word for it.")


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("participation", "bananas", "eu_participation"),
        ("quality_kind", "bananas", "eu_quality"),
        ("assessment_types", ("bananas",), "eu_assessment"),
    ],
)
def test_words_that_are_not_on_our_lists_are_named(member: str, value: Any, code: str) -> None:
    strange = replace(WHOLE, **{member: value}, unknown=((member, "bananas"),))
    (found,) = check(strange, PROFILES["eu-annex-1"])
    assert (found.code, found.severity) == (code, Severity.ERROR)
    assert str(found.sentence).endswith(" “bananas” is no word for it.")
    # Others have words of their own, in members that are not ours.
    assert check(replace(WHOLE, **{member: value}), PROFILES["eu-annex-1"]) == ()
    both = replace(WHOLE, assessment_types=("testing", "bananas"), unknown=(("assessment_types", "bananas"),))
    assert check(both, PROFILES["eu-annex-1"]) == ()


def test_credits_of_another_scheme_are_judged_by_hours() -> None:
    found = check(replace(WHOLE, credit_scheme="cats", workload_hours=Decimal(901)), PROFILES["nl-npuls"])
    assert [lack.code for lack in found] == ["nl_credits", "nl_credits_most"]
    assert str(found[1].sentence).startswith("901 hours of work are more than")
    assert check(replace(WHOLE, credit_scheme="cats", workload_hours=Decimal(900)), PROFILES["nl-npuls"]) == (
        found[0],
    )


def test_the_messages_name_the_rule() -> None:
    # CAT-03: EU-NL refuses 31 EC, AU refuses half an hour.
    (dutch,) = check(replace(WHOLE, credit_points=Decimal(31)), PROFILES["nl-npuls"])
    assert (dutch.severity, dutch.members) == (Severity.ERROR, ("credit_points",))
    assert str(dutch.sentence) == (
        "31 ECTS credits are more than a Dutch microcredential may have: the rule is 3 to 30 EC."
    )
    (australian,) = check(replace(WHOLE, workload_hours=Decimal("0.50")), PROFILES["au-nmf"])
    assert australian.severity is Severity.ERROR
    assert str(australian.sentence) == (
        "0.5 hours of learning are too few: the rule is a volume of at least one hour."
    )


@pytest.mark.parametrize(
    "title",
    ["Mastery of knives", "International kitchens", "Degreasing", "A doctored photograph", "Zealand"],
)
def test_only_whole_words_are_refused_in_titles(title: str) -> None:
    assert check(replace(IN_NEW_ZEALAND, title=title), PROFILES["nz-nzqa"]) == ()


@pytest.mark.parametrize("word", ["Diploma", "BACHELOR", "post-graduate", "Doctors", "doctorate"])
def test_words_of_qualifications_are_refused_in_titles(word: str) -> None:
    (found,) = check(replace(IN_NEW_ZEALAND, title=f"A {word} in knives"), PROFILES["nz-nzqa"])
    assert (found.code, found.sentence.params["word"]) == ("nz_title_words", word)


def test_what_we_do_not_know_first_hand_is_said() -> None:
    assert "not retrievable" in PROFILES["au-nmf"].about
    assert "at second hand" in PROFILES["nl-npuls"].about
    assert "at second hand" in PROFILES["nz-nzqa"].about
    assert "word for word" in PROFILES["eu-annex-1"].about


def test_every_rule_is_about_an_element_that_exists() -> None:
    members = {field.name for field in fields(Elements)}
    for profile in PROFILES.values():
        assert profile.title
        assert profile.source
        for demand in profile.demands:
            assert demand.element in ELEMENTS or demand.element in members, demand.code
            assert set(demand.given["members"]) <= members, demand.code
            assert set(demand.when) <= members, demand.code
            assert re.fullmatch(r"[a-z0-9_]+", demand.code)


def test_the_words_are_templates_for_translators() -> None:
    texts = dict(words_of(PROFILES))
    catalogue = CATALOGUE.read_text("utf-8")
    assert [text for text in texts if f'msgid "{text}"' not in catalogue] == []
    assert PROFILES["au-nmf"].about in texts
    assert texts["The micro-credential has no title."] in {"eu_title", "nz_title"}
    known = {"value", "stated", "outcome", "word", "date", "count"}
    assert {name for text in texts for _, name, _, _ in Formatter().parse(text) if name} <= known


@given(
    st.builds(
        Elements,
        is_draft=st.booleans(),
        title=st.text(max_size=20),
        country=st.sampled_from(["", "NL"]),
        outcomes=st.lists(
            st.builds(OutcomeElement, statement=st.text(max_size=20), shown_by=st.just(())), max_size=2
        ).map(tuple),
        workload_hours=st.none() | st.decimals(0, 5000, allow_nan=False),
        credit_points=st.none() | st.decimals(0, 500, allow_nan=False),
        credit_scheme=st.sampled_from(["", "ects", "nzqcf", "cats", "of their own"]),
        eqf_level=st.none() | st.integers(-3, 12),
        quality_kind=st.sampled_from(["", "internal", "external", "{0}"]),
        review_by=st.none() | st.dates(),
        issued_on=st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)
def test_every_micro_credential_gets_whole_sentences(elements: Elements) -> None:
    for profile in PROFILES.values():
        for lack in check(elements, profile):
            assert lack.sentence.say()
            assert lack.mend.say()
