"""Check credentials: files (JSON, PNG, SVG, compact JWS), links, or standard input (-).

Exit code: 0 verified, 1 not verified, 2 could not be checked, 64 wrong usage. With several sources the worst counts,
and 1 is worse than 2. A source that cannot be read (missing, a folder, a link that fails) could not be checked: 2.
An empty or oversized source was read and is no credential: 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from skillmark.config import Config, ConfigError, current, home
from skillmark.credential.policy import Policy
from skillmark.credential.report import Check, Message, Report, Verdict
from skillmark.credential.steps import read as step_one
from skillmark.credential.verify import inspect
from skillmark.fetcher import Guard, KnownDocuments, WebResolver
from skillmark.interfaces.cli.sources import Reader, SourceError
from skillmark.interfaces.cli.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Iterable

EXIT_CODES = {Verdict.VERIFIED: 0, Verdict.NOT_VERIFIED: 1, Verdict.NOT_CHECKED: 2}
_FROM_BEST_TO_WORST = (0, 2, 1)


@dataclass(frozen=True, slots=True)
class Checked:
    """One source with what came of it; `next_step` is set when there was nothing to check."""

    source: str
    report: Report
    next_step: str = ""

    def to_json(self) -> dict[str, Any]:
        """The report with its source, as one JSON object."""
        advice = {"next_step": self.next_step} if self.next_step else {}
        return {"source": self.source} | self.report.to_json() | advice


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark verify`."""
    parser.add_argument(
        "sources", metavar="SOURCE", nargs="+", help="a file, a link, or - for standard input"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help='print {"source", "verdict", "checks": [{"step", "name", "outcome", "detail", "spec", …}], …}: '
        "one object for one source, an array of them for several",
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help="ask nothing of the network; use what is known from earlier checks, and say how old it is",
    )
    parser.add_argument(
        "--allow-local",
        action="store_true",
        help="allow plain http and addresses of this machine (for a demo or a development server)",
    )


def run(options: argparse.Namespace) -> int:
    """Check every source, show what was found, and return the worst exit code."""
    now = datetime.now(UTC)
    checker = _Checker(_settings(), now, offline=options.offline, allow_local=options.allow_local)
    checked = (checker.check(source) for source in options.sources)
    verdicts = _print_json(list(checked)) if options.json else _tell(checked, offline=options.offline)
    return max((EXIT_CODES[verdict] for verdict in verdicts), key=_FROM_BEST_TO_WORST.index)


class _Checker:
    def __init__(self, config: Config, now: datetime, *, offline: bool, allow_local: bool) -> None:
        local = allow_local or config.development
        self._guard = Guard(allow_local=local)
        self._known = KnownDocuments(config.known_folder)
        self._policy = Policy(offline=offline, allow_local_http=local)
        self._now = now
        # What a link leads to is about a person, and not ours to keep.
        self._reader = Reader(self._resolver(remember=False))

    def check(self, source: str) -> Checked:
        try:
            data = self._reader.read(source)
        except SourceError as error:
            return Checked(source, _unread(error), error.next_step)
        return Checked(source, inspect(data, resolver=self._resolver(), now=self._now, policy=self._policy))

    def _resolver(self, *, remember: bool = True) -> WebResolver:
        # Whoever asks on the command line wants to know how it stands now: what is known serves offline checks only.
        return WebResolver(
            self._guard,
            self._known,
            self._now,
            offline=self._policy.offline,
            max_age=timedelta(0),
            remember=remember,
        )


def _settings() -> Config:
    """The installation's settings; a check needs only few of them, so wrong ones do not stop it."""
    try:
        return current()
    except ConfigError:
        sys.stderr.write(
            "skillmark: the settings cannot be read, so this check goes without them. See: doctor\n"
        )
        return Config(home=home())


def _unread(error: SourceError) -> Report:
    check = Check(
        step_one.STEP, step_one.NAME, error.outcome, (Message(error.sentence),), step_one.SPEC, error.code
    )
    return Report((check,))


def _print_json(checked: list[Checked]) -> list[Verdict]:
    documents = [each.to_json() for each in checked]
    # ASCII only, so that nothing in a credential can play tricks on a terminal or a log.
    json.dump(documents[0] if len(documents) == 1 else documents, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return [each.report.verdict for each in checked]


def _tell(checked: Iterable[Checked], *, offline: bool) -> list[Verdict]:
    teller = Teller(sys.stdout, offline=offline)
    verdicts: list[Verdict] = []
    for each in checked:
        if verdicts:
            sys.stdout.write("\n")
        teller.tell(each.source, each.report, next_step=each.next_step)
        verdicts.append(each.report.verdict)
    return verdicts
