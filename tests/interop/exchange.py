"""What every exchange with another implementation does on our side, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from tests.interop.documents import changed
from tests.interop.parties import NOW, Party, known, world

from skillmark.credential import Outcome, Policy, Report, Verdict, inspect

# Random credentials name services for newer versions, and there are none.
POLICY = Policy(refresh=False)
# What another implementation made of a task: `{"value": …}`, or `{"error": …}` with what it said.
Answer = Mapping[str, Any]
# What puts tasks to a script of this folder, and what they share.
Ask = Callable[..., list[Answer]]


def check(
    credential: Any,
    everybody: Sequence[Party],
    policy: Policy = POLICY,
    publishing: Mapping[str, Any] | None = None,
) -> Report:
    """Our report on a credential, in JSON or as a signed text, where these parties publish, or this is published."""
    data = credential if isinstance(credential, str) else json.dumps(credential, ensure_ascii=False)
    resolver = world(tuple(everybody)) if publishing is None else known(publishing)
    return inspect(data.encode(), resolver=resolver, now=NOW, policy=policy)


def not_believed(
    credentials: Iterable[Any], everybody: Sequence[Party], policy: Policy = POLICY
) -> dict[int, str]:
    """Those that we do not find verified, by their number, and why."""
    reports = (check(each, everybody, policy) for each in credentials)
    return {
        number: _why(report)
        for number, report in enumerate(reports)
        if report.verdict is not Verdict.VERIFIED
    }


def not_refused(
    credentials: Iterable[Any], everybody: Sequence[Party], policy: Policy = POLICY
) -> dict[int, str]:
    """Those that we do not find changed, by their number, and the verdict."""
    reports = (check(each, everybody, policy) for each in credentials)
    return {
        number: report.verdict.value
        for number, report in enumerate(reports)
        if report.verdict is not Verdict.NOT_VERIFIED
    }


def errors(answers: Iterable[Answer]) -> dict[int, str]:
    """What could not be answered, by its number."""
    return {number: answer["error"] for number, answer in enumerate(answers) if "error" in answer}


def changed_copies(credentials: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A copy of each with one value changed."""
    return [changed(credential, Random(number)) for number, credential in enumerate(credentials)]


def told(count: int, what: str) -> None:
    """Print how many credentials went which way, for whoever asks pytest for it (-rP)."""
    print(f"{count} credentials: {what}")  # noqa: T201 (that is what it is for)


def _why(report: Report) -> str:
    against = {Outcome.FAILED, Outcome.UNKNOWN}
    return " | ".join(f"{each.name}: {each.detail}" for each in report.checks if each.outcome in against)
