"""Correcting one's name: what it changes, what it leaves, and who is asked for one."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.cast import NOON, Cast

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.models import Role
from skillmark.foundation.people.models import Person
from skillmark.journeys import manage

SignIn = Callable[[Person], Client]
NAME = "/accounts/name/"
ASKED = "What is your name?"


def test_a_name_is_corrected_and_stands_on_every_page(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.lea)
    assert 'value="Lea Example"' in client.get(NAME).content.decode()
    page = client.post(NAME, {"name": "  Lea   Maria Example "}, follow=True).content.decode()
    assert "Credentials issued from now on carry it" in page
    assert Person.objects.get(pk=cast.lea.pk).name == "Lea Maria Example"
    assert "Lea Maria Example" in client.get("/wallet/").content.decode()


def test_the_page_says_what_stays_as_it_is(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.lea).get(NAME).content.decode()
    assert "stay as they are" in page


def test_a_name_is_one_and_not_a_book(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.lea)
    for wrong in ("   ", "x" * 201):
        assert client.post(NAME, {"name": wrong}).status_code == 422
    assert Person.objects.get(pk=cast.lea.pk).name == "Lea Example"


def test_the_account_menu_leads_there(cast: Cast, client_for: SignIn) -> None:
    assert f'href="{NAME}"' in client_for(cast.lea).get("/wallet/").content.decode()


def test_who_was_added_without_a_name_is_asked_until_they_say_it(cast: Cast, client_for: SignIn) -> None:
    added = manage.add_member(
        actor=cast.olga, org_key="northfield", email="kim@example.org", name="", role=Role.DESIGNER, now=NOON
    )
    client = client_for(added.person)
    for address in ("/", "/design/", "/wallet/"):
        assert ASKED in client.get(address).content.decode()
    assert ASKED not in client.get(NAME).content.decode()
    client.post(NAME, {"name": "Kim Example"})
    assert ASKED not in client.get("/").content.decode()


def test_nobody_with_a_name_is_asked(cast: Cast, client_for: SignIn) -> None:
    assert ASKED not in client_for(cast.lea).get("/").content.decode()
    assert ASKED not in Client().get("/").content.decode()


def test_the_ledger_knows_that_a_name_changed_but_no_name(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.lea)
    for _ in range(2):  # the same name again is no change
        client.post(NAME, {"name": "Lea Somebody"})
    fact = RecordedFact.objects.get(name="NameChanged")
    assert (fact.subject_uid, fact.data) == (cast.lea.uid, {})
