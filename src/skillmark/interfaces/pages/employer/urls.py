"""Addresses for employers."""

from django.urls import path

from skillmark.interfaces.pages.employer import reports

app_name = "employer"

urlpatterns = [
    path("", reports.reports, name="reports"),
    path("reports/<uuid:uid>/", reports.report, name="report"),
    path("issuers/", reports.issuers, name="issuers"),
    path("issuers/forget/", reports.forget, name="forget_issuer"),
]
