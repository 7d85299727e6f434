"""A credential in the European Learning Model: what it says is in the document, or in the report of losses."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.credential import strategies
from tests.credential.badges import GUILD, badge, clr, endorsement, presentation, signed
from tests.credential.elm_world import FIRST, UNSEALED, full, graph, shapes_of, violations
from tests.credential.work import calls_of, peak_of

from skillmark.credential.contexts.micro_credential import MEMBER
from skillmark.credential.elm.loss import HOW, PLACES, ROWS, leaves, losses_of, row_for
from skillmark.credential.elm.read import elements_of_elm
from skillmark.credential.elm.translate import to_elm
from skillmark.credential.errors import ElmError
from skillmark.credential.model.elements_of import elements_of_credential
from skillmark.credential.model.view import text
from skillmark.credential.steps.flaws import json_path

Document = dict[str, Any]


def lost(document: Document) -> dict[str, str]:
    """What is lost of a credential, with the reason for each."""
    return {loss.path: loss.reason.say() for loss in to_elm(document).losses}


@pytest.fixture(scope="module")
def faults(skills_data: Callable[[str], Path]) -> Callable[[Document], list[str]]:
    """By which of the Commission's shapes a document is wrong."""
    shapes = shapes_of(skills_data, "edc-generic-no-cv.ttl", "edc-generic-full.ttl")
    context = json.loads(skills_data("elm/edc-ap-context.jsonld").read_bytes())

    def found(document: Document) -> list[str]:
        return [shape for shape, _ in violations(graph(document, context=context), shapes)]

    return found


# --- nothing is lost without being said ---------------------------------------------------------------------------


def test_of_a_badge_that_says_everything_only_the_kind_and_the_caption_are_lost() -> None:
    assert set(lost(full())) == {
        "$.credentialSubject.achievement.achievementType",
        "$.image.caption",
    }


def test_what_is_lost_by_its_nature_is_named_with_its_reason() -> None:
    document = signed(badge())
    document["credentialStatus"] = {
        "id": "https://northfield.example/status/1#7",
        "type": "BitstringStatusListEntry",
    }
    document["endorsement"] = [endorsement()]
    document["credentialSubject"]["achievement"]["image"] = {
        "id": "https://northfield.example/b.png",
        "type": "Image",
    }
    document["credentialSubject"]["role"] = "chief cook"
    reasons = lost(document)
    assert "not signed" in reasons["$.proof.proofValue"]
    assert "asked for there" in reasons["$.credentialStatus.id"]
    assert "signed by somebody else" in reasons["$.endorsement[0].id"]
    assert "bytes of a picture" in reasons["$.credentialSubject.achievement.image.id"]
    assert reasons["$.credentialSubject.role"] == "The European Learning Model has no member for it."


@given(strategies.signed_badges())
def test_each_value_is_in_the_document_or_in_the_report(document: Document) -> None:
    translation = to_elm(document)
    said = "\n".join(text(value) for _, value, _ in leaves(translation.document))
    missing = {loss.path for loss in translation.losses}
    places = [(place, value) for place, value, _ in leaves(document)]
    assert translation.travelled + len(missing) == len(places)
    for place, value in places:
        if json_path(place) not in missing and row_for(place).how == "text":
            # Whoever does not know the table finds the words all the same.
            assert all(line in said for line in text(value).split("\n")), place


@given(strategies.badges())
def test_what_is_exported_says_the_same_elements(document: Document) -> None:
    assert elements_of_elm(dict(to_elm(document).document)) == elements_of_credential(document)


def test_what_says_everything_says_the_same_elements_too() -> None:
    assert elements_of_elm(dict(to_elm(full()).document)) == elements_of_credential(full())


