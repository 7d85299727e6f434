"""Addresses that anyone may open."""

from __future__ import annotations

from django.urls import path

from skillmark.interfaces.pages.public import (
    achievements,
    catalogue,
    home,
    invitations,
)

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<slug:key>/", catalogue.micro_credential, name="micro_credential"),
    path("achievements/<uuid:uid>", achievements.achievement, name="achievement"),
    path("achievements/<uuid:uid>/badge.<str:form>", achievements.badge, name="achievement_badge"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]
