"""Writes to organisations and their members, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs import facts
from skillmark.foundation.orgs.models import Membership, Organisation, Role
from skillmark.foundation.orgs.queries import owners_of
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused


def create_organisation(
    *, key: str, name: str, kind: str, now: datetime, by: Person | None, **details: Any
) -> Organisation:
    """Creates an organisation; `details` are further columns (url, description, hue, issuer_method …)."""
    if Organisation.objects.filter(key=key).exists():
        raise Refused("org.key_taken", f"The short name “{key}” is taken.", "Choose another one.")
    org = Organisation.objects.create(key=key, name=name, kind=kind, created_at=now, **details)
    fact = facts.OrganisationCreated(org=str(org.uid), kind=kind)
    record(fact, now=now, actor_uid=by.uid if by else None, org_uid=org.uid)
    return org


def edit_organisation(
    *, org: Organisation, changes: dict[str, Any], by: Person, now: datetime
) -> Organisation:
    """Changes the columns named in `changes`."""
    for name, value in changes.items():
        setattr(org, name, value)
    org.save(update_fields=list(changes))
    record(facts.OrganisationEdited(org=str(org.uid)), now=now, actor_uid=by.uid, org_uid=org.uid)
    return org


def give_role(
    *, org: Organisation, person: Person, role: Role, by: Person | None, now: datetime
) -> Membership:
    """Gives a role; giving it twice changes nothing."""
    membership, created = Membership.objects.get_or_create(
        org=org, person=person, role=role, defaults={"created_at": now}
    )
    if created:
        fact = facts.MemberAdded(role=role)
        record(fact, now=now, actor_uid=by.uid if by else None, org_uid=org.uid, subject_uid=person.uid)
    return membership


def take_role(*, org: Organisation, person: Person, role: Role, by: Person, now: datetime) -> None:
    """Takes a role away. Raises Refused for the last owner, without whom nobody could manage the organisation."""
    # The row of the organisation is locked so that two owners cannot remove each other at the same moment.
    Organisation.objects.select_for_update().get(pk=org.pk)
    held = Membership.objects.filter(org=org, person=person, role=role)
    if not held.exists():
        return
    if role == Role.OWNER and owners_of(org) == 1:
        raise Refused(
            "org.last_owner",
            f"{person.name} is the last owner of {org.name}.",
            "Make somebody else an owner first.",
        )
    held.delete()
    fact = facts.MemberRemoved(role=role)
    record(fact, now=now, actor_uid=by.uid, org_uid=org.uid, subject_uid=person.uid)
