"""What an organisation says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast
from tests.holding_helpers import kept, seen

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.people.models import Person

SignIn = Callable[[Person], Client]
SETTINGS = "/staff/northfield/organisation/"


def _filled(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Northfield College", "description": "", "url": "https://northfield.example", "email": "",
        "linkedin_id": "", "four_eyes": "on", "issuer_method": "https", **changes,
    }  # fmt: skip


def test_changes_are_saved_and_later_credentials_say_them(cast: Cast, client_for: SignIn) -> None:
    before = kept(cast.lea, cast.published)
    client = client_for(cast.olga)
    page = client.post(SETTINGS, _filled(name="Northfield University"), follow=True).content.decode()
    assert "Saved." in page
    cast.northfield.refresh_from_db()
    assert cast.northfield.name == "Northfield University"
    after = kept(cast.noor, cast.published)
    assert before.credential is not None
    assert after.credential is not None
    names = [
        json.loads(each.credential.document)["issuer"]["name"] for each in (before, after) if each.credential
    ]
    assert names == ["Northfield College", "Northfield University"]
    assert RecordedFact.objects.filter(name="OrganisationEdited").count() == 1


def test_saving_nothing_new_is_harmless(cast: Cast, client_for: SignIn) -> None:
    assert client_for(cast.olga).post(SETTINGS, _filled()).status_code == 302


def test_a_web_site_without_scheme_gets_https(cast: Cast, client_for: SignIn) -> None:
    client_for(cast.olga).post(SETTINGS, _filled(url="college.example"))
    cast.northfield.refresh_from_db()
    assert cast.northfield.url == "https://college.example"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "required"),
        ({"url": "javascript:alert(1)"}, "valid URL"),
        ({"email": "x"}, "valid email"),
        ({"issuer_method": "did:evil"}, "Select a valid choice"),
    ],
)
def test_mistakes_are_shown_and_nothing_is_saved(
    cast: Cast, client_for: SignIn, changes: dict[str, Any], words: str
) -> None:
    response = client_for(cast.olga).post(SETTINGS, _filled(description="Typed", **changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Typed" in page
    assert "<h1>Northfield College</h1>" in page
    cast.northfield.refresh_from_db()
    assert cast.northfield.description == ""


@pytest.mark.parametrize("who", ["dana", "rob", "lea", "mallory"])
def test_owners_of_this_organisation_alone(cast: Cast, client_for: SignIn, who: str) -> None:
    client = client_for(getattr(cast, who))
    there, nowhere = client.get(SETTINGS), client.get("/staff/no-such-org/organisation/")
    assert there.status_code == nowhere.status_code == 404
    assert seen(there) == seen(nowhere)
    assert client.post(SETTINGS, _filled(name="Mine")).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to_and_loses_nothing(cast: Cast) -> None:
    client = Client()
    response = client.post(SETTINGS, _filled(description="A long text about us."))
    assert response["Location"] == f"/accounts/login/?next={SETTINGS}"
    client.login(email=cast.olga.email, password="correct horse battery")
    assert "A long text about us." in client.get(SETTINGS).content.decode()
