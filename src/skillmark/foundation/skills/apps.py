"""Registers the skills app with Django."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as django_apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models.signals import post_migrate


class SkillsConfig(AppConfig):
    name = "skillmark.foundation.skills"
    label = "skills"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_make_findable, sender=self)


def _make_findable(*, apps: Any = None, **_options: Any) -> None:
    """After an update, skills that the search does not know yet are made findable: it is only made from the others."""
    from skillmark.foundation.skills import indexing  # noqa: PLC0415 - models are not ready before

    try:
        # Where a database is emptied, Django names no state: it is the one of today.
        (apps or django_apps).get_model("skills", "SearchEntry")
        (apps or django_apps).get_model("skills", "SearchWord")._meta.get_field("stem")
    except (LookupError, FieldDoesNotExist):
        return  # on the way to an older state
    indexing.index_missing()
