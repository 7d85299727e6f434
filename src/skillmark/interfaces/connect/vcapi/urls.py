"""The addresses of the VC-API, of one organisation each."""

from __future__ import annotations

from django.urls import path

from skillmark.interfaces.connect.vcapi import views

app_name = "vcapi"
urlpatterns = [
    path("<slug:org_key>/credentials/issue", views.issue, name="issue"),
    path("<slug:org_key>/credentials/derive", views.derive, name="derive"),
    path("<slug:org_key>/credentials/status", views.status, name="status"),
    path("<slug:org_key>/credentials/verify", views.verify_credential, name="verify_credential"),
    path("<slug:org_key>/presentations/verify", views.verify_presentation, name="verify_presentation"),
]
