"""Tells allauth what this site is called: it would say its host and port."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from skillmark.interfaces.pages.account import words


@dataclass(frozen=True)
class Site:
    """What letters call `current_site`."""

    name: str
    domain: str


def this_site() -> Site:
    return Site(name=settings.CONFIG.site_name, domain=urlsplit(settings.CONFIG.base_url).netloc)


class AccountAdapter(words.AccountAdapter):
    """Letters carry the site's name."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "current_site": this_site()})


class MFAAdapter(words.MFAAdapter):
    """Passkeys and authenticator apps are listed under the site's name."""

    def _get_site_name(self) -> str:
        return this_site().name
