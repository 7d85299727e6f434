"""The signed-in person, for views that let nobody else in."""

from __future__ import annotations

from django.http import HttpRequest

from skillmark.foundation.people.models import Person


def person_of(request: HttpRequest) -> Person:
    """The signed-in person of a view behind `login_required`."""
    assert isinstance(request.user, Person)  # noqa: S101 - login_required lets nobody else through
    return request.user
