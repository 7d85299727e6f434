"""Reads the public catalogue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from skillmark.interfaces.api.problems import Problem
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import public_version_by_key, version_contents
from skillmark.lifecycle.offering.queries import Wish, catalogue

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
    mode: str
    language: str
    url: str


class OutcomeOut(Schema):
    statement: str
    criteria: str


class SkillOut(Schema):
    name: str
    code: str


class DetailOut(MicroCredentialOut):
    """One published micro-credential, with what it proves."""

    description: str
    criteria: str
    not_proven: str
    pass_mark: int
    validity_months: int | None
    outcomes: list[OutcomeOut]
    skills: list[SkillOut]


class PageOut(Schema):
    items: list[MicroCredentialOut]
    total: int
    page: int
    pages: int


@router.get("", response={200: PageOut}, summary="Search the catalogue")
def search(
    request: HttpRequest,  # noqa: ARG001 - ninja knows it by this name
    q: str = "",
    sector: str = "",
    level: int | None = None,
    page: int = 1,
) -> dict[str, Any]:
    """Published micro-credentials by title; every word of `q` must be found."""
    found = catalogue(Wish(text=q, sector=sector, level=level, page=page))
    items = [_short(version) for version in found.versions]
    return {"items": items, "total": found.total, "page": found.page, "pages": found.pages}


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
        "skills": [{"name": each.skill.name, "code": each.skill.code} for each in contents.alignments],
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
        "mode": version.mode,
        "language": version.language,
        "url": settings.CONFIG.base_url + reverse("public:micro_credential", args=[key]),
    }
