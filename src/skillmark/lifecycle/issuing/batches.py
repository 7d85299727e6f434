"""Writes to batches, in the caller's transaction: how one is opened, decided on, worked through and ended.

Whoever works on a batch holds its row by a lease; every write of work stands behind that fence (`ledger/leases.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.rows import insert_rows, take_ids
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import refuse_unissuable
from skillmark.lifecycle.issuing import facts, queries
from skillmark.lifecycle.issuing.models import (
    Batch,
    BatchPhase,
    BatchProblem,
    Credential,
    CredentialState,
    IssuerKey,
    StatusJob,
    StatusList,
)
from skillmark.lifecycle.issuing.operations import hold, key_of, take_places

# Decided on, and not at its end.
_OPEN = (BatchPhase.CHECKING, BatchPhase.CHECKED, BatchPhase.PROPOSED, BatchPhase.ISSUING)
_IDLE = {"state": QueueState.DONE, "held_by": "", "held_until": None}


class KeyReplaced(Exception):
    """The key of signatures that are about to be kept signs no more: they are made anew with the one that does."""


# --- opened and decided on ----------------------------------------------------------------------------------


def open_batch(
    *,
    version: Version,
    file: StoredFile,
    expected_rows: int,
    reason: str,
    tells: bool,
    proposer: Person,
    now: datetime,
) -> Batch:
    """A batch whose table is to be read; `run_at` is now, so the next worker takes it."""
    refuse_unissuable(version)
    return Batch.objects.create(
        org=version.micro_credential.org, version=version, file=file, expected_rows=expected_rows, reason=reason,
        tells=tells, proposed_by=proposer, created_at=now, run_at=now,
    )  # fmt: skip


def open_reissue(*, job: StatusJob, now: datetime) -> Batch:
    """A batch in place of what a job has revoked: issued at once, or when a second person agrees."""
    assert job.reissue_as is not None  # noqa: S101 - it was asked for
    row = Batch.objects.create(
        org=job.org, version=job.reissue_as, redoes=job, reason=job.reason, tells=job.tells, checked=job.changed,
        good=job.changed, proposed_by=job.by, phase=BatchPhase.PROPOSED, state=QueueState.DONE, created_at=now,
        run_at=now,
    )  # fmt: skip
    _record(facts.BatchProposed(batch=str(row.uid), rows=row.good), row, job.by, now)
    return row if row.org.four_eyes else _begin(row, decider=job.by, now=now)


def confirm_batch(
    *, batch: Batch, leave_out_bad: bool, starts_at: datetime | None, actor: Person, now: datetime
) -> Batch:
    """Asks for a checked batch to be issued: at once, or when a second person agrees. Raises Refused."""
    row = _locked(batch)
    if row.phase in {BatchPhase.ISSUING, BatchPhase.DONE, BatchPhase.PROPOSED}:
        return row
    if row.phase != BatchPhase.CHECKED:
        raise _not_now(row)
    refuse_unissuable(row.version)
    if row.bad and not leave_out_bad:
        raise Refused(
            "batch.has_problems",
            f"{row.bad:,} rows have problems, so nothing was issued.",
            "Mend them and upload the table again, or ask for the others to be issued without them.",
        )
    if not row.good:
        raise Refused("batch.empty", "No row of this table can be issued.", "Mend it and upload it again.")
    row.leave_out_bad, row.starts_at = leave_out_bad, starts_at
    _record(facts.BatchProposed(batch=str(row.uid), rows=row.good), row, actor, now)
    if row.org.four_eyes:
        row.phase = BatchPhase.PROPOSED
        row.save(update_fields=["phase", "leave_out_bad", "starts_at"])
        return row
    return _begin(row, decider=actor, now=now)


def approve_batch(*, batch: Batch, decider: Person, now: datetime) -> Batch:
    """The second person agrees; again changes nothing. Raises Refused for the proposer's own eyes."""
    row = _locked(batch)
    if row.phase in {BatchPhase.ISSUING, BatchPhase.DONE}:
        return row
    if row.phase != BatchPhase.PROPOSED:
        raise _not_now(row)
    if row.org.four_eyes and decider.pk == row.proposed_by_id:
        raise Refused(
            "award.four_eyes",
            "You proposed these awards, so somebody else has to approve them.",
            "Ask another registrar or an owner.",
        )
    if row.redoes_id is None:
        refuse_unissuable(row.version)
    return _begin(row, decider=decider, now=now)


def _begin(row: Batch, *, decider: Person, now: datetime) -> Batch:
    row.phase, row.decided_by = BatchPhase.ISSUING, decider
    row.state, row.attempts, row.last_error = QueueState.WAITING, 0, ""
    row.run_at = max(now, row.starts_at) if row.starts_at else now
    row.told_all = not row.tells
    row.save()
    _record(facts.BatchApproved(batch=str(row.uid)), row, decider, now)
    return row


