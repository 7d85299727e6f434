"""Registers the pages for designers with Django."""

from django.apps import AppConfig


class DesignerPagesConfig(AppConfig):
    name = "skillmark.interfaces.pages.designer"
    label = "pages_designer"
