"""What an author looks at before submitting: what was preset and is said in their name, and what stays unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from skillmark.interfaces.pages.designer.editing import todo_of
from skillmark.interfaces.pages.ui.answers import UNSAID_YET, AnswerGroup
from skillmark.interfaces.pages.ui.templatetags.words import months
from skillmark.lifecycle.assessing.blueprint import Blueprint
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.rules import Point


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something that the page will say, with the address of the field that says it."""

    label: str
    href: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class BeforeReview:
    taken_over: Sequence[Said]
    undisclosed: Sequence[Said]


def before_review(blueprint: Blueprint, groups: Sequence[AnswerGroup]) -> BeforeReview:
    """`groups`: the answers as the page shows them, so that nothing else is called undisclosed than what will be."""
    version = blueprint.version
    return BeforeReview(
        taken_over=[*_taken_over(version), *_attempts(blueprint)],
        undisclosed=[
            Said(label=answer.question, href=_place(version, *answer.place))
            for group in groups
            for answer in group.answers
            if answer.value == UNSAID_YET and answer.place
        ],
    )


def _taken_over(version: Version) -> Iterator[Said]:
    """What a new draft takes over from its organisation, or begins with."""
    quality = ", ".join(filter(None, (version.quality_body, version.get_quality_kind_display())))
    lasts = months(version.validity_months) if version.validity_months else "For ever"
    for label, value, section, field in (
        ("Who set the level", version.level_set_by, "level", "level_set_by"),
        ("Who vouches for the quality", quality, "quality", "quality_kind"),
        ("How long it is valid", lasts, "quality", "validity_months"),
        ("Pass mark", f"{version.pass_mark} percent", "assessment", "pass_mark"),
        ("Supervision", version.get_supervision_display(), "assessment", "supervision"),
        ("How you know who it is", version.get_identity_check_display(), "assessment", "identity_check"),
    ):
        if value:
            yield Said(label=label, value=value, href=_place(version, section, field))


def _attempts(blueprint: Blueprint) -> Iterator[Said]:
    for each in blueprint.assessments:
        page = reverse("designer:one_assessment", args=[blueprint.version.uid, each.uid])
        yield Said(
            label=f"Attempts at “{each.title}”", value=str(each.max_attempts), href=f"{page}#id_max_attempts"
        )


def _place(version: Version, section: str, field: str) -> str:
    point = Point(section=section, field=field, label="", met=True, sentence="")
    return todo_of(point, version).href
