"""Questions written as plain text, or pasted from elsewhere: read whole, or refused with the lines at fault."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from fuzz.target import Target, promise
from tests.credential.mutations import damaged

from skillmark.lifecycle.assessing import rules
from skillmark.lifecycle.assessing.question_text import MOST_PROBLEMS, QuestionTextError, read_questions

_SEEDS = (
    "How cold?\n* 4 °C\n- 12 °C\n> Germs.\n\nHow long?\n= 4 ± 0.5\n",
    "Which?\nA. One\nB) Two\nANSWER: A, B\nName it.\n= kombu\n= konbu\n",
)
_PIECES = (
    b"\n", b"* ", b"- ", b"= ", b"> ", b"A. ", b"B) ", b"ANSWER: ", b"\xc2\xb1", b"\x85", b"\xe2\x80\xa8", b"\x0b",
    b"9e99", b"-0", b"1.000,5", b"\xff", b"\x00",
)  # fmt: skip


def run(data: bytes) -> None:
    text = data.decode("utf-8", errors="replace")
    try:
        questions = read_questions(text)
    except QuestionTextError as error:
        lines = [each.line for each in error.problems]
        promise(0 < len(lines) <= MOST_PROBLEMS, "something is at fault, and no more is told than is read")
        promise(all(1 <= line <= len(text) + 1 for line in lines), "a line is one of the text")
        return
    for each in questions:
        problem = rules.item_problem(kind=each.kind, choices=each.choices, key=each.key, points=1)
        promise(bool(each.prompt) and not problem, "what was read can be asked and scored")


def seeds() -> Iterator[bytes]:
    for text in _SEEDS:
        yield text.encode()


def mutate(data: bytes, chance: Random) -> bytes:
    if chance.random() < 0.5:
        place = chance.randrange(len(data) + 1)
        times = chance.choice((1, 1, 1, 2, 20_000))
        return data[:place] + chance.choice(_PIECES) * times + data[place + chance.choice((0, 0, 1, 5)) :]
    return damaged(data, chance, other=chance.choice(_SEEDS).encode())


TARGET = Target(run, seeds, mutate)
