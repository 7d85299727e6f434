"""How somebody enters a course, pauses, goes on, and leaves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor, NotAllowed
from skillmark.foundation.people.models import Person
from skillmark.foundation.people.queries import proven_addresses
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.assessing.queries import timed_attempt_open
from skillmark.lifecycle.designing import life_rules as rules_of_life
from skillmark.lifecycle.designing.life import hold_for_newcomers
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.designing.queries import last_change
from skillmark.lifecycle.holding.queries import requirements_of
from skillmark.lifecycle.learning import operations, rules
from skillmark.lifecycle.learning.models import Enrolment, EnrolmentState
from skillmark.lifecycle.learning.queries import access_enrolment, access_offering, enrolment_in
from skillmark.lifecycle.offering.models import Invitation, Offering
from skillmark.lifecycle.offering.operations import accept_invitation
from skillmark.lifecycle.offering.queries import invitation_by_token


def enrol(*, actor: Actor, offering_uid: UUID | str, now: datetime, invitation: str = "") -> Enrolment:
    """A place, or a turn on the waiting list; whoever has one already simply gets it back.

    `invitation` is the token from the mail, and works for the person who has proven its address.
    """
    person = _signed_in(actor)
    offering, version = access_offering(offering_uid)
    with transaction.atomic():
        offering = operations.lock_offering(offering=offering)
        if (existing := enrolment_in(person, offering)) is not None:
            return existing
        version = hold_for_newcomers(version)
        _refuse_unless_open(version, now=now)
        _refuse_unprepared(person, version, now=now)
        ticket = _invitation_for(person, offering, invitation)
        door = operations.door_of(offering=offering)
        place = rules.decide_place(door, invited=ticket is not None, now=now)
        if ticket is not None:
            accept_invitation(invitation=ticket, now=now)
        return operations.enrol_person(
            person=person, offering=offering, version=version, place=place, now=now
        )


def pause(*, actor: Actor, enrolment_uid: UUID | str, now: datetime) -> Enrolment:
    """Puts learning aside: nothing runs out meanwhile."""
    enrolment = access_enrolment(actor, enrolment_uid)
    with transaction.atomic():
        enrolment = operations.lock_enrolment(enrolment=enrolment)
        if running := timed_attempt_open(enrolment, now):
            raise Refused(
                "enrolment.clock_running",
                f"The clock of “{running.assessment.title}” is running.",
                "Hand the quiz in first, then pause.",
            )
        return operations.pause_enrolment(enrolment=enrolment, now=now)


def resume(*, actor: Actor, enrolment_uid: UUID | str, now: datetime) -> Enrolment:
    enrolment = access_enrolment(actor, enrolment_uid)
    with transaction.atomic():
        enrolment = operations.lock_enrolment(enrolment=enrolment)
        return operations.resume_enrolment(enrolment=enrolment, now=now)


def leave(*, actor: Actor, enrolment_uid: UUID | str, now: datetime) -> Enrolment:
    """Gives the place to whoever waits next; the learner's work is kept, should they come back."""
    enrolment = access_enrolment(actor, enrolment_uid)
    with transaction.atomic():
        enrolment = operations.lock_enrolment(enrolment=enrolment)
        if enrolment.state == EnrolmentState.COMPLETED:
            raise Refused(
                "enrolment.completed",
                "You have completed this course, so there is nothing to leave.",
                "Find what you earned in your wallet.",
            )
        if enrolment.state == EnrolmentState.WITHDRAWN:
            return enrolment
        return operations.withdraw_enrolment(enrolment=enrolment, now=now)


def _signed_in(actor: Actor) -> Person:
    if not isinstance(actor, Person) or not actor.is_active:
        raise NotAllowed("enrolling needs an account")
    return actor


def _refuse_unless_open(version: Version, *, now: datetime) -> None:
    """Raises Refused unless somebody new may begin the version, which is held: live, and in a pilot with a place."""
    change = last_change(version)
    rules_of_life.refuse_newcomer(
        state=version.state, title=version.title, reason=change.reason if change else ""
    )
    if version.state == VersionState.PILOT:
        rules_of_life.refuse_full_pilot(
            places=version.pilot_places,
            taken=operations.places_in_pilot(version=version),
            until=version.pilot_until,
            today=now.date(),
        )


def _refuse_unprepared(person: Person, version: Version, *, now: datetime) -> None:
    """Raises Refused where something has to be held before and is not; where that is advice, the page says so."""
    if not version.requires_blocks:
        return
    lacking = [each for each in requirements_of(version, person=person, now=now) if not each.held]
    if lacking:
        names = ", ".join(f"“{each.title}”" for each in lacking)
        raise Refused(
            "enrolment.not_prepared",
            f"You need {names} in your wallet before you can begin “{version.title}”.",
            "Earn that first; the catalogue says how.",
        )


def _invitation_for(person: Person, offering: Offering, token: str) -> Invitation | None:
    """The invitation behind `token`, if it is for this offering and for an address that is proven to be theirs."""
    if not token:
        return None
    invitation = invitation_by_token(token)
    if invitation.offering_id != offering.pk:
        return None
    mine = {address.lower() for address in proven_addresses(person)}
    if invitation.email.lower() not in mine:
        raise Refused(
            "invitation.other_address",
            "This invitation was sent to an address that is not one of yours.",
            "Add that address to your account and prove it, or sign in with the account that has it.",
        )
    return invitation
