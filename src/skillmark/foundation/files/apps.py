"""Registers the files app with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "skillmark.foundation.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
