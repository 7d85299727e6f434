"""A title on a page is an issuer's word: a holder may call what they show anything, and is not repeated."""

from __future__ import annotations

import pytest
from tests.credential.badges import (
    NORTHFIELD,
    NOW,
    OPEN_BADGES,
    VCDM,
    World,
    adas_badge,
    badge,
    issued,
    presentation,
    shown,
    signed,
)

from skillmark.credential import Policy
from skillmark.credential.registry import Registry
from skillmark.interfaces.pages.ui.said import said_in
from skillmark.interfaces.pages.ui.showpiece import from_report
from skillmark.interfaces.pages.ui.verdicts import verdict_kept


@pytest.mark.django_db
def test_what_a_holder_calls_a_presentation_is_not_its_title() -> None:
    words = {"@context": [VCDM, OPEN_BADGES], "name": "Doctor of physics", "description": "Summa cum laude."}
    report = World().check(shown(presentation(adas_badge(), **words)))
    assert report.verdict == "verified"
    show = from_report(report, now=NOW)
    assert (show.title, show.description) == ("1 credential, shown together", "")
    said = said_in(report.summary)
    assert (said.title, said.description) == ("", "")


@pytest.mark.django_db
def test_a_badge_with_more_than_any_badge_has_is_shown_in_part_and_says_so() -> None:
    document = badge()
    levels = [
        {"id": f"urn:x:{number}", "type": "RubricCriterionLevel", "name": f"Level {number}"}
        for number in range(200)
    ]
    document["credentialSubject"]["achievement"]["resultDescription"][1]["rubricCriterionLevel"] = levels
    scale = document["credentialSubject"]["achievement"]["resultDescription"][1]["id"]
    document["credentialSubject"]["result"] = [
        {"type": "Result", "resultDescription": scale, "achievedLevel": "urn:x:199", "value": str(number)}
        for number in range(101)
    ]
    document["evidence"] = [
        {"type": "Evidence", "name": f"Work {number}", "narrative": "*x*" * 200} for number in range(103)
    ]
    document["credentialSubject"]["achievement"]["resultDescription"][1].pop("requiredLevel")
    show = from_report(World().check(signed(document)), now=NOW)
    assert show.verdict.tone != "bad"
    assert len(show.outcomes) == len(show.evidence) == 101
    assert (show.outcomes[0].word, show.outcomes[0].scale) == ("Level 199", "level 200 of 200")
    assert show.outcomes[-1].outcome == "1 more result in the file"
    assert show.evidence[-1].name == "3 more pieces in the file"
    # So many texts together are shown as they are written.
    assert "<em>" not in show.evidence[0].text
    assert "*x**x*" in show.evidence[0].text


@pytest.mark.django_db
def test_an_issuer_goes_by_the_name_that_it_is_known_by() -> None:
    known = Registry.of({NORTHFIELD: "Evening school of Northfield"}, name="the list")
    report = World(policy=Policy(registries=(known,))).check(issued())
    sentence = "Issued by Evening school of Northfield, unchanged since, and valid today."
    assert from_report(report, now=NOW).verdict.sentence == sentence
    assert verdict_kept(report.to_json()).sentence == sentence
