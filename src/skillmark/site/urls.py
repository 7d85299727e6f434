"""Which address leads to which room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from skillmark.site import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("skillmark.interfaces.api.urls")),
    path("", include("skillmark.interfaces.pages.urls")),
]
