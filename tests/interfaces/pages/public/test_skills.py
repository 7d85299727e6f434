"""Anybody may look a skill up, see what lies around it, and which micro-credentials carry it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast
from tests.foundation.skills.frameworks import levels

from skillmark.foundation.skills.models import Concept, ConceptEdge, Crosswalk, Framework, Label
from skillmark.journeys import begin


@pytest.fixture
def esco(db: None) -> Framework:
    return begin.bring_in_extract(now=NOON)[0]


def page_of(concept: Concept, query: str = "") -> str:
    answer = Client().get(reverse("public:skill", args=[concept.uid]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def named(name: str) -> Concept:
    return Concept.objects.get(name=name, framework__is_current=True, kind__in=["skill", "knowledge"])


def test_a_search_finds_in_spite_of_slips_and_says_by_which_name(esco: Framework) -> None:
    page = Client().get(reverse("public:skills"), {"q": "perfrom data anal"}).content.decode()
    assert "perform data analysis" in page
    page = Client().get(reverse("public:skills"), {"q": "undertake data analysis"}).content.decode()
    assert "also “undertake data analysis”" in page
    assert reverse("public:skill", args=[named("perform data analysis").uid]) in page


def test_while_somebody_types_only_the_list_comes(esco: Framework) -> None:
    answer = Client().get(reverse("public:skills"), {"q": "data"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert '<div id="found"' in page
    assert "<h1>" not in page
    # Whoever does not see the list hears how long it is.
    assert '<div hx-swap-oob="innerHTML:#found-count">20 skills found.</div>' in page
    whole = Client().get(reverse("public:skills"), {"q": "perform data analysis"}).content.decode()
    assert "hx-swap-oob" not in whole
    assert re.search(r'id="found-count" role="status">\d+ skills found', whole)
    assert "HX-Request" in answer.headers["Vary"]


def test_the_frameworks_stand_there_with_what_their_licence_asks_for(esco: Framework) -> None:
    page = Client().get(reverse("public:skills")).content.decode()
    assert esco.attribution in page
    assert "1.1.1-extract" in page
    assert esco.attribution in page_of(named("perform data analysis"))


def test_a_map_of_neighbours_has_a_table_that_says_the_same(esco: Framework) -> None:
    skill = named("perform data analysis")
    page = page_of(skill)
    drawn = page[page.index('<svg class="skill-map"') : page.index("</figure>")]
    table = page[page.index('id="h-around"') :]
    addresses = set(re.findall(r'href="(/skills/[^"]+)"', drawn))
    assert addresses
    assert addresses <= set(re.findall(r'href="(/skills/[^"]+)"', table))
    around = {edge.destination for edge in skill.edges_out.all()} | {
        edge.origin for edge in skill.edges_in.all()
    }
    assert {reverse("public:skill", args=[each.uid]) for each in around} == set(
        re.findall(r'<th scope="row"><a href="([^"]+)"', table)
    )


def test_of_many_neighbours_some_are_shown_and_all_on_demand(esco: Framework) -> None:
    manager = Concept.objects.get(name="project manager", kind="occupation")
    asked = manager.edges_out.filter(kind="requires").count()
    assert asked > 8
    short, whole = page_of(manager), page_of(manager, "?all=1")
    assert f"8 of {asked} are shown" in short
    assert "are shown" not in whole
    assert whole.count('<td data-label="Relation">Requires</td>') == asked


def test_the_micro_credentials_that_carry_it_are_found_by_its_address(cast: Cast) -> None:
    older = Concept.objects.get()
    begin.bring_in_extract(now=NOON)
    newer = named("perform data analysis")
    assert (older.uri, older.pk != newer.pk) == (newer.uri, True)
    for concept in (older, newer):
        assert "Data Analysis Foundations" in page_of(concept)
    assert "None of those published here" in page_of(named("analyse big data"))


def test_a_retired_skill_leads_to_what_took_its_place(db: None) -> None:
    framework = Framework.objects.create(
        key="old", version="1", name="Old skills", attribution="By the guild."
    )
    gone = Concept.objects.create(
        framework=framework, uri="https://x.example/1", name="spit", status="retired"
    )
    assert "names nothing in its place" in page_of(gone)
    roast = Concept.objects.create(framework=framework, uri="https://x.example/2", name="roast <meat>")
    ConceptEdge.objects.create(origin=gone, kind="replaced_by", destination=roast, stated_by=framework)
    page = page_of(gone)
    assert "No longer in use" in page
    assert reverse("public:skill", args=[roast.uid]) in page
    assert "roast &lt;meat&gt;" in page
    assert "roast <meat>" not in page


def test_names_in_other_languages_say_so_and_hidden_ones_stay_hidden(db: None) -> None:
    framework = Framework.objects.create(key="x", version="1", name="X")
    concept = Concept.objects.create(framework=framework, uri="https://x.example/1", name="weld")
    for language, role, text in (
        ("de", "preferred", "schweißen"),
        ("en", "alternative", "fuse"),
        ("en", "hidden", "wield"),
    ):
        Label.objects.create(concept=concept, language=language, role=role, text=text)
    page = page_of(concept)
    assert '<li lang="de">schweißen' in page
    assert "fuse" in page
    assert "wield" not in page


def test_a_crosswalk_is_shown_with_confidence_and_author(db: None) -> None:
    framework = Framework.objects.create(key="x", version="1", name="X")
    concept = Concept.objects.create(framework=framework, uri="https://x.example/1", name="weld")
    crosswalk = Crosswalk.objects.create(framework=framework, name="X to ESCO", author="Northfield")
    links: list[dict[str, Any]] = [
        {"relation": "close", "destination_uri": "https://y.example/1", "confidence": 80},
        {"relation": "broad", "destination_uri": "https://y.example/2"},
    ]
    for link in links:
        crosswalk.links.create(origin=concept, **link)
    page = page_of(concept)
    for said in ("is close to", "https://y.example/1", "80 %", "not stated", "Northfield"):
        assert said in page


def test_an_unknown_skill_is_not_found(db: None) -> None:
    assert Client().get(reverse("public:skill", args=[uuid4()])).status_code == 404


def test_a_search_says_what_was_searched_and_when_it_is_only_near(db: None) -> None:
    begin.bring_in_extract(now=NOON)
    near = "No skill has all of these words. These have some of them:"

    def page(text: str) -> str:
        return Client().get(reverse("public:skills"), {"q": text}).content.decode()

    assert near in page("kitchen philately")
    assert near not in page("clean kitchen equipment")
    assert "skills of ESCO are searched. Try another word" in page("zzyzx philately")


def test_without_a_framework_the_page_says_so(db: None) -> None:
    page = Client().get(reverse("public:skills"), {"q": "data"}).content.decode()
    assert "No framework yet" in page
    assert "No skill found" in page


def test_levels_are_shown_with_who_says_how_they_compare(db: None) -> None:
    page = Client().get(reverse("public:levels")).content.decode()
    assert "No levels yet" in page
    begin.bring_in_levels(found=levels(), now=NOON)
    page = Client().get(reverse("public:levels")).content.decode()
    assert page.index("European Qualifications Framework</h2>") < page.index("NQF</h2>")
    assert "EQF level 8" in page
    assert "Said by" in page
    assert "has no match" in page
    assert "nothing there" in page
    assert reverse("public:levels") in Client().get(reverse("public:skills")).content.decode()
