"""Reads of what is to be undone: which credentials are meant, the jobs that change them, and what those have done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
)

from skillmark.credential.times import parse_timestamp
from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.orgs.access import Actor, NotFound, allowed, require
from skillmark.foundation.orgs.models import Organisation
from skillmark.lifecycle.designing.models import LIVE_STATES, Version
from skillmark.lifecycle.designing.queries import access_version
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import (
    Batch,
    BatchPhase,
    Credential,
    CredentialState,
    StatusChange,
    StatusJob,
)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which credentials of an organisation are meant: those that are all of what is said. Nothing said: every one."""

    org: Organisation
    batch: Batch | None = None
    version: Version | None = None
    issued_from: datetime | None = None
    issued_until: datetime | None = None
    only_state: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Meant:
    """Which credentials, as somebody says it from outside (see `Scope`)."""

    batch_uid: UUID | None = None
    version_uid: UUID | None = None
    issued_from: datetime | None = None
    issued_until: datetime | None = None
    only_state: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How many credentials are meant, and from which key to which."""

    number: int
    first: int
    last: int


def access_scope(actor: Actor, org: Organisation, meant: Meant) -> Scope:
    """What is meant, if the actor may change all of it. Raises NotFound for what is not there or not theirs."""
    action = "credentials.revoke"
    require(actor, action, org)
    batch = queries.access_batch(actor, meant.batch_uid, action) if meant.batch_uid else None
    version = access_version(actor, meant.version_uid, action) if meant.version_uid else None
    theirs = [*([batch.org] if batch else []), *([version.micro_credential.org] if version else [])]
    if any(each != org for each in theirs):
        raise NotFound("batch or version of this organisation")
    return Scope(
        org=org, batch=batch, version=version, issued_from=meant.issued_from, issued_until=meant.issued_until,
        only_state=meant.only_state, text=meant.text.strip()[:100],
    )  # fmt: skip


def scope_of(job: StatusJob) -> Scope:
    """What a job is about."""
    return Scope(
        org=job.org, batch=job.batch, version=job.version, issued_from=job.issued_from,
        issued_until=job.issued_until, only_state=job.only_state, text=job.text,
    )  # fmt: skip


def credentials_in(scope: Scope) -> QuerySet[Credential]:
    """All that are meant, the newest first."""
    found = queries.credentials_of(scope.org, text=scope.text, state=scope.only_state, batch=scope.batch)
    return _narrowed(found, scope)


def keys_in(scope: Scope, *, after: int, upto: int) -> QuerySet[Credential]:
    """Those that are meant among some keys.

    A text is looked for in these few, and not in everybody's name. The organisation is no column here but a sum, so
    that SQLite goes through these keys and not, each time, through all that the organisation has issued.
    """
    org = ExpressionWrapper(F("org_id") + 0, output_field=BigIntegerField())
    found = Credential.objects.alias(owner=org).filter(owner=scope.org.pk, pk__gt=after, pk__lte=upto)
    if scope.text:
        named = Q(person__name__icontains=scope.text) | Q(person__email__icontains=scope.text)
        found = found.filter(named | Q(version__title__icontains=scope.text))
    if scope.only_state:
        found = found.filter(state=scope.only_state)
    if scope.batch is not None:
        found = found.filter(batch=scope.batch)
    return _narrowed(found, scope)


def _narrowed(found: QuerySet[Credential], scope: Scope) -> QuerySet[Credential]:
    if scope.version is not None:
        found = found.filter(version=scope.version)
    if scope.issued_from is not None:
        found = found.filter(issued_at__gte=scope.issued_from)
    if scope.issued_until is not None:
        found = found.filter(issued_at__lt=scope.issued_until)
    return found


def extent_of(scope: Scope) -> Extent:
    """How many are meant now, and between which keys."""
    whole = scope.batch is not None and scope == Scope(org=scope.org, batch=scope.batch)
    # A whole batch is counted in its index alone, without a look at the organisation in each of its rows.
    meant = Credential.objects.filter(batch=scope.batch) if whole else credentials_in(scope).order_by()
    found = meant.aggregate(number=Count("pk"), first=Min("pk"), last=Max("pk"))
    return Extent(number=found["number"], first=found["first"] or 0, last=found["last"] or 0)


def states_in(scope: Scope) -> dict[str, int]:
    """How many of them are in which state."""
    if scope == Scope(org=scope.org, only_state=scope.only_state):
        counted = queries.counts_by_state(scope.org)
    elif scope.batch and scope == Scope(org=scope.org, batch=scope.batch, only_state=scope.only_state):
        counted = {
            state: queries.count_in_batch(scope.batch, state=state) for state in CredentialState.values
        }
    else:
        counted = dict(credentials_in(scope).order_by().values_list("state").annotate(Count("pk")))
    return {state: number for state, number in counted.items() if number and scope.only_state in {"", state}}


def examples_in(scope: Scope, *, limit: int) -> list[Credential]:
    """Some of them, the newest first."""
    return list(credentials_in(scope)[:limit])


def version_to_reissue(scope: Scope) -> Version | None:
    """What would be issued in their place: the live version of their micro-credential, or else their own.

    None where they may be of several.
    """
    own = scope.batch.version if scope.batch else scope.version
    if own is None:
        return None
    of_the_same = Version.objects.filter(micro_credential=own.micro_credential_id)
    published = of_the_same.filter(state__in=LIVE_STATES).select_related("micro_credential__org")
    return published.first() or own


# --- jobs ---------------------------------------------------------------------------------------------------


def access_job(actor: Actor, uid: UUID | str, action: str) -> StatusJob:
    """The job, if the actor may do `action` in its organisation. Raises NotFound otherwise."""
    try:
        job = _jobs().get(uid=uid)
    except (StatusJob.DoesNotExist, ValidationError) as error:
        raise NotFound("status job") from error
    if not allowed(actor, action, job.org):
        raise NotFound("status job")
    return job


def jobs_of(org: Organisation) -> QuerySet[StatusJob]:
    """The organisation's jobs, newest first."""
    return _jobs().filter(org=org).order_by("-created_at", "-pk")


