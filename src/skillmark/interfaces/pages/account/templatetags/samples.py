"""The demonstration's own people on its sign-in page; nowhere else, for elsewhere nobody's password is known to all."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from skillmark.config import DEMO_PASSWORD
from skillmark.foundation.orgs.queries import sample_accounts as those_of_the_demo

register = template.Library()


@register.inclusion_tag("account/samples.html", takes_context=True)
def sample_accounts(context: template.Context) -> dict[str, Any]:
    """One person for each role, each with a button that signs in at once; nothing outside the demonstration."""
    if not settings.CONFIG.demo:
        return {"accounts": []}
    return {
        "accounts": those_of_the_demo(),
        "password": DEMO_PASSWORD,
        "csrf_token": context.get("csrf_token"),
        "redirect_field": context.get("redirect_field", ""),
    }
