"""How somebody who looks after learners gives one of them more time or more attempts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor, NotAllowed
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.learning import operations
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.learning.queries import access_support


def set_support(
    *,
    actor: Actor,
    enrolment_uid: UUID | str,
    extra_time_percent: int,
    extra_attempts: int,
    now: datetime,
    note: str = "",
) -> Enrolment:
    """Counts from the next attempt on; a clock that runs is left alone. Nobody does this for themselves."""
    enrolment = access_support(actor, enrolment_uid)
    if not isinstance(actor, Person):
        raise NotAllowed("support needs an account")
    if enrolment.person_id == actor.pk:
        raise Refused("support.own", "This is your own enrolment.", "Ask a colleague to set it for you.")
    with transaction.atomic():
        enrolment = operations.lock_enrolment(enrolment=enrolment)
        return operations.set_support(
            enrolment=enrolment,
            extra_time_percent=extra_time_percent,
            extra_attempts=extra_attempts,
            note=note.strip(),
            actor=actor,
            now=now,
        )
