"""What cannot be checked says so in a sentence of its own, with the next step, by page and by API alike."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests.cast import Cast
from tests.credential import older_badges
from tests.holding_helpers import BASE, kept, link_of, plain_png, qr_png, shared
from tests.interfaces.cli.college import open_college

from skillmark.credential.issue import issue
from skillmark.credential.keys.local import LocalSigner
from skillmark.fetcher.known import KnownDocuments
from skillmark.fetcher.presented import link_in
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.presented import (
    JSON,
    JWT,
    PNG,
    SVG,
    check,
    from_file,
    from_text,
    media_type_of,
)
from skillmark.journeys import claim, share


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return out.getvalue()


FILES: dict[str, tuple[bytes, str, str]] = {
    "empty": (b" \n", "check.empty", "This file is empty."),
    "pdf": (b"%PDF-1.7 ...", "check.wrong_type", "This is a PDF"),
    "zip": (b"PK\x03\x04....", "check.wrong_type", "This is an archive"),
    "screenshot": (plain_png(), "check.no_badge", "This picture holds no credential and no QR code."),
    "photo": (_jpeg(), "check.no_badge", "This picture holds no credential and no QR code."),
    "broken picture": (_jpeg()[:200], "check.picture", "This picture could not be read."),
    "qr with words": (qr_png("WIFI:S:guest;;"), "check.qr_other", "leads to no credential"),
    "qr to nowhere": (qr_png("http://127.0.0.1:9/x"), "check.unreachable", "could not be opened"),
    "qr to a link that is gone": (
        qr_png(f"{BASE}/s/gone/"),
        "check.nothing_shared",
        "This link shows nothing",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_checked_is_refused_in_its_own_words(db: None, name: str) -> None:
    data, code, sentence = FILES[name]
    with pytest.raises(Refused) as refused:
        from_file(data, name="x", now=timezone.now())
    assert refused.value.code == code
    assert sentence in refused.value.sentence
    assert len(refused.value.next_step) > 20


@pytest.mark.parametrize("name", sorted(set(FILES) - {"empty"}))
def test_page_and_api_say_it_alike(db: None, name: str) -> None:
    data, code, sentence = FILES[name]
    page = Client().post("/verify/", {"file": SimpleUploadedFile("x.png", data)})
    api = Client().post("/api/v1/verify", data, content_type="application/octet-stream")
    assert (page.status_code, api.status_code) == (422, 422)
    assert sentence in page.content.decode()
    assert api["Content-Type"] == "application/problem+json"
    assert api.json()["type"] == f"urn:skillmark:problem:{code}"
    assert sentence in api.json()["title"]
    assert api.json()["detail"]


def test_nothing_too_much_and_an_empty_file_are_said_beside_the_form(db: None) -> None:
    client = Client()
    nothing = client.post("/verify/", {})
    assert nothing.status_code == 422
    assert "Choose a file, or paste" in nothing.content.decode()
    large = client.post("/verify/", {"file": SimpleUploadedFile("x.png", b"x" * 10_000_001)})
    assert large.status_code == 422
    assert "larger than 10 MB" in large.content.decode()
    empty = client.post("/verify/", {"file": SimpleUploadedFile("x.png", b"")})
    assert empty.status_code == 422
    assert "empty" in empty.content.decode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"not json", "Not a credential"),
        (b"{", "Not a credential"),
        (b'{"a": 1, "a": 2}', "Not a credential"),
        (b"{}", "Not genuine"),
        (plain_png()[:60], "Not a credential"),
        (b"[" * 100_000, "Not a credential"),
        (b'{"n": 1e400}', "Not a credential"),
        (b"<html><body>hello</body></html>", "Not a credential"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Not a credential"),
        (b'{"pad": "' + b"x" * 300_000 + b'"}', "Not a credential"),
    ],
    ids=[
        "text",
        "cut",
        "twice",
        "empty object",
        "cut picture",
        "deep",
        "huge number",
        "html",
        "plain svg",
        "too long",
    ],
)
def test_what_is_no_credential_is_called_that(db: None, body: bytes, words: str) -> None:
    page = Client().post("/verify/", {"file": SimpleUploadedFile("x", body)})
    assert page.status_code == 200
    assert words in page.content.decode()
    api = Client().post("/api/v1/verify", body, content_type="application/octet-stream")
    assert api.json()["verdict"] == "not_verified"


# --- verdicts in words --------------------------------------------------------------------------------------


def _by_key(*, days: int, until: int | None = None, **more: Any) -> bytes:
    """A credential that anybody could sign, valid from so many days ago."""
    signer, now = LocalSigner.from_seed(b"k" * 32), timezone.now()
    me = f"did:key:{signer.public_multikey}"
    stamp = "%Y-%m-%dT%H:%M:%SZ"
    document = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        ],
        "id": "urn:uuid:4c1c1b9e-3a5e-4c9d-8ad2-2f8b8a3d8f10",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Bee keeping",
        "issuer": {"id": me, "type": ["Profile"], "name": "Somebody"},
        "validFrom": (now - timedelta(days=days)).strftime(stamp),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "id": "urn:uuid:8d0c3b52-51ea-4d80-b5f8-8f1f3d8e8a11",
            "achievement": {
                "id": "urn:uuid:2c2f6b1e-17c0-4fd2-a47d-02d7b1a87f51",
                "type": ["Achievement"],
                "name": "Bee keeping",
                "description": "Keeps bees.",
                "criteria": {"narrative": "Kept bees for a year."},
            },
        },
        **more,
    }
    if until is not None:
        document["validUntil"] = (now - timedelta(days=until)).strftime(stamp)
    method = f"{me}#{signer.public_multikey}"
    return issue(document, signer=signer, verification_method=method, created=now - timedelta(minutes=1))


def _tampered() -> bytes:
    return _by_key(days=1).replace(b"Bee keeping", b"Brain surgery")


OUTCOMES = {
    "unknown issuer": (_by_key(days=1), "Genuine, issuer unknown", "Look at who the issuer is"),
    "tampered": (_tampered(), "Not genuine", "Do not rely on it. Ask the person for the original"),
    "expired": (_by_key(days=9, until=2), "Expired", "Ask the person for a renewed credential"),
    "not yet valid": (_by_key(days=-5), "Not valid yet", "Check again on the day it begins"),
    "no such type of status": (
        _by_key(days=1, credentialStatus={"id": "https://x.example/1", "type": "1EdTechRevocationList"}),
        "Could not be checked",
        "This says nothing for or against it",
    ),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_has_its_word_and_its_next_step(db: None, name: str) -> None:
    data, word, next_step = OUTCOMES[name]
    page = Client().post("/verify/", {"text": data.decode()}).content.decode()
    assert f"<h1>{word}</h1>" in page
    assert next_step in page


def test_foreign_files_get_the_label_they_deserve(db: None, standards: Callable[[str], Path]) -> None:
    """OB 2.0 says nothing that can be proven here, and is never called verified."""
    folder = standards("1edtech-fixtures/ob20")
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".json", ".png", ".svg"})
    assert files
    for path in files:
        report = check(path.read_bytes(), now=timezone.now())
        assert report.verdict.value != "verified", path.name


# --- links --------------------------------------------------------------------------------------------------


def test_a_link_of_this_site_is_read_without_asking_this_server(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    link = link_of(shared(item))
    for address in (link, link.removesuffix("/"), f"{link}{item.uid}/", f"{link}{item.uid}/json/"):
        presented = from_text(address, now=timezone.now())
        assert presented.data == item.credential.document.encode()
        assert presented.source == address


def test_ended_withdrawn_declined_and_never_made_answer_alike(cast: Cast) -> None:
    item, now = kept(cast.lea, cast.published), timezone.now()
    ended = share.share_credential(
        actor=cast.lea, item_uid=item.uid, ends_at=now + timedelta(hours=1), now=now
    )
    withdrawn = share.withdraw_share(actor=cast.lea, share_uid=shared(item).uid, now=now)
    declined = shared(item)
    claim.decline_item(actor=cast.lea, item_uid=item.uid, now=now)
    later = now + timedelta(hours=2)
    said = set()
    for token in (ended.token, withdrawn.token, declined.token, "never-made"):
        with pytest.raises(Refused) as refused:
            from_text(f"{BASE}/s/{token}/", now=later)
        said.add((refused.value.code, refused.value.sentence, refused.value.next_step))
    assert len(said) == 1


def test_a_link_to_several_asks_for_one(cast: Cast) -> None:
    from tests.cast import published_version

    other, *_ = published_version(cast.mallory_ltd, author=cast.mallory)
    items = [kept(cast.lea, cast.published), kept(cast.lea, other)]
    both = share.share_collection(
        actor=cast.lea,
        item_uids=[i.uid for i in items],
        title="Both",
        public=False,
        ends_at=None,
        now=timezone.now(),
    )
    with pytest.raises(Refused) as refused:
        from_text(link_of(both), now=timezone.now())
    assert refused.value.code == "check.several_credentials"
    chosen = from_text(f"{link_of(both)}{items[1].uid}/", now=timezone.now())
    assert items[1].credential is not None
    assert chosen.data == items[1].credential.document.encode()


def test_a_link_elsewhere_is_followed_and_nothing_of_it_is_kept(db: None) -> None:
    data = _by_key(days=1)
    around = b'<!doctype html><link rel="alternate" type="application/vc" href="/badge">'
    with open_college() as elsewhere:
        good = [
            elsewhere.publish("/badge", data, "application/vc"),
            elsewhere.publish("/around", around, "text/html"),
        ]
        bad = {
            elsewhere.publish("/page", b"<!doctype html><p>Hello", "text/html"): "page_without_credential",
            elsewhere.publish("/large", b"x" * 10_000_001, "image/png"): "too_large",
            elsewhere.server.url("/missing"): "unreachable",
        }
        before = sorted(settings.CONFIG.known_folder.rglob("*"))
        for link in good:
            assert from_text(link, now=timezone.now()).data == data
        for link, code in bad.items():
            with pytest.raises(Refused) as refused:
                from_text(link, now=timezone.now())
            assert refused.value.code == f"check.{code}"
        assert sorted(settings.CONFIG.known_folder.rglob("*")) == before


def test_a_hosted_badge_is_checked_and_no_copy_of_it_is_kept(db: None) -> None:
    with open_college() as elsewhere:
        url = elsewhere.server.url
        members = {"issuer": url("/ob2/issuer"), "badge": url("/ob2/class")}
        assertion = older_badges.assertion(id=url("/ob2/assertion"), badge=members["badge"], evidence=None)
        elsewhere.publish("/ob2/assertion", assertion, "application/json")
        elsewhere.publish(
            "/ob2/class",
            older_badges.badge_class(id=members["badge"], issuer=members["issuer"]),
            "application/json",
        )
        elsewhere.publish("/ob2/issuer", older_badges.issuer(id=members["issuer"]), "application/json")
        report = check(json.dumps(assertion).encode(), now=timezone.now())
    assert report.check(4).code == "hosted_copy"
    kept = {each.url for each in KnownDocuments(settings.CONFIG.known_folder)}
    assert kept >= set(members.values())
    assert assertion["id"] not in kept


@pytest.mark.parametrize(
    "link", ["http://10.0.0.1/x", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/"]
)
def test_links_into_private_networks_are_not_opened(db: None, link: str) -> None:
    with pytest.raises(Refused) as refused:
        from_text(link, now=timezone.now())
    assert refused.value.code == "check.address_refused"


def test_a_qr_code_may_hold_the_credential_itself(db: None) -> None:
    data = json.dumps({"type": ["VerifiableCredential"]})
    presented = from_file(qr_png(data), name="photo.png", now=timezone.now())
    assert (presented.data.decode(), presented.source) == (data, "QR code")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("badges.example.org/s/abc", "https://badges.example.org/s/abc"),
        (" www.example.org ", "https://www.example.org"),
        ("badges.example.org:8443/s/a?b=c", "https://badges.example.org:8443/s/a?b=c"),
        ("HTTPS://badges.example.org/s", "HTTPS://badges.example.org/s"),
        ("eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln", ""),
        ('{"a": "b.org/c"}', ""),
        ("hello", ""),
        ("see badges.example.org/s", ""),
        ("https://a.example/ b", ""),
        ("127.0.0.1/x", ""),
    ],
)
def test_a_link_is_known_without_its_scheme(text: str, link: str) -> None:
    assert link_in(text) == link


def test_plain_words_get_a_plain_answer(db: None) -> None:
    page = Client().post("/verify/", {"text": "my badge, please"})
    assert page.status_code == 422
    assert "This is neither a link nor the text of a credential." in page.content.decode()


def test_a_link_without_its_scheme_is_followed_everywhere(db: None) -> None:
    page = Client().post("/verify/", {"text": "no-such-host.invalid/s/abc"})
    api = Client().post(
        "/api/v1/verify/link", {"link": "no-such-host.invalid/s/abc"}, content_type="application/json"
    )
    assert "The link could not be opened" in page.content.decode()
    assert "The link could not be opened" in api.json()["title"]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b" {}", JSON),
        (b"[1]", JSON),
        (b"a.b.c", JWT),
        (plain_png(), PNG),
        (b"<?xml version='1.0'?><svg/>", SVG),
    ],
)
def test_what_bytes_are_is_seen_from_how_they_begin(data: bytes, media_type: str) -> None:
    assert media_type_of(data) == media_type
