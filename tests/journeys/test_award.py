"""Awarding by hand: who may propose, who may decide, and what follows at once."""

from __future__ import annotations

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.journeys import award as journeys
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.issuing.models import Issuance

PROPOSERS = {"olga", "rob", "ines"}
DECIDERS = {"olga", "rob"}
EVERYBODY = ["olga", "dana", "rene", "ines", "asa", "rob", "lea", "emma", "mallory"]


def _propose(cast: Cast, name: str = "ines", email: str = "kim@example.org") -> Award:
    return journeys.propose_award(
        actor=getattr(cast, name), version_uid=cast.published.uid, email=email, name="Kim Lee", reason="Shown at work.",
        now=NOON,
    )  # fmt: skip


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_propose(cast: Cast, name: str) -> None:
    if name in PROPOSERS:
        assert _propose(cast, name).state == AwardState.PROPOSED
        return
    with pytest.raises(NotAllowed):
        _propose(cast, name)
    assert not Person.objects.filter(email="kim@example.org").exists()


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_decide(cast: Cast, name: str) -> None:
    award, actor = _propose(cast), getattr(cast, name)
    if name in DECIDERS:
        assert journeys.approve_award(actor=actor, award_uid=award.uid, now=NOON).state == AwardState.GRANTED
        return
    for decide in (
        lambda: journeys.approve_award(actor=actor, award_uid=award.uid, now=NOON),
        lambda: journeys.decline_award(actor=actor, award_uid=award.uid, comment="", now=NOON),
    ):
        with pytest.raises(NotAllowed):
            decide()
    assert not Issuance.objects.exists()


def test_an_approved_award_is_queued_and_recorded_without_names(cast: Cast) -> None:
    award = journeys.approve_award(actor=cast.rob, award_uid=_propose(cast).uid, now=NOON)
    assert Issuance.objects.get().award == award
    facts = {fact.name: fact for fact in RecordedFact.objects.all()}
    assert facts["AwardProposed"].actor_uid == cast.ines.uid
    assert facts["AwardGranted"].actor_uid == cast.rob.uid
    assert facts["AwardGranted"].data == {
        "award": str(award.uid), "award_version": str(cast.published.uid), "by_rule": False,
    }  # fmt: skip


def test_a_granted_award_cannot_be_declined_and_a_declined_one_not_approved(cast: Cast) -> None:
    award = journeys.approve_award(actor=cast.rob, award_uid=_propose(cast).uid, now=NOON)
    with pytest.raises(Refused, match="granted already"):
        journeys.decline_award(actor=cast.rob, award_uid=award.uid, comment="", now=NOON)
    other = _propose(cast, email="ana@example.org")
    journeys.decline_award(actor=cast.rob, award_uid=other.uid, comment="No.", now=NOON)
    with pytest.raises(Refused, match="was declined"):
        journeys.approve_award(actor=cast.rob, award_uid=other.uid, now=NOON)


def test_whoever_is_awarded_before_they_have_an_account_has_no_password_and_one_account(cast: Cast) -> None:
    award = _propose(cast, email=" Kim@Example.ORG ")
    assert award.person.email == "kim@example.org"
    assert not award.person.has_usable_password()
    with pytest.raises(Refused, match="already proposed"):
        _propose(cast)
    assert Person.objects.filter(email="kim@example.org").count() == 1