def cancel_batch(*, batch: Batch, actor: Person, now: datetime) -> Batch:
    """Ends a batch: at once where nobody works on it, else before the next chunk. What is issued stays."""
    row = _locked(batch)
    if row.phase not in _OPEN:
        return row
    if row.state == QueueState.HELD:
        row.cancel_asked = True
        row.save(update_fields=["cancel_asked"])
        return row
    declined = row.phase == BatchPhase.PROPOSED
    fact = (
        facts.BatchDeclined(batch=str(row.uid))
        if declined
        else facts.BatchCancelled(batch=str(row.uid), issued=row.issued)
    )
    _record(fact, row, actor, now)
    row.phase, row.ended_at = BatchPhase.CANCELLED, now
    row.state = QueueState.DONE
    row.save(update_fields=["phase", "ended_at", "state"])
    _give_places_back(row)
    return row


def retry_batch(*, batch: Batch, now: datetime) -> Batch:
    """Puts a batch that was given up, or waits for a later try, back at the head of the queue."""
    row = _locked(batch)
    if row.state in {QueueState.DEAD, QueueState.WAITING}:
        row.state, row.attempts, row.last_error = QueueState.WAITING, 0, ""
        row.run_at = max(now, row.starts_at) if row.starts_at else now
        row.save(update_fields=["state", "attempts", "last_error", "run_at"])
    return row


def _locked(batch: Batch) -> Batch:
    rows = Batch.objects.select_for_update(of=("self",)).select_related("org", "version", "proposed_by")
    return rows.get(pk=batch.pk)


def _not_now(row: Batch) -> Refused:
    if row.phase == BatchPhase.CHECKING:
        return Refused("batch.being_read", "The table is still being read.", "Wait until it is done.")
    return Refused(
        "batch.ended", f"This batch is {BatchPhase(row.phase).label.lower()}.", "Upload the table anew."
    )


def _record(fact: Fact, batch: Batch, actor: Person | None, now: datetime) -> None:
    record(fact, now=now, actor_uid=actor.uid if actor else None, org_uid=batch.org.uid)


# --- read ---------------------------------------------------------------------------------------------------


def begin_check(*, batch: Batch, holder: str, lease: timedelta) -> None:
    """Forgets what an earlier reader found who did not come to the end."""
    BatchProblem.objects.filter(batch=batch).delete()
    leases.go_on(batch, holder=holder, lease=lease, checked=0, good=0, bad=0, standing=0)


def keep_checked(
    *,
    batch: Batch,
    problems: Iterable[tuple[int, str, str, str]],
    good: int,
    bad: int,
    standing: int,
    holder: str,
    lease: timedelta,
) -> bool:
    """Adds some rows that were read; `problems` are (row, column, code, sentence). False: somebody wants it to end."""
    found = ((row, column[:200], code, sentence[:500]) for row, column, code, sentence in problems)
    insert_rows(
        BatchProblem, found, columns=("row", "column", "code", "sentence"), same={"batch_id": batch.pk}
    )
    leases.go_on(
        batch, holder=holder, lease=lease, checked=F("checked") + good + bad + standing, good=F("good") + good,
        bad=F("bad") + bad, standing=F("standing") + standing,
    )  # fmt: skip
    return _goes_on(batch)


def end_check(*, batch: Batch, holder: str) -> None:
    leases.finish(batch, holder=holder, phase=BatchPhase.CHECKED)


def refuse_batch(*, batch: Batch, sentence: str, holder: str, now: datetime) -> None:
    """The table cannot be used at all; `sentence` says why and what to do."""
    leases.finish(batch, holder=holder, phase=BatchPhase.REFUSED, ended_at=now)
    Batch.objects.filter(pk=batch.pk).update(last_error=sentence)


def _goes_on(batch: Batch) -> bool:
    return not Batch.objects.filter(pk=batch.pk, cancel_asked=True).exists()


# --- issued -------------------------------------------------------------------------------------------------


def reserve_places(
    *,
    batch: Batch,
    wanted: int,
    at_least: int,
    holder: str,
    lease: timedelta,
    base_url: str,
    now: datetime,
) -> Batch:
    """Gives the batch a key, and places in a status list for itself: those it holds already while they suffice.

    Fewer than are wanted, where the list has no more left, but `at_least` so many. Returns the batch as it is now.
    """
    org = hold(batch.org)
    key = key_of(org, now=now)
    issuer_id = queries.issuer_id_of(batch.org, key=key, base_url=base_url)
    row = Batch.objects.select_related("status_list").get(pk=batch.pk)
    fits = row.key_id == key.pk and row.status_list is not None and row.status_list.issuer_id == issuer_id
    if not fits or row.end_place - row.next_place < at_least:
        _give_places_back(row)
        found, first, last = take_places(org, issuer_id=issuer_id, wanted=wanted, at_least=at_least, now=now)
        places = {"status_list": found, "next_place": first, "end_place": last}
    else:
        places = {}
    leases.go_on(batch, holder=holder, lease=lease, key=key, begun_at=batch.begun_at or now, **places)
    batch.refresh_from_db(fields=["key", "status_list", "next_place", "end_place", "begun_at"])
    return batch


