"""Finds skills by what people call them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.skills.models import Concept, Framework


def search_skills(*, text: str, limit: int = 20) -> list[Concept]:
    """Skills whose name, description or code holds every word of `text`; names that begin with it come first."""
    words = text.split()[:8]
    if not words:
        return []
    found = Concept.objects.select_related("framework").annotate(rank=_rank(text.strip()))
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(description__icontains=word) | Q(uri__iexact=word))
    return list(found.order_by("rank", "name", "id")[:limit])


def _rank(text: str) -> Case:
    return Case(
        When(name__iexact=text, then=Value(0)),
        When(name__istartswith=text, then=Value(1)),
        When(name__icontains=text, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def skill_by_uid(*, uid: UUID) -> Concept:
    """Skills are public: whoever knows the uid may see it. Raises NotFound."""
    try:
        return Concept.objects.select_related("framework").get(uid=uid)
    except Concept.DoesNotExist as missing:
        raise NotFound(f"skill {uid}") from missing


def skill_count() -> int:
    """How many skills can be found, in all frameworks together."""
    return Concept.objects.count()


def frameworks() -> QuerySet[Framework]:
    return Framework.objects.order_by("name")
