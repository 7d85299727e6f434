"""Granting by rule: once, whatever comes first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from tests.cast import NOON, Cast

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.lifecycle.assessing.models import Attempt, Mark, Submission
from skillmark.lifecycle.awarding import operations
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.learning.models import Enrolment


@pytest.fixture
def enrolment(cast: Cast) -> Enrolment:
    return Enrolment.objects.create(
        person=cast.lea, offering=cast.offering, version=cast.published, enrolled_at=NOON
    )


def _pass_everything(cast: Cast, enrolment: Enrolment) -> None:
    Attempt.objects.create(
        enrolment=enrolment, assessment=cast.quiz, number=1, state="closed", started_at=NOON, closed_at=NOON,
        score=2, max_score=2, passed=True,
    )  # fmt: skip
    submission = Submission.objects.create(
        enrolment=enrolment, assessment=cast.project, number=1, state="marked", created_at=NOON, submitted_at=NOON,
        assessor=cast.asa, marked_at=NOON, score=3, max_score=4, passed=True,
    )  # fmt: skip
    for row in cast.project.rubric_rows.all():
        Mark.objects.create(submission=submission, row=row, level=row.levels.get(label="Strong"))


def _award(enrolment: Enrolment) -> Award | None:
    with transaction.atomic():
        return operations.award_if_met(enrolment=enrolment, now=NOON + timedelta(hours=1))


def test_nothing_is_granted_while_something_is_missing(cast: Cast, enrolment: Enrolment) -> None:
    assert _award(enrolment) is None
    assert not Award.objects.exists()


def test_it_is_granted_once_with_its_reasons(cast: Cast, enrolment: Enrolment) -> None:
    _pass_everything(cast, enrolment)
    award = _award(enrolment)
    assert award is not None
    assert (award.state, award.enrolment, award.proposed_by) == (AwardState.GRANTED, enrolment, None)
    assert len(award.reasons) == len(award.evidence) == 2
    assert {each["value"] for each in award.results} >= {"Strong"}
    for _ in range(3):
        assert _award(enrolment) == award
    assert Award.objects.count() == 1
    assert RecordedFact.objects.filter(name="AwardGranted").count() == 1


def test_the_loser_of_a_race_returns_the_winners_award(
    cast: Cast, enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pass_everything(cast, enrolment)
    first = _award(enrolment)
    # As if both had looked before either had written.
    monkeypatch.setattr(operations, "_locked", lambda *_: None)
    assert _award(enrolment) == first
    assert Award.objects.count() == 1


def test_a_waiting_proposal_is_granted_by_the_rule(cast: Cast, enrolment: Enrolment) -> None:
    with transaction.atomic():
        proposal = operations.propose_award(
            org=cast.northfield, person=cast.lea, version=cast.published, proposer=cast.rob, reason="Seen at work.",
            results=[], now=NOON,
        )  # fmt: skip
    _pass_everything(cast, enrolment)
    award = _award(enrolment)
    assert award == proposal
    assert award is not None
    assert award.state == AwardState.GRANTED
    assert "Seen at work." not in award.reasons


def test_after_a_revocation_the_rule_stays_silent(cast: Cast, enrolment: Enrolment) -> None:
    _pass_everything(cast, enrolment)
    award = _award(enrolment)
    assert award is not None
    with transaction.atomic():
        operations.withdraw_award(award=award, actor=cast.rob, now=NOON)
    assert _award(enrolment) is None
