"""Trying a verifier on the corpus: ours by its reports, any other by what it says of each file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from skillmark.corpus.cases import Carrier, Case
from skillmark.corpus.published import Answer, OfflineResolver
from skillmark.credential.policy import Policy
from skillmark.credential.registry import Registry, read_registry
from skillmark.credential.report import Outcome, Report, Verdict
from skillmark.credential.verify import inspect


class Judgement(StrEnum):
    """What a verifier's answer to a file is worth."""

    RIGHT = "right"
    ACCEPTED = "accepted_wrongly"
    REFUSED = "refused_wrongly"
    UNDECIDED = "could_not_check"
    ELSEWHERE = "right_at_another_check"


@dataclass(frozen=True)
class Result:
    """A file, the answer to it, and what is wrong with that."""

    case: Case
    judgement: Judgement
    verdict: Verdict
    why: str = ""


class OurVerifier:
    """This library on the files of a corpus, with what is published in its world and nothing else."""

    def __init__(self, answers: Mapping[str, Answer], *, now: datetime, known_issuers: bytes) -> None:
        self._answers, self._now = answers, now
        self._registry: Registry = read_registry(known_issuers)

    def judge(self, case: Case) -> Result:
        """What our answer to a file is worth."""
        resolver = OfflineResolver(self._answers, now=self._now)
        asked = case.request
        policy = Policy(
            registries=(self._registry,),
            expected_domain=asked.domain,
            expected_challenge=asked.challenge,
            expected_recipient=asked.recipients,
            expected_achievement=asked.achievement,
        )
        report = inspect(case.data, resolver=resolver, now=self._now, policy=policy)
        result = judge(case, report)
        if resolver.trapped and result.judgement is Judgement.RIGHT:
            why = f"It asked at {', '.join(resolver.trapped)}, where only a forger's word leads."
            return Result(case, Judgement.ELSEWHERE, report.verdict, why)
        return result


def judge(case: Case, report: Report) -> Result:
    """What a report of our own is worth: its verdict, and the checks that carry it."""
    worth = weigh(case, report.verdict)
    if worth is not Judgement.RIGHT:
        # Everything is there that ours needs, so “could not check” is as bad as “no”.
        worth = Judgement.REFUSED if worth is Judgement.UNDECIDED else worth
        return Result(case, worth, report.verdict, _told(report))
    missing = [carrier for carrier in case.carriers if not _carries(report, carrier)]
    told = {note.code for note in report.notes}
    silent = [code for code in case.warnings if code not in told]
    if report.verdict is not case.verdict or missing or silent:
        wanted = "; ".join([*map(_shown, missing), *(f"a warning “{code}”" for code in silent)])
        why = f"Expected {case.verdict.value} by {wanted}; found: {_told(report)}"
        return Result(case, Judgement.ELSEWHERE, report.verdict, why)
    return Result(case, Judgement.RIGHT, report.verdict)


def weigh(case: Case, verdict: Verdict) -> Judgement:
    """What a verdict alone is worth."""
    if verdict is Verdict.VERIFIED:
        return Judgement.RIGHT if case.is_valid else Judgement.ACCEPTED
    if not case.is_valid:
        return Judgement.RIGHT
    return Judgement.UNDECIDED if verdict is Verdict.NOT_CHECKED else Judgement.REFUSED


def _carries(report: Report, carrier: Carrier) -> bool:
    for part in _parts_at(report, carrier.within):
        check = part.check(carrier.step)
        if check.outcome in {Outcome.FAILED, Outcome.UNKNOWN} and check.code in carrier.codes:
            return True
    return False


def _parts_at(report: Report, path: str) -> list[Report]:
    """The report of a part; a path of several parts has “ > ” between them."""
    found = [report]
    for step in path.split(" > ") if path else ():
        found = [part.report for each in found for part in each.parts if part.path == step]
    return found


def _shown(carrier: Carrier) -> str:
    within = f" of {carrier.within}" if carrier.within else ""
    return f"step {carrier.step}{within} ({' or '.join(carrier.codes)})"


def _told(report: Report) -> str:
    told = [
        f"step {check.step} {check.outcome.value} ({check.code}: {check.detail})"
        for check in report.checks
        if check.outcome in {Outcome.FAILED, Outcome.UNKNOWN} and check.code != "not_reached"
    ]
    return "; ".join(told) or f"nothing wrong; warnings: {', '.join(note.code for note in report.notes)}"
