"""Registers the orgs app with Django."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "skillmark.foundation.orgs"
    label = "orgs"
    default_auto_field = "django.db.models.BigAutoField"
