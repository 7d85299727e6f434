"""Registers the designing app with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from skillmark.lifecycle.designing import frozen


class DesigningConfig(AppConfig):
    name = "skillmark.lifecycle.designing"
    label = "designing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        pre_migrate.connect(frozen.release, sender=self)
        post_migrate.connect(frozen.guard, sender=self)
