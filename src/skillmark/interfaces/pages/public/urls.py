"""Addresses that anyone may open."""

from __future__ import annotations

from django.urls import path

from skillmark.interfaces.pages.public import (
    achievements,
    catalogue,
    check,
    compare,
    contexts,
    definitions,
    endorsements,
    finding,
    home,
    invitations,
    issuers,
    levels,
    outbox,
    sharing,
    skills,
    status,
    themes,
)

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/feed.xml", finding.feed, name="feed"),
    path("catalogue/<slug:key>/", definitions.micro_credential, name="micro_credential"),
    path("compare/", compare.compare, name="compare"),
    path("micro-credentials/", definitions.explainer, name="explainer"),
    path("sitemap.xml", finding.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", finding.sitemap_part, name="sitemap_part"),
    path("robots.txt", finding.robots, name="robots"),
    path("achievements/<uuid:uid>", achievements.achievement, name="achievement"),
    path("achievements/<uuid:uid>/achievement.json", achievements.as_data, name="achievement_data"),
    path("achievements/<uuid:uid>/badge.<str:form>", achievements.badge, name="achievement_badge"),
    path("contexts/micro-credential/v1/<slug:sha256>.jsonld", contexts.context, name="context"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("verify/", check.verify, name="verify"),
    path("s/<str:token>/", sharing.shared, name="shared"),
    path("s/<str:token>/<uuid:uid>/", sharing.shared_item, name="shared_item"),
    path("s/<str:token>/<uuid:uid>/<str:form>/", sharing.shared_file, name="shared_file"),
    path("issuers/<slug:key>", issuers.issuer, name="issuer"),
    path("issuers/<slug:key>/about/", issuers.profile, name="issuer_profile"),
    path("issuers/<slug:key>/did.json", issuers.did_document, name="issuer_did"),
    path("issuers/<slug:key>/logo", issuers.logo, name="issuer_logo"),
    path("themes/<int:hue>/<slug:strength>/<slug:seal>.css", themes.theme, name="theme"),
    path("endorsements/<uuid:uid>", endorsements.endorsement, name="endorsement"),
    path("status/<uuid:uid>/<str:purpose>", status.status_list, name="status_list"),
    path("status/<uuid:uid>/reasons/<int:number>", status.reasons, name="status_reasons"),
    path("skills/", skills.skills, name="skills"),
    path("skills/levels/", levels.levels, name="levels"),
    path("skills/<uuid:uid>/", skills.skill, name="skill"),
    path("outbox/", outbox.outbox, name="outbox"),
]
