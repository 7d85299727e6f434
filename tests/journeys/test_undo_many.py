"""Undoing many credentials: who may, what is changed and what is left alone, once each, told, and issued anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import NOON, Cast
from tests.issuing_helpers import issued

from skillmark.config import current
from skillmark.credential.status.bitstring import decode_list
from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.models import Delivery, QueueState, RecordedFact
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.journeys import award_many, claim, revoke, undo_many
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing import queries, selections, status_jobs
from skillmark.lifecycle.issuing.document import PLACES_TOLD_TOGETHER
from skillmark.lifecycle.issuing.models import (
    Batch,
    BatchPhase,
    Credential,
    CredentialState,
    StatusChange,
    StatusJob,
    StatusList,
)
from skillmark.lifecycle.issuing.publishing import reasons_in, status_list
from skillmark.lifecycle.issuing.selections import Meant

HOLDER, LEASE = "a worker", timedelta(seconds=30)
LATER = NOON + timedelta(hours=1)
ACTIVE, SUSPENDED, REVOKED = CredentialState.ACTIVE, CredentialState.SUSPENDED, CredentialState.REVOKED
Start = Callable[..., StatusJob]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_jobs, "PART", 4)
    monkeypatch.setattr(award_many, "CHUNK", 4)


@pytest.fixture
def start(cast: Cast) -> Start:
    def start(do: str = "revoke", **more: object) -> StatusJob:
        said: dict[str, object] = {
            "actor": cast.rob,
            "org": cast.northfield,
            "meant": Meant(),
            "reason": "Wrong list.",
        }
        return undo_many.start_undo(do=do, now=NOON, **(said | more))  # type: ignore[arg-type]

    return start


def learners(cast: Cast, number: int, first: int = 0) -> list[Credential]:
    people = [
        Person.objects.create_user(f"learner{each}@people.example", None, name=f"Learner {each}")
        for each in range(first, first + number)
    ]
    return [issued(person, cast.published) for person in people]


def steps(job: StatusJob, *, now: datetime = LATER) -> Generator[StatusJob, None, None]:
    row = leases.take_next(selections.work_of_jobs().filter(pk=job.pk), holder=HOLDER, lease=LEASE)
    assert row is not None
    yield from undo_many.work_on(job=row, holder=HOLDER, lease=LEASE, clock=lambda: now)


def work(job: StatusJob, *, now: datetime = LATER) -> StatusJob:
    for _ in steps(job, now=now):
        pass
    job.refresh_from_db()
    return job


def states() -> list[str]:
    return list(Credential.objects.order_by("pk").values_list("state", flat=True))


def tell(limit: int = 100) -> list[int]:
    told = []
    while number := undo_many.tell_some(now=LATER, limit=limit):
        told.append(number)
    return told


def told_of(name: str) -> list[str]:
    """Whose letters of this kind are on their way."""
    facts = RecordedFact.objects.filter(name=name, deliveries__isnull=False).order_by("pk")
    return [Person.objects.get(uid=str(each.subject_uid)).email for each in facts]


# --- by people --------------------------------------------------------------------------------------------------


EVERYBODY = ["olga", "dana", "rene", "ines", "asa", "rob", "lea", "emma", "mallory"]


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_owners_and_registrars_of_the_issuer(cast: Cast, start: Start, name: str) -> None:
    learners(cast, 1)
    actor = getattr(cast, name)
    if name in {"olga", "rob"}:
        job = start(actor=actor)
        assert (
            undo_many.cancel_undo(actor=actor, job_uid=job.uid, now=NOON).phase == StatusJob.Phase.CANCELLED
        )
        return
    with pytest.raises(NotAllowed):
        start(actor=actor)
    job = start()
    for journey in (undo_many.cancel_undo, undo_many.try_undo_again):
        with pytest.raises(NotAllowed):
            journey(actor=actor, job_uid=job.uid, now=NOON)


def test_nobody_reaches_into_another_organisation(cast: Cast, start: Start) -> None:
    credential = learners(cast, 1)[0]
    with pytest.raises(NotAllowed):
        start(actor=cast.mallory, org=cast.mallory_ltd, meant=Meant(version_uid=cast.published.uid))
    with pytest.raises(Refused, match="No credential"):
        start(actor=cast.mallory, org=cast.mallory_ltd)
    credential.refresh_from_db()
    assert credential.state == ACTIVE


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": "  "}, "undo.reason_missing"),
        ({"meant": Meant(text="nobody is called so")}, "undo.nothing"),
        ({"agreed": 3}, "undo.other_number"),
        ({"reissue": True}, "undo.several_versions"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    cast: Cast, start: Start, wrong: dict[str, object], code: str
) -> None:
    learners(cast, 2)
    with pytest.raises(Refused) as refused:
        start(**wrong)
    assert refused.value.code == code
    assert not StatusJob.objects.exists()


def test_only_what_is_revoked_is_issued_anew(cast: Cast, start: Start) -> None:
    learners(cast, 1)
    with pytest.raises(Refused, match="Only what is revoked"):
        start("suspend", reissue=True, meant=Meant(version_uid=cast.published.uid))


# --- what is changed --------------------------------------------------------------------------------------------


def test_all_are_changed_once_with_history_award_and_list(cast: Cast, start: Start) -> None:
    learners(cast, 10)
    job = work(start(agreed=10))
    assert (job.phase, job.total, job.changed, job.left_alone) == ("done", 10, 10, 0)
    assert states() == [REVOKED] * 10
    changes = StatusChange.objects.filter(job=job)
    assert {(each.change, each.reason, each.by_id) for each in changes} == {
        ("revoked", "Wrong list.", cast.rob.pk)
    }
    assert set(changes.values_list("credential_id", "status_list_id", "status_index")) == set(
        Credential.objects.values_list("pk", "status_list_id", "status_index")
    )
    assert set(Award.objects.values_list("state", flat=True)) == {AwardState.WITHDRAWN}
    assert bits_are_rows() == 10


def test_what_is_so_already_or_final_is_left_alone_and_counted(cast: Cast, start: Start) -> None:
    credentials = learners(cast, 6)
    revoke.revoke_credential(actor=cast.rob, credential_uid=credentials[1].uid, reason="Once", now=NOON)
    revoke.suspend_credential(actor=cast.rob, credential_uid=credentials[2].uid, reason="Once", now=NOON)
    job = work(start("suspend"))
    assert (job.changed, job.left_alone) == (4, 2)
    job = work(start("reinstate"))
    assert (job.changed, job.left_alone) == (5, 1)
    assert states() == [ACTIVE, REVOKED, *[ACTIVE] * 4]
    # Only a revocation ends the award.
    assert Award.objects.filter(state=AwardState.WITHDRAWN).count() == 1


def test_only_what_is_still_offered_is_withdrawn(cast: Cast, start: Start) -> None:
    credentials = learners(cast, 7)
    kept, declined = (WalletItem.objects.get(credential=each) for each in credentials[2:4])
    claim.claim_item(actor=kept.person, item_uid=kept.uid, now=NOON)
    claim.decline_item(actor=declined.person, item_uid=declined.uid, now=NOON)
    job = work(start("cancel-unclaimed"))
    assert (job.changed, job.left_alone) == (5, 2)
    assert states() == [REVOKED, REVOKED, ACTIVE, ACTIVE, REVOKED, REVOKED, REVOKED]


def test_a_filter_means_what_its_list_shows(cast: Cast, start: Start) -> None:
    learners(cast, 6)
    old = [issued(cast.lea, cast.published, now=NOON - timedelta(days=9))]
    job = work(start("suspend", meant=Meant(text="learner 3")))
    assert (job.total, job.changed) == (1, 1)
    job = work(start("reinstate", meant=Meant(only_state="suspended")))
    assert (job.total, job.changed) == (1, 1)
    job = work(start("revoke", meant=Meant(issued_until=NOON - timedelta(days=1))))
    assert job.total == 1
    assert list(Credential.objects.filter(state=REVOKED)) == old
    job = work(start("suspend", meant=Meant(version_uid=cast.published.uid, issued_from=NOON)))
    assert (job.total, job.changed) == (6, 6)


def test_what_is_issued_after_the_start_is_not_meant(cast: Cast, start: Start) -> None:
    learners(cast, 3)
    job = start()
    late = learners(cast, 2, first=3)
    work(job)
    assert states() == [REVOKED] * 3 + [ACTIVE] * 2
    assert not StatusChange.objects.filter(credential__in=late).exists()


def test_what_is_counted_is_what_is_there_however_it_is_counted(cast: Cast, start: Start) -> None:
    learners(cast, 4)
    batch = reissue(work(start(meant=Meant(version_uid=cast.published.uid), reissue=True)), cast)
    work(start("suspend", meant=Meant(batch_uid=batch.uid, text="learner 2")))
    narrower: list[dict[str, object]] = [
        {}, {"batch": batch}, {"version": cast.published}, {"text": "learner 2"}, {"issued_from": LATER},
        {"batch": batch, "text": "learner"}, {"batch": batch, "issued_until": LATER},
    ]  # fmt: skip
    for said in narrower:
        for state in ("", "active", "suspended", "revoked"):
            scope = selections.Scope(org=cast.northfield, only_state=state, **said)  # type: ignore[arg-type]
            found = [each.state for each in selections.credentials_in(scope)]
            assert selections.states_in(scope) == {each: found.count(each) for each in set(found)}, scope
            extent = selections.extent_of(scope)
            assert extent.number == len(found)
            every = selections.keys_in(scope, after=extent.first - 1, upto=extent.last)
            assert set(every.values_list("pk", flat=True)) == {
                each.pk for each in selections.credentials_in(scope)
            }


# --- once -------------------------------------------------------------------------------------------------------


def test_a_worker_that_ends_in_the_middle_is_followed_by_one_that_goes_on(cast: Cast, start: Start) -> None:
    learners(cast, 10)
    job = start()
    coming = steps(job)
    next(coming)
    coming.close()
    assert Credential.objects.filter(state=REVOKED).count() == 4
    StatusJob.objects.update(held_until=NOON - timedelta(days=9_000))
    job = work(job)
    assert (job.changed, job.left_alone, StatusChange.objects.count()) == (10, 0, 10)
    assert StatusChange.objects.values("credential").distinct().count() == 10


def test_a_part_that_fails_leaves_nothing_half(
    cast: Cast, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    learners(cast, 6)

    def fails(*_: object) -> None:
        raise OperationalError("disk full")

    job = start()
    monkeypatch.setattr(undo_many, "withdraw_many", fails)
    with pytest.raises(OperationalError):
        work(job)
    assert states() == [ACTIVE] * 6
    assert not StatusChange.objects.exists()
    monkeypatch.undo()
    StatusJob.objects.update(held_until=NOON - timedelta(days=9_000))
    assert work(job).changed == 6


def test_whoever_has_lost_the_job_changes_nothing_more(cast: Cast, start: Start) -> None:
    learners(cast, 6)
    coming = steps(start())
    next(coming)
    StatusJob.objects.update(held_by="another worker")
    with pytest.raises(leases.LeaseLost):
        next(coming)
    assert Credential.objects.filter(state=REVOKED).count() == 4 == StatusChange.objects.count()


def test_cancelling_ends_it_between_two_parts_and_what_is_changed_stays(cast: Cast, start: Start) -> None:
    learners(cast, 10)
    job = start()
    coming = steps(job)
    next(coming)
    undo_many.cancel_undo(actor=cast.rob, job_uid=job.uid, now=NOON)
    for _ in coming:
        pass
    job.refresh_from_db()
    assert (job.phase, job.changed) == (StatusJob.Phase.CANCELLED, 4)
    assert states() == [REVOKED] * 4 + [ACTIVE] * 6
    assert undo_many.cancel_undo(actor=cast.rob, job_uid=job.uid, now=NOON).changed == 4
    assert RecordedFact.objects.filter(name="StatusJobCancelled").count() == 1


def test_a_job_that_was_given_up_goes_on_when_it_is_asked_to(cast: Cast, start: Start) -> None:
    learners(cast, 2)
    job = start()
    StatusJob.objects.update(state=QueueState.DEAD, last_error="disk full")
    assert not selections.job_is_due(leases.database_now())
    undo_many.try_undo_again(actor=cast.rob, job_uid=job.uid, now=NOON)
    assert selections.job_is_due(leases.database_now())
    assert work(job).changed == 2


def test_facts_name_the_job_and_nobody(cast: Cast, start: Start) -> None:
    learners(cast, 6)
    job = work(start())
    facts = RecordedFact.objects.filter(name__in=["StatusJobOpened", "CredentialsChanged", "StatusJobDone"])
    assert {fact.data["job"] for fact in facts} == {str(job.uid)}
    parts = [fact.data for fact in facts.order_by("pk") if fact.name == "CredentialsChanged"]
    assert [each["number"] for each in parts] == [4, 2]
    uids = [str(each) for each in Credential.objects.order_by("pk").values_list("uid", flat=True)]
    assert [each["first"] for each in parts] == [uids[0], uids[4]]
    assert facts.get(name="StatusJobOpened").actor_uid == cast.rob.uid


# --- the list ---------------------------------------------------------------------------------------------------


def bits_are_rows() -> int:
    """Compares every published list with the rows and their histories; returns how many places are set in all."""
    number = 0
    for found in StatusList.objects.select_related("org"):
        document = json.loads(status_list(found, base_url=current().base_url, ttl=timedelta(minutes=5)).body)
        bits = decode_list(document["credentialSubject"]["encodedList"])
        # The first place is the highest bit of the first byte.
        published = {
            8 * at + place
            for at, byte in enumerate(bits.to_bytes())
            for place in range(8 if byte else 0)
            if byte & 0x80 >> place
        }
        rows = Credential.objects.filter(status_list=found)
        assert published == set(rows.exclude(state=ACTIVE).values_list("status_index", flat=True))
        assert {each.place for each in queries.standing_in(found)} == published
        number += len(published)
    return number


DOES = {"revoke": REVOKED, "suspend": SUSPENDED, "reinstate": ACTIVE}
SINGLE = {
    "revoke": revoke.revoke_credential, "suspend": revoke.suspend_credential,
    "reinstate": revoke.reinstate_credential,
}  # fmt: skip
_BULK = st.tuples(
    st.just("bulk"), st.sampled_from(list(DOES)), st.sampled_from(["", "Learner 1", "Learner 2", "Learner 3"]),
    st.sampled_from(["", "active", "suspended"]),
)  # fmt: skip
_ONE = st.tuples(st.just("one"), st.sampled_from(list(DOES)), st.integers(0, 5))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(st.one_of(_BULK, _ONE), min_size=1, max_size=8))
def test_the_list_never_loses_a_revocation(
    cast: Cast, start: Start, actions: list[tuple[object, ...]]
) -> None:
    """Jobs and single changes in any order, against a model of three states for each of six credentials."""
    # Each sequence starts afresh, beside what earlier ones have left.
    group, before = f"Group {Credential.objects.count():04}", bits_are_rows()
    people = [
        Person.objects.create_user(
            f"{group}-{each}@people.example".replace(" ", ""), None, name=f"{group} Learner {each}"
        )
        for each in range(6)
    ]
    credentials = [issued(person, cast.published) for person in people]
    model = [ACTIVE] * 6
    for kind, do, *more in actions:
        to = DOES[str(do)]
        if kind == "bulk":
            text, only = map(str, more)
            meant = [
                place for place, state in enumerate(model)
                if text in f"Learner {place}" and (not only or state == only)
            ]  # fmt: skip
            those = Meant(text=f"{group} {text}", only_state=only)
            if not meant:
                with pytest.raises(Refused):
                    start(str(do), meant=those)
                continue
            job = work(start(str(do), meant=those))
            assert job.changed + job.left_alone == len(meant) == job.total
        else:
            meant = [int(str(more[0]))]
            try:
                SINGLE[str(do)](
                    actor=cast.rob, credential_uid=credentials[meant[0]].uid, reason="Why", now=LATER
                )
            except Refused:
                assert model[meant[0]] == REVOKED
        model = [
            to if place in meant and state != REVOKED else state for place, state in enumerate(model)
        ]  # fmt: skip
        assert states()[-6:] == model
        assert bits_are_rows() == before + sum(state != ACTIVE for state in model)


# --- told -------------------------------------------------------------------------------------------------------


def test_holders_who_know_of_it_are_told_once_each_at_the_pace_of_the_mail(cast: Cast, start: Start) -> None:
    learners(cast, 7)
    Delivery.objects.all().delete()
    job = work(start())
    assert not RecordedFact.objects.filter(name="CredentialRevoked").exists()
    assert tell(limit=3) == [3, 3, 1]
    assert told_of("CredentialRevoked") == [f"learner{each}@people.example" for each in range(7)]
    job.refresh_from_db()
    assert (job.told, job.told_all) == (7, True)
    assert tell() == []


def test_whoever_was_never_told_of_it_is_not_told_that_it_is_gone(cast: Cast, start: Start) -> None:
    learners(cast, 4)
    silent = WalletItem.objects.filter(
        person__email__in=["learner0@people.example", "learner1@people.example"]
    )
    placed = RecordedFact.objects.filter(
        name="CredentialPlaced", data__item__in=[str(each.uid) for each in silent]
    )
    Delivery.objects.filter(fact__in=placed).delete()
    placed.delete()
    # One of the two found it in the wallet all the same.
    item = silent.get(person__email="learner1@people.example")
    claim.claim_item(actor=item.person, item_uid=item.uid, now=NOON)
    work(start("suspend"))
    tell()
    assert told_of("CredentialSuspended") == [f"learner{each}@people.example" for each in (1, 2, 3)]


def test_a_withdrawn_offer_has_a_letter_of_its_own(cast: Cast, start: Start) -> None:
    learners(cast, 2)
    work(start("cancel-unclaimed"))
    tell()
    assert len(told_of("OfferWithdrawn")) == 2
    assert told_of("CredentialRevoked") == []


def test_nobody_is_told_where_that_was_not_wanted(cast: Cast, start: Start) -> None:
    learners(cast, 2)
    work(start(tells=False))
    assert tell() == []
    assert told_of("CredentialRevoked") == []


def test_a_job_that_waits_for_its_worker_holds_up_no_other_letters(cast: Cast, start: Start) -> None:
    learners(cast, 4)
    start("suspend", meant=Meant(text="learner0"))
    work(start("suspend", meant=Meant(text="learner1")))
    tell()
    assert told_of("CredentialSuspended") == ["learner1@people.example"]


# --- issued anew ------------------------------------------------------------------------------------------------


def reissue(job: StatusJob, cast: Cast) -> Batch:
    """The batch that takes the place of what a job has revoked, agreed to and worked through."""
    batch = Batch.objects.get(redoes=job)
    if batch.phase == BatchPhase.PROPOSED:
        award_many.approve_many(actor=cast.olga, batch_uid=batch.uid, now=LATER)
    row = leases.take_next(queries.work_of_batches().filter(pk=batch.pk), holder=HOLDER, lease=LEASE)
    assert row is not None
    with ThreadPoolExecutor(1) as executor:
        for _ in award_many.work_on(
            batch=row, holder=HOLDER, lease=LEASE, executor=executor, base_url=current().base_url,
            clock=lambda: LATER,
        ):  # fmt: skip
            pass
    batch.refresh_from_db()
    return batch


def test_the_same_people_get_new_credentials_with_the_same_results(cast: Cast, start: Start) -> None:
    old = learners(cast, 6)
    Person.objects.filter(email="learner0@people.example").update(name="Ana Souza")
    job = work(start(meant=Meant(version_uid=cast.published.uid), reissue=True))
    batch = reissue(job, cast)
    assert (batch.phase, batch.issued, batch.proposed_by, batch.decided_by) == (
        "done",
        6,
        cast.rob,
        cast.olga,
    )
    for before in old:
        after = Credential.objects.select_related("award", "wallet_item").get(replaces=before)
        assert (after.person, after.version, after.state) == (before.person, before.version, ACTIVE)
        assert (after.award.results, after.award.evidence) == (before.award.results, before.award.evidence)
        assert after.wallet_item.state == WalletItem.State.OFFERED
        assert after.valid_until == before.valid_until
        documents = [json.loads(each.document) for each in (before, after)]
        assert documents[0]["awardedDate"] == documents[1]["awardedDate"]
        assert documents[0]["evidence"] == documents[1]["evidence"]
        assert documents[0]["credentialSubject"]["result"] == documents[1]["credentialSubject"]["result"]
    renamed = Credential.objects.get(replaces=old[0])
    assert json.loads(renamed.document)["credentialSubject"]["identifier"][0]["identityHash"] == "Ana Souza"
    assert bits_are_rows() == 6


def test_a_new_version_takes_the_place_of_the_old_one(cast: Cast, start: Start) -> None:
    old = learners(cast, 3)
    Version.objects.filter(pk=cast.published.pk).update(state=VersionState.SUPERSEDED)
    new = Version.objects.get(pk=cast.published.pk)
    new.pk, new.uid, new.number, new.state = (
        None,
        "00000000-0000-4000-8000-000000000002",
        2,
        VersionState.PUBLISHED,
    )
    new.title, new.validity_months = "Data Analysis, mended", 12
    new.save()
    batch = reissue(work(start(meant=Meant(version_uid=cast.published.uid), reissue=True)), cast)
    assert batch.issued == 3
    after = Credential.objects.get(replaces=old[0])
    assert after.version == new
    assert json.loads(after.document)["name"] == "Data Analysis, mended"
    assert after.valid_until is not None
    assert old[0].valid_until is not None
    assert after.valid_until < old[0].valid_until


def test_without_four_eyes_it_is_issued_at_once_and_only_where_it_was_revoked(
    cast: Cast, start: Start
) -> None:
    cast.northfield.four_eyes = False
    cast.northfield.save()
    old = learners(cast, 3)
    revoke.revoke_credential(actor=cast.rob, credential_uid=old[0].uid, reason="For good", now=NOON)
    job = work(start(meant=Meant(version_uid=cast.published.uid), reissue=True))
    batch = Batch.objects.get(redoes=job)
    assert (batch.phase, batch.good, batch.decided_by) == (BatchPhase.ISSUING, 2, cast.rob)
    assert reissue(job, cast).issued == 2
    assert not Credential.objects.filter(replaces=old[0]).exists()


def test_whoever_has_it_by_now_gets_no_second_one(cast: Cast, start: Start) -> None:
    old = learners(cast, 3)
    job = work(start(meant=Meant(version_uid=cast.published.uid), reissue=True))
    again = issued(old[1].person, cast.published, now=LATER)
    batch = reissue(job, cast)
    assert (batch.phase, batch.issued) == (BatchPhase.DONE, 2)
    assert list(Credential.objects.filter(person=old[1].person, state=ACTIVE)) == [again]


def test_a_batch_under_way_is_undone_when_it_has_ended(cast: Cast, start: Start) -> None:
    learners(cast, 2)
    job = work(start(meant=Meant(version_uid=cast.published.uid), reissue=True))
    batch = Batch.objects.get(redoes=job)
    with pytest.raises(Refused, match="not at its end"):
        start(meant=Meant(batch_uid=batch.uid))
    batch = reissue(job, cast)
    job = work(start(meant=Meant(batch_uid=batch.uid)))
    assert (job.total, job.changed) == (2, 2)
    assert Credential.objects.filter(state=REVOKED).count() == 4


def test_earners_of_what_was_revoked_before_they_heard_of_it_are_not_offered_it(
    cast: Cast, start: Start
) -> None:
    learners(cast, 3)
    job = work(start(meant=Meant(version_uid=cast.published.uid), reissue=True, tells=True))
    batch = reissue(job, cast)
    Delivery.objects.all().delete()
    undone = work(start(meant=Meant(batch_uid=batch.uid, text="learner1")))
    assert undone.changed == 1
    placed = RecordedFact.objects.filter(name="CredentialPlaced").count()
    while award_many.tell_some(now=LATER, limit=2):
        pass
    assert RecordedFact.objects.filter(name="CredentialPlaced").count() == placed + 2
    tell()
    # Of the first revocation they are told, for they had been told of that credential.
    assert len(told_of("CredentialRevoked")) == 3


def test_whoever_checks_an_old_one_reads_that_there_is_a_new_one(cast: Cast, start: Start) -> None:
    old = learners(cast, 2)
    job = work(start(meant=Meant(version_uid=cast.published.uid), reissue=True))
    told = [each.reason for each in queries.standing_in(old[0].status_list)]
    assert told == ["Wrong list."] * 2
    reissue(job, cast)
    told = [each.reason for each in queries.standing_in(old[0].status_list)]
    assert told == ["Wrong list. A new credential was issued in its place."] * 2
    number = old[0].status_index // PLACES_TOLD_TOGETHER
    published = json.loads(reasons_in(old[0].status_list, number, base_url=current().base_url).body)
    assert published["reasons"][0]["reason"].endswith("A new credential was issued in its place.")
