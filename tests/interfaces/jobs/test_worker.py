"""The worker and its jobs, with everything behind them."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from tests.cast import Cast
from tests.endorsing_helpers import given, key_missing
from tests.issuing_helpers import granted_award, issued, queued

from skillmark.config import current
from skillmark.credential.report import Outcome, Report, Verdict
from skillmark.credential.verify import Policy, inspect
from skillmark.fetcher.guard import Guard
from skillmark.fetcher.known import KnownDocuments
from skillmark.fetcher.resolver import WebResolver
from skillmark.foundation.ledger import subscriptions
from skillmark.foundation.ledger.models import Delivery, QueueState, RecordedFact
from skillmark.interfaces.jobs import deliver, issue, publish, worker
from skillmark.journeys.issue import rotate_key
from skillmark.journeys.revoke import revoke_credential, suspend_credential
from skillmark.lifecycle.issuing import keyring
from skillmark.lifecycle.issuing.models import (
    Credential,
    Endorsement,
    Issuance,
    IssuerKey,
    StatusChange,
    StatusList,
)
from skillmark.lifecycle.issuing.queries import status_list_url

HOLDER = "a worker"


def _queue(cast: Cast) -> Issuance:
    now = timezone.now()
    return queued(granted_award(cast.lea, cast.published, now=now), now=now)


# --- issue --------------------------------------------------------------------------------------------------


def test_a_row_that_fails_goes_back_with_its_reason_and_succeeds_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(cast)

    def locked() -> bytes:
        raise keyring.KeyMissing("The key that protects issuing keys is missing.")

    monkeypatch.setattr(keyring, "encryption_key", locked)
    assert issue.run_one(holder=HOLDER)
    row = Issuance.objects.get()
    assert (row.state, row.last_error) == (
        QueueState.WAITING,
        "The key that protects issuing keys is missing.",
    )
    assert row.run_at > timezone.now()
    monkeypatch.undo()
    Issuance.objects.update(run_at=timezone.now() - timedelta(seconds=1))
    assert issue.run_one(holder=HOLDER)
    assert Credential.objects.count() == 1
    assert not issue.run_one(holder=HOLDER)


def test_a_row_that_always_fails_is_given_up_and_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _queue(cast)
    monkeypatch.setattr(keyring, "encryption_key", lambda: bytes(32))
    IssuerKey.objects.create(
        org=cast.northfield, public_multikey="z6Mkf5rGMoatrSj1f4CyvuHBeXJELe9RPdzo2PKGNCKVtZxP", sealed_private=b"\x01",
        created_at=timezone.now(),
    )  # fmt: skip
    for _ in range(20):
        Issuance.objects.update(run_at=timezone.now() - timedelta(seconds=1))
        issue.run_one(holder=HOLDER)
    row = Issuance.objects.get()
    assert row.state == QueueState.DEAD
    assert "does not open" in row.last_error
    assert row.document  # the intent stands, for whoever puts the key back


def test_a_row_of_a_dead_worker_comes_back_when_its_lease_ends(cast: Cast) -> None:
    row = _queue(cast)
    later, before = timezone.now() + timedelta(minutes=1), timezone.now() - timedelta(seconds=1)
    Issuance.objects.filter(pk=row.pk).update(
        state=QueueState.HELD, held_by="dead", held_until=later, attempts=1
    )
    assert not issue.run_one(holder=HOLDER)
    Issuance.objects.filter(pk=row.pk).update(held_until=before)
    assert issue.run_one(holder=HOLDER)
    assert Credential.objects.count() == 1


# --- deliver ------------------------------------------------------------------------------------------------


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A subscriber to CredentialIssued that fails once, and what it heard."""
    said: list[str] = []

    def hear(fact: RecordedFact) -> None:
        said.append(fact.name)
        if len(said) == 1:
            raise ConnectionError("The other side is away.")

    monkeypatch.setattr(subscriptions, "_handlers", dict(subscriptions._handlers))
    wanted = {name: set(names) for name, names in subscriptions._wanted.items()}
    monkeypatch.setattr(subscriptions, "_wanted", wanted)
    subscriptions.subscribe(subscriber="test", fact_names=["CredentialIssued"], handler=hear)
    return said


def test_a_fact_is_delivered_again_until_it_is_heard(cast: Cast, heard: list[str]) -> None:
    issued(cast.lea, cast.published)
    mine = Delivery.objects.filter(subscriber="test")
    for _ in range(2):
        Delivery.objects.update(run_at=timezone.now() - timedelta(seconds=1))
        while deliver.run_one(holder=HOLDER):
            pass
    assert heard == ["CredentialIssued", "CredentialIssued"]
    assert mine.get().state == QueueState.DONE


# --- publish ------------------------------------------------------------------------------------------------


@pytest.fixture
def known() -> KnownDocuments:
    folder = current().known_folder
    for path in folder.glob("*") if folder.exists() else []:
        path.unlink()
    return KnownDocuments(folder)


def _offline_report(credential: Credential, known: KnownDocuments) -> Report:
    resolver = WebResolver(Guard(), known, timezone.now(), offline=True)
    policy = Policy(allow_local_http=True, offline=True)
    return inspect(credential.document.encode(), resolver=resolver, now=timezone.now(), policy=policy)


def _offline(credential: Credential, known: KnownDocuments) -> Verdict:
    return _offline_report(credential, known).verdict


