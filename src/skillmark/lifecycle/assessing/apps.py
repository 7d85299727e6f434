"""Registers the assessing app with Django."""

from django.apps import AppConfig


class AssessingConfig(AppConfig):
    name = "skillmark.lifecycle.assessing"
    label = "assessing"
    default_auto_field = "django.db.models.BigAutoField"
