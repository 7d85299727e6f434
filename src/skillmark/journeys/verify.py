"""How anybody checks a credential, and how an employer keeps what the check found."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from skillmark.credential import Policy, inspect
from skillmark.credential.registry import Registry
from skillmark.credential.report import Report
from skillmark.credential.resolve import Resolver
from skillmark.foundation.orgs.access import Actor, require
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.verifying import operations, queries
from skillmark.lifecycle.verifying.models import KeptReport, TrustedIssuer

_DEFAULT_POLICY = Policy()
THIS_SITES_LIST = "this site's list of known issuers"


def check_presented(
    *,
    data: bytes,
    resolver: Resolver,
    now: datetime,
    policy: Policy = _DEFAULT_POLICY,
    org: Organisation | None = None,
) -> Report:
    """Inspects what was handed in: JSON, JWS, PNG or SVG bytes. Open to everyone; nothing is stored.

    `policy` is that of whoever asks; whom this site and the organisation know is added to it.
    """
    known = queries.known_issuers(org)
    name = f"the list of known issuers of {org.name} and this site" if org else THIS_SITES_LIST
    registries = (Registry.of(known, name=name),) if known else ()
    return inspect(data, resolver=resolver, now=now, policy=replace(policy, registries=registries))


def keep_report(
    *, actor: Actor, org: Organisation, source: str, data: bytes, report: Report, now: datetime
) -> KeptReport:
    """Keeps a report in the organisation's records."""
    require(actor, "checks.keep", org)
    assert isinstance(actor, Person)  # noqa: S101 - `require` lets nobody else through
    with transaction.atomic():
        return operations.keep_report(
            org=org, person=actor, source=source, sha256=hashlib.sha256(data).hexdigest(), report=report.to_json(),
            now=now,
        )  # fmt: skip


def know_issuer(
    *, actor: Actor, org: Organisation, issuer_id: str, name: str, now: datetime
) -> TrustedIssuer:
    """Adds an issuer to those the organisation knows."""
    require(actor, "checks.keep", org)
    assert isinstance(actor, Person)  # noqa: S101 - `require` lets nobody else through
    with transaction.atomic():
        return operations.know_issuer(org=org, issuer_id=issuer_id, name=name, by=actor, now=now)


def forget_issuer(*, actor: Actor, org: Organisation, issuer_id: str, now: datetime) -> None:
    """Takes an issuer from those the organisation has added; what the whole installation knows stays."""
    require(actor, "checks.keep", org)
    assert isinstance(actor, Person)  # noqa: S101 - `require` lets nobody else through
    with transaction.atomic():
        operations.forget_issuer(org=org, issuer_id=issuer_id, by=actor, now=now)
