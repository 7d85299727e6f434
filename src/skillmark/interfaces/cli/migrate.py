"""Brings the database of this installation up to date."""

from __future__ import annotations

import argparse

from skillmark.interfaces.cli import platform


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all goes well")


def run(options: argparse.Namespace) -> int:
    platform.start_django()
    platform.migrate(verbosity=0 if options.quiet else 1)
    return 0
