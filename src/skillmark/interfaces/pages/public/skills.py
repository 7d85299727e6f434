"""The skills that micro-credentials are aligned to: a search, and a page for each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from skillmark.foundation.skills import queries
from skillmark.foundation.skills.models import Concept, ConceptStatus
from skillmark.foundation.skills.queries import Hit, Neighbourhood, only_near
from skillmark.interfaces.pages.public.cards import card_of
from skillmark.interfaces.pages.public.skill_map import WORDS, address_of, skill_map, word_for
from skillmark.interfaces.pages.ui.found import found_in_words, not_found_in_words
from skillmark.lifecycle.designing.queries import versions_aligned_to

LONGEST_TEXT = 100
_MOST_NAMES = 40
_SOME_OF_A_KIND, _MOST_OF_A_KIND = 8, 500


@require_safe
def skills(request: HttpRequest) -> HttpResponse:
    """What was found, or which frameworks can be searched."""
    text = request.GET.get("q", "")[:LONGEST_TEXT]
    hits = queries.search_skills(text=text, limit=20)
    context = {
        "text": text,
        "found": [row_of(hit) for hit in hits],
        "is_near": only_near(hits),
        "said": found_in_words(text, len(hits), is_near=only_near(hits)),
        "not_found": "" if hits or not text else not_found_in_words(queries.searched()),
        "is_part": "HX-Request" in request.headers,
        "frameworks": [
            {"framework": framework, "skills": count}
            for framework, count in queries.all_versions()
            if framework.is_current
        ],
    }
    # While somebody types, only the list is asked for.
    template = "public/_skills_found.html" if context["is_part"] else "public/skills.html"
    answer = render(request, template, context)
    answer.headers["Vary"] = "HX-Request"
    return answer


def row_of(hit: Hit) -> dict[str, str]:
    concept = hit.concept
    return {
        "name": concept.name,
        "href": address_of(concept),
        "framework": concept.framework.name,
        "other_name": hit.other_name,
        "description": concept.description,
    }


@require_safe
def skill(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One skill with its names, its neighbours, and the micro-credentials that carry it."""
    concept = queries.skill_by_uid(uid=uid)
    is_all = "all" in request.GET
    around = queries.neighbourhood(concept, most=_MOST_OF_A_KIND if is_all else _SOME_OF_A_KIND)
    standing = queries.standing_of(concept)
    replacement = standing.replacement
    names = queries.other_names(concept)
    versions = versions_aligned_to(queries.same_concepts(concept))
    context = {
        "concept": concept,
        "framework": concept.framework,
        "is_unnamed": concept.status == ConceptStatus.UNNAMED,
        "standing": standing,
        "replacement": {"name": replacement.name, "href": address_of(replacement)} if replacement else None,
        "names": names[:_MOST_NAMES],
        "more_names": max(0, len(names) - _MOST_NAMES),
        "facts": _facts(concept),
        "map": skill_map(concept, around),
        "groups": _groups(around),
        "is_all": is_all,
        "links": [
            {"relation": link.get_relation_display(), "href": link.destination_uri, "link": link}
            for link in queries.links_of(concept)
        ],
        "cards": [card_of(version) for version in versions],
    }
    return render(request, "public/skill.html", context)


def _facts(concept: Concept) -> list[dict[str, str]]:
    facts = [
        ("Kind", concept.get_kind_display(), ""),
        ("Framework", f"{concept.framework.name} {concept.framework.version}", concept.framework.url),
        ("Code", concept.notation, ""),
        ("Level", concept.level, ""),
        ("How widely used", concept.reuse_level, ""),
    ]
    web = concept.uri.startswith(("http://", "https://"))
    facts.append(("Address", concept.uri, concept.uri if web else ""))
    return [{"label": label, "value": value, "href": href} for label, value, href in facts if value]


def _groups(around: Neighbourhood) -> list[dict[str, Any]]:
    """The neighbours for the table, by relation; how many there are where not all are shown."""
    groups: dict[tuple[Any, bool], dict[str, Any]] = {}
    for each in around.neighbours:
        key = (each.kind, each.is_inward)
        group = groups.setdefault(
            key,
            {"word": word_for(each.kind, is_inward=each.is_inward), "rows": [], "total": around.totals[key]},
        )
        group["rows"].append(
            {
                "name": each.concept.name,
                "href": address_of(each.concept),
                "kind": each.concept.get_kind_display(),
                "said_by": each.said_by,
            }
        )
    order = list(WORDS)
    return [groups[key] for key in sorted(groups, key=lambda key: (order.index(key[0]), key[1]))]
