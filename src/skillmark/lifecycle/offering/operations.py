"""Writes offerings and invitations, inside the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing.models import MicroCredential, Version
from skillmark.lifecycle.offering import facts, rules
from skillmark.lifecycle.offering.models import Invitation, Offering, Recognition
from skillmark.lifecycle.offering.rules import Terms

# Eight million of them still add up to a number of 63 bits, as databases do sums.
STAMP_BITS: Final = 40
LONGEST_NAME: Final = 200


def _record(fact: Fact, *, offering: Offering, by: Person | None, now: datetime) -> None:
    record(
        fact,
        now=now,
        actor_uid=by.uid if by else None,
        org_uid=offering.micro_credential.org.uid,
        subject_uid=offering.uid,
    )


def open_default_offering(
    *, micro_credential: MicroCredential, now: datetime, by: Person | None = None
) -> Offering:
    """The offering with which a micro-credential begins: self-paced, open to all, without end. Made once.

    It has no price of its own: what the micro-credential says of its price holds.
    """
    first = Offering.objects.filter(micro_credential=micro_credential).order_by("id").first()
    if first:
        return first
    terms = Terms(title="Self-paced", price="")
    return open_offering(micro_credential=micro_credential, terms=terms, by=by, now=now)


def open_offering(
    *,
    micro_credential: MicroCredential,
    terms: Terms,
    by: Person | None,
    now: datetime,
    uid: UUID | None = None,
) -> Offering:
    """A new offering. The same `uid` again (a double click) gives the same offering."""
    rules.check_dates(opens_at=terms.opens_at, closes_at=terms.closes_at)
    offering, made = Offering.objects.get_or_create(
        uid=uid or uuid4(),
        defaults={"micro_credential": micro_credential, "created_at": now, **vars(terms)},
    )
    if offering.micro_credential_id != micro_credential.pk:
        raise Refused("offering.elsewhere", "This offering belongs to another micro-credential.")
    if made:
        fact = facts.OfferingOpened(offering=offering.uid, micro_credential=micro_credential.uid)
        _record(fact, offering=offering, by=by, now=now)
    return offering


def change_offering(*, offering: Offering, terms: Terms, by: Person, now: datetime) -> Offering:
    rules.check_dates(opens_at=terms.opens_at, closes_at=terms.closes_at)
    for name, value in vars(terms).items():
        setattr(offering, name, value)
    offering.save(update_fields=list(vars(terms)))
    _record(facts.OfferingChanged(offering=offering.uid), offering=offering, by=by, now=now)
    return offering


def close_offering(*, offering: Offering, by: Person, now: datetime) -> Offering:
    """Nobody can enrol any more; who is enrolled goes on. Closing twice is closing once."""
    if Offering.objects.filter(pk=offering.pk, closed=False).update(closed=True):
        _record(facts.OfferingClosed(offering=offering.uid), offering=offering, by=by, now=now)
    offering.closed = True
    return offering


def reopen_offering(*, offering: Offering, by: Person, now: datetime) -> Offering:
    if Offering.objects.filter(pk=offering.pk, closed=True).update(closed=False):
        _record(facts.OfferingReopened(offering=offering.uid), offering=offering, by=by, now=now)
    offering.closed = False
    return offering


def invite(
    *, offering: Offering, guests: Sequence[rules.Guest], by: Person, now: datetime
) -> list[Invitation]:
    """Invites everyone on the list who has not been invited to this offering yet, and returns those invitations."""
    Offering.objects.select_for_update().get(pk=offering.pk)
    known = set(Invitation.objects.filter(offering=offering).values_list("email", flat=True))
    invitations = Invitation.objects.bulk_create(
        [
            Invitation(
                offering=offering,
                email=guest.email,
                name=guest.name,
                token=secrets.token_urlsafe(32),
                invited_by=by,
                invited_at=now,
            )
            for guest in guests
            if guest.email not in known
        ],
        batch_size=500,
    )
    for invitation in invitations:
        fact = facts.PersonInvited(invitation=invitation.uid, offering=offering.uid)
        _record(fact, offering=offering, by=by, now=now)
    return invitations


def accept_invitation(*, invitation: Invitation, now: datetime) -> Invitation:
    """Notes that the invitation was used; the first time counts."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=now)
    invitation.refresh_from_db(fields=["accepted_at"])
    return invitation


def set_recognition(*, version: Version, names: Sequence[str]) -> None:
    """Exactly these recognise the version now; what lies behind it is signed, and its fact recorded, elsewhere.

    A name too long is left out: cut, it could lose just what was proven of whoever gave it to themselves.
    """
    wanted = {name for each in names if 0 < len(name := " ".join(each.split())) <= LONGEST_NAME}
    known = Recognition.objects.filter(version=version)
    known.exclude(name__in=wanted).delete()
    here = set(known.values_list("name", flat=True))
    Recognition.objects.bulk_create(
        [
            Recognition(version=version, name=name, stamp=secrets.randbelow(2**STAMP_BITS))
            for name in sorted(wanted - here)
        ]
    )
