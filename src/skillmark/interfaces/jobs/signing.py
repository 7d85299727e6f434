"""Processes that sign for a batch: on this machine, or on a cluster when one machine is outgrown.

Either is an executor of the standard library, so whoever hands work out does not know which it is.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from skillmark.config import current


class NoCluster(Exception):
    """The cluster cannot be used; the sentence says why, and what to do."""


@contextmanager
def signing_processes(*, cluster: str = "") -> Iterator[Executor]:
    """An executor; with the address of a Dask scheduler, that of its cluster. Raises NoCluster."""
    with _on_cluster(cluster) if cluster else _on_this_machine() as executor:
        yield executor


@contextmanager
def _on_this_machine() -> Iterator[Executor]:
    # Started anew, not forked: this process holds a connection to the database, and perhaps threads.
    anew = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(
        max_workers=current().signing_processes or os.cpu_count(),
        mp_context=anew,
        initializer=_begin,
    )
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _begin() -> None:
    _end_with_parent()
    # Documents hold no cycles, so there is little to collect; a quarter of the time would go into looking for some.
    gc.set_threshold(100_000)


def _end_with_parent() -> None:
    """A signing process ends with its parent and not before it.

    Ctrl-C reaches all processes of a terminal at once: what it means is the parent's to say. One whose parent is killed
    would wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end, args=(parent,), daemon=True).start()


def _wait_for_end(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def _on_cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra that may not be there
    except ModuleNotFoundError as error:
        raise NoCluster(
            "Signing on a cluster needs Dask. Install it with: pip install 'skillmark[cluster]'"
        ) from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise NoCluster(
            f"The cluster at {address} does not answer: {error}. See that its scheduler runs, or leave --cluster out."
        ) from error
    with client:
        # A worker that is lost costs its chunk a second try on another one.
        yield client.get_executor(pure=False, retries=3)  # type: ignore[no-untyped-call]
