"""Addresses of the designer's pages, below /design/."""

from __future__ import annotations

from django.urls import path

from skillmark.interfaces.pages.designer import (
    arranging,
    assessment,
    badge,
    content,
    details,
    first,
    life,
    offerings,
    overview,
    proposals,
    sections,
    translations,
    workspace,
)

app_name = "designer"

_ASSESSMENT = "<uuid:uid>/assessment/<uuid:assessment_uid>/"

urlpatterns = [
    path("", workspace.workspace, name="workspace"),
    path("new/", workspace.new, name="new"),
    path("reviews/", workspace.reviews, name="reviews"),
    path("skills/", proposals.proposals, name="proposals"),
    path("skills/propose/", proposals.propose, name="propose_skill"),
    # one version
    path("<uuid:uid>/", overview.overview, name="overview"),
    path("<uuid:uid>/submit/", overview.submit, name="submit"),
    path("<uuid:uid>/withdraw/", overview.withdraw, name="withdraw"),
    path("<uuid:uid>/review/", overview.review, name="review"),
    path("<uuid:uid>/publish/", overview.publish, name="publish"),
    path("<uuid:uid>/next/", overview.next_version, name="next_version"),
    path("<uuid:uid>/discard/", overview.discard, name="discard"),
    path("<uuid:uid>/compare/", life.compare, name="compare"),
    path("<uuid:uid>/pilot/", life.pilot, name="pilot"),
    path("<uuid:uid>/hold/", life.hold, name="hold"),
    path("<uuid:uid>/lift/", life.lift, name="lift"),
    path("<uuid:uid>/retire/", life.retire, name="retire"),
    path("<uuid:uid>/confirm/", life.confirm, name="confirm"),
    path("<uuid:uid>/development/", life.development, name="development"),
    path("<uuid:uid>/development/demand/", life.demand_steps, name="demand_steps"),
    path("<uuid:uid>/development/<str:step>/sign/", life.sign_step, name="sign_step"),
    path("<uuid:uid>/development/<str:step>/file/", life.step_file, name="step_file"),
    path("<uuid:uid>/first/", first.first, name="first"),
    path("<uuid:uid>/basics/", details.basics, name="basics"),
    path("<uuid:uid>/promise/", details.promise, name="promise"),
    path("<uuid:uid>/level/", details.level, name="level"),
    path("<uuid:uid>/quality/", details.quality, name="quality"),
    path("<uuid:uid>/lint/<str:section>/", details.lint, name="lint"),
    path("<uuid:uid>/outcomes/", sections.outcomes, name="outcomes"),
    path("<uuid:uid>/outcomes/<uuid:outcome_uid>/", sections.outcome, name="outcome"),
    path("<uuid:uid>/skills/", sections.skills, name="skills"),
    path("<uuid:uid>/skills/found/", sections.found_skills, name="found_skills"),
    path("<uuid:uid>/skills/<uuid:skill_uid>/", sections.align, name="align"),
    path("<uuid:uid>/badge/", badge.badge, name="badge"),
    path("<uuid:uid>/badge/preview/", badge.badge_preview, name="badge_preview"),
    path("<uuid:uid>/badge/icons/", badge.badge_icons, name="badge_icons"),
    path("<uuid:uid>/badge.<str:form>", badge.badge_file, name="badge_file"),
    path("<uuid:uid>/languages/", translations.languages, name="languages"),
    path("<uuid:uid>/languages/<str:language>/", translations.translation, name="translation"),
    path("<uuid:uid>/languages/<str:language>/remove/", translations.remove, name="remove_translation"),
    path("<uuid:uid>/content/", content.content, name="content"),
    path("<uuid:uid>/content/modules/<uuid:module_uid>/", content.module, name="module"),
    path(
        "<uuid:uid>/content/modules/<uuid:module_uid>/new/<str:kind>/",
        content.new_activity,
        name="new_activity",
    ),
    path("<uuid:uid>/content/activities/<uuid:activity_uid>/", content.activity, name="activity"),
    path("<uuid:uid>/assessment/", assessment.assessments, name="assessment"),
    path("<uuid:uid>/assessment/new/<str:kind>/", assessment.new_assessment, name="new_assessment"),
    path(_ASSESSMENT, assessment.one_assessment, name="one_assessment"),
    path(_ASSESSMENT + "questions/new/<str:kind>/", assessment.new_item, name="new_item"),
    path(_ASSESSMENT + "questions/<uuid:item_uid>/", assessment.item, name="item"),
    path(_ASSESSMENT + "rubric/", assessment.whole_rubric, name="whole_rubric"),
    path(_ASSESSMENT + "rubric/<uuid:outcome_uid>/", assessment.rubric_row, name="rubric_row"),
    path(_ASSESSMENT + "arrange/<str:part>/<uuid:part_uid>/", arranging.arrange_inner, name="arrange_inner"),
    path("<uuid:uid>/arrange/<str:part>/<uuid:part_uid>/", arranging.arrange, name="arrange"),
    # offerings
    path("offerings/", offerings.all_offerings, name="all_offerings"),
    path("offerings/of/<uuid:uid>/", offerings.offerings, name="offerings"),
    path("offerings/<uuid:uid>/", offerings.offering, name="offering"),
    path("offerings/<uuid:uid>/switch/", offerings.switch, name="switch"),
    path("offerings/<uuid:uid>/invite/", offerings.invite, name="invite"),
    path("offerings/<uuid:uid>/invite/confirm/", offerings.confirm_invitations, name="confirm_invitations"),
]
