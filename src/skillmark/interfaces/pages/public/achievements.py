"""The page of one version, for ever: what a credential that names it was earned for, word for word."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.public.cards import badge_of, issuer_address
from skillmark.interfaces.pages.public.issuers import served
from skillmark.interfaces.pages.public.standing import notice_of
from skillmark.interfaces.pages.ui.badges import badge_response
from skillmark.interfaces.pages.ui.designs import design_show
from skillmark.interfaces.pages.ui.endorsements import of_version
from skillmark.interfaces.pages.ui.theming import theme_of
from skillmark.interfaces.pages.ui.translated import spoken
from skillmark.lifecycle.assessing.blueprint import blueprint_of
from skillmark.lifecycle.designing.queries import newer_version, public_version
from skillmark.lifecycle.issuing.publishing import achievement_data

# Its words never change, but the name of its issuer may.
DATA_LASTS = timedelta(hours=1)
FORMS = ("svg", "icon", "png")


@require_safe
def achievement(request: HttpRequest, uid: UUID) -> HttpResponse:
    version = public_version(uid)
    newer = newer_version(version)
    org = version.micro_credential.org
    current = reverse("public:micro_credential", args=[version.micro_credential.key])
    said = spoken(
        request,
        version,
        design_show(blueprint_of(version), badge=badge_of(version), issuer_url=issuer_address(org)),
    )
    context = {
        "show": said.show,
        "spoken": said,
        "version": version,
        "newer": newer,
        "standing": notice_of(version),
        "endorsed": of_version(request, version, now=timezone.now()),
        "theme": theme_of(org),
        "current": current,
        "address": said.address,
        "share_image": request.build_absolute_uri(badge_of(version, form="png")),
    }
    return render(request, "public/achievement.html", context)


@require_safe
def as_data(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The same for programs: the achievement as credentials name it, without anybody's results."""
    document = achievement_data(public_version(uid), base_url=settings.CONFIG.base_url)
    return served(request, document, max_age=DATA_LASTS)


@require_safe
def badge(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """The version's badge as `svg`, `icon` (SVG that reads when small) or `png`."""
    if form not in FORMS:
        raise NotFound(f"badge as {form}")
    return badge_response(request, public_version(uid), form, lasting=True)
