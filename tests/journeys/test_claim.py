"""Claiming, declining, importing: each may be done twice, and none by anybody else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.cast import NOON, Cast
from tests.credential import older_badges
from tests.credential.badges import presentation
from tests.credential.older_badges import ASSERTION, baked
from tests.holding_helpers import kept, offered, plain_png, shared

from skillmark.credential.report import Report
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.presented import check
from skillmark.journeys import claim
from skillmark.lifecycle.holding.models import ImportedCredential, WalletItem
from skillmark.lifecycle.holding.queries import shared_by

JOURNEYS = [claim.claim_item, claim.decline_item, claim.remove_imported]


def _report(data: bytes) -> Report:
    return check(data, now=timezone.now())


def _import(cast: Cast, data: bytes, *, person: str = "noor") -> WalletItem:
    return claim.import_credential(
        actor=getattr(cast, person), data=data, media_type="application/vc", report=_report(data), now=NOON
    )


def _document(cast: Cast) -> bytes:
    credential = kept(cast.lea, cast.published).credential
    assert credential is not None
    return credential.document.encode()


def test_claiming_twice_is_claiming_once(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    for _ in range(2):
        assert claim.claim_item(actor=cast.lea, item_uid=item.uid, now=NOON).state == WalletItem.State.KEPT
    assert RecordedFact.objects.filter(name="CredentialClaimed").count() == 1


def test_a_declined_item_vanishes_from_links_and_may_be_taken_up_again(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    link = shared(item)
    for _ in range(2):
        claim.decline_item(actor=cast.lea, item_uid=item.uid, now=NOON)
    assert RecordedFact.objects.filter(name="CredentialDeclined").count() == 1
    assert shared_by(link.token, now=timezone.now()).items == ()
    claim.claim_item(actor=cast.lea, item_uid=item.uid, now=NOON)
    assert shared_by(link.token, now=timezone.now()).items == (item,)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_nobody_else_touches_a_wallet(cast: Cast, journey: Callable[..., object]) -> None:
    item = offered(cast.lea, cast.published)
    for stranger in (cast.noor, cast.rob, cast.olga, cast.mallory, AnonymousUser()):
        with pytest.raises(NotFound):
            journey(actor=stranger, item_uid=item.uid, now=NOON)
    item.refresh_from_db()
    assert item.state == WalletItem.State.OFFERED


def test_an_imported_file_is_kept_byte_for_byte_with_its_label(cast: Cast) -> None:
    data = _document(cast)
    item = _import(cast, data)
    assert item.imported is not None
    assert bytes(item.imported.data) == data
    assert item.imported.verdict == "verified"
    assert (item.title, item.issuer_name) == ("Data Analysis Foundations", "Northfield College")
    assert item.state == WalletItem.State.KEPT


def test_the_same_file_again_is_the_same_place_with_a_fresh_label(cast: Cast) -> None:
    data = _document(cast)
    first = _import(cast, data)
    ImportedCredential.objects.update(verdict="not_checked")
    claim.decline_item(actor=cast.noor, item_uid=first.uid, now=NOON)
    again = _import(cast, data)
    assert again == first
    assert again.state == WalletItem.State.KEPT
    assert ImportedCredential.objects.get().verdict == "verified"
    assert _import(cast, data, person="lea") != first


@pytest.mark.parametrize(
    "data", [b"", b"no credential", b"[1, 2]", plain_png()], ids=["empty", "text", "list", "png"]
)
def test_what_holds_no_credential_is_not_imported(cast: Cast, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        _import(cast, data)
    assert refused.value.code == "import.unreadable"
    assert refused.value.next_step
    assert not WalletItem.objects.exists()


def test_only_what_was_imported_can_be_deleted(cast: Cast) -> None:
    own = kept(cast.lea, cast.published)
    with pytest.raises(Refused):
        claim.remove_imported(actor=cast.lea, item_uid=own.uid, now=NOON)
    assert own.credential is not None
    imported = _import(cast, own.credential.document.encode())
    claim.remove_imported(actor=cast.noor, item_uid=imported.uid, now=NOON)
    assert WalletItem.objects.get() == own
    assert not ImportedCredential.objects.exists()


def test_what_was_issued_here_to_the_same_person_is_in_the_wallet_already(cast: Cast) -> None:
    own = offered(cast.lea, cast.published)
    assert own.credential is not None
    document = own.credential.document.encode()
    assert _import(cast, document, person="lea") == own
    assert not ImportedCredential.objects.exists()
    altered = _import(cast, document.replace(b"Lea Example", b"Lea Exemple"), person="lea")
    assert altered != own
    assert altered.imported is not None
    assert altered.imported.verdict == "not_verified"


def test_an_import_says_whose_it_is_and_since_when(cast: Cast) -> None:
    data = _document(cast)
    theirs = _import(cast, data).imported
    assert theirs is not None
    assert (theirs.recipient, theirs.recipient_match) == ("Lea Example", "no")
    assert theirs.awarded_at is not None
    EmailAddress.objects.filter(email=cast.lea.email).update(user=cast.noor, primary=False)
    again = _import(cast, data).imported
    assert again == theirs
    assert again.recipient_match == "yes"


def test_a_presentation_is_no_credential_to_keep(cast: Cast) -> None:
    data = json.dumps(presentation()).encode()
    with pytest.raises(Refused) as refused:
        _import(cast, data)
    assert refused.value.code == "import.presentation"
    assert not WalletItem.objects.exists()


def test_a_picture_of_a_badge_that_its_issuer_took_back_says_so(cast: Cast) -> None:
    data = baked(ASSERTION)
    with pytest.raises(Refused) as refused:
        claim.import_credential(
            actor=cast.noor, data=data, media_type="image/png", report=older_badges.check(data, {ASSERTION: None}),
            now=NOON,
        )  # fmt: skip
    assert refused.value.code == "import.withdrawn"
    assert "Revoked by the issuer" in refused.value.sentence
