"""The living page of components, for platform staff."""

from __future__ import annotations

from django.urls import path

from skillmark.interfaces.pages.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.living, name="living"),
    path("badge.svg", views.sample_badge, name="sample_badge"),
    path("credential/", views.sample_credential, name="sample_credential"),
]
