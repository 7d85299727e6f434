"""How a published micro-credential is opened to learners, and people are invited to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing import life_rules
from skillmark.lifecycle.designing.models import MicroCredential
from skillmark.lifecycle.designing.queries import (
    access_micro_credential,
    last_change,
    published_version,
    retired_version,
)
from skillmark.lifecycle.learning.operations import promote_waiting
from skillmark.lifecycle.offering import operations, rules
from skillmark.lifecycle.offering.models import Invitation, Offering
from skillmark.lifecycle.offering.queries import access_offering, already_invited
from skillmark.lifecycle.offering.rules import Terms


def open_offering(
    *, actor: Person, micro_credential_uid: UUID, terms: Terms, now: datetime, uid: UUID | None = None
) -> Offering:
    """A further way into a published micro-credential. With a `uid` of the form, a double click makes one."""
    micro_credential = access_micro_credential(actor, micro_credential_uid, "offer.manage")
    _refuse_new_cohort(micro_credential, now=now)
    with transaction.atomic():
        return operations.open_offering(
            micro_credential=micro_credential, terms=terms, by=actor, now=now, uid=uid
        )


def _refuse_new_cohort(micro_credential: MicroCredential, *, now: datetime) -> None:
    """Raises Refused unless new learners may begin it, and it is not overdue to be looked at again."""
    version = published_version(micro_credential) or retired_version(micro_credential)
    if version is None:
        raise Refused(
            "offering.nothing_published",
            "Nothing is published, so there is nothing to offer.",
            "Publish a version first; that opens the first offering by itself.",
        )
    change = last_change(version)
    life_rules.refuse_newcomer(
        state=version.state, title=version.title, reason=change.reason if change else ""
    )
    life_rules.refuse_overdue(version.review_by, today=now.date())


def change_offering(*, actor: Person, offering_uid: UUID, terms: Terms, now: datetime) -> Offering:
    """New terms; where they make room, those who wait longest get it."""
    offering = access_offering(actor, offering_uid, "offer.manage")
    with transaction.atomic():
        changed = operations.change_offering(offering=offering, terms=terms, by=actor, now=now)
        promote_waiting(offering=changed, now=now)
        return changed


def close_offering(*, actor: Person, offering_uid: UUID, now: datetime) -> Offering:
    offering = access_offering(actor, offering_uid, "offer.manage")
    with transaction.atomic():
        return operations.close_offering(offering=offering, by=actor, now=now)


def reopen_offering(*, actor: Person, offering_uid: UUID, now: datetime) -> Offering:
    offering = access_offering(actor, offering_uid, "offer.manage")
    _refuse_new_cohort(offering.micro_credential, now=now)
    with transaction.atomic():
        reopened = operations.reopen_offering(offering=offering, by=actor, now=now)
        promote_waiting(offering=reopened, now=now)
        return reopened


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What inviting a list would do. Nothing has been done."""

    read: rules.GuestList
    fresh: Sequence[rules.Guest]
    known: Sequence[rules.Guest]

    @property
    def ready(self) -> bool:
        return self.read.usable and bool(self.fresh)


def read_invitation_file(*, actor: Person, offering_uid: UUID, data: bytes) -> Rehearsal:
    """Reads a CSV file (name,email) and says what inviting its people would do; writes nothing."""
    offering = access_offering(actor, offering_uid, "offer.manage")
    return _rehearse(offering, rules.read_guest_file(data))


def read_invitation_text(*, actor: Person, offering_uid: UUID, text: str) -> Rehearsal:
    """The same for addresses typed one to a line."""
    offering = access_offering(actor, offering_uid, "offer.manage")
    return _rehearse(offering, rules.read_guest_text(text))


def _rehearse(offering: Offering, read: rules.GuestList) -> Rehearsal:
    known = already_invited(offering, emails=[guest.email for guest in read.guests])
    return Rehearsal(
        read=read,
        fresh=[guest for guest in read.guests if guest.email not in known],
        known=[guest for guest in read.guests if guest.email in known],
    )


def invite_people(
    *, actor: Person, offering_uid: UUID, read: rules.GuestList, now: datetime
) -> list[Invitation]:
    """Invites everyone on a list that was read without problems; who was invited before is left alone."""
    offering = access_offering(actor, offering_uid, "offer.manage")
    if not read.usable:
        raise Refused(
            "invitations.problems",
            f"The list has {len(read.problems)} problem(s), so nobody was invited.",
            "Correct the list and send it again.",
        )
    if offering.closed:
        raise Refused(
            "offering.closed", "This offering is closed, so nobody was invited.", "Open it again first."
        )
    with transaction.atomic():
        return operations.invite(offering=offering, guests=read.guests, by=actor, now=now)
