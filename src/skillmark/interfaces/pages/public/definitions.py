"""The page of one micro-credential, for somebody who never heard of micro-credentials; and what these are at all."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from skillmark.interfaces.pages.public.cards import badge_of, issuer_address, ways_into
from skillmark.interfaces.pages.public.schema_org import credential_data
from skillmark.interfaces.pages.public.standing import notice_of
from skillmark.interfaces.pages.ui.answers import answers_of
from skillmark.interfaces.pages.ui.designs import design_show, language_name
from skillmark.interfaces.pages.ui.endorsements import of_version
from skillmark.interfaces.pages.ui.plain_words import EQF, EXPLAINER, IN_A_SENTENCE
from skillmark.interfaces.pages.ui.theming import theme_of
from skillmark.interfaces.pages.ui.translated import spoken
from skillmark.lifecycle.assessing.blueprint import blueprint_of
from skillmark.lifecycle.designing.models import LIVE_STATES
from skillmark.lifecycle.designing.queries import public_version_by_key
from skillmark.lifecycle.offering.catalogue import recognised_by


@require_safe
def micro_credential(request: HttpRequest, key: str) -> HttpResponse:
    version, now = public_version_by_key(key), timezone.now()
    blueprint, org = blueprint_of(version), version.micro_credential.org
    recognised = recognised_by(version)
    show = design_show(blueprint, badge=badge_of(version), issuer_url=issuer_address(org), answers=())
    said = spoken(request, version, show)
    languages = list(dict.fromkeys([version.language, *(each.code for each in said.alternates)]))
    answers = answers_of(blueprint, languages=list(map(language_name, languages)), recognised_by=recognised)
    share_image = request.build_absolute_uri(badge_of(version, form="png"))
    context = {
        "show": replace(said.show, answers=answers),
        "spoken": said,
        "theme": theme_of(org),
        "in_a_sentence": IN_A_SENTENCE,
        "version": version,
        "standing": notice_of(version),
        "ways": ways_into(request, version, now=now, may_begin=version.state in LIVE_STATES),
        "endorsed": of_version(request, version, now=now),
        "achievement": reverse("public:achievement", args=[version.uid]),
        "compare": f"{reverse('public:compare')}?with={key}",
        "share_image": share_image,
        "address": said.address,
        "data": credential_data(
            blueprint,
            address=request.build_absolute_uri(request.path),
            provider_address=request.build_absolute_uri(issuer_address(org)),
            image=share_image,
            recognised_by=recognised,
            languages=languages,
        ),
    }
    return render(request, "public/micro_credential.html", context)


@require_safe
def explainer(request: HttpRequest) -> HttpResponse:
    """What a micro-credential is, in plain words."""
    return render(request, "public/explainer.html", {"questions": EXPLAINER, "levels": EQF})
