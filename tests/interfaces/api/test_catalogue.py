"""Reading the public catalogue by program."""

from __future__ import annotations

from django.test import Client
from tests.cast import Cast
from tests.holding_helpers import BASE

from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.offering.operations import set_recognition

API = "/api/v1/catalogue"


def test_the_catalogue_lists_what_is_published(cast: Cast) -> None:
    found = Client().get(API).json()
    assert (found["total"], found["page"], found["pages"]) == (1, 1, 1)
    (item,) = found["items"]
    assert item["key"] == "data-analysis-northfield"
    assert item["url"] == f"{BASE}/catalogue/data-analysis-northfield/"
    assert Client().get(item["url"].removeprefix(BASE)).status_code == 200


def test_words_sector_and_level_narrow_it(cast: Cast) -> None:
    for query, total in (
        ("q=data analysis", 1), ("q=data bees", 0), ("level=5", 1), ("level=6", 0),
        ("sector=Information technology", 1), ("sector=Health", 0),
    ):  # fmt: skip
        assert Client().get(f"{API}?{query}").json()["total"] == total, query


def test_detail_says_what_it_proves(cast: Cast) -> None:
    found = Client().get(f"{API}/data-analysis-northfield").json()
    assert [each["statement"] for each in found["outcomes"]] == [
        "Prepares messy data for analysis",
        "Draws honest charts",
    ]
    assert found["skills"][0]["name"] == "perform data analysis"
    assert found["not_proven"] == "Machine learning was not assessed."


def test_what_is_missing_and_what_is_a_draft_are_the_same_problem(cast: Cast) -> None:
    missing = Client().get(f"{API}/no-such-thing")
    Version.objects.update(state=VersionState.DRAFT)
    draft = Client().get(f"{API}/data-analysis-northfield")
    assert missing.status_code == draft.status_code == 404
    assert missing["Content-Type"] == "application/problem+json"
    assert missing.json() == draft.json()


def test_a_malformed_question_is_a_problem(db: None) -> None:
    response = Client().get(f"{API}?level=high")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert "level" in response.json()["detail"]


def test_facets_count_what_each_choice_would_give(cast: Cast) -> None:
    set_recognition(version=cast.published, names=["Harbour Logistics"])
    found = Client().get(f"{API}?level=5&level=6&mode=onsite").json()
    assert found["total"] == 0
    assert found["facets"]["mode"] == [
        {"value": "online", "label": "online", "count": 1},
        {"value": "onsite", "label": "onsite", "count": 0},
    ]
    found = Client().get(f"{API}?recognised=Harbour+Logistics&provider=northfield&sort=newest").json()
    assert found["total"] == 1
    (skill,) = found["facets"]["skill"]
    assert (skill["label"], skill["count"]) == ("perform data analysis", 1)
    assert Client().get(API, {"skill": skill["value"]}).json()["total"] == 1
    detail = Client().get(f"{API}/data-analysis-northfield").json()
    assert detail["recognised_by"] == ["Harbour Logistics"]
    assert Client().get(f"{API}?sort=random").status_code == 422
