"""Registers the issuing app with Django."""

from django.apps import AppConfig


class IssuingConfig(AppConfig):
    name = "skillmark.lifecycle.issuing"
    label = "issuing"
    default_auto_field = "django.db.models.BigAutoField"
