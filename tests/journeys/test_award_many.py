"""Awarding by table: read before anybody is awarded, agreed to, issued chunk by chunk, and once only."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from tests.cast import NOON, Cast

from skillmark.config import current
from skillmark.credential import Policy, inspect
from skillmark.credential.resolve import StaticResolver
from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.models import Delivery, QueueState, RecordedFact
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.journeys import award, award_many, issue
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.batch_files import problem_table
from skillmark.lifecycle.issuing.models import Batch, BatchPhase, Credential, Issuance, StatusList
from skillmark.lifecycle.issuing.publishing import open_signer
from skillmark.lifecycle.issuing.rules import LIST_FULL

HOLDER, LEASE = "a worker", timedelta(seconds=30)
LATER = NOON + timedelta(hours=1)
Rows = Sequence[Sequence[str]]
Propose = Callable[..., Batch]


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(award_many, "CHUNK", 4)


@pytest.fixture
def propose(cast: Cast, tmp_path: Path) -> Propose:
    def propose(rows: Rows, *, head: Sequence[str] = ("email", "name"), actor: Person | None = None) -> Batch:
        path = tmp_path / "class.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *rows])
        return award_many.propose_many(
            actor=actor or cast.ines, version_uid=cast.published.uid, table=path, name="class.csv",
            reason="Passed the course.", now=NOON,
        )  # fmt: skip

    return propose


def people(number: int, first: int = 0) -> list[list[str]]:
    return [[f"learner{each}@people.example", f"Learner {each}"] for each in range(first, first + number)]


def work(batch: Batch, *, now: datetime = LATER) -> Batch:
    """What a worker does until the batch waits for a person or is at its end."""
    for _ in steps(batch, now=now):
        pass
    batch.refresh_from_db()
    return batch


def steps(batch: Batch, *, now: datetime = LATER) -> Iterator[Batch]:
    row = leases.take_next(queries.work_of_batches().filter(pk=batch.pk), holder=HOLDER, lease=LEASE)
    assert row is not None
    with ThreadPoolExecutor(1) as executor:
        yield from award_many.work_on(
            batch=row,
            holder=HOLDER,
            lease=LEASE,
            executor=executor,
            base_url=current().base_url,
            clock=lambda: now,
        )


def agreed(cast: Cast, batch: Batch, **options: bool) -> Batch:
    award_many.confirm_many(actor=cast.ines, batch_uid=batch.uid, now=NOON, **options)
    return award_many.approve_many(actor=cast.rob, batch_uid=batch.uid, now=NOON)


def issued(cast: Cast, batch: Batch, **options: bool) -> Batch:
    return work(agreed(cast, work(batch), **options))


def places() -> set[tuple[int, int]]:
    return set(Credential.objects.values_list("status_list_id", "status_index"))


# --- from a table to credentials ------------------------------------------------------------------------------


def test_everybody_in_the_table_has_a_credential_that_verifies(cast: Cast, propose: Propose) -> None:
    batch = issued(cast, propose(people(10)))
    assert (batch.phase, batch.checked, batch.good, batch.issued, batch.position) == ("done", 10, 10, 10, 11)
    published = {
        url: json.dumps(document).encode()
        for url, document in queries.controller_documents(
            cast.northfield, base_url=current().base_url
        ).items()
    }
    for credential in Credential.objects.select_related("award", "person", "wallet_item", "key"):
        report = inspect(
            credential.document.encode(), resolver=StaticResolver(published, fetched_at=LATER), now=LATER,
            policy=Policy(allow_local_http=True, refresh=False),
        )  # fmt: skip
        assert [check.outcome.value for check in report.checks[:5]] == ["passed"] * 5
        document = json.loads(credential.document)
        assert document["id"] == credential.credential_id == f"urn:uuid:{credential.uid}"
        assert document["credentialSubject"]["identifier"][0]["identityHash"] == credential.person.name
        assert int(document["credentialStatus"]["statusListIndex"]) == credential.status_index
        assert document["evidence"][0]["narrative"].startswith("Passed the course.")
        assert (credential.award.state, credential.award.person) == (AwardState.GRANTED, credential.person)
        assert (credential.award.proposed_by, credential.award.decided_by) == (cast.ines, cast.rob)
        assert credential.wallet_item.state == WalletItem.State.OFFERED
        assert credential.batch == batch
    assert len(places()) == 10
    assert StatusList.objects.get().taken == 10
    assert not Issuance.objects.exists()


def test_the_single_path_and_the_batch_write_the_same_but_for_who_and_when(
    cast: Cast, propose: Propose
) -> None:
    issued(cast, propose(people(1)))
    proposed = award.propose_award(
        actor=cast.ines, version_uid=cast.published.uid, email="kim@example.org", name="Learner 0",
        reason="Passed the course.", now=LATER,
    )  # fmt: skip
    award.approve_award(actor=cast.rob, award_uid=proposed.uid, now=LATER)
    row = leases.take_next(Issuance.objects.all(), holder=HOLDER, lease=LEASE)
    assert row is not None
    alone = issue.issue_queued(
        issuance=row, holder=HOLDER, signer_for=open_signer, base_url=current().base_url, now=LATER
    )
    documents = [json.loads(Credential.objects.get(batch__isnull=False).document), json.loads(alone.document)]
    for document in documents:
        for own in ("id", "proof", "credentialStatus"):
            del document[own]
        subject = document["credentialSubject"]
        del subject["id"], subject["identifier"][1]
    assert json.dumps(documents[0]) == json.dumps(documents[1])


def test_results_dates_and_links_of_the_table_are_signed(cast: Cast, propose: Propose) -> None:
    first, second = (each.statement for each in cast.published.outcomes.order_by("position"))
    head = ("E-Mail", "Full name", "awarded", first, second, "evidence")
    row = ["Ana@Example.org", "Ana Souza", "2026-02-01", "Strong", "87.5 %", "https://work.example/ana"]
    issued(cast, propose([row], head=head))
    credential = Credential.objects.select_related("person").get()
    document = json.loads(credential.document)
    assert credential.person.email == "ana@example.org"
    assert document["awardedDate"] == "2026-02-01T00:00:00Z"
    assert [each["value"] for each in document["credentialSubject"]["result"]] == ["Strong", "87.5"]
    assert [each.get("id") for each in document["evidence"]] == [None, "https://work.example/ana"]


# --- problems ---------------------------------------------------------------------------------------------------


BAD = [
    ["no address", "Ana"], ["ana@example.org", ""], ["learner1@people.example", "Again"], ["=cmd|' /C calc'!A0", "Eve"],
]  # fmt: skip


def test_rows_with_problems_are_told_and_the_others_wait_to_be_asked_for(
    cast: Cast, propose: Propose
) -> None:
    batch = work(propose([*people(5), *BAD]))
    assert (batch.phase, batch.good, batch.bad) == (BatchPhase.CHECKED, 5, 4)
    assert sorted(set(batch.problems.values_list("row", flat=True))) == [7, 8, 9, 10]
    with pytest.raises(Refused, match="4 rows have problems"):
        award_many.confirm_many(actor=cast.ines, batch_uid=batch.uid, now=NOON)
    assert not Credential.objects.exists()
    batch = work(agreed(cast, batch, leave_out_bad=True))
    assert (batch.issued, Credential.objects.count()) == (5, 5)
    assert not Person.objects.filter(email="ana@example.org").exists()


def test_the_rows_to_mend_can_be_handed_in_again_as_they_are(
    cast: Cast, propose: Propose, tmp_path: Path
) -> None:
    batch = issued(cast, propose([*people(2), *BAD]), leave_out_bad=True)
    path = tmp_path / "mend.csv"
    path.write_bytes(b"".join(problem_table(batch)))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4
    assert all(row["problem"] for row in rows)
    again = work(
        award_many.propose_many(
            actor=cast.ines,
            version_uid=cast.published.uid,
            table=path,
            name="mend.csv",
            reason="Passed.",
            now=NOON,
        )
    )
    # What was wrong with them still is; one was only a second row of somebody who has it by now.
    assert (again.good, again.standing, again.bad) == (0, 1, 3)


def test_a_table_that_cannot_be_used_says_why(cast: Cast, propose: Propose) -> None:
    batch = work(propose(people(2), head=("mail address", "nmae")))
    assert batch.phase == BatchPhase.REFUSED
    assert batch.last_error
    with pytest.raises(Refused):
        award_many.confirm_many(actor=cast.ines, batch_uid=batch.uid, now=NOON)


def test_what_cannot_be_signed_is_left_out_and_told(cast: Cast, propose: Propose) -> None:
    batch = agreed(cast, work(propose(people(9))))
    # An account's own name counts, and this one is from before names were looked at.
    Person.objects.create_user("learner5@people.example", None, name="")
    batch = work(batch)
    assert (batch.phase, batch.issued, batch.good, batch.bad) == (BatchPhase.DONE, 8, 8, 1)
    assert [(each.row, each.code) for each in batch.problems.all()] == [(7, "not_signed")]
    assert len(places()) == 8


# --- once only --------------------------------------------------------------------------------------------------


def test_the_same_table_again_adds_nothing(cast: Cast, propose: Propose) -> None:
    issued(cast, propose(people(6)))
    again = work(propose(people(6)))
    assert (again.good, again.standing) == (0, 6)
    with pytest.raises(Refused, match="No row"):
        award_many.confirm_many(actor=cast.ines, batch_uid=again.uid, now=NOON)
    assert Credential.objects.count() == 6


def test_people_who_have_it_already_get_no_second_one(cast: Cast, propose: Propose) -> None:
    award.propose_award(
        actor=cast.rob, version_uid=cast.published.uid, email="learner2@people.example", name="Learner 2", reason="x",
        now=NOON,
    )  # fmt: skip
    batch = issued(cast, propose([*people(6), ["lea@example.org", "Another name"]]))
    assert (batch.standing, batch.issued) == (1, 6)
    assert Award.objects.filter(person__email="learner2@people.example").count() == 1
    # Whoever has an account is called as they call themselves.
    lea = json.loads(Credential.objects.get(person=cast.lea).document)
    assert lea["credentialSubject"]["identifier"][0]["identityHash"] == cast.lea.name


def test_two_addresses_of_one_person_give_one_credential(cast: Cast, propose: Propose) -> None:
    cast.lea.emailaddress_set.create(email="lea@work.example", verified=True)  # type: ignore[attr-defined]
    batch = issued(cast, propose([["lea@work.example", "Lea"], *people(5), ["lea@example.org", "Lea"]]))
    assert Credential.objects.filter(person=cast.lea).count() == 1
    assert (batch.phase, batch.issued) == (BatchPhase.DONE, 6)


def test_an_account_opened_meanwhile_is_found_when_the_chunk_is_stored(cast: Cast, propose: Propose) -> None:
    batch = agreed(cast, work(propose(people(12))))
    coming = steps(batch)
    next(coming)
    # Signed ahead by now, and not stored.
    Person.objects.create_user("learner6@people.example", None, name="Sixth")
    award.propose_award(
        actor=cast.rob,
        version_uid=cast.published.uid,
        email="learner9@people.example",
        name="Ninth",
        reason="x",
        now=NOON,
    )
    for _ in coming:
        pass
    batch.refresh_from_db()
    assert (batch.phase, batch.issued) == (BatchPhase.DONE, 11)
    assert Credential.objects.get(person__email="learner6@people.example").person.name == "Sixth"
    assert len(places()) == 11


def test_a_worker_that_ends_in_the_middle_is_followed_by_one_that_goes_on(
    cast: Cast, propose: Propose
) -> None:
    batch = agreed(cast, work(propose(people(12))))
    coming = steps(batch)
    next(coming)
    coming.close()
    Batch.objects.update(held_until=NOON - timedelta(days=9_000))
    before = set(Credential.objects.values_list("pk", "document"))
    assert len(before) == 4
    batch = work(batch)
    assert (batch.phase, batch.issued) == (BatchPhase.DONE, 12)
    assert before < set(Credential.objects.values_list("pk", "document"))
    assert len(places()) == 12
    assert StatusList.objects.get().taken == 12


def test_whoever_has_lost_the_batch_stores_nothing_more(cast: Cast, propose: Propose) -> None:
    batch = agreed(cast, work(propose(people(12))))
    coming = steps(batch)
    next(coming)
    Batch.objects.update(held_by="another worker")
    with pytest.raises(leases.LeaseLost):
        next(coming)
    assert Credential.objects.count() == Person.objects.filter(email__startswith="learner").count() == 4


def test_a_key_that_is_replaced_meanwhile_signs_no_more_of_it(cast: Cast, propose: Propose) -> None:
    batch = agreed(cast, work(propose(people(12))))
    coming = steps(batch)
    next(coming)
    new = issue.rotate_key(actor=cast.olga, org=cast.northfield, now=LATER)
    for _ in coming:
        pass
    signed_by = list(Credential.objects.order_by("pk").values_list("key_id", flat=True))
    assert len(set(signed_by[:4])) == 1
    assert set(signed_by[4:]) == {new.pk}
    for credential in Credential.objects.select_related("key"):
        assert (
            credential.key.public_multikey in json.loads(credential.document)["proof"]["verificationMethod"]
        )


def test_a_list_that_fills_up_is_followed_by_another(cast: Cast, propose: Propose) -> None:
    issued(cast, propose(people(1)))
    StatusList.objects.update(taken=LIST_FULL - 6)
    batch = issued(cast, propose(people(12, first=1)))
    assert batch.issued == 12
    assert len(places()) == 13
    assert [each.taken <= LIST_FULL for each in StatusList.objects.all()] == [True, True]


# --- by people ----------------------------------------------------------------------------------------------------


PROPOSERS, DECIDERS = {"olga", "rob", "ines"}, {"olga", "rob"}
EVERYBODY = ["olga", "dana", "rene", "ines", "asa", "rob", "lea", "emma", "mallory"]


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_propose_and_who_may_approve(cast: Cast, propose: Propose, name: str) -> None:
    actor = getattr(cast, name)
    if name not in PROPOSERS:
        with pytest.raises(NotAllowed):
            propose(people(1), actor=actor)
    batch = work(propose(people(1), actor=cast.ines))
    if name not in PROPOSERS:
        for ask in (award_many.confirm_many, award_many.cancel_many):
            with pytest.raises(NotAllowed):
                ask(actor=actor, batch_uid=batch.uid, now=NOON)
    award_many.confirm_many(actor=cast.ines, batch_uid=batch.uid, now=NOON)
    if name in DECIDERS:
        assert award_many.approve_many(actor=actor, batch_uid=batch.uid, now=NOON).phase == BatchPhase.ISSUING
        return
    with pytest.raises(NotAllowed):
        award_many.approve_many(actor=actor, batch_uid=batch.uid, now=NOON)


def test_whoever_proposed_does_not_approve(cast: Cast, propose: Propose) -> None:
    batch = work(propose(people(1), actor=cast.rob))
    award_many.confirm_many(actor=cast.rob, batch_uid=batch.uid, now=NOON)
    with pytest.raises(Refused, match="somebody else"):
        award_many.approve_many(actor=cast.rob, batch_uid=batch.uid, now=NOON)
    assert award_many.approve_many(actor=cast.olga, batch_uid=batch.uid, now=NOON).phase == BatchPhase.ISSUING


def test_without_four_eyes_it_begins_at_once(cast: Cast, propose: Propose) -> None:
    cast.northfield.four_eyes = False
    cast.northfield.save()
    batch = work(propose(people(1)))
    assert award_many.confirm_many(actor=cast.ines, batch_uid=batch.uid, now=NOON).phase == BatchPhase.ISSUING
    assert work(batch).issued == 1


def test_a_start_that_was_chosen_is_waited_for(cast: Cast, propose: Propose) -> None:
    batch = work(propose(people(1)))
    tomorrow = leases.database_now() + timedelta(days=1)
    award_many.confirm_many(actor=cast.ines, batch_uid=batch.uid, starts_at=tomorrow, now=NOON)
    award_many.approve_many(actor=cast.rob, batch_uid=batch.uid, now=NOON)
    assert leases.take_next(queries.work_of_batches(), holder=HOLDER, lease=LEASE) is None
    assert not queries.batch_is_due(tomorrow - timedelta(seconds=1))
    assert queries.batch_is_due(tomorrow)


def test_cancelling_ends_it_between_two_chunks_and_what_is_issued_stays(cast: Cast, propose: Propose) -> None:
    batch = agreed(cast, work(propose(people(24))))
    coming = steps(batch)
    next(coming)
    award_many.cancel_many(actor=cast.ines, batch_uid=batch.uid, now=NOON)
    for _ in coming:
        pass
    batch.refresh_from_db()
    assert batch.phase == BatchPhase.CANCELLED
    assert 4 <= batch.issued < 24
    assert Credential.objects.count() == batch.issued
    # The places it held for the others are free again.
    assert StatusList.objects.get().taken == batch.issued
    assert RecordedFact.objects.filter(name="BatchCancelled").count() == 1


def test_one_that_waits_is_cancelled_at_once(cast: Cast, propose: Propose) -> None:
    batch = work(propose(people(2)))
    assert (
        award_many.cancel_many(actor=cast.ines, batch_uid=batch.uid, now=NOON).phase == BatchPhase.CANCELLED
    )
    with pytest.raises(Refused):
        award_many.confirm_many(actor=cast.ines, batch_uid=batch.uid, now=NOON)


# --- told -----------------------------------------------------------------------------------------------------------


def test_earners_are_told_once_each_and_behind_the_issuing(cast: Cast, propose: Propose) -> None:
    batch = issued(cast, propose(people(7)))
    assert not RecordedFact.objects.filter(name="CredentialPlaced").exists()
    told = []
    while number := award_many.tell_some(now=LATER, limit=3):
        told.append(number)
    assert told == [3, 3, 1]
    assert award_many.tell_some(now=LATER, limit=3) == 0
    batch.refresh_from_db()
    assert batch.told_all
    placed = RecordedFact.objects.filter(name="CredentialPlaced")
    assert {fact.subject_uid for fact in placed} == set(
        Person.objects.filter(email__startswith="learner").values_list("uid", flat=True)
    )
    assert Delivery.objects.filter(fact__in=placed, state=QueueState.WAITING).count() == 7


def test_nobody_is_told_where_that_was_not_wanted(cast: Cast, propose: Propose) -> None:
    batch = work(propose(people(3)))
    Batch.objects.update(tells=False)
    work(agreed(cast, batch))
    assert award_many.tell_some(now=LATER, limit=3) == 0
    assert not RecordedFact.objects.filter(name="CredentialPlaced").exists()


def test_a_batch_for_later_holds_up_no_other_letters(cast: Cast, propose: Propose) -> None:
    later = work(propose(people(2)))
    tomorrow = leases.database_now() + timedelta(days=1)
    award_many.confirm_many(actor=cast.ines, batch_uid=later.uid, starts_at=tomorrow, now=NOON)
    award_many.approve_many(actor=cast.rob, batch_uid=later.uid, now=NOON)
    issued(cast, propose(people(3, first=2)))
    assert award_many.tell_some(now=LATER, limit=9) == 3


def test_facts_name_the_batch_and_nobody(cast: Cast, propose: Propose) -> None:
    batch = issued(cast, propose(people(6)))
    facts = RecordedFact.objects.filter(
        name__in=["BatchProposed", "BatchApproved", "CredentialsIssued", "BatchIssued"]
    )
    assert {fact.data["batch"] for fact in facts} == {str(batch.uid)}
    assert sum(fact.data["number"] for fact in facts if fact.name == "CredentialsIssued") == 6
    assert [fact.actor_uid for fact in facts.filter(name="BatchApproved")] == [cast.rob.uid]


def test_a_chunk_that_fails_at_its_end_leaves_nothing_half(
    cast: Cast, propose: Propose, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = agreed(cast, work(propose(people(8))))

    def fails(*_: object, **__: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(award_many, "place_many", fails)
    with pytest.raises(OperationalError):
        work(batch)
    assert not Credential.objects.exists()
    assert not Person.objects.filter(email__startswith="learner").exists()
    batch.refresh_from_db()
    assert (batch.position, batch.issued) == (0, 0)
