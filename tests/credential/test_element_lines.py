"""What people read of the elements: what is said and nothing else, in words that can be translated."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.test_elements_of import ours
from tests.credential.test_profiles import WHOLE

from skillmark.credential.model.element_lines import lines_of
from skillmark.credential.model.element_words import WORDS
from skillmark.credential.model.elements import Elements
from skillmark.credential.model.elements_of import elements_of_credential

CATALOGUE = Path(__file__).parents[2] / "docs" / "reference" / "report-sentences.pot"


def told(elements: Elements) -> dict[str, str]:
    return {line.label.say(): line.text.say() for line in lines_of(elements)}


def test_everything_that_is_said_is_told() -> None:
    assert told(elements_of_credential(ours())) == {
        "Work it takes": "62.5 hours, 2 ECTS credits",
        "Level": "EQF 4, NLQF: 4F, short cycle, set by Examination board",
        "Assessed by": "Testing, Application of a skill",
        "Supervision": "Somebody watched the assessment on site",
        "Identity check": "By identity document, on site",
        "Quality assurance": "An accredited institution: NVAO",
        "Way of taking part": "Online and on site",
        "Needed before": "None",
        "Counts towards": "Kitchen manager",
        "Issued from": "Otago, NZ",
        "Languages": "en, nl",
        "To be reviewed": "by 15 January 2028",
    }
    (quality,) = [line for line in lines_of(WHOLE) if line.element == "quality"]
    assert quality.href == "https://nvao.example/northfield"


def test_what_is_not_said_is_no_line() -> None:
    assert lines_of(Elements()) == ()


@pytest.mark.parametrize(
    ("changes", "label", "text"),
    [
        ({"workload_hours": Decimal(1), "credit_points": None}, "Work it takes", "1 hour"),
        (
            {"workload_hours": None, "credit_points": Decimal("1.50"), "credit_scheme": ""},
            "Work it takes",
            "1.5 credits of a kind that is not named",
        ),
        ({"eqf_level": None, "national_level": None, "no_level_reason": "Not levelled"}, "Level",
         "None applies: Not levelled"),
        ({"level_set_by": "", "national_level": None}, "Level", "EQF 4"),
        ({"quality_body": ""}, "Quality assurance", "An accredited institution"),
        ({"stacks_into": ""}, "Counts towards", "Stands alone"),
        ({"participation": "by pigeon"}, "Way of taking part", "by pigeon"),
    ],
)  # fmt: skip
def test_each_is_told_as_it_is(changes: dict[str, Any], label: str, text: str) -> None:
    assert told(replace(WHOLE, **changes))[label] == text


def test_no_level_and_no_reason_is_no_line() -> None:
    assert "Level" not in told(replace(WHOLE, eqf_level=None, national_level=None))


@given(st.text(max_size=20))
def test_nothing_that_a_file_says_breaks_a_line(text: str) -> None:
    said = replace(WHOLE, quality_body=text, participation=text, level_set_by=text, languages=(text, text))
    for line in lines_of(said):
        assert "\n" not in line.text.say()


def test_every_word_is_in_the_catalogue() -> None:
    catalogue = CATALOGUE.read_text("utf-8")
    words = [*(each for known in WORDS.values() for each in known.values())]
    words += [line.label.template for line in lines_of(elements_of_credential(ours()))]
    words += [
        "{levels}, set by {body}",
        "None applies: {reason}",
        "credits of a kind that is not named",
        "by {date}",
    ]
    assert [each for each in words if f'msgid "{each}"' not in catalogue] == []
