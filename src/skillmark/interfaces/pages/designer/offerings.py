"""Opening what is published to learners, and inviting people to it."""

from __future__ import annotations

import csv
import io
import uuid as uuids
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.designer.editing import saved
from skillmark.interfaces.pages.designer.forms import InviteForm, OfferingForm
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys import offer
from skillmark.lifecycle.designing.queries import access_micro_credential, designs_of, published_version
from skillmark.lifecycle.learning.queries import Places, places_in
from skillmark.lifecycle.offering import queries, rules
from skillmark.lifecycle.offering.models import Offering
from skillmark.lifecycle.offering.rules import Standing

STANDINGS = {
    Standing.OPEN: ("Open", "ok", "circle-check"),
    Standing.NOT_YET: ("Opens later", "unk", "calendar"),
    Standing.ENDED: ("Ended", "unk", "lock"),
    Standing.CLOSED: ("Closed", "unk", "lock"),
}
editor = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def all_offerings(request: HttpRequest) -> HttpResponse:
    """The published micro-credentials that this person may open to learners."""
    orgs = orgs_where(person_of(request), "offer.manage")
    if not orgs:
        raise NotFound("nothing to offer for this person")
    rows = [
        {
            "title": line.published.title,
            "href": reverse("designer:offerings", args=[line.micro_credential.uid]),
            "issuer": line.micro_credential.org.name,
            "badge": reverse("designer:badge_file", args=[line.published.uid, "icon"]),
        }
        for line in designs_of(orgs)
        if line.published
    ]
    return render(request, "designer/all_offerings.html", {"rows": rows})


@editor
@login_required
def offerings(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The offerings of one micro-credential, and the form that opens another."""
    micro_credential = access_micro_credential(person_of(request), uid, "offer.manage")
    form = OfferingForm(request.POST or None)
    form_uid = _form_uid(request)
    if form.is_valid() and saved(
        form,
        lambda: offer.open_offering(
            actor=person_of(request),
            micro_credential_uid=uid,
            terms=form.terms(),
            now=timezone.now(),
            uid=form_uid,
        ),
    ):
        messages.success(request, f"“{form.cleaned_data['title']}” is set up.")
        return redirect("designer:offerings", uid=uid)
    found = queries.offerings_of(micro_credential)
    places = places_in(found)
    context = {
        "micro_credential": micro_credential,
        "version": published_version(micro_credential),
        "rows": [_row(each, places.get(each.pk, Places())) for each in found],
        "form": form,
        "form_uid": form_uid,
    }
    return render(request, "designer/offerings.html", context, status=422 if form.is_bound else 200)


def _form_uid(request: HttpRequest) -> UUID:
    """The uid that makes a double click on "open" one offering."""
    try:
        return UUID(request.POST.get("uid", ""))
    except ValueError:
        return uuids.uuid4()


def _row(offering: Offering, places: Places) -> dict[str, Any]:
    label, tone, icon = STANDINGS[queries.standing_of(offering, now=timezone.now())]
    room = f"{places.taken} of {offering.capacity}" if offering.capacity is not None else str(places.taken)
    return {
        "offering": offering,
        "state": label,
        "tone": tone,
        "icon": icon,
        "places": room,
        "waiting": places.waiting,
        "invited": getattr(offering, "invited", 0),
        "who": "Anyone" if offering.self_enrol else "By invitation",
    }


@editor
@login_required
def offering(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One offering: its terms, its state, and the people invited."""
    stored = queries.access_offering(person_of(request), uid, "offer.manage")
    form = OfferingForm(request.POST or None, initial=OfferingForm.initial_of(stored))
    if form.is_valid() and saved(
        form,
        lambda: offer.change_offering(
            actor=person_of(request), offering_uid=uid, terms=form.terms(), now=timezone.now()
        ),
    ):
        messages.success(request, "Saved.")
        return redirect("designer:offering", uid=uid)
    context = _offering_context(stored) | {"form": form, "invite": InviteForm()}
    return render(request, "designer/offering.html", context, status=422 if form.is_bound else 200)


def _offering_context(stored: Offering) -> dict[str, Any]:
    invitations = queries.invitations_of(stored)
    return {
        "row": _row(stored, places_in([stored]).get(stored.pk, Places())),
        "offering": stored,
        "version": published_version(stored.micro_credential),
        "invitations": invitations[:200],
        "invited": len(invitations),
        "accepted": sum(1 for each in invitations if each.accepted_at),
        "learners": reverse("assessor:learners", args=[stored.uid]),
    }


@require_POST
@login_required
def switch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """`do=close` or `do=reopen`."""
    closing = request.POST.get("do") != "reopen"
    journey = offer.close_offering if closing else offer.reopen_offering
    stored = journey(actor=person_of(request), offering_uid=uid, now=timezone.now())
    done = "is closed. Who is enrolled goes on." if closing else "is open again."
    messages.success(request, f"“{stored.title}” {done}")
    return redirect("designer:offering", uid=uid)


# --- inviting ---------------------------------------------------------------------------------------------------


@require_POST
@login_required
def invite(request: HttpRequest, uid: UUID) -> HttpResponse:
    """First the rehearsal: what was read, what is wrong with it, who would be invited. Nothing is sent yet."""
    person = person_of(request)
    stored = queries.access_offering(person, uid, "offer.manage")
    form = InviteForm(request.POST, request.FILES)
    if not form.is_valid():
        context = _offering_context(stored) | {
            "form": OfferingForm(initial=OfferingForm.initial_of(stored)),
            "invite": form,
        }
        return render(request, "designer/offering.html", context, status=422)
    upload = form.cleaned_data["file"]
    if upload:
        data = upload.read(rules.MAX_BYTES + 1)
        rehearsal = offer.read_invitation_file(actor=person, offering_uid=uid, data=data)
    else:
        text = form.cleaned_data["addresses"]
        rehearsal = offer.read_invitation_text(actor=person, offering_uid=uid, text=text)
    context = {
        "offering": stored,
        "rehearsal": rehearsal,
        "problems": rehearsal.read.problems[:100],
        "more_problems": max(0, len(rehearsal.read.problems) - 100),
        "list": _as_text(rehearsal.read) if rehearsal.ready else "",
    }
    return render(request, "designer/rehearsal.html", context, status=422 if rehearsal.read.problems else 200)


def _as_text(read: rules.GuestList) -> str:
    """The list as the table that is read again, as strictly, when it is confirmed."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["name", "email"])
    writer.writerows([guest.name, guest.email] for guest in read.guests)
    return table.getvalue()


@require_POST
@login_required
def confirm_invitations(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Reads the rehearsed list once more, as strictly, and invites everyone on it."""
    person = person_of(request)
    data = request.POST.get("list", "").encode()
    try:
        read = offer.read_invitation_file(actor=person, offering_uid=uid, data=data).read
        invited = offer.invite_people(actor=person, offering_uid=uid, read=read, now=timezone.now())
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}".strip())
    else:
        count = len(invited)
        people = "1 person is" if count == 1 else f"{count} people are"
        messages.success(
            request, f"{people} invited. The mails are on their way." if count else "All were invited before."
        )
    return redirect("designer:offering", uid=uid)
