"""Has batches read and issued, in a process of their own (see `beside.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone

from skillmark.config import current
from skillmark.interfaces.jobs import beside
from skillmark.interfaces.jobs.signing import NoCluster, signing_processes
from skillmark.journeys import award_many
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import Batch

LEASE = beside.LEASE


def helper() -> beside.Helper:
    return beside.Helper("--batches", queue=queries.work_of_batches, is_due=queries.batch_is_due)


def run_one(*, holder: str, is_to_end: Callable[[], bool] = beside.never) -> bool:
    """Works on the next due batch to its end; False when there is none."""
    return beside.run_next(
        queries.work_of_batches(), lambda batch: work_on(batch, holder=holder), holder=holder, is_to_end=is_to_end
    )  # fmt: skip


def work_on(batch: Batch, *, holder: str, cluster: str = "") -> Iterator[Batch]:
    """Works on a batch that `holder` has taken, and yields it each time that it has come further.

    What fails gives it back with the reason, to be tried again. Raises NoCluster.
    """
    no_cluster: NoCluster | None = None
    with beside.given_back(batch, holder=holder):
        try:
            with signing_processes(cluster=cluster or current().cluster) as executor:
                yield from award_many.work_on(
                    batch=batch, holder=holder, lease=LEASE, executor=executor, base_url=current().base_url,
                    clock=timezone.now,
                )  # fmt: skip
        except NoCluster as error:
            no_cluster = error
    if no_cluster is not None:
        beside.put_back(batch, holder=holder)
        raise no_cluster
