"""The composed document against the published schema, the contexts, and what the page reads back."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.credential.contexts import BUNDLED, micro_credential
from skillmark.credential.issue import check_before_issuing, issue
from skillmark.credential.issue_many import Series
from skillmark.credential.jsonld import canonical_nquads, plans_for
from skillmark.credential.jsonld.shapes.compiling import full_path
from skillmark.credential.keys import LocalSigner
from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.credential.model.elements import NationalLevel, OutcomeElement, SkillElement
from skillmark.credential.model.elements_of import elements_of_credential
from skillmark.lifecycle.issuing.document import (
    AchievementSays,
    Composer,
    IssuerSays,
    Recipient,
    Skill,
    StatusPlace,
    compose_credential,
    signed_extras,
)
from skillmark.lifecycle.issuing.extension import (
    ElementsSay,
    NationalLevelSays,
    OutcomeSays,
    TranslationSays,
    Words,
)

UID = UUID("11111111-2222-4333-8444-555555555555")
OUTCOME = "99999999-2222-4333-8444-555555555555"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SCHEMA = "1edtech-schemas/open-badges/v3_0/ob_v3p0_achievementcredential_schema.json"
RESULTS = [
    {"outcome": OUTCOME, "statement": "Cleans data", "shown_by": "Quiz", "type": "percent", "value": 87.5},
    {"outcome": OUTCOME, "statement": "Cleans data", "shown_by": "Project", "type": "level", "value": "Strong",
     "levels": ["Not yet", "Met", "Strong"]},
]  # fmt: skip
ACHIEVEMENT: dict[str, Any] = {
    "id": "https://badges.example/achievements/1", "image": "https://badges.example/achievements/1/badge.png",
    "title": "Data Analysis", "code": "data-analysis", "version": "2", "can_do": "clean and chart data",
    "description": "From table to chart.", "criteria": "Pass the quiz.", "not_proven": "Machine learning.",
    "sector": "IT", "kind": "Application", "mode": "Online", "language": "en", "workload_hours": 60,
    "credit_points": Decimal("2.0"), "level": 5,
    "skills": [Skill(name="analyse data", url="http://data.europa.eu/esco/skill/1", framework="ESCO")],
}  # fmt: skip

ELEMENTS = ElementsSay(
    context=micro_credential.address("https://badges.example"),
    kind="application",
    participation="online",
    field_code="0612",
    outcomes=[
        OutcomeSays(uid=UUID(OUTCOME), statement="Cleans data", shown_by=("Quiz", "Project")),
        OutcomeSays(uid=UUID(int=7), statement="Charts data", shown_by=("Project",)),
    ],
    credit_scheme="ects",
    national_level=NationalLevelSays(framework="NLQF", level="5", url="https://nlqf.example/5"),
    cycle="short",
    level_set_by="Examination board",
    assessment_types=["testing", "application"],
    supervision="none",
    identity_check="account",
    quality_kind="institution",
    quality_body="NVAO",
    quality_url="https://nvao.example/north",
    prerequisites="School mathematics",
    requires=[("Tables", "https://badges.example/catalogue/tables/")],
    stackability="stackable",
    stacks_into="Data analyst",
    price=Decimal("49.90"),
    currency="EUR",
    review_by=date(2028, 3, 2),
    further_information="https://badges.example/more",
    translations=[
        TranslationSays(
            language="nl", title="Data-analyse", can_do="data opschonen", description="Van tabel naar grafiek.",
            outcomes={OUTCOME: "Schoont data op", str(UUID(int=7)): " "},
        )
    ],
    words=Words(credits="2 ECTS credits", assessment="Testing", quality="An accredited institution (NVAO)"),
)  # fmt: skip
EXTENDED: dict[str, Any] = {
    "elements": ELEMENTS,
    "skills": [
        Skill(name="analyse data", url="http://data.europa.eu/esco/skill/1", framework="ESCO", level=4),
        Skill(name="Kubernetes", url="", framework="Our own", is_assessed=False),
    ],
}
COUNTRY: dict[str, Any] = {"country": "NL", "region": "Utrecht"}


def composed(*, issuer: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    return compose_credential(
        uid=UID,
        issuer=IssuerSays(
            **{"id": "https://badges.example/issuers/north", "name": "North", "linkedin_id": "123"}
            | (issuer or {})
        ),
        achievement=AchievementSays(**ACHIEVEMENT | changed),
        recipient=Recipient(name="Lea Example", email="Lea@Example.org", salt="salt"),
        results=RESULTS,
        evidence=[{"name": "Quiz", "genre": "Quiz", "narrative": "Passed."}],
        status=StatusPlace(list_url="https://badges.example/status/1/revocation", index=7),
        awarded_at=NOON,
        valid_from=NOON,
        valid_until=NOON.replace(year=2029),
    )


@pytest.fixture(scope="session")
def schema(standards: Callable[[str], Path]) -> jsonschema.protocols.Validator:
    loaded = json.loads(standards(SCHEMA).read_text())
    return jsonschema.Draft201909Validator(loaded, format_checker=jsonschema.FormatChecker())


def _faults(schema: jsonschema.protocols.Validator, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in schema.iter_errors(document)]


BARE: dict[str, Any] = {
    "can_do": "", "description": "", "criteria": "", "not_proven": "", "sector": "", "workload_hours": None,
    "credit_points": None, "level": None, "skills": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [{}, BARE, EXTENDED, BARE | {"elements": ElementsSay(context=ELEMENTS.context)}],
    ids=["full", "bare", "extended", "bare and extended"],
)
def test_it_fits_the_published_schema_before_and_after_signing(
    schema: jsonschema.protocols.Validator, changed: dict[str, Any]
) -> None:
    document = composed(**changed)
    assert _faults(schema, document) == []
    signed = _signed(document)
    assert _faults(schema, json.loads(signed)) == []


def _signed(document: dict[str, Any]) -> bytes:
    signer = LocalSigner.from_seed(bytes(32))
    method = f"{document['issuer']['id']}#{signer.public_multikey}"
    return issue(document, signer=signer, verification_method=method, created=NOON)


def test_every_element_is_in_the_signed_bytes() -> None:
    said = elements_of_credential(json.loads(_signed(composed(issuer=COUNTRY, **EXTENDED))))
    assert check(said, PROFILES["eu-annex-1"]) == ()
    assert (said.country, said.region, said.credit_points, said.credit_scheme) == (
        "NL",
        "Utrecht",
        Decimal(2),
        "ects",
    )
    assert said.outcomes == (
        OutcomeElement(statement="Cleans data", shown_by=("Quiz", "Project")),
        OutcomeElement(statement="Charts data", shown_by=("Project",)),
    )
    assert said.skills == (
        SkillElement(
            name="analyse data", url="http://data.europa.eu/esco/skill/1", framework="ESCO", level=4, is_assessed=True
        ),
        SkillElement(name="Kubernetes", framework="Our own"),
    )  # fmt: skip
    assert said.national_level == NationalLevel(framework="NLQF", level="5", url="https://nlqf.example/5")
    assert (said.languages, said.review_by) == (("en", "nl"), date(2028, 3, 2))


def test_the_nearest_standard_members_say_it_too() -> None:
    document = composed(issuer=COUNTRY, **EXTENDED)
    achievement = document["credentialSubject"].pop("achievement")
    assert document["issuer"]["address"] == {
        "type": ["Address"],
        "addressCountryCode": "NL",
        "addressRegion": "Utrecht",
    }
    assert [each["targetUrl"] for each in achievement["alignment"]] == [
        "http://data.europa.eu/snb/eqf/5",
        "https://nlqf.example/5",
        "http://data.europa.eu/esco/skill/1",
    ]
    assert set(achievement["tag"]) >= {
        "Credits: 2 ECTS credits",
        "Assessment: Testing",
        "Quality assurance: An accredited institution (NVAO)",
    }
    # Without our own member, a reader of Open Badges still learns most of it.
    del achievement["microCredential"]
    document["credentialSubject"]["achievement"] = achievement
    said = elements_of_credential(document)
    lacks = {lack.element for lack in check(said, PROFILES["eu-annex-1"]) if lack.severity == "error"}
    assert lacks == {"quality"}


def test_a_translation_says_what_it_has() -> None:
    (translation,) = composed(**EXTENDED)["credentialSubject"]["achievement"]["microCredential"][
        "translation"
    ]
    assert translation == {
        "language": "nl",
        "title": "Data-analyse",
        "canDo": "data opschonen",
        "summary": "Van tabel naar grafiek.",
        "translatedOutcome": [{"ofOutcome": f"urn:uuid:{OUTCOME}", "statement": "Schoont data op"}],
    }


def test_many_are_signed_by_what_they_have_in_common() -> None:
    """The third context and all that stands in its terms are the template's, so that only the earners are new."""
    signer = LocalSigner.from_seed(bytes(32))
    issuer = IssuerSays(id="https://badges.example/issuers/north", name="North", **COUNTRY)
    method = f"{issuer.id}#{signer.public_multikey}"
    composer = Composer(issuer=issuer, achievement=AchievementSays(**ACHIEVEMENT | EXTENDED))
    series = Series(signer=signer, verification_method=method)
    for number in range(100, 130):
        document = composer.compose(
            uid=UUID(int=number), recipient=Recipient(name=f"Earner {number}", email=f"{number}@x.example", salt="s"),
            results=RESULTS, evidence=[],
            status=StatusPlace(list_url="https://badges.example/status/1/revocation", index=number),
            awarded_at=NOON, valid_from=NOON, valid_until=None,
        )  # fmt: skip
        signed = series.issue(document, created=NOON)
        assert signed == issue(document, signer=signer, verification_method=method, created=NOON)
    # Without our context it is the same: the first few are issued in full, to learn what they have in common.
    assert series.counts.short >= 25
    assert series.counts.templates == 1


