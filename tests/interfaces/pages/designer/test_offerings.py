"""The pages on which offerings are opened and people invited."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from skillmark.lifecycle.offering.models import Invitation, Offering

pytestmark = pytest.mark.django_db

ClientFor = Callable[[Any], Client]


def address(name: str, offering: Offering) -> str:
    return reverse(f"designer:{name}", args=[offering.uid])


def test_a_cohort_is_set_up_changed_and_closed(cast: Cast, client_for: ClientFor) -> None:
    ines = client_for(cast.ines)
    assert b"Data Analysis Foundations" in ines.get(reverse("designer:all_offerings")).content
    there = reverse("designer:offerings", args=[cast.published.micro_credential.uid])
    uid = ines.get(there).context["form_uid"]
    values = {
        "uid": uid, "title": "Spring", "price": "Free", "capacity": "12", "self_enrol": "on",
        "opens_at": "2026-03-01T09:00", "closes_at": "2026-06-01T09:00",
    }  # fmt: skip
    for _ in range(2):
        assert ines.post(there, values).status_code == 302
    made = Offering.objects.get(title="Spring")
    assert made.capacity == 12
    assert b"Spring" in ines.get(there).content
    wrong = ines.post(address("offering", made), values | {"closes_at": "2026-01-01T09:00"})
    assert wrong.status_code == 422
    assert b"after the opening date" in wrong.content
    ines.post(address("offering", made), values | {"title": "Summer"})
    ines.post(address("switch", made), {"do": "close"})
    made.refresh_from_db()
    assert (made.title, made.closed) == ("Summer", True)
    assert b"Open again" in ines.get(address("offering", made)).content


def test_a_list_is_rehearsed_then_confirmed(cast: Cast, client_for: ClientFor) -> None:
    ines = client_for(cast.ines)
    table = 'name,email\n"Lovelace, ""Ada""",ada@example.org\nGrace <the> Hopper,grace@example.org\n'
    file = SimpleUploadedFile("people.csv", table.encode())
    page = ines.post(address("invite", cast.offering), {"file": file}).content.decode()
    assert "Nothing has been sent yet" in page
    assert not Invitation.objects.exists()
    match = re.search(r"<textarea name=\"list\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert match
    confirmed = {"list": unescape(match[1])}
    for _ in range(2):
        ines.post(address("confirm_invitations", cast.offering), confirmed)
    names = set(Invitation.objects.values_list("name", flat=True))
    assert names == {'Lovelace, "Ada"', "Grace <the> Hopper"}
    assert b"ada@example.org" in ines.get(address("offering", cast.offering)).content


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "one of the two"),
        ({"addresses": "nonsense"}, "not an e-mail address"),
        ({"file": b"email\nada@example.org\n"}, "is missing"),
    ],
)
def test_a_bad_list_is_shown_and_nobody_invited(
    cast: Cast, client_for: ClientFor, values: dict[str, Any], words: str
) -> None:
    sent = {k: SimpleUploadedFile("p.csv", v) if isinstance(v, bytes) else v for k, v in values.items()}
    answer = client_for(cast.ines).post(address("invite", cast.offering), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_confirmation_that_was_tampered_with_invites_nobody(cast: Cast, client_for: ClientFor) -> None:
    ines = client_for(cast.ines)
    ines.post(address("confirm_invitations", cast.offering), {"list": "name,email\n=1,x@example.org\n"})
    ines.post(address("confirm_invitations", cast.offering), {})
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["dana", "lea", "mallory"])
def test_others_find_nothing(cast: Cast, client_for: ClientFor, who: str) -> None:
    browser = client_for(getattr(cast, who))
    assert browser.get(address("offering", cast.offering)).status_code == 404
    for name in ("switch", "invite", "confirm_invitations"):
        assert browser.post(address(name, cast.offering)).status_code in {404, 422}
    assert not Offering.objects.get(pk=cast.offering.pk).closed
