"""What a reviewer is asked of a micro-credential, and when the answers suffice to approve it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from skillmark.foundation.refusals import Refused

ANSWERS: Final[Mapping[str, str]] = {"yes": "Yes", "no": "No", "na": "Not applicable"}
LONGEST_REASON: Final = 1000
LONGEST_COMMENT: Final = 5000


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


def said_no(answers: Sequence[Mapping[str, str]]) -> str:
    """“You answered No to 2 questions: …”; empty where there is no such answer."""
    doubts = [f"“{each.text}”" for each in QUESTIONS if each.code in doubted(answers)]
    if not doubts:
        return ""
    count = "1 question" if len(doubts) == 1 else f"{len(doubts)} questions"
    return f"You answered No to {count}: {' '.join(doubts)}"


def doubted(answers: Sequence[Mapping[str, str]]) -> set[str]:
    """The codes of the questions that are answered with no."""
    return {each.get("code", "") for each in answers if each.get("answer") == "no"}


def refuse_unconfirmed(
    answers: Sequence[Mapping[str, str]], *, despite: Collection[str], comment: str
) -> None:
    """Raises Refused where something is approved although an answer is no, and that was not confirmed with a reason.

    `despite` names each question whose no was before the reviewer as they confirmed: one that became a no since then
    asks anew.
    """
    doubts = doubted(answers)
    if doubts - set(despite):
        raise Refused(
            "review.no_unconfirmed",
            f"{said_no(answers)} Approve all the same?",
            "Confirm it and say why in the comment, or ask for changes.",
        )
    if doubts and not comment.strip():
        raise Refused(
            "review.despite_unexplained",
            f"{said_no(answers)} Nothing says why it is approved all the same.",
            "Say so in the comment.",
        )


# A review that is still being written, by field: the decision, the comment, each answer and its reason.
_LONGEST: Final[Mapping[str, int]] = {
    "decision": 10,
    "comment": LONGEST_COMMENT,
    **{f"is_{each.code}": 3 for each in QUESTIONS},
    **{f"why_{each.code}": LONGEST_REASON for each in QUESTIONS},
}


def unfinished(before: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    """What is kept of a review before it is sent; an empty text takes back what was there."""
    kept = {name: text for name, text in {**before, **changed}.items() if name in _LONGEST and text}
    return {name: text[: _LONGEST[name]] for name, text in kept.items()}


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
