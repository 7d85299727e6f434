"""Questions written as plain text: what is read, and that every line that cannot be read is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.assessing import rules
from skillmark.lifecycle.assessing.question_text import (
    MOST_LETTERS,
    MOST_QUESTIONS,
    Problem,
    Question,
    QuestionTextError,
    read_questions,
)

OURS = """\
At what temperature is chilled food kept?
* 4 °C
- 12 °C
- 20 °C
> Germs grow fast above 5 °C.

Which of these are germs?

* Salmonella
* Listeria
- Sugar
How long may it stand outside?
= 4 ± 0,5

Name the seaweed.
= kombu
= konbu
"""
AIKEN = """\
A. Smith asks: which of these is a fruit?
A. Leek
B) Pear
ANSWER: B
And which two are not?
A) Leek
B) Pear
C) Chard
answer: a, C
"""


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(QuestionTextError) as caught:
        read_questions(text)
    return [(each.line, each.sentence) for each in caught.value.problems]


def test_each_kind_is_read_with_its_answers() -> None:
    single, multiple, number, text = read_questions(OURS)
    assert (single.kind, single.key) == (rules.SINGLE, ["a"])
    assert [each["text"] for each in single.choices] == ["4 °C", "12 °C", "20 °C"]
    assert single.feedback == "Germs grow fast above 5 °C."
    assert (multiple.kind, multiple.key, multiple.line) == (rules.MULTIPLE, ["a", "b"], 7)
    assert (number.kind, number.key) == (rules.NUMERIC, {"value": 4.0, "tolerance": 0.5})
    assert (text.kind, text.key, text.choices) == (rules.SHORT_TEXT, ["kombu", "konbu"], [])


def test_what_other_systems_export_as_aiken_is_read_too() -> None:
    one, two = read_questions(AIKEN)
    assert (one.prompt, one.key) == ("A. Smith asks: which of these is a fruit?", ["b"])
    assert (two.kind, two.key) == (rules.MULTIPLE, ["a", "c"])


def test_questions_are_read_as_trainers_write_them() -> None:
    text = """\
1. How thick must a pad be?
a) 0.5 mm
b) 1 mm
c) 3 mm
Answer: b (below that the carrier touches the rim)

2) Which of these do you check first?
(a) the cable
(b) the lever
Correct answers: a and b
3. Fifth gear?
A) no
B)yes
answer = B
"""
    one, two, three = read_questions(text)
    assert (one.prompt, one.key) == ("How thick must a pad be?", ["b"])
    assert one.feedback == "below that the carrier touches the rim"
    assert (two.prompt, two.key, two.feedback) == ("Which of these do you check first?", ["a", "b"], "")
    assert (three.prompt, three.key) == ("Fifth gear?", ["b"])


def test_nothing_is_nothing() -> None:
    assert read_questions("") == read_questions(" \n\t\n") == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("* a\n- b", 1, "without a question above"),
        ("\n\nANSWER: B", 3, "without a question above"),
        # A question whose answers were forgotten is not taken for the beginning of the next one.
        ("One?\n\nTwo?\n* a\n- b", 1, "has no answers"),
        ("One?\n* a\n- b\n\nTwo?", 5, "has no answers"),
        ("One?\n- a\n- b", 1, "marked right"),
        ("One?\nA. a\nB. b", 1, "marked right"),
        ("One?\nA. a\nB. b\nANSWER: C", 1, "no choice has"),
        ("One?\n* a\n= 3", 1, "do not go together"),
        ("One?\n* a", 1, "at least two"),
        ("One?\n* a\n- a", 1, "are the same"),
        ("One?\n* a\n" + "\n".join(f"- {n}" for n in range(6)), 1, "At most 6 choices"),
        ("One?\n* a\n- " + "b" * 501, 1, "500 characters"),
        ("O" * 5001 + "\n* a\n- b", 1, "5,000"),
        ("a" * (MOST_LETTERS + 1), 1, "100,000"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_to_do(text: str, line: int, words: str) -> None:
    (problem,) = problems(text)
    assert problem[0] == line
    assert words in problem[1]


def test_all_problems_are_told_at_once_and_no_more_than_anybody_reads() -> None:
    assert [line for line, _ in problems("One?\n- a\n- b\n\nTwo?\n* a\n\nThree?\n* a\n- b")] == [1, 5]
    assert len(problems("Q?\n* a\n" * 50)) == 20
    many = "Q?\n* a\n- b\n" * (MOST_QUESTIONS + 1)
    assert "At most 200 questions" in problems(many)[0][1]
    assert problems(many)[0][0] == MOST_QUESTIONS * 3 + 1


def test_a_text_with_a_number_in_it_is_a_text() -> None:
    assert read_questions("Who?\n= 3 little pigs")[0].kind == rules.SHORT_TEXT
    assert read_questions("How warm?\n= 4 °C")[0].key == {"value": 4.0, "tolerance": 0.0}
    assert read_questions("How many?\n= 1 000 ± ten")[0].kind == rules.SHORT_TEXT


WORDS = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=12).map(lambda word: f"w{word}")
CHOICES = st.lists(WORDS, min_size=2, max_size=6, unique=True)


@given(st.lists(st.tuples(WORDS, CHOICES, st.integers(0, 5), st.booleans()), min_size=1, max_size=8))
def test_what_is_written_is_what_is_read(asked: list[tuple[str, list[str], int, bool]]) -> None:
    """Whatever the words are, with or without empty lines between."""
    text = ""
    for prompt, choices, right, spaced in asked:
        marks = ["*" if place == right % len(choices) else "-" for place in range(len(choices))]
        text += f"{prompt}?\n" + "".join(f"{m} {c}\n" for m, c in zip(marks, choices, strict=True))
        text += "\n" if spaced else ""
    read = read_questions(text)
    assert [each.prompt for each in read] == [f"{prompt}?" for prompt, *_ in asked]
    for question, (_, choices, right, _) in zip(read, asked, strict=True):
        assert [each["text"] for each in question.choices] == choices
        assert question.choices[right % len(choices)]["id"] == question.key[0]


def read_or_told(text: str) -> tuple[list[Question], list[Problem]]:
    try:
        return read_questions(text), []
    except QuestionTextError as error:
        return [], error.problems


@given(st.text(st.sampled_from("*-=>A.B)ANSWER: \n±4ab?(1and,"), max_size=200))
def test_any_text_is_read_or_refused_and_what_is_read_can_be_scored(text: str) -> None:
    read, told = read_or_told(text)
    assert all(1 <= each.line <= text.count("\n") + 1 and each.sentence for each in told)
    assert not (read and told)
    for each in read:
        assert each.prompt
        assert not rules.item_problem(kind=each.kind, choices=each.choices, key=each.key, points=1)
