"""Registers the people app with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "skillmark.foundation.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
