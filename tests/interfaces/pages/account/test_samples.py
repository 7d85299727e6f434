"""The demonstration's people on its sign-in page: one button for each role, and nothing of it anywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client, override_settings
from tests.cast import Cast

from skillmark.config import DEMO_PASSWORD
from skillmark.foundation.orgs.queries import sample_accounts
from skillmark.foundation.people.models import Person

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/login/"


@pytest.fixture
def demo() -> Iterator[None]:
    with override_settings(CONFIG=replace(settings.CONFIG, demo=True, development=True)):
        yield


@pytest.fixture
def sample(cast: Cast) -> Cast:
    """The cast as people of the demonstration."""
    for person in Person.objects.all():
        person.is_sample = True
        person.set_password(DEMO_PASSWORD)
        person.save()
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
    return cast


def test_outside_the_demonstration_the_page_names_nobody(sample: Cast) -> None:
    page = Client().get(ADDRESS).content.decode()
    assert sample.dana.email not in page
    assert DEMO_PASSWORD not in page
    assert "Try it as somebody else" not in page


def test_one_button_for_each_role_signs_in(sample: Cast, demo: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(f"{ADDRESS}?next=/design/").content.decode()
    forms = re.findall(r"<form method=\"post\" action=\"/accounts/login/\">.*?</form>", page, re.DOTALL)
    assert len(forms) == len(sample_accounts()) > 5
    form = next(each for each in forms if f'value="{sample.dana.email}"' in each)
    assert "as Designer" in form
    fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}
    assert set(fields) == {"csrfmiddlewaretoken", "login", "password", "next"}
    answer = browser.post(ADDRESS, fields)
    assert (answer.status_code, answer["Location"]) == (302, "/design/")
    assert browser.session["_auth_user_id"] == str(sample.dana.pk)
    assert Client(enforce_csrf_checks=True).post(ADDRESS, fields).status_code == 403


def test_only_sample_people_are_named(cast: Cast, demo: None) -> None:
    assert "Try it as somebody else" not in Client().get(ADDRESS).content.decode()
    Person.objects.filter(pk=cast.dana.pk).update(is_sample=True)
    page = Client().get(ADDRESS).content.decode()
    assert cast.dana.email in page
    assert cast.olga.email not in page
