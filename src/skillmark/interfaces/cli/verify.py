"""Checks credentials: files (JSON, PNG, SVG, signed texts), links, or standard input (-).

For example:

    skillmark verify badges/ana-souza-food-safety.json
    skillmark verify ana.svg --for ana@example.org
    skillmark verify presentation.json --domain https://jobs.example --challenge 3f1a9c --for ana@example.org
    skillmark verify --json badges/ana-souza-food-safety.json ana.svg

Exit code: 0 verified, 1 not verified, 2 could not be checked, 64 wrong usage. With several sources the worst counts,
and 1 is worse than 2. A source that cannot be read (missing, a folder, a link that fails) could not be checked: 2.
An empty or oversized source was read and is no credential: 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from skillmark.credential.report import Verdict
from skillmark.interfaces.cli.answers import Answer, answered
from skillmark.interfaces.cli.checking import Checked, Checker, add_check_arguments, print_reports, worst
from skillmark.interfaces.cli.telling import Teller


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark verify`."""
    parser.set_defaults(command="verify")
    add_check_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Check every source, show what was found, and return the worst exit code."""
    return answered(options, _verify)


def _verify(options: argparse.Namespace) -> Answer:
    checker = Checker(options)
    checked = (checker.check(source) for source in options.sources)
    verdicts = print_reports(list(checked)) if options.json else _tell(checked, offline=options.offline)
    return Answer(exit_code=worst(verdicts))


def _tell(checked: Iterable[Checked], *, offline: bool) -> list[Verdict]:
    teller = Teller(sys.stdout, offline=offline)
    verdicts: list[Verdict] = []
    for each in checked:
        if verdicts:
            sys.stdout.write("\n")
        teller.tell(each.source, each.report, next_step=each.next_step)
        verdicts.append(each.report.verdict)
    return verdicts
