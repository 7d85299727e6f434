"""Tells Django where the components, their templates and their static files live."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system; it has no models."""

    name = "skillmark.interfaces.pages.ui"
    label = "ui"
    verbose_name = "Look and components"
