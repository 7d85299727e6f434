"""Where the link in an invitation leads: what one is invited to, and the button to accept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages.public.cards import badge_of, issuer_address, way_into
from skillmark.interfaces.pages.public.standing import notice_of
from skillmark.interfaces.pages.ui.designs import design_show
from skillmark.lifecycle.assessing.blueprint import blueprint_of
from skillmark.lifecycle.designing.models import LIVE_STATES
from skillmark.lifecycle.designing.queries import published_version, retired_version
from skillmark.lifecycle.learning.queries import Places, enrolment_in, places_in
from skillmark.lifecycle.offering.queries import invitation_by_token


@require_safe
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    invited = invitation_by_token(token)
    offering = invited.offering
    version = published_version(offering.micro_credential) or retired_version(offering.micro_credential)
    if version is None:
        raise NotFound("nothing is published behind this invitation")
    org = version.micro_credential.org
    enrolment = enrolment_in(request.user, offering) if isinstance(request.user, Person) else None
    places = places_in([offering]).get(offering.pk, Places())
    context = {
        "invitation": invited,
        "show": design_show(blueprint_of(version), badge=badge_of(version), issuer_url=issuer_address(org)),
        "way": way_into(request, offering, version, places, enrolment, now=timezone.now(), invited=True),
        "may_begin": version.state in LIVE_STATES or enrolment is not None,
        "standing": notice_of(version),
        "token": token,
    }
    response = render(request, "public/invitation.html", context)
    # The address is the ticket: it is not told to the pages that are linked from here.
    response["Referrer-Policy"] = "no-referrer"
    return response
