"""The course as learners will see it, for the people who make and review it; nothing they do here is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.learner.attempts import answers_in, question_show
from skillmark.interfaces.pages.learner.courses import activity_values
from skillmark.interfaces.pages.learner.shows import AssessmentCard, count, minutes_in_words
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.lifecycle.assessing import rules
from skillmark.lifecycle.assessing.blueprint import assessments_of
from skillmark.lifecycle.assessing.models import Assessment, AssessmentKind, Item
from skillmark.lifecycle.assessing.queries import AskedLine
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.learning import queries


@require_GET
@signed_in
def preview(request: HttpRequest, version_uid: UUID) -> HttpResponse:
    version = queries.access_preview(request.user, version_uid)
    shown = queries.course_of(version)
    values = _common(version) | {
        "course": shown,
        "minutes": minutes_in_words(shown.minutes),
        "minutes_left": minutes_in_words(shown.minutes),
        "assessments": [_card(version, each) for each in assessments_of(version)],
    }
    return render(request, "learner/course.html", values)


@require_GET
@signed_in
def preview_activity(request: HttpRequest, version_uid: UUID, activity_uid: UUID) -> HttpResponse:
    version = queries.access_preview(request.user, version_uid)
    found = queries.access_activity_media(request.user, activity_uid)
    if found.module.version_id != version.pk:
        raise NotFound("no such activity")
    values = activity_values(
        found, queries.course_of(version), link="learner:preview_activity", first=version_uid
    )
    return render(request, "learner/activity.html", values | _common(version))


@require_http_methods(["GET", "POST"])
@signed_in
def preview_assessment(request: HttpRequest, version_uid: UUID, assessment_uid: UUID) -> HttpResponse:
    """The questions of a quiz, to be tried dry, or the task of a project. A POST scores and stores nothing."""
    version = queries.access_preview(request.user, version_uid)
    found = next((each for each in assessments_of(version) if each.uid == assessment_uid), None)
    if found is None:
        raise NotFound("no such assessment")
    values = _common(version) | {"assessment": found, "facts": _facts(version, found)}
    if found.kind == AssessmentKind.PROJECT:
        return render(
            request, "learner/preview_assessment.html", values | {"rubric": found.rubric_rows.all()}
        )
    items = list(found.items.all())
    given = answers_in(request.POST) if request.method == "POST" else {}
    values |= {
        "is_quiz": True,
        "questions": [_question(number, item, given) for number, item in enumerate(items, start=1)],
        "tried": _tried(version, found, items, given) if request.method == "POST" else None,
    }
    return render(request, "learner/preview_assessment.html", values)


def _common(version: Version) -> dict[str, Any]:
    return {
        "version": version,
        "preview": True,
        "course_url": reverse("learner:preview", args=[version.uid]),
        "design_url": reverse("designer:overview", args=[version.uid]),
    }


def _card(version: Version, assessment: Assessment) -> AssessmentCard:
    quiz = assessment.kind == AssessmentKind.QUIZ
    return AssessmentCard(
        href=reverse("learner:preview_assessment", args=[version.uid, assessment.uid]),
        icon="list-checks" if quiz else "file-text",
        title=assessment.title,
        kind=assessment.get_kind_display(),
        note=" · ".join(_facts(version, assessment)),
        status="To do",
        tone="",
        passed=False,
    )


def _facts(version: Version, assessment: Assessment) -> list[str]:
    if assessment.kind == AssessmentKind.PROJECT:
        return ["Marked by an assessor", count(assessment.max_attempts, "hand-in")]
    limit = assessment.time_limit_minutes
    return [
        count(len(assessment.items.all()), "question"),
        f"pass mark {_pass_mark(version, assessment)} %",
        *([minutes_in_words(limit)] if limit else []),
        count(assessment.max_attempts, "attempt"),
    ]


def _pass_mark(version: Version, assessment: Assessment) -> int:
    return version.pass_mark if assessment.pass_mark is None else assessment.pass_mark


def _question(number: int, item: Item, given: dict[str, rules.Value]) -> dict[str, Any]:
    return question_show(AskedLine(number=number, item=item, value=None, points=None), given)


def _tried(
    version: Version, quiz: Assessment, items: list[Item], given: dict[str, rules.Value]
) -> dict[str, Any]:
    asked = [
        rules.AskedItem(uid=str(item.uid), kind=item.kind, key=item.key, points=item.points) for item in items
    ]
    score = rules.score_answers(asked, {str(item.uid): _clean(item, given) for item in items})
    pass_mark = _pass_mark(version, quiz)
    return {
        "percent": f"{score.percent:g} %",
        "pass_mark": pass_mark,
        "passed": score.reaches(pass_mark),
        "right": sum(each.right for each in score.items),
        "total": len(items),
    }


def _clean(item: Item, given: dict[str, rules.Value]) -> rules.Value:
    """The answer as an attempt would keep it; what an attempt would refuse counts as none."""
    try:
        return rules.clean_answer(item.kind, item.choices, given.get(str(item.uid), ""))
    except Refused:
        return ""
