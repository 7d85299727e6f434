"""Giving roles and taking them back, by owners alone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.holding_helpers import seen

from skillmark.foundation.orgs.access import roles_of
from skillmark.foundation.orgs.models import Membership, Role
from skillmark.foundation.people.models import Person

SignIn = Callable[[Person], Client]
MEMBERS = "/staff/northfield/members/"


def _remove(person: Person, role: str) -> str:
    return f"{MEMBERS}{person.uid}/{role}/remove/"


def test_the_page_lists_everybody_with_their_roles(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.olga).get(MEMBERS).content.decode()
    for name in ("Olga", "Dana", "Rene", "Ines", "Asa", "Rob"):
        assert f"{name} Example" in page
    assert "Mallory" not in page
    assert "Employer staff" not in page


def test_a_role_is_given_and_taken_back(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.olga)
    data = {"email": "LEA@example.org", "role": "assessor"}
    for _ in range(2):
        assert "is now assessor" in client.post(MEMBERS, data, follow=True).content.decode()
    assert roles_of(cast.lea, cast.northfield) == {Role.ASSESSOR}
    client.post(_remove(cast.lea, "assessor"))
    assert roles_of(cast.lea, cast.northfield) == frozenset()


def test_no_role_is_chosen_beforehand_and_owner_comes_last(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.olga)
    page = client.get(MEMBERS).content.decode()
    choices = re.findall(r'<option value="([^"]*)"( selected)?', page)
    assert choices[0] == ("", " selected")
    assert choices[-1] == ("owner", "")
    assert all(not selected for _, selected in choices[1:])
    assert client.post(MEMBERS, {"email": "lea@example.org", "role": ""}).status_code == 422
    assert roles_of(cast.lea, cast.northfield) == frozenset()


def test_nobody_becomes_owner_by_a_slip_of_the_hand(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.olga)
    data = {"email": "lea@example.org", "role": "owner"}
    refused = client.post(MEMBERS, data)
    assert refused.status_code == 422
    assert "Tick this to make somebody an owner" in refused.content.decode()
    assert roles_of(cast.lea, cast.northfield) == frozenset()
    assert "is now owner" in client.post(MEMBERS, {**data, "sure": "on"}, follow=True).content.decode()
    assert roles_of(cast.lea, cast.northfield) == {Role.OWNER}


def test_the_last_owner_stays_and_the_page_says_why(cast: Cast, client_for: SignIn) -> None:
    response = client_for(cast.olga).post(_remove(cast.olga, "owner"))
    assert response.status_code == 409
    assert "is the last owner" in response.content.decode()
    assert "Make somebody else an owner first" in response.content.decode()


def test_an_owner_who_leaves_is_not_led_to_a_closed_door(cast: Cast, client_for: SignIn) -> None:
    Membership.objects.create(
        org=cast.northfield, person=cast.rob, role=Role.OWNER, created_at=cast.northfield.created_at
    )
    Membership.objects.create(
        org=cast.northfield, person=cast.olga, role=Role.DESIGNER, created_at=cast.northfield.created_at
    )
    response = client_for(cast.olga).post(_remove(cast.olga, "owner"), follow=True)
    assert response.status_code == 200
    assert "is taken back" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "nobody", "role": "designer"}, "valid email"),
        ({"email": "a@example.org", "role": "employer_staff"}, "Select a valid choice"),
        ({"email": "a@example.org", "role": "king"}, "Select a valid choice"),
        ({}, "required"),
    ],
)
def test_mistakes_are_shown_and_change_nothing(
    cast: Cast, client_for: SignIn, data: dict[str, str], words: str
) -> None:
    before = Membership.objects.count()
    response = client_for(cast.olga).post(MEMBERS, {"name": "Typed name", **data})
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page.replace("email address", "email")
    assert "Typed name" in page
    assert Membership.objects.count() == before


@pytest.mark.parametrize("who", ["dana", "rob", "asa", "lea", "mallory"])
def test_nobody_else_sees_or_changes_members(cast: Cast, client_for: SignIn, who: str) -> None:
    client = client_for(getattr(cast, who))
    there, nowhere = client.get(MEMBERS), client.get("/staff/no-such-org/members/")
    assert there.status_code == nowhere.status_code == 404
    assert seen(there) == seen(nowhere)
    assert client.post(MEMBERS, {"email": "mallory@example.org", "role": "owner"}).status_code == 404
    assert client.post(_remove(cast.dana, "designer")).status_code == 404
    assert roles_of(cast.dana, cast.northfield) == {Role.DESIGNER}


def test_whoever_is_not_signed_in_is_asked_to_and_loses_nothing(cast: Cast) -> None:
    client = Client()
    response = client.post(MEMBERS, {"email": "new@example.org", "name": "Kept Name", "role": "designer"})
    assert response["Location"] == f"/accounts/login/?next={MEMBERS}"
    client.login(email=cast.olga.email, password="correct horse battery")
    page = client.get(MEMBERS).content.decode()
    assert "Kept Name" in page
    assert not Person.objects.filter(email="new@example.org").exists()


def test_what_does_not_exist_is_not_found(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.olga)
    assert client.post(f"{MEMBERS}{uuid.uuid4()}/designer/remove/").status_code == 404
    assert client.post(_remove(cast.dana, "king")).status_code == 404


def test_the_page_stays_within_its_queries(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(cast.olga)
    with django_assert_max_num_queries(12):
        client.get(MEMBERS)
