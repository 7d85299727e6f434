"""How queue rows are taken, finished and tried again so that a killed worker loses and doubles nothing."""

from __future__ import annotations

import os
import random
import secrets
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from skillmark.foundation.ledger.models import QueueRow, QueueState

Row = TypeVar("Row", bound=QueueRow)

MAX_ATTEMPTS = 12
MAX_BACKOFF = timedelta(hours=6)


class LeaseLost(Exception):
    """Somebody else holds the row now; roll back and take another."""


def new_holder() -> str:
    """A name that no other worker has, to hold rows by; it tells the machine and the process."""
    return f"{_here()}{os.getpid()}:{secrets.token_hex(8)}"


def _here() -> str:
    return f"{socket.gethostname()[:30]}:"


def free_what_the_dead_hold(queue: models.QuerySet[Row]) -> None:
    """Frees rows held by processes of this machine that are there no more, without waiting for their leases to end.

    Should another process have the number of a dead one by now, the lease ends all the same; should a process with a
    view of its own (a container) be taken for dead, the fence keeps it from finishing.
    """
    held = queue.filter(state=QueueState.HELD, held_by__startswith=_here())
    for pk, holder in held.values_list("pk", "held_by"):
        number = holder.removeprefix(_here()).partition(":")[0]
        if not is_alive(int(number)):
            queue.filter(pk=pk, held_by=holder).update(held_until=database_now() - timedelta(seconds=1))


def is_alive(process: int) -> bool:
    """Whether a process of this machine with this number is there and has not ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    # One that is dead may stand in the list until somebody asks for its end, in a container for ever.
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def database_now() -> datetime:
    """The database's clock, so that a worker with a wrong clock cannot steal or outlive a lease."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            now: datetime = cursor.fetchone()[0]
            return now
    return timezone.now()  # SQLite has no clock but this machine's


def take_next(queue: models.QuerySet[Row], *, holder: str, lease: timedelta) -> Row | None:
    """Takes the oldest row that is due (waiting, or held past its lease) for `holder`; None when there is none."""
    # In the words of the indexes that hold nothing else.
    queue = queue.exclude(state=QueueState.DONE)
    with transaction.atomic():
        now = database_now()
        _give_up_on_killers(queue, now=now)
        due = queue.filter(
            Q(state=QueueState.WAITING, run_at__lte=now) | Q(state=QueueState.HELD, held_until__lt=now)
        ).order_by("run_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        row = due.first()
        if row is None:
            return None
        # Compare-and-set: without SKIP LOCKED (SQLite) the attempt count is what tells two takers apart.
        taken = queue.model._default_manager.filter(pk=row.pk, attempts=row.attempts).update(
            state=QueueState.HELD, held_by=holder, held_until=now + lease, attempts=F("attempts") + 1
        )
        if not taken:
            return None
        row.refresh_from_db()
        return row


def _give_up_on_killers(queue: models.QuerySet[Row], *, now: datetime) -> None:
    """A row whose workers all died says nothing of why, and as the oldest it would be the next worker's first."""
    queue.filter(state=QueueState.HELD, held_until__lt=now, attempts__gte=MAX_ATTEMPTS).update(
        state=QueueState.DEAD,
        held_until=None,
        last_error="Every worker that took this ended before it was done.",
    )


def go_on(row: QueueRow, *, holder: str, lease: timedelta, **done: object) -> None:
    """Keeps a row whose work takes long, with what is `done` of it so far, inside the caller's transaction.

    Raises LeaseLost. Whoever comes as far as this has not died of it, so the count of attempts begins anew.
    """
    _fenced(row, holder=holder, held_until=database_now() + lease, attempts=1, **done)


def finish(row: QueueRow, *, holder: str, **done: object) -> None:
    """Marks the row done inside the caller's transaction. Raises LeaseLost when `holder` no longer holds it."""
    _fenced(row, holder=holder, state=QueueState.DONE, held_until=None, last_error="", **done)


def let_go(row: QueueRow, *, holder: str) -> None:
    """Puts the row back as it is, for the next taker at once: nothing went wrong, its holder ends."""
    _fenced(row, holder=holder, state=QueueState.WAITING, held_until=None, attempts=0)


def give_back(row: QueueRow, *, holder: str, error: str) -> None:
    """Puts the row back with a growing, jittered delay, or gives it up after MAX_ATTEMPTS."""
    if row.attempts >= MAX_ATTEMPTS:
        _fenced(row, holder=holder, state=QueueState.DEAD, held_until=None, last_error=error[:2000])
        return
    delay = min(timedelta(seconds=2**row.attempts), MAX_BACKOFF) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, not secrecy
    _fenced(
        row,
        holder=holder,
        state=QueueState.WAITING,
        held_until=None,
        last_error=error[:2000],
        run_at=database_now() + delay,
    )


def _fenced(row: QueueRow, *, holder: str, **changes: object) -> None:
    held = type(row)._default_manager.filter(pk=row.pk, state=QueueState.HELD, held_by=holder)
    if held.update(**changes) != 1:
        raise LeaseLost(f"{row} is no longer held by {holder}")
