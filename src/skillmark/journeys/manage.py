"""How an organisation is set up, who belongs to it in which role, and under which name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.orgs import operations, queries
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.orgs.models import Membership, Organisation, Role
from skillmark.foundation.people import operations as people
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused

LONGEST_NAME = 200


def create_organisation(
    *, actor: Person, key: str, name: str, kind: str, now: datetime, **details: Any
) -> Organisation:
    """Platform staff open an organisation and become its first owner."""
    if not actor.is_staff:
        raise NotFound("organisation")
    with transaction.atomic():
        org = operations.create_organisation(key=key, name=name, kind=kind, now=now, by=actor, **details)
        operations.give_role(org=org, person=actor, role=Role.OWNER, by=actor, now=now)
        return org


def edit_organisation(*, actor: Person, org_key: str, changes: dict[str, Any], now: datetime) -> Organisation:
    org = queries.access_org(actor, org_key, "org.edit")
    with transaction.atomic():
        return operations.edit_organisation(org=org, changes=changes, by=actor, now=now)


def set_logo(*, actor: Person, org_key: str, image: NewFile | None, now: datetime) -> Organisation:
    """A picture (made safe by the interface) as the organisation's logo, or None for none."""
    org = queries.access_org(actor, org_key, "org.edit")
    with transaction.atomic():
        kept = image and keep_file(name=image.name, media_type=image.media_type, data=image.data, now=now)
        return operations.edit_organisation(org=org, changes={"logo": kept}, by=actor, now=now)


def add_member(
    *, actor: Person, org_key: str, email: str, name: str, role: Role, now: datetime
) -> Membership:
    """Gives a role to the person with this address; somebody new gets an account they open by a code sent there."""
    org = queries.access_org(actor, org_key, "members.manage")
    with transaction.atomic():
        person = people.find_or_open_account(email=email, name=name)
        return operations.give_role(org=org, person=person, role=role, by=actor, now=now)


def remove_member(*, actor: Person, org_key: str, person_uid: UUID, role: Role, now: datetime) -> None:
    org = queries.access_org(actor, org_key, "members.manage")
    person = Person.objects.filter(uid=person_uid, memberships__org=org).distinct().first()
    if person is None:
        raise NotFound("member")
    with transaction.atomic():
        operations.take_role(org=org, person=person, role=role, by=actor, now=now)


def change_name(*, actor: Person, name: str, now: datetime) -> Person:
    """Everybody says themselves what they are called. Only what is issued from now on carries it."""
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME:
        raise Refused(
            "person.name", f"A name has 1 to {LONGEST_NAME} characters.", "Write the name you go by."
        )
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=actor.pk)
        return people.change_name(person=person, name=words, now=now)
