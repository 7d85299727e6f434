"""Times are read only where they are certain, and said in words that people use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.times import TimeError, age_in_words, format_timestamp, in_words, parse_timestamp


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001 - drawn with zones
def test_what_is_written_is_read(moment: datetime) -> None:
    in_utc = moment.astimezone(UTC).replace(microsecond=0)
    assert parse_timestamp(format_timestamp(moment)) == in_utc


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-15T09:00:00Z", datetime(2026, 1, 15, 9, tzinfo=UTC)),
        ("2026-01-15T09:00:00.5Z", datetime(2026, 1, 15, 9, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-01-15T09:00:00.123456789Z", datetime(2026, 1, 15, 9, 0, 0, 123_456, tzinfo=UTC)),
        ("2026-01-15T09:00:00+01:30", datetime(2026, 1, 15, 7, 30, tzinfo=UTC)),
        ("2024-02-29T23:59:59-00:00", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_reads(text: str, moment: datetime) -> None:
    assert parse_timestamp(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-15T09:00:00",
        "2026-01-15",
        "2026-01-15 09:00:00Z",
        "2026-01-15t09:00:00z",
        "2026-1-15T09:00:00Z",
        "\u0662026-01-15T09:00:00Z",
        "2026-01-15T09:00:00Z\n",
        "2026-13-01T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2026-01-15T24:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "",
        None,
        1_768_467_600,
        "9" * 100_000,
    ],
)
def test_refuses(text: object) -> None:
    with pytest.raises(TimeError) as caught:
        parse_timestamp(text)
    assert caught.value.code == "time_invalid"
    assert str(caught.value).startswith("is not a date")


def test_a_date_in_words_is_that_of_utc() -> None:
    assert in_words(parse_timestamp("2029-01-15T23:30:00-01:00")) == "16 January 2029"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-5), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=120), "2 hours"),
        (timedelta(days=1, hours=23), "1 day"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_an_age_in_words(age: timedelta, words: str) -> None:
    assert age_in_words(age) == words
