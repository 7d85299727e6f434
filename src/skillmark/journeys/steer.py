"""How a version is steered after its approval: piloted, held, retired, looked at again, and announced to holders."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.orgs.access import require
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of
from skillmark.lifecycle.designing import development, life, queries, rules
from skillmark.lifecycle.designing.models import DevelopmentStep, Review, Version
from skillmark.lifecycle.designing.queries import access_version
from skillmark.lifecycle.holding.queries import holders_of
from skillmark.lifecycle.learning import operations as learning
from skillmark.lifecycle.offering.operations import open_default_offering
from skillmark.lifecycle.offering.queries import offerings_of

# --- by people --------------------------------------------------------------------------------------------------


def start_pilot(
    *, actor: Person, version_uid: UUID, places: int | None, until: date | None = None, now: datetime
) -> Version:
    """Approved → pilot, with a first offering: so many learners may take part, and then nobody else."""
    version = access_version(actor, version_uid, "design.publish")
    with transaction.atomic():
        piloted = life.start_pilot(version=version, places=places, until=until, by=actor, now=now)
        rules.check_complete(
            design_of(blueprint_of(piloted)),
            next_step="Take it back to draft, complete what the checklist names, and have it reviewed again.",
        )
        open_default_offering(micro_credential=piloted.micro_credential, now=now, by=actor)
        return piloted


def put_on_hold(*, actor: Person, version_uid: UUID, reason: str, now: datetime) -> Version:
    """Nobody new begins and nothing is awarded by hand until it is lifted; who is enrolled goes on."""
    version = access_version(actor, version_uid, "design.publish")
    with transaction.atomic():
        return life.put_on_hold(version=version, reason=reason, by=actor, now=now)


def lift_hold(*, actor: Person, version_uid: UUID, now: datetime) -> Version:
    """Back to what it was; whoever waits for a free place gets it."""
    version = access_version(actor, version_uid, "design.publish")
    with transaction.atomic():
        lifted = life.lift_hold(version=version, by=actor, now=now)
    # Whoever enrols holds an offering before its version: in one transaction each would wait for the other.
    for offering in offerings_of(lifted.micro_credential):
        with transaction.atomic():
            learning.promote_waiting(offering=offering, now=now)
    return lifted


def retire_version(*, actor: Person, version_uid: UUID, reason: str, now: datetime) -> Version:
    """For good: nobody new begins, nothing new is issued. Who is enrolled may finish; who waited is told."""
    version = access_version(actor, version_uid, "design.retire")
    with transaction.atomic():
        retired = life.retire(version=version, reason=reason, by=actor, now=now)
        learning.end_waiting(version=retired, now=now)
        return retired


def confirm_version(
    *, actor: Person, version_uid: UUID, review_by: date, comment: str = "", now: datetime
) -> Review:
    """A reviewer looked at it again and found it still good; the next review is due by `review_by`."""
    version = access_version(actor, version_uid, "design.review")
    with transaction.atomic():
        return life.confirm(version=version, review_by=review_by, comment=comment, reviewer=actor, now=now)


# --- the steps of development -------------------------------------------------------------------------------------


def record_step(
    *,
    actor: Person,
    version_uid: UUID,
    kind: str,
    text: str = "",
    link: str = "",
    file: NewFile | None = None,
    now: datetime,
) -> DevelopmentStep:
    """What one of the five steps brought forth; whoever signed it off before has to do so again."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = life.hold_version(version)
        kept = (
            keep_file(name=file.name, media_type=file.media_type, data=file.data, now=now) if file else None
        )
        return development.record_step(
            version=held, kind=kind, text=text, link=link, file=kept, by=actor, now=now
        )


def sign_step(*, actor: Person, version_uid: UUID, kind: str, now: datetime) -> DevelopmentStep:
    """Somebody who reviews, and did not record it, vouches for a step."""
    version = access_version(actor, version_uid, "design.review")
    with transaction.atomic():
        return development.sign_step(version=life.hold_version(version), kind=kind, by=actor, now=now)


def demand_steps(*, actor: Person, org: Organisation, demanded: bool, now: datetime) -> None:
    """Whether nothing of the organisation is approved before all five steps are signed off."""
    require(actor, "design.retire", org)
    with transaction.atomic():
        development.demand(org=org, demanded=demanded, by=actor, now=now)


# --- by the clock: nobody acts, so nobody is asked ----------------------------------------------------------------


def remind_of_reviews(*, now: datetime) -> int:
    """Has designers told of reviews that fall due, once for each date and stage; returns how many were."""
    told = 0
    for version in queries.reviews_falling_due(today=now.date()):
        with transaction.atomic():
            told += life.remind(version=version, now=now)
    return told


def announce_some(*, now: datetime, limit: int) -> int:
    """Has some holders of a former version told of its successor, `limit` at most; returns how many it looked at.

    The letters and how far they have come are committed together, so that nobody is told twice or forgotten.
    """
    announcement = queries.unended_announcement()
    if announcement is None:
        return 0
    found = holders_of(announcement.former, after=announcement.told_upto, limit=limit)
    with transaction.atomic():
        mine = life.keep_announced(
            announcement=announcement, upto=found[-1].pk if found else None, number=len(found), now=now
        )
        if not mine:
            return 0
        for credential in found:
            life.announce(
                announcement=announcement, credential=credential.uid, person=credential.person, now=now
            )
    return len(found)
