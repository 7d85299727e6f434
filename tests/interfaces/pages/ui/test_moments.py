"""Moments say UTC for everyone, and carry what a script needs to say the reader's own time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from django.template import Context, Template

EAST = timezone(timedelta(hours=5, minutes=30))


def shown(when: datetime | None) -> str:
    return Template('{% load ui %}{% moment when "muted" %}').render(Context({"when": when}))


def test_a_moment_is_said_in_utc_whatever_zone_it_came_in() -> None:
    noon = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
    assert shown(noon) == shown(noon.astimezone(EAST))
    assert ">2 March 2026, 12:05 UTC</time>" in shown(noon)
    assert 'datetime="2026-03-02T12:05:00+00:00"' in shown(noon)


def test_no_moment_is_nothing() -> None:
    assert shown(None) == ""
