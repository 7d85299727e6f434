"""Platform staff open organisations; nobody else sees the page."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.cast import Cast

from skillmark.foundation.orgs.access import roles_of
from skillmark.foundation.orgs.models import Organisation, Role
from skillmark.foundation.people.models import Person

PAGE = "/staff/organisations/"
ClientFor = Callable[[Person], Client]


def staff(cast: Cast) -> Person:
    cast.noor.is_staff = True
    cast.noor.save()
    return cast.noor


def test_staff_open_an_organisation_and_own_it(cast: Cast, client_for: ClientFor) -> None:
    noor = staff(cast)
    answer = client_for(noor).post(PAGE, {"name": "Saint Brigid Trust", "kind": "provider"})
    assert answer.headers["Location"] == "/staff/saint-brigid-trust/members/"
    opened = Organisation.objects.get(key="saint-brigid-trust")
    assert roles_of(noor, opened) == {Role.OWNER}
    assert b"Saint Brigid Trust" in client_for(noor).get(PAGE).content


def test_a_short_name_is_given_once(cast: Cast, client_for: ClientFor) -> None:
    answer = client_for(staff(cast)).post(PAGE, {"name": "Another", "key": "northfield", "kind": "provider"})
    assert answer.status_code == 422
    assert b"is taken" in answer.content
    assert Organisation.objects.filter(key="northfield").count() == 1


def test_names_that_make_no_address_or_hide_a_page_are_refused(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(staff(cast))
    assert b"No short name could be made" in client.post(PAGE, {"name": "大学", "kind": "provider"}).content
    taken = client.post(PAGE, {"name": "Organisations", "kind": "employer"})
    assert b"taken by a page" in taken.content
    assert Organisation.objects.count() == 3


def test_nobody_else_knows_the_page(cast: Cast, client_for: ClientFor) -> None:
    for person in (cast.olga, cast.lea, cast.mallory):
        assert client_for(person).get(PAGE).status_code == 404
        assert client_for(person).post(PAGE, {"name": "X", "kind": "provider"}).status_code == 404
