"""Which address leads to which room."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from skillmark.site import health
from skillmark.site.wiring import connected


def connections(names: Collection[str]) -> list[URLPattern | URLResolver]:
    """The addresses of the connectors that are switched on."""
    return [path(f"connect/{each.name}/", include(each.urls)) for each in connected(names)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("skillmark.interfaces.api.urls")),
    *connections(settings.CONFIG.connect),
    path("", include("skillmark.interfaces.pages.urls")),
]
