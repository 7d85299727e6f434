"""Say what to mend in credentials before they are signed: what is wrong, where, why, and how.

Reads JSON documents, signed texts (JWT, SD-JWT), and PNG or SVG badges. Nothing is asked of the network.

Exit code: 0 nothing wrong, 1 errors (with --strict warnings too), 2 a file could not be read, 64 wrong usage. With
several files the highest counts. An error is what “issue” refuses; warnings and hints are advice.

Examples:
  skillmark lint badge.json                   what to mend
  skillmark lint --strict designs/*.json      fail in continuous integration on warnings too
  skillmark lint --json badge.png             the same for programs, of a badge that is out already
  skillmark lint --fix badge.json > mended.json
  skillmark lint --fix -o badge.json badge.json   mend it where it is
"""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections import Counter
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from skillmark.credential.lint import Finding, Severity, lint, mend
from skillmark.credential.policy import Policy
from skillmark.credential.report import Outcome
from skillmark.credential.resolve import StaticResolver
from skillmark.credential.steps import read as step_one
from skillmark.credential.steps.findings import quoted
from skillmark.interfaces.cli.sources import Reader, SourceError, link_meant

if TYPE_CHECKING:
    from collections.abc import Mapping

CLEAN, FAULTY, UNREADABLE, EX_USAGE = 0, 1, 2, 64
_WIDTH, _INDENT = 100, 11
_PLURALS = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.HINT: "hints"}


@dataclass(frozen=True, slots=True)
class Linted:
    """One source with what was found; `problem` is why it could not be read, `mended` the document after --fix."""

    source: str
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    mended: Mapping[str, Any] | None = None

    def exit_code(self, *, strict: bool) -> int:
        """What this source comes to."""
        grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
        if self.problem:
            return UNREADABLE
        return FAULTY if any(found.severity in grave for found in self.findings) else CLEAN

    def to_json(self) -> dict[str, Any]:
        """What was found, as one JSON object."""
        if self.problem:
            return {"source": self.source, "problem": self.problem, "findings": []}
        return {"source": self.source, "findings": [found.to_json() for found in self.findings]}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark lint`."""
    parser.add_argument("sources", metavar="FILE", nargs="+", help="a file, or - for standard input")
    parser.add_argument("--strict", action="store_true", help="let warnings fail as errors do")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument(
        "--json",
        action="store_true",
        help='print {"source", "findings": [{"code", "severity", "path", "sentence", "mend", "spec", "edits"}]}: '
        "one object for one file, an array of them for several",
    )
    shape.add_argument(
        "--fix",
        action="store_true",
        help="write the document of one file, unsigned, with every mechanical change made, to standard output; what is "
        "left to mend by hand goes to standard error",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="with --fix: write there instead")


def run(options: argparse.Namespace) -> int:
    """Lint every source, show what was found, and return the highest exit code."""
    if options.fix:
        return _fix(options)
    if options.output:
        return _wrong("-o needs --fix")
    linted = [_lint(source) for source in options.sources]
    if options.json:
        documents = [each.to_json() for each in linted]
        # ASCII only, so that nothing in a credential can play tricks on a terminal or a log.
        json.dump(documents[0] if len(documents) == 1 else documents, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        _tell(linted, sys.stdout)
    return max(each.exit_code(strict=options.strict) for each in linted)


def _fix(options: argparse.Namespace) -> int:
    if len(options.sources) > 1:
        return _wrong("--fix takes one file at a time")
    linted = _mend(options.sources[0])
    if linted.mended is not None:
        ascii_only = not options.output and sys.stdout.isatty()
        text = json.dumps(linted.mended, indent=2, ensure_ascii=ascii_only) + "\n"
        try:
            _write(text, options.output)
        except OSError as error:
            linted = Linted(
                linted.source, problem=f"{options.output} could not be written: {error.strerror}."
            )
    _tell([linted], sys.stderr)
    return linted.exit_code(strict=options.strict)


def _write(text: str, path: str | None) -> None:
    if path:
        Path(path).write_text(text, encoding="utf-8")
    else:
        sys.stdout.buffer.write(text.encode("utf-8"))


def _lint(source: str) -> Linted:
    try:
        data = _read(source)
    except SourceError as error:
        return Linted(source, problem=f"{error.sentence} {error.next_step}")
    return _readable(Linted(source, lint(data)))


def _mend(source: str) -> Linted:
    try:
        data = _read(source)
    except SourceError as error:
        return Linted(source, problem=f"{error.sentence} {error.next_step}")
    reading = step_one.read(data, policy=Policy())
    if reading.document is None:
        return _readable(Linted(source, lint(data)))
    # Whatever is changed no longer fits the proof, so what comes out is to be signed anew.
    mended, left = mend({name: value for name, value in reading.document.items() if name != "proof"})
    return Linted(source, left, mended=mended)


def _readable(linted: Linted) -> Linted:
    found = next((found for found in linted.findings if found.code == "unreadable"), None)
    return Linted(linted.source, problem=found.sentence.say()) if found else linted


def _read(source: str) -> bytes:
    if link_meant(source):
        sentence, advice = "This is a link, and only files are read here.", "Download the credential first."
        raise SourceError(Outcome.UNKNOWN, "link", sentence, advice)
    return Reader(StaticResolver()).read(source)


def _wrong(sentence: str) -> int:
    sys.stderr.write(f"skillmark lint: {sentence}. Try “skillmark lint --help”.\n")
    return EX_USAGE


def _tell(linted: list[Linted], stream: TextIO) -> None:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    for number, each in enumerate(linted):
        stream.write("\n" if number else "")
        stream.write(f"{quoted(each.source, limit=500)}: {each.problem or _counted(each.findings)}\n")
        for found in each.findings:
            head = f"  {found.severity.value:<{_INDENT - 2}}"
            stream.write(f"{head}{quoted(found.path, limit=300)}\n")
            stream.write(_wrapped(f"{found.sentence.say()} {found.mend.say()}"))
            stream.write(_wrapped(f"({found.code}; {found.spec})"))


def _counted(findings: tuple[Finding, ...]) -> str:
    counts = Counter(found.severity for found in findings)
    told = [
        f"{counts[severity]} {severity.value if counts[severity] == 1 else _PLURALS[severity]}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(told) or "nothing to mend"


def _wrapped(text: str) -> str:
    indent = " " * _INDENT
    return (
        textwrap.fill(
            quoted(text, limit=1000), _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
    )  # fmt: skip
