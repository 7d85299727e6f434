"""The overview of a version: what is missing, where it stands, what reviewers said, and what may be done next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.orgs.access import allowed
from skillmark.foundation.orgs.queries import people_who
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.designer.assessment import answer_in_words
from skillmark.interfaces.pages.designer.before_review import before_review
from skillmark.interfaces.pages.designer.editing import checklist_of, frame_of, saved, state_of
from skillmark.interfaces.pages.designer.life_forms import ReviewForm
from skillmark.interfaces.pages.designer.reviewing import reviewing
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.ui.designs import design_show
from skillmark.interfaces.pages.ui.translated import spoken
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import Blueprint, blueprint_of, is_blank
from skillmark.lifecycle.assessing.models import AssessmentKind, Item
from skillmark.lifecycle.designing import queries, steps
from skillmark.lifecycle.designing.life_rules import is_overdue
from skillmark.lifecycle.designing.models import (
    CURRENT_STATES,
    LIVE_STATES,
    OPEN_STATES,
    Review,
    Version,
    VersionState,
)
from skillmark.lifecycle.designing.review_rules import ANSWERS, doubted


@require_safe
@login_required
def overview(request: HttpRequest, uid: UUID) -> HttpResponse:
    version = queries.access_version(person_of(request), uid, "design.view")
    return _page(request, version)


def _page(request: HttpRequest, version: Version, sent: ReviewForm | None = None) -> HttpResponse:
    """`sent`: a review that could not be taken as it is."""
    blueprint = blueprint_of(version)
    person = person_of(request)
    org = version.micro_credential.org
    checklist = checklist_of(blueprint) if version.state == VersionState.DRAFT else []
    lacking = [todo for todo in checklist if not todo.met]
    may_edit = allowed(person, "design.edit", org)
    may_steer = allowed(person, "design.publish", org)
    may_review = allowed(person, "design.review", org) and version.state == VersionState.IN_REVIEW
    asked = queries.changes_asked([version]).get(version.pk)
    versions = queries.versions_of(version.micro_credential)
    life = queries.changes_of(version.micro_credential)
    is_open, is_current = version.state in OPEN_STATES, version.state in CURRENT_STATES
    drawn = reverse("designer:badge_file", args=[version.uid, "svg"])
    said = spoken(request, version, design_show(blueprint, badge=drawn, inside=True))
    hands = _hands(version) if version.state == VersionState.IN_REVIEW else set()
    own_work = may_review and person.pk in hands
    reviews, quizzes = queries.reviews_of(version.micro_credential), _quizzes(blueprint)
    draft = queries.review_draft_of(version, person) if may_review and not own_work else None
    form = sent or ReviewForm(initial=draft.values if draft else None)
    context = {
        "is_blank": is_blank(blueprint),
        "asked": asked,
        "frame": frame_of(blueprint, "overview", may_edit=may_edit),
        "version": version,
        "show": said.show,
        "spoken": said,
        "checklist": checklist,
        "lacking": lacking,
        "before": before_review(blueprint, said.show.answers) if checklist and not lacking else None,
        "warnings": [todo for todo in checklist if todo.warning],
        "reviews": [_said(each) for each in reviews],
        "despite": _despite(version, reviews),
        "life": life,
        "last_change": next((each for each in life if each.version_id == version.pk), None),
        "was_piloted": any(
            each.version_id == version.pk and each.state == VersionState.PILOT for each in life
        ),
        "versions": [
            {"version": each, "state": state_of(each, sent_back=bool(asked) and each.pk == version.pk)}
            for each in versions
        ],
        "quizzes": quizzes,
        "form": form,
        "own_work": own_work,
        "reviewing": reviewing(form, said.show, has_keys=bool(quizzes), version=version, draft=draft)
        if may_review and not own_work
        else None,
        "may_review": may_review,
        "may_publish": may_steer and version.state in {VersionState.APPROVED, VersionState.PILOT},
        "publishers": _publishers(version) if version.state == VersionState.APPROVED else [],
        "reviewers": _reviewers(version, hands) if hands and (own_work or not may_review) else [],
        "may_pilot": may_steer and version.state == VersionState.APPROVED,
        "may_hold": may_steer and version.state in LIVE_STATES,
        "may_lift": may_steer and version.state == VersionState.ON_HOLD,
        "may_retire": allowed(person, "design.retire", org) and is_current,
        "may_confirm": allowed(person, "design.review", org)
        and is_current
        and person.pk not in _hands(version),
        "is_open": is_open,
        "is_current": is_current,
        "overdue": is_current and is_overdue(version.review_by, today=timezone.now().date()),
        "steps_demanded": is_open and steps.are_demanded(org),
        "may_offer": allowed(person, "offer.manage", org),
        "open_version": next((each for each in versions if each.state in OPEN_STATES), None),
    }
    status = 200 if sent is None else 409 if hasattr(form, "refused") else 422
    return render(request, "designer/overview.html", context, status=status)


def _quizzes(blueprint: Blueprint) -> list[dict[str, Any]]:
    """The questions with their keys, which learners never see and reviewers must."""
    return [
        {"title": quiz.title, "items": [_question(item) for item in quiz.items.all()]}
        for quiz in blueprint.assessments
        if quiz.kind == AssessmentKind.QUIZ
    ]


def _question(item: Item) -> dict[str, Any]:
    return {
        "prompt": item.prompt,
        "kind": item.get_kind_display(),
        "points": item.points,
        "outcome": item.outcome.statement if item.outcome else "",
        "choices": [(choice["text"], choice["id"] in item.key) for choice in item.choices],
        "answer": "" if item.choices else answer_in_words(item),
        "feedback": item.feedback,
    }


def _publishers(version: Version) -> list[str]:
    """Whose turn it is once a version is approved."""
    return [person.name for person in people_who("design.publish", version.micro_credential.org)]


def _reviewers(version: Version, hands: Collection[int | None]) -> list[str]:
    """Whose turn it is once a version is submitted: nobody who had a hand in it."""
    able = people_who("design.review", version.micro_credential.org)
    return [person.name for person in able if person.pk not in hands]


def _hands(version: Version) -> set[int | None]:
    return {version.author_id, version.submitted_by_id, *queries.editor_ids(version)}


def _said(review: Review) -> dict[str, Any]:
    """A review with its checklist in words; answers other than yes stand first, because they say most."""
    answers = [each | {"word": ANSWERS[each["answer"]]} for each in review.answers]
    return {"review": review, "answers": sorted(answers, key=lambda each: each["answer"] == "yes")}


def _despite(version: Version, reviews: Sequence[Review]) -> Review | None:
    """The approval of this version, where it was given although an answer was no."""
    if version.state != VersionState.APPROVED:
        return None
    last = next((each for each in reviews if each.version_id == version.pk), None)
    return last if last and doubted(last.answers) else None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    version = queries.access_version(person_of(request), uid, "design.review")
    if request.method != "POST":
        return redirect("designer:overview", uid=uid)
    if request.POST.get("autosave"):
        return _kept_so_far(request, version)
    form = ReviewForm(request.POST)
    if form.is_valid() and saved(
        form,
        lambda: design.review_version(
            actor=person_of(request), version_uid=uid, **form.review(), now=timezone.now()
        ),
    ):
        approved = form.cleaned_data["decision"] == "approved"
        messages.success(request, "Approved." if approved else "Sent back with your comment.")
        return redirect("designer:overview", uid=uid)
    return _page(request, queries.access_version(person_of(request), version.uid, "design.review"), form)


def _kept_so_far(request: HttpRequest, version: Version) -> HttpResponse:
    """What the page sends by itself as it is answered: the fields that changed."""
    changed = {name: request.POST.get(name, "") for name in request.POST.getlist("changed")}
    try:
        design.keep_review_draft(actor=person_of(request), version_uid=version.uid, changed=changed)
    except Refused as refused:
        # It is decided or taken back meanwhile: the page loads itself anew and says so.
        return JsonResponse({"code": refused.code, "sentence": refused.sentence}, status=409)
    return JsonResponse({"saved": True})


def _step(request: HttpRequest, uid: UUID, journey: Callable[..., Any], done: str) -> HttpResponse:
    """One step of a version's life; a refusal is told on the overview."""
    try:
        journey(actor=person_of(request), version_uid=uid, now=timezone.now())
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}".strip())
    else:
        messages.success(request, done)
    return redirect("designer:overview", uid=uid)


