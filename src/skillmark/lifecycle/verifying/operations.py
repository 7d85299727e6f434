"""Keeps reports of checks, and the list of known issuers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.verifying import facts
from skillmark.lifecycle.verifying.models import KeptReport, TrustedIssuer


def keep_report(
    *, org: Organisation, person: Person, source: str, sha256: str, report: dict[str, Any], now: datetime
) -> KeptReport:
    """Keeps what a check found for `org`; the file itself is not kept."""
    kept = KeptReport.objects.create(
        org=org, person=person, source=source[:300], sha256=sha256, verdict=report["verdict"], report=report,
        checked_at=now,
    )  # fmt: skip
    fact = facts.ReportKept(report=str(kept.uid), verdict=kept.verdict)
    record(fact, now=now, actor_uid=person.uid, org_uid=org.uid, subject_uid=kept.uid)
    return kept


def know_issuer(
    *, org: Organisation | None, issuer_id: str, name: str, now: datetime, by: Person | None = None
) -> TrustedIssuer:
    """Adds an issuer to those known to `org`, or to everybody here; adding it again updates the name."""
    known, _ = TrustedIssuer.objects.update_or_create(
        org=org, issuer_id=issuer_id, defaults={"name": name}, create_defaults={"name": name, "added_at": now}
    )
    _record(facts.IssuerKnown(issuer_id=issuer_id), org=org, by=by, now=now)
    return known


def forget_issuer(*, org: Organisation, issuer_id: str, by: Person, now: datetime) -> None:
    """Takes an issuer from those that `org` itself has added; one that is not there changes nothing."""
    gone, _ = TrustedIssuer.objects.filter(org=org, issuer_id=issuer_id).delete()
    if gone:
        _record(facts.IssuerForgotten(issuer_id=issuer_id), org=org, by=by, now=now)


def _record(fact: Fact, *, org: Organisation | None, by: Person | None, now: datetime) -> None:
    record(fact, now=now, actor_uid=by.uid if by else None, org_uid=org.uid if org else None)
