"""A whole design as plain values: its standard elements, and the texts by which two versions are compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import NOON, Cast, rewriting

from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.foundation.skills.models import Level, LevelFramework
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of, elements_of, facets_of
from skillmark.lifecycle.designing.models import SkillAlignment
from skillmark.lifecycle.designing.operations import DETAILS
from skillmark.lifecycle.designing.queries import public_version
from skillmark.lifecycle.designing.rules import changes_between, missing, said_of

pytestmark = pytest.mark.django_db

# For each detail of a version a value that nothing in the cast has.
OTHER: dict[str, Any] = {
    "title": "Other", "can_do": "other", "description": "other", "criteria": "other", "not_proven": "other",
    "sector": "Other", "kind": "certification", "mode": "work", "language": "nl", "field_code": "06",
    "workload_hours": 61, "credit_points": Decimal("2.5"), "credit_scheme": "cats", "level": 7, "cycle": "first",
    "level_set_by": "Other", "no_level_reason": "other", "pass_mark": 51, "validity_months": 37,
    "supervision": "onsite",
    "identity_check": "document_onsite", "assessment_only": True, "quality_kind": "external", "quality_body": "Other",
    "quality_url": "https://other.example", "prerequisites": "other", "requires_blocks": True,
    "stackability": "stackable", "stacks_into": "other", "price": Decimal("12.50"),
    "further_information": "https://other.example", "review_by": date(2030, 1, 1), "badge_hue": 7, "badge_icon": "leaf",
}  # fmt: skip


def test_the_cast_is_complete_and_says_what_annex_i_asks(cast: Cast) -> None:
    blueprint = blueprint_of(cast.published)
    elements = elements_of(blueprint)
    errors = [lack for lack in check(elements, PROFILES["eu-annex-1"]) if lack.severity.value == "error"]
    assert errors == []
    assert missing(design_of(blueprint)) == []
    assert elements.assessment_types == ("testing", "application")
    assert elements.grades == ("0 to 100 percent", "Not yet", "Met", "Strong")
    assert [each.shown_by for each in elements.outcomes] == [("Quiz", "Project"), ("Project",)]
    assert elements.skills[0].is_assessed
    assert said_of(design_of(blueprint)) == (11, 11)


def test_who_may_be_assessed_alone_is_said_and_nothing_is_assessed_without_an_assessment(cast: Cast) -> None:
    cast.published.assessment_only = True
    blueprint = blueprint_of(cast.published)
    assert elements_of(blueprint).assessment_types == ("testing", "application", "prior_learning")
    bare = replace(blueprint, assessments=[])
    assert elements_of(bare).assessment_types == ()


def test_a_national_level_says_whose_it_is(cast: Cast) -> None:
    framework = LevelFramework.objects.create(key="nlqf", name="NLQF", url="https://nlqf.example")
    cast.published.national_level = Level.objects.create(
        framework=framework, key="4f", position=4, label="4F"
    )
    level = elements_of(blueprint_of(cast.published)).national_level
    assert level is not None
    assert (level.framework, level.level, level.url) == ("NLQF", "4F", "https://nlqf.example")


@pytest.mark.parametrize("name", sorted(DETAILS - {"national_level", "currency"}))
def test_every_detail_that_differs_is_seen_when_two_versions_are_compared(cast: Cast, name: str) -> None:
    version = public_version(cast.published.uid)
    before = facets_of(blueprint_of(version))
    setattr(version, name, OTHER[name])
    changes = changes_between(before, facets_of(blueprint_of(version)))
    assert len(changes) == 1, name
    assert changes[0].before != changes[0].after


def test_skills_levels_and_what_is_required_are_compared_too(cast: Cast) -> None:
    version = public_version(cast.published.uid)
    before = facets_of(blueprint_of(version))
    with rewriting(version):
        SkillAlignment.objects.filter(version=version).update(level=3, is_assessed=False)
        begun = design.create_micro_credential(
            actor=cast.dana, org=cast.northfield, title="More charts", now=NOON
        )
        version.requires.add(begun.micro_credential)
        framework = LevelFramework.objects.create(key="nlqf", name="NLQF")
        version.national_level = Level.objects.create(framework=framework, key="4f", position=4, label="4F")
        version.price, version.currency = Decimal(0), "GBP"
    changes = changes_between(before, facets_of(blueprint_of(version)))
    told = {each.label: each.after for each in changes}
    assert told["National level"] == "NLQF: 4F"
    assert told["Price"] == "0 GBP"
    assert told["To be held before"] == "more-charts"
    skills = [each.after for each in changes if each.label == "Skills" and each.after]
    assert len(skills) == 1
    assert "level 3, taught for" in skills[0]