@pytest.mark.parametrize(
    "place", [place for place, value, _ in leaves(full()) if row_for(place).how != "form"]
)
def test_another_value_than_the_one_in_the_document_is_not_taken_for_it(place: tuple[str | int, ...]) -> None:
    """The report looks into the document: had the writer said something else, it would be a loss."""
    document = full()
    written = to_elm(document).document
    if json_path(place) in lost(document):
        return
    holder: Any = document
    for step in place[:-1]:
        holder = holder[step]
    value = holder[place[-1]]
    holder[place[-1]] = (
        not value
        if isinstance(value, bool)
        else 7
        if isinstance(value, int | float)
        else "1999-01-01T00:00:00Z"
    )
    if place[-1] in {"identityType", "hashed"}:
        # Of an identifier that has a member of its own in ELM, the member says what sort it is.
        return
    _, losses = losses_of(document, written)
    assert json_path(place) in {loss.path for loss in losses}


def test_the_table_names_places_that_documents_have() -> None:
    documents = [to_elm(full()).document, to_elm(badge()).document]
    there = {
        ".".join(each for each in place if isinstance(each, str))
        for document in documents
        for place, _, _ in leaves(document)
    }
    unknown = [
        place
        for row in ROWS
        for place in row.places()
        if not any(path == place or path.startswith(f"{place}.") for path in there)
    ]
    # A level outside the European vocabulary of levels goes elsewhere: see the next test.
    assert {place for place in unknown if ".educationLevel." not in place} == set()
    assert {row.how for row in ROWS if row.to} <= set(HOW)
    assert set(PLACES) == {"claim", "spec", "org"}


def test_a_level_of_another_framework_is_an_education_level() -> None:
    document = full()
    own = document["credentialSubject"]["achievement"]["microCredential"]
    own["nationalLevel"] = {"framework": "SCQF", "code": "7", "url": "https://scqf.example/7"}
    document["credentialSubject"]["achievement"]["alignment"][1] |= {
        "targetName": "7", "targetFramework": "SCQF", "targetCode": "7", "targetUrl": "https://scqf.example/7",
    }  # fmt: skip
    spec = to_elm(document).document["credentialSubject"]["hasClaim"][0]["specifiedBy"]
    assert [each["id"] for each in spec["educationLevel"]] == ["https://scqf.example/7"]
    assert "nqfLevel" not in spec
    assert set(lost(document)) == set(lost(full()))
    assert elements_of_elm(dict(to_elm(document).document)) == elements_of_credential(document)


# --- the Commission's shapes --------------------------------------------------------------------------------------


def test_shapes_find_no_fault_in_a_badge_that_says_everything(
    faults: Callable[[Document], list[str]],
) -> None:
    assert faults(dict(to_elm(full()).document)) == [UNSEALED]


def test_whoever_seals_it_has_a_document_without_fault(faults: Callable[[Document], list[str]]) -> None:
    document = dict(to_elm(full()).document)
    body = document["credentialSubject"]["hasClaim"][0]["awardedBy"]["awardingBody"][0]
    country = body["location"][0]["address"][0]["countryCode"]
    legal = {"id": "urn:test:legal", "type": "LegalIdentifier", "notation": "NTRIE-1", "spatial": country}
    assert faults({**document, "issuer": {**body, "eIDASIdentifier": legal}}) == []


def test_shapes_find_what_the_report_names_as_lacking(faults: Callable[[Document], list[str]]) -> None:
    document = badge()
    document["issuer"].pop("name")
    document.pop("validFrom")
    document.pop("awardedDate")
    document["credentialSubject"]["achievement"].pop("name")
    document.pop("name")
    translation = to_elm(document)
    assert [lack.path.rpartition(".")[2] for lack in translation.lacks] == [
        "issuer",
        "location",
        "legalName",
        "title",
        "issued",
    ]
    found = faults(dict(translation.document))
    assert UNSEALED in found
    assert {each.split("-")[-1] for each in found} >= {
        "elm_location",
        "rov_legalName",
        "cred_issued",
        "dc_title",
    }


def test_the_commissions_own_sample_lacks_the_issuer_and_nothing_else(
    skills_data: Callable[[str], Path], faults: Callable[[Document], list[str]]
) -> None:
    sample = json.loads(skills_data("elm/AA-Annex1-MC-unsigned.json").read_bytes())
    assert faults(sample["credential"]) == [UNSEALED]
    del sample["credential"]["credentialSubject"]["hasClaim"][0]["title"]
    assert len(faults(sample["credential"])) > 1


