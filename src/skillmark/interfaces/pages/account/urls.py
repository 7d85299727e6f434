"""What an account offers beside allauth's pages."""

from __future__ import annotations

from django.urls import path

from skillmark.interfaces.pages.account import names

app_name = "account"
urlpatterns = [path("name/", names.name, name="name")]
