"""Registers the awarding app with Django."""

from django.apps import AppConfig


class AwardingConfig(AppConfig):
    name = "skillmark.lifecycle.awarding"
    label = "awarding"
    default_auto_field = "django.db.models.BigAutoField"
