"""Making and withdrawing links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.cast import NOON, Cast
from tests.holding_helpers import kept, offered, shared

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.presented import check
from skillmark.journeys import claim, share
from skillmark.lifecycle.holding.models import Share, WalletItem


def _collection(person: Person, *items: WalletItem, public: bool = False) -> Share:
    return share.share_collection(
        actor=person,
        item_uids=[item.uid for item in items],
        title="Mine",
        public=public,
        ends_at=None,
        now=NOON,
    )


def test_a_link_has_a_token_nobody_can_guess_and_its_fact_does_not_tell_it(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    tokens = {shared(item).token for _ in range(3)}
    assert len(tokens) == 3
    assert min(map(len, tokens)) >= 22
    facts = [str(row.data) for row in RecordedFact.objects.filter(name="ShareOpened")]
    assert len(facts) == 3
    assert not any(token in fact for token in tokens for fact in facts)


def test_an_unclaimed_credential_cannot_be_shared(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    with pytest.raises(Refused) as refused:
        share.share_credential(actor=cast.lea, item_uid=item.uid, ends_at=None, now=NOON)
    assert refused.value.code == "share.unclaimed"
    with pytest.raises(Refused):
        _collection(cast.lea, item)
    with pytest.raises(Refused) as refused:
        _collection(cast.lea)
    assert refused.value.code == "share.empty"


@pytest.mark.parametrize("days", [-1, 0, 366 * 5 + 1])
def test_an_impossible_end_is_refused(cast: Cast, days: int) -> None:
    item = kept(cast.lea, cast.published)
    with pytest.raises(Refused) as refused:
        share.share_credential(
            actor=cast.lea, item_uid=item.uid, ends_at=NOON + timedelta(days=days), now=NOON
        )
    assert refused.value.code == "share.end"


def test_nobody_shares_or_withdraws_what_is_another_persons(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    link = shared(item)
    for stranger in (cast.noor, cast.rob, cast.mallory, AnonymousUser()):
        with pytest.raises(NotFound):
            share.share_credential(actor=stranger, item_uid=item.uid, ends_at=None, now=NOON)
        with pytest.raises(NotFound):
            share.withdraw_share(actor=stranger, share_uid=link.uid, now=NOON)
    with pytest.raises(NotFound):
        _collection(cast.noor, item)


def test_withdrawing_twice_is_withdrawing_once(cast: Cast) -> None:
    link = shared(kept(cast.lea, cast.published))
    for minutes in (0, 5):
        share.withdraw_share(actor=cast.lea, share_uid=link.uid, now=NOON + timedelta(minutes=minutes))
    link.refresh_from_db()
    assert link.withdrawn_at == NOON
    assert RecordedFact.objects.filter(name="ShareWithdrawn").count() == 1


def test_a_public_collection_is_a_profile(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    assert _collection(cast.lea, item).kind == Share.Kind.COLLECTION
    assert _collection(cast.lea, item, public=True).kind == Share.Kind.PROFILE


def _imported(cast: Cast, data: bytes) -> WalletItem:
    report = check(data, now=timezone.now())
    return claim.import_credential(
        actor=cast.noor, data=data, media_type="application/vc", report=report, now=NOON
    )


def test_what_did_not_pass_its_check_is_in_no_link(cast: Cast) -> None:
    own = kept(cast.lea, cast.published).credential
    assert own is not None
    forged = _imported(cast, own.document.replace("Lea Example", "Noor Example").encode())
    for attempt in (lambda: shared(forged), lambda: _collection(cast.noor, forged)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "share.not_verified"
        assert refused.value.next_step


def test_what_was_issued_to_somebody_else_is_in_no_public_profile(cast: Cast) -> None:
    own = kept(cast.lea, cast.published).credential
    assert own is not None
    theirs = _imported(cast, own.document.encode())
    with pytest.raises(Refused) as refused:
        _collection(cast.noor, theirs, public=True)
    assert refused.value.code == "share.not_yours"
    assert "Lea Example" in refused.value.sentence
    assert _collection(cast.noor, theirs).kind == Share.Kind.COLLECTION
