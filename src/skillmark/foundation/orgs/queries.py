"""Reads of organisations and their members."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from skillmark.foundation.orgs.access import TABLE, Actor, NotFound, allowed
from skillmark.foundation.orgs.models import Membership, Organisation, Role
from skillmark.foundation.people.models import Person


def access_org(actor: Actor, key: str, action: str) -> Organisation:
    """The organisation with `key`, if the actor may do `action` in it. Raises NotFound otherwise."""
    org = Organisation.objects.select_related("logo").filter(key=key).first()
    if org is None or not allowed(actor, action, org):
        raise NotFound("organisation")
    return org


@dataclass(frozen=True)
class Member:
    """A person with all their roles in one organisation."""

    person: Person
    roles: tuple[Role, ...]

    @property
    def role_words(self) -> str:
        return ", ".join(str(role.label) for role in self.roles)


def members_of(org: Organisation) -> list[Member]:
    """Everybody with a role in `org`, by name, each with their roles in the order of the role list."""
    roles: dict[Person, set[str]] = {}
    for row in (
        Membership.objects.filter(org=org).select_related("person").order_by("person__name", "person__pk")
    ):
        roles.setdefault(row.person, set()).add(row.role)
    return [Member(person, tuple(role for role in Role if role in held)) for person, held in roles.items()]


def people_who(action: str, org: Organisation) -> list[Person]:
    """Everybody who may do `action` in `org`, by name."""
    able = Person.objects.filter(memberships__org=org, memberships__role__in=TABLE[action], is_active=True)
    return list(able.distinct().order_by("name", "pk"))


def owners_of(org: Organisation) -> int:
    return Membership.objects.filter(org=org, role=Role.OWNER).count()


def all_organisations(actor: Actor) -> list[Organisation]:
    """Every organisation by name, with `people`, how many belong to it. NotFound for all but platform staff."""
    if not (isinstance(actor, Person) and actor.is_active and actor.is_staff):
        raise NotFound("organisations")
    counted = Organisation.objects.annotate(people=Count("memberships__person", distinct=True))
    return list(counted.order_by("name", "pk"))


@dataclass(frozen=True, kw_only=True)
class SampleAccount:
    """Somebody of the demonstration, and what they are there."""

    role: str
    person: Person
    org: Organisation | None = None


def sample_accounts() -> list[SampleAccount]:
    """One sample person for each role: a learner, then whoever had the role first, then the platform's staff."""
    people = Person.objects.filter(is_sample=True, is_active=True).order_by("pk")
    held = Membership.objects.filter(person__in=people).select_related("person", "org").order_by("pk")
    firsts: dict[str, Membership] = {}
    for each in held:
        firsts.setdefault(each.role, each)
    roles = [firsts[role] for role in Role.values if role in firsts]
    learner = people.filter(memberships=None, is_staff=False).first()
    platform = people.filter(is_staff=True).first()
    return [
        *([SampleAccount(role="Learner", person=learner)] if learner else []),
        *(SampleAccount(role=each.get_role_display(), person=each.person, org=each.org) for each in roles),
        *([SampleAccount(role="Platform staff", person=platform)] if platform else []),
    ]
