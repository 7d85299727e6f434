"""Undoing many credentials through the registrar's pages, with the work of the worker done in between."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import Cast
from tests.interfaces.pages.staff.test_batches import text_of
from tests.issuing_helpers import issued

from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.people.models import Person
from skillmark.interfaces.jobs import batches, undo
from skillmark.interfaces.pages.staff import undo as pages
from skillmark.journeys import claim, revoke
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing.models import Batch, Credential, StatusJob

SignIn = Callable[[Person], Client]
UNDO = "/staff/northfield/undo/"
SAID = {"do": "revoke", "reason": "The wrong list.", "tells": "on"}


@pytest.fixture
def rob(cast: Cast, client_for: SignIn) -> Client:
    """Six people have a credential, and the registrar looks at that."""
    for number in range(6):
        person = Person.objects.create_user(f"learner{number}@people.example", None, name=f"Learner {number}")
        issued(person, cast.published)
    return client_for(cast.rob)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return text_of(response.content)


def started(client: Client, address: str = UNDO, **more: str) -> StatusJob:
    response = client.post(address, SAID | more)
    assert response.status_code == 302, text_of(response.content)
    return StatusJob.objects.latest("pk")


def work() -> None:
    while undo.run_one(holder="w") or batches.run_one(holder="w"):
        pass


def test_what_is_meant_is_shown_before_anything_is_asked(rob: Client) -> None:
    page = read(rob, UNDO)
    assert "Undo 6 credentials" in page
    assert "Everything that Northfield College has issued" in page
    assert "Active 6" in page
    assert "Learner 5" in page
    assert "The newest of them." in page
    assert "Reinstate" not in page
    page = read(rob, f"{UNDO}?q=learner+3&state=active")
    assert "Undo 1 credential" in page
    assert "only those active, with “learner 3” in name, address or title" in page
    assert "No credential is meant" in read(rob, f"{UNDO}?q=nobody")


def test_the_list_of_credentials_leads_there_with_its_filter(
    rob: Client, cast: Cast, client_for: SignIn
) -> None:
    page = rob.get("/staff/northfield/credentials/?q=learner+3").content.decode()
    assert f'href="{UNDO}?q=learner+3"' in page
    assert UNDO not in rob.get("/staff/northfield/credentials/?q=nobody").content.decode()
    assert client_for(cast.ines).get(UNDO).status_code == 404


def test_it_is_done_and_can_be_read_afterwards(rob: Client) -> None:
    job = started(rob, f"{UNDO}?q=learner", do="suspend")
    here = f"/staff/undo/{job.uid}/"
    page = read(rob, here)
    assert "Being changed" in page
    assert "0 of 6" in page
    assert "Many credentials are being changed." in read(rob, "/staff/northfield/credentials/")
    told = rob.get(f"{here}progress/?since=0&seconds=1.0").json()
    assert (told["stage"], told["done"], told["of"], told["words"]) == ("changing", 0, 6, "0 of 6")
    work()
    page = read(rob, here)
    assert "Suspended 6 Left alone 0 Holders told 0" in page
    assert rob.get(f"{here}progress/").json()["stage"] == "done tells"
    credential = Credential.objects.latest("pk")
    assert f"/staff/undo/{job.uid}/" in rob.get(f"/staff/credentials/{credential.uid}/").content.decode()
    page = read(rob, UNDO)
    assert "Suspended 6" in page
    assert "Reinstate those that are suspended" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reason": ""}, "This field is required."),
        ({"do": "forget"}, "forget"),
        ({"do": "suspend", "reissue": "on"}, "Only what is revoked can be issued anew."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(
    rob: Client, cast: Cast, wrong: dict[str, str], words: str
) -> None:
    response: HttpResponse = rob.post(f"{UNDO}?version={cast.published.uid}", SAID | wrong)  # type: ignore[assignment]
    assert response.status_code == 422
    assert words in text_of(response.content)
    assert not StatusJob.objects.exists()


def test_many_are_undone_by_whoever_types_how_many(rob: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "TYPED_ABOVE", 5)
    assert "Type 6 to say that you mean all of them." in read(rob, UNDO)
    for typed in ("", "5", "six"):
        assert rob.post(UNDO, SAID | {"number": typed}).status_code == 422
    assert started(rob, number="6").total == 6


def test_a_number_is_read_as_people_write_it(rob: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    form = pages.UndoForm(SAID | {"number": "1 234"}, states={"active": 1_234}, anew=None)
    assert form.is_valid()
    monkeypatch.setattr(pages, "TYPED_ABOVE", 0)
    assert not pages.UndoForm(SAID | {"number": "12"}, states={"active": 1_234}, anew=None).is_valid()
    assert rob.get(UNDO).status_code == 200


def test_what_is_revoked_can_be_undone_no_further(rob: Client) -> None:
    started(rob)
    work()
    page = read(rob, UNDO)
    assert "All of them are revoked." in page
    assert "Undo them" not in page


def test_new_ones_take_their_place_and_both_lead_to_each_other(
    rob: Client, cast: Cast, client_for: SignIn
) -> None:
    address = f"{UNDO}?version={cast.published.uid}"
    assert "The same people get “Data Analysis Foundations”, version 1" in read(rob, address)
    job = started(rob, address, reissue="on")
    assert "When this is done, new ones are issued in their place." in read(rob, f"/staff/undo/{job.uid}/")
    work()
    assert "6 wait for a second person." in read(rob, f"/staff/undo/{job.uid}/")
    batch = Batch.objects.get(redoes=job)
    client_for(cast.olga).post(f"/staff/batches/{batch.uid}/approve/")
    work()
    assert "6 of 6 issued." in read(rob, f"/staff/undo/{job.uid}/")
    new = Credential.objects.select_related("replaces", "person").latest("pk")
    assert new.replaces is not None
    assert "Replaced by a new one" in read(rob, f"/staff/credentials/{new.replaces.uid}/")
    assert "In place of an earlier one" in read(rob, f"/staff/credentials/{new.uid}/")
    items = [WalletItem.objects.get(credential=each) for each in (new.replaces, new)]
    earner = client_for(new.person)
    pages_of_earner = [earner.get(f"/wallet/{each.uid}/").content.decode() for each in items]
    assert "There is a new one in its place." in pages_of_earner[0]
    assert f'href="/wallet/{items[1].uid}/"' in pages_of_earner[0]
    assert "It takes the place of an earlier one." in pages_of_earner[1]
    assert f'href="/wallet/{items[0].uid}/"' in pages_of_earner[1]


def test_a_batch_leads_to_undoing_it(rob: Client, cast: Cast, client_for: SignIn) -> None:
    started(rob, f"{UNDO}?version={cast.published.uid}", reissue="on")
    work()
    batch = Batch.objects.latest("pk")
    here = f"/staff/batches/{batch.uid}/"
    assert "Undo this batch" not in read(rob, here)
    client_for(cast.olga).post(f"{here}approve/")
    work()
    assert "Undo this batch" in read(rob, here)
    assert "Undo this batch" not in read(client_for(cast.ines), here)
    response = rob.get(f"{here}undo/")
    assert response.headers["Location"] == f"{UNDO}?batch={batch.uid}"
    page = read(rob, response.headers["Location"])
    assert "Undo 6 credentials Those of the batch “Data Analysis Foundations”." in page
    assert client_for(cast.ines).get(f"{here}undo/").status_code == 404


def test_no_address_means_something_elsewhere(rob: Client, cast: Cast, client_for: SignIn) -> None:
    assert rob.get(f"{UNDO}?batch=3").status_code == 404
    assert (
        client_for(cast.mallory).get(f"/staff/mallory-ltd/undo/?version={cast.published.uid}").status_code
        == 404
    )


def test_what_waits_is_cancelled_and_what_was_given_up_goes_on(rob: Client) -> None:
    job = started(rob)
    StatusJob.objects.update(state=QueueState.DEAD, last_error="The disk is full.")
    here = f"/staff/undo/{job.uid}/"
    page = read(rob, here)
    assert "It was given up after many tries The disk is full." in page
    assert rob.post(f"{here}again/").status_code == 302
    assert "0 of 6" in read(rob, here)
    assert rob.post(f"{here}cancel/").status_code == 302
    assert "Cancelled" in read(rob, here)
    work()
    assert not Credential.objects.filter(state="revoked").exists()


# --- in the wallet ----------------------------------------------------------------------------------------------


def test_what_was_withdrawn_before_it_was_claimed_is_not_waiting_any_more(
    rob: Client, client_for: SignIn
) -> None:
    person = Person.objects.get(email="learner0@people.example")
    item = WalletItem.objects.get(person=person)
    earner = client_for(person)
    assert "Waiting for you" in read(earner, "/wallet/")
    started(rob, f"{UNDO}?q=learner0", do="cancel-unclaimed")
    work()
    page = read(earner, "/wallet/")
    assert "Waiting for you" not in page
    assert "Withdrawn before you claimed it (1)" in page
    page = read(earner, f"/wallet/{item.uid}/")
    assert "This was withdrawn before you claimed it." in page
    assert "Claim it" not in page
    assert earner.post(f"/wallet/{item.uid}/claim/").status_code == 409
    item.refresh_from_db()
    assert item.state == WalletItem.State.OFFERED


def test_what_is_kept_stays_in_the_wallet_when_it_is_revoked(
    rob: Client, cast: Cast, client_for: SignIn
) -> None:
    item = WalletItem.objects.get(person__email="learner1@people.example")
    claim.claim_item(actor=item.person, item_uid=item.uid, now=item.placed_at)
    assert item.credential is not None
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=item.credential.uid, reason="Wrong.", now=item.placed_at
    )
    assert "Revoked" in read(client_for(item.person), "/wallet/")
    assert rob.get(UNDO).status_code == 200
