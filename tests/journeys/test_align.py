"""Several skills are aligned at once: all or none, each once, and by nobody who may not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.models import Concept, ConceptStatus, Framework
from skillmark.journeys import design
from skillmark.lifecycle.designing.models import Outcome, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast: Cast) -> Version:
    return design.create_micro_credential(
        actor=cast.dana, org=cast.northfield, title="Honest Charts", now=NOON
    )


@pytest.fixture
def outcome(cast: Cast, version: Version) -> Outcome:
    return design.save_outcome(
        actor=cast.dana, version_uid=version.uid, statement="Draws honest charts", now=NOON
    )


@pytest.fixture
def skills(cast: Cast) -> list[Concept]:
    framework = Framework.objects.get()
    return [
        Concept.objects.create(framework=framework, uri=f"https://skills.example/{name}", name=name)
        for name in ("draw charts", "read charts", "write captions")
    ]


def by(cast: Cast, version: Version) -> dict[str, Any]:
    return {"actor": cast.dana, "version_uid": version.uid, "now": NOON}


def said(version: Version) -> dict[str, tuple[str, bool]]:
    alignments = version.alignments.select_related("skill", "outcome")
    return {a.skill.name: (a.outcome.statement if a.outcome else "", a.is_assessed) for a in alignments}


def test_each_is_aligned_by_its_outcome_or_by_none_in_one_step(
    cast: Cast, version: Version, outcome: Outcome, skills: list[Concept]
) -> None:
    draw, read, _ = skills
    facts = RecordedFact.objects.count()
    added = design.align_skills(**by(cast, version), skills={draw.uid: outcome.uid, read.uid: None})
    assert added == [draw, read]
    assert said(version) == {"draw charts": ("Draws honest charts", True), "read charts": ("", False)}
    assert RecordedFact.objects.count() == facts + 1


def test_what_is_aligned_stays_as_it_is_and_the_same_again_changes_nothing(
    cast: Cast, version: Version, outcome: Outcome, skills: list[Concept]
) -> None:
    draw, read, _ = skills
    design.align_skill(**by(cast, version), skill_uid=draw.uid, level=5)
    wanted = {draw.uid: outcome.uid, read.uid: outcome.uid}
    assert design.align_skills(**by(cast, version), skills=wanted) == [read]
    assert version.alignments.get(skill=draw).level == 5
    assert version.alignments.get(skill=draw).outcome is None
    version.refresh_from_db()
    seen, facts = version.edited_at, RecordedFact.objects.count()
    assert design.align_skills(**by(cast, version), skills=wanted) == []
    version.refresh_from_db()
    assert (version.edited_at, RecordedFact.objects.count()) == (seen, facts)


def test_one_that_cannot_be_aligned_keeps_all_of_them_out(
    cast: Cast, version: Version, outcome: Outcome, skills: list[Concept]
) -> None:
    draw, read, write = skills
    facts = RecordedFact.objects.count()
    Concept.objects.filter(pk=read.pk).update(status=ConceptStatus.RETIRED)
    with pytest.raises(Refused) as caught:
        design.align_skills(**by(cast, version), skills={draw.uid: None, read.uid: None})
    assert caught.value.code == "skill.retired"
    elsewhere = cast.published.outcomes.first()
    assert elsewhere is not None
    with pytest.raises(Refused) as caught:
        design.align_skills(**by(cast, version), skills={draw.uid: outcome.uid, write.uid: elsewhere.uid})
    assert caught.value.code == "outcome.gone"
    assert said(version) == {}
    assert RecordedFact.objects.count() == facts


def test_a_version_that_is_no_draft_is_refused(cast: Cast, skills: list[Concept]) -> None:
    with pytest.raises(Refused) as caught:
        design.align_skills(**by(cast, cast.published), skills={skills[0].uid: None})
    assert caught.value.code == "version.not_draft"


@pytest.mark.parametrize("who", ["mallory", "lea", "emma", "asa", "rene"])
def test_who_may_not_write_here_aligns_nothing(
    cast: Cast, version: Version, skills: list[Concept], who: str
) -> None:
    with pytest.raises(NotFound):
        design.align_skills(
            actor=getattr(cast, who), version_uid=version.uid, skills={skills[0].uid: None}, now=NOON
        )
    assert said(version) == {}
