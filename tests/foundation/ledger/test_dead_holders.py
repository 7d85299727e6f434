"""What a dead process of this machine holds is free at once; what anybody else holds, when its lease ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.cast import Cast
from tests.issuing_helpers import granted_award, queued

from skillmark.foundation.ledger import leases
from skillmark.lifecycle.issuing.models import Issuance

LEASE = timedelta(hours=1)


@pytest.fixture
def held(cast: Cast) -> Issuance:
    now = leases.database_now()
    return queued(granted_award(cast.lea, cast.published, now=now), now=now)


def _take() -> Issuance | None:
    leases.free_what_the_dead_hold(Issuance.objects.all())
    return leases.take_next(Issuance.objects.all(), holder="next", lease=LEASE)


def _hold_by(process: int) -> None:
    ours = leases.new_holder()
    holder = ours.replace(f":{os.getpid()}:", f":{process}:")
    assert holder != ours or process == os.getpid()
    assert leases.take_next(Issuance.objects.all(), holder=holder, lease=LEASE) is not None


def test_what_a_dead_process_holds_is_taken_at_once(held: Issuance) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    _hold_by(ended.pid)
    taken = _take()
    assert taken is not None
    assert taken.pk == held.pk


def test_a_process_that_nobody_has_asked_after_is_dead_too(held: Issuance) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.read()  # it ends; until somebody waits for it, it stands in the list of processes
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    _hold_by(ended.pid)
    assert _take() is not None
    ended.wait()


@pytest.mark.parametrize("process", [os.getpid, lambda: 1], ids=["this one", "the first"])
def test_what_the_living_hold_stays_theirs(held: Issuance, process: Callable[[], int]) -> None:
    _hold_by(process())
    assert _take() is None


def test_other_machines_are_not_judged(held: Issuance) -> None:
    assert leases.take_next(Issuance.objects.all(), holder="elsewhere:999999999:x", lease=LEASE) is not None
    assert _take() is None
