"""Reads what others say of what is issued here."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from skillmark.interfaces.api.problems import Problem
from skillmark.lifecycle.designing.queries import public_version
from skillmark.lifecycle.issuing import endorsement_queries as queries
from skillmark.lifecycle.issuing.endorsement_queries import Known
from skillmark.lifecycle.issuing.queries import public_issuer

router = Router()


class EndorsementOut(Schema):
    """One endorsement that is shown, and how it stands now."""

    uid: UUID
    kind: Literal["endorsement", "recognition", "accreditation"]
    standing: Literal[
        "valid",
        "withdrawn",
        "on_hold",
        "ended",
        "distrusted",
        "not_valid",
        "unchecked",
        "own_word",
        "being_signed",
    ]
    changed_at: datetime | None
    reason: str
    endorser: str
    endorser_id: str
    about: str
    comment: str
    field: str
    level: str
    country: str
    link: str
    valid_until: datetime | None
    file: str


class EndorsementsOut(Schema):
    items: list[EndorsementOut]


@router.get(
    "/achievements/{uid}",
    response={200: EndorsementsOut, 404: Problem},
    summary="What others say of a version",
)
def of_achievement(request: HttpRequest, uid: UUID) -> dict[str, Any]:  # noqa: ARG001 - ninja knows it by this name
    """`standing` is `valid` for what may be relied on today; `own_word` is the provider's own, and signed by nobody."""
    rows = queries.shown_of(public_version(uid))
    return {"items": [_out(each) for each in queries.known(rows, now=timezone.now())]}


@router.get(
    "/issuers/{key}", response={200: EndorsementsOut, 404: Problem}, summary="What others say of an issuer"
)
def of_issuer(request: HttpRequest, key: str) -> dict[str, Any]:  # noqa: ARG001 - ninja knows it by this name
    """The same of an organisation itself. `file` leads to what was signed, which can be checked alone."""
    rows = queries.shown_of_issuer(public_issuer(key))
    return {"items": [_out(each) for each in queries.known(rows, now=timezone.now())]}


def _out(each: Known) -> dict[str, Any]:
    row = each.row
    return {
        "uid": row.uid,
        "kind": row.kind,
        "standing": each.standing.value,
        "changed_at": each.changed_at,
        "reason": each.reason,
        "endorser": row.endorser_name,
        "endorser_id": row.signed_as,
        "about": row.about_id,
        "comment": row.comment,
        "field": row.field,
        "level": row.level,
        "country": row.country,
        "link": row.link,
        "valid_until": row.valid_until,
        "file": queries.address_of(row, base_url=settings.CONFIG.base_url) if row.text else "",
    }
