"""Has designers reminded of reviews that fall due; the worker calls it again and again, the day decides."""

from __future__ import annotations

from datetime import datetime

from skillmark.journeys.steer import remind_of_reviews


def run(now: datetime) -> int:
    """Returns for how many versions a reminder was recorded."""
    return remind_of_reviews(now=now)
