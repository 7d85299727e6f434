"""Registers the learning app with Django."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "skillmark.lifecycle.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"
