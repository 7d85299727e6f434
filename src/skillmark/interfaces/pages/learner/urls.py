"""Addresses of the learner's pages."""

from django.urls import path

from skillmark.interfaces.pages.learner import (
    attempts,
    courses,
    earned,
    enrolments,
    media,
    previews,
    projects,
)

app_name = "learner"

urlpatterns = [
    path("", enrolments.my_learning, name="home"),
    path("enrol/<uuid:offering_uid>/", enrolments.enrol, name="enrol"),
    path("preview/<uuid:version_uid>/", previews.preview, name="preview"),
    path(
        "preview/<uuid:version_uid>/<uuid:activity_uid>/", previews.preview_activity, name="preview_activity"
    ),
    path(
        "preview/<uuid:version_uid>/assessments/<uuid:assessment_uid>/",
        previews.preview_assessment,
        name="preview_assessment",
    ),
    path("media/<uuid:activity_uid>/video", media.video, name="video"),
    path("media/<uuid:activity_uid>/captions.vtt", media.captions, name="captions"),
    path("attempts/<uuid:attempt_uid>/", attempts.attempt, name="attempt"),
    path("attempts/<uuid:attempt_uid>/hand-in/", attempts.submit_attempt, name="submit_attempt"),
    path("attempts/<uuid:attempt_uid>/result/", attempts.result, name="result"),
    path("submissions/<uuid:submission_uid>/file", projects.submission_file, name="submission_file"),
    path("submissions/<uuid:submission_uid>/withdraw/", projects.withdraw, name="withdraw"),
    path("<uuid:enrolment_uid>/", courses.course, name="course"),
    path("<uuid:enrolment_uid>/pause/", enrolments.pause, name="pause"),
    path("<uuid:enrolment_uid>/resume/", enrolments.resume, name="resume"),
    path("<uuid:enrolment_uid>/leave/", enrolments.leave, name="leave"),
    path("<uuid:enrolment_uid>/earned/", earned.earned, name="earned"),
    path("<uuid:enrolment_uid>/activities/<uuid:activity_uid>/", courses.activity, name="activity"),
    path("<uuid:enrolment_uid>/activities/<uuid:activity_uid>/done/", courses.done, name="done"),
    path("<uuid:enrolment_uid>/quizzes/<uuid:assessment_uid>/", attempts.quiz, name="quiz"),
    path("<uuid:enrolment_uid>/projects/<uuid:assessment_uid>/", projects.project, name="project"),
]
