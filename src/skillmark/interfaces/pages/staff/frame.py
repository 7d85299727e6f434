"""What every staff page shows beside its own matter: the organisation and the way between its pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from skillmark.foundation.orgs.access import TABLE, roles_of
from skillmark.foundation.orgs.models import Organisation
from skillmark.lifecycle.issuing.endorsement_queries import waiting_at
from skillmark.lifecycle.issuing.queries import batches_waiting_for

_PLACES = [
    ("Overview", "overview", "credentials.view"),
    ("Awards", "awards", "award.approve"),
    ("Credentials", "credentials", "credentials.view"),
    ("Issuing", "queue", "credentials.view"),
    ("Endorsements", "endorsements", "endorse.give"),
    ("Keys", "keys", "org.edit"),
    ("Members", "members", "members.manage"),
    ("Organisation", "organisation", "org.edit"),
    ("Look", "look", "org.edit"),
]


def framed(request: HttpRequest, org: Organisation, current: str, **values: Any) -> dict[str, Any]:
    """The context of a staff page: its own values, and the tabs that this person may open."""
    roles = roles_of(request.user, org)
    decides = bool(TABLE["award.approve"] & roles)
    batches = len(batches_waiting_for(request.user, among=[org.pk])) if decides else 0
    # Single awards that wait for anybody, batches that wait for this person, and words of others.
    awards, words = waiting_at(org) if decides else (0, 0)
    waiting = {"awards": awards + batches, "endorsements": words}
    tabs = [
        {
            "label": label,
            "href": reverse(f"staff:{name}", args=[org.key]),
            "current": name == current,
            "count": waiting.get(name),
        }
        for label, name, action in _PLACES
        if TABLE[action] & roles
    ]
    batches_waiting = (
        f"{batches} {'batch waits' if batches == 1 else 'batches wait'} for your decision" if batches else ""
    )
    return {"org": org, "tabs": tabs, "batches_waiting": batches_waiting, **values}