def test_what_is_published_verifies_with_the_network_away(cast: Cast, known: KnownDocuments) -> None:
    credential = issued(cast.lea, cast.published)
    assert _offline(credential, known) is Verdict.NOT_CHECKED
    assert publish.run(timezone.now()) == 3  # two controller documents and one list
    assert _offline(credential, known) is Verdict.VERIFIED
    assert publish.run(timezone.now()) == 0
    revoke_credential(actor=cast.rob, credential_uid=credential.uid, reason="Error", now=timezone.now())
    assert publish.run(timezone.now()) == 2  # the list, and the reason behind its new bit
    status = _offline_report(credential, known).check(6)
    assert (status.outcome, status.code) == (Outcome.FAILED, "revoked")
    assert "Error" in status.detail


def test_a_publisher_looks_closely_only_where_something_changed(cast: Cast, known: KnownDocuments) -> None:
    credential = issued(cast.lea, cast.published)
    publisher, now = publish.Publisher(), timezone.now()
    assert publisher.run(now) == 3
    for path in current().known_folder.glob("*"):
        path.unlink()
    assert publisher.run(now + timedelta(seconds=1)) == 0  # nothing changed: it did not even look
    suspend_credential(actor=cast.rob, credential_uid=credential.uid, reason="Under review", now=now)
    assert publisher.run(now + timedelta(seconds=2)) == 4
    rotate_key(actor=cast.olga, org=cast.northfield, now=now)
    assert publisher.run(now + timedelta(seconds=3)) == 3  # the reason is as it was
    assert publisher.run(now + timedelta(seconds=3 + current().status_ttl)) == 3


def test_dates_are_renewed_before_they_run_out(cast: Cast, known: KnownDocuments) -> None:
    issued(cast.lea, cast.published)
    now = timezone.now()
    publish.run(now)
    later = now + timedelta(seconds=current().status_ttl * 0.6)
    assert publish.run(later) == 3
    assert {each.fetched_at for each in known} == {later.astimezone(UTC)}


def test_a_list_that_would_forget_a_revocation_is_not_published(cast: Cast, known: KnownDocuments) -> None:
    kept, lost = issued(cast.lea, cast.published), issued(cast.noor, cast.published)
    for each in (kept, lost):
        revoke_credential(actor=cast.rob, credential_uid=each.uid, reason="Error", now=timezone.now())
    publish.run(timezone.now())
    url = status_list_url(StatusList.objects.get(), base_url=current().base_url)
    before = known.get(url)
    assert before is not None
    # A row changed by a wrong hand alone changes nothing: its history still says that it is revoked.
    Credential.objects.filter(pk=lost.pk).update(state="active")
    publish.run(timezone.now())
    assert (after := known.get(url)) is not None
    assert after.body == before.body
    # With its history gone as well, the list is held back.
    StatusChange.objects.filter(credential=lost).delete()
    publish.run(timezone.now() + timedelta(hours=1))
    assert (after := known.get(url)) is not None
    assert after.body == before.body


def test_a_reinstated_credential_may_leave_the_list(cast: Cast, known: KnownDocuments) -> None:
    from skillmark.journeys.revoke import reinstate_credential

    credential = issued(cast.lea, cast.published)
    change = {"actor": cast.rob, "credential_uid": credential.uid}
    suspend_credential(**change, reason="Under review", now=timezone.now())
    publish.run(timezone.now())
    assert _offline_report(credential, known).check(6).code == "suspended"
    reinstate_credential(**change, reason="All well", now=timezone.now())
    assert publish.run(timezone.now()) == 2
    assert _offline(credential, known) is Verdict.VERIFIED


def _is_issued() -> bool:
    try:
        return Credential.objects.exists()
    except (
        OperationalError
    ):  # SQLite in memory, as tests use it, lets nobody read while another thread writes
        return False


# --- the loop -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_worker_thread_issues_what_comes_and_ends_when_asked(transactional_db: None) -> None:
    from tests.cast import assemble

    cast = assemble()
    _queue(cast)
    stop = threading.Event()
    thread = worker.start_in_thread(stop)
    try:
        until = time.monotonic() + 20
        while not _is_issued() and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert Credential.objects.count() == 1
    assert time.time() - worker.heartbeat_file().stat().st_mtime < 60


def test_once_does_everything_that_is_due_and_ends(cast: Cast, known: KnownDocuments) -> None:
    _queue(cast)
    assert worker.main(once=True) == 0
    credential = Credential.objects.get()
    assert not Delivery.objects.exclude(state=QueueState.DONE).exists()
    assert _offline(credential, known) is Verdict.VERIFIED


def test_once_signs_every_word_that_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(keyring, "encryption_key", key_missing)
        for kind in Endorsement.Kind.values:
            given(cast, kind=kind)
    waiting = Endorsement.objects.filter(signed__isnull=True)
    assert waiting.count() == 3
    waiting.update(run_at=timezone.now())
    assert worker.main(once=True) == 0
    assert not waiting.exists()


def test_a_fault_in_one_kind_of_work_does_not_stop_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_now: datetime) -> None:
        raise RuntimeError("The disk is full.")

    _queue(cast)
    rounds = [worker.Round("broken", timedelta(seconds=60), broken), *worker._rounds()]
    assert not worker._turn(HOLDER, rounds)
    assert worker._turn(HOLDER, rounds)
    assert Credential.objects.count() == 1
    assert json.loads(Credential.objects.get().document)["issuer"]["name"] == "Northfield College"