def test_one_by_one_comes_of_a_plan_as_well() -> None:
    contexts = BUNDLED.extended({})
    for number in range(4):
        document = composed(issuer=COUNTRY, **EXTENDED) | {"id": f"urn:uuid:{UUID(int=100 + number)}"}
        assert canonical_nquads(document, contexts=contexts) == full_path(document, contexts=contexts)
    counts = plans_for(contexts).counts
    assert (counts.planned, counts.full) == (2, 2)


def test_our_context_is_named_only_where_it_is_used() -> None:
    assert composed()["@context"] + [ELEMENTS.context] == composed(elements=ELEMENTS)["@context"]
    assert "microCredential" not in composed()["credentialSubject"]["achievement"]


def test_the_schema_would_notice(schema: jsonschema.protocols.Validator) -> None:
    document = composed()
    document["credentialStatus"] = [document["credentialStatus"]]
    assert _faults(schema, document)


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            name: st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
            for name in ("title", "can_do", "description", "criteria", "not_proven", "sector")
        }
    ),
    st.one_of(st.none(), st.integers(1, 8)),
)
def test_whatever_people_write_can_be_signed_and_is_read_back(
    texts: dict[str, str], level: int | None
) -> None:
    texts["title"] = texts["title"].strip() or "Untitled"
    document = composed(**texts, level=level)
    check_before_issuing(document)
    extras = signed_extras(document)
    assert extras.level == level
    assert extras.assessed_by == ("Quiz",)