# --- what is no badge ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document", [clr(badge()), endorsement(of=GUILD), presentation(badge()), {}, {"type": 7}]
)
def test_only_badges_are_translated(document: Document) -> None:
    with pytest.raises(ElmError) as caught:
        to_elm(document)
    assert (caught.value.code, caught.value.path) == ("elm_not_a_badge", "$.type")


def test_two_achievements_are_refused() -> None:
    document = badge()
    document["credentialSubject"]["achievement"] = [document["credentialSubject"]["achievement"]] * 2
    with pytest.raises(ElmError) as caught:
        to_elm(document)
    assert caught.value.code == "elm_achievements"
    document = badge()
    document["credentialSubject"] = [document["credentialSubject"]] * 2
    with pytest.raises(ElmError):
        to_elm(document)


def test_of_several_descriptions_of_ours_none_is_translated() -> None:
    def translated(own: Any) -> Document:
        document = badge()
        document["credentialSubject"]["achievement"][MEMBER] = own
        return to_elm(document).document

    one, other = ({"translation": [{"language": tag, "title": tag.upper()}]} for tag in ("nl", "fr"))
    assert translated([one, other]) == translated([other, one]) == translated(None)
    assert translated([one, one]) == translated(one) != translated(None)


def test_of_two_translations_into_one_language_none_is_taken() -> None:
    """Their order is the holder's to turn."""

    def translated(*translations: Any) -> Document:
        document = badge()
        document["credentialSubject"]["achievement"][MEMBER] = {"translation": list(translations)}
        return to_elm(document).document

    one, other = ({"language": "nl", "title": title} for title in ("Brood bakken", "Gratis brood"))
    assert translated(one, other) == translated(other, one) == translated()
    assert translated(one, one) == translated(one) != translated()


def test_more_results_than_anybody_has_are_refused() -> None:
    document = badge()
    document["credentialSubject"]["result"] *= 101
    with pytest.raises(ElmError) as caught:
        to_elm(document)
    assert (caught.value.code, caught.value.path) == ("elm_results", "$.credentialSubject.result")


def test_more_values_than_anybody_says_are_refused() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["tag"] = ["Plan"] * 9_000
    with pytest.raises(ElmError) as caught:
        to_elm(document)
    assert caught.value.code == "elm_values"


def test_names_that_are_made_up_to_be_long_make_no_long_report() -> None:
    many = badge() | {"x" * 100_000: ["lost"] * 3_000, "y": {"z" * 99: {"w" * 99: {"v" * 99: {"u" * 99: 1}}}}}
    translation = to_elm(many)
    report = json.dumps(translation.report())
    assert len(report) < 3_000 * 600
    assert all(len(loss.path) <= 301 for loss in translation.losses)
    assert any(loss.path.endswith("…") for loss in translation.losses)
    assert sum(loss.path.startswith("$.xxx") for loss in translation.losses) == 3_000


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(lambda size: {"n" * 4_000: [{}, 0] * size}, id="values below a long name"),
        pytest.param(lambda size: {f"member {number}": 0 for number in range(size)}, id="many names"),
        pytest.param(lambda size: {"evidence": [{"narrative": "\n" * size}]}, id="many lines"),
        pytest.param(
            lambda size: {"evidence": [{"name": f"{number}"} for number in range(size)]}, id="evidence"
        ),
    ],
)
def test_twice_the_credential_costs_twice_the_steps(hostile: Callable[[int], Document]) -> None:
    once, twice = (calls_of(partial(to_elm, badge() | hostile(size))) for size in (500, 1_000))
    assert twice < 2.2 * once
    assert peak_of(lambda: to_elm(badge() | hostile(3_000))) < 64 * 1024 * 1024


# --- single members -----------------------------------------------------------------------------------------------


def test_the_same_credential_gives_the_same_document_and_another_gives_another() -> None:
    assert to_elm(full()).document == to_elm(full()).document
    without = badge()
    del without["id"]
    other = deepcopy(without)
    other["credentialSubject"]["achievement"]["name"] = "Knife skills"
    first, second = to_elm(without), to_elm(other)
    assert first.source == ""
    assert first.document["id"] != second.document["id"]
    assert "identifier" not in first.document


