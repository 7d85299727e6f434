"""Registers the offering app with Django."""

from django.apps import AppConfig


class OfferingConfig(AppConfig):
    name = "skillmark.lifecycle.offering"
    label = "offering"
    default_auto_field = "django.db.models.BigAutoField"
