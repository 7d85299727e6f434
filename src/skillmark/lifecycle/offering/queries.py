"""Reads what is open to learners: the offerings and the invitations. The catalogue has a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from skillmark.foundation.orgs.access import Actor, NotFound, allowed
from skillmark.lifecycle.designing.models import CURRENT_STATES, MicroCredential
from skillmark.lifecycle.offering.models import Invitation, Offering
from skillmark.lifecycle.offering.rules import Standing, standing

# --- the way in -----------------------------------------------------------------------------------------------


def access_offering(actor: Actor, uid: UUID, action: str) -> Offering:
    """The offering, with its micro-credential and organisation, if `actor` may do `action` with it; else NotFound."""
    offering = _offerings().filter(uid=uid).first()
    if offering is None or not allowed(actor, action, offering.micro_credential.org):
        raise NotFound(f"offering {uid}")
    return offering


def public_offering(uid: UUID) -> Offering:
    """An offering as anyone may know of it: its micro-credential has been published. Raises NotFound."""
    offering = _offerings().filter(uid=uid, micro_credential__versions__state__in=CURRENT_STATES).first()
    if offering is None:
        raise NotFound(f"offering {uid}")
    return offering


def invitation_by_token(token: str) -> Invitation:
    """The invitation for which this token was sent. Raises NotFound."""
    invitation = (
        Invitation.objects.select_related("offering__micro_credential__org", "invited_by")
        .filter(token=token)
        .first()
    )
    if invitation is None:
        raise NotFound("invitation")
    return invitation


def invitation_by_uid(uid: UUID) -> Invitation:
    """For the mail that carries it. Raises NotFound."""
    invitation = (
        Invitation.objects.select_related("offering__micro_credential__org", "invited_by")
        .filter(uid=uid)
        .first()
    )
    if invitation is None:
        raise NotFound(f"invitation {uid}")
    return invitation


def _offerings() -> QuerySet[Offering]:
    return Offering.objects.select_related("micro_credential__org")


# --- the offerings of one micro-credential ----------------------------------------------------------------------


def offerings_of(micro_credential: MicroCredential) -> list[Offering]:
    """Oldest first, each with `invited`, the number of people invited."""
    return list(
        _offerings()
        .filter(micro_credential=micro_credential)
        .annotate(invited=Count("invitations"))
        .order_by("created_at", "id")
    )


def standing_of(offering: Offering, *, now: datetime) -> Standing:
    return standing(opens_at=offering.opens_at, closes_at=offering.closes_at, closed=offering.closed, now=now)


def invitations_of(offering: Offering) -> list[Invitation]:
    """Last invited first."""
    return list(Invitation.objects.filter(offering=offering).order_by("-invited_at", "email"))


def already_invited(offering: Offering, *, emails: Sequence[str]) -> set[str]:
    """Which of these addresses have an invitation to this offering."""
    known = set(Invitation.objects.filter(offering=offering).values_list("email", flat=True))
    return known & set(emails)
