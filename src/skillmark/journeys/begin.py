"""How an installation begins: its first platform staff and organisation, or a sample world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from skillmark.config import current
from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.orgs import operations as orgs
from skillmark.foundation.orgs.models import Organisation, OrganisationKind, Role
from skillmark.foundation.people.models import Person
from skillmark.foundation.people.operations import open_staff_account
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.models import Crosswalk, Framework, LevelFramework, LevelMap
from skillmark.foundation.skills.operations import add_crosswalk, add_framework, add_levels, ensure_hub
from skillmark.foundation.skills.reading.bundled import read_extract
from skillmark.foundation.skills.reading.found import FoundFramework, Progress, unseen
from skillmark.foundation.skills.reading.levels import FoundLevels
from skillmark.foundation.skills.reading.sssom import FoundCrosswalk
from skillmark.lifecycle.issuing import operations as issuing
from skillmark.lifecycle.issuing.queries import issuer_id_of
from skillmark.lifecycle.verifying.operations import know_issuer


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


# --- sample worlds: only for whoever holds the machine, who needs nobody's permission ---------------------------


def open_sample_organisation(
    *, key: str, name: str, kind: str, now: datetime, logo: NewFile | None = None, **details: Any
) -> Organisation:
    """An organisation of a sample world; a provider can sign at once, and is known here as an issuer."""
    with transaction.atomic():
        if logo is not None:
            details["logo"] = keep_file(name=logo.name, media_type=logo.media_type, data=logo.data, now=now)
        org = orgs.create_organisation(key=key, name=name, kind=kind, now=now, by=None, **details)
        if kind == OrganisationKind.PROVIDER:
            signing = issuing.ensure_key(org=org, now=now)
            issuer = issuer_id_of(org, key=signing, base_url=current().base_url)
            know_issuer(org=None, issuer_id=issuer, name=name, now=now)
        return org


def give_sample_role(*, org: Organisation, person: Person, role: Role, now: datetime) -> None:
    with transaction.atomic():
        orgs.give_role(org=org, person=person, role=role, by=None, now=now)


def bring_in_framework(
    *,
    found: FoundFramework,
    sources: Sequence[Mapping[str, Any]],
    now: datetime,
    progress: Progress = unseen,
) -> tuple[Framework, bool]:
    """A version of a framework, all or nothing. Only for whoever holds the machine. Raises Refused."""
    with transaction.atomic():
        return add_framework(found=found, sources=sources, now=now, progress=progress)


def bring_in_extract(*, now: datetime) -> tuple[Framework, bool]:
    """The extract of ESCO that comes with Skillmark, for a sample world."""
    found, sources = read_extract()
    with transaction.atomic():
        ensure_hub()
        return add_framework(found=found, sources=sources, now=now)


def bring_in_crosswalk(*, found: FoundCrosswalk, now: datetime) -> tuple[Crosswalk, bool]:
    """Mappings from a framework that is here, all or nothing. Only for whoever holds the machine. Raises Refused."""
    with transaction.atomic():
        return add_crosswalk(found=found, now=now)


def bring_in_levels(*, found: FoundLevels, now: datetime) -> tuple[list[LevelFramework], list[LevelMap]]:
    """Frameworks of levels and maps between them, all or nothing. Only for whoever holds the machine."""
    with transaction.atomic():
        return add_levels(found=found, now=now)
