"""What an employer keeps of its checks, and whose word it takes."""

from __future__ import annotations

import html
import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast, member
from tests.credential.badges import (
    GUILD,
    GUILD_SIGNER,
    NORTHFIELD,
    clr,
    controller_document,
    endorsed,
    endorsement,
    northfields_document,
    signed,
    signed_by_guild,
)
from tests.holding_helpers import kept, plain_png, seen, shared

from skillmark.credential.bake import bake
from skillmark.fetcher import KnownDocuments
from skillmark.foundation.orgs.models import Role
from skillmark.foundation.people.models import Person
from skillmark.journeys import revoke
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.verifying.models import KeptReport, TrustedIssuer

SignIn = Callable[[Person], Client]
EMPLOYER = "/employer/"


def _check(client: Client, item: WalletItem, *, keep: str = "harbour"):  # noqa: ANN202
    assert item.credential is not None
    return client.post("/verify/", {"text": item.credential.document, "keep": keep})


def test_an_employer_chooses_to_keep_a_report(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    client = client_for(cast.emma)
    assert "No check kept yet" in client.get(EMPLOYER).content.decode()
    assert "Keep the report for" in client.get("/verify/").content.decode()
    assert "is kept for Harbour Logistics" in _check(client, item).content.decode()
    (report,) = KeptReport.objects.all()
    page = client.get(EMPLOYER).content.decode()
    assert "Data Analysis Foundations" in page
    assert "Genuine, issuer unknown" in page
    one = client.get(f"{EMPLOYER}reports/{report.uid}/").content.decode()
    assert "This is what was true on that day" in one
    assert one.count('<details class="question') == 8
    assert one.count(" of 10") == 10, "every step stands below its question"


def test_nothing_is_kept_unasked(cast: Cast, client_for: SignIn) -> None:
    _check(client_for(cast.emma), kept(cast.lea, cast.published), keep="")
    assert not KeptReport.objects.exists()


def test_a_kept_report_of_a_revoked_credential_says_revoked(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=item.credential.uid, reason="Copied work.", now=timezone.now()
    )
    client = client_for(cast.emma)
    _check(client, item)
    assert "<b>Revoked</b>" in client.get(EMPLOYER).content.decode()
    page = client.get(f"{EMPLOYER}reports/{KeptReport.objects.get().uid}/").content.decode()
    assert "<h1>Revoked</h1>" in page
    assert "Copied work." in page


@pytest.mark.parametrize("forged", [False, True])
def test_a_kept_report_keeps_the_tree_and_repeats_nothing_of_a_forgery(
    cast: Cast, client_for: SignIn, forged: bool
) -> None:
    known = KnownDocuments(settings.CONFIG.known_folder)
    for issuer, document in (
        (NORTHFIELD, northfields_document()), (GUILD, controller_document(GUILD, GUILD_SIGNER)),
    ):  # fmt: skip
        known.put(
            url=issuer, body=json.dumps(document).encode(), media_type="application/json",
            fetched_at=timezone.now(), ttl=timedelta(hours=1),
        )  # fmt: skip
    endless = {"validUntil": "2199-01-15T09:00:00Z"}
    inside = endorsed(signed_by_guild(endorsement()), **endless)
    record = signed(clr(inside | {"name": "Brain surgery"} if forged else inside))
    client = client_for(cast.emma)
    client.post("/verify/", {"text": json.dumps(record), "keep": "harbour"})
    page = client.get(f"{EMPLOYER}reports/{KeptReport.objects.get().uid}/").content.decode()
    assert page.count('<details class="part"') == 2
    assert page.count('<details class="question') == 8 * 3
    assert "keys read on" in page
    assert "keys read just now" not in page, "what is kept has no age"
    for said in ("Ada", "Guild of kitchens vouches for Food safety", "We would let them cook."):
        assert (said in page) is not forged
    assert ("Nothing of what the parts say is repeated" in page) is forged
    assert "Brain surgery" not in page + client.get(EMPLOYER).content.decode()


def test_what_was_no_credential_can_be_kept_and_read_too(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.emma)
    client.post("/verify/", {"text": "{ this is cut off", "keep": "harbour"})
    assert "Pasted text" in client.get(EMPLOYER).content.decode()
    page = client.get(f"{EMPLOYER}reports/{KeptReport.objects.get().uid}/").content.decode()
    assert "<h1>Not a credential</h1>" in page


@pytest.mark.parametrize("who", ["lea", "rob", "mallory", None])
def test_nobody_keeps_reports_for_another_organisation(
    cast: Cast, client_for: SignIn, who: str | None
) -> None:
    client = client_for(getattr(cast, who)) if who else Client()
    _check(client, kept(cast.noor, cast.published))
    assert not KeptReport.objects.filter(org=cast.harbour).exists()


def test_reports_of_others_are_as_if_they_were_not(cast: Cast, client_for: SignIn) -> None:
    _check(client_for(cast.emma), kept(cast.lea, cast.published))
    report = KeptReport.objects.get()
    for stranger in (cast.lea, cast.olga, cast.mallory):
        client = client_for(stranger)
        theirs = client.get(f"{EMPLOYER}reports/{report.uid}/")
        nothing = client.get(f"{EMPLOYER}reports/{uuid.uuid4()}/")
        assert theirs.status_code == nothing.status_code == 404
        assert seen(theirs) == seen(nothing)
    for path in ("", "issuers/", f"reports/{report.uid}/"):
        response = Client().get(EMPLOYER + path)
        assert response["Location"] == f"/accounts/login/?next={EMPLOYER}{path}"
    for path in ("", "issuers/", "?org=harbour", "issuers/?org=harbour"):
        assert client_for(cast.lea).get(EMPLOYER + path).status_code == 404
    assert client_for(cast.mallory).get(f"{EMPLOYER}?org=harbour").status_code == 404


def test_an_issuer_is_added_wins_trust_and_is_forgotten(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    issuer = json.loads(item.credential.document)["issuer"]["id"]
    client = client_for(cast.emma)
    url = f"{EMPLOYER}issuers/"
    assert issuer in client.get(f"{url}?issuer={issuer}").content.decode()
    client.post(url, {"name": "Northfield", "issuer_id": issuer})
    assert "Northfield" in client.get(url).content.decode()
    assert "<h1>Verified</h1>" in _check(client, item).content.decode()
    client.post(f"{url}forget/", {"issuer_id": issuer})
    assert not TrustedIssuer.objects.exists()
    assert "<h1>Genuine, issuer unknown</h1>" in _check(client, item).content.decode()


def test_what_everybody_knows_cannot_be_forgotten_by_one(cast: Cast, client_for: SignIn) -> None:
    TrustedIssuer.objects.create(issuer_id="did:key:zAll", name="All's", added_at=timezone.now())
    client = client_for(cast.emma)
    page = client.get(f"{EMPLOYER}issuers/").content.decode()
    assert "Known to everyone on this site" in page
    assert "Forget" not in page
    client.post(f"{EMPLOYER}issuers/forget/", {"issuer_id": "did:key:zAll"})
    assert TrustedIssuer.objects.count() == 1


@pytest.mark.parametrize("issuer", ["northfield", "javascript:alert(1)", "https://a b", "did:"])
def test_an_issuer_id_that_is_none_is_refused(cast: Cast, client_for: SignIn, issuer: str) -> None:
    response = client_for(cast.emma).post(f"{EMPLOYER}issuers/", {"name": "X", "issuer_id": issuer})
    assert response.status_code == 422
    assert "An issuer id starts with" in response.content.decode()
    assert not TrustedIssuer.objects.exists()


def test_whoever_checks_for_two_organisations_stays_with_the_chosen_one(
    cast: Cast, client_for: SignIn
) -> None:
    member(cast.emma, cast.mallory_ltd, Role.EMPLOYER_STAFF)
    client = client_for(cast.emma)
    url = f"{EMPLOYER}issuers/?org=mallory-ltd"
    response = client.post(url, {"name": "X", "issuer_id": "did:key:zX"})
    assert response["Location"] == url
    assert TrustedIssuer.objects.get().org == cast.mallory_ltd
    page = client.get(f"{EMPLOYER}?org=mallory-ltd").content.decode()
    assert f'href="{EMPLOYER}issuers/?org=mallory-ltd"' in page
    assert "Harbour Logistics" in page


def test_many_reports_cost_no_more_queries(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(cast.emma)
    for _ in range(3):
        client.post("/verify/", {"text": "{}", "keep": "harbour"})
    with django_assert_max_num_queries(12):
        client.get(EMPLOYER)


def test_a_forged_name_is_not_repeated(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    forged = item.credential.document.replace("Lea Example", "Max Forger")
    client = client_for(cast.emma)
    page = client.post("/verify/", {"text": forged, "keep": "harbour"}).content.decode()
    kept_page = client.get(f"{EMPLOYER}reports/{KeptReport.objects.get().uid}/").content.decode()
    for shown in (page, kept_page, client.get(EMPLOYER).content.decode()):
        assert "Not genuine" in shown
        assert "Max Forger" not in shown
        assert "Data Analysis Foundations" not in shown


def _sent_again(page: str) -> dict[str, str]:
    """The small form that keeps a report after the check, as a browser sends it."""
    form = re.search(
        r'<form method="post" class="acts no-print" action="/verify/">.*?</form>', page, re.DOTALL
    )
    assert form
    text = re.search(r'name="text" value="([^"]*)"', form[0])
    key = re.search(r'name="keep" value="([^"]*)"', form[0])
    assert text
    assert key
    return {"text": html.unescape(text[1]), "keep": key[1]}


@pytest.mark.parametrize("door", ["text", "file", "shared"])
def test_a_report_can_still_be_kept_after_the_check(cast: Cast, client_for: SignIn, door: str) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    client, document = client_for(cast.emma), item.credential.document
    if door == "text":
        page = client.post("/verify/", {"text": document}).content.decode()
    elif door == "file":
        baked = SimpleUploadedFile("badge.png", bake(plain_png(), document))
        page = client.post("/verify/", {"file": baked}).content.decode()
    else:
        page = client.get(f"/s/{shared(item).token}/").content.decode()
    assert "Keep this report for Harbour Logistics" in page
    assert not KeptReport.objects.exists()
    kept_page = client.post("/verify/", _sent_again(page)).content.decode()
    assert "is kept for Harbour Logistics" in kept_page
    assert "Keep this report for" not in kept_page
    assert KeptReport.objects.get().verdict == "verified"


def test_nobody_else_is_asked_to_keep_a_report(cast: Cast, client_for: SignIn) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    for client in (Client(), client_for(cast.lea)):
        for response in (
            client.post("/verify/", {"text": item.credential.document}),
            client.get(f"/s/{shared(item).token}/"),
        ):
            assert "Keep this report" not in response.content.decode()
