"""The decision to award: granted, or what is missing, and always why."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.assessing.rules import AssessmentStanding, OutcomeResult, Standing
from skillmark.lifecycle.awarding.rules import decide_award, evidence_by_hand, may_decide


def _assessment(
    title: str, *, passed: bool = True, kind: str = "quiz", used: int = 1, percent: float | None = 80.0
) -> AssessmentStanding:
    return AssessmentStanding(
        uid=title,
        title=title,
        kind=kind,
        passed=passed,
        best_percent=percent,
        attempts_used=used,
        max_attempts=3,
    )


OUTCOME = OutcomeResult(
    outcome="o",
    statement="Draws charts",
    shown_by="Project",
    type="level",
    value="Met",
    levels=("No", "Met"),
    met=True,
)


def test_everything_passed_is_granted_with_reasons_results_and_evidence() -> None:
    project = _assessment("Project", kind="project", percent=60.0)
    decision = decide_award(Standing(assessments=(_assessment("Quiz", used=2), project), outcomes=(OUTCOME,)))
    assert decision.granted
    assert decision.because == [
        "Quiz “Quiz” passed after more than one try with 80 %.",
        "Project “Project” passed at the first try.",
    ]
    assert decision.results == [
        {"outcome": "o", "statement": "Draws charts", "shown_by": "Project", "type": "level", "value": "Met",
         "levels": ["No", "Met"], "met": True}
    ]  # fmt: skip
    assert [each["genre"] for each in decision.evidence] == ["Quiz", "Project"]
    assert "on a rubric" in decision.evidence[1]["narrative"]


def test_what_is_missing_is_named() -> None:
    standing = Standing(
        assessments=(
            _assessment("A"),
            _assessment("B", passed=False, percent=40.0),
            _assessment("C", passed=False, used=0),
        ),
        outcomes=(),
    )
    decision = decide_award(standing)
    assert not decision.granted
    assert decision.because == [
        "Quiz “B” is not passed yet with 40 %.",
        "Quiz “C” has not been taken yet.",
    ]
    assert decision.results == []


def test_where_nothing_is_assessed_no_rule_grants() -> None:
    assert not decide_award(Standing(assessments=(), outcomes=(OUTCOME,))).granted


@given(st.lists(st.booleans(), min_size=1))
def test_granted_exactly_when_all_are_passed(passed: list[bool]) -> None:
    assessments = tuple(_assessment(str(n), passed=each) for n, each in enumerate(passed))
    decision = decide_award(Standing(assessments=assessments, outcomes=()))
    assert decision.granted == all(passed)
    assert len(decision.because) == (len(passed) if decision.granted else passed.count(False))


def test_four_eyes() -> None:
    assert not may_decide(proposer_id=1, decider_id=1, four_eyes=True)
    assert may_decide(proposer_id=1, decider_id=2, four_eyes=True)
    assert may_decide(proposer_id=1, decider_id=1, four_eyes=False)
    assert "approved by another" in evidence_by_hand(reason="Seen.", four_eyes=True)[0]["narrative"]
