"""Does the queued work: issues credentials, delivers mail, tells the world what happened."""

from __future__ import annotations

import argparse

from skillmark.interfaces.cli import platform
from skillmark.interfaces.cli.static import collect_static


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
    parser.add_argument("--batches", action="store_true", help="only the batches that are due, then stop")
    parser.add_argument(
        "--undo", action="store_true", help="only what is to be undone in many credentials, then stop"
    )


def run(options: argparse.Namespace) -> int:
    config = platform.start_installation()
    if config.publish_dir and not config.development:
        # The files that pages share are published with them.
        collect_static()
    from skillmark.foundation.ledger import leases
    from skillmark.interfaces.jobs import batches, beside, undo, worker

    for is_wanted, run_one in ((options.batches, batches.run_one), (options.undo, undo.run_one)):
        if is_wanted:
            return beside.main(run_one, holder=leases.new_holder())
    return worker.main(once=options.once)
