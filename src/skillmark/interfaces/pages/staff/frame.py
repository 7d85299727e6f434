"""What every staff page shows beside its own matter: the organisation and the way between its pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from skillmark.foundation.orgs.access import TABLE, roles_of
from skillmark.foundation.orgs.models import Organisation
from skillmark.lifecycle.awarding.queries import waiting_count
from skillmark.lifecycle.issuing.queries import batches_waiting_for

_PLACES = [
    ("Overview", "overview", "credentials.view"),
    ("Awards", "awards", "award.approve"),
    ("Credentials", "credentials", "credentials.view"),
    ("Issuing", "queue", "credentials.view"),
    ("Keys", "keys", "org.edit"),
    ("Members", "members", "members.manage"),
    ("Organisation", "organisation", "org.edit"),
]


def _waiting(request: HttpRequest, org: Organisation) -> int:
    """Single awards that wait for anybody, and batches that wait for this person."""
    return waiting_count(org) + len(batches_waiting_for(request.user, among=[org.pk]))


def framed(request: HttpRequest, org: Organisation, current: str, **values: Any) -> dict[str, Any]:
    """The context of a staff page: its own values, and the tabs that this person may open."""
    roles = roles_of(request.user, org)
    tabs = [
        {
            "label": label,
            "href": reverse(f"staff:{name}", args=[org.key]),
            "current": name == current,
            "count": _waiting(request, org) if name == "awards" else None,
        }
        for label, name, action in _PLACES
        if TABLE[action] & roles
    ]
    return {"org": org, "tabs": tabs, **values}
