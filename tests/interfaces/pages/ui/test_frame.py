"""The frame of every page: navigation by role, account pages in our look, error pages with a next step."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import Settings
from tests.cast import Cast

from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages.ui.context import navigation_for

ACCOUNT_PAGES = [
    "/accounts/name/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/sessions/",
    "/accounts/password/change/",
    "/accounts/logout/",
]
ENTRANCE_PAGES = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
]


def places(person: Person) -> set[str]:
    request = RequestFactory().get("/learn/")
    request.user = person
    return {item.label for item in navigation_for(request)}


def test_navigation_offers_what_the_roles_allow(cast: Cast) -> None:
    assert {"Learning", "Wallet", "Verify"} <= places(cast.lea)
    assert not {"Design", "Review", "Marking", "Registrar", "Checks"} & places(cast.lea)
    assert "Design" in places(cast.dana)
    assert "Design" not in places(cast.rob)
    assert "Registrar" in places(cast.rob)
    assert "Marking" in places(cast.asa)


def test_navigation_marks_where_one_is(cast: Cast) -> None:
    request = RequestFactory().get("/learn/somewhere/")
    request.user = cast.lea
    assert [item.label for item in navigation_for(request) if item.current] == ["Learning"]


def test_navigation_never_leads_nowhere(cast: Cast, client_for: Callable[[Person], Client]) -> None:
    request = RequestFactory().get("/")
    request.user = cast.mallory
    client = client_for(cast.mallory)
    for item in navigation_for(request):
        assert client.get(item.href, follow=True).status_code == 200, item.href


@pytest.mark.parametrize("address", ENTRANCE_PAGES)
@pytest.mark.django_db
def test_ways_in_are_in_our_look_and_every_control_has_a_label(address: str) -> None:
    page = Client().get(address).content.decode()
    assert 'class="entrance"' in page
    assert_controls_are_labelled(page)


@pytest.mark.parametrize("address", ACCOUNT_PAGES)
def test_account_pages_are_in_our_look(
    address: str, cast: Cast, client_for: Callable[[Person], Client]
) -> None:
    answer = client_for(cast.lea).get(address, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="skip"' in page
    assert len(re.findall(r"<h1", page)) == 1
    assert_controls_are_labelled(page)


def assert_controls_are_labelled(page: str) -> None:
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    controls = re.findall(r"<(?:input|select|textarea)\b([^>]*)>", page)
    visible = [c for c in controls if 'type="hidden"' not in c]
    assert all(re.search(r'id="([^"]+)"', c).group(1) in labelled for c in visible)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["404.html", "403.html", "400.html", "500.html", "expired_form.html"])
def test_error_pages_need_no_request_and_say_what_to_do_next(name: str) -> None:
    page = render_to_string(name)
    assert page.count("<h1>") == 1
    assert 'class="btn"' in page


def test_the_living_page_is_offered_only_where_pages_are_built(
    cast: Cast, client_for: Callable[[Person], Client], settings: Settings
) -> None:
    cast.olga.is_staff = True
    cast.olga.save()
    client = client_for(cast.olga)
    for development, demo in ((True, False), (False, True), (False, False)):
        settings.CONFIG = dataclasses.replace(settings.CONFIG, development=development, demo=demo)
        offered = 'href="/ui/"' in client.get("/").content.decode()
        assert offered == (development or demo)
    assert client.get("/ui/").status_code == 200


def test_living_page_is_for_platform_staff_alone(cast: Cast, client_for: Callable[[Person], Client]) -> None:
    assert Client().get("/ui/").status_code == 404
    assert client_for(cast.olga).get("/ui/").status_code == 404
    cast.olga.is_staff = True
    cast.olga.save()
    client = client_for(cast.olga)
    for address in (
        "/ui/",
        "/ui/credential/",
        "/ui/credential/?state=revoked",
        "/ui/badge.svg?n=1&detail=icon",
    ):
        assert client.get(address).status_code == 200