def test_a_picture_may_be_given_or_is_taken_from_the_credential() -> None:
    def shown(document: Document, **options: Any) -> str:
        display = to_elm(document, **options).document["displayParameter"]
        image: Document = display["individualDisplay"][0]["displayDetail"][0]["image"]
        return f"{image['contentType']['prefLabel']['en'][0]} {image['content']}"

    jpeg = b"\xff\xd8\xff\xe0 a picture"
    assert shown(full()).startswith("PNG iVBORw0KGgo")
    assert shown(full(), picture=jpeg).startswith("JPEG /9j/4")
    for address in (
        "data:image/png;base64,?",
        "data:image/gif;base64,R0lGODlh",
        "https://a.example/base64,AAAA",
    ):
        document = full()
        document["image"] = address
        assert "$.image" in lost(document)
        assert shown(document) == shown(badge())


def test_values_outside_the_european_lists_are_lost_and_said_to_be() -> None:
    document = full()
    document["issuer"]["address"]["addressCountryCode"] = "XX"
    document["issuer"]["email"] = "nowhere"
    document["issuer"]["url"] = "northfield"
    document["credentialSubject"]["id"] = "ada"
    achievement = document["credentialSubject"]["achievement"]
    achievement["inLanguage"] = "xyz"
    achievement["creditsAvailable"] = -1
    own = achievement["microCredential"]
    own |= {"country": "XX", "fieldCode": "x", "eqfLevel": 9, "workloadHours": -5, "creditPoints": -1}
    own |= {"stackability": "maybe", "furtherInformation": "look at our site", "languages": ["xyz"]}
    own["skill"][0] |= {"eqfLevel": 12}
    own["skill"][1] |= {"eqfLevel": 13}
    own["nationalLevel"] = {"framework": "", "code": "7"}
    own["outcome"] = [*own["outcome"], {"id": "urn:test:nothing", "shownBy": ["Quiz"]}]
    own["translation"][0]["translatedOutcome"] = [
        {"ofOutcome": "urn:other", "statement": "Iets anders"},
        {"ofOutcome": FIRST},
    ]
    document["credentialSubject"]["creditsEarned"] = "many"
    names = {path.rpartition(".")[2] for path in lost(document)}
    assert names >= {
        "addressCountryCode", "email", "url", "inLanguage", "creditsAvailable", "country", "fieldCode", "eqfLevel",
        "workloadHours", "creditPoints", "stackability", "furtherInformation", "creditsEarned", "statement",
    }  # fmt: skip
    assert "$.credentialSubject.id" not in lost(document)
    assert to_elm(document).lacks[1].path.endswith("location")


def test_the_report_is_made_for_programs() -> None:
    report = to_elm(signed(badge())).report()
    assert (report["format"], report["signed"]) == ("ELM 3", False)
    assert report["source"] == badge()["id"]
    assert {"path", "reason"} == set(report["lost"][0])
    assert {"path", "sentence"} == set(report["lacking"][0])


def test_grades_stand_with_the_one_kind_of_assessment_and_apart_from_several() -> None:
    document = full()
    own = document["credentialSubject"]["achievement"]["microCredential"]
    several = to_elm(document).document["credentialSubject"]["hasClaim"][0]["provenBy"]
    assert len(several) == 4
    own["assessmentType"] = ["testing"]
    one = to_elm(document).document["credentialSubject"]["hasClaim"][0]["provenBy"]
    assert [each["grade"]["noteLiteral"]["en-GB"] for each in one] == [["9"], ["Secure"]]
    assert all(each["specifiedBy"]["dcType"] for each in one)


def test_a_table_without_a_row_for_it_says_that_there_is_no_member() -> None:
    document = badge()
    document["odd\x1fname"] = {"@value": "Odd"}
    document["issuer"]["name"] = {"@value": "Northfield College", "@language": "en"}
    reasons = lost(document)
    assert set(reasons) == {
        "$['odd\x1fname']['@value']",
        "$.issuer.name['@language']",
        "$.credentialSubject.achievement.achievementType",
    }
