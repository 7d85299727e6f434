"""Long lists: their pages, counts and searches hold whatever the rows are, and none looks at all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.interfaces.pages.staff.test_batches import hand_in, people, post, table, text_of, work
from tests.issuing_helpers import issued

from skillmark.foundation.ledger.models import Delivery, QueueState
from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages import paging
from skillmark.interfaces.pages.paging import FoundPages, Pages
from skillmark.journeys.revoke import revoke_credential, suspend_credential
from skillmark.lifecycle.awarding.queries import awards_of
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import Batch, Credential, Issuance

SignIn = Callable[[Person], Client]


@pytest.fixture
def some(cast: Cast, client_for: SignIn) -> Batch:
    """Seven credentials of a batch and two single ones; some are withheld."""
    cast.northfield.four_eyes = False
    cast.northfield.save()
    client = client_for(cast.rob)
    batch = work(hand_in(client, table(people(7))))
    post(client, batch, "issue")
    work(batch)
    now = timezone.now()
    single, _other = issued(cast.lea, cast.published, now=now), issued(cast.noor, cast.published, now=now)
    first, second, third = batch.credentials.order_by("pk")[:3]
    for credential in (single, first, second):
        revoke_credential(actor=cast.rob, credential_uid=credential.uid, reason="A mistake.", now=now)
    suspend_credential(actor=cast.rob, credential_uid=third.uid, reason="Looked at once more.", now=now)
    batch.refresh_from_db()
    return batch


def _counted(org_credentials: QuerySet[Credential]) -> dict[str, int]:
    states = list(org_credentials.values_list("state", flat=True))
    return {state: states.count(state) for state in ("active", "suspended", "revoked")}


def test_counts_are_those_of_the_rows(cast: Cast, some: Batch) -> None:
    assert queries.counts_by_state(cast.northfield) == _counted(Credential.objects.all())
    assert queries.counts_by_state(cast.mallory_ltd) == {"active": 0, "suspended": 0, "revoked": 0}
    of_batch = _counted(some.credentials.all())
    assert {state: queries.count_in_batch(some, state=state) for state in of_batch} == of_batch
    assert queries.count_in_batch(some) == sum(of_batch.values()) == 7
    figures = queries.queue_figures(cast.northfield)
    assert (figures.done, figures.unfinished) == (Issuance.objects.count(), 0)


@pytest.mark.parametrize("state", ["", "active", "suspended", "revoked"])
@pytest.mark.parametrize("of_batch", [False, True])
def test_every_row_is_on_one_page_in_its_order(
    cast: Cast, some: Batch, state: str, *, of_batch: bool
) -> None:
    found = queries.credentials_of(cast.northfield, state=state, batch=some if of_batch else None)
    pages = Pages(found, 2)
    shown = [each.pk for number in pages.page_range for each in pages.page(number)]
    rows = some.credentials.all() if of_batch else Credential.objects.all()
    wanted = [each for each in rows if not state or each.state == state]
    wanted.sort(key=lambda each: (each.issued_at, each.pk), reverse=True)
    assert shown == [each.pk for each in wanted]
    assert pages.count == len(wanted)


def test_what_a_list_shows_of_each_row_is_read_with_it(
    cast: Cast, some: Batch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        page = Pages(queries.credentials_of(cast.northfield), 25, number=9).page(1)
        assert len({(each.person.name, each.version.title) for each in page}) == 9
        assert all("document" in each.get_deferred_fields() for each in page)


def test_a_page_beyond_the_end_is_the_last(cast: Cast, some: Batch, client_for: SignIn) -> None:
    page = text_of(client_for(cast.rob).get("/staff/northfield/credentials/?page=99").content)
    assert "All (9)" in page
    assert "Lea Example" in page


def test_finding_by_name_address_and_title(cast: Cast, some: Batch, client_for: SignIn) -> None:
    client = client_for(cast.rob)

    def names(query: str) -> list[str]:
        page = client.get("/staff/northfield/credentials/", {"q": query}).content.decode()
        return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page)

    assert names("LEARNER 3") == ["Learner 3"]
    assert names("learner3@PEOPLE") == ["Learner 3"]
    assert sorted(names("lea")) == ["Lea Example", *(f"Learner {each}" for each in range(7))]
    assert len(names("data analysis")) == 9
    assert names("nobody") == []


def test_of_a_thousand_that_are_found_the_newest_are_listed(
    cast: Cast, some: Batch, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "MOST_FOUND", 4)
    found = queries.credentials_of(cast.northfield, text="learner")
    pages = FoundPages(found, 3)
    shown = [each.pk for number in pages.page_range for each in pages.page(number)]
    assert shown == list(some.credentials.order_by("-pk").values_list("pk", flat=True)[:4])
    page = text_of(client_for(cast.rob).get("/staff/northfield/credentials/?q=learner").content)
    assert "There are more than these" in page
    assert not FoundPages(queries.credentials_of(cast.northfield, text="learner 1"), 3).is_cut


# --- how the database goes about it -------------------------------------------------------------------------


def plan_of(found: QuerySet[Any]) -> str:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite tells its plan without statistics")
    return found.explain()


def keys(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.values_list("pk", flat=True)[:25]


def test_a_page_is_found_by_an_index_alone(cast: Cast, some: Batch) -> None:
    org = cast.northfield
    for found, index in (
        (queries.credentials_of(org), "COVERING INDEX credential_newest_first"),
        (queries.credentials_of(org, state="active"), "COVERING INDEX credential_by_state"),
        (queries.credentials_of(org, state="revoked"), "COVERING INDEX credential_by_state"),
        (queries.credentials_of(org, batch=some, state="revoked"), "INDEX credential_withheld_of_batch"),
        (awards_of(org, state="granted"), "COVERING INDEX award_newest_by_state"),
        (awards_of(org, state="proposed"), "COVERING INDEX award_newest_by_state"),
    ):
        plan = plan_of(keys(found))
        assert index in plan
        assert "TEMP B-TREE" not in plan
        assert "SCAN" not in plan


def test_a_worker_sees_only_what_is_not_done(cast: Cast, some: Batch) -> None:
    for model, index in ((Delivery, "delivery_unfinished"), (Issuance, "issuance_unfinished")):
        unfinished = model._default_manager.exclude(state=QueueState.DONE)
        assert index in plan_of(unfinished.filter(state=QueueState.WAITING).order_by("run_at", "pk")[:1])
