"""The worker: takes what is due, one row at a time, until it is told to stop.

Several may run, as threads or as processes, on one database; leases keep them apart. A worker that is killed leaves
nothing half-written: its row comes back when the lease ends.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from skillmark.config import current
from skillmark.foundation.ledger import leases
from skillmark.interfaces.jobs import batches, close, deliver, endorse, issue, publish, remind, tell, undo

IDLE_SHORTEST, IDLE_LONGEST = 0.05, 0.5
_log = logging.getLogger(__name__)


@dataclass
class Round:
    """Something to be done again and again, at most every so often."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    last: float = field(default=float("-inf"))

    def due(self) -> bool:
        return time.monotonic() - self.last >= self.every.total_seconds()


def heartbeat_file() -> Path:
    """Touched while a worker runs; `doctor` looks at its age."""
    return current().home / "worker.heartbeat"


def main(*, once: bool = False) -> int:
    """Works until SIGTERM or SIGINT, finishing the row at hand; with `once`, until nothing is due."""
    stop = threading.Event()
    if once:
        _drain(leases.new_holder())
        return 0
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    threads = [start_in_thread(stop) for _ in range(current().worker_threads - 1)]
    work(stop)
    for thread in threads:
        thread.join()
    return 0


def start_in_thread(stop: threading.Event) -> threading.Thread:
    """Starts a worker beside the web server, until `stop` is set; join the thread to let it finish its row."""
    thread = threading.Thread(target=work, args=(stop,), name="worker", daemon=True)
    thread.start()
    return thread


def work(stop: threading.Event) -> None:
    """One worker's life."""
    helpers = [batches.helper(), undo.helper()]
    rounds = [*_rounds(), *(Round(each.option, timedelta(seconds=1), each.look) for each in helpers)]
    holder, idle = leases.new_holder(), IDLE_SHORTEST
    _log.info("Worker %s begins", holder)
    try:
        while not stop.is_set():
            close_old_connections()
            idle = IDLE_SHORTEST if _turn(holder, rounds) else min(idle * 2, IDLE_LONGEST)
            if idle > IDLE_SHORTEST:
                stop.wait(idle)
    finally:
        for each in helpers:
            each.stop()
        connection.close()
        _log.info("Worker %s ends", holder)


def _rounds() -> list[Round]:
    return [
        Round("heartbeat", timedelta(seconds=5), _beat),
        Round("publish", timedelta(seconds=1), publish.Publisher().run),
        Round("close", timedelta(seconds=5), close.run),
        Round("remind", timedelta(minutes=5), remind.run),
        Round("tell", timedelta(seconds=1), tell.run),
        Round("endorse", timedelta(seconds=1), endorse.sign_next),
        Round("ask again", timedelta(seconds=10), endorse.ask_again),
        Round("refresh", timedelta(hours=1), endorse.refresh),
    ]


def _beat(_now: datetime) -> None:
    heartbeat_file().touch()


def _turn(holder: str, rounds: list[Round]) -> bool:
    """One look at everything; whether a row was worked on. A database that is busy or away is met again later."""
    try:
        for each in rounds:
            if each.due():
                each.last = time.monotonic()
                each.run(timezone.now())
        # Both in turn, so that a batch of a thousand credentials does not hold up everybody's mail.
        worked = [issue.run_one(holder=holder), deliver.run_one(holder=holder)]
    except DatabaseError as error:
        _log.warning("The database could not be used just now: %s", error)
        connection.close()
        return False
    except Exception:  # noqa: BLE001 - a fault in one kind of work must not end all of it
        _log.exception("Something went wrong; the worker goes on")
        return False
    return any(worked)


def _drain(holder: str) -> None:
    rounds = _rounds()
    while (
        undo.run_one(holder=holder)
        or batches.run_one(holder=holder)
        or tell.run(timezone.now())
        or endorse.sign_next(timezone.now())
        or _turn(holder, rounds)
    ):
        pass
    publish.Publisher().run(timezone.now())
