"""How many credentials are undone at once: withdrawn, revoked, suspended or reinstated, and if wanted issued anew.

(1)  start    what is meant is said and counted; nothing else is done with it before a worker comes
(2)  change   some at a time: their state, an entry in each one's history, their awards and how far the job has come,
              in ONE transaction
(3)  reissue  where it was asked for, a batch takes the place of what was revoked; `award_many` issues it
(4)  tell     the holders who know of it, behind the changes and at the pace of the mail

A worker that dies in (2) is followed by one that goes on behind the last part, so each is changed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor, require
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.rows import many_commits
from skillmark.lifecycle.awarding.operations import withdraw_many
from skillmark.lifecycle.holding.operations import hold_unclaimed
from skillmark.lifecycle.holding.queries import who_know_of
from skillmark.lifecycle.issuing import batches, selections, status_jobs
from skillmark.lifecycle.issuing.models import CredentialState, StatusJob
from skillmark.lifecycle.issuing.rules import state_after
from skillmark.lifecycle.issuing.selections import Meant

# Gone through for one letter, where most holders know of nothing.
_LOOKED_AT = 10

Clock = Callable[[], datetime]


# --- by people ----------------------------------------------------------------------------------------------


def start_undo(
    *,
    actor: Actor,
    org: Organisation,
    meant: Meant,
    do: str,
    reason: str,
    agreed: int | None = None,
    tells: bool = True,
    reissue: bool = False,
    now: datetime,
) -> StatusJob:
    """Asks for what is meant to be changed; the next worker does it. `reason` is published.

    `agreed` is the number of credentials to which somebody agreed, where they were asked.
    """
    scope = selections.access_scope(actor, org, meant)
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    version = None
    if reissue:
        require(actor, "award.propose", org)
        version = selections.version_to_reissue(scope)
        if version is None:
            raise Refused(
                "undo.several_versions",
                "What is issued anew has to be of one micro-credential, and this may be of several.",
                "Choose a batch or a micro-credential, and undo one after the other.",
            )
    with transaction.atomic():
        return status_jobs.open_job(
            scope=scope, do=StatusJob.Do(do), reason=reason, agreed=agreed, tells=tells, reissue_as=version,
            by=actor, now=now,
        )  # fmt: skip


def cancel_undo(*, actor: Actor, job_uid: UUID | str, now: datetime) -> StatusJob:
    """Ends it before its end; what is changed stays changed."""
    job = selections.access_job(actor, job_uid, "credentials.revoke")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        return status_jobs.cancel_job(job=job, actor=actor, now=now)


def try_undo_again(*, actor: Actor, job_uid: UUID | str, now: datetime) -> StatusJob:
    """Puts a job that was given up back into the queue; it goes on where it was."""
    job = selections.access_job(actor, job_uid, "credentials.revoke")
    with transaction.atomic():
        return status_jobs.retry_job(job=job, now=now)


# --- by whoever holds the row -------------------------------------------------------------------------------


def work_on(*, job: StatusJob, holder: str, lease: timedelta, clock: Clock) -> Iterator[StatusJob]:
    """Changes what a job is about, and yields it each time that it has come further.

    No person acts here: who may have it done was asked before. Raises LeaseLost when somebody else has taken it over.
    """
    with many_commits():
        yield from _through(job, holder=holder, lease=lease, clock=clock)


def _through(job: StatusJob, *, holder: str, lease: timedelta, clock: Clock) -> Iterator[StatusJob]:
    while job.upto < job.last:
        if status_jobs.wants_to_end(job):
            with transaction.atomic():
                status_jobs.end_job(job=job, holder=holder, cancelled=True, now=clock())
            yield job
            return
        with transaction.atomic():
            _change_some(job, holder=holder, lease=lease, now=clock())
        job.refresh_from_db(fields=["upto", "changed", "left_alone", "held_until", "begun_at"])
        yield job
    with transaction.atomic():
        now = clock()
        status_jobs.end_job(job=job, holder=holder, cancelled=False, now=now)
        if job.reissue_as is not None and job.changed:
            batches.open_reissue(job=job, now=now)
    yield job


def _change_some(job: StatusJob, *, holder: str, lease: timedelta, now: datetime) -> None:
    part = status_jobs.hold_part(job=job, holder=holder, lease=lease, now=now)
    keys = [each.pk for each in part.may_change]
    among = hold_unclaimed(keys) if job.do == StatusJob.Do.CANCEL else None
    changed = status_jobs.change_part(job=job, part=part, among=among, holder=holder, lease=lease, now=now)
    if state_after(job.do) == CredentialState.REVOKED:
        withdraw_many([each.award_id for each in changed])


# --- telling ------------------------------------------------------------------------------------------------


def tell_some(*, now: datetime, limit: int) -> int:
    """Queues the letters to some of the holders, `limit` at most; returns how many changes it has looked at."""
    job = selections.job_to_tell()
    if job is None:
        return 0
    with transaction.atomic():
        changes = selections.changes_of(job, after=job.told_upto, limit=_LOOKED_AT * limit)
        known = who_know_of([each.credential_id for each in changes if each.credential_id is not None])
        told = [each for each in changes if each.credential_id in known]
        if len(told) > limit:
            told = told[:limit]
            changes = [each for each in changes if each.pk <= told[-1].pk]
        status_jobs.tell_of_changes(told, job=job, now=now)
        ended = not changes and job.phase != StatusJob.Phase.CHANGING
        upto = None if ended else changes[-1].pk if changes else job.told_upto
        batches.keep_told(row=job, upto=upto, number=len(told))
    return len(changes)
