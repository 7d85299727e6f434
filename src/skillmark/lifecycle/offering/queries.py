"""Reads what is open to learners: the public catalogue, the offerings, the invitations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from skillmark.foundation.orgs.access import Actor, NotFound, allowed
from skillmark.lifecycle.designing.models import MicroCredential, Version, VersionState
from skillmark.lifecycle.offering.models import Invitation, Offering
from skillmark.lifecycle.offering.rules import Standing, standing

PAGE_SIZE: Final = 24


# --- the way in -----------------------------------------------------------------------------------------------


def access_offering(actor: Actor, uid: UUID, action: str) -> Offering:
    """The offering, with its micro-credential and organisation, if `actor` may do `action` with it; else NotFound."""
    offering = _offerings().filter(uid=uid).first()
    if offering is None or not allowed(actor, action, offering.micro_credential.org):
        raise NotFound(f"offering {uid}")
    return offering


def public_offering(uid: UUID) -> Offering:
    """An offering as anyone may know of it: its micro-credential has been published. Raises NotFound."""
    offering = _offerings().filter(uid=uid, micro_credential__versions__state=VersionState.PUBLISHED).first()
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


# --- the catalogue ----------------------------------------------------------------------------------------------

HOURS_BANDS: Final[dict[str, tuple[int, int | None]]] = {
    "10": (0, 10),
    "25": (11, 25),
    "60": (26, 60),
    "more": (61, None),
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody looks for in the catalogue."""

    text: str = ""
    sector: str = ""
    level: int | None = None
    hours: str = ""
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class CataloguePage:
    versions: Sequence[Version]
    total: int
    page: int
    pages: int
    sectors: Sequence[str] = field(default_factory=list)


def catalogue(wish: Wish) -> CataloguePage:
    """One page of the published versions that meet the wish, by title; a page past the end is the last one."""
    found = _wished(wish)
    total = found.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wish.page), pages)
    first = (page - 1) * PAGE_SIZE
    shown = found.select_related("micro_credential__org", "badge_image").order_by("title", "id")
    return CataloguePage(
        versions=list(shown[first : first + PAGE_SIZE]),
        total=total,
        page=page,
        pages=pages,
        sectors=catalogue_sectors(),
    )


def _wished(wish: Wish) -> QuerySet[Version]:
    found = Version.objects.filter(state=VersionState.PUBLISHED)
    for word in wish.text.split()[:8]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(can_do__icontains=word)
            | Q(sector__icontains=word)
            | Q(micro_credential__org__name__icontains=word)
            | Q(pk__in=Version.objects.filter(alignments__skill__name__icontains=word).values("pk"))
        )
    if wish.sector:
        found = found.filter(sector__iexact=wish.sector)
    if wish.level is not None:
        found = found.filter(level=wish.level)
    if wish.hours in HOURS_BANDS:
        least, most = HOURS_BANDS[wish.hours]
        found = found.filter(workload_hours__gte=least)
        found = found.filter(workload_hours__lte=most) if most else found
    return found


def catalogue_sectors() -> list[str]:
    """The sectors in which something is published."""
    published = Version.objects.filter(state=VersionState.PUBLISHED).exclude(sector="")
    return list(published.values_list("sector", flat=True).distinct().order_by("sector"))


def newest_in_catalogue(*, limit: int) -> list[Version]:
    return list(
        Version.objects.filter(state=VersionState.PUBLISHED)
        .select_related("micro_credential__org", "badge_image")
        .order_by("-published_at", "-id")[:limit]
    )
