"""Brings a framework in and searches it as people type. Runs in a process of its own and prints figures as JSON."""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from skillmark.config import create_secrets, home
from skillmark.interfaces.cli import platform

SEED = 2026


def main(number: int, files: list[str]) -> int:
    create_secrets(home())
    platform.start_django()
    platform.migrate()
    print(json.dumps(_measured(number, files)))
    return 0


def _measured(number: int, files: list[str]) -> dict[str, Any]:
    from skillmark.foundation.skills.models import SKILL_KINDS, Concept, Label
    from skillmark.foundation.skills.queries import search_skills

    begun = time.perf_counter()
    _bring_in(files)
    import_seconds = time.perf_counter() - begun
    skills = Concept.objects.filter(framework__is_current=True, kind__in=SKILL_KINDS)
    others = Label.objects.filter(concept__in=skills)
    names = [*skills.values_list("name", flat=True), *others.values_list("text", flat=True)]
    typed = _typed(sorted(names), number)
    for text in typed[: number // 10]:
        search_skills(text=text)
    taken = sorted(_seconds(search_skills, text) for text in typed)
    return {
        "searches": number,
        "skills": skills.count(),
        "other_names": others.count(),
        "p50_ms": round(taken[number // 2] * 1000, 2),
        "p95_ms": round(taken[number * 95 // 100] * 1000, 2),
        "most_ms": round(taken[-1] * 1000, 2),
        "import_seconds": round(import_seconds, 1),
    }


def _bring_in(files: list[str]) -> None:
    from skillmark.foundation.skills.reading.choosing import read_files
    from skillmark.foundation.skills.reading.found import FoundFramework, Given
    from skillmark.journeys.begin import bring_in_extract, bring_in_framework

    now = datetime.now(UTC)
    if not files:
        bring_in_extract(now=now)
        return
    found, sources = read_files([Path(each) for each in files], given=Given(), today=now.date())
    if isinstance(found, FoundFramework):
        bring_in_framework(found=found, sources=sources, now=now)


def _typed(names: list[str], number: int) -> list[str]:
    """Names as far as somebody has typed them, every third with two letters swapped."""
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    typed = []
    for place in range(number):
        name = chance.choice(names)
        text = name[: chance.randint(min(2, len(name)), len(name))]
        if place % 3 == 0 and len(text) > 3:
            where = chance.randrange(1, len(text) - 1)
            text = text[:where] + text[where + 1] + text[where] + text[where + 2 :]
        typed.append(text)
    return typed


def _seconds(search: Any, text: str) -> float:
    begun = time.perf_counter()
    search(text=text)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
