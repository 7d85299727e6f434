"""The eight questions that a check answers, in the words of someone who never heard of a proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from skillmark.credential.legacy.hosted import HOSTED_COPY
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.model.view import many
from skillmark.credential.report import Check, Group, Outcome, Report

_P, _F, _U, _N = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
_UNCHECKED = "Could not be checked."
_QUESTIONS: dict[Group, tuple[str, Mapping[Outcome, str]]] = {
    Group.INTEGRITY: (
        "Was anything changed?",
        {_P: "No.", _F: "It does not hold.", _U: _UNCHECKED, _N: "Nobody signed it."},
    ),
    Group.ISSUER_BINDING: (
        "Is it really from its issuer?",
        {_P: "Yes.", _F: "That is not shown.", _U: _UNCHECKED, _N: "Nobody signed it."},
    ),
    Group.TRUST: (
        "Do you know the issuer?",
        {_P: "Yes.", _F: "It is not what you asked for.", _U: "No.", _N: ""},
    ),
    Group.CONFORMANCE: (
        "Is it written as it should be?",
        {_P: "Yes.", _F: "No.", _U: _UNCHECKED, _N: ""},
    ),
    Group.VALIDITY: ("Is it in date?", {_P: "Yes.", _F: "No.", _U: _UNCHECKED, _N: ""}),
    Group.STATUS: (
        "Has it been withdrawn?",
        {_P: "No.", _F: "", _U: _UNCHECKED, _N: ""},
    ),
    Group.SUBJECT: ("Is it this person's?", {_P: "Yes.", _F: "No.", _U: _UNCHECKED, _N: ""}),
    Group.ENDORSEMENTS: ("Does what is inside hold?", {_P: "Yes.", _F: "No.", _U: _UNCHECKED, _N: ""}),
}
# A presentation is its holder's word, and an endorsement speaks of something.
_OF_PRESENTATIONS: dict[Group, tuple[str, Mapping[Outcome, str]]] = {
    Group.ISSUER_BINDING: (
        "Is it really from its holder?",
        {_P: "Yes.", _F: "That is not shown.", _U: _UNCHECKED, _N: "Nobody signed it."},
    ),
    Group.SUBJECT: ("Who shows it?", {_P: "", _F: "", _U: _UNCHECKED, _N: ""}),
}
_OF_ENDORSEMENTS: dict[Group, tuple[str, Mapping[Outcome, str]]] = {
    Group.SUBJECT: ("Does it belong here?", {_P: "Yes.", _F: "No.", _U: _UNCHECKED, _N: ""}),
}
# Where the code of the deciding step says more than the outcome.
_BY_CODE = {
    "signature_invalid": "Yes, or somebody else signed it.",
    "copy_differs": "Yes.",
    "key_compromised": "It may be from somebody else.",
    "issuer_mismatch": "No, it is from somebody else.",
    "revoked": "Yes.",
    "suspended": "For now, yes.",
    "endorsement_subject": "It does not belong here.",
    HOSTED_COPY: "No.",
}


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One question with its answer: a word or two, then the sentences of the steps that decide."""

    group: Group
    outcome: Outcome
    question: str
    answer: str


def answers(report: Report) -> Iterator[Answered]:
    """The eight questions in the order of the library, each answered by its steps."""
    for group, (question, words) in (_QUESTIONS | _special(report)).items():
        outcome = report.group(group)
        deciding = [each for each in report.checks if each.group is group and each.outcome is outcome]
        said = " ".join(filter(None, (_word(words, outcome, deciding), *(each.detail for each in deciding))))
        yield Answered(group=group, outcome=outcome, question=question, answer=said)


def _special(report: Report) -> dict[Group, tuple[str, Mapping[Outcome, str]]]:
    document = report.document or {}
    if is_presentation(document):
        return _OF_PRESENTATIONS
    return _OF_ENDORSEMENTS if "EndorsementCredential" in many(document.get("type")) else {}


def _word(words: Mapping[Outcome, str], outcome: Outcome, deciding: list[Check]) -> str:
    code = next((check.code for check in deciding if check.code in _BY_CODE), "")
    return _BY_CODE[code] if code else words[outcome]
