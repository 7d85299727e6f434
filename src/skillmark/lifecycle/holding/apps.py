"""Registers the holding app with Django."""

from django.apps import AppConfig


class HoldingConfig(AppConfig):
    name = "skillmark.lifecycle.holding"
    label = "holding"
    default_auto_field = "django.db.models.BigAutoField"
