"""Tell a person what a check found: the verdict in words, every step with its sentence, and what to do next."""

from __future__ import annotations

import os
import shutil
import textwrap
from datetime import timedelta
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO
from urllib.parse import urlsplit

from skillmark.credential.legacy.hosted import HOSTED_COPY
from skillmark.credential.report import Check, Outcome, Report, Verdict
from skillmark.credential.steps.findings import quoted
from skillmark.credential.times import age_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

_SYMBOLS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: "–"}
_PLAIN_SYMBOLS = {Outcome.PASSED: "+", Outcome.FAILED: "x", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: "-"}
_GREEN, _RED, _YELLOW, _GREY, _BOLD, _RESET = (
    "\x1b[32m",
    "\x1b[31m",
    "\x1b[33m",
    "\x1b[90m",
    "\x1b[1m",
    "\x1b[0m",
)
_COLOURS = {
    Outcome.PASSED: _GREEN,
    Outcome.FAILED: _RED,
    Outcome.UNKNOWN: _YELLOW,
    Outcome.NOT_APPLICABLE: _GREY,
}
_VERDICTS = {
    Verdict.VERIFIED: (Outcome.PASSED, "Verified"),
    Verdict.NOT_VERIFIED: (Outcome.FAILED, "Not verified"),
    Verdict.NOT_CHECKED: (Outcome.UNKNOWN, "Could not be checked"),
}
_WIDEST = 100
_INDENT = 18
_MOST_NAMED = 3
_NOT_LOCAL = frozenset({"not_https", "address_refused"})
# File, form, issuer and signature: together they show who said it.
_AUTHORSHIP = range(1, 5)

# What helps, by the code of the check that decided; then by its step.
_NEXT_BY_CODE = {
    "revoked": "Ask the issuer. A revoked credential no longer counts, whoever shows it.",
    "suspended": "Ask the issuer whether and when the suspension ends, then check again.",
    "expired": "Ask the holder for a renewed credential.",
    "not_yet_valid": "Check again once its validity has begun.",
    "bake_no_credential": "Ask for the original file: pictures lose the credential when they are edited or re-saved.",
    "pdf": "Check the link that is printed on it, or the badge file (PNG, SVG or JSON).",
    "jws": "Ask for the credential in another form (JSON, PNG or SVG), or use a verifier that reads JWT.",
    "copy_differs": "Open the badge at its own address, and check what its issuer shows there.",
    "not_an_assertion": "Ask for the badge that was awarded: this file only describes one, or an issuer.",
    "stale": "Check again with a network connection, for the current status.",
}
_NEXT_BY_STEP = {
    1: "Ask for the original file, or for the link to the credential.",
    2: "Tell the issuer: the file is not a well-formed Open Badges 3.0 credential.",
    3: "Do not rely on it. Ask the named issuer whether they issued it.",
    4: "Do not rely on it: it was changed after signing, or signed by somebody else. Ask for the original.",
    5: "Ask the issuer for a credential that is valid today.",
    6: "Ask the issuer how the credential stands.",
    9: "Make sure that this is the credential you asked for.",
    10: "Look at the parts of the credential one by one.",
}


class Teller:
    """Writes reports to a stream: with colour on a terminal only, with plain signs where others cannot be shown."""

    def __init__(
        self, stream: TextIO, *, offline: bool = False, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._stream = stream
        self._offline = offline
        self._colour = stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        self._width = (
            min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns) if stream.isatty() else _WIDEST
        )
        self._symbols = _SYMBOLS if _can_show(stream) else _PLAIN_SYMBOLS
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")

    def tell(self, source: str, report: Report, *, next_step: str = "") -> None:
        """Write one report; `next_step` is given when there was nothing to check."""
        outcome, words = _VERDICTS[report.verdict]
        self._line(f"{self._sign(outcome)} {self._painted(words, _BOLD)}: {quoted(source, limit=500)}")
        self._wrapped(_statement(report), indent=2)
        self._line("")
        for check in report.checks:
            self._check(check)
        self._line("")
        for label, sentence in self._closing(report, next_step):
            self._wrapped(sentence, first=f"{label}:", indent=_INDENT)

    def _check(self, check: Check) -> None:
        sign = self._sign(check.outcome)
        head = f"  {sign} {check.step:>2} {check.name:<10} "
        hidden = len(sign) - 1
        self._wrapped(check.detail, first=head, indent=_INDENT, hidden=hidden)

    def _closing(self, report: Report, next_step: str) -> list[tuple[str, str]]:
        lines = [("Note", warning) for warning in report.warnings]
        open_steps = [check for check in report.checks if check.outcome is Outcome.UNKNOWN]
        if open_steps:
            lines.append(
                (
                    "Not checked",
                    f"{_named(open_steps)}. What could not be checked is neither right nor wrong.",
                )
            )
        ages = _ages(report)
        if ages:
            lines.append(("What is known", ages))
        lines.append(("Next", next_step or _next_step(report, offline=self._offline)))
        return lines

    def _wrapped(self, text: str, *, first: str = "", indent: int = 0, hidden: int = 0) -> None:
        """One paragraph; `first` stands before it, and `hidden` of its characters take no room (colour)."""
        if not text:
            return
        room = max(20, self._width - indent)
        lines = textwrap.wrap(quoted(text, limit=2000), room, break_long_words=False, break_on_hyphens=False)
        start = first.ljust(indent + hidden) if first else " " * indent
        for line in lines:
            self._line(f"{start}{line}")
            start = " " * indent

    def _sign(self, outcome: Outcome) -> str:
        return self._painted(self._symbols[outcome], _COLOURS[outcome])

    def _painted(self, text: str, colour: str) -> str:
        return f"{colour}{text}{_RESET}" if self._colour else text

    def _line(self, text: str) -> None:
        self._stream.write(text.rstrip() + "\n")


