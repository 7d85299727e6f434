"""Registers our own account pages with Django; the others are allauth's."""

from django.apps import AppConfig


class AccountPagesConfig(AppConfig):
    name = "skillmark.interfaces.pages.account"
    label = "pages_account"
