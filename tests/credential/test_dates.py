"""The period of a credential: under the names of both data models, with leeway at its beginning only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import NOW

from skillmark.credential import Outcome, Policy, StaticResolver
from skillmark.credential.report import Check
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.dates import check_dates
from skillmark.credential.times import format_timestamp

LEEWAY = timedelta(minutes=5)
SPANS = st.integers(-10_000, 10_000).map(lambda seconds: timedelta(seconds=seconds))


def check(**members: Any) -> Check:
    return check_dates(Case(members, StaticResolver(), NOW, Policy(leeway=LEEWAY)))


def stamp(moment: datetime) -> str:
    return format_timestamp(moment)


@given(begin=SPANS, end=SPANS, older=st.booleans())
def test_the_leeway_is_for_the_beginning_alone(begin: timedelta, end: timedelta, older: bool) -> None:
    names = ("issuanceDate", "expirationDate") if older else ("validFrom", "validUntil")
    found = check(**{names[0]: stamp(NOW + begin), names[1]: stamp(NOW + end)})
    holds = begin <= LEEWAY and end >= timedelta(0) and begin <= end
    assert (found.outcome is Outcome.PASSED) is holds
    assert found.fact == {"valid_from": stamp(NOW + begin), "valid_until": stamp(NOW + end)}


@given(st.lists(SPANS, min_size=4, max_size=4))
def test_of_two_periods_the_narrower_one_counts(spans: list[timedelta]) -> None:
    first, second, third, fourth = (NOW + span for span in spans)
    both = check(
        validFrom=stamp(first),
        issuanceDate=stamp(second),
        validUntil=stamp(third),
        expirationDate=stamp(fourth),
    )
    narrow = check(validFrom=stamp(max(first, second)), validUntil=stamp(min(third, fourth)))
    assert both == narrow


@pytest.mark.parametrize(
    ("members", "code", "detail"),
    [
        ({}, "", "In date, with no end date."),
        ({"validFrom": "2026-01-15T09:00:00Z"}, "", "Valid since 15 January 2026, with no end date."),
        ({"validUntil": "2029-01-15T09:00:00Z"}, "", "In date until 15 January 2029."),
        ({"expirationDate": "2026-02-01T00:00:00Z"}, "expired", "Expired on 1 February 2026."),
        ({"issuanceDate": "2026-04-01T00:00:00Z"}, "not_yet_valid", "Not valid before 1 April 2026."),
        (
            {"validFrom": "2026-02-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"},
            "dates_reversed",
            "It ends before it begins. Expired on 1 January 2026.",
        ),
        (
            {"validUntil": "2029-02-30T00:00:00Z"},
            "time_invalid",
            "“validUntil” is not a date in the calendar.",
        ),
        (
            {"validUntil": "2029-01-15", "issuanceDate": None},
            "time_invalid",
            (
                "“issuanceDate” is not a date and time with its time zone, like 2026-01-15T09:00:00Z. "
                "“validUntil” is not a date and time with its time zone, like 2026-01-15T09:00:00Z."
            ),
        ),
    ],
)
def test_what_is_said_of_the_dates(members: dict[str, Any], code: str, detail: str) -> None:
    found = check(**members)
    assert (found.code, found.detail) == (code, detail)


def test_an_unreadable_date_is_not_outweighed_by_its_twin() -> None:
    found = check(validUntil="2029-01-15T09:00:00Z", expirationDate="never")
    assert (found.outcome, found.code) == (Outcome.FAILED, "time_invalid")