def _give_places_back(row: Batch) -> None:
    """What a batch held and did not use is free again, if nobody took a place behind it."""
    if row.status_list_id is not None and row.next_place < row.end_place:
        mine = StatusList.objects.filter(pk=row.status_list_id, taken=row.end_place)
        mine.update(taken=row.next_place)
        Batch.objects.filter(pk=row.pk).update(end_place=row.next_place)


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """One signed credential among many, with what its rows need."""

    uid: UUID
    award_id: int
    person_id: int
    index: int
    valid_until: datetime | None
    document: bytes
    replaces_id: int | None = None


def seal_many(
    signed: Sequence[Signed],
    *,
    batch: Batch,
    signing_at: datetime,
    position: int,
    holder: str,
    lease: timedelta,
    now: datetime,
) -> Sequence[int]:
    """Keeps the signed bytes as credentials, and that the batch is done up to `position`.

    Returns the keys of the credentials, in order. Raises KeyReplaced when the key was put out of use since it signed,
    LeaseLost when the batch is somebody else's now.
    """
    # Locked, so that putting the key out of use and keeping what it signed wait for each other.
    assert batch.key_id is not None  # noqa: S101 - it holds places
    key = IssuerKey.objects.select_for_update().get(pk=batch.key_id)
    if key.state != IssuerKey.State.ACTIVE:
        raise KeyReplaced
    leases.go_on(
        batch, holder=holder, lease=lease, position=position, issued=F("issued") + len(signed),
        next_place=F("next_place") + len(signed),
    )  # fmt: skip
    if not signed:
        return ()
    ids = take_ids(Credential, len(signed))
    rows = (
        (
            pk, each.uid, each.award_id, each.person_id, f"urn:uuid:{each.uid}", each.document.decode(),
            hashlib.sha256(each.document).hexdigest(), each.index, each.valid_until, each.replaces_id,
        )
        for pk, each in zip(ids, signed, strict=True)
    )  # fmt: skip
    insert_rows(
        Credential,
        rows,
        columns=(
            "id", "uid", "award_id", "person_id", "credential_id", "document",
            "sha256", "status_index", "valid_until", "replaces_id",
        ),
        same={
            "batch_id": batch.pk, "key_id": key.pk, "org_id": batch.org_id, "version_id": batch.version_id,
            "status_list_id": batch.status_list_id, "state": CredentialState.ACTIVE.value, "issued_at": signing_at,
        },
    )  # fmt: skip
    fact = facts.CredentialsIssued(
        batch=str(batch.uid), first=str(signed[0].uid), last=str(signed[-1].uid), number=len(signed)
    )
    _record(fact, batch, None, now)
    return ids


def leave_out(*, batch: Batch, row: int, sentence: str, holder: str, lease: timedelta) -> None:
    """Takes a row out that was read without a problem and yet cannot be signed."""
    BatchProblem.objects.create(batch=batch, row=row, code="not_signed", sentence=sentence[:500])
    leases.go_on(batch, holder=holder, lease=lease, good=F("good") - 1, bad=F("bad") + 1)


def end_batch(*, batch: Batch, holder: str, cancelled: bool, now: datetime) -> None:
    """The batch is at its end, or is ended before it."""
    phase = BatchPhase.CANCELLED if cancelled else BatchPhase.DONE
    leases.finish(batch, holder=holder, phase=phase, ended_at=now)
    batch.refresh_from_db()
    _give_places_back(batch)
    uid, issued = str(batch.uid), batch.issued
    fact = (
        facts.BatchCancelled(batch=uid, issued=issued)
        if cancelled
        else facts.BatchIssued(batch=uid, issued=issued)
    )
    _record(fact, batch, None, now)


def wants_to_end(batch: Batch) -> bool:
    """Whether somebody has asked for the batch to be cancelled."""
    return not _goes_on(batch)


# --- told ---------------------------------------------------------------------------------------------------


def keep_told(*, row: Batch | StatusJob, upto: int | None, number: int) -> None:
    """Keeps up to which key people have been told, so many more of them; None: all, and no more come.

    Raises LeaseLost when somebody else has told the same ones meanwhile.
    """
    mine = type(row)._default_manager.filter(pk=row.pk, told_upto=row.told_upto, told_all=False)
    done = (
        mine.update(told_all=True) if upto is None else mine.update(told_upto=upto, told=F("told") + number)
    )
    if not done:
        raise leases.LeaseLost(f"Another worker tells the people of {row}")
