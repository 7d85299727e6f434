"""What a shared link shows: to people, to programs, to previews, and for how long."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
import zxingcpp
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from PIL import Image
from pypdf import PdfReader
from tests.cast import Cast, published_version, rewriting
from tests.holding_helpers import BASE, kept, link_of, shared

from skillmark.credential.bake import unbake_any
from skillmark.journeys import claim, share
from skillmark.lifecycle.designing.rules import limits
from skillmark.lifecycle.holding.models import Share, WalletItem

A4_POINTS = (595.28, 841.89)


def _path(link: Share) -> str:
    return f"/s/{link.token}/"


def _get(path: str, accept: str = "text/html"):  # noqa: ANN202
    return Client().get(path, headers={"Accept": accept})


def _collection(cast: Cast, *items: WalletItem, public: bool = False) -> Share:
    return share.share_collection(
        actor=cast.lea, item_uids=[item.uid for item in items], title="For the bakery", public=public,
        ends_at=None, now=timezone.now(),
    )  # fmt: skip


def _document(item: WalletItem) -> str:
    assert item.credential is not None
    return item.credential.document


def test_a_person_sees_the_credential_and_no_more(cast: Cast) -> None:
    response = _get(_path(shared(kept(cast.lea, cast.published))))
    page = response.content.decode()
    assert "Lea Example" in page
    assert "Draws honest charts" in page
    assert cast.lea.email not in page
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Accept" in response["Vary"]


def test_the_limits_of_the_catalogue_stand_in_the_signed_file_and_on_every_showing_of_it(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    path = _path(shared(item))
    catalogue = Client().get(f"/achievements/{cast.published.uid}", headers={"Accept": "text/html"})
    signed = json.loads(_document(item))["credentialSubject"]["achievement"]["criteria"]["narrative"]
    paper = " ".join(
        PdfReader(io.BytesIO(_get(f"{path}{item.uid}/pdf/").content)).pages[0].extract_text().split()
    )
    for sentence in limits(cast.published.not_proven):
        assert escape(sentence) in catalogue.content.decode()
        assert sentence in signed
        assert escape(sentence) in _get(path).content.decode().replace("'", "&#x27;")
        assert sentence in paper


@pytest.mark.parametrize(
    "accept", ["application/vc", "application/ld+json", "application/json", "application/vc, text/html;q=0.2"]
)
def test_a_program_gets_the_signed_bytes_from_the_same_link(cast: Cast, accept: str) -> None:
    item = kept(cast.lea, cast.published)
    response = _get(_path(shared(item)), accept)
    assert response.content.decode() == _document(item)
    assert response["Content-Type"] == "application/vc"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response["Vary"]


@pytest.mark.parametrize(
    "accept", ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", ""]
)
def test_a_browser_gets_the_page(cast: Cast, accept: str) -> None:
    response = _get(_path(shared(kept(cast.lea, cast.published))), accept)
    assert response["Content-Type"].startswith("text/html")
    assert "Access-Control-Allow-Origin" not in response


def test_the_page_says_where_its_credential_is(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    page = _get(_path(shared(item))).content.decode()
    found = re.search(r'<link rel="alternate" type="application/vc" href="([^"]+)">', page)
    assert found
    assert _get(found[1]).content.decode() == _document(item)


def test_previews_get_absolute_addresses_that_open(cast: Cast) -> None:
    link = shared(kept(cast.lea, cast.published))
    page = Client().get(_path(link), headers={"Host": "localhost"}).content.decode()
    tags = dict(re.findall(r'<meta property="og:([a-z:]+)" content="([^"]*)">', page))
    assert tags["title"] == "Data Analysis Foundations"
    assert tags["url"] == link_of(link)
    assert tags["image"].startswith(f"{BASE}/s/")
    assert (tags["image:width"], tags["image:height"]) == ("1200", "630")
    assert tags["image:alt"]
    assert tags["description"].startswith(
        "Lea Example earned Data Analysis Foundations from Northfield College"
    )
    assert f'<link rel="canonical" href="{link_of(link)}">' in page
    with Image.open(io.BytesIO(_get(tags["image"].removeprefix(BASE)).content)) as card:
        assert (card.size, card.format) == ((1200, 630), "PNG")


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_picture_carries_the_credential(cast: Cast, form: str) -> None:
    item = kept(cast.lea, cast.published)
    link = shared(item)
    response = _get(f"{_path(link)}{item.uid}/{form}/")
    assert unbake_any(response.content) == _document(item)
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_paper_is_one_page_whose_code_leads_here(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    link = shared(item)
    paper = PdfReader(io.BytesIO(_get(f"{_path(link)}{item.uid}/pdf/").content))
    (page,) = paper.pages
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx(A4_POINTS, abs=0.1)
    words = " ".join(page.extract_text().split())
    assert link_of(link) in words.replace(" ", "") or link_of(link) in words
    assert "Lea Example" in words


def test_whoever_has_the_link_can_take_a_translation_that_says_it_is_not_signed(cast: Cast) -> None:
    page = _get(_path(shared(kept(cast.lea, cast.published)))).content.decode()
    assert "European format (ELM), not signed" in page
    address = re.search(r'href="([^"]+/elm/)"', page)
    assert address is not None
    assert _get(address[1]).json()["type"] == ["VerifiableCredential", "EuropeanDigitalCredential"]


def test_the_code_on_the_page_leads_to_the_link(cast: Cast) -> None:
    from tests.holding_helpers import qr_png

    link = link_of(shared(kept(cast.lea, cast.published)))
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(link))).convert("RGB"))
    assert found.text == link
    page = _get(link.removeprefix(BASE)).content.decode()
    assert "QR code that leads to this credential" in page


# --- what a link does not show ------------------------------------------------------------------------------


def test_ended_withdrawn_declined_and_never_made_look_the_same(cast: Cast) -> None:
    item, now = kept(cast.lea, cast.published), timezone.now()
    ended = shared(item)
    Share.objects.filter(pk=ended.pk).update(ends_at=now - timedelta(seconds=1))
    withdrawn = share.withdraw_share(actor=cast.lea, share_uid=shared(item).uid, now=now)
    alive = shared(item)
    declined = shared(kept(cast.noor, cast.published))
    claim.decline_item(actor=cast.noor, item_uid=declined.items.get().uid, now=now)
    tokens = [ended.token, withdrawn.token, declined.token, "never-made", "x" * 64]
    for tail in ("", f"{item.uid}/", f"{item.uid}/json/", f"{item.uid}/card/"):
        assert Client().get(f"/s/{alive.token}/{tail}").status_code == 200
        answers = [Client().get(f"/s/{token}/{tail}") for token in tokens]
        assert {response.status_code for response in answers} == {404}
        assert len({response.content for response in answers}) == 1
    assert len({Client().get(f"/s/{t}/", headers={"Accept": "application/vc"}).content for t in tokens}) == 1


def test_a_link_shows_no_other_item(cast: Cast) -> None:
    mine, hers = kept(cast.lea, cast.published), kept(cast.noor, cast.published)
    link = shared(mine)
    for tail in ("", "json/", "card/"):
        assert Client().get(f"{_path(link)}{hers.uid}/{tail}").status_code == 404
    assert Client().get(f"{_path(link)}{mine.uid}/exe/").status_code == 404


def test_a_collection_shows_chosen_items_only_and_drops_declined_ones(cast: Cast) -> None:
    other, *_ = published_version(cast.mallory_ltd, author=cast.mallory)
    third, *_ = published_version(cast.harbour, author=cast.emma)
    for version, title in ((other, "Bread baking"), (third, "Never shown")):
        with rewriting(version):
            version.title = title
            version.save()
    chosen, also, hidden = (kept(cast.lea, v) for v in (cast.published, other, third))
    link = _collection(cast, chosen, also)
    page = _get(_path(link)).content.decode()
    assert "Data Analysis Foundations" in page
    assert "Bread baking" in page
    assert "Never shown" not in page
    assert "2 credentials" in page
    assert Client().get(f"{_path(link)}{hidden.uid}/").status_code == 404
    claim.decline_item(actor=cast.lea, item_uid=also.uid, now=timezone.now())
    page = _get(_path(link)).content.decode()
    assert "Bread baking" not in page
    assert Client().get(f"{_path(link)}{also.uid}/json/").status_code == 404
    claim.decline_item(actor=cast.lea, item_uid=chosen.uid, now=timezone.now())
    assert _get(_path(link)).status_code == 404


def test_one_of_a_collection_has_its_own_link_and_file(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    link = _collection(cast, item)
    path = f"{_path(link)}{item.uid}/"
    page = _get(path).content.decode()
    assert f'href="{_path(link)}"' in page
    assert f"{BASE}{path}" in page
    assert _get(path, "application/vc").content.decode() == _document(item)


def test_only_a_public_profile_may_be_found_by_search_engines(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    assert _get(_path(_collection(cast, item)))["X-Robots-Tag"] == "noindex"
    profile = _get(_path(_collection(cast, item, public=True)))
    assert "X-Robots-Tag" not in profile
    assert f'property="og:image" content="{BASE}/s/' in profile.content.decode()


def test_a_shared_page_stays_within_its_queries(cast: Cast, django_assert_max_num_queries) -> None:  # noqa: ANN001
    path = _path(shared(kept(cast.lea, cast.published)))
    _get(path)
    with django_assert_max_num_queries(12):
        _get(path)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_link_is_only_read(cast: Cast, method: str) -> None:
    link = shared(kept(cast.lea, cast.published))
    assert getattr(Client(), method)(_path(link)).status_code == 405
