"""How an organisation's public pages look: tried first, then kept, and nobody else's."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.cast import NOON, Cast
from tests.holding_helpers import kept, link_of, shared

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.journeys import revoke

SignIn = Callable[[Person], Client]
LOOK = "/staff/northfield/look/"
SHEET = re.compile(r'href="(/themes/[^"]+)"')


def _sheets(page: str) -> list[str]:
    return SHEET.findall(page)


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 80), "teal").save(out, "PNG")
    return out.getvalue()


def _page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_trying_changes_nothing_and_saving_does(cast: Cast, client_for: SignIn) -> None:
    olga = client_for(cast.olga)
    tried = olga.get(LOOK, {"hue": 300, "strength": "strong"}).content.decode()
    assert _sheets(tried)[0].startswith("/themes/300/strong/")
    assert "As it would be" in tried
    cast.northfield.refresh_from_db()
    assert (cast.northfield.hue, cast.northfield.strength) == (165, "")
    saved = olga.post(LOOK, {"do": "colours", "hue": 300, "strength": "strong"}, follow=True).content.decode()
    assert "Your public pages have these colours now" in saved
    cast.northfield.refresh_from_db()
    assert (cast.northfield.hue, cast.northfield.strength) == (300, "strong")
    assert RecordedFact.objects.filter(name="OrganisationEdited").count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"hue": 361, "strength": "calm"}, "360"), ({"hue": 10, "strength": "glaring"}, "valid choice")],
)
def test_colours_that_are_none_are_refused(
    cast: Cast, client_for: SignIn, typed: dict[str, object], words: str
) -> None:
    answer = client_for(cast.olga).post(LOOK, {"do": "colours", **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    cast.northfield.refresh_from_db()
    assert cast.northfield.strength == ""


def test_public_pages_wear_the_colours_of_their_organisation_and_no_others(cast: Cast) -> None:
    pages = {
        "northfield": [
            "/issuers/northfield/about/",
            f"/achievements/{cast.published.uid}",
            f"/catalogue/{cast.published.micro_credential.key}/",
            link_of(shared(kept(cast.lea, cast.published))),
        ],
        "others": ["/issuers/mallory-ltd/about/", "/", "/catalogue/", "/verify/", "/skills/"],
    }
    before = {address: _page(address) for address in [*pages["northfield"], *pages["others"]]}
    assert not any(_sheets(page) for page in before.values())
    Organisation.objects.filter(pk=cast.northfield.pk).update(hue=20, strength="clear")
    for address in pages["northfield"]:
        (sheet,) = _sheets(_page(address))
        assert sheet.startswith("/themes/20/clear/"), address
    for address in pages["others"]:
        assert _sheets(_page(address)) == [], address


def test_what_is_not_valid_wears_nobodys_colours(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    link = link_of(shared(item))
    Organisation.objects.filter(pk=cast.northfield.pk).update(strength="clear")
    assert _sheets(_page(link))
    assert item.credential is not None
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=item.credential.uid, reason="A mistake.", now=NOON
    )
    assert _sheets(_page(link)) == []


def test_a_sheet_is_kept_for_ever_under_its_own_address_only(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.northfield.pk).update(hue=200, strength="calm")
    (address,) = _sheets(_page("/issuers/northfield/about/"))
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer
    assert "Cookie" not in answer.get("Vary", "")
    assert "immutable" not in Client().get("/themes/200/calm/00000000.css")["Cache-Control"]
    for wrong in ("/themes/361/calm/00000000.css", "/themes/20/bright/00000000.css"):
        assert Client().get(wrong).status_code == 404


def test_a_logo_is_made_safe_shown_and_taken_away(cast: Cast, client_for: SignIn) -> None:
    olga = client_for(cast.olga)
    picture = SimpleUploadedFile("logo.png", _png(), content_type="image/png")
    page = olga.post(LOOK, {"do": "logo", "image": picture}, follow=True).content.decode()
    assert "The logo is in place" in page
    cast.northfield.refresh_from_db()
    assert cast.northfield.logo is not None
    (source,) = set(re.findall(r'src="(/issuers/northfield/logo\?\w{8})"', page))
    assert Client().get(source).content.startswith(b"\x89PNG")
    assert source in _page("/issuers/northfield/about/")
    page = olga.post(LOOK, {"do": "no_logo"}, follow=True).content.decode()
    assert "The logo is gone" in page
    assert "/issuers/northfield/logo" not in _page("/issuers/northfield/about/")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a script"),
        (b"GIF89a", "not a PNG, JPEG or SVG"),
        (b"\x89PNG\r\n\x1a\n broken", "damaged"),
    ],
)
def test_a_logo_that_cannot_be_made_safe_is_refused(
    cast: Cast, client_for: SignIn, data: bytes, words: str
) -> None:
    upload = SimpleUploadedFile("logo.svg", data)
    answer = client_for(cast.olga).post(LOOK, {"do": "logo", "image": upload})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    cast.northfield.refresh_from_db()
    assert cast.northfield.logo is None


def test_only_owners_choose(cast: Cast, client_for: SignIn) -> None:
    for stranger in (cast.dana, cast.mallory, cast.lea):
        assert client_for(stranger).post(LOOK, {"do": "colours", "hue": 1}).status_code == 404
