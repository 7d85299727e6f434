"""Finished values for the public lists of micro-credentials and for ways to enrol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages.ui.answers import price_of, price_to_pay
from skillmark.interfaces.pages.ui.templatetags.words import hours
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.learning.queries import Places, enrolments_in, places_in
from skillmark.lifecycle.offering.models import Offering
from skillmark.lifecycle.offering.queries import offerings_of, standing_of
from skillmark.lifecycle.offering.rules import Standing


@dataclass(frozen=True, kw_only=True)
class Meta:
    icon: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One micro-credential in a list; `badge` is the plain drawing that reads when small."""

    title: str
    href: str
    issuer: str
    badge: str
    meta: Sequence[Meta]
    key: str = ""
    status: str = ""
    status_icon: str = ""


# What is in the catalogue without being offered as usual.
_STATES = {VersionState.PILOT: "sparkles", VersionState.ON_HOLD: "circle-pause"}


def card_of(version: Version) -> Card:
    meta = [
        Meta(icon="clock", label=hours(version.workload_hours)),
        Meta(icon="layers", label=f"Level {version.level}" if version.level else ""),
        Meta(icon="tag", label=price_of(version)),
        Meta(icon="globe", label=version.get_mode_display()),
    ]
    icon = _STATES.get(VersionState(version.state), "")
    return Card(
        key=version.micro_credential.key,
        status=version.get_state_display() if icon else "",
        status_icon=icon,
        title=version.title,
        href=reverse("public:micro_credential", args=[version.micro_credential.key]),
        issuer=version.micro_credential.org.name,
        badge=badge_of(version, form="icon"),
        meta=[one for one in meta if one.label],
    )


def badge_of(version: Version, *, form: str = "svg") -> str:
    return reverse("public:achievement_badge", args=[version.uid, form])


def issuer_address(org: Organisation) -> str:
    """The issuer's public profile; nothing where that page is not installed."""
    try:
        return reverse("public:issuer_profile", args=[org.key])
    except NoReverseMatch:
        return ""


# --- ways to enrol ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Way:
    """One offering as a visitor sees it: its state in words, and the one thing they can do now."""

    title: str
    state: str
    tone: str
    icon: str
    details: Sequence[str]
    price: str = ""
    enrol: str = ""
    enrol_label: str = "Enrol"
    course: str = ""
    sign_in: str = ""


def ways_into(request: HttpRequest, version: Version, *, now: datetime, may_begin: bool = True) -> list[Way]:
    """Every offering of it that is open, will open, or that the visitor is enrolled in; open ones first.

    Where nobody new may begin (what is on hold or retired), only those in which they are already.
    """
    offerings = offerings_of(version.micro_credential)
    places = places_in(offerings)
    mine = enrolments_in(request.user, offerings) if isinstance(request.user, Person) else {}
    ways = [
        way_into(
            request, offering, version, places.get(offering.pk, Places()), mine.get(offering.pk), now=now
        )
        for offering in offerings
        if offering.pk in mine
        or (may_begin and standing_of(offering, now=now) in {Standing.OPEN, Standing.NOT_YET})
    ]
    return sorted(ways, key=lambda way: (not way.course, not (way.enrol or way.sign_in)))


def way_into(
    request: HttpRequest, offering: Offering, version: Version, places: Places, enrolment: Enrolment | None, *,
    now: datetime, invited: bool = False,
) -> Way:  # fmt: skip
    state, tone, icon, possible = _state(offering, places, now=now, invited=invited)
    signed_in = request.user.is_authenticated
    full = offering.capacity is not None and places.taken >= offering.capacity
    return Way(
        title=offering.title,
        state="You are enrolled" if enrolment else state,
        tone="ok" if enrolment else tone,
        icon="user-check" if enrolment else icon,
        price=price_to_pay(offering, version),
        details=_details(offering, places, now=now),
        enrol=reverse("learner:enrol", args=[offering.uid])
        if possible and signed_in and not enrolment
        else "",
        enrol_label="Join the waiting list" if full else "Enrol",
        course=_course(enrolment) if enrolment else "",
        sign_in=f"{reverse('account_login')}?next={request.path}" if possible and not signed_in else "",
    )


def _course(enrolment: Enrolment) -> str:
    return reverse("learner:course", args=[enrolment.uid])


def _state(offering: Offering, places: Places, *, now: datetime, invited: bool) -> tuple[str, str, str, bool]:
    """State in words, tone, icon, and whether enrolling is possible now."""
    standing = standing_of(offering, now=now)
    if standing == Standing.NOT_YET:
        return "Opens later", "unk", "calendar", False
    if standing != Standing.OPEN:
        return "Closed", "unk", "lock", False
    if not offering.self_enrol and not invited:
        return "By invitation", "unk", "mail", False
    if offering.capacity is not None and places.taken >= offering.capacity:
        return "Full: waiting list", "warn", "hourglass", True
    return "Open", "ok", "circle-check", True


def _details(offering: Offering, places: Places, *, now: datetime) -> list[str]:
    lines = []
    if offering.opens_at and offering.opens_at > now:
        lines.append(f"Opens on {offering.opens_at:%-d %B %Y}")
    if offering.closes_at:
        verb = "Closes" if offering.closes_at > now else "Closed"
        lines.append(f"{verb} on {offering.closes_at:%-d %B %Y}")
    if offering.capacity is not None:
        free = max(0, offering.capacity - places.taken)
        lines.append(f"{free} of {offering.capacity} places free")
    if not offering.self_enrol:
        lines.append("For people who were invited by e-mail")
    return lines
