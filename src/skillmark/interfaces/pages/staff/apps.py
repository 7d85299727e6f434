"""Registers the staff pages with Django."""

from __future__ import annotations

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "skillmark.interfaces.pages.staff"
    label = "staff"
