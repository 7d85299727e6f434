"""The micro-credentials of the demo: one for every sector, each complete by Annex I and by the rules of the house."""

from __future__ import annotations

import pytest
from tests.cast import NOON

from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.interfaces.cli import seeding
from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of, elements_of
from skillmark.lifecycle.designing import rules, wording
from skillmark.lifecycle.designing.badge_art import icon_names
from skillmark.lifecycle.designing.models import Stackability, Version, VersionState
from skillmark.lifecycle.designing.outcome_rules import outcome_problem
from skillmark.lifecycle.designing.title_rules import title_problem

NAMES = (*seeding.COURSES, *seeding.EXEMPLARS)
SECTORS = {
    "Information technology", "Health", "Business and finance", "Education", "Manufacturing", "Sustainability",
    "Languages and culture", "Compliance", "Project and change management", "Entrepreneurship", "Supply chain",
    "ERP systems", "Soft skills",
}  # fmt: skip
OUTCOMES = 3

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions() -> dict[str, Version]:
    """Each as it was designed, reviewed and published through the journeys, by its name."""
    return seeding.furnish(now=NOON).versions


def test_each_is_complete_and_keeps_the_rules(versions: dict[str, Version]) -> None:
    assert set(versions) == set(NAMES)
    for name, version in versions.items():
        blueprint = blueprint_of(version)
        elements = elements_of(blueprint)
        lacks = check(elements, PROFILES["eu-annex-1"])
        assert [str(lack.sentence) for lack in lacks] == [], name
        assert [point.sentence for point in rules.missing(design_of(blueprint))] == [], name
        assert [point.warning for point in rules.checklist(design_of(blueprint)) if point.warning] == [], name
        assert title_problem(version.title) == "", name
        assert len(elements.outcomes) == OUTCOMES, name
        for outcome in elements.outcomes:
            assert outcome_problem(outcome.statement) == "", name
            assert outcome.shown_by, name
        assert {skill.framework for skill in elements.skills} == {"ESCO"}, name
        assert all(skill.level for skill in elements.skills if skill.is_assessed), name
        assert any(skill.is_assessed for skill in elements.skills), name


def test_every_sector_has_one_and_they_differ(versions: dict[str, Version]) -> None:
    every = versions.values()
    assert {version.sector for version in every} == SECTORS
    assert {version.level for version in every} >= set(range(2, 8))
    assert {version.mode for version in every} == {
        "online", "onsite", "blended", "choice", "work", "volunteering"
    }  # fmt: skip
    assert len({version.micro_credential.org.key for version in every}) == 6
    assert len({version.micro_credential.org.country for version in every}) == 6
    assert len({(version.price, version.currency) for version in every}) >= 10
    looks = {(version.badge_hue, version.badge_icon) for version in every}
    assert len(looks) == len(versions)
    assert {icon for _, icon in looks} <= set(icon_names())
    assert {version.stackability for version in every} == set(Stackability.values)


def test_what_is_asked_before_and_how_far_they_are(versions: dict[str, Version]) -> None:
    asked = {
        name: [each.key for each in version.requires.all()]
        for name, version in versions.items()
        if version.requires.exists()
    }
    assert asked == {
        "order-to-cash": ["data-protection-in-daily-work"],
        "leading-small-change": ["listening-and-feedback-for-mentors"],
    }
    assert versions["order-to-cash"].requires_blocks
    pilots = [name for name, version in versions.items() if version.state == VersionState.PILOT]
    assert pilots == ["leading-small-change"]


def test_what_is_said_in_other_languages_is_said_whole(versions: dict[str, Version]) -> None:
    languages: dict[str, set[str]] = {}
    for name, version in versions.items():
        for translation in version.translations.all():
            languages.setdefault(name, set()).add(translation.language)
            assert all(getattr(translation, text) for text in wording.WORDED), name
            assert set(translation.outcomes) == {str(each.uid) for each in version.outcomes.all()}, name
    assert languages == {
        "digital-lessons": {"de"}, "technical-drawings": {"de"}, "community-interpreting": {"fr", "nl"}
    }  # fmt: skip
