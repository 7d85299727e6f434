"""Registers the pages for earners with Django."""

from django.apps import AppConfig


class EarnerPagesConfig(AppConfig):
    name = "skillmark.interfaces.pages.earner"
    label = "pages_earner"
