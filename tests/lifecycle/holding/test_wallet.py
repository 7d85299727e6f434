"""What is in a wallet, whose it is, and what a link shows of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from tests.cast import NOON, Cast
from tests.holding_helpers import kept, offered, shared

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotFound
from skillmark.journeys import claim, share
from skillmark.lifecycle.holding import operations, queries
from skillmark.lifecycle.holding.models import Share, WalletItem


def test_placing_the_same_credential_twice_leaves_one_place_and_one_fact(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    assert item.credential is not None
    assert operations.place_in_wallet(credential=item.credential, now=NOON) == item
    assert RecordedFact.objects.filter(name="CredentialPlaced").count() == 1


def test_a_place_holds_one_thing_and_not_none(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WalletItem.objects.create(person=cast.lea, title="Nothing", issuer_name="Nobody", placed_at=NOON)


def test_an_item_is_found_by_its_own_person_only(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    assert queries.access_item(cast.lea, item.uid) == item
    for stranger in (cast.noor, cast.olga, cast.mallory, AnonymousUser()):
        with pytest.raises(NotFound):
            queries.access_item(stranger, item.uid)
    for uid in (uuid.uuid4(), "no uid"):
        with pytest.raises(NotFound):
            queries.access_item(cast.lea, uid)


def test_a_link_is_found_by_its_own_person_only(cast: Cast) -> None:
    link = shared(kept(cast.lea, cast.published))
    assert queries.access_share(cast.lea, link.uid) == link
    for stranger in (cast.noor, cast.mallory, AnonymousUser()):
        with pytest.raises(NotFound):
            queries.access_share(stranger, link.uid)
    with pytest.raises(NotFound):
        queries.access_share(cast.lea, "no uid")


def test_waiting_counts_what_is_offered(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    assert queries.waiting_for(cast.lea) == 1
    assert queries.waiting_for(cast.noor) == 0
    claim.claim_item(actor=cast.lea, item_uid=item.uid, now=NOON)
    assert queries.waiting_for(cast.lea) == 0


def test_a_link_opens_until_it_ends_or_is_withdrawn(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    link = share.share_credential(
        actor=cast.lea, item_uid=item.uid, ends_at=NOON + timedelta(days=1), now=NOON
    )
    assert queries.shared_by(link.token, now=NOON).items == (item,)
    with pytest.raises(NotFound):
        queries.shared_by(link.token, now=NOON + timedelta(days=1))
    share.withdraw_share(actor=cast.lea, share_uid=link.uid, now=NOON)
    with pytest.raises(NotFound):
        queries.shared_by(link.token, now=NOON)


def test_the_lasting_link_is_the_open_one_that_ends_last(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)

    def link(days: int | None) -> Share:
        ends_at = NOON + timedelta(days=days) if days else None
        return share.share_credential(actor=cast.lea, item_uid=item.uid, ends_at=ends_at, now=NOON)

    assert queries.lasting_link(queries.links_to(item, now=NOON)) is None
    week, year = link(7), link(365)
    assert queries.lasting_link(queries.links_to(item, now=NOON)) == year
    endless = link(None)
    assert queries.lasting_link(queries.links_to(item, now=NOON)) == endless
    share.withdraw_share(actor=cast.lea, share_uid=endless.uid, now=NOON)
    share.withdraw_share(actor=cast.lea, share_uid=year.uid, now=NOON)
    assert queries.lasting_link(queries.links_to(item, now=NOON)) == week


def test_links_count_what_they_show_now(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    shared(item)
    assert [link.showing for link in queries.links_of(cast.lea, now=NOON)] == [1]
    assert [link.showing for link in queries.links_to(item, now=NOON)] == [1]
    claim.decline_item(actor=cast.lea, item_uid=item.uid, now=NOON)
    assert [link.showing for link in queries.links_of(cast.lea, now=NOON)] == [0]
    assert queries.links_of(cast.noor, now=NOON) == []


def test_what_is_signed_comes_out_byte_for_byte(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    assert queries.signed_bytes(item) == item.credential.document.encode()
