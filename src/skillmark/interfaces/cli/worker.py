"""Does the queued work: issues credentials, delivers mail, tells the world what happened."""

from __future__ import annotations

import argparse

from skillmark.interfaces.cli import platform


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")


def run(options: argparse.Namespace) -> int:
    platform.start_installation()
    from skillmark.interfaces.jobs import worker

    return worker.main(once=options.once)
