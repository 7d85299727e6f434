"""Addresses for the people who run an organisation."""

from __future__ import annotations

from django.urls import path

from skillmark.interfaces.pages.staff import (
    awards,
    batches,
    credentials,
    issuing,
    look,
    members,
    organisation,
    organisations,
    overview,
    skills,
    undo,
)

app_name = "staff"

urlpatterns = [
    path("", overview.home, name="home"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("skills/", skills.proposals, name="proposals"),
    path("skills/<uuid:uid>/", skills.proposal, name="proposal"),
    path("<slug:org_key>/", overview.overview, name="overview"),
    path("<slug:org_key>/awards/", awards.awards, name="awards"),
    path("<slug:org_key>/awards/propose/", awards.propose, name="propose"),
    path("awards/<uuid:uid>/", awards.award, name="award"),
    path("awards/<uuid:uid>/approve/", awards.approve, name="approve"),
    path("awards/<uuid:uid>/decline/", awards.decline, name="decline"),
    path("<slug:org_key>/batches/", batches.batches, name="batches"),
    path("<slug:org_key>/batches/new/", batches.new_batch, name="new_batch"),
    path("<slug:org_key>/batches/template/<uuid:version_uid>/", batches.template, name="batch_template"),
    path("batches/<uuid:uid>/", batches.batch, name="batch"),
    path("batches/<uuid:uid>/progress/", batches.progress, name="batch_progress"),
    path("batches/<uuid:uid>/table/", batches.table, name="batch_table"),
    path("batches/<uuid:uid>/to-mend/", batches.to_mend, name="batch_to_mend"),
    path("batches/<uuid:uid>/issue/", batches.issue, name="issue_batch"),
    path("batches/<uuid:uid>/approve/", batches.approve, name="approve_batch"),
    path("batches/<uuid:uid>/cancel/", batches.cancel, name="cancel_batch"),
    path("batches/<uuid:uid>/again/", batches.again, name="try_batch_again"),
    path("<slug:org_key>/credentials/", credentials.credentials, name="credentials"),
    path("credentials/<uuid:uid>/", credentials.credential, name="credential"),
    path("credentials/<uuid:uid>/<str:change>/", credentials.change, name="change_status"),
    path("batches/<uuid:uid>/undo/", undo.undo_batch, name="undo_batch"),
    path("<slug:org_key>/undo/", undo.undo, name="undo"),
    path("undo/<uuid:uid>/", undo.undo_job, name="undo_job"),
    path("undo/<uuid:uid>/progress/", undo.progress, name="undo_progress"),
    path("undo/<uuid:uid>/cancel/", undo.cancel, name="cancel_undo"),
    path("undo/<uuid:uid>/again/", undo.again, name="try_undo_again"),
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
    path("<slug:org_key>/look/", look.look, name="look"),
]
