"""Shows a credential as a tree: what it says, what was checked and with what answer, and everything inside of it.

The same check as `verify`, told for people who never heard of a proof: eight questions with their answers. --checks
shows the ten steps as well.

For example:

    skillmark inspect badges/ana-souza-food-safety.json
    skillmark inspect presentation.json --checks
    skillmark inspect --json presentation.json

Exit code: 0 verified, 1 not verified, 2 could not be checked, 64 wrong usage. With several sources the worst counts,
and 1 is worse than 2.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from skillmark.credential.report import Outcome, Part, Report, Verdict
from skillmark.credential.steps.findings import quoted
from skillmark.interfaces.cli.answers import Answer, answered
from skillmark.interfaces.cli.checking import Checked, Checker, add_check_arguments, print_reports, worst
from skillmark.interfaces.cli.pen import BOLD, Pen
from skillmark.interfaces.cli.portrait import portrait
from skillmark.interfaces.cli.questions import answers
from skillmark.interfaces.cli.telling import INDENT, VERDICTS, closing, statement, tell_checks, tell_part

_LABEL, _QUESTION = 18, 36
_DOUBTFUL = frozenset({Outcome.FAILED, Outcome.UNKNOWN})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark inspect`."""
    parser.set_defaults(command="inspect")
    add_check_arguments(parser)
    parser.add_argument(
        "--checks", action="store_true", help="show the ten steps too, of it and of all that is inside"
    )


def run(options: argparse.Namespace) -> int:
    """Check every source, show all of it, and return the worst exit code."""
    return answered(options, _inspect)


def _inspect(options: argparse.Namespace) -> Answer:
    checker = Checker(options)
    checked = (checker.check(source) for source in options.sources)
    if options.json:
        verdicts = print_reports(list(checked))
    else:
        verdicts = list(
            _show(checked, Inspector(Pen(sys.stdout), checks=options.checks, offline=options.offline))
        )
    return Answer(exit_code=worst(verdicts))


def _show(checked: Iterable[Checked], inspector: Inspector) -> Iterable[Verdict]:
    for number, each in enumerate(checked):
        if number:
            sys.stdout.write("\n")
        inspector.show(each)
        yield each.report.verdict


class Inspector:
    """Draws reports, with the ten steps where `checks` asks for them."""

    def __init__(self, pen: Pen, *, checks: bool = False, offline: bool = False) -> None:
        self._pen = pen
        self._checks = checks
        self._offline = offline

    def show(self, checked: Checked) -> None:
        """One report from its verdict to what to do next."""
        pen, report = self._pen, checked.report
        outcome, verdict = VERDICTS[report.verdict]
        pen.line(f"{pen.sign(outcome)} {pen.painted(verdict, BOLD)}: {quoted(checked.source, limit=500)}")
        pen.wrapped(statement(report), indent=2)
        self._says(report)
        if checked.next_step:
            # There was nothing to check, so nothing was asked.
            pen.wrapped(report.check(1).detail, indent=2)
        else:
            self._asked(report)
        if self._checks:
            self._heading("The ten steps")
            tell_checks(pen, report)
        if report.parts:
            self._heading("What is inside")
            self._parts(report.parts)
        pen.line()
        for label, sentence in closing(report, next_step=checked.next_step, offline=self._offline):
            pen.wrapped(sentence, first=f"{label}:", indent=INDENT)

    def _says(self, report: Report) -> None:
        lines = list(portrait(report))
        if lines:
            # Nothing that a file says of itself may look like something that was found.
            sure = "" if report.verdict is Verdict.VERIFIED else " (that is not established)"
            self._heading(f"What it says{sure}")
        for label, text in lines:
            self._pen.wrapped(quoted(text, limit=600), first=f"  {label}", indent=_LABEL + 2)

    def _asked(self, report: Report) -> None:
        self._heading("What was asked of it")
        for each in answers(report):
            self._answer(each.outcome, each.question, each.answer)

    def _answer(self, outcome: Outcome, question: str, answer: str) -> None:
        sign = self._pen.sign(outcome)
        self._pen.wrapped(answer, first=f"  {sign} {question}", indent=_QUESTION, hidden=len(sign) - 1)

    def _parts(self, parts: tuple[Part, ...]) -> None:
        for number, part in enumerate(parts, start=1):
            with self._pen.branch(last=number == len(parts)):
                self._part(part)

    def _part(self, part: Part) -> None:
        pen, report = self._pen, part.report
        tell_part(pen, part)
        for label, text in portrait(report):
            pen.wrapped(quoted(text, limit=300), first=f"  {label}", indent=_LABEL + 2)
        for each in answers(report):
            # What is in order is said once for the whole; in the parts, only what is not.
            if each.outcome in _DOUBTFUL:
                self._answer(each.outcome, each.question, each.answer)
        if self._checks:
            tell_checks(pen, report)
        for warning in report.warnings:
            pen.wrapped(warning, first="  Note", indent=_LABEL + 2)
        self._parts(report.parts)

    def _heading(self, text: str) -> None:
        self._pen.line()
        self._pen.line(self._pen.painted(text, BOLD))
