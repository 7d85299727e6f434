"""Every page, by audience."""

from __future__ import annotations

from django.urls import include, path

_AUDIENCES = {
    "learn/": "learner",
    "assess/": "assessor",
    "design/": "designer",
    "wallet/": "earner",
    "employer/": "employer",
    "staff/": "staff",
    "accounts/": "account",
    "ui/": "ui",
    "": "public",
}

urlpatterns = [
    path(prefix, include(f"skillmark.interfaces.pages.{audience}.urls"))
    for prefix, audience in _AUDIENCES.items()
]
