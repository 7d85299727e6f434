"""The front door: what this is, for visitors; what waits for them, for people who are signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs.access import org_ids_where
from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages.public.cards import card_of
from skillmark.lifecycle.assessing.queries import count_to_mark
from skillmark.lifecycle.awarding.queries import keys_of_waiting
from skillmark.lifecycle.designing.queries import (
    approved_to_publish,
    beginnings,
    count_to_review,
    drafts_sent_back,
)
from skillmark.lifecycle.holding.queries import waiting_for
from skillmark.lifecycle.issuing.queries import batches_waiting_for
from skillmark.lifecycle.learning.models import EnrolmentState
from skillmark.lifecycle.learning.queries import enrolments_for, next_activity
from skillmark.lifecycle.offering.catalogue import newest_in_catalogue


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits for the person, and where it is done."""

    icon: str
    title: str
    href: str
    text: str = ""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        context = {
            "waiting": list(waiting_for_person(request.user)),
            "may_design": bool(org_ids_where(request.user, "design.edit")),
        }
        return render(request, "public/waiting.html", context)
    cards = [card_of(version) for version in newest_in_catalogue(limit=6)]
    return render(request, "public/home.html", {"cards": cards})


def waiting_for_person(person: Person) -> Iterator[Waiting]:
    """What somebody else waits for comes first, then one's own things."""
    yield from _work(person)
    if offered := waiting_for(person):
        yield Waiting(
            icon="award",
            title=_counted(offered, "credential to claim", "credentials to claim"),
            href=reverse("earner:wallet"),
            text="Look at what it says, then take it into your wallet or decline it.",
        )
    yield from _learning(person)
    yield from _first_steps(person)


def _work(person: Person) -> Iterator[Waiting]:
    if to_mark := count_to_mark(person):
        yield Waiting(
            icon="clipboard-check",
            title=_counted(to_mark, "project to mark", "projects to mark"),
            href=reverse("assessor:queue"),
            text="Handed in, and taken by nobody yet.",
        )
    if to_review := count_to_review(person):
        yield Waiting(
            icon="list-checks",
            title=_counted(to_review, "review waiting", "reviews waiting"),
            href=reverse("designer:reviews"),
            text="Nothing is published before somebody else has looked at it.",
        )
    for version in drafts_sent_back(person)[:3]:
        yield Waiting(
            icon="pencil",
            title="Changes are asked for",
            href=reverse("designer:overview", args=[version.uid]),
            text=version.title,
        )
    for version in approved_to_publish(person)[:3]:
        yield Waiting(
            icon="globe",
            title="Approved, and ready to publish",
            href=reverse("designer:overview", args=[version.uid]),
            text=version.title,
        )
    if keys := keys_of_waiting(person):
        one = len(set(keys)) == 1
        yield Waiting(
            icon="user-check",
            title=_counted(len(keys), "award waiting for a decision", "awards waiting for a decision"),
            href=reverse("staff:awards", args=[keys[0]]) if one else reverse("staff:home"),
            text="Proposed by somebody else; a second person decides.",
        )

    if keys := batches_waiting_for(person, among=org_ids_where(person, "award.approve")):
        one = len(set(keys)) == 1
        yield Waiting(
            icon="list-checks",
            title=_counted(len(keys), "batch waiting for a decision", "batches waiting for a decision"),
            href=reverse("staff:batches", args=[keys[0]]) if one else reverse("staff:home"),
            text="A whole list of awards; a second person decides.",
        )


def _learning(person: Person) -> Iterator[Waiting]:
    """Where to go on: in the course begun last, at the first activity not done; then one may show what one can do."""
    active = [each for each in enrolments_for(person) if each.enrolment.state == EnrolmentState.ACTIVE]
    for line in active[:1]:
        activity = next_activity(line.enrolment) if line.done < line.total else None
        uid = line.enrolment.uid
        to = reverse("learner:activity", args=[uid, activity.uid]) if activity else ""
        yield Waiting(
            icon="book-open",
            title=f"Go on with {line.enrolment.version.title}",
            href=to or reverse("learner:course", args=[uid]),
            text=f"Next: {activity.title} ({line.done} of {line.total} done)"
            if activity
            else "Every activity is done. See what is left to show.",
        )
    if len(active) > 1:
        more = _counted(len(active) - 1, "other course under way", "other courses under way")
        yield Waiting(icon="layers", title=more, href=reverse("learner:home"))


def _first_steps(person: Person) -> Iterator[Waiting]:
    for begun in beginnings(person):
        if begun.alone:
            yield Waiting(
                icon="user-plus",
                title="Add your colleagues",
                href=reverse("staff:members", args=[begun.org.key]),
                text=f"Nobody but you belongs to {begun.org.name} yet.",
            )
        if begun.nothing_designed:
            yield Waiting(
                icon="pencil",
                title="Begin a design",
                href=reverse("designer:new"),
                text=f"{begun.org.name} has no micro-credential yet.",
            )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
