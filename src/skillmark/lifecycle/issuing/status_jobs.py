"""Writes to jobs that change the status of many credentials, in the caller's transaction.

What may follow on what is the same as for one credential (`rules.may_change`). Whoever works on a job holds its row by
a lease; every write of work stands behind that fence (`ledger/leases.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F

from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.rows import insert_rows
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing import facts, selections
from skillmark.lifecycle.issuing.models import Credential, CredentialState, StatusChange, StatusJob
from skillmark.lifecycle.issuing.operations import CHANGES, CREDENTIAL_FACTS
from skillmark.lifecycle.issuing.rules import may_change, state_after
from skillmark.lifecycle.issuing.selections import Scope, scope_of

# How many keys are gone through at once, whether all of them are meant or few.
PART = 2_000


# --- opened and ended ---------------------------------------------------------------------------------------


def open_job(
    *,
    scope: Scope,
    do: StatusJob.Do,
    reason: str,
    agreed: int | None,
    tells: bool,
    reissue_as: Version | None,
    by: Person,
    now: datetime,
) -> StatusJob:
    """A job for the next worker. `agreed` is to how many somebody agreed, where they were asked. Raises Refused."""
    extent = selections.extent_of(scope)
    _refuse_what_is_wrong(scope, do, reason, reissue_as)
    if not extent.number:
        raise Refused("undo.nothing", "No credential is meant by this.", "Choose others.")
    if agreed is not None and agreed != extent.number:
        raise Refused(
            "undo.other_number",
            f"{extent.number:,} credentials are meant now, not {agreed:,}.",
            "Look at them again, and type the number if it is right.",
        )
    job = StatusJob.objects.create(
        org=scope.org, do=do, reason=reason.strip()[:300], batch=scope.batch, version=scope.version,
        issued_from=scope.issued_from, issued_until=scope.issued_until, only_state=scope.only_state,
        text=scope.text, total=extent.number, last=extent.last, upto=extent.first - 1, tells=tells,
        told_all=not tells, reissue_as=reissue_as, by=by, created_at=now, run_at=now,
    )  # fmt: skip
    _record(facts.StatusJobOpened(job=str(job.uid), do=do.value, credentials=extent.number), job, by, now)
    return job


def _refuse_what_is_wrong(scope: Scope, do: StatusJob.Do, reason: str, reissue_as: Version | None) -> None:
    if not reason.strip():
        raise Refused("undo.reason_missing", "A reason is missing.", "Say why in a sentence.")
    if scope.batch is not None and selections.is_being_issued(scope.batch):
        raise Refused(
            "undo.being_issued",
            "This batch is not at its end, so more of it would come behind the change.",
            "Cancel the batch first; what is issued of it can be undone then.",
        )
    if reissue_as is not None and state_after(do) != CredentialState.REVOKED:
        raise Refused(
            "undo.nothing_to_replace",
            "Only what is revoked can be issued anew.",
            "Revoke them, or leave it at this.",
        )


def cancel_job(*, job: StatusJob, actor: Person, now: datetime) -> StatusJob:
    """Ends a job: at once where nobody works on it, else before its next part. What is changed stays."""
    row = StatusJob.objects.select_for_update(of=("self",)).select_related("org").get(pk=job.pk)
    if row.phase != StatusJob.Phase.CHANGING:
        return row
    if row.state == QueueState.HELD:
        row.cancel_asked = True
        row.save(update_fields=["cancel_asked"])
        return row
    row.phase, row.state, row.ended_at = StatusJob.Phase.CANCELLED, QueueState.DONE, now
    row.save(update_fields=["phase", "state", "ended_at"])
    _record(facts.StatusJobCancelled(job=str(row.uid), changed=row.changed), row, actor, now)
    return row


def retry_job(*, job: StatusJob, now: datetime) -> StatusJob:
    """Puts a job that was given up, or waits for a later try, back at the head of the queue."""
    waiting = StatusJob.objects.filter(pk=job.pk, state__in=[QueueState.DEAD, QueueState.WAITING])
    waiting.update(state=QueueState.WAITING, run_at=now, attempts=0, last_error="")
    job.refresh_from_db()
    return job


def end_job(*, job: StatusJob, holder: str, cancelled: bool, now: datetime) -> None:
    """The job is at its end, or is ended before it."""
    phase = StatusJob.Phase.CANCELLED if cancelled else StatusJob.Phase.DONE
    leases.finish(job, holder=holder, phase=phase, ended_at=now)
    job.refresh_from_db()
    uid, changed = str(job.uid), job.changed
    fact = (
        facts.StatusJobCancelled(job=uid, changed=changed)
        if cancelled
        else facts.StatusJobDone(job=uid, changed=changed, left_alone=job.left_alone)
    )
    _record(fact, job, None, now)


def _record(fact: Fact, job: StatusJob, actor: Person | None, now: datetime) -> None:
    record(fact, now=now, actor_uid=actor.uid if actor else None, org_uid=job.org.uid)


# --- worked through -----------------------------------------------------------------------------------------


class Found(NamedTuple):
    """What a change needs to know of a credential."""

    pk: int
    award_id: int
    status_list_id: int
    status_index: int
    state: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is meant among the next keys, held until the transaction ends; with it, all is done `upto` a key."""

    number: int
    may_change: Sequence[Found]
    upto: int


