"""Who may do what: one table of actions and roles, and the two questions asked of it.

Everything that is missing is forbidden, and what is forbidden looks from outside just like what is missing:
`NotAllowed` and `NotFound` end in the same page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

from django.contrib.auth.models import AnonymousUser

from skillmark.foundation.orgs.models import Membership, Organisation, Role
from skillmark.foundation.people.models import Person

Actor = Person | AnonymousUser

_R = Role
TABLE: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "design.view": frozenset(
            {_R.OWNER, _R.DESIGNER, _R.REVIEWER, _R.INSTRUCTOR, _R.ASSESSOR, _R.REGISTRAR}
        ),
        "design.edit": frozenset({_R.OWNER, _R.DESIGNER}),
        "design.review": frozenset({_R.OWNER, _R.REVIEWER}),
        "design.publish": frozenset({_R.OWNER, _R.DESIGNER}),
        "design.retire": frozenset({_R.OWNER}),
        "offer.manage": frozenset({_R.OWNER, _R.INSTRUCTOR, _R.REGISTRAR}),
        "learners.view": frozenset({_R.OWNER, _R.INSTRUCTOR, _R.REGISTRAR}),
        "learners.support": frozenset({_R.OWNER, _R.INSTRUCTOR, _R.REGISTRAR}),
        "assess.mark": frozenset({_R.ASSESSOR, _R.INSTRUCTOR}),
        "award.propose": frozenset({_R.OWNER, _R.REGISTRAR, _R.INSTRUCTOR}),
        "award.approve": frozenset({_R.OWNER, _R.REGISTRAR}),
        "credentials.view": frozenset({_R.OWNER, _R.REGISTRAR}),
        "credentials.revoke": frozenset({_R.OWNER, _R.REGISTRAR}),
        "credentials.sign": frozenset({_R.OWNER, _R.REGISTRAR}),
        "org.edit": frozenset({_R.OWNER}),
        "members.manage": frozenset({_R.OWNER}),
        "checks.keep": frozenset({_R.OWNER, _R.EMPLOYER_STAFF}),
        "endorse.give": frozenset({_R.OWNER, _R.REGISTRAR, _R.EMPLOYER_STAFF}),
        "endorse.show": frozenset({_R.OWNER, _R.REGISTRAR}),
    }
)


class NotAllowed(Exception):
    """The actor may not do this here. Shown to the outside as 'not found'."""


class NotFound(NotAllowed):
    """There is no such thing, or none that this actor may know of."""


# What has been read of each person's memberships while one page is made; None: read anew each time.
_READ: ContextVar[dict[int, list[tuple[int, Role]]] | None] = ContextVar("memberships_read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """While a page is made that changes nothing, each person's roles are read once. Never around a write."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def _memberships(actor: Actor) -> list[tuple[int, Role]]:
    """Organisation and role of each of the actor's memberships; none for someone who is not signed in."""
    if not actor.is_authenticated or not actor.is_active:
        return []
    read = _READ.get()
    if read is not None and actor.pk in read:
        return read[actor.pk]
    rows = Membership.objects.filter(person=actor).values_list("org_id", "role")
    memberships = [(org_id, Role(role)) for org_id, role in rows]
    if read is not None:
        read[actor.pk] = memberships
    return memberships


def roles_of(actor: Actor, org: Organisation) -> frozenset[Role]:
    """The actor's roles in `org`; none for someone who is not signed in."""
    return frozenset(role for org_id, role in _memberships(actor) if org_id == org.pk)


def roles_anywhere(actor: Actor) -> frozenset[Role]:
    """The roles that the actor holds in any organisation: what a navigation needs to know, never a permission."""
    return frozenset(role for _, role in _memberships(actor))


def org_ids_where(actor: Actor, action: str) -> frozenset[int]:
    """The primary keys of the organisations in which `actor` may do `action`, for counting what waits there."""
    return frozenset(org_id for org_id, role in _memberships(actor) if role in TABLE[action])


def allowed(actor: Actor, action: str, org: Organisation) -> bool:
    """Whether the table lets `actor` do `action` in `org`. Raises KeyError for an action the table does not know."""
    return bool(TABLE[action] & roles_of(actor, org))


def require(actor: Actor, action: str, org: Organisation) -> None:
    """Raises NotAllowed unless `actor` may do `action` in `org`."""
    if not allowed(actor, action, org):
        raise NotAllowed(f"{action} in {org.key}")


def orgs_where(actor: Actor, action: str) -> list[Organisation]:
    """The organisations in which `actor` may do `action`, by name."""
    if not actor.is_authenticated or not actor.is_active:
        return []
    mine = Organisation.objects.filter(memberships__person=actor, memberships__role__in=TABLE[action])
    return list(mine.distinct().order_by("name"))
