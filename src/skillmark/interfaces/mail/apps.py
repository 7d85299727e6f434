"""Registers the letters with Django."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "skillmark.interfaces.mail"
    label = "mail"
