"""What a level means: the frameworks of levels that are here, and who says how they compare."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from skillmark.foundation.skills.models import LevelFramework, LevelMap
from skillmark.foundation.skills.queries import level_frameworks, level_maps


@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """Every framework with its levels, the hub first, and every comparison line by line with its author."""
    context = {
        "frameworks": [_framework(each) for each in level_frameworks()],
        "maps": [_map(each) for each in level_maps()],
    }
    return render(request, "public/levels.html", context)


def _framework(framework: LevelFramework) -> dict[str, Any]:
    stored = sorted(framework.levels.all(), key=lambda level: (level.position, level.pk))
    return {
        "framework": framework,
        "levels": stored,
        "is_described": any(level.description for level in stored),
    }


def _map(compared: LevelMap) -> dict[str, Any]:
    matches = sorted(compared.matches.all(), key=lambda match: (match.origin.position, match.pk))
    return {
        "map": compared,
        "rows": [
            {
                "origin": match.origin.label,
                "relation": match.get_relation_display(),
                "destination": match.destination.label if match.destination else "",
            }
            for match in matches
        ],
    }
