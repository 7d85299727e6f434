"""Registers the site with Django, and wires the house together once every app is loaded."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "skillmark.site"
    label = "site"

    def ready(self) -> None:
        # Models may be imported only now, when every app is loaded.
        from skillmark.site.wiring import wire  # noqa: PLC0415

        wire()
