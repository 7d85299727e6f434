"""Finding, revoking, suspending and reinstating credentials; the queue and the keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.issuing_helpers import granted_award, issued, queued

from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.awarding.models import AwardState
from skillmark.lifecycle.issuing.models import CredentialState, Issuance, IssuerKey

SignIn = Callable[[Person], Client]


def _change(client: Client, credential: object, verb: str, reason: str = "Issued in error."):  # noqa: ANN202
    return client.post(f"/staff/credentials/{credential.uid}/{verb}/", {"reason": reason})  # type: ignore[attr-defined]


def test_suspend_reinstate_revoke_and_their_history(cast: Cast, client_for: SignIn) -> None:
    credential = issued(cast.lea, cast.published)
    client = client_for(cast.rob)
    for verb, state in (("suspend", "suspended"), ("reinstate", "active"), ("revoke", "revoked")):
        assert _change(client, credential, verb, f"Reason to {verb}.").status_code == 302
        credential.refresh_from_db()
        assert credential.state == state
    page = client.get(f"/staff/credentials/{credential.uid}/").content.decode()
    assert all(f"Reason to {verb}." in page for verb in ("suspend", "reinstate", "revoke"))
    assert "A revocation is final" in page


def test_a_revocation_is_final_and_frees_the_person_for_a_new_award(cast: Cast, client_for: SignIn) -> None:
    credential = issued(cast.lea, cast.published)
    client = client_for(cast.rob)
    _change(client, credential, "revoke")
    assert _change(client, credential, "reinstate").status_code == 422
    credential.refresh_from_db()
    assert credential.state == CredentialState.REVOKED
    credential.award.refresh_from_db()
    assert credential.award.state == AwardState.WITHDRAWN
    again = issued(cast.lea, cast.published)
    assert again.status_index != credential.status_index


def test_a_double_click_changes_once(cast: Cast, client_for: SignIn) -> None:
    credential = issued(cast.lea, cast.published)
    client = client_for(cast.rob)
    for _ in range(2):
        assert _change(client, credential, "revoke").status_code == 302
    assert credential.status_changes.count() == 1


def test_without_a_reason_nothing_happens(cast: Cast, client_for: SignIn) -> None:
    credential = issued(cast.lea, cast.published)
    assert _change(client_for(cast.rob), credential, "revoke", "  ").status_code == 422
    credential.refresh_from_db()
    assert credential.state == CredentialState.ACTIVE


@pytest.mark.parametrize("name", ["mallory", "lea", "dana", "ines"])
def test_outsiders_find_no_credential(cast: Cast, client_for: SignIn, name: str) -> None:
    credential = issued(cast.lea, cast.published)
    client = client_for(getattr(cast, name))
    for address in ("/staff/northfield/credentials/", f"/staff/credentials/{credential.uid}/",
                    f"/staff/credentials/{credential.uid}/revoke/", "/staff/northfield/queue/"):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert _change(client, credential, "revoke").status_code == 404
    credential.refresh_from_db()
    assert credential.state == CredentialState.ACTIVE


def test_search_finds_by_person_address_and_title_in_this_organisation_only(
    cast: Cast, client_for: SignIn
) -> None:
    issued(cast.lea, cast.published)
    issued(cast.noor, cast.published)
    client = client_for(cast.rob)

    def found(query: str) -> str:
        return client.get(f"/staff/northfield/credentials/?q={query}").content.decode()

    assert "Lea Example" in found("lea")
    assert "Noor Example" not in found("lea@example")
    assert "Noor Example" in found("data+analysis")
    assert "Nothing matches" in found("nobody")
    assert (
        "Lea Example" not in client_for(cast.mallory).get("/staff/mallory-ltd/credentials/").content.decode()
    )


def test_a_long_list_takes_few_queries(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (cast.lea, cast.noor, cast.emma, cast.asa):
        issued(person, cast.published)
    client = client_for(cast.rob)
    for address in ("/staff/northfield/credentials/", "/staff/northfield/"):
        with django_assert_max_num_queries(12):
            client.get(address)


def test_what_was_given_up_is_shown_with_its_reason_and_tried_again(cast: Cast, client_for: SignIn) -> None:
    row = queued(granted_award(cast.lea, cast.published), now=timezone.now())
    Issuance.objects.update(state=QueueState.DEAD, attempts=12, last_error="The key does not open.")
    client = client_for(cast.rob)
    page = client.get("/staff/northfield/queue/").content.decode()
    assert "The key does not open." in page
    assert "12 tries" in page
    client.post(f"/staff/queue/{row.uid}/again/")
    assert Issuance.objects.get().state == QueueState.WAITING


def test_an_owner_replaces_a_key_and_declares_one_stolen(cast: Cast, client_for: SignIn) -> None:
    old = issued(cast.lea, cast.published).issuance.key
    client = client_for(cast.olga)
    assert old.public_multikey in client.get("/staff/northfield/keys/").content.decode()
    client.post("/staff/northfield/keys/rotate/")
    client.post(f"/staff/northfield/keys/{old.uid}/distrust/")
    old.refresh_from_db()
    assert old.state == IssuerKey.State.COMPROMISED
    assert IssuerKey.objects.filter(org=cast.northfield, state=IssuerKey.State.ACTIVE).count() == 1
    assert client_for(cast.rob).get("/staff/northfield/keys/").status_code == 404