def test_everything_the_page_needs_is_read_back() -> None:
    extras = signed_extras(json.loads(_signed(composed())))
    assert (extras.level, extras.workload, extras.mode, extras.kind) == (
        5,
        "60 hours",
        "Online",
        "Application",
    )
    assert (extras.criteria, extras.not_proven) == ("Pass the quiz.", "Machine learning.")


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["credentialSubject", "achievement", "tag", "alignment", "criteria", "narrative", "evidence",
                     "genre", "targetFramework", "targetCode"]), inner)))  # fmt: skip
def test_reading_back_survives_any_shape(value: Any) -> None:
    signed_extras(value if isinstance(value, dict) else {"credentialSubject": value})


def test_an_address_is_hidden_and_can_be_recognised() -> None:
    import hashlib

    document = composed()
    assert "lea@example.org" not in json.dumps(document).lower()
    hidden = document["credentialSubject"]["identifier"][1]
    assert hidden["identityHash"] == "sha256$" + hashlib.sha256(b"lea@example.orgsalt").hexdigest()


def test_each_result_points_into_this_achievement() -> None:
    subject = composed()["credentialSubject"]
    scales = {each["id"]: each for each in subject["achievement"]["resultDescription"]}
    quiz, project = subject["result"]
    assert scales[quiz["resultDescription"]]["resultType"] == "Percent"
    assert quiz["value"] == "87.5"
    levels = {
        each["id"]: each["name"] for each in scales[project["resultDescription"]]["rubricCriterionLevel"]
    }
    assert levels[project["achievedLevel"]] == "Strong"


