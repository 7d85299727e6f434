"""How an installation begins: its first platform staff, who owns its first organisation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from skillmark.foundation.orgs import operations as orgs
from skillmark.foundation.orgs.models import Organisation, OrganisationKind, Role
from skillmark.foundation.people.models import Person
from skillmark.foundation.people.operations import open_staff_account
from skillmark.foundation.refusals import Refused


def begin_installation(
    *, email: str, name: str, password: str | None, org_key: str, org_name: str, now: datetime
) -> Organisation:
    """Opens the first account and organisation. Only for whoever holds the machine: nobody can be asked for permission.

    Raises Refused when there is platform staff already, so that it cannot be used to take over an installation.
    """
    with transaction.atomic():
        if Person.objects.filter(is_staff=True).exists():
            raise Refused(
                "installation.begun", "This installation has platform staff already.", "Sign in instead."
            )
        owner = open_staff_account(email=email, name=name, password=password)
        org = orgs.create_organisation(
            key=org_key, name=org_name, kind=OrganisationKind.PROVIDER, now=now, by=owner
        )
        orgs.give_role(org=org, person=owner, role=Role.OWNER, by=owner, now=now)
    return org
