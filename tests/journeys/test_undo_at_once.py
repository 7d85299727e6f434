"""A job that undoes many credentials, and people who change or claim one of them at the very same moment."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from tests.cast import NOON, Cast, person
from tests.issuing_helpers import issued
from tests.journeys.test_at_once import at_once, unexpected
from tests.journeys.test_undo_many import bits_are_rows

from skillmark.foundation.ledger import leases
from skillmark.journeys import claim, revoke, undo_many
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing import selections, status_jobs
from skillmark.lifecycle.issuing.models import Credential, CredentialState, StatusChange, StatusJob
from skillmark.lifecycle.issuing.selections import Meant

# SQLite lets one writer in at a time and its test database lives in one thread; PostgreSQL is where races show.
pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]
NUMBER = 12
LEASE = timedelta(seconds=30)


@pytest.fixture
def credentials(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Credential]:
    monkeypatch.setattr(status_jobs, "PART", 3)
    return [issued(person(f"P{number}"), cast.published) for number in range(NUMBER)]


def work(cast: Cast, do: str) -> StatusJob:
    job = undo_many.start_undo(
        actor=cast.rob, org=cast.northfield, meant=Meant(), do=do, reason="The wrong list.", now=NOON
    )
    row = leases.take_next(selections.work_of_jobs().filter(pk=job.pk), holder=do, lease=LEASE)
    assert row is not None
    for _ in undo_many.work_on(job=row, holder=do, lease=LEASE, clock=lambda: NOON):
        pass
    return row


def last_change(credential: Credential) -> StatusChange:
    return StatusChange.objects.filter(credential=credential).latest("pk")


def test_each_is_changed_once_by_whoever_comes_first(cast: Cast, credentials: list[Credential]) -> None:
    alone = [
        partial(revoke.revoke_credential, actor=cast.olga, credential_uid=each.uid, reason="Alone.", now=NOON)
        for each in credentials[::2]
    ]
    results = at_once(partial(work, cast, "revoke"), *alone)
    assert unexpected(results) == []
    assert StatusChange.objects.count() == NUMBER == bits_are_rows()
    assert StatusChange.objects.values("credential").distinct().count() == NUMBER
    job = StatusJob.objects.get()
    assert job.changed + job.left_alone == NUMBER
    assert job.changed == StatusChange.objects.filter(job=job).count()


def test_two_jobs_over_the_same_leave_one_history(cast: Cast, credentials: list[Credential]) -> None:
    results = at_once(partial(work, cast, "suspend"), partial(work, cast, "revoke"))
    assert unexpected(results) == []
    for each in credentials:
        each.refresh_from_db()
        assert each.state == CredentialState.REVOKED == last_change(each).change
    assert bits_are_rows() == NUMBER


def test_what_is_claimed_is_not_withdrawn_and_what_is_withdrawn_is_not_claimed(
    cast: Cast, credentials: list[Credential]
) -> None:
    items = [WalletItem.objects.select_related("person").get(credential=each) for each in credentials]
    claims = [partial(claim.claim_item, actor=each.person, item_uid=each.uid, now=NOON) for each in items[:8]]
    results = at_once(partial(work, cast, "cancel-unclaimed"), *claims)
    assert unexpected(results) == []
    for item in WalletItem.objects.select_related("credential"):
        assert item.credential is not None
        is_kept = item.state == WalletItem.State.KEPT
        assert is_kept == (item.credential.state == CredentialState.ACTIVE)