def _statement(report: Report) -> str:
    """Who says what about whom; nothing where nothing could be read."""
    credential = report.credential
    if credential is None or not (credential.achievement.name or credential.name):
        return ""
    who = quoted(credential.subject.name) or "The holder"
    what = quoted(credential.achievement.name or credential.name)
    issuer = quoted(credential.issuer.name or credential.issuer.id) or "an issuer without a name"
    if report.verdict is Verdict.VERIFIED:
        return f"{who} earned “{what}”, says {issuer} ({quoted(credential.issuer.id)})."
    if all(report.check(step).outcome is Outcome.PASSED for step in _AUTHORSHIP):
        ending = (
            "does not stand today"
            if report.verdict is Verdict.NOT_VERIFIED
            else "is not certain that it stands today"
        )
        said = "says" if report.check(4).code == HOSTED_COPY else "did sign"
        return f"{issuer} {said} that {who} earned “{what}”, but it {ending}."
    return f"The file says: {who} earned “{what}”, from {issuer}. That is not established."


def _named(checks: list[Check]) -> str:
    if len(checks) > _MOST_NAMED:
        return "Steps " + ", ".join(str(check.step) for check in checks)
    return ", ".join(f"{check.name} (step {check.step})" for check in checks)


def _ages(report: Report) -> str:
    """How old the knowledge is that did not come from the network just now."""
    facts = {name: value for check in report.checks for name, value in check.fact.items()}
    known = []
    for subject, prefix in (("the issuer's keys", "keys"), ("the status list", "list")):
        seconds = facts.get(f"{prefix}_age_seconds")
        if facts.get(f"{prefix}_from_store") and isinstance(seconds, int):
            known.append(f"{subject} as of {age_in_words(timedelta(seconds=seconds))} ago")
    return f"{', '.join(known)}." if known else ""


def _next_step(report: Report, *, offline: bool) -> str:
    if report.verdict is Verdict.VERIFIED:
        return "Make sure that this is an issuer you know and trust: that is for you to judge."
    wanted = Outcome.FAILED if report.verdict is Verdict.NOT_VERIFIED else Outcome.UNKNOWN
    steps = report.open_steps if wanted is Outcome.UNKNOWN else range(1, 11)
    deciding = [check for check in report.checks if check.outcome is wanted and check.step in steps]
    if _is_of_this_machine(report):
        return "Its issuer is a demo or a server on this machine: check again with --allow-local."
    # The first step that failed is usually the cause of the others, but a withdrawal says more than any of them.
    candidates = [*deciding, *report.checks[:1]]
    coded = [_NEXT_BY_CODE[check.code] for check in candidates if check.code in _NEXT_BY_CODE]
    if coded:
        return coded[0]
    if wanted is Outcome.UNKNOWN:
        return (
            "Check again with a network connection, without --offline."
            if offline
            else "Try again later. If it stays like this, ask the issuer to make their documents reachable."
        )
    return _NEXT_BY_STEP.get(deciding[0].step, "Ask the issuer.")


def _is_of_this_machine(report: Report) -> bool:
    """Whether the check stopped at an issuer that only this machine can reach, which has to be allowed."""
    if report.credential is None or not any(check.code in _NOT_LOCAL for check in report.checks):
        return False
    try:
        host = urlsplit(report.credential.issuer.id).hostname or ""
    except ValueError:
        return False
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")


def _can_show(stream: TextIO) -> bool:
    try:
        "✓✗–“”".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
