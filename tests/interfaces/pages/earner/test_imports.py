"""What is brought into a wallet is kept as it came, under the label that its check earns; what is none is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast
from tests.credential.badges import (
    CREATED,
    GUILD,
    GUILD_KEY,
    GUILD_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    adas_badge,
    badge,
    clr,
    controller_document,
    endorsement,
    knife_skills,
    northfields_document,
    presentation,
    signed,
    signed_by_guild,
)

from skillmark.credential import issue_jwt, issue_sd_jwt
from skillmark.credential.disclose import VCT
from skillmark.fetcher import KnownDocuments
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.holding.models import WalletItem

SignIn = Callable[[Person], Client]
WALLET = "/wallet/"
FOR_LONG = {"validUntil": "2199-01-15T09:00:00Z"}


@pytest.fixture
def published() -> None:
    """What the issuers publish, as if it had been read just now."""
    known = KnownDocuments(settings.CONFIG.known_folder)
    for url, document in (
        (NORTHFIELD, northfields_document()),
        (GUILD, controller_document(GUILD, GUILD_SIGNER)),
    ):
        known.put(
            url=url,
            body=json.dumps(document).encode(),
            media_type="application/json",
            fetched_at=timezone.now(),
            ttl=timedelta(hours=1),
        )


def brought(client: Client, data: bytes, name: str) -> str:
    response = client.post(f"{WALLET}import/", {"file": SimpleUploadedFile(name, data)}, follow=True)
    return str(response.content.decode())


def in_words(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def as_jwt() -> bytes:
    return issue_jwt(
        badge() | FOR_LONG,
        signer=NORTHFIELD_SIGNER,
        verification_method=NORTHFIELD_KEY,
        created=CREATED,
    )


def as_sd_jwt() -> bytes:
    return issue_sd_jwt(
        badge() | FOR_LONG,
        signer=NORTHFIELD_SIGNER,
        verification_method=NORTHFIELD_KEY,
        created=CREATED,
        vct=VCT,
    )


def as_record() -> bytes:
    return in_words(signed(clr(adas_badge(**FOR_LONG), knife_skills(name="Knife skills", **FOR_LONG))))


def as_endorsement() -> bytes:
    return in_words(signed_by_guild(endorsement()))


FORMS = {
    "a signed text": (as_jwt, "badge.jwt", "application/vc+jwt", "", "jwt"),
    "a signed text shown in part": (as_sd_jwt, "badge.txt", "application/sd-jwt", "", "sd-jwt"),
    "a learner record": (as_record, "record.json", "application/vc", "Learner record", "json"),
    "an endorsement": (as_endorsement, "word.json", "application/vc", "Endorsement", "json"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_kept_as_it_came_under_the_label_it_deserves(
    cast: Cast, client_for: SignIn, published: None, form: str
) -> None:
    make, name, media_type, kind, ending = FORMS[form]
    data, client = make(), client_for(cast.noor)
    page = brought(client, data, name)
    item = WalletItem.objects.get(person=cast.noor)
    assert item.imported is not None
    assert bytes(item.imported.data) == data
    assert item.imported.media_type == media_type
    assert "It is genuine, and labelled “Genuine, issuer unknown”." in page
    assert "is verified" not in page, "no list names this issuer"
    wallet = client.get(WALLET).content.decode()
    assert "Genuine, issuer unknown" in wallet
    assert kind in wallet
    original = client.get(f"{WALLET}{item.uid}/file/original/")
    assert original.content == data
    assert original["Content-Type"] == media_type
    assert original["Content-Disposition"].endswith(f'.{ending}"')
    assert client.get(f"{WALLET}{item.uid}/file/pdf/").status_code == 200


def test_a_record_shows_what_is_inside_each_with_its_own_verdict(
    cast: Cast, client_for: SignIn, published: None
) -> None:
    client = client_for(cast.noor)
    page = brought(client, as_record(), "record.json")
    assert "It is a learner record." in page
    item = WalletItem.objects.get(person=cast.noor)
    page = client.get(reverse("earner:credential", args=[item.uid])).content.decode()
    assert "Inside it: 2 credentials" in page
    assert page.count('<details class="part"') == 2
    assert "Knife skills" in page
    assert "Any Comprehensive Learner Record 2.0 verifier reads it." in page


def test_a_presentation_is_refused_with_what_to_do_instead(
    cast: Cast, client_for: SignIn, published: None
) -> None:
    page = brought(client_for(cast.noor), in_words(presentation(adas_badge(**FOR_LONG))), "shown.json")
    assert "This is a presentation" in page
    assert "one by one" in page
    assert not WalletItem.objects.exists()


def test_a_forged_record_keeps_its_place_and_repeats_nothing(
    cast: Cast, client_for: SignIn, published: None
) -> None:
    forged = knife_skills(**FOR_LONG) | {"name": "Brain surgery"}
    client = client_for(cast.noor)
    page = brought(client, in_words(signed(clr(adas_badge(**FOR_LONG), forged))), "record.json")
    assert "It is kept, and labelled “Not genuine”. Its page says why." in page
    item = WalletItem.objects.get(person=cast.noor)
    page = client.get(reverse("earner:credential", args=[item.uid])).content.decode()
    assert "Brain surgery" not in page
    assert "Knife skills" not in page
    assert "Make a link" not in page


def test_a_signed_text_of_a_key_that_nobody_vouches_for_is_not_genuine(
    cast: Cast, client_for: SignIn, published: None
) -> None:
    data = issue_jwt(badge() | FOR_LONG, signer=GUILD_SIGNER, verification_method=GUILD_KEY, created=CREATED)
    assert "labelled “Not genuine”" in brought(client_for(cast.noor), data, "badge.jwt")