def hold_part(*, job: StatusJob, holder: str, lease: timedelta, now: datetime) -> Part:
    """The next part of a job. Raises LeaseLost when the job is somebody else's now."""
    leases.go_on(job, holder=holder, lease=lease, begun_at=job.begun_at or now)
    upto = min(job.upto + PART, job.last)
    meant = selections.keys_in(scope_of(job), after=job.upto, upto=upto)
    if job.text:
        # Only credentials are locked, not the people who are looked for.
        meant = Credential.objects.filter(pk__among=list(meant.values_list("pk", flat=True)))
    # Whoever changes one of them alone comes before this or after.
    rows = meant.select_for_update(no_key=True).order_by("pk")
    found = [Found(*row) for row in rows.values_list(*Found._fields)]
    to = state_after(job.do)
    return Part(
        number=len(found), may_change=[each for each in found if may_change(each.state, to)], upto=upto
    )


def change_part(
    *, job: StatusJob, part: Part, among: Collection[int] | None, holder: str, lease: timedelta, now: datetime
) -> list[Found]:
    """Changes what may be changed, or of that what is `among` these keys, and keeps how far the job has come.

    Returns what was changed. Raises LeaseLost.
    """
    changed = [each for each in part.may_change if among is None or each.pk in among]
    leases.go_on(
        job, holder=holder, lease=lease, upto=part.upto, changed=F("changed") + len(changed),
        left_alone=F("left_alone") + part.number - len(changed),
    )  # fmt: skip
    if changed:
        to = CredentialState(state_after(job.do))
        Credential.objects.filter(pk__among=[each.pk for each in changed]).update(state=to)
        insert_rows(
            StatusChange,
            ((each.pk, each.status_list_id, each.status_index) for each in changed),
            columns=("credential_id", "status_list_id", "status_index"),
            same={
                "change": CHANGES[to].value, "reason": job.reason, "by_id": job.by_id, "changed_at": now,
                "job_id": job.pk,
            },
        )  # fmt: skip
        first, last = (str(Credential.objects.only("uid").get(pk=changed[at].pk).uid) for at in (0, -1))
        fact = facts.CredentialsChanged(
            job=str(job.uid), change=CHANGES[to].value, first=first, last=last, number=len(changed)
        )
        _record(fact, job, None, now)
    return changed


def wants_to_end(job: StatusJob) -> bool:
    """Whether somebody has asked for the job to be cancelled."""
    return StatusJob.objects.filter(pk=job.pk, cancel_asked=True).exists()


# --- told ---------------------------------------------------------------------------------------------------


def tell_of_changes(changes: Sequence[StatusChange], *, job: StatusJob, now: datetime) -> None:
    """Records for each change what `change_status` records at once, so that its holder is told."""
    for each in changes:
        assert each.credential is not None  # noqa: S101 - jobs change nothing else
        uid = str(each.credential.uid)
        to = CredentialState(state_after(job.do))
        fact = (
            facts.OfferWithdrawn(credential=uid)
            if job.do == StatusJob.Do.CANCEL
            else CREDENTIAL_FACTS[to](credential=uid)
        )
        subject = each.credential.person.uid
        record(fact, now=now, actor_uid=job.by.uid, org_uid=job.org.uid, subject_uid=subject)
