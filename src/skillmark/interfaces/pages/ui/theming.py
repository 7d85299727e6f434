"""What makes a public page look like an organisation's own: its colours, its name and its logo."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from skillmark.foundation.orgs.models import Organisation
from skillmark.lifecycle.designing.page_colours import stylesheet_address


@dataclass(frozen=True)
class Theme:
    """What a page needs to look like an organisation's own: its style sheet, and the band with name and logo."""

    css: str = ""
    name: str = ""
    href: str = ""
    logo: str = ""


def theme_of(org: Organisation) -> Theme | None:
    """The theme of an organisation's public pages; None where it has chosen neither colour nor logo."""
    if not (org.strength or org.logo_id):
        return None
    return Theme(
        css=stylesheet_address(org.hue, org.strength) if org.strength else "",
        name=org.name,
        href=reverse("public:issuer_profile", args=[org.key]),
        logo=logo_address(org),
    )


def logo_address(org: Organisation) -> str:
    """Where the logo is shown from; another picture has another address, so that no cache shows the old one."""
    if org.logo is None:
        return ""
    return f"{reverse('public:issuer_logo', args=[org.key])}?{org.logo.sha256[:8]}"
