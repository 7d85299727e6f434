"""Reads several quiz questions written as plain text, so that a quiz need not be typed field by field.

One question after the other: its words, then its answers, a line each. `*` stands before a right choice and `-` before
a wrong one, `=` before an accepted text or the right number (`= 4 ± 0.5`), `>` before an explanation. As people write
them anyway, they are read too: a number before the question, choices `a)` or `A.`, then `Answer: b (why)`, which takes
in what other systems export as Aiken (Moodle's documentation, "Aiken format").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from skillmark.lifecycle.assessing import rules

MOST_LETTERS: Final = 100_000
MOST_QUESTIONS: Final = 200
MOST_CHOICES: Final = 6
LONGEST_PROMPT, LONGEST_CHOICE, LONGEST_FEEDBACK = 5000, 500, 2000
# More than so many faults are not read by anybody at once.
MOST_PROBLEMS: Final = 20

_LETTERS: Final = "ABCDEFGHIJKLMNOP"
_MARKED = re.compile(r"([*\-=])\s+(\S.*)")
_EXPLAINED = re.compile(r">\s*(\S.*)")
_LETTERED = re.compile(r"\(?([A-Pa-p])(?:[.)]\s+|\)\s*)(\S.*)")
_ANSWER = re.compile(
    r"(?:(?:right|correct)\s+)?answers?\s*[:=]\s*"
    r"(?P<letters>\(?[A-P]\b[.)]?(?:\s*(?:,|;|&|and)\s*\(?[A-P]\b[.)]?)*)\s*(?P<why>.*)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{1,3}[.)]\s+(?=\S)")
_WITHIN = re.compile(r"(?P<value>[^±]*)(?:±|\+/-)(?P<tolerance>.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, as `assessing.models.Item` keeps it; `line` is where it begins, counted from 1."""

    line: int
    kind: str
    prompt: str
    choices: list[dict[str, str]]
    key: Any
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What cannot be read, and where; `sentence` says what to do."""

    line: int
    sentence: str


class QuestionTextError(Exception):
    """Raised with everything that is wrong, in the order of the lines (at most `MOST_PROBLEMS`)."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems[:MOST_PROBLEMS]


@dataclass(kw_only=True)
class _Draft:
    """A question while its lines are read."""

    line: int
    prompt: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    is_closed: bool = False  # ANSWER stands last: what follows begins the next question
    is_parted: bool = False  # an empty line came last

    @property
    def is_answered(self) -> bool:
        return bool(self.texts or self.accepted or self.is_closed)

    @property
    def is_begun(self) -> bool:
        return bool(self.prompt) or self.is_answered


def read_questions(text: str) -> list[Question]:
    """All questions of `text`, in their order. Raises QuestionTextError that names every line at fault."""
    if len(text) > MOST_LETTERS:
        raise QuestionTextError(
            [
                Problem(
                    line=1, sentence=f"At most {MOST_LETTERS:,} characters are read at once. Divide the text."
                )
            ]
        )
    problems: list[Problem] = []
    questions = []
    for draft in _drafts(text):
        made = _finished(draft)
        if isinstance(made, Question):
            questions.append(made)
        else:
            problems.append(made)
    if len(questions) > MOST_QUESTIONS:
        line = questions[MOST_QUESTIONS].line
        problems.append(
            Problem(
                line=line, sentence=f"At most {MOST_QUESTIONS} questions are read at once. Divide the text."
            )
        )
    if problems:
        raise QuestionTextError(problems)
    return questions


def _drafts(text: str) -> Iterator[_Draft]:
    """The lines, gathered by question: words after answers, or after an empty line, begin the next one."""
    draft = _Draft(line=1)
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if not words:
            draft.is_parted = True
            continue
        if _take_explanation(draft, words):
            continue
        if draft.is_begun and (draft.is_answered or draft.is_parted) and not _is_answer(draft, words):
            yield draft
            draft = _Draft(line=number)
        if not draft.is_begun:
            draft.line = number
        if not _take_answer(draft, words):
            draft.prompt.append(words)
        draft.is_parted = False
    if draft.is_begun:
        yield draft


def _is_answer(draft: _Draft, words: str) -> bool:
    """Whether the line can be an answer of this question; “A. Smith says” at its beginning is none."""
    if draft.is_closed:
        return False
    lettered = _LETTERED.fullmatch(words)
    if lettered:
        return (
            bool(draft.prompt)
            and not draft.accepted
            and lettered[1].upper() == _LETTERS[len(draft.texts) % len(_LETTERS)]
        )
    return bool(_ANSWER.fullmatch(words) or _MARKED.fullmatch(words))


