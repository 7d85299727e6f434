"""Credits are converted by published rules and by nothing else, and hours are held against them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.designing.credit_rules import (
    HOURS,
    NAMES,
    VALUES,
    NotComparable,
    View,
    convert,
    counted,
    hours_of,
    views_of,
    workload_problem,
)
from skillmark.lifecycle.designing.models import CreditScheme

SCHEMES = st.sampled_from(list(NAMES))
POINTS = st.decimals(min_value=Decimal("0.1"), max_value=120, places=1)


def test_every_scheme_that_can_be_stored_has_a_name_and_a_rule_of_hours() -> None:
    assert list(NAMES) == CreditScheme.values
    assert set(HOURS) == set(NAMES)
    assert all(rule.source and rule.dated for rule in [*HOURS.values(), *VALUES])


@pytest.mark.parametrize(
    ("points", "origin", "destination", "said"),
    [
        ("60", "ects", "cats", "120 CATS credits"),
        ("60", "ects", "us_semester", "30 semester credit hours"),
        ("60", "ects", "us_quarter", "45 quarter credit hours"),
        ("1", "cats", "scqf", "1 SCQF credit"),
        ("5", "cats", "ects", "2.5 ECTS credits"),
        ("2", "ects", "ects", "2 ECTS credits"),
    ],
)
def test_what_is_published(points: str, origin: str, destination: str, said: str) -> None:
    view = convert(Decimal(points), origin=origin, destination=destination)
    assert isinstance(view, View)
    assert view.words == said
    assert bool(view.source) == (origin != destination)


def test_what_nobody_published_is_not_guessed() -> None:
    view = convert(Decimal(2), origin="ects", destination="nzqcf")
    assert isinstance(view, NotComparable)
    assert "Not comparable" in view.sentence
    # Ten hours for either kind of credit do not make the one worth the other.
    assert isinstance(convert(Decimal(2), origin="cats", destination="nzqcf"), NotComparable)


@given(POINTS, SCHEMES, SCHEMES)
def test_there_and_back_is_the_same(points: Decimal, origin: str, destination: str) -> None:
    there = convert(points, origin=origin, destination=destination)
    back = convert(points, origin=destination, destination=origin)
    assert isinstance(there, View) == isinstance(back, View)
    if isinstance(there, View) and isinstance(back, View):
        assert there.points * back.points == Fraction(points) ** 2


@given(POINTS, SCHEMES)
def test_every_other_scheme_is_answered_once(points: Decimal, scheme: str) -> None:
    assert sorted([scheme, *(view.scheme for view in views_of(points, scheme))]) == sorted(NAMES)
    assert views_of(None, scheme) == views_of(points, "none") == ()


@given(POINTS, SCHEMES)
def test_the_hours_that_credits_stand_for_are_plausible_and_far_from_them_is_not(
    points: Decimal, scheme: str
) -> None:
    meant = hours_of(points, scheme)
    assert meant is not None
    for hours in (-(-meant[0] // 1), meant[1] // 1):
        if meant[0] <= hours <= meant[1]:
            assert workload_problem(hours=int(hours), credit_points=points, scheme=scheme) == ""
    problem = workload_problem(hours=int(meant[1] * 2) + 1, credit_points=points, scheme=scheme)
    assert counted(points, scheme) in problem


@pytest.mark.parametrize(
    ("hours", "points", "scheme", "words"),
    [
        (10, "2.0", "ects", "2 ECTS credits and 10 hours do not go together"),
        (60, "2.0", "cats", "so 2 CATS credits for 20."),
        (200, "1", "nzqcf", "one credit stands for 10 hours, so 1 NZQCF credit for 10."),
        (40, "1.5", "ects", ""),
        (None, "2", "ects", ""),
        (10, None, "ects", ""),
        (10, "0", "ects", ""),
        (10, "2", "unknown", ""),
    ],
)
def test_hours_and_credits_that_do_not_go_together_are_told_with_figures(
    hours: int | None, points: str | None, scheme: str, words: str
) -> None:
    said = workload_problem(hours=hours, credit_points=Decimal(points) if points else None, scheme=scheme)
    assert words in said
    assert bool(said) == bool(words)
