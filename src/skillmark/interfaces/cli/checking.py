"""One check as `verify` and `inspect` make it: the source is read, the ten steps are taken, and nothing is asked twice.

Both commands ask the same of a credential and take the same options; they differ in how they tell what was found.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from skillmark.config import Config, ConfigError, current, home
from skillmark.credential import strictjson
from skillmark.credential.errors import CredentialError, RegistryError, ResolveError
from skillmark.credential.model.element_json import elements_told
from skillmark.credential.policy import Policy
from skillmark.credential.registry import (
    MAX_BYTES,
    Registry,
    Unanswered,
    load_dcc_registries,
    read_registry,
)
from skillmark.credential.report import Check, Message, Report, Verdict
from skillmark.credential.resolve import Fetched, Resolver
from skillmark.credential.steps import read as step_one
from skillmark.credential.verify import inspect
from skillmark.fetcher import Guard, KnownDocuments, WebResolver
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import Refusal, print_json
from skillmark.interfaces.cli.sources import Reader, SourceError

EXIT_CODES = {Verdict.VERIFIED: 0, Verdict.NOT_VERIFIED: 1, Verdict.NOT_CHECKED: 2}
_FROM_BEST_TO_WORST = (0, 2, 1)
_LINKS = ("https://", "http://")
# Under this address a list of registries that lies in a file is asked for, once.
_HERE = "https://known.invalid/"


@dataclass(frozen=True, slots=True)
class Checked:
    """One source with what came of it; `next_step` is set when there was nothing to check."""

    source: str
    report: Report
    next_step: str = ""

    def to_json(self) -> dict[str, Any]:
        """The report with its source and the elements that are said, as one JSON object."""
        advice = {"next_step": self.next_step} if self.next_step else {}
        told = self.report.to_json()
        _tell_elements(told, self.report)
        return {"source": self.source} | told | advice


def _tell_elements(told: dict[str, Any], report: Report) -> None:
    told["elements"] = elements_told(report.credential.document if report.credential else None)
    for each, part in zip(told["parts"], report.parts, strict=True):
        _tell_elements(each["report"], part.report)


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that `verify` and `inspect` have in common."""
    parser.add_argument(
        "sources", metavar="SOURCE", nargs="+", help="a file, a link, or - for standard input"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help='print {"source", "verdict", "groups", "checks": [{"step", "name", "outcome", "detail", "spec", …}], '
        '"warnings", "credential", "parts": [{"path", "role", "report"}], "elements": {"title", …}, …}: one object for '
        "one source, an array of them for several; docs/reference/profiles.md lists the elements",
    )
    parser.add_argument(
        "--known", metavar="FILE", action="append", default=[],
        help="a list of issuers that you know: a file of ours or of the DCC, or the link to one; may be given several "
        "times",
    )  # fmt: skip
    parser.add_argument(
        "--for", metavar="WHO", action="append", default=[], dest="recipient",
        help="the person it should be about, by e-mail address or id; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--domain", metavar="WHO", help="to whom it must be shown: the name you gave the holder"
    )
    parser.add_argument("--challenge", metavar="TEXT", help="what its holder must have answered")
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


class Checker:
    """Checks sources by the options of a command."""

    def __init__(self, options: argparse.Namespace) -> None:
        config = _settings()
        local = options.allow_local or config.development
        self._now = datetime.now(UTC)
        self._offline = options.offline
        self._guard = Guard(allow_local=local)
        self._store = KnownDocuments(config.known_folder)
        self._policy = Policy(
            offline=options.offline,
            allow_local_http=local,
            registries=tuple(self._registries(options.known)),
            expected_recipient=tuple(options.recipient),
            expected_domain=options.domain,
            expected_challenge=options.challenge,
        )
        # What a link leads to is about a person, and not ours to keep.
        self._reader = Reader(self._resolver(remember=False))

    def check(self, source: str) -> Checked:
        """One source and the report on it; what cannot be read has a report too."""
        try:
            data = self._reader.read(source)
        except SourceError as error:
            return Checked(source, _unread(error), error.next_step)
        return Checked(source, inspect(data, resolver=self._resolver(), now=self._now, policy=self._policy))

    def _resolver(self, *, remember: bool = True) -> WebResolver:
        # Whoever asks on the command line wants to know how it stands now: what is known serves offline checks only.
        return WebResolver(
            self._guard,
            self._store,
            self._now,
            offline=self._offline,
            max_age=timedelta(0),
            remember=remember,
        )

    def _registries(self, names: Iterable[str]) -> Iterable[Registry | Unanswered]:
        for name in names:
            if name.startswith(_LINKS):
                yield from self._registries_at(name)
            else:
                yield from _registries_in(name, files.read(name, limit=MAX_BYTES), self._resolver())

    def _registries_at(self, url: str) -> Sequence[Registry | Unanswered]:
        try:
            fetched = self._resolver().fetch(url, accept="application/json", max_bytes=MAX_BYTES)
            return _registries_in(url, fetched.body, self._resolver())
        except (ResolveError, Refusal) as error:
            why = (
                error if isinstance(error, ResolveError) else RegistryError("registry_malformed", str(error))
            )
            return (Unanswered(url, why),)


def print_reports(checked: Sequence[Checked]) -> list[Verdict]:
    """Print the reports as JSON: one object for one source, an array for several."""
    documents = [each.to_json() for each in checked]
    print_json(documents[0] if len(documents) == 1 else documents)
    return [each.report.verdict for each in checked]


def worst(verdicts: Iterable[Verdict]) -> int:
    """The exit code of several checks."""
    return max((EXIT_CODES[verdict] for verdict in verdicts), key=_FROM_BEST_TO_WORST.index)


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


# --- lists of known issuers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Local:
    """Answers for what lies in files here, and asks another for the rest."""

    documents: dict[str, Fetched]
    inner: Resolver

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        found = self.documents.get(url)
        if found is not None:
            return found
        return self.inner.fetch(url, accept=accept, max_bytes=max_bytes, personal=personal)


def _registries_in(name: str, data: bytes, resolver: Resolver) -> Sequence[Registry | Unanswered]:
    """The lists in a file: one of ours, one of the DCC, or the DCC's list of lists; raises Refusal."""
    try:
        document = strictjson.loads(data, max_bytes=MAX_BYTES)
        if isinstance(document, dict) and "registry" not in document:
            return (read_registry(data, source=name),)
    except CredentialError as error:
        raise Refusal(
            error.code,
            f"“{name}” is no list of known issuers: {error.sentence}",
            'Write one like {"name": "Colleges I know", "issuers": [{"id": "https://…", "name": "…"}]}.',
        ) from error
    is_list = isinstance(document, list)
    when = datetime.now(UTC) if name.startswith(_LINKS) else _written_at(name)
    listed = data if is_list else json.dumps([{"name": name, "url": f"{_HERE}one"}]).encode()
    at_hand = {_HERE: listed} | ({} if is_list else {f"{_HERE}one": data})
    fetched = {url: Fetched(url, body, "application/json", when) for url, body in at_hand.items()}
    return load_dcc_registries(_HERE, resolver=_Local(fetched, resolver))


def _written_at(name: str) -> datetime:
    try:
        return datetime.fromtimestamp(Path(name).stat().st_mtime, UTC)
    except OSError:  # standard input
        return datetime.now(UTC)
