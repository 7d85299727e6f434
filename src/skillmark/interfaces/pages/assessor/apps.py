"""Registers the pages for assessors with Django."""

from django.apps import AppConfig


class AssessorPagesConfig(AppConfig):
    name = "skillmark.interfaces.pages.assessor"
    label = "pages_assessor"
