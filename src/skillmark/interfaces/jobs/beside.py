"""Work that takes long, in a process of its own beside the worker: a million credentials must not hold up one.

The worker looks after it (`Helper.look`): where something waits and no such process runs, it starts one, which works
until nothing is due (`main`). A process that is killed leaves its row to the next one, which goes on where it was.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from skillmark.config import current
from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.models import QueueRow

# Renewed with every part, many times a second; so soon another process goes on where one was killed.
LEASE = timedelta(seconds=4)
_Row = TypeVar("_Row", bound=QueueRow)
_log = logging.getLogger(__name__)


@dataclass
class Helper:
    """The process beside a worker that does one kind of work: `option` of the worker's command."""

    option: str
    queue: Callable[[], QuerySet[QueueRow]]
    is_due: Callable[[datetime], bool]
    process: subprocess.Popen[bytes] | None = None
    stopped: bool = False

    def look(self, _now: datetime) -> None:
        """Starts the process where something is due and none runs."""
        if self.process is not None and self.process.poll() is None:
            return
        leases.free_what_the_dead_hold(self.queue())
        if self.stopped or not self.is_due(leases.database_now()):
            return
        command = [sys.executable, "-m", "skillmark", "worker", self.option]
        environment = {**os.environ, "SKILLMARK_HOME": str(current().home)}
        self.process = subprocess.Popen(command, env=environment)

    def stop(self) -> None:
        """Lets it finish its part, and end."""
        self.stopped = True
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class RunOne(Protocol):
    """Works on the next due row to its end, or until `is_to_end`; False when there is none."""

    def __call__(self, *, holder: str, is_to_end: Callable[[], bool] = ...) -> bool: ...


def never() -> bool:
    return False


def main(run_one: RunOne, *, holder: str) -> int:
    """Works until nothing is due, or until SIGTERM, or until the worker that started it is gone."""
    stop, parent = threading.Event(), os.getppid()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())

    def is_to_end() -> bool:
        return stop.is_set() or os.getppid() != parent

    while not is_to_end() and run_one(holder=holder, is_to_end=is_to_end):
        pass
    return 0


def run_next(
    queue: QuerySet[_Row],
    work_on: Callable[[_Row], Iterator[_Row]],
    *,
    holder: str,
    is_to_end: Callable[[], bool],
) -> bool:
    """Takes the next due row and works on it to its end; False when there is none."""
    row = leases.take_next(queue, holder=holder, lease=LEASE)
    if row is None:
        return False
    for _ in work_on(row):
        if is_to_end():
            put_back(row, holder=holder)
            break
    return True


@contextmanager
def given_back(row: QueueRow, *, holder: str) -> Iterator[None]:
    """What fails within gives the row back with the reason, to be tried again."""
    try:
        yield
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", row)
    except Exception as error:  # noqa: BLE001 - whatever it is, the row must go back with its reason
        _log.warning("%s did not go on (try %d): %s", row, row.attempts, error, exc_info=True)
        with transaction.atomic():
            leases.give_back(row, holder=holder, error=str(error) or type(error).__name__)


def put_back(row: QueueRow, *, holder: str) -> None:
    """Leaves the row to the next worker at once."""
    try:
        with transaction.atomic():
            leases.let_go(row, holder=holder)
    except leases.LeaseLost:
        _log.info("%s was taken over by another worker", row)
