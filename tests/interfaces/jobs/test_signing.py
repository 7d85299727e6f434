"""Signing on this machine or on a cluster: the same code, the same bytes, and clear words where there is none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.cast import Cast

from skillmark.config import current
from skillmark.foundation.ledger import leases
from skillmark.interfaces.jobs import batches
from skillmark.interfaces.jobs.signing import NoCluster, signing_processes
from skillmark.journeys import award_many
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import Batch, BatchPhase, Credential

ROWS = 60


@pytest.fixture
def batch(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    monkeypatch.setattr(award_many, "CHUNK", 10)
    cast.northfield.four_eyes = False
    cast.northfield.save()
    table = tmp_path / "class.csv"
    table.write_text(
        "email,name\n" + "".join(f"learner{n}@people.example,Learner {n}\n" for n in range(ROWS))
    )
    return award_many.propose_many(
        actor=cast.rob, version_uid=cast.published.uid, table=table, name="class.csv", reason="Passed.",
        now=timezone.now(),
    )  # fmt: skip


def _work(batch: Batch, *, cluster: str = "") -> Batch:
    holder = leases.new_holder()
    row = leases.take_next(queries.work_of_batches(), holder=holder, lease=batches.LEASE)
    assert row is not None
    for _ in batches.work_on(row, holder=holder, cluster=cluster):
        pass
    batch.refresh_from_db()
    return batch


def _issued(batch: Batch, *, cluster: str = "") -> Batch:
    _work(batch, cluster=cluster)
    award_many.confirm_many(actor=batch.proposed_by, batch_uid=batch.uid, now=timezone.now())
    return _work(batch, cluster=cluster)


def test_a_batch_is_signed_by_processes_of_this_machine(batch: Batch) -> None:
    assert _issued(batch).issued == ROWS
    assert Credential.objects.count() == ROWS


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:  # type: ignore[no-untyped-call]
        yield made.scheduler_address


def test_a_batch_is_signed_by_a_cluster_of_two(batch: Batch, cluster: str) -> None:
    from distributed import Client

    assert _issued(batch, cluster=cluster).issued == ROWS
    assert Credential.objects.count() == ROWS
    with Client(cluster, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        workers = client.scheduler_info()["workers"].values()
    assert len(workers) == 2


class _Both(Executor):
    """Has everything signed in two places, and hands it out only where both give the same."""

    def __init__(self, here: Executor, there: Executor) -> None:
        self.here, self.there, self.signed = here, there, 0

    def submit(self, work: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        first, second = (
            each.submit(work, *arguments, **options).result() for each in (self.here, self.there)
        )
        assert first == second
        self.signed += 1
        done: Future[Any] = Future()
        done.set_result(first)
        return done


def test_a_cluster_gives_the_bytes_that_this_machine_gives(batch: Batch, cluster: str) -> None:
    _work(batch)
    award_many.confirm_many(actor=batch.proposed_by, batch_uid=batch.uid, now=timezone.now())
    holder = leases.new_holder()
    row = leases.take_next(queries.work_of_batches(), holder=holder, lease=batches.LEASE)
    assert row is not None
    with signing_processes() as here, signing_processes(cluster=cluster) as there:
        both = _Both(here, there)
        for _ in award_many.work_on(
            batch=row, holder=holder, lease=batches.LEASE, executor=both, base_url=current().base_url,
            clock=timezone.now,
        ):  # fmt: skip
            pass
        assert both.signed == ROWS // 10
    batch.refresh_from_db()
    assert batch.phase == BatchPhase.DONE


def test_where_no_cluster_answers_the_batch_waits(batch: Batch) -> None:
    with pytest.raises(NoCluster, match="does not answer"):
        _work(batch, cluster="tcp://127.0.0.1:1")
    batch.refresh_from_db()
    assert (batch.state, batch.phase) == ("waiting", BatchPhase.CHECKING)


# Starts signing processes, says their numbers, and waits to be killed.
_PARENT = """
import sys, time
from skillmark.interfaces.jobs.signing import signing_processes
if __name__ == "__main__":
    with signing_processes() as executor:
        executor.submit(abs, 1).result()
        print(*executor._processes, flush=True)
        time.sleep(60)
"""


def test_signing_processes_do_not_outlive_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(textwrap.dedent(_PARENT))
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = [int(each) for each in parent.stdout.readline().split()]
    assert children
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 20
    while any(leases.is_alive(each) for each in children):
        assert time.monotonic() < until, "signing processes wait for work that nobody will hand out"
        time.sleep(0.05)
    assert os.getpid() not in children


def test_signing_processes_leave_ctrl_c_to_their_parent(heeds_ctrl_c: None) -> None:
    # Which thread a signal wakes is chance, so it is asked and not tried.
    with signing_processes() as executor:
        assert executor.submit(signal.getsignal, signal.SIGINT).result() is signal.SIG_IGN
