"""The wallet as its owner sees it, and as nobody else does."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast, published_version
from tests.credential.older_badges import ASSERTION, CLASS, ISSUER, assertion, badge_class, baked, issuer
from tests.holding_helpers import kept, link_of, offered, plain_png, seen, shared

from skillmark.credential.bake import bake
from skillmark.credential.elm.read import elements_of_elm
from skillmark.credential.elm.translate import to_elm
from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.credential.model.elements_of import elements_of_credential
from skillmark.fetcher import KnownDocuments
from skillmark.foundation.people.models import Person
from skillmark.journeys import revoke
from skillmark.lifecycle.holding.models import Share, WalletItem

SignIn = Callable[[Person], Client]
WALLET = "/wallet/"


def _page(item: WalletItem) -> str:
    return reverse("earner:credential", args=[item.uid])


def test_an_empty_wallet_says_what_to_do(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.lea).get(WALLET).content.decode()
    assert "Nothing here yet" in page
    assert 'href="/catalogue/"' in page


def test_a_credential_waits_is_claimed_and_is_kept(cast: Cast, client_for: SignIn) -> None:
    item = offered(cast.lea, cast.published)
    client = client_for(cast.lea)
    assert "Waiting for you" in client.get(WALLET).content.decode()
    before = client.get(_page(item)).content.decode()
    assert "Claim it" in before
    assert "Make a link" not in before
    for _ in range(2):
        response = client.post(f"{WALLET}{item.uid}/claim/", follow=True)
        assert response.redirect_chain[-1][0] == _page(item)
    after = response.content.decode()
    assert "Make a link" in after
    assert "is yours" in after
    assert "Waiting for you" not in client.get(WALLET).content.decode()


def test_a_declined_credential_leaves_the_wallet_and_can_be_taken_up(cast: Cast, client_for: SignIn) -> None:
    item = offered(cast.lea, cast.published)
    client = client_for(cast.lea)
    page = client.post(f"{WALLET}{item.uid}/decline/", follow=True).content.decode()
    assert "Declined (1)" in page
    assert "Nothing here yet" not in page
    assert "Claim it after all" in client.get(_page(item)).content.decode()
    client.post(f"{WALLET}{item.uid}/claim/")
    assert "Declined" not in client.get(WALLET).content.decode()


def test_what_was_revoked_says_so_with_the_reason(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=item.credential.uid, reason="Copied work.", now=timezone.now()
    )
    client = client_for(cast.lea)
    assert "Revoked" in client.get(WALLET).content.decode()
    page = client.get(_page(item)).content.decode()
    assert "<b>Revoked</b>" in page
    assert "Copied work." in page


# --- links --------------------------------------------------------------------------------------------------


def test_links_are_made_listed_and_withdrawn(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    client = client_for(cast.lea)
    assert "No links yet" in client.get(f"{WALLET}links/").content.decode()
    client.post(f"{WALLET}{item.uid}/share/", {"ends": "7"})
    share = Share.objects.get()
    assert share.ends_at is not None
    assert link_of(share) in client.get(_page(item)).content.decode()
    assert link_of(share) in client.get(f"{WALLET}links/").content.decode()
    client.post(f"{WALLET}links/{share.uid}/withdraw/")
    assert link_of(share) not in client.get(_page(item)).content.decode()
    assert "Withdrawn" in client.get(f"{WALLET}links/").content.decode()
    assert Client().get(f"/s/{share.token}/").status_code == 404


def test_a_link_that_ends_says_so_where_it_is_meant_to_last(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    client = client_for(cast.lea)
    client.post(f"{WALLET}{item.uid}/share/", {"ends": "30"})
    ends = Share.objects.get().ends_at
    assert ends is not None
    said = f"This link ends on {ends.day} {ends:%B %Y}"
    page = client.get(_page(item)).content.decode()
    assert said in page
    assert "Make a link without end" in page
    paper = PdfReader(io.BytesIO(client.get(f"{WALLET}{item.uid}/file/pdf/").content))
    assert said in " ".join(paper.pages[0].extract_text().split())
    client.post(f"{WALLET}{item.uid}/share/", {"ends": ""})
    assert "This link ends on" not in client.get(_page(item)).content.decode()
    paper = PdfReader(io.BytesIO(client.get(f"{WALLET}{item.uid}/file/pdf/").content))
    assert "This link ends" not in " ".join(paper.pages[0].extract_text().split())


def test_a_withdrawn_link_says_when_it_was_withdrawn(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    client = client_for(cast.lea)
    client.post(f"{WALLET}{item.uid}/share/", {"ends": "365"})
    client.post(f"{WALLET}links/{Share.objects.get().uid}/withdraw/")
    page = client.get(f"{WALLET}links/").content.decode()
    assert "withdrawn on" in page
    assert "ended" not in page


def test_a_link_with_a_strange_end_is_not_made(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    page = client_for(cast.lea).post(f"{WALLET}{item.uid}/share/", {"ends": "9999"}, follow=True)
    assert "Choose when the link should end" in page.content.decode()
    assert not Share.objects.exists()


def test_linkedin_gets_everything_it_asks_for(cast: Cast, client_for: SignIn) -> None:
    from urllib.parse import parse_qs, urlsplit

    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    client = client_for(cast.lea)
    assert "linkedin.com" not in client.get(_page(item)).content.decode()
    link = link_of(shared(item))

    def asked() -> dict[str, list[str]]:
        return parse_qs(urlsplit(str(client.get(_page(item)).context["linkedin"])).query)

    issued_at, valid_until = item.credential.issued_at, item.credential.valid_until
    assert valid_until is not None
    expected = {
        "startTask": "CERTIFICATION_NAME", "name": "Data Analysis Foundations",
        "organizationName": "Northfield College", "issueYear": str(issued_at.year),
        "issueMonth": str(issued_at.month), "expirationYear": str(valid_until.year),
        "expirationMonth": str(valid_until.month), "certId": item.credential.credential_id, "certUrl": link,
    }  # fmt: skip
    assert asked() == {name: [value] for name, value in expected.items()}
    cast.northfield.linkedin_id = "12345"
    cast.northfield.save()
    del expected["organizationName"]
    assert asked() == {name: [value] for name, value in (expected | {"organizationId": "12345"}).items()}


def test_a_collection_shows_chosen_items_and_refuses_strangers(cast: Cast, client_for: SignIn) -> None:
    other, *_ = published_version(cast.mallory_ltd, author=cast.mallory)
    _, also = kept(cast.lea, cast.published), kept(cast.lea, other)
    hers = kept(cast.noor, cast.published)
    client = client_for(cast.lea)
    url = f"{WALLET}links/new/"
    assert str(hers.uid) not in client.get(url).content.decode()
    refused = client.post(url, {"title": "Mine", "items": [str(hers.uid)], "ends": ""})
    assert "Select a valid choice" in refused.content.decode()
    assert not Share.objects.exists()
    client.post(url, {"title": "Mine", "items": [str(also.uid)], "ends": ""})
    assert list(Share.objects.get().items.all()) == [also]


# --- files --------------------------------------------------------------------------------------------------


def test_files_are_handed_out_as_attachments_that_can_do_nothing(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    client = client_for(cast.lea)
    for form, media_type in (
        ("json", "application/vc"), ("png", "image/png"), ("svg", "image/svg+xml"), ("pdf", "application/pdf"),
    ):  # fmt: skip
        response = client.get(f"{WALLET}{item.uid}/file/{form}/")
        assert response["Content-Type"] == media_type
        assert response["Content-Disposition"] == f'attachment; filename="data-analysis-foundations.{form}"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "Access-Control-Allow-Origin" not in response
    assert client.get(f"{WALLET}{item.uid}/file/original/").status_code == 404
    assert client.get(f"{WALLET}{item.uid}/file/exe/").status_code == 404


def test_a_translation_for_europass_goes_out_while_the_credential_stands(
    cast: Cast, client_for: SignIn
) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    client = client_for(cast.lea)
    assert "European format (ELM)" in client.get(_page(item)).content.decode()
    response = client.get(f"{WALLET}{item.uid}/file/elm/")
    assert response["Content-Type"] == "application/ld+json"
    assert response["Content-Disposition"] == 'attachment; filename="data-analysis-foundations.elm.json"'
    document = response.json()
    assert "proof" not in document
    said = elements_of_elm(document)
    assert said == elements_of_credential(json.loads(item.credential.document))
    assert said.title == "Data Analysis Foundations"
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=item.credential.uid, reason="Copied work.", now=timezone.now()
    )
    assert "European format (ELM)" not in client.get(_page(item)).content.decode()
    assert client.get(f"{WALLET}{item.uid}/file/elm/").status_code == 404


def test_the_commissions_shapes_find_no_fault_in_what_we_issue(
    cast: Cast, skills_data: Callable[[str], Path]
) -> None:
    from tests.credential.elm_world import UNSEALED, graph, shapes_of, violations

    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    translation = to_elm(json.loads(item.credential.document))
    context = json.loads(skills_data("elm/edc-ap-context.jsonld").read_bytes())
    shapes = shapes_of(skills_data, "edc-generic-no-cv.ttl", "edc-generic-full.ttl")
    found = violations(graph(translation.document, context=context), shapes)
    assert [shape for shape, _ in found] == [UNSEALED], found
    assert check(elements_of_elm(translation.document), PROFILES["eu-annex-1"]) == check(
        elements_of_credential(json.loads(item.credential.document)), PROFILES["eu-annex-1"]
    )
    reasons = {loss.path: loss.reason.say() for loss in translation.losses}
    assert not [path for path in reasons if "microCredential" in path], reasons


# --- imports ------------------------------------------------------------------------------------------------


def _import(client: Client, data: bytes, name: str = "badge.json") -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = client.post(f"{WALLET}import/", {"file": SimpleUploadedFile(name, data)}, follow=True)
    return str(response.content.decode())


def test_an_imported_picture_goes_out_as_it_came_and_its_credential_by_itself(
    cast: Cast, client_for: SignIn
) -> None:
    source = kept(cast.lea, cast.published)
    assert source.credential is not None
    baked = bake(plain_png(), source.credential.document)
    client = client_for(cast.noor)
    assert "is in your wallet" in _import(client, baked, "badge.png")
    item = WalletItem.objects.get(person=cast.noor)
    files = f"{WALLET}{item.uid}/file/"
    assert client.get(f"{files}original/").content == baked
    assert client.get(f"{files}original/")["Content-Type"] == "image/png"
    taken_out = client.get(f"{files}json/")
    assert taken_out.content.decode() == source.credential.document
    assert taken_out["Content-Type"] == "application/vc"
    assert client.get(f"{files}png/").status_code == 404
    assert "Imported" in client.get(WALLET).content.decode()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("ob30/simple.json", "Could not be checked"),
        ("ob30/simple-json.png", "Could not be checked"),
        ("ob30/simple-err-proof-value.json", "Not genuine"),
        ("ob30/simple-err-expired.json", "Not valid"),
        ("ob30/simple-noproof.json", "Not genuine"),
        ("ob20/basic-assertion.json", None),
    ],
)
def test_official_files_are_imported_under_the_label_they_deserve(
    cast: Cast, client_for: SignIn, standards: Callable[[str], object], name: str, label: str | None
) -> None:
    """Their issuers publish nothing that could be fetched here, so none of them can be called genuine."""
    data = standards(f"1edtech-fixtures/{name}").read_bytes()  # type: ignore[attr-defined]
    client = client_for(cast.noor)
    page = _import(client, data)
    item = WalletItem.objects.get(person=cast.noor)
    assert item.imported is not None
    assert item.imported.verdict != "verified"
    assert "Genuine" not in page
    if label:
        assert label in client.get(WALLET).content.decode()


def test_what_is_no_badge_is_refused_and_keeps_what_was_typed(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.noor)
    assert "no credential and no QR code" in _import(client, plain_png(), "shot.png")
    page = client.post(f"{WALLET}import/", {"text": "hello there"})
    assert page.status_code == 422
    assert "hello there" in page.content.decode()
    assert not WalletItem.objects.exists()


def test_names_that_try_to_be_more_than_names_stay_text(cast: Cast, client_for: SignIn) -> None:
    source = kept(cast.lea, cast.published)
    assert source.credential is not None
    document = json.loads(source.credential.document)
    document["name"] = "<script>alert(1)</script>" + "x" * 300
    document["issuer"]["url"] = "javascript:alert(1)"
    document["credentialSubject"]["achievement"]["criteria"]["narrative"] = "<img src=x onerror=alert(1)>Read"
    client = client_for(cast.noor)
    _import(client, json.dumps(document).encode())
    item = WalletItem.objects.get(person=cast.noor)
    assert len(item.title) == 200
    for page in (client.get(WALLET), client.get(_page(item))):
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text


def test_an_import_is_deleted_with_its_links(cast: Cast, client_for: SignIn) -> None:
    source = kept(cast.lea, cast.published)
    assert source.credential is not None
    client = client_for(cast.noor)
    _import(client, source.credential.document.encode())
    item = WalletItem.objects.get(person=cast.noor)
    token = shared(item).token
    assert Client().get(f"/s/{token}/").status_code == 200
    client.post(f"{WALLET}{item.uid}/remove/")
    assert not WalletItem.objects.filter(person=cast.noor).exists()
    assert Client().get(f"/s/{token}/").status_code == 404


def _picture(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("genuine", [True, False])
def test_an_imported_badge_keeps_its_own_picture_unless_it_is_forged(
    cast: Cast, client_for: SignIn, genuine: bool
) -> None:
    source = kept(cast.lea, cast.published)
    assert source.credential is not None
    document = source.credential.document
    baked = bake(_picture((300, 300)), document if genuine else document.replace("Lea Example", "Max Forger"))
    client = client_for(cast.noor)
    _import(client, baked, "badge.png")
    item = WalletItem.objects.get(person=cast.noor)
    response = client.get(f"{WALLET}{item.uid}/file/badge/")
    assert response["Content-Type"] == ("image/png" if genuine else "image/svg+xml")
    if genuine:
        with Image.open(io.BytesIO(response.content)) as shown:
            assert shown.convert("RGB").getpixel((150, 150)) == (0, 128, 128)
        assert b"openbadge" not in response.content
        assert client.get(f"{WALLET}{item.uid}/file/pdf/").status_code == 200
        assert client.get(f"{WALLET}{item.uid}/file/card/").status_code == 200


# --- who may ------------------------------------------------------------------------------------------------

ADDRESSES = [
    ("get", ""), ("post", "claim/"), ("post", "decline/"), ("post", "share/"), ("post", "remove/"),
    ("get", "file/json/"), ("get", "file/badge/"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "tail"), ADDRESSES)
def test_another_persons_item_is_as_if_it_were_not(
    cast: Cast, client_for: SignIn, method: str, tail: str
) -> None:
    item = kept(cast.lea, cast.published)
    for stranger in (cast.noor, cast.rob, cast.olga, cast.mallory):
        client = client_for(stranger)
        theirs = getattr(client, method)(f"{WALLET}{item.uid}/{tail}", {"ends": ""})
        nothing = getattr(client, method)(f"{WALLET}{uuid.uuid4()}/{tail}", {"ends": ""})
        assert theirs.status_code == nothing.status_code == 404
        assert seen(theirs) == seen(nothing)
    item.refresh_from_db()
    assert item.state == WalletItem.State.KEPT
    assert not Share.objects.exists()


def test_another_persons_link_cannot_be_withdrawn(cast: Cast, client_for: SignIn) -> None:
    link = shared(kept(cast.lea, cast.published))
    assert client_for(cast.noor).post(f"{WALLET}links/{link.uid}/withdraw/").status_code == 404
    assert Client().get(f"/s/{link.token}/").status_code == 200


@pytest.mark.parametrize("path", ["", "import/", "links/", "links/new/"])
def test_whoever_is_not_signed_in_is_asked_to(cast: Cast, path: str) -> None:
    response = Client().get(f"{WALLET}{path}")
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={WALLET}{path}"


def test_after_signing_in_again_a_button_leads_back_to_its_page(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    page = f"http://testserver{_page(item)}"
    response = Client().post(f"{WALLET}{item.uid}/claim/", headers={"Referer": page})
    assert response["Location"] == f"/accounts/login/?next={_page(item)}"
    elsewhere = Client().post(f"{WALLET}{item.uid}/claim/", headers={"Referer": "https://evil.example/x"})
    assert "evil" not in elsewhere["Location"]
    item.refresh_from_db()
    assert item.state == WalletItem.State.OFFERED


def test_a_form_sent_too_late_is_filled_in_again(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    client = Client()
    url = f"{WALLET}links/new/"
    response = client.post(url, {"title": "For the bakery", "items": [str(item.uid)], "ends": "365"})
    assert response["Location"] == f"/accounts/login/?next={url}"
    client.login(email=cast.lea.email, password="correct horse battery")
    page = client.get(url).content.decode()
    assert "For the bakery" in page


@pytest.mark.parametrize("path", ["", "links/"])
def test_a_full_wallet_asks_the_database_no_more_than_a_small_one(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    client = client_for(cast.lea)
    for org, author in ((cast.mallory_ltd, cast.mallory), (cast.harbour, cast.emma)):
        version, *_ = published_version(org, author=author)
        shared(kept(cast.lea, version))
    with django_assert_max_num_queries(12):
        client.get(f"{WALLET}{path}")


def test_the_credential_page_stays_within_its_queries(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    item = kept(cast.lea, cast.published)
    shared(item)
    client = client_for(cast.lea)
    client.get(_page(item))
    with django_assert_max_num_queries(16):
        client.get(_page(item))


def test_what_does_not_hold_travels_under_that_word_only(cast: Cast, client_for: SignIn) -> None:
    source = kept(cast.lea, cast.published)
    assert source.credential is not None
    client = client_for(cast.noor)
    _import(client, source.credential.document.replace("Lea Example", "Max Forger").encode())
    item = WalletItem.objects.get(person=cast.noor)
    own = client.get(_page(item)).content.decode()
    assert "Max Forger" not in own
    assert "/file/pdf/" not in own
    assert client.get(f"{WALLET}{item.uid}/file/pdf/").status_code == 404
    assert "Make a link" not in own
    response = client.post(f"{WALLET}{item.uid}/share/", {"ends": ""})
    assert response.status_code == 409
    assert "did not pass its check" in response.content.decode()
    assert not Share.objects.exists()


def test_somebody_elses_badge_says_whose_it_is_everywhere(cast: Cast, client_for: SignIn) -> None:
    source = kept(cast.lea, cast.published)
    assert source.credential is not None
    client = client_for(cast.noor)
    assert "Issued to Lea Example, not to you" in _import(client, source.credential.document.encode())
    item = WalletItem.objects.get(person=cast.noor)
    assert "Not issued to you" in client.get(WALLET).content.decode()
    single = Client().get(f"/s/{shared(item).token}/").content.decode()
    assert "Issued to Lea Example" in single
    typed = {"title": "Mine", "items": [str(item.uid)], "ends": ""}
    refused = client.post(f"{WALLET}links/new/", {**typed, "public": "on"})
    assert refused.status_code == 422
    assert "was issued to Lea Example" in refused.content.decode()
    client.post(f"{WALLET}links/new/", typed)
    page = Client().get(f"/s/{Share.objects.get(title='Mine').token}/").content.decode()
    assert "Issued to Lea Example" in page
    assert "Checked on" in page


def test_ones_own_badge_imported_again_adds_nothing(cast: Cast, client_for: SignIn) -> None:
    own = kept(cast.lea, cast.published)
    assert own.credential is not None
    page = _import(client_for(cast.lea), own.credential.document.encode())
    assert "is in your wallet already" in page
    assert WalletItem.objects.get(person=cast.lea) == own


def test_a_revoked_credential_is_not_offered_to_profiles(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    link = shared(item)
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=item.credential.uid, reason="Copied work.", now=timezone.now()
    )
    assert "linkedin.com" not in client_for(cast.lea).get(_page(item)).content.decode()
    page = Client().get(f"/s/{link.token}/").content.decode()
    assert '<meta property="og:title" content="Revoked">' in page
    assert "Copied work." in page


def test_an_older_badge_keeps_its_name_and_is_called_what_it_is(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.noor)
    page = _import(client, json.dumps(assertion(badge=badge_class(name="Old badge"))).encode())
    item = WalletItem.objects.get(person=cast.noor)
    assert item.title == "Old badge"
    assert item.imported is not None
    assert item.imported.verdict == "not_checked", "the issuer cannot be asked from here"
    assert "It follows an older standard (Open Badges 2.0), which proves less." in page
    assert "Open Badges 2.0" in client.get(WALLET).content.decode()


def test_an_older_badge_is_never_shown_as_one_of_today(cast: Cast, client_for: SignIn) -> None:
    known = KnownDocuments(settings.CONFIG.known_folder)
    for url, document in ((ASSERTION, assertion()), (CLASS, badge_class()), (ISSUER, issuer())):
        known.put(
            url=url,
            body=json.dumps(document).encode(),
            media_type="application/json",
            fetched_at=timezone.now(),
            ttl=timedelta(hours=1),
        )
    client = client_for(cast.noor)
    _import(client, json.dumps(assertion()).encode())
    item = WalletItem.objects.get(person=cast.noor)
    assert item.imported is not None
    assert (item.title, item.issuer_name) == ("First aid", "Westbrook College")
    assert item.imported.verdict == "verified"
    page = client.get(_page(item)).content.decode()
    assert "Open Badges 2.0, older and weaker" in page
    assert "It is not signed; its issuer keeps a copy that says the same." in page
    assert "The signature is good" not in page
    assert "kept at westbrook.example" in page
    assert "shows the recovery position" in page
    for form in ("original", "json"):
        file = client.get(f"{WALLET}{item.uid}/file/{form}/")
        assert file.content == json.dumps(assertion()).encode(), "as it came, and not as anything newer"
        assert file["Content-Type"] == "application/ld+json"
    assert client.get(f"{WALLET}{item.uid}/file/pdf/").status_code == 200
    _import(client, baked(ASSERTION), "badge.png")
    older = WalletItem.objects.exclude(pk=item.pk).get(person=cast.noor)
    assert older.title == "First aid", "the picture holds only the address of its badge"
    assert client.get(f"{WALLET}{older.uid}/file/json/").status_code == 404
    changed = client.post("/verify/", {"text": json.dumps(assertion(issuedOn="2020-01-01T00:00:00Z"))})
    assert "Not genuine" in changed.content.decode()
