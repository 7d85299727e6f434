"""Registers the verifying app with Django."""

from django.apps import AppConfig


class VerifyingConfig(AppConfig):
    name = "skillmark.lifecycle.verifying"
    label = "verifying"
    default_auto_field = "django.db.models.BigAutoField"
