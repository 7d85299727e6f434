"""Registers the pages for employers with Django."""

from django.apps import AppConfig


class EmployerPagesConfig(AppConfig):
    name = "skillmark.interfaces.pages.employer"
    label = "pages_employer"
