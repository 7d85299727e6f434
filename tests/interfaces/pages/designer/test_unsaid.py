"""What nobody has said: a draft says so, the standard's count leaves it out, and no reader is told more."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import NOON, Cast, rewriting

from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages.ui.answers import Answer, answers_of
from skillmark.interfaces.pages.ui.designs import facts_of
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import blueprint_of
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import is_quality_as_usual
from skillmark.lifecycle.designing.starters import starters
from skillmark.lifecycle.issuing.queries import achievement_says

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]


def blank(cast: Cast) -> Version:
    return design.create_micro_credential(actor=cast.dana, org=cast.northfield, title="Charts", now=NOON)


def said(version: Version) -> dict[str, Answer]:
    groups = answers_of(blueprint_of(version), languages=["English"])
    return {each.question: each for group in groups for each in group.answers}


def test_a_blank_draft_says_nothing_that_nobody_has_said(cast: Cast) -> None:
    version = blank(cast)
    answers = said(version)
    for question in (
        "How do you take part?",
        "What do you need before?",
        "How hard is it?",
        "What does it cost?",
    ):
        assert answers[question].value == "Not said yet"
        assert answers[question].note.startswith("The provider has not said")
    assert answers["How hard is it?"].lines == [], "who set the level, of a level that nobody has set"
    facts = {fact.label: fact.value for fact in facts_of(version)}
    assert (facts["Mode"], facts["Workload"]) == ("Not said yet", "Not said yet")
    assert "Recognition" not in facts


def test_how_one_takes_part_counts_as_missing_until_it_is_said(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), blank(cast)
    missing = f'href="/design/{version.uid}/basics/?missing=1#id_mode"'
    page = dana.get(f"/design/{version.uid}/basics/").content.decode()
    assert "6 of 11" in page
    assert missing in page
    design.save_details(actor=cast.dana, version_uid=version.uid, values={"mode": "work"}, now=NOON)
    page = dana.get(f"/design/{version.uid}/basics/").content.decode()
    assert "7 of 11" in page
    assert missing not in page
    assert said(Version.objects.get(pk=version.pk))["How do you take part?"].value == "At work"


@pytest.mark.parametrize("typed", ["None", "none.", "No prerequisites"])
def test_that_nothing_is_needed_is_said_by_whoever_writes_so(cast: Cast, typed: str) -> None:
    version = blank(cast)
    version.prerequisites = typed
    answer = said(version)["What do you need before?"]
    assert (answer.value, answer.note) == (typed, "Nothing is asked of you. Anybody may begin.")
    version.prerequisites = "None of the usual certificates, but a driving licence"
    assert said(version)["What do you need before?"].note == ""


def test_a_published_page_says_that_it_is_not_disclosed(cast: Cast) -> None:
    with rewriting(cast.published) as version:
        version.prerequisites, version.kind = "", ""
        version.save(update_fields=["prerequisites", "kind"])
    published = Version.objects.get(pk=version.pk)
    assert said(published)["What do you need before?"].value == "Not disclosed"
    page = Client().get(f"/catalogue/{version.micro_credential.key}/").content.decode()
    assert "Not said yet" not in page
    says = achievement_says(published, base_url="https://skillmark.example")
    assert (says.kind, says.mode) == ("", "Online")


def test_templates_say_how_one_takes_part(cast: Cast) -> None:
    for key in starters():
        version = design.begin_from_template(
            actor=cast.dana, org=cast.northfield, title="Charts", template=key, now=NOON
        )
        assert version.mode
        assert version.kind


def test_what_stands_behind_all_of_an_organisation_is_taken_over_and_the_editor_says_so(
    cast: Cast, client_for: ClientFor
) -> None:
    with rewriting(cast.published) as former:
        former.quality_kind, former.quality_body = "institution", "NVAO"
        former.save(update_fields=["quality_kind", "quality_body"])
    version, dana = blank(cast), client_for(cast.dana)
    assert (version.quality_kind, version.quality_body) == ("institution", "NVAO")
    address = f"/design/{version.uid}/quality/"
    taken_over = re.compile(r"Taken over from .*; change it if this one differs")
    assert taken_over.search(dana.get(address).content.decode())
    design.save_details(actor=cast.dana, version_uid=version.uid, values={"quality_body": "TÜV"}, now=NOON)
    assert not taken_over.search(dana.get(address).content.decode())


def test_the_accreditation_of_one_micro_credential_is_not_said_of_the_next(cast: Cast) -> None:
    with rewriting(cast.published) as former:
        former.quality_kind, former.quality_body = "programme", "NVAO"
        former.save(update_fields=["quality_kind", "quality_body"])
    version = blank(cast)
    assert (version.quality_kind, version.quality_body) == ("internal", "Northfield College")
    assert is_quality_as_usual(version)
