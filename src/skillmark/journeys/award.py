"""How somebody is awarded by hand: one person proposes, another one agrees, and the credential is queued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.awarding import operations as awarding
from skillmark.lifecycle.awarding import queries
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.designing.queries import access_version
from skillmark.lifecycle.issuing.operations import queue_issuance


def propose_award(
    *,
    actor: Actor,
    version_uid: UUID,
    email: str,
    name: str,
    reason: str,
    results: Sequence[dict[str, Any]] = (),
    now: datetime,
) -> Award:
    """Proposes to award `email` a version; where four eyes are not asked for, it is granted and queued at once."""
    version = access_version(actor, version_uid, "award.propose")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        person = awarding.person_for_email(email=email, name=name, now=now)
        award = awarding.propose_award(
            org=version.micro_credential.org, person=person, version=version, proposer=actor, reason=reason,
            results=list(results), now=now,
        )  # fmt: skip
        if award.state == AwardState.GRANTED:
            queue_issuance(award=award, now=now)
        return award


def approve_award(*, actor: Actor, award_uid: UUID | str, now: datetime) -> Award:
    award = queries.access_award(actor, award_uid, "award.approve")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        award = awarding.approve_award(award=award, decider=actor, now=now)
        queue_issuance(award=award, now=now)
        return award


def decline_award(*, actor: Actor, award_uid: UUID | str, comment: str, now: datetime) -> Award:
    award = queries.access_award(actor, award_uid, "award.approve")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        return awarding.decline_award(award=award, decider=actor, comment=comment, now=now)
