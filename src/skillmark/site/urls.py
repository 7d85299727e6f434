"""Which address leads to which room."""

from __future__ import annotations

import importlib.util

from django.urls import URLPattern, URLResolver, include, path

from skillmark.site import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
]


def _present(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


if _present("skillmark.interfaces.api.urls"):
    urlpatterns.append(path("api/v1/", include("skillmark.interfaces.api.urls")))
if _present("skillmark.interfaces.pages.urls"):
    urlpatterns.append(path("", include("skillmark.interfaces.pages.urls")))
