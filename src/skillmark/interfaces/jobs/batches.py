"""Has batches read and issued, in a process of their own: a million credentials must not hold up one.

The worker looks after it (`look`): where a batch waits and no such process runs, it starts one, which works until
nothing is due (`main`). A process that is killed leaves its batch to the next one, which goes on behind the last chunk.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from skillmark.config import current
from skillmark.foundation.ledger import leases
from skillmark.interfaces.jobs.signing import NoCluster, signing_processes
from skillmark.journeys import award_many
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import Batch

# Renewed with every chunk, many times a second; so soon another process goes on where one was killed.
LEASE = timedelta(seconds=4)
_log = logging.getLogger(__name__)


@dataclass
class Helper:
    """The process beside a worker that does the batches."""

    process: subprocess.Popen[bytes] | None = None
    stopped: bool = field(default=False)

    def look(self, _now: datetime) -> None:
        """Starts the process where a batch is due and none runs."""
        if self.process is not None and self.process.poll() is None:
            return
        leases.free_what_the_dead_hold(queries.work_of_batches())
        if self.stopped or not queries.batch_is_due(leases.database_now()):
            return
        command = [sys.executable, "-m", "skillmark", "worker", "--batches"]
        environment = {**os.environ, "SKILLMARK_HOME": str(current().home)}
        self.process = subprocess.Popen(command, env=environment)

    def stop(self) -> None:
        """Lets it finish its chunk, and end."""
        self.stopped = True
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def main(*, holder: str) -> int:
    """Works on batches until none is due, or until SIGTERM, or until the worker that started it is gone."""
    stop, parent = threading.Event(), os.getppid()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set() and run_one(holder=holder, stop=stop, parent=parent):
        pass
    return 0


def run_one(*, holder: str, stop: threading.Event | None = None, parent: int | None = None) -> bool:
    """Works on the next due batch to its end; False when there is none."""
    batch = leases.take_next(queries.work_of_batches(), holder=holder, lease=LEASE)
    if batch is None:
        return False
    for _ in work_on(batch, holder=holder):
        if (stop is not None and stop.is_set()) or (parent is not None and os.getppid() != parent):
            _put_back(batch, holder=holder)
            break
    return True


def work_on(batch: Batch, *, holder: str, cluster: str = "") -> Iterator[Batch]:
    """Works on a batch that `holder` has taken, and yields it each time that it has come further.

    What fails gives it back with the reason, to be tried again.
    """
    try:
        with signing_processes(cluster=cluster or current().cluster) as executor:
            yield from award_many.work_on(
                batch=batch, holder=holder, lease=LEASE, executor=executor, base_url=current().base_url,
                clock=timezone.now,
            )  # fmt: skip
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", batch)
    except NoCluster:
        _put_back(batch, holder=holder)
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the batch must go back with its reason
        _log.warning("%s did not go on (try %d): %s", batch, batch.attempts, error, exc_info=True)
        with transaction.atomic():
            leases.give_back(batch, holder=holder, error=str(error) or type(error).__name__)


def _put_back(batch: Batch, *, holder: str) -> None:
    """Leaves the batch to the next worker at once."""
    try:
        with transaction.atomic():
            leases.let_go(batch, holder=holder)
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", batch)
