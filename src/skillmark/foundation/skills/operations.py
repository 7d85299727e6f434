"""Brings frameworks and their skills in, as often as one likes: the same code is the same skill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from skillmark.foundation.ledger.operations import record
from skillmark.foundation.skills.facts import SkillsBroughtIn
from skillmark.foundation.skills.models import Concept, Framework


@dataclass(frozen=True, kw_only=True)
class SkillRow:
    code: str
    name: str
    description: str = ""


def save_framework(*, key: str, name: str, url: str = "", licence: str = "") -> Framework:
    """Creates the framework, or brings its name, address and licence up to date."""
    framework, _ = Framework.objects.update_or_create(
        key=key, version="undated", defaults={"name": name, "url": url, "licence": licence}
    )
    return framework


def bring_in_skills(
    *, framework: Framework, rows: Iterable[SkillRow], now: datetime, actor_uid: UUID | None = None
) -> list[Concept]:
    """Adds or updates one skill for each row (the last one wins) and returns them in the order of the rows."""
    wanted = {row.code: row for row in rows}
    known = set(Concept.objects.filter(framework=framework, uri__in=wanted).values_list("uri", flat=True))
    Concept.objects.bulk_create(
        [
            Concept(framework=framework, uri=r.code, name=r.name, description=r.description)
            for r in wanted.values()
        ],
        update_conflicts=True,
        unique_fields=["framework", "uri"],
        update_fields=["name", "description"],
        batch_size=500,
    )
    record(
        SkillsBroughtIn(framework=framework.uid, added=len(wanted) - len(known), changed=len(known)),
        now=now,
        actor_uid=actor_uid,
        subject_uid=framework.uid,
    )
    stored = {skill.uri: skill for skill in Concept.objects.filter(framework=framework, uri__in=wanted)}
    return [stored[code] for code in wanted]
