"""Addresses of the assessor's pages."""

from django.urls import path

from skillmark.interfaces.pages.assessor import learners, marking

app_name = "assessor"

urlpatterns = [
    path("", marking.queue, name="queue"),
    path("learners/", learners.offerings, name="offerings"),
    path("learners/<uuid:offering_uid>/", learners.learners, name="learners"),
    path("learners/<uuid:offering_uid>/<uuid:enrolment_uid>/", learners.support, name="support"),
    path("<uuid:submission_uid>/", marking.submission, name="submission"),
    path("<uuid:submission_uid>/take/", marking.take, name="take"),
    path("<uuid:submission_uid>/give-back/", marking.give_back, name="give_back"),
]
