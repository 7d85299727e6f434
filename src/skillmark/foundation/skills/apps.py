"""Registers the skills app with Django."""

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "skillmark.foundation.skills"
    label = "skills"
    default_auto_field = "django.db.models.BigAutoField"
