"""Has many credentials undone, in a process of its own (see `beside.py`): it must not wait for a batch to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone

from skillmark.interfaces.jobs import beside
from skillmark.journeys import undo_many
from skillmark.lifecycle.issuing import selections
from skillmark.lifecycle.issuing.models import StatusJob


def helper() -> beside.Helper:
    return beside.Helper("--undo", queue=selections.work_of_jobs, is_due=selections.job_is_due)


def run_one(*, holder: str, is_to_end: Callable[[], bool] = beside.never) -> bool:
    """Works on the next due job to its end; False when there is none."""
    return beside.run_next(
        selections.work_of_jobs(), lambda job: work_on(job, holder=holder), holder=holder, is_to_end=is_to_end
    )  # fmt: skip


def work_on(job: StatusJob, *, holder: str) -> Iterator[StatusJob]:
    """Works on a job that `holder` has taken, and yields it each time that it has come further.

    What fails gives it back with the reason, to be tried again.
    """
    with beside.given_back(job, holder=holder):
        yield from undo_many.work_on(job=job, holder=holder, lease=beside.LEASE, clock=timezone.now)
