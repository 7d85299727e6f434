"""Registers the designing app with Django."""

from django.apps import AppConfig


class DesigningConfig(AppConfig):
    name = "skillmark.lifecycle.designing"
    label = "designing"
    default_auto_field = "django.db.models.BigAutoField"
