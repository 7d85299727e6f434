"""Tell a person what a check found: the verdict in words, every step with its sentence, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TextIO

from skillmark.credential.legacy.hosted import HOSTED_COPY
from skillmark.credential.model.element_lines import lines_of
from skillmark.credential.model.elements_of import elements_of_credential
from skillmark.credential.model.endorsing import kind_of
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.report import Check, Outcome, Part, Report, Role, Verdict
from skillmark.credential.steps.bind import readable_id
from skillmark.credential.steps.findings import quoted
from skillmark.credential.times import age_in_words
from skillmark.interfaces.cli.advice import next_step as advised
from skillmark.interfaces.cli.pen import BOLD, Pen

VERDICTS = {
    Verdict.VERIFIED: (Outcome.PASSED, "Verified"),
    Verdict.NOT_VERIFIED: (Outcome.FAILED, "Not verified"),
    Verdict.NOT_CHECKED: (Outcome.UNKNOWN, "Could not be checked"),
}
INDENT = 18
_ROLES = {Role.ENDORSEMENT: "Endorsement", Role.CREDENTIAL: "Credential"}
_MOST_NAMED = 3
# File, form, issuer and signature: together they show who said it.
_AUTHORSHIP = range(1, 5)
_STATUS, _HOLDER = 6, 8
# What a reader weighs an achievement by; all the rest is told by `inspect`.
_VOUCHED = frozenset({"level", "assessment", "supervision", "quality"})
_VERBS = {"endorsement": "endorses", "recognition": "recognises", "accreditation": "accredits"}


class Teller:
    """Writes reports to a stream, step by step."""

    def __init__(
        self, stream: TextIO, *, offline: bool = False, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._pen = Pen(stream, environ=environ)
        self._offline = offline

    def tell(self, source: str, report: Report, *, next_step: str = "") -> None:
        """Write one report; `next_step` is given when there was nothing to check."""
        outcome, verdict = VERDICTS[report.verdict]
        pen = self._pen
        pen.line(f"{pen.sign(outcome)} {pen.painted(verdict, BOLD)}: {quoted(source, limit=500)}")
        pen.wrapped(statement(report), indent=2)
        pen.line()
        self._vouched(report)
        tell_checks(pen, report)
        pen.line()
        if report.parts:
            self._parts(report.parts)
        for label, sentence in closing(report, next_step=next_step, offline=self._offline):
            pen.wrapped(sentence, first=f"{label}:", indent=INDENT)

    def _vouched(self, report: Report) -> None:
        """How it was assessed and who vouches for that, where it is established who says so."""
        if report.credential is None or not report.credential.achievements or not _is_authored(report):
            return
        said = lines_of(elements_of_credential(report.credential.document))
        shown = [line for line in said if line.element in _VOUCHED]
        for line in shown:
            text = f"{line.text.say()} ({line.href})" if line.href else line.text.say()
            self._pen.wrapped(text, first=f"  {line.label.say()}", indent=INDENT + 2)
        if shown:
            self._pen.line()

    def _parts(self, parts: Sequence[Part]) -> None:
        self._pen.line("Inside:")
        for number, part in enumerate(parts, start=1):
            with self._pen.branch(last=number == len(parts)):
                self._part(part)
        self._pen.line()

    def _part(self, part: Part) -> None:
        tell_part(self._pen, part)
        decided = [check for check in part.report.checks if check.outcome is _decisive(part.report)]
        for check in decided[:1] if part.report.verdict is not Verdict.VERIFIED else []:
            self._pen.wrapped(check.detail, indent=2)
        for number, inner in enumerate(part.report.parts, start=1):
            with self._pen.branch(last=number == len(part.report.parts)):
                self._part(inner)


def tell_checks(pen: Pen, report: Report) -> None:
    """The ten steps, each with what it found."""
    for check in report.checks:
        sign = pen.sign(check.outcome)
        head = f"  {sign} {check.step:>2} {check.name:<10} "
        pen.wrapped(check.detail, first=head, indent=INDENT, hidden=len(sign) - 1)


def tell_part(pen: Pen, part: Part) -> None:
    """What a part is, and what its own check comes to."""
    outcome, verdict = VERDICTS[part.report.verdict]
    sign, words = pen.sign(outcome), pen.painted(verdict, BOLD)
    pen.line(f"{sign} {_ROLES[part.role]}, {words}: {quoted(part.path, limit=200)}")
    pen.wrapped(statement(part.report), indent=2)


def closing(report: Report, *, next_step: str, offline: bool) -> list[tuple[str, str]]:
    """What follows from a report: notes, what was left open, how old the knowledge is, and what to do."""
    lines = [("Note", warning) for warning in report.warnings]
    open_steps = [check for check in report.checks if check.outcome is Outcome.UNKNOWN]
    if open_steps:
        lines.append(
            ("Not checked", f"{_named(open_steps)}. What could not be checked is neither right nor wrong.")
        )
    ages = _ages(report)
    if ages:
        lines.append(("What is known", ages))
    lines.append(("Next", next_step or advised(report, offline=offline)))
    return lines


def statement(report: Report) -> str:
    """Who says what about whom; nothing where nothing could be read."""
    if report.credential is None:
        return ""
    if is_presentation(report.document or {}):
        return _of_presentation(report)
    if "EndorsementCredential" in report.credential.types:
        return _of_endorsement(report)
    return _of_badge(report)


def _of_badge(report: Report) -> str:
    credential = report.credential
    if credential is None or not (credential.achievement.name or credential.name):
        return ""
    who = quoted(credential.subject.name) or "The holder"
    what = quoted(credential.achievement.name or credential.name)
    issuer = _issuer(report)
    if report.verdict is Verdict.VERIFIED:
        return f"{who} earned “{what}”, says {issuer} ({readable_id(credential.issuer.id)})."
    if _is_authored(report):
        ending = (
            "does not stand today"
            if report.verdict is Verdict.NOT_VERIFIED
            else "is not certain that it stands today"
        )
        said = "says" if report.check(4).code == HOSTED_COPY else "did sign"
        return f"{issuer} {said} that {who} earned “{what}”, but it {ending}."
    return f"The file says: {who} earned “{what}”, from {issuer}. That is not established."


def _of_presentation(report: Report) -> str:
    document = report.document or {}
    holder = document.get("holder")
    named = readable_id(str((holder.get("id") if isinstance(holder, dict) else holder) or ""))
    who = "a holder who is not named"
    if named:
        # Anyone can write a name into it; only a key proves it.
        is_proven = report.check(_HOLDER).outcome is Outcome.PASSED
        who = f"the holder {named}" if is_proven else f"a holder who says to be {named} and has not proved it"
    count = sum(part.role is Role.CREDENTIAL for part in report.parts)
    number = "one credential" if count == 1 else f"{count} credentials"
    if report.verdict is Verdict.VERIFIED:
        return f"A presentation of {number} by {who}."
    return f"The file says: a presentation of {number} by {who}. That is not established."


def _of_endorsement(report: Report) -> str:
    document = report.document or {}
    subject = document.get("credentialSubject")
    said = quoted(subject.get("endorsementComment") if isinstance(subject, dict) else "", limit=300)
    comment = f": “{said}”" if said else "."
    # By its id: it may be the badge around it, its achievement or anything else in it.
    what = readable_id(report.credential.subject.id if report.credential else "") or "something without an id"
    issuer, verb = _issuer(report), _VERBS[kind_of(report.credential.types if report.credential else ())]
    if report.verdict is Verdict.VERIFIED:
        return f"{issuer} {verb} {what}{comment} It proves whose word this is, and not that it is true."
    if _is_authored(report):
        ending = (
            "and has withdrawn that since" if report.check(_STATUS).code == "revoked" else _not_today(report)
        )
        return f"{issuer} did sign that it {verb} {what}, {ending}{comment}"
    return f"The file says: {issuer} {verb} {what}{comment} That is not established."


def _not_today(report: Report) -> str:
    if report.verdict is Verdict.NOT_VERIFIED:
        return "but that does not stand today"
    return "but it is not certain that this stands today"


def _issuer(report: Report) -> str:
    issuer = report.credential.issuer if report.credential is not None else None
    return quoted((issuer.name or issuer.id) if issuer else "") or "an issuer without a name"


def _is_authored(report: Report) -> bool:
    return all(report.check(step).outcome is Outcome.PASSED for step in _AUTHORSHIP)


def _decisive(report: Report) -> Outcome:
    return Outcome.FAILED if report.verdict is Verdict.NOT_VERIFIED else Outcome.UNKNOWN


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
