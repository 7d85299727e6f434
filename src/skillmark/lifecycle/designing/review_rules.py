"""What a reviewer is asked of a micro-credential, and when the answers suffice to approve it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from skillmark.foundation.refusals import Refused

ANSWERS: Final[Mapping[str, str]] = {"yes": "Yes", "no": "No", "na": "Not applicable"}
LONGEST_REASON: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Question:
    code: str
    text: str
    help: str = ""


# The principles behind them: Recommendation 2022/C 243/02, Annex II (quality, transparency, relevance, valid
# assessment, learner-centred, information).
QUESTIONS: Final[Sequence[Question]] = (
    Question(
        code="scope",
        text="Is it narrow enough for its title and hours?",
        help="Weeks of learning, not years; the title promises no degree.",
    ),
    Question(code="need", text="Is it clear who needs it and what for?"),
    Question(
        code="outcomes",
        text="Can somebody else see each learning outcome being shown?",
        help="Each begins with a verb that one can observe.",
    ),
    Question(
        code="assessed",
        text="Does an assessment show each outcome, and would it fail somebody who cannot do it?",
    ),
    Question(code="level", text="Does the level fit the outcomes, and is it said who set it?"),
    Question(code="workload", text="Could most learners do it in the hours that are given?"),
    Question(code="skills", text="Do the skills it is aligned to fit what is assessed?"),
    Question(
        code="limits",
        text="Would an employer understand what it proves, and what it does not?",
    ),
    Question(
        code="fair",
        text="Can people with a disability, and people learning in a second language, take part fairly?",
    ),
)


def all_yes() -> list[dict[str, str]]:
    """Every question answered with yes, as a form or a program hands it in."""
    return [{"code": each.code, "answer": "yes"} for each in QUESTIONS]


def kept_answers(given: Sequence[Mapping[str, str]], *, approves: bool) -> list[dict[str, Any]]:
    """The answers with the questions as they were asked. Raises Refused where one is wrong, or lacks for approval."""
    by_code = {each.get("code", ""): each for each in given}
    if unknown := set(by_code) - {each.code for each in QUESTIONS}:
        raise Refused(
            "review.unknown_question",
            f"Nobody asked this: {', '.join(sorted(unknown))[:200]}.",
            "Open the page again: the questions have changed.",
        )
    kept = [_kept(each, by_code[each.code]) for each in QUESTIONS if by_code.get(each.code, {}).get("answer")]
    answered = {each["code"] for each in kept}
    lacking = [f"“{each.text}”" for each in QUESTIONS if each.code not in answered]
    if approves and lacking:
        raise Refused(
            "review.unanswered",
            f"{len(lacking)} of {len(QUESTIONS)} questions have no answer: {' '.join(lacking)}",
            "Answer each of them with yes, no or not applicable.",
        )
    return kept


def _kept(question: Question, given: Mapping[str, str]) -> dict[str, Any]:
    answer, reason = given["answer"], given.get("reason", "").strip()
    if answer not in ANSWERS:
        raise Refused(
            "review.answer", f"“{question.text}” is answered with yes, no or na.", "Choose one of them."
        )
    if answer == "no" and not reason:
        raise Refused(
            "review.reason_missing",
            f"Say why not: “{question.text}”",
            "Give a reason for each no, so that the authors can act on it.",
        )
    return {
        "code": question.code,
        "question": question.text,
        "answer": answer,
        "reason": reason[:LONGEST_REASON],
    }
