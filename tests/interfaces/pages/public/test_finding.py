"""Narrowing, comparing and explaining: what the catalogue promises to somebody who looks for something."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOON, Cast

from skillmark.credential.model.elements import MANDATORY
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.skills.indexing import index_concept
from skillmark.foundation.skills.models import Label
from skillmark.interfaces.pages.public import finding
from skillmark.interfaces.pages.public.compare import DEGREE
from skillmark.interfaces.pages.public.schema_org import in_a_page
from skillmark.lifecycle.designing.models import MicroCredential, Translation, Version, VersionState
from skillmark.lifecycle.offering.operations import set_recognition

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FULL: Mapping[str, Any] = {
    "can_do": "dress a wound at home", "sector": "Health", "level": 4, "workload_hours": 40,
    "credit_points": Decimal("1.5"), "price": Decimal(120), "mode": "blended", "language": "de",
    "level_set_by": "The Nursing Board", "supervision": "onsite", "identity_check": "document_onsite",
    "quality_kind": "programme", "quality_body": "Health Accreditors", "quality_url": "https://quality.example/wound",
    "prerequisites": "You work as a nurse.", "stackability": "stackable", "stacks_into": "A diploma in nursing",
    "further_information": "https://more.example/wound", "review_by": date(2027, 5, 4), "cycle": "short",
}  # fmt: skip


def publish(cast: Cast, title: str, *, languages: Sequence[str] = (), **said: Any) -> Version:
    micro_credential = MicroCredential.objects.create(
        org=cast.northfield, key=slugify(title), created_by=cast.dana, created_at=NOON
    )
    version = Version.objects.create(
        micro_credential=micro_credential, number=1, title=title, edited_at=NOON, author=cast.dana,
        published_at=said.pop("published_at", NOON), **said,
    )  # fmt: skip
    for language in languages:
        Translation.objects.create(version=version, language=language, title=f"{title} in {language}")
    Version.objects.filter(pk=version.pk).update(state=VersionState.PUBLISHED)
    return version


def titles(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/catalogue/[^"]*">([^<]*)</a></h3>', page)


def offered(page: str, facet: str) -> dict[str, int]:
    """The values of a facet that the page offers, with their counts."""
    found = re.findall(
        rf'name="{facet}" value="([^"]*)" id="[^"]*"(?: checked)?><span>[^<]*</span><span class="count">(\d+)',
        page,
    )
    return {value: int(count) for value, count in found}


# --- narrowing --------------------------------------------------------------------------------------------------


def test_several_values_of_a_facet_mean_any_and_several_facets_mean_all(cast: Cast, client: Client) -> None:
    publish(cast, "Wound Care", **FULL)
    publish(cast, "First Aid", sector="Health", level=5, mode="onsite")
    page = client.get("/catalogue/?sector=Health&level=4&level=5").content.decode()
    assert titles(page) == ["First Aid", "Wound Care"]
    assert offered(page, "level") == {"4": 1, "5": 1}
    assert offered(page, "sector") == {"Health": 2, "Information technology": 1}
    assert offered(page, "mode") == {"blended": 1, "onsite": 1}


def test_each_facet_is_offered_with_its_count(cast: Cast, client: Client) -> None:
    wound = publish(cast, "Wound Care", languages=["en"], **FULL)
    set_recognition(version=wound, names=["Harbour Logistics"])
    page = client.get("/catalogue/").content.decode()
    assert offered(page, "recognised") == {"Harbour Logistics": 1}
    assert offered(page, "language") == {"de": 1, "en": 2}
    assert offered(page, "price") == {"EUR-250": 1, "EUR-500": 1, "EUR-1000": 1, "none": 1}
    assert offered(page, "hours") == {"60": 2}
    assert offered(page, "stackable") == {"stackable": 1}
    assert offered(page, "provider") == {"northfield": 2}
    assert list(offered(page, "skill").values()) == [1]
    for facet in ("recognised", "language", "price", "hours", "stackable", "provider", "skill"):
        for value, count in offered(page, facet).items():
            narrowed = client.get("/catalogue/", {facet: value}).content.decode()
            assert len(titles(narrowed)) == count, (facet, value)


def test_what_is_chosen_can_be_taken_away_one_by_one(cast: Cast, client: Client) -> None:
    publish(cast, "Wound Care", **FULL)
    page = client.get("/catalogue/?q=wound&sector=Health&level=4").content.decode()
    chips = [
        href.replace("&amp;", "&")
        for href in re.findall(r'<a class="chip small" href="([^"]*)"><span>', page)
    ]
    assert [dict(parse_qsl(urlsplit(each).query)) for each in chips] == [
        {"sector": "Health", "level": "4"},
        {"q": "wound", "level": "4"},
        {"q": "wound", "sector": "Health"},
    ]


def test_a_choice_that_nothing_has_any_more_says_so_and_shows_the_way_out(cast: Cast, client: Client) -> None:
    page = client.get("/catalogue/?sector=Alchemy").content.decode()
    assert titles(page) == []
    assert "Nothing matches" in page
    assert "Sector: Alchemy" in page
    assert 'href="/catalogue/"' in page


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Ants", "Bees", "Cats", "Data Analysis Foundations"]),
        ("newest", ["Cats", "Bees", "Ants", "Data Analysis Foundations"]),
        ("shortest", ["Bees", "Ants", "Data Analysis Foundations", "Cats"]),
        ("cheapest", ["Cats", "Ants", "Bees", "Data Analysis Foundations"]),
        ("nonsense", ["Ants", "Bees", "Cats", "Data Analysis Foundations"]),
    ],
)
def test_sorted_as_asked(cast: Cast, client: Client, sort: str, order: list[str]) -> None:
    days = iter(range(1, 9))
    for title, hours, price in (("Ants", 20, 10), ("Bees", 5, 300), ("Cats", None, 0)):
        publish(
            cast, title, workload_hours=hours, price=price, published_at=NOON + timedelta(days=next(days))
        )
    assert titles(client.get("/catalogue/", {"sort": sort}).content.decode()) == order


def test_the_best_match_has_the_words_in_its_title(cast: Cast, client: Client) -> None:
    publish(cast, "Zebra Wounds")
    publish(cast, "Ants", can_do="treat wounds of ants")
    assert titles(client.get("/catalogue/?q=wounds").content.decode()) == ["Zebra Wounds", "Ants"]


@pytest.mark.parametrize("text", ["anaylsis", "ANALYSES", "analysis northfeild", "  Analysis, (data) "])
def test_slips_and_punctuation_are_forgiven(cast: Cast, client: Client, text: str) -> None:
    publish(cast, "Wound Care", **FULL)
    assert titles(client.get("/catalogue/", {"q": text}).content.decode()) == ["Data Analysis Foundations"]


def test_it_says_what_was_looked_for_instead(cast: Cast, client: Client) -> None:
    page = client.get("/catalogue/?q=fuondations").content.decode()
    assert "Nothing here has the word “fuondations”. Shown is what has “foundations”." in page


def test_another_name_for_a_provider_counts_from_the_next_look_on(cast: Cast, client: Client) -> None:
    client.get("/catalogue/")
    Organisation.objects.filter(pk=cast.northfield.pk).update(name="Southmoor Academy")
    assert titles(client.get("/catalogue/?q=southmoor").content.decode()) == ["Data Analysis Foundations"]
    assert titles(client.get("/catalogue/?q=northfield").content.decode()) == []


@pytest.mark.parametrize(
    ("state", "words"), [(VersionState.PILOT, "Pilot"), (VersionState.ON_HOLD, "On hold")]
)
def test_what_is_not_offered_as_usual_is_marked(
    cast: Cast, client: Client, state: VersionState, words: str
) -> None:
    wound = publish(cast, "Wound Care", **FULL)
    Version.objects.filter(pk=wound.pk).update(state=state)
    page = client.get("/catalogue/?q=wound").content.decode()
    (card,) = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert words in card


def test_a_skill_is_found_by_its_other_names(cast: Cast, client: Client) -> None:
    skill = cast.published.alignments.get().skill
    Label.objects.create(concept=skill, language="en", role=Label.Role.ALTERNATIVE, text="number crunching")
    index_concept(skill)
    assert titles(client.get("/catalogue/?q=number+crunching").content.decode()) == [
        "Data Analysis Foundations"
    ]
    assert titles(client.get("/catalogue/?q=number+munching").content.decode()) == []


@given(query=st.text(max_size=60))
def test_no_question_is_too_strange(query: str) -> None:
    assert Client().get(f"/catalogue/?{query}", raise_request_exception=True).status_code in {200, 400}


# --- comparing --------------------------------------------------------------------------------------------------


def rows(page: str) -> dict[str, tuple[bool, list[str]]]:
    """By heading: whether the row is marked as differing, and what it says."""
    found = {}
    for marked, heading, rest in re.findall(
        r'<tr( class="differs")?><th scope="row">([^<]*?)(?: <span class="tag warn">differs</span>)?</th>(.*?)</tr>',
        page,
    ):
        found[heading] = (bool(marked), re.findall(r"<span>([^<]*)</span>", rest))
    return found


def test_side_by_side_from_fields_alone(cast: Cast, client: Client) -> None:
    wound = publish(cast, "Wound Care", languages=["en"], **FULL)
    set_recognition(version=wound, names=["Harbour Logistics"])
    page = client.get("/compare/?with=data-analysis-northfield&with=wound-care&with=gone").content.decode()
    said = rows(page)
    assert said["Price"] == (True, ["Not disclosed", "€\N{NO-BREAK SPACE}120"])
    assert said["Level"] == (True, ["EQF level 5 of 8", "EQF level 4 of 8"])
    assert said["Provider"] == (False, ["Northfield College", "Northfield College"])
    assert said["Language"] == (True, ["English", "German, English"])
    assert said["Recognised by"] == (True, ["Nobody here yet", "Harbour Logistics"])
    assert said["Counts towards"] == (True, ["Not disclosed", "A diploma in nursing"])
    assert said["Assessed by"] == (True, ["A test, a piece of work that a person marks", "Not disclosed"])
    assert "Not all of them are here" in page
    assert "degree" not in "".join(cell for _, cells in said.values() for cell in cells)


def test_four_at_most(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        publish(cast, f"Course {number}")
    asked = "&".join(f"with=course-{number}" for number in range(5))
    with django_assert_max_num_queries(8):
        page = client.get(f"/compare/?{asked}").content.decode()
    assert len(rows(page)["Provider"][1]) == 4
    assert "Four at most" in page


def test_a_degree_beside_them_with_its_source(cast: Cast, client: Client) -> None:
    page = client.get("/compare/?with=data-analysis-northfield&degree=1").content.decode()
    said = rows(page)
    assert said["Credits"][1] == ["2 ECTS credits", "180 ECTS credits"]
    assert not any(differs for differs, _ in said.values()), (
        "a degree makes no difference between micro-credentials"
    )
    assert set(DEGREE) <= set(said), "what is said of the degree stands in a row that is there"
    assert "Recommendation 2017/C 189/03" in page


def test_what_was_chosen_before_comes_along(cast: Cast, client: Client) -> None:
    publish(cast, "Wound Care", **FULL)
    page = client.get("/compare/?with=wound-care").content.decode()
    assert 'href="/catalogue/?with=wound-care"' in page
    page = client.get("/catalogue/?with=wound-care&q=analysis").content.decode()
    (comparing,) = re.findall(
        r'<form class="stack" method="get" action="/compare/">.*?</form>', page, re.DOTALL
    )
    assert '<input type="hidden" name="with" value="wound-care">' in comparing
    assert 'href="/catalogue/?with=wound-care"' in page, "it stays when the words are taken away"
    page = client.get("/catalogue/?with=wound-care&with=%22%3E").content.decode()
    assert 'name="with" value="wound-care" checked' in page
    assert '"&quot;' not in page


def test_nothing_to_compare_shows_the_way(client: Client) -> None:
    assert b"Open the catalogue" in client.get("/compare/").content
    assert b"Open the catalogue" in client.get("/compare/?with=nothing&degree=1").content


@pytest.mark.parametrize("key", ["%00", "a%00", "%F0%9F%98%80", "a%20b", "a" * 81, "a%0A"])
def test_what_is_no_key_is_not_looked_up(client: Client, key: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/compare/?with={key}")
    assert page.status_code == 200
    assert b"Open the catalogue" in page.content
    assert not [each for each in asked.captured_queries if "designing_microcredential" in each["sql"]]


# --- one definition ---------------------------------------------------------------------------------------------

ON_THE_PAGE = {
    "learner": "It names you",
    "title": "Wound Care",
    "country": "Munster, Ireland",
    "awarding_body": "Northfield College",
    "issued_on": "the date on which you got it",
    "outcomes": "Dresses a wound without help",
    "workload": "40 hours, 1.5 ECTS credits",
    "level": "EQF level 4 of 8",
    "assessment": "A test",
    "participation": "Online and on site",
    "quality": "Health Accreditors",
    "prerequisites": "You work as a nurse.",
    "supervision": "Watched on site",
    "stackability": "A diploma in nursing",
    "further_information": "https://more.example/wound",
}


def test_every_element_of_annex_i_is_on_the_page_in_words(cast: Cast, client: Client) -> None:
    Organisation.objects.filter(pk=cast.northfield.pk).update(country="IE", region="Munster")
    wound = draft = MicroCredential.objects.create(
        org=cast.northfield, key="wound-care", created_by=cast.dana, created_at=NOON
    )
    wound = Version.objects.create(
        micro_credential=draft, number=1, title="Wound Care", edited_at=NOON, author=cast.dana,
        published_at=NOON, **FULL,
    )  # fmt: skip
    wound.outcomes.create(position=1, statement="Dresses a wound without help")
    wound.assessments.create(position=1, kind="quiz", title="Quiz", max_attempts=3, pass_mark=80)
    Version.objects.filter(pk=wound.pk).update(state=VersionState.PUBLISHED)
    set_recognition(version=wound, names=["Harbour Logistics", "St Brigid"])
    page = client.get("/catalogue/wound-care/").content.decode()
    assert set(MANDATORY) <= set(ON_THE_PAGE)
    for element, words in ON_THE_PAGE.items():
        assert words in page, element
    for words in (
        "as a skilled worker does", "short cycle", "The Nursing Board", "Harbour Logistics", "St Brigid",
        "By 4 May 2027", "80 percent", "Must be passed", "What this does not prove", "What is a micro-credential?",
        "€\N{NO-BREAK SPACE}120", "German",
    ):  # fmt: skip
        assert words in page, words


def test_what_the_provider_does_not_say_is_said_to_be_missing(cast: Cast, client: Client) -> None:
    publish(cast, "Bare")
    page = client.get("/catalogue/bare/").content.decode()
    for words in ("The provider has not said what it costs", "has not said which level", "has not said who checks",
                  "Nobody has put their name to it here yet", "has not said when it looks at this again"):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize("state", [VersionState.PILOT, VersionState.ON_HOLD])
def test_the_page_says_what_its_state_means(cast: Cast, client: Client, state: VersionState) -> None:
    Version.objects.filter(pk=cast.published.pk).update(state=state)
    page = client.get("/catalogue/data-analysis-northfield/").content.decode()
    assert "counts in full" in page or "What was earned still counts" in page


def test_the_explainer_explains(client: Client) -> None:
    page = client.get("/micro-credentials/").content.decode()
    assert "What does the level mean?" in page
    assert "A master&#x27;s degree stands at this level." in page


# --- for search engines and readers of feeds ----------------------------------------------------------------------


def data_on(page: str) -> dict[str, Any]:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found: dict[str, Any] = json.loads(script)
    return found


def test_the_same_in_the_words_of_schema_org(cast: Cast, client: Client) -> None:
    publish(cast, "Wound Care", languages=["en"], **FULL)
    course, credential = data_on(client.get("/catalogue/wound-care/").content.decode())["@graph"]
    assert course["offers"] == {
        "@type": "Offer",
        "price": "120.00",
        "priceCurrency": "EUR",
        "category": "Paid",
    }
    assert (course["timeRequired"], course["inLanguage"]) == ("PT40H", ["de", "en"])
    assert course["provider"]["name"] == credential["provider"]["name"] == "Northfield College"
    assert credential["educationalLevel"]["termCode"] == "4"
    assert credential["credentialCategory"] == "micro-credential"
    bare = data_on(client.get("/catalogue/data-analysis-northfield/").content.decode())["@graph"]
    assert "offers" not in bare[0], "what is not disclosed is not said to be free"
    assert bare[1]["competencyRequired"][0]["name"] == "perform data analysis"


def test_no_title_ends_the_script(cast: Cast, client: Client) -> None:
    title = "</script><script>alert(1)</script> & <!--"
    version = publish(cast, "Evil")
    Version.objects.filter(pk=version.pk).update(state="draft")
    Version.objects.filter(pk=version.pk).update(title=title)
    Version.objects.filter(pk=version.pk).update(state=VersionState.PUBLISHED)
    page = client.get("/catalogue/evil/").content.decode()
    assert data_on(page)["@graph"][0]["name"] == title
    assert "<script>alert" not in page


@given(
    st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
)
def test_nothing_that_is_said_can_leave_the_script(value: Any) -> None:
    text = str(in_a_page({"said": value}))
    assert json.loads(text) == {"said": value}
    assert not set("<>&\u2028\u2029") & set(text)


def test_the_feed_tells_of_what_is_new(cast: Cast, client: Client) -> None:
    publish(cast, "Newer & <better>", published_at=NOON + timedelta(days=1), can_do="say \x0b more")
    answer = client.get("/catalogue/feed.xml")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)
    assert [each.findtext(f"{ATOM}title") for each in feed.iter(f"{ATOM}entry")] == [
        "Newer & <better>",
        "Data Analysis Foundations",
    ]
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
        assert all(each.findtext(f"{ATOM}{name}") for each in feed.iter(f"{ATOM}entry"))
    assert ET.fromstring(Client().get("/catalogue/feed.xml").content).tag == f"{ATOM}feed"


def test_the_sitemap_names_what_is_current_and_since_when(cast: Cast, client: Client) -> None:
    gone = publish(cast, "Gone")
    Version.objects.filter(pk=gone.pk).update(state=VersionState.RETIRED)
    site = ET.fromstring(client.get("/sitemap.xml").content)
    places = {each.findtext(f"{MAP}loc"): each.findtext(f"{MAP}lastmod") for each in site.iter(f"{MAP}url")}
    assert [urlsplit(str(each)).path for each in places] == [
        "/catalogue/",
        "/catalogue/data-analysis-northfield/",
    ]
    assert set(places.values()) == {"2026-03-02T12:00:00+00:00"}


def test_a_large_sitemap_is_split(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_ADDRESSES", 3)
    for number in range(6):
        publish(cast, f"Course {number}")
    index = ET.fromstring(client.get("/sitemap.xml").content)
    assert index.tag == f"{MAP}sitemapindex"
    found: list[str] = []
    for each in index.iter(f"{MAP}loc"):
        part = ET.fromstring(client.get(urlsplit(str(each.text)).path).content)
        found += [urlsplit(str(loc.text)).path for loc in part.iter(f"{MAP}loc")]
        assert len(list(part.iter(f"{MAP}url"))) <= 4
    assert {each for each in found if each != "/catalogue/"} == {
        "/catalogue/data-analysis-northfield/",
        *(f"/catalogue/course-{number}/" for number in range(6)),
    }
    assert client.get("/sitemap-4.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_robots_are_told_what_is_for_them(client: Client) -> None:
    said = client.get("/robots.txt").content.decode()
    assert "Disallow: /wallet/" in said
    assert "Disallow: /catalogue/\n" not in said
    assert said.rstrip().endswith("/sitemap.xml")
