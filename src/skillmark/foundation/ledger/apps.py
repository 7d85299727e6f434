"""Registers the ledger app with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "skillmark.foundation.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
