"""Say what to mend in credentials before they are signed: what is wrong, where, why, and how.

Reads JSON documents, signed texts (JWT, SD-JWT), and PNG or SVG badges. Nothing is asked of the network.

Exit code: 0 nothing wrong, 1 errors (with --strict warnings too), 2 a file could not be read, 64 wrong usage. With
several files the highest counts. An error is what “issue” refuses; warnings and hints are advice.

With --profile it is asked instead what a standard wants a credential to say of itself: of a draft, of a signed file, of
a European Digital Credential. Whether a file is genuine says “skillmark verify”.

Examples:
  skillmark lint badge.json                   what to mend
  skillmark lint --strict designs/*.json      fail in continuous integration on warnings too
  skillmark lint --json badge.png             the same for programs, of a badge that is out already
  skillmark lint --fix badge.json > mended.json
  skillmark lint --fix -o badge.json badge.json   mend it where it is
  skillmark lint --profile eu-annex-1 badge.json  which standard elements of a micro-credential are missing
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

from skillmark.credential.elm.read import elements_of_elm, is_elm
from skillmark.credential.errors import ElmError
from skillmark.credential.lint import Finding, Severity, lint, mend
from skillmark.credential.lint.profiles import PROFILES, Lack, Profile, check
from skillmark.credential.model.elements import ELEMENTS
from skillmark.credential.model.elements_of import elements_of_credential, is_micro_credential
from skillmark.credential.policy import Policy
from skillmark.credential.report import Outcome
from skillmark.credential.resolve import StaticResolver
from skillmark.credential.steps import read as step_one
from skillmark.credential.steps.findings import quoted
from skillmark.interfaces.cli.sources import Reader, SourceError, link_meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Protocol

    from skillmark.credential.model.elements import Elements

    class Graded(Protocol):
        """What is an error, a warning or a hint."""

        @property
        def severity(self) -> Severity: ...


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
        return UNREADABLE if self.problem else _graded(self.findings, strict=strict)

    def to_json(self) -> dict[str, Any]:
        """What was found, as one JSON object."""
        if self.problem:
            return {"source": self.source, "problem": self.problem, "findings": []}
        return {"source": self.source, "findings": [found.to_json() for found in self.findings]}


@dataclass(frozen=True, slots=True)
class Asked:
    """One source with what it lacks by each profile; `problem` is why it could not be read."""

    source: str
    lacks: tuple[tuple[Profile, tuple[Lack, ...]], ...] = ()
    problem: str = ""

    def exit_code(self, *, strict: bool) -> int:
        """What this source comes to."""
        if self.problem:
            return UNREADABLE
        return max(_graded(lacks, strict=strict) for _, lacks in self.lacks)

    def to_json(self) -> dict[str, Any]:
        """What is lacking, as one JSON object."""
        if self.problem:
            return {"source": self.source, "problem": self.problem, "profiles": []}
        profiles = [
            {
                "profile": profile.key,
                "title": profile.title,
                "passed": not any(lack.severity is Severity.ERROR for lack in lacks),
                "findings": [lack.to_json() for lack in lacks],
            }
            for profile, lacks in self.lacks
        ]
        return {"source": self.source, "profiles": profiles}


def _graded(found: Iterable[Graded], *, strict: bool) -> int:
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return FAULTY if any(each.severity in grave for each in found) else CLEAN


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark lint`."""
    parser.add_argument("sources", metavar="FILE", nargs="+", help="a file, or - for standard input")
    parser.add_argument("--strict", action="store_true", help="let warnings fail as errors do")
    parser.add_argument(
        "--profile",
        action="append",
        choices=PROFILES,
        metavar="KEY",
        help="ask what this standard wants a micro-credential to say, and nothing else; may be given several times: "
        + "; ".join(f"{key} ({profile.title})" for key, profile in PROFILES.items()),
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument(
        "--json",
        action="store_true",
        help='print {"source", "findings": [{"code", "severity", "path", "sentence", "mend", "spec", "edits"}]}: '
        "one object for one file, an array of them for several; with --profile, "
        '{"source", "profiles": [{"profile", "title", "passed", "findings": [{"code", "element", "severity", '
        '"sentence", "mend", "spec"}]}]}',
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
        return _wrong("--fix cannot write what is lacking") if options.profile else _fix(options)
    if options.output:
        return _wrong("-o needs --fix")
    if options.profile:
        return _ask(options)
    linted = [_lint(source) for source in options.sources]
    if options.json:
        _dump(linted)
    else:
        _tell(linted, sys.stdout)
    return max(each.exit_code(strict=options.strict) for each in linted)


def _dump(told: Iterable[Linted | Asked]) -> None:
    documents = [each.to_json() for each in told]
    # ASCII only, so that nothing in a credential can play tricks on a terminal or a log.
    json.dump(documents[0] if len(documents) == 1 else documents, sys.stdout, indent=2)
    sys.stdout.write("\n")


# --- what a standard asks -------------------------------------------------------------------------------------


def _ask(options: argparse.Namespace) -> int:
    profiles = [PROFILES[key] for key in dict.fromkeys(options.profile)]
    asked = [_asked(source, profiles) for source in options.sources]
    if options.json:
        _dump(asked)
    else:
        _tell_lacks(asked, sys.stdout)
    return max(each.exit_code(strict=options.strict) for each in asked)


def _asked(source: str, profiles: Iterable[Profile]) -> Asked:
    try:
        reading = step_one.read(_read(source), policy=Policy())
        if reading.document is None:
            return Asked(source, problem=reading.check.detail)
        elements = _elements(reading.document)
    except SourceError as error:
        return Asked(source, problem=f"{error.sentence} {error.next_step}")
    except ElmError as error:
        return Asked(source, problem=error.sentence)
    if elements is None:
        sentence = "It says of no achievement, and a profile looks at one micro-credential."
        return Asked(source, problem=f"{sentence} Hand in an Open Badge or a European Digital Credential.")
    return Asked(source, tuple((profile, check(elements, profile)) for profile in profiles))


def _elements(document: Mapping[str, Any]) -> Elements | None:
    if is_elm(document):
        return elements_of_elm(document)
    return elements_of_credential(document) if is_micro_credential(document) else None


def _tell_lacks(asked: list[Asked], stream: TextIO) -> None:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    for number, each in enumerate(asked):
        stream.write("\n" if number else "")
        stream.write(f"{quoted(each.source, limit=500)}: {each.problem}".rstrip() + "\n")
        for profile, lacks in each.lacks:
            said = _counted(lacks, nothing="everything is there")
            stream.write(f"  {profile.title} ({profile.key}): {said}\n")
            for lack in sorted(lacks, key=lambda one: tuple(Severity).index(one.severity)):
                stream.write(
                    f"  {lack.severity.value:<{_INDENT - 2}}{ELEMENTS.get(lack.element, lack.element)}\n"
                )
                stream.write(_wrapped(f"{lack.sentence.say()} {lack.mend.say()}"))
                stream.write(_wrapped(f"({lack.code}; {lack.spec})"))


# --- what should be mended ------------------------------------------------------------------------------------


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


def _counted(findings: Iterable[Graded], *, nothing: str = "nothing to mend") -> str:
    counts = Counter(found.severity for found in findings)
    told = [
        f"{counts[severity]} {severity.value if counts[severity] == 1 else _PLURALS[severity]}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(told) or nothing


def _wrapped(text: str) -> str:
    indent = " " * _INDENT
    return (
        textwrap.fill(
            quoted(text, limit=1000), _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
    )  # fmt: skip
