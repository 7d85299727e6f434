"""Addresses for the people who run an organisation."""

from __future__ import annotations

from django.urls import path

from skillmark.interfaces.pages.staff import (
    awards,
    credentials,
    issuing,
    members,
    organisation,
    organisations,
    overview,
)

app_name = "staff"

urlpatterns = [
    path("", overview.home, name="home"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("<slug:org_key>/", overview.overview, name="overview"),
    path("<slug:org_key>/awards/", awards.awards, name="awards"),
    path("<slug:org_key>/awards/propose/", awards.propose, name="propose"),
    path("awards/<uuid:uid>/", awards.award, name="award"),
    path("awards/<uuid:uid>/approve/", awards.approve, name="approve"),
    path("awards/<uuid:uid>/decline/", awards.decline, name="decline"),
    path("<slug:org_key>/credentials/", credentials.credentials, name="credentials"),
    path("credentials/<uuid:uid>/", credentials.credential, name="credential"),
    path("credentials/<uuid:uid>/<str:change>/", credentials.change, name="change_status"),
    path("<slug:org_key>/queue/", issuing.queue, name="queue"),
    path("queue/<uuid:uid>/again/", issuing.again, name="try_again"),
    path("<slug:org_key>/keys/", issuing.keys, name="keys"),
    path("<slug:org_key>/keys/rotate/", issuing.rotate, name="rotate_key"),
    path("<slug:org_key>/keys/<uuid:uid>/distrust/", issuing.distrust, name="distrust_key"),
    path("<slug:org_key>/members/", members.members, name="members"),
    path(
        "<slug:org_key>/members/<uuid:person_uid>/<slug:role>/remove/",
        members.remove_role,
        name="remove_role",
    ),
    path("<slug:org_key>/organisation/", organisation.organisation, name="organisation"),
]
