"""Decides whether an outcome says what one can observe. English only: of other languages nothing is said.

Nobody can watch somebody "understand" (Mager, Preparing Instructional Objectives, 1962), however it is phrased:
“Understand statistics”, “The learner will have a good understanding of statistics”, “Knowledge of statistics”.
"""

from __future__ import annotations

import re
from typing import Final

# Words for a state of mind, in every form, and what one can see instead.
_STATES: Final = {
    word: better
    for words, better in (
        ("understand understands understanding understood", "explain, compare or apply"),
        ("know knows knowing known knowledge knowledgeable", "name, describe or list"),
        ("learn learns learning learned learnt", "use, explain or apply"),
        ("appreciate appreciates appreciating appreciation", "judge, compare or justify"),
        ("believe believes believing", "argue or justify"),
        ("comprehend comprehends comprehending comprehension", "explain or summarise"),
        ("aware awareness", "recognise, name or list"),
        ("familiar familiarity familiarise familiarises familiarize familiarizes", "describe, use or apply"),
        ("feel feels feeling", "describe or justify"),
        ("grasp grasps grasping", "explain or apply"),
        ("insight insights", "explain or conclude"),
        ("internalise internalises internalize internalizes", "use or apply"),
        ("realise realises realising realize realizes realizing", "explain or conclude"),
        ("think thinks", "compare, conclude or decide"),
    )
    for word in words.split()
}
# Nouns that name a state only with what it is of: “knowledge of care”, and not “knowledge workers”.
_NOUNS: Final = frozenset(
    {"knowledge", "learning", "appreciation", "comprehension", "awareness", "familiarity", "insight", "insights"}
)  # fmt: skip
_OF: Final = frozenset(
    {"", "of", "about", "how", "what", "that", "why", "in", "into", "on", "with", "and", "to", "regarding"}
)
_WHO = (
    r"(?:(?:the|each|every|an?|all)\s+)?"
    r"(?:earner|learner|holder|student|participant|graduate|candidate|trainee)s?\s+|(?:you|they|he|she)\s+"
)
# What may stand between whoever learns and the verb or noun that counts.
_BETWEEN = (
    "can could may will shall should must to is are be being have has had gain gains get gets acquire acquires develop "
    "develops obtain obtains show shows demonstrate demonstrates possess possesses become becomes able a an the some "
    "their his her your basic good deep deeper better clear sound solid full general working critical thorough fully "
    "really clearly more"
)
_BEFORE = re.compile(rf"^\W*(?:{_WHO})?(?:(?:{'|'.join(_BETWEEN.split())})\b[\s:…]*)*", re.IGNORECASE)
_BY_THE_END = re.compile(
    r"^\W*(?:by|at|on|after|upon)\b[^,:;]{0,80}?\b(?:end|course|module|unit|completion|completing)\b[^,:;]{0,60}[,:;]\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+")


def is_english(language: str) -> bool:
    """Whether we know the verbs of this language."""
    return language.lower().split("-")[0] in {"", "en"}


def outcome_problem(statement: str, *, language: str = "en") -> str:
    """Why nobody could observe what an outcome says, with the remedy; empty when they can, or we cannot tell."""
    if not is_english(language):
        return ""
    bare = _BEFORE.sub("", _BY_THE_END.sub("", statement.strip()))
    first = _WORD.match(bare)
    better = _STATES.get(first[0].lower()) if first else None
    if first is None or better is None:
        return ""
    after = _WORD.match(bare[first.end() :].strip())
    if first[0].lower() in _NOUNS and (after[0].lower() if after else "") not in _OF:
        return ""
    return f"“{first[0].capitalize()}” cannot be observed. Try a verb one can see, such as {better}."
