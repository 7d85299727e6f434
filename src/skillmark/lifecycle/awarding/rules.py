"""The decision that somebody has met the criteria: plain values in, a decision with its reasons out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from skillmark.lifecycle.assessing.rules import AssessmentStanding, Standing

EvidenceItem = dict[str, str]
BY_DECISION, BY_SCORE = "Decision", "Score"
LEVELS_BY_HAND = ("Met", "Strong")
_GENRES = {"quiz": "Quiz", "project": "Project"}
_HOW = {"quiz": "Answered online and scored by rule.", "project": "Marked by an assessor on a rubric."}


@dataclass(frozen=True)
class Decision:
    """Whether to grant, why (or what is still missing), and what will be signed (see `Award`)."""

    granted: bool
    because: list[str]
    results: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[EvidenceItem] = field(default_factory=list)


def decide_award(standing: Standing) -> Decision:
    """Grants when there is something to pass and every assessment is passed."""
    if not standing.assessments:
        return Decision(granted=False, because=["Nothing is assessed, so it can be awarded by hand only."])
    if missing := [_missing(each) for each in standing.assessments if not each.passed]:
        return Decision(granted=False, because=missing)
    return Decision(
        granted=True,
        because=[_passed(each) for each in standing.assessments],
        results=[{**asdict(each), "levels": list(each.levels)} for each in standing.outcomes],
        evidence=[_evidence(each) for each in standing.assessments],
    )


def _evidence(assessment: AssessmentStanding) -> EvidenceItem:
    narrative = f"{_passed(assessment)} {_HOW.get(assessment.kind, '')}".strip()
    return {"name": assessment.title, "genre": _genre(assessment), "narrative": narrative}


def _genre(assessment: AssessmentStanding) -> str:
    return _GENRES.get(assessment.kind, "Assessment")


def _missing(assessment: AssessmentStanding) -> str:
    if not assessment.attempts_used:
        return f"{_genre(assessment)} “{assessment.title}” has not been taken yet."
    return f"{_genre(assessment)} “{assessment.title}” is not passed yet{_figure(assessment)}."


def _passed(assessment: AssessmentStanding) -> str:
    tries = assessment.attempts_used
    # Which try it was, is not said: beside the number that everybody has, it would tell who was given more.
    times = "at the first try" if tries <= 1 else "after more than one try"
    return f"{_genre(assessment)} “{assessment.title}” passed {times}{_figure(assessment)}."


def _figure(assessment: AssessmentStanding) -> str:
    # A project is passed by its rubric, row by row; its percentage decides nothing and would mislead.
    if assessment.kind != "quiz" or assessment.best_percent is None:
        return ""
    return f" with {assessment.best_percent:g} %"


# --- by hand ------------------------------------------------------------------------------------------------


def may_decide(*, proposer_id: int | None, decider_id: int, four_eyes: bool) -> bool:
    """Four eyes: whoever proposed an award does not decide on it."""
    return not four_eyes or proposer_id != decider_id


def evidence_by_hand(*, reason: str, four_eyes: bool) -> list[EvidenceItem]:
    """How an award by hand came about, as it will be signed; nobody is named."""
    how = "Proposed by one person and approved by another." if four_eyes else "Decided by one person."
    return [{"name": "Awarded by decision", "genre": BY_DECISION, "narrative": f"{reason} {how}"}]


def result_by_hand(*, outcome: str, statement: str, level: str) -> dict[str, Any]:
    """One outcome as people judged it; `level` is one of LEVELS_BY_HAND."""
    return {
        "outcome": outcome,
        "statement": statement,
        "shown_by": BY_DECISION,
        "type": "level",
        "value": level,
        "levels": list(LEVELS_BY_HAND),
        "met": True,
    }


def result_by_score(*, outcome: str, statement: str, percent: float) -> dict[str, Any]:
    """One outcome as it was scored elsewhere; a scale of its own beside that of `result_by_hand`."""
    return {
        "outcome": outcome,
        "statement": statement,
        "shown_by": BY_SCORE,
        "type": "percent",
        "value": percent,
        "levels": [],
        "met": True,
    }
