"""Endorsing on pages: from the public page to the signature, shown or not, withdrawn, and read by everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast
from tests.endorsing_helpers import (
    given,
    given_to_issuer,
    given_up,
    key_missing,
    publish_guild,
    shown,
    signed_elsewhere,
    withdrawn,
)
from tests.issuing_helpers import issued

from skillmark.foundation.people.models import Person
from skillmark.interfaces.jobs.static_files import publish_files
from skillmark.lifecycle.issuing import keyring
from skillmark.lifecycle.issuing.models import Endorsement

SignIn = Callable[[Person], Client]
OURS, THEIRS = "/staff/northfield/endorsements/", "/staff/harbour/endorsements/"


def page_of(cast: Cast) -> str:
    return reverse("public:achievement", args=[cast.published.uid])


def text_of(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address).content.decode()))


def test_the_whole_story_in_the_pages(cast: Cast, client: Client, client_for: SignIn) -> None:
    # Emma of Harbour finds the way on the public page.
    emma, rob = client_for(cast.emma), client_for(cast.rob)
    public = page_of(cast)
    way = reverse("staff:endorse_version", args=[cast.published.uid])
    assert way in emma.get(public).content.decode()
    form = emma.get(way).content.decode()
    uid = re.search(r'name="uid" value="([0-9a-f-]{36})"', form)
    assert uid is not None
    sent = {"uid": uid[1], "org": "harbour", "kind": "endorsement", "comment": "We hire people who have it."}
    answer = emma.post(way, sent, follow=True)
    assert "Signed. Northfield College is told" in answer.content.decode()
    emma.post(way, sent)  # a double click
    row = Endorsement.objects.get()

    # Nobody sees it before Northfield shows it.
    assert "Harbour Logistics" not in text_of(client, public)
    assert "Waits for an answer" in text_of(rob, OURS)
    assert "Endorsements 1 " in text_of(rob, "/staff/northfield/")
    rob.post(reverse("staff:accept_endorsement", args=[row.uid]))
    assert "Endorsed by Harbour Logistics since" in text_of(client, public)

    # Anybody checks it alone, before and after.
    file = client.get(f"/endorsements/{row.uid}")
    assert file["Content-Type"] == "application/vc"
    assert file.content.decode() == row.text
    before = client.post("/verify/", {"text": f"{settings.CONFIG.base_url}/endorsements/{row.uid}"})
    assert "The signature matches" in before.content.decode()
    assert "Revoked" not in before.content.decode()

    refused = emma.post(reverse("staff:withdraw_endorsement", args=[row.uid]), {"reason": " "})
    assert refused.status_code == 409
    emma.post(reverse("staff:withdraw_endorsement", args=[row.uid]), {"reason": "We do not hire any more."})
    assert "Harbour Logistics withdrew its endorsement on" in text_of(client, public)
    assert "Their reason: We do not hire any more." in text_of(client, public)
    assert "Withdrawn" in text_of(emma, THEIRS)
    after = client.post("/verify/", {"text": f"{settings.CONFIG.base_url}/endorsements/{row.uid}"})
    assert "The signature matches" in after.content.decode()
    assert "Revoked" in after.content.decode()
    assert client.get(f"/endorsements/{row.uid}").content == file.content


def test_whoever_may_not_endorse_is_shown_no_way_and_finds_none(
    cast: Cast, client: Client, client_for: SignIn
) -> None:
    way = reverse("staff:endorse_version", args=[cast.published.uid])
    for visitor in (client, client_for(cast.lea), client_for(cast.rob)):
        assert way not in visitor.get(page_of(cast)).content.decode()
    for visitor in (client_for(cast.lea), client_for(cast.rob)):
        assert visitor.get(way).status_code == 404
    assert client.get(way).status_code == 302


def test_a_forms_mistakes_are_said_beside_it_and_nothing_is_signed(cast: Cast, client_for: SignIn) -> None:
    emma = client_for(cast.emma)
    way = reverse("staff:endorse_version", args=[cast.published.uid])
    sent = {"uid": "5c1cc2a2-1b1a-4c0d-9d9b-6f4d6f0f6c11", "org": "harbour", "kind": "accreditation",
            "comment": "Audited.", "until": "2020-01-01"}  # fmt: skip
    answer = emma.post(way, sent)
    assert answer.status_code == 422
    assert "This day is over." in answer.content.decode()
    assert emma.post(way, sent | {"org": "northfield", "until": ""}).status_code == 422
    given(cast, kind="accreditation", comment="Audited.")
    again = emma.post(way, sent | {"until": ""})
    assert again.status_code == 422
    assert "has said so already" in again.content.decode()
    assert Endorsement.objects.count() == 1


def test_an_accreditations_last_day_counts_in_full(cast: Cast, client_for: SignIn) -> None:
    sent = {"uid": "5c1cc2a2-1b1a-4c0d-9d9b-6f4d6f0f6c11", "org": "harbour", "kind": "accreditation",
            "comment": "Audited.", "field": "Data", "level": "EQF 5", "country": "Malta",
            "until": "2099-06-30"}  # fmt: skip
    client_for(cast.emma).post(reverse("staff:endorse_version", args=[cast.published.uid]), sent)
    assert json.loads(Endorsement.objects.get().text)["validUntil"] == "2099-06-30T23:59:59Z"


def test_an_issuer_is_endorsed_on_its_page(cast: Cast, client: Client, client_for: SignIn) -> None:
    shown(cast, given_to_issuer(cast))
    about = text_of(client, "/issuers/northfield/about/")
    assert "Endorsed by Harbour Logistics since 2 March 2026" in about
    # An employer that signs has keys, and a page that says so.
    assert (
        client.get("/issuers/harbour", headers={"accept": "application/json"})
        .json()["id"]
        .endswith("harbour")
    )
    assert "Who they are : Harbour Logistics" in about
    assert client_for(cast.emma).get(reverse("staff:endorse_issuer", args=["northfield"])).status_code == 200


def test_what_was_given_up_says_why_and_is_signed_when_tried_again(
    cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, emma, rob = given_up(cast, monkeypatch), client_for(cast.emma), client_for(cast.rob)
    again = reverse("staff:sign_endorsement_again", args=[row.uid])
    page = emma.get(THEIRS).content.decode()
    assert "The key that protects issuing keys is missing." in page
    assert again in page
    assert "could not be signed" in text_of(emma, THEIRS)
    assert "Tried 12 times" in text_of(emma, THEIRS)
    # To those whom it is about nothing is said yet.
    assert "Harbour Logistics" not in text_of(rob, OURS)
    assert rob.post(again).status_code == 404

    with monkeypatch.context() as patch:
        patch.setattr(keyring, "encryption_key", key_missing)
        said = emma.post(again, follow=True).content.decode()
    assert "It could not be signed now." in said
    assert again in said
    assert "Signed. Northfield College is told" in emma.post(again, follow=True).content.decode()
    assert again not in emma.get(THEIRS).content.decode()
    assert "Waits for an answer" in text_of(rob, OURS)


def test_declining_tells_why_to_whoever_gave_it(cast: Cast, client: Client, client_for: SignIn) -> None:
    row = given(cast)
    rob = client_for(cast.rob)
    rob.post(reverse("staff:decline_endorsement", args=[row.uid]), {"reason": "Not our field."})
    assert "They do not show it: Not our field." in text_of(client_for(cast.emma), THEIRS)
    assert "Harbour Logistics" not in text_of(client, page_of(cast))
    # What was signed stays its endorser's word.
    assert client.get(f"/endorsements/{row.uid}").status_code == 200


def test_a_file_from_elsewhere_is_brought_checked_again_and_taken_down(
    cast: Cast, client: Client, client_for: SignIn
) -> None:
    now = timezone.now()
    publish_guild(now=now)
    rob, text = client_for(cast.rob), signed_elsewhere(cast)
    bring = reverse("staff:bring_endorsement", args=["northfield"])
    wrong = rob.post(
        bring, {"text": issued(cast.lea, cast.published).document, "about": str(cast.published.uid)}
    )
    assert wrong.status_code == 422
    assert "This is no endorsement" in wrong.content.decode()
    other = rob.post(bring, {"text": text, "about": ""})
    assert "It endorses something else." in other.content.decode()
    rob.post(
        bring, {"file": SimpleUploadedFile("word.json", text.encode()), "about": str(cast.published.uid)}
    )
    row = Endorsement.objects.get()
    assert "Endorsed by Guild of kitchens (guild.example), signed elsewhere; last checked on" in text_of(
        client, page_of(cast)
    )
    assert client.get(f"/endorsements/{row.uid}").content.decode() == text
    assert (
        "Checked: holds."
        in rob.post(reverse("staff:ask_endorsement_again", args=[row.uid]), follow=True).content.decode()
    )
    Endorsement.objects.update(found="unchecked", found_words="Its keys could not be fetched.")
    assert "could not be checked; it last held on" in text_of(client, page_of(cast))
    rob.post(reverse("staff:decline_endorsement", args=[row.uid]), {"reason": "Old."})
    assert client.get(f"/endorsements/{row.uid}").status_code == 404


def test_an_own_word_is_labelled_as_such(cast: Cast, client: Client, client_for: SignIn) -> None:
    declare = reverse("staff:declare_recognition", args=["northfield"])
    sent = {"about": str(cast.published.uid), "name": "City of Malta", "comment": "Internships",
            "link": "https://malta.example/list"}  # fmt: skip
    assert client_for(cast.rob).post(declare, sent | {"name": ""}).status_code == 422
    client_for(cast.rob).post(declare, sent)
    page = text_of(client, page_of(cast))
    assert "Northfield College says that City of Malta accepts it" in page
    assert "Self-declared" in page
    assert client.get(f"/endorsements/{Endorsement.objects.get().uid}").status_code == 404


def test_what_was_issued_says_that_its_accreditation_was_withdrawn(cast: Cast, client: Client) -> None:
    row = shown(cast, given(cast, kind="accreditation", comment="Audited."))
    credential = issued(cast.lea, cast.published)

    def verdict() -> str:
        page = client.post("/verify/", {"text": credential.document}).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    before = verdict()
    withdrawn(cast, row)
    after = verdict()
    assert "was accredited by" not in before
    assert "It was accredited by Harbour Logistics (localhost); the accreditation was withdrawn" in after
    assert "The signature matches" in before
    assert "The signature matches" in after


def test_programs_read_the_same(cast: Cast, client: Client) -> None:
    row = shown(cast, given(cast, kind="recognition", comment="Entry to year two."))
    profile = shown(cast, given_to_issuer(cast))
    found = client.get(f"/api/v1/endorsements/achievements/{cast.published.uid}").json()["items"]
    assert [(each["uid"], each["kind"], each["standing"]) for each in found] == [
        (str(row.uid), "recognition", "valid")
    ]
    assert found[0]["file"] == f"{settings.CONFIG.base_url}/endorsements/{row.uid}"
    withdrawn(cast, row)
    found = client.get(f"/api/v1/endorsements/achievements/{cast.published.uid}").json()["items"]
    assert (found[0]["standing"], found[0]["reason"]) == ("withdrawn", "We do not hire any more.")
    of_issuer = client.get("/api/v1/endorsements/issuers/northfield").json()["items"]
    assert [each["uid"] for each in of_issuer] == [str(profile.uid)]
    assert client.get("/api/v1/endorsements/issuers/nobody").status_code == 404


def test_pages_kept_as_files_change_with_what_others_say(
    cast: Cast, tmp_path: pytest.TempPathFactory
) -> None:
    root = tmp_path / "site"  # type: ignore[operator]  # a pytest path
    row = shown(cast, given(cast))
    publish_files(root)
    page = root / "achievements" / str(cast.published.uid) / "index.html"
    assert "Endorsed by Harbour Logistics" in page.read_text()
    assert (root / "endorsements" / str(row.uid)).read_text() == row.text
    withdrawn(cast, row)
    publish_files(root, in_a_hurry=True)
    assert "withdrew its endorsement" in page.read_text()
    assert "Endorse this" not in page.read_text()


def test_pages_cost_the_same_however_many_said_something(
    cast: Cast, client: Client, client_for: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for kind in ("endorsement", "recognition", "accreditation"):
        row = shown(cast, given(cast, kind=kind))
        shown(cast, given(cast, kind=kind, org=cast.mallory_ltd, actor=cast.mallory))
        withdrawn(cast, row)
    rob, emma = client_for(cast.rob), client_for(cast.emma)
    for visitor, address, most in ((rob, OURS, 12), (emma, THEIRS, 12), (client, page_of(cast), 14)):
        visitor.get(address)  # what is read once
        with django_assert_max_num_queries(most):
            assert visitor.get(address).status_code == 200
