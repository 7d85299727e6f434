"""What is published at which address in the world of the corpus, so that everything can be tried without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from skillmark.credential.errors import Unreachable
from skillmark.credential.resolve import Fetched


@dataclass(frozen=True)
class Answer:
    """What a server answers: a body, where it was sent on to, or only a status.

    `age` is how long ago it was fetched, and `kept` says that it was not asked for now. At a `trap`, no verifier may
    ever ask: only the word of a forger leads there.
    """

    body: bytes = b""
    media_type: str = "application/json"
    redirected_to: str = ""
    status: int = 200
    age: timedelta = timedelta(minutes=2)
    kept: bool = False
    trap: bool = False


@dataclass
class Shelf:
    """What is published, by address."""

    answers: dict[str, Answer] = field(default_factory=dict)

    def put(self, url: str, value: Any, **members: Any) -> str:
        """Publish something at an address, which is given back; never anything else at the same address."""
        body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode("utf-8")
        answer = Answer(body, **members)
        if self.answers.setdefault(url, answer) != answer:
            raise ValueError(f"Two documents are published at {url}.")
        return url


OK = 200


class OfflineResolver:
    """Answers from a shelf and nothing else; `trapped` are the traps that were asked for."""

    def __init__(self, answers: Mapping[str, Answer], *, now: datetime) -> None:
        self._answers, self._now = answers, now
        self.trapped: list[str] = []

    def fetch(
        self,
        url: str,
        *,
        accept: str,  # noqa: ARG002 (protocol)
        max_bytes: int = 1_000_000,
        personal: bool = False,  # noqa: ARG002 (protocol)
    ) -> Fetched:
        """What is published at `url`; raises Unreachable where nothing is, or too much."""
        answer = self._answers.get(url)
        if answer is None:
            raise Unreachable(url, "nothing is published there")
        if answer.trap:
            self.trapped.append(url)
        if answer.status != OK:
            raise Unreachable(url, f"the server answered with status {answer.status}", status=answer.status)
        if len(answer.body) > max_bytes:
            raise Unreachable(url, "it is too large")
        return Fetched(
            answer.redirected_to or url,
            answer.body,
            answer.media_type,
            self._now - answer.age,
            from_store=answer.kept,
        )


def traps(answers: Mapping[str, Answer]) -> Iterable[str]:
    """The addresses at which no verifier may ever ask."""
    return (url for url, answer in answers.items() if answer.trap)
