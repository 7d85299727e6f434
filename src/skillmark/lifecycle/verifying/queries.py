"""Reads of kept reports and of the issuers that are known."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from skillmark.foundation.orgs.access import Actor, NotFound, allowed
from skillmark.foundation.orgs.models import Organisation
from skillmark.lifecycle.verifying.models import KeptReport, TrustedIssuer


def known_issuers(org: Organisation | None = None) -> dict[str, str]:
    """Issuer id → name, as this installation (and `org`) know them."""
    rows = TrustedIssuer.objects.filter(Q(org=None) | Q(org=org) if org else Q(org=None))
    # The organisation's own name for an issuer, read last, wins over the installation's.
    rows = rows.order_by(F("org").asc(nulls_first=True), "pk")
    return dict(rows.values_list("issuer_id", "name"))


def issuers_added_by(org: Organisation) -> frozenset[str]:
    """The ids that `org` itself has added, and may take away again."""
    return frozenset(TrustedIssuer.objects.filter(org=org).values_list("issuer_id", flat=True))


def reports_of(org: Organisation) -> list[KeptReport]:
    """The organisation's kept reports, newest first, the latest hundred."""
    return list(
        KeptReport.objects.filter(org=org).select_related("person").order_by("-checked_at", "-pk")[:100]
    )


def access_report(actor: Actor, uid: UUID | str) -> KeptReport:
    """A report that the actor's organisation kept. Raises NotFound otherwise."""
    try:
        report = KeptReport.objects.select_related("org", "person").get(uid=uid)
    except (KeptReport.DoesNotExist, ValidationError) as error:
        raise NotFound("report") from error
    if report.org is None or not allowed(actor, "checks.keep", report.org):
        raise NotFound("report")
    return report
