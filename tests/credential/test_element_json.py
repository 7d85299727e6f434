"""Programs get all elements by their names: what is said under each, and null for what is not."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from tests.credential.badges import badge
from tests.credential.elm_world import as_credential, elements, full

from skillmark.credential.lint.finding import Severity
from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.credential.model.element_json import SHAPES, elements_json, elements_told
from skillmark.credential.model.elements import ELEMENTS, MANDATORY, Elements
from skillmark.credential.model.elements_of import elements_of_credential


def test_a_badge_that_says_everything() -> None:
    told = elements_told(full())
    assert told is not None
    assert list(told) == list(SHAPES) == list(ELEMENTS)
    assert all(told.values())
    said = elements_of_credential(full())
    assert said.national_level is not None
    assert told["title"] == said.title
    assert told["country"] == {"country": said.country, "region": said.region}
    assert told["level"]["national"]["level"] == said.national_level.level
    assert told["workload"] == {
        "hours": float(said.workload_hours or 0),
        "credits": float(said.credit_points or 0),
        "credit_scheme": said.credit_scheme,
    }
    assert [each["statement"] for each in told["outcomes"]] == [each.statement for each in said.outcomes]


def test_what_is_not_said_is_null() -> None:
    assert elements_json(Elements()) == dict.fromkeys(ELEMENTS)
    some = elements_json(Elements(level_set_by="Northfield", quality_kind="internal"))
    assert some["level"] == {
        "eqf": None, "national": None, "cycle": None, "set_by": "Northfield", "none_because": None,
    }  # fmt: skip
    assert some["quality"] == {"kind": "internal", "body": None, "url": None}


@given(elements())
def test_what_is_null_is_what_the_linter_misses(says: Elements) -> None:
    document = as_credential(says)
    told: Any = elements_told(document)
    assert json.loads(json.dumps(told)) == told
    lacks = check(elements_of_credential(document), PROFILES["eu-annex-1"])
    missed = {lack.element for lack in lacks if lack.severity is Severity.ERROR}
    assert {name for name in MANDATORY if told[name] is None} <= missed


def test_only_what_is_about_one_achievement_says_them() -> None:
    document = badge()
    document["credentialSubject"]["achievement"] = [document["credentialSubject"]["achievement"]] * 2
    assert elements_told(document) is elements_told({}) is elements_told(None) is None