def _take_answer(draft: _Draft, words: str) -> bool:
    """Whether the line is an answer of this question, which it then is part of."""
    if not _is_answer(draft, words):
        return False
    if found := _ANSWER.fullmatch(words):
        draft.right = [_LETTERS.index(each) for each in re.findall(r"\b[A-P]\b", found["letters"].upper())]
        draft.is_closed = True
        if why := found["why"].strip("().:–- "):
            draft.feedback.append(why)
    elif found := _LETTERED.fullmatch(words):
        draft.texts.append(found[2])
    elif found := _MARKED.fullmatch(words):
        _take_marked(draft, mark=found[1], text=found[2])
    return True


def _take_marked(draft: _Draft, *, mark: str, text: str) -> None:
    if mark == "=":
        draft.accepted.append(text)
        return
    if mark == "*":
        draft.right.append(len(draft.texts))
    draft.texts.append(text)


def _take_explanation(draft: _Draft, words: str) -> bool:
    """What is shown with the result. It stands behind the answers; before them it is a quotation."""
    found = _EXPLAINED.fullmatch(words)
    if not found or not draft.is_answered:
        return False
    draft.feedback.append(found[1])
    return True


def _finished(draft: _Draft) -> Question | Problem:
    prompt, feedback = _NUMBERED.sub("", "\n".join(draft.prompt).strip(), count=1), " ".join(draft.feedback)
    if problem := _problem(draft, prompt, feedback):
        return Problem(line=draft.line, sentence=problem)
    choices = [
        {"id": letter.lower(), "text": text} for letter, text in zip(_LETTERS, draft.texts, strict=False)
    ]
    kind, key = _kind_and_key(draft)
    if problem := rules.item_problem(kind=kind, choices=choices, key=key, points=1):
        return Problem(line=draft.line, sentence=problem)
    return Question(line=draft.line, kind=kind, prompt=prompt, choices=choices, key=key, feedback=feedback)


def _problem(draft: _Draft, prompt: str, feedback: str) -> str:
    """What a question of this form cannot have, as a sentence with the remedy; empty when nothing is wrong."""
    if not prompt:
        return "Here are answers without a question above them. Write the question first."
    if draft.texts and draft.accepted:
        return "Choices and lines with “=” do not go together. Use one of the two."
    if not draft.texts and not draft.accepted:
        return (
            "This question has no answers. Write each on a line of its own: “* ” before a right one, “- ” before "
            "others."
        )
    if draft.texts and not draft.right:
        return "None of the choices is marked right. Put “* ” before the right one."
    if any(place >= len(draft.texts) for place in draft.right):
        return "ANSWER names a letter that no choice has."
    return _too_long(draft, prompt, feedback)


def _too_long(draft: _Draft, prompt: str, feedback: str) -> str:
    if len(draft.texts) > MOST_CHOICES:
        return f"At most {MOST_CHOICES} choices fit; here are {len(draft.texts)}."
    if len(prompt) > LONGEST_PROMPT or len(feedback) > LONGEST_FEEDBACK:
        return f"Question and explanation may have {LONGEST_PROMPT:,} and {LONGEST_FEEDBACK:,} characters at most."
    if any(len(text) > LONGEST_CHOICE for text in [*draft.texts, *draft.accepted]):
        return f"An answer may have {LONGEST_CHOICE} characters at most."
    return ""


def _kind_and_key(draft: _Draft) -> tuple[str, Any]:
    if draft.texts:
        key = [_LETTERS[place].lower() for place in sorted(set(draft.right))]
        return (rules.SINGLE if len(key) == 1 else rules.MULTIPLE), key
    number = _number(draft.accepted[0]) if len(draft.accepted) == 1 else None
    return (rules.SHORT_TEXT, draft.accepted) if number is None else (rules.NUMERIC, number)


def _number(text: str) -> dict[str, float] | None:
    """The right number with its tolerance, where a number was written."""
    within = _WITHIN.fullmatch(text)
    value = rules.read_number((within["value"] if within else text).strip())
    tolerance = rules.read_number(within["tolerance"].strip()) if within else 0
    # With a unit it is a number still; “3 little pigs” is a text.
    if value is None or tolerance is None or len(re.findall(r"[^\W\d_]+", text)) > 1:
        return None
    return {"value": float(value), "tolerance": float(tolerance)}