@require_POST
@login_required
def submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        design.submit_for_review(actor=person_of(request), version_uid=uid, now=timezone.now())
    except Refused as refused:
        # The overview lists what is missing, each with a link: the sentence need not say it again.
        incomplete = refused.code == "version.incomplete"
        told = (
            "This draft is not complete yet. See below what is missing." if incomplete else refused.sentence
        )
        messages.error(request, told)
    else:
        messages.success(request, "Submitted. Somebody else reviews it now.")
    return redirect("designer:overview", uid=uid)


@require_POST
@login_required
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _step(request, uid, design.withdraw_from_review, "It is a draft again.")


_PUBLISHED = (
    "Published. It is in the catalogue, and anybody can enrol from now on. “Offerings and invitations” limits "
    "places and dates."
)


@require_POST
@login_required
def publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _step(request, uid, design.publish_version, _PUBLISHED)


@require_POST
@login_required
def next_version(request: HttpRequest, uid: UUID) -> HttpResponse:
    draft = design.start_next_version(actor=person_of(request), version_uid=uid, now=timezone.now())
    messages.success(
        request, f"Version {draft.number} begins as a copy. Learners stay on the version they are in."
    )
    return redirect("designer:overview", uid=draft.uid)


@require_POST
@login_required
def discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        design.discard_draft(actor=person_of(request), version_uid=uid, now=timezone.now())
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}".strip())
        return redirect("designer:overview", uid=uid)
    messages.success(request, "The draft is gone.")
    return redirect("designer:workspace")
