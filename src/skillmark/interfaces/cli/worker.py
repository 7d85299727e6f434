"""Does the queued work: issues credentials, delivers mail, tells the world what happened."""

from __future__ import annotations

import argparse

from skillmark.interfaces.cli import platform


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
    parser.add_argument("--batches", action="store_true", help="only the batches that are due, then stop")


def run(options: argparse.Namespace) -> int:
    platform.start_installation()
    from skillmark.interfaces.jobs import batches, worker

    if options.batches:
        return batches.main(holder=worker.new_holder())
    return worker.main(once=options.once)