def jobs_under_way(org: Organisation) -> list[StatusJob]:
    """What is not at its end, the newest first."""
    return list(jobs_of(org).filter(phase=StatusJob.Phase.CHANGING))


def reissue_of(job: StatusJob) -> Batch | None:
    """The batch in place of what the job has revoked, where there is one."""
    return Batch.objects.filter(redoes=job).first()


def work_of_jobs() -> QuerySet[StatusJob]:
    """The queue that workers take jobs from."""
    return _jobs()


def job_is_due(now: datetime) -> bool:
    """Whether a job waits for a worker, or its worker has not been heard of for too long."""
    waiting = Q(state=QueueState.WAITING, run_at__lte=now)
    return StatusJob.objects.filter(waiting | Q(state=QueueState.HELD, held_until__lt=now)).exists()


def job_to_tell() -> StatusJob | None:
    """The oldest job some of whose holders may not have been told yet."""
    untold = StatusChange.objects.filter(job=OuterRef("pk"), pk__gt=OuterRef("told_upto"))
    open_ones = _jobs().filter(Exists(untold) | ~Q(phase=StatusJob.Phase.CHANGING), told_all=False)
    return open_ones.order_by("pk").first()


def _jobs() -> QuerySet[StatusJob]:
    return StatusJob.objects.select_related(
        "org", "by", "batch__version", "version__micro_credential", "reissue_as__micro_credential__org"
    )


def is_being_issued(batch: Batch) -> bool:
    """Whether more of its credentials may come."""
    return Batch.objects.filter(pk=batch.pk, phase__in=[BatchPhase.PROPOSED, BatchPhase.ISSUING]).exists()


# --- what a job has done --------------------------------------------------------------------------------------


def changes_of(job: StatusJob, *, after: int, limit: int) -> list[StatusChange]:
    """Some of its changes, in the order in which they were made."""
    found = StatusChange.objects.filter(job=job, pk__gt=after).select_related("credential__person")
    return list(found.defer("credential__document").order_by("pk")[:limit])


@dataclass(frozen=True, kw_only=True, slots=True)
class Revoked:
    """A credential that a job has revoked, with what another in its place needs; `change` is the key of its change."""

    change: int
    credential_id: int
    person_id: int
    email: str
    name: str
    awarded_at: datetime | None
    valid_until: datetime | None
    results: list[dict[str, Any]]
    evidence: list[dict[str, str]]
    version_id: int


def revoked_by(job: StatusJob, *, after: int, limit: int) -> Sequence[Revoked]:
    """Some of what a job has revoked and nothing stands in for yet, in the order in which it was."""
    changes = StatusChange.objects.filter(job=job, pk__gt=after, credential__replaced_by=None).order_by("pk")
    rows = changes.values_list(
        "pk", "credential_id", "credential__person_id", "credential__person__email", "credential__person__name",
        "credential__document", "credential__valid_until", "credential__award__results",
        "credential__award__evidence", "credential__version_id",
    )[:limit]  # fmt: skip
    return [
        Revoked(
            change=row[0], credential_id=row[1], person_id=row[2], email=row[3], name=row[4],
            awarded_at=_awarded_at(row[5]), valid_until=row[6], results=row[7], evidence=row[8], version_id=row[9],
        )
        for row in rows
    ]  # fmt: skip


def _awarded_at(document: str) -> datetime | None:
    written = json.loads(document).get("awardedDate")
    return parse_timestamp(written) if written else None
