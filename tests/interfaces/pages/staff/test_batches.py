"""Whole lists of awards, through the registrar's pages, with the work of the worker done in between."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.cast import Cast, published_version, rewriting

from skillmark.config import Config, current
from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.people.models import Person
from skillmark.interfaces.jobs import batches as jobs
from skillmark.interfaces.pages.staff.batch_words import pace
from skillmark.journeys import award_many
from skillmark.lifecycle.awarding.table import EXAMPLE
from skillmark.lifecycle.designing.models import Outcome
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import Batch, BatchPhase, Credential

SignIn = Callable[[Person], Client]
NEW = "/staff/northfield/batches/new/"
REASON = "Passed the course of autumn."


def table(rows: Sequence[Sequence[str]], *, head: Sequence[str] = ("email", "name")) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def people(number: int) -> list[list[str]]:
    return [[f"learner{each}@people.example", f"Learner {each}"] for each in range(number)]


BAD = [["nobody", "No Address"], ["two@people.example", ""], ["learner0@people.example", "Twice"]]


def hand_in(client: Client, data: bytes, *, name: str = "class.csv", **more: str) -> Batch:
    response = client.post(
        NEW, {"table": SimpleUploadedFile(name, data), "reason": REASON, "tells": "on", **more}
    )
    assert response.status_code == 302, text_of(response.content)
    return Batch.objects.latest("pk")


def text_of(page: bytes) -> str:
    """What stands on a page, in one line."""
    content = page.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub("<[^>]*>", " ", content).split())


def read(client: Client, batch: Batch, query: str = "") -> str:
    response = client.get(f"/staff/batches/{batch.uid}/{query}")
    assert response.status_code == 200
    return text_of(response.content)


def post(client: Client, batch: Batch, verb: str, **data: str) -> int:
    return client.post(f"/staff/batches/{batch.uid}/{verb}/", data).status_code


def work(batch: Batch) -> Batch:
    """What a worker does until the batch waits for a person or is at its end."""
    for _ in steps(batch):
        pass
    batch.refresh_from_db()
    return batch


def steps(batch: Batch) -> Iterator[Batch]:
    row = leases.take_next(
        queries.work_of_batches().filter(pk=batch.pk), holder="w", lease=timedelta(seconds=30)
    )
    assert row is not None
    with ThreadPoolExecutor(1) as executor:
        yield from award_many.work_on(
            batch=row, holder="w", lease=timedelta(seconds=30), executor=executor, base_url=current().base_url,
            clock=timezone.now,
        )  # fmt: skip


@pytest.fixture
def one_is_enough(cast: Cast) -> None:
    """Nobody asks for a second person."""
    cast.northfield.four_eyes = False
    cast.northfield.save()


# --- handing in ---------------------------------------------------------------------------------------------


def test_the_first_page_says_what_a_batch_is(cast: Cast, client_for: SignIn) -> None:
    page = text_of(client_for(cast.rob).get("/staff/northfield/batches/").content)
    assert "No batch yet" in page
    assert "Award a whole list" in text_of(client_for(cast.rob).get("/staff/northfield/awards/").content)


def test_the_template_is_a_table_that_can_be_handed_in_and_its_example_is_never_issued(
    cast: Cast, client_for: SignIn
) -> None:
    client = client_for(cast.rob)
    response = client.get(f"/staff/northfield/batches/template/{cast.published.uid}/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="data-analysis-northfield.csv"'
    head, example = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head[:5] == ["email", "name", "awarded", "valid_until", "evidence"]
    assert head[5:] == ["Prepares messy data for analysis", "Draws honest charts"]
    assert tuple(example[:2]) == EXAMPLE
    batch = work(hand_in(client, response.content + b"real@people.example,Real Person,,,,Strong,85 %\r\n"))
    assert (batch.good, batch.bad) == (1, 1)
    assert "This is the example of the template" in read(client, batch)


@pytest.mark.parametrize("statement", ["Name", "date", "Outcome 2", "Draws honest charts"])
def test_a_column_whose_name_means_something_else_is_called_by_its_number(
    cast: Cast, client_for: SignIn, statement: str
) -> None:
    with rewriting(cast.published):
        Outcome.objects.filter(version=cast.published, position=1).update(statement=statement)
    response = client_for(cast.rob).get(f"/staff/northfield/batches/template/{cast.published.uid}/")
    head, _example = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head[5] == "Outcome 1"
    hand_in(client_for(cast.rob), response.content)


def test_the_template_of_somebody_elses_version_is_not_there(cast: Cast, client_for: SignIn) -> None:
    address = f"/staff/mallory-ltd/batches/template/{cast.published.uid}/"
    assert client_for(cast.mallory).get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("list.csv", b"", "empty"),
        ("list.csv", b"\r\n\r\n", "There is nothing in"),
        ("badge.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n", "cannot be read"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
        ("broken.xlsx", b"PK\x03\x04" + bytes(60), "cannot be read as an Excel workbook"),
        ("list.csv", b"mail,nickname\na@b.example,A\n", "is no column that is known"),
        ("list.csv", b"email\na@b.example\n", "There is no column “name”"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_where_it_is_chosen(
    cast: Cast, client_for: SignIn, name: str, data: bytes, says: str
) -> None:
    upload = SimpleUploadedFile(name, data)
    response = client_for(cast.rob).post(NEW, {"table": upload, "reason": REASON})
    assert response.status_code == 422
    assert says in text_of(response.content)
    assert REASON in response.content.decode()
    assert not Batch.objects.exists()


def test_only_those_who_hand_in_tables_may_send_more_than_a_file(
    cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than Django keeps in memory.
    data = table([[f"learner{each}@people.example", "x" * 190] for each in range(13_000)])
    monkeypatch.setattr(settings, "CONFIG", _limits(upload=65_536, table=3_000_000))
    assert work(hand_in(client_for(cast.rob), data)).good == 13_000

    def send(client: Client, address: str = NEW) -> HttpResponse:
        return client.post(address, {"table": SimpleUploadedFile("class.csv", data), "reason": REASON})

    assert send(client_for(cast.lea)).status_code == 413
    assert send(Client()).status_code == 413
    assert send(client_for(cast.rob), "/verify/").status_code == 413
    monkeypatch.setattr(settings, "CONFIG", _limits(upload=65_536, table=2_000_000))
    response = send(client_for(cast.rob))
    assert response.status_code == 422
    assert "larger than 2 MB" in text_of(response.content)
    monkeypatch.setattr(settings, "CONFIG", _limits(upload=65_536, table=65_536))
    assert send(client_for(cast.rob)).status_code == 413


def _limits(*, upload: int, table: int) -> Config:
    return replace(current(), max_upload_bytes=upload, max_table_bytes=table)


def test_the_micro_credential_is_asked_for_where_there_are_several(cast: Cast, client_for: SignIn) -> None:
    cast.mallory_ltd.key = "another"
    second, *_ = published_version(cast.mallory_ltd, author=cast.dana)
    second.micro_credential.org = cast.northfield
    second.micro_credential.save()
    with rewriting(second):
        second.title = "Second"
        second.save()
    client = client_for(cast.rob)
    assert "Which micro-credential" in text_of(client.get(NEW).content)
    batch = hand_in(client, table(people(1)), version=str(second.uid))
    assert batch.version == second


# --- the way of a batch -------------------------------------------------------------------------------------


def test_from_table_to_credentials_with_a_second_person(cast: Cast, client_for: SignIn) -> None:
    rob, olga = client_for(cast.rob), client_for(cast.olga)
    batch = hand_in(rob, table([*people(30), *BAD]))
    assert "Being read" in read(rob, batch)
    assert batch.expected_rows == 33
    work(batch)
    page = read(rob, batch)
    for words in ("Waits for your go", "To be issued 30", "With problems 3", "3 rows have problems"):
        assert words in page
    assert "This is the same person as in row 2" in page
    # Rows with problems are left out only where that is said.
    assert post(rob, batch, "issue") == 422
    assert not Credential.objects.exists()
    assert post(rob, batch, "issue", leave_out="on") == 302
    assert "Waits for a second person" in read(rob, batch)
    assert post(rob, batch, "approve") == 409  # one's own
    page = read(olga, batch)
    assert "Rob Example proposes to issue 30 credentials" in page
    assert "1 batch waits for your decision" in text_of(olga.get("/staff/northfield/awards/").content)
    assert "1 batch waits for your decision" in text_of(olga.get("/staff/northfield/").content)
    assert "batch waits" not in text_of(rob.get("/staff/northfield/awards/").content)
    assert "1 batch waiting for a decision" in text_of(olga.get("/").content)
    assert olga.get(f"/staff/batches/{batch.uid}/table/").getvalue() == table([*people(30), *BAD])
    assert post(olga, batch, "approve") == 302
    work(batch)
    page = read(olga, batch)
    assert "Done" in page
    assert "Issued 30" in page
    assert "Earners told 0 of 30" in page  # the bar
    assert Credential.objects.filter(batch=batch).count() == 30
    while award_many.tell_some(now=timezone.now(), limit=100) or not Batch.objects.get(pk=batch.pk).told_all:
        pass
    assert "Earners told 30 of 30" in read(olga, batch)
    # The same table adds nothing.
    again = work(hand_in(rob, table([*people(30), *BAD])))
    assert (again.good, again.standing, again.bad) == (0, 30, 3)
    assert "No row can be issued" in read(rob, again)
    assert post(rob, again, "issue", leave_out="on") == 302
    assert Credential.objects.count() == 30


@pytest.mark.usefixtures("one_is_enough")
def test_rows_to_mend_come_as_a_table_that_is_handed_in_again(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.rob)
    batch = work(hand_in(client, table([*people(2), *BAD]), name="Ärger mit “Kurs”.csv"))
    response = client.get(f"/staff/batches/{batch.uid}/to-mend/")
    assert "to-mend.csv" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row[:2] for row in rows] == [["email", "name"], *BAD]
    mend = re.search(
        r'href="([^"]*mends=[^"]*)"', client.get(f"/staff/batches/{batch.uid}/").content.decode()
    )
    assert mend
    assert REASON in client.get(mend[1].replace("&amp;", "&")).content.decode()
    post(client, batch, "issue", leave_out="on")
    work(batch)
    mended = [["ida@people.example", "Ida"], ["two@people.example", "Two"]]
    after = work(hand_in(client, table(mended)))
    assert "Issue 2 credentials" in read(client, after)
    assert post(client, after, "issue") == 302
    assert work(after).issued == 2


def test_problems_are_paged(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.rob)
    batch = work(hand_in(client, table([*people(1), *([f"bad{each}", "Bad"] for each in range(37))])))
    first, second = read(client, batch), read(client, batch, "?page=2")
    assert "37 rows have problems" in first
    assert "Page 1 of 2" in first
    assert "“bad0”" in first
    assert "“bad36”" not in first
    assert "“bad36”" in second


@pytest.mark.usefixtures("one_is_enough")
def test_everybody_has_it_already(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.rob)
    batch = work(hand_in(client, table(people(3))))
    post(client, batch, "issue")
    work(batch)
    again = work(hand_in(client, table(people(3))))
    assert "Everybody in this table has the award already" in read(client, again)
    assert post(client, again, "cancel") == 302
    assert "Cancelled" in read(client, again)


@pytest.mark.usefixtures("one_is_enough")
def test_a_batch_begins_not_before_its_time(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.rob)
    batch = work(hand_in(client, table(people(3))))
    page = client.post(f"/staff/batches/{batch.uid}/issue/", {"starts_at": "2020-01-01T10:00"})
    assert page.status_code == 422
    assert "This time has passed" in text_of(page.content)
    post(client, batch, "issue", starts_at="2099-01-01T10:00")
    page_text = read(client, batch)
    assert "Begins later" in page_text
    assert "3 credentials will be issued from 1 January 2099, 10:00 UTC on" in page_text
    assert not jobs.run_one(holder="w")
    assert post(client, batch, "cancel") == 302
    assert "Cancelled" in read(client, batch)
    assert not Credential.objects.exists()


def test_declined_it_is_cancelled_and_said_so(cast: Cast, client_for: SignIn) -> None:
    batch = work(hand_in(client_for(cast.rob), table(people(3))))
    post(client_for(cast.rob), batch, "issue")
    assert "Take it back" in read(client_for(cast.rob), batch)
    assert post(client_for(cast.olga), batch, "cancel") == 302
    assert "Cancelled" in read(client_for(cast.rob), batch)
    assert post(client_for(cast.olga), batch, "approve") == 409


@pytest.mark.usefixtures("one_is_enough")
def test_cancelled_on_its_way_what_is_issued_stays(
    cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(award_many, "CHUNK", 4)
    monkeypatch.setattr(award_many, "AHEAD", 0)
    client = client_for(cast.rob)
    batch = work(hand_in(client, table(people(12))))
    post(client, batch, "issue")
    on_its_way = steps(batch)
    next(on_its_way)
    page = read(client, batch)
    assert "Being issued" in page
    assert "4 of 12" in page
    assert "0 of 12" not in text_of(client.get("/staff/northfield/queue/").content)
    assert "4 of 12" in text_of(client.get("/staff/northfield/queue/").content)
    stage = client.get(f"/staff/batches/{batch.uid}/progress/").json()["stage"]
    assert post(client, batch, "cancel") == 302
    assert client.get(f"/staff/batches/{batch.uid}/progress/").json()["stage"] != stage
    assert "It ends in a moment" in read(client, batch)
    for _ in on_its_way:
        pass
    page = read(client, batch)
    assert "Cancelled" in page
    assert "Issued 4" in page
    assert "Not issued 8" in page
    assert Credential.objects.count() == 4


@pytest.mark.usefixtures("one_is_enough")
def test_a_batch_that_was_given_up_says_why_and_is_tried_again(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.rob)
    batch = work(hand_in(client, table(people(3))))
    post(client, batch, "issue")
    Batch.objects.update(
        state=QueueState.DEAD, last_error="The key that protects keys is missing.", attempts=12
    )
    page = read(client, batch)
    assert "Given up" in page
    assert "The key that protects keys is missing." in page
    assert "The key that protects keys is missing." in text_of(client.get("/staff/northfield/queue/").content)
    assert post(client, batch, "again") == 302
    assert work(batch).phase == BatchPhase.DONE
    # Again, when there is nothing to try, changes nothing.
    assert post(client, batch, "again") == 302
    batch.refresh_from_db()
    assert (batch.phase, batch.state) == (BatchPhase.DONE, QueueState.DONE)


def test_one_that_could_not_go_on_says_so_while_it_waits(cast: Cast, client_for: SignIn) -> None:
    batch = hand_in(client_for(cast.rob), table(people(3)))
    Batch.objects.update(last_error="The disk is full.", run_at=timezone.now() + timedelta(hours=1))
    page = read(client_for(cast.rob), batch)
    assert "is tried again soon" in page
    assert "The disk is full." in page


def test_a_table_that_breaks_off_is_refused_with_its_place(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.rob)
    batch = work(hand_in(client, table(people(3)) + b'four@people.example,"Never closed\n'))
    page = read(client, batch)
    assert "This table cannot be used" in page
    assert "quotation mark" in page
    assert client.get(f"/staff/batches/{batch.uid}/to-mend/").status_code == 404


@pytest.mark.usefixtures("one_is_enough")
def test_without_letters_none_are_counted(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.rob)
    client.post(NEW, {"table": SimpleUploadedFile("class.csv", table(people(2))), "reason": REASON})
    batch = work(Batch.objects.get())
    post(client, batch, "issue")
    page = read(client, work(batch))
    assert "Earners told" not in page
    assert "Letters none" in page


# --- watching -----------------------------------------------------------------------------------------------


def test_progress_is_asked_for_with_what_was_seen_before(
    cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(award_many, "READ_AT_ONCE", 50)
    client = client_for(cast.rob)
    batch = hand_in(client, table(people(200)))
    reading = steps(batch)
    next(reading)
    address = f"/staff/batches/{batch.uid}/progress/"
    assert client.get(f"{address}?since=0&seconds=10").json() == {
        "stage": "checking", "done": 50, "of": 200, "words": "50 of 200",
        "pace": "5 a second, about 30 seconds left",
    }  # fmt: skip
    for junk in ("?since=x&seconds=nan", "?since=-1&seconds=1e9", "?seconds=" + "9" * 99):
        assert client.get(address + junk).json()["words"] == "50 of 200"
    for _ in reading:
        pass
    assert client.get(address).json() == {"stage": "checked"}


@pytest.mark.parametrize(
    ("done", "seconds", "left", "words"),
    [
        (0, 5, 10, ""),
        (10, 0, 10, ""),
        (10, 5, 0, "2 a second"),
        (50_000, 5, 20_000, "10,000 a second, a few seconds left"),
        (100, 10, 3_000, "10 a second, about 5 minutes left"),
        (1, 10, 3_000, "6 a minute, about 8.3 hours left"),
    ],
)
def test_pace_in_words(done: int, seconds: float, left: int, words: str) -> None:
    assert pace(done, seconds=seconds, left=left) == words


# --- the credentials of a batch -----------------------------------------------------------------------------


@pytest.mark.usefixtures("one_is_enough")
def test_the_credentials_of_a_batch_are_listed(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.rob)
    batch = work(hand_in(client, table(people(2))))
    post(client, batch, "issue")
    work(batch)
    other = work(hand_in(client, table([["x@people.example", "Somebody Else"]])))
    post(client, other, "issue")
    work(other)
    page = text_of(client.get(f"/staff/northfield/credentials/?batch={batch.uid}").content)
    assert "Learner 0" in page
    assert "Learner 1" in page
    assert "Somebody Else" not in page
    revoked = client.get(f"/staff/northfield/credentials/?batch={batch.uid}&state=revoked")
    assert "Nothing matches" in text_of(revoked.content)
    assert client.get("/staff/northfield/credentials/?batch=nonsense").status_code == 404
    cast.mallory_ltd.kind = "provider"
    assert (
        client_for(cast.mallory).get(f"/staff/mallory-ltd/credentials/?batch={batch.uid}").status_code == 404
    )


def test_an_instructor_hands_in_and_sees_no_credentials(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.ines)
    batch = work(hand_in(client, table(people(2))))
    post(client, batch, "issue")
    assert post(client, batch, "approve") == 404
    post(client_for(cast.rob), batch, "approve")
    page = read(client, work(batch))
    assert "Issued 2" in page
    assert "Look at the credentials" not in page
    assert "Look at the credentials" in read(client_for(cast.rob), batch)


@pytest.mark.parametrize("name", ["mallory", "lea", "dana", "emma"])
def test_outsiders_find_nothing(cast: Cast, client_for: SignIn, name: str) -> None:
    batch = work(hand_in(client_for(cast.rob), table([*people(2), *BAD])))
    client = client_for(getattr(cast, name))
    for page in ("", "progress/", "table/", "to-mend/"):
        assert client.get(f"/staff/batches/{batch.uid}/{page}").status_code == 404
    for verb in ("issue", "approve", "cancel", "again"):
        assert post(client, batch, verb, leave_out="on") == 404
    for page in ("", "new/", f"template/{cast.published.uid}/"):
        assert client.get(f"/staff/northfield/batches/{page}").status_code == 404
    batch.refresh_from_db()
    assert batch.phase == BatchPhase.CHECKED
