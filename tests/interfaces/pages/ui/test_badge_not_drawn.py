"""A machine with too much to do cannot draw an uploaded badge: every address says so, and none of them breaks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast, rewriting
from tests.holding_helpers import kept, shared

from skillmark.foundation.files.operations import keep_file
from skillmark.interfaces.jobs.own_pages import own_page
from skillmark.interfaces.jobs.status_lists import NotPublished
from skillmark.interfaces.pages.ui.badges import SVG
from skillmark.lifecycle.designing.models import Version

pytestmark = pytest.mark.django_db
# Nobody else draws this one, so that no other test's picture of it is at hand.
_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#123457" d="M0 0h9v9z"/></svg>'
)
_TAKEN = ("png", "pdf", "elm")


@pytest.fixture
def uploaded(cast: Cast) -> Version:
    stored = keep_file(name="a.svg", media_type=SVG, data=_DRAWING, now=NOON)
    with rewriting(cast.published) as version:
        Version.objects.filter(pk=version.pk).update(badge_image=stored)
    return Version.objects.get(pk=cast.published.pk)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process can be started."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")


def _says_so(answer: HttpResponse) -> None:
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert "too much to do to draw it now" in answer.content.decode()


def test_its_public_address_says_when_to_try_again(uploaded: Version, busy: None) -> None:
    address = reverse("public:achievement_badge", args=[uploaded.uid, "png"])
    _says_so(Client().get(address))
    assert Client().get(reverse("public:achievement_badge", args=[uploaded.uid, "svg"])).content == _DRAWING


def test_its_designer_is_told(
    cast: Cast, client_for: Callable[[Any], Client], uploaded: Version, busy: None
) -> None:
    _says_so(client_for(cast.dana).get(reverse("designer:badge_file", args=[uploaded.uid, "png"])))


def test_what_is_taken_with_the_badge_inside_waits(
    cast: Cast, client_for: Callable[[Any], Client], uploaded: Version, busy: None
) -> None:
    item = kept(cast.lea, uploaded)
    link, client = shared(item), client_for(cast.lea)
    for form in _TAKEN:
        _says_so(client.get(reverse("earner:download", args=[item.uid, form])))
    for form in (*_TAKEN, "card", "badge"):
        _says_so(Client().get(reverse("public:shared_file", args=[link.token, item.uid, form])))
    assert client.get(reverse("earner:download", args=[item.uid, "json"])).status_code == 200


def test_nothing_of_it_is_published_until_it_can_be_drawn(
    uploaded: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("public:achievement_badge", args=[uploaded.uid, "png"])
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(NotPublished, match="503"):
            own_page(address, base_url="http://localhost:8000")
    # Tried once more, the same address has the picture: what failed is not remembered.
    assert own_page(address, base_url="http://localhost:8000").body.startswith(b"\x89PNG")
