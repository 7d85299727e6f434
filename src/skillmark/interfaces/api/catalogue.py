"""Reads the public catalogue."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from skillmark.interfaces.api.problems import Problem
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import public_version_by_key, version_contents
from skillmark.lifecycle.offering.catalogue import catalogue, recognised_by
from skillmark.lifecycle.offering.facets import Wish, chosen_in

router = Router()


class MicroCredentialOut(Schema):
    """One published micro-credential, in short."""

    uid: UUID
    key: str
    title: str
    can_do: str
    provider: str
    sector: str
    level: int | None
    workload_hours: int | None
    credit_points: str | None
    credit_scheme: str
    price: str | None
    currency: str
    mode: str
    language: str
    stackability: str
    state: str
    url: str


class OutcomeOut(Schema):
    statement: str
    criteria: str


class SkillOut(Schema):
    """`level` is on the scale of the EQF; without one, the skill is shown at the level of the whole."""

    name: str
    code: str
    level: int | None
    is_assessed: bool


class DetailOut(MicroCredentialOut):
    """One published micro-credential, with what it proves."""

    description: str
    criteria: str
    not_proven: str
    pass_mark: int
    validity_months: int | None
    outcomes: list[OutcomeOut]
    skills: list[SkillOut]
    recognised_by: list[str]


class ChoiceOut(Schema):
    """A value of a facet, what it is called, and how many there would be with it."""

    value: str
    label: str
    count: int


class PageOut(Schema):
    """What was found. `facets` counts for each value what choosing it would give, beside the other facets' choices."""

    items: list[MicroCredentialOut]
    total: int
    page: int
    pages: int
    facets: dict[str, list[ChoiceOut]]


Hours = Literal["10", "25", "60", "more", "none"]
Level = Literal["1", "2", "3", "4", "5", "6", "7", "8", "none"]
Sort = Literal["best", "title", "newest", "shortest", "cheapest"]
_MOST_CHOICES = 100


class Question(Schema):
    """What is looked for: several values of one facet mean any of them, several facets mean all of them."""

    q: str = Field("", max_length=100, description="Words; each must be found")
    sector: list[str] = Field([], description="As providers name it")
    skill: list[str] = Field([], description="The addresses of skills")
    level: list[Level] = Field([], description="EQF level; “none”: not given")
    hours: list[Hours] = Field([], description="Up to 10, 11 to 25, 26 to 60, more; “none”: not disclosed")
    price: list[str] = Field([], description="“free”, “none” (not disclosed), or a limit such as “EUR-250”")
    language: list[str] = Field([], description="The original or a translation")
    mode: list[str] = Field([], description="The form of participation")
    stackable: list[Literal["stackable", "standalone"]] = Field([], description="As the provider says")
    recognised: list[str] = Field([], description="Who recognises it, by name")
    provider: list[str] = Field([], description="The keys of providers")
    sort: Sort = Field("best", description="“best”: what has the words in its title first, then by title")
    page: int = Field(1, ge=1, le=100_000)


@router.get("", response={200: PageOut, 422: Problem}, summary="Search the catalogue")
def search(
    request: HttpRequest,  # noqa: ARG001 - ninja knows it by this name
    question: Annotated[Question, Query()],
) -> dict[str, Any]:
    """Current micro-credentials, and for each facet its hundred most frequent values with their counts."""
    chosen = chosen_in(lambda facet: list(map(str, getattr(question, facet))))
    found = catalogue(Wish(text=question.q, chosen=chosen, sort=question.sort, page=question.page))
    return {
        "items": [_short(version) for version in found.versions],
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "facets": {
            facet: [
                {"value": each.value, "label": each.label, "count": each.count}
                for each in choices[:_MOST_CHOICES]
            ]
            for facet, choices in found.choices.items()
        },
    }


@router.get("/{key}", response={200: DetailOut, 404: Problem}, summary="One micro-credential")
def detail(request: HttpRequest, key: str) -> dict[str, Any]:  # noqa: ARG001 - ninja knows it by this name
    """The published version, with outcomes and skills."""
    version = public_version_by_key(key)
    contents = version_contents(version)
    return {
        **_short(version),
        "description": version.description,
        "criteria": version.criteria,
        "not_proven": version.not_proven,
        "pass_mark": version.pass_mark,
        "validity_months": version.validity_months,
        "outcomes": [{"statement": each.statement, "criteria": each.criteria} for each in contents.outcomes],
        "skills": [
            {
                "name": each.skill.name,
                "code": each.skill.code,
                "level": each.level,
                "is_assessed": each.is_assessed,
            }
            for each in contents.alignments
        ],
        "recognised_by": recognised_by(version),
    }


def _short(version: Version) -> dict[str, Any]:
    key = version.micro_credential.key
    return {
        "uid": version.uid,
        "key": key,
        "title": version.title,
        "can_do": version.can_do,
        "provider": version.micro_credential.org.name,
        "sector": version.sector,
        "level": version.level,
        "workload_hours": version.workload_hours,
        "credit_points": None if version.credit_points is None else str(version.credit_points),
        "credit_scheme": version.credit_scheme,
        "price": None if version.price is None else str(version.price),
        "currency": version.currency,
        "mode": version.mode,
        "language": version.language,
        "stackability": version.stackability,
        "state": version.state,
        "url": settings.CONFIG.base_url + reverse("public:micro_credential", args=[key]),
    }