def test_the_same_values_give_the_same_document() -> None:
    assert composed() == composed()
    assert _signed(composed()) == _signed(copy.deepcopy(composed()))


def test_a_composer_that_is_used_again_composes_as_a_new_one() -> None:
    given: dict[str, Any] = {
        "recipient": Recipient(name="Lea Example", email="Lea@Example.org", salt="salt"),
        "status": StatusPlace(list_url="https://badges.example/status/1/revocation", index=7),
        "awarded_at": NOON,
        "valid_from": NOON,
    }
    issuer = IssuerSays(id="https://badges.example/issuers/north", name="North")
    achievement = AchievementSays(**ACHIEVEMENT)
    composer = Composer(issuer=issuer, achievement=achievement)
    unlabelled = RESULTS[1] | {"value": "", "levels": ["", "Met"]}
    for results in (RESULTS, [], RESULTS[:1], [unlabelled], RESULTS[::-1], RESULTS):
        for until in (NOON, None):
            told = given | {"uid": UID, "results": results, "evidence": [{"name": ""}], "valid_until": until}
            alone = compose_credential(issuer=issuer, achievement=achievement, **told)
            # As text: the order of members is part of what is signed and stored.
            assert json.dumps(composer.compose(**told)) == json.dumps(alone)
            assert alone["evidence"] == [{"type": ["Evidence"]}]


def test_members_stand_in_the_order_in_which_they_always_stood() -> None:
    document = composed()
    assert list(document) == [
        "@context", "id", "type", "name", "issuer", "validFrom", "validUntil", "awardedDate", "credentialSubject",
        "evidence", "credentialStatus",
    ]  # fmt: skip
    subject = document["credentialSubject"]
    assert list(subject) == ["id", "type", "identifier", "narrative", "achievement", "result"]
    assert list(subject["achievement"]) == [
        "id", "type", "achievementType", "name", "description", "criteria", "image", "creator", "humanCode", "version",
        "inLanguage", "fieldOfStudy", "creditsAvailable", "tag", "alignment", "resultDescription",
    ]  # fmt: skip
    assert [list(each) for each in subject["result"]] == [
        ["type", "resultDescription", "value"],
        ["type", "resultDescription", "achievedLevel", "value"],
    ]


def test_twice_half_past_one_is_not_one_time() -> None:
    early = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    composer = Composer(
        issuer=IssuerSays(id="https://a.example", name="A"), achievement=AchievementSays(**ACHIEVEMENT)
    )
    told = [
        composer.compose(
            uid=UID,
            recipient=Recipient(name="Lea", email="lea@example.org", salt="salt"),
            results=[],
            evidence=[],
            status=StatusPlace(list_url="https://a.example/1", index=1),
            awarded_at=moment,
            valid_from=NOON,
            valid_until=None,
        )["awardedDate"]
        for moment in (early, early.replace(fold=1))
    ]
    assert told == ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]
