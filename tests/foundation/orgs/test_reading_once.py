"""Roles are read once for a page that changes nothing, and anew for everything else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast, member

from skillmark.foundation.orgs.access import allowed, reading_once, roles_anywhere, roles_of
from skillmark.foundation.orgs.models import Membership, Role
from skillmark.interfaces.pages.reading import ReadingMiddleware

pytestmark = pytest.mark.django_db


def test_one_page_reads_a_persons_roles_once(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as captured, reading_once():
        assert roles_of(cast.dana, cast.northfield) == {Role.DESIGNER}
        assert roles_of(cast.dana, cast.mallory_ltd) == frozenset()
        assert roles_anywhere(cast.dana) == {Role.DESIGNER}
        assert not allowed(cast.dana, "design.review", cast.northfield)
    assert len(captured) == 1


def test_people_are_kept_apart(cast: Cast) -> None:
    with reading_once():
        assert roles_of(cast.dana, cast.northfield) == {Role.DESIGNER}
        assert roles_of(cast.rene, cast.northfield) == {Role.REVIEWER}
        assert roles_of(cast.lea, cast.northfield) == frozenset()


def test_the_next_page_sees_what_changed(cast: Cast) -> None:
    with reading_once():
        assert allowed(cast.dana, "design.edit", cast.northfield)
    Membership.objects.filter(person=cast.dana).delete()
    with reading_once():
        assert not allowed(cast.dana, "design.edit", cast.northfield)


@pytest.mark.parametrize(
    ("method", "seen"), [("get", False), ("head", False), ("post", True), ("delete", True)]
)
def test_a_write_asks_each_time(cast: Cast, method: str, seen: bool) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        assert not allowed(cast.dana, "design.review", cast.northfield)
        member(cast.dana, cast.northfield, Role.REVIEWER)
        assert allowed(cast.dana, "design.review", cast.northfield) is seen
        return HttpResponse()

    ReadingMiddleware(view)(getattr(RequestFactory(), method)("/"))
    assert allowed(cast.dana, "design.review", cast.northfield)
