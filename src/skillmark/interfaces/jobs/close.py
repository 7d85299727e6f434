"""Closes quiz attempts whose time is up; the worker calls it again and again."""

from __future__ import annotations

from datetime import datetime

from skillmark.journeys.earn import close_overdue_attempts


def run(now: datetime) -> int:
    """Returns how many attempts were closed."""
    return close_overdue_attempts(now=now)
