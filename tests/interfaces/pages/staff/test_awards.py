"""Awards by hand, through the registrar's pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import Cast

from skillmark.foundation.people.models import Person
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.issuing.models import Issuance

SignIn = Callable[[Person], Client]
PROPOSAL = {"email": "newcomer@example.org", "name": "New Comer", "reason": "Showed all of it at work."}


def _levels(cast: Cast) -> dict[str, str]:
    return {f"outcome-{outcome.uid}": "Met" for outcome in cast.published.outcomes.all()}


def _proposed(client: Client, cast: Cast, **changed: str) -> Award:
    data = {**PROPOSAL, "version": str(cast.published.uid), **_levels(cast), **changed}
    response = client.post("/staff/northfield/awards/propose/", data)
    assert response.status_code == 302, response.content
    return Award.objects.get()


def test_one_proposes_another_approves_and_the_credential_is_queued(cast: Cast, client_for: SignIn) -> None:
    award = _proposed(client_for(cast.rob), cast)
    assert award.state == AwardState.PROPOSED
    assert not Issuance.objects.exists()
    response = client_for(cast.olga).post(f"/staff/awards/{award.uid}/approve/", follow=True)
    assert "on its way" in response.content.decode()
    award.refresh_from_db()
    assert (award.state, award.decided_by) == (AwardState.GRANTED, cast.olga)
    assert Issuance.objects.get().award == award
    assert not award.person.has_usable_password()
    assert [each["value"] for each in award.results] == ["Met", "Met"]


@pytest.mark.parametrize(
    ("came_from", "back"),
    [("https://evil.example/trap", "/"), ("http://testserver/staff/", "http://testserver/staff/")],
)
def test_the_way_back_from_a_refusal_never_leads_elsewhere(
    cast: Cast, client_for: SignIn, came_from: str, back: str
) -> None:
    award = _proposed(client_for(cast.rob), cast)
    response = client_for(cast.rob).post(
        f"/staff/awards/{award.uid}/approve/", headers={"Referer": came_from}
    )
    assert f'<a class="btn" href="{back}">'.encode() in response.content


def test_nobody_approves_their_own_proposal(cast: Cast, client_for: SignIn) -> None:
    award = _proposed(client_for(cast.rob), cast)
    response = client_for(cast.rob).post(f"/staff/awards/{award.uid}/approve/")
    assert response.status_code == 409
    assert "somebody else has to approve" in response.content.decode()
    assert not Issuance.objects.exists()


def test_without_four_eyes_it_is_granted_at_once(cast: Cast, client_for: SignIn) -> None:
    cast.northfield.four_eyes = False
    cast.northfield.save()
    assert _proposed(client_for(cast.rob), cast).state == AwardState.GRANTED
    assert Issuance.objects.count() == 1


def test_approving_twice_issues_once(cast: Cast, client_for: SignIn) -> None:
    award = _proposed(client_for(cast.rob), cast)
    for _ in range(2):
        assert client_for(cast.olga).post(f"/staff/awards/{award.uid}/approve/").status_code == 302
    assert Issuance.objects.count() == 1


def test_a_declined_award_may_be_proposed_again(cast: Cast, client_for: SignIn) -> None:
    award = _proposed(client_for(cast.rob), cast)
    client_for(cast.olga).post(f"/staff/awards/{award.uid}/decline/", {"comment": "Evidence is missing."})
    award.refresh_from_db()
    assert (award.state, award.comment) == (AwardState.DECLINED, "Evidence is missing.")
    data = {**PROPOSAL, "version": str(cast.published.uid), **_levels(cast)}
    assert client_for(cast.rob).post("/staff/northfield/awards/propose/", data).status_code == 302
    assert Award.objects.count() == 2


def test_a_second_proposal_keeps_what_was_typed_and_says_why_not(cast: Cast, client_for: SignIn) -> None:
    _proposed(client_for(cast.rob), cast)
    data = {**PROPOSAL, "version": str(cast.published.uid), **_levels(cast)}
    response = client_for(cast.rob).post("/staff/northfield/awards/propose/", data)
    assert response.status_code == 422
    assert "already proposed" in response.content.decode()
    assert "Showed all of it at work." in response.content.decode()


def test_a_person_is_found_by_any_address_they_have_proven(cast: Cast, client_for: SignIn) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=cast.lea, email="lea@work.example", verified=True)
    assert _proposed(client_for(cast.rob), cast, email="Lea@Work.example").person == cast.lea


def test_an_address_somebody_else_only_claims_is_not_theirs(cast: Cast, client_for: SignIn) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=cast.mallory, email="victim@example.org", verified=False)
    assert _proposed(client_for(cast.rob), cast, email="victim@example.org").person != cast.mallory


@pytest.mark.parametrize("name", ["mallory", "lea", "dana", "emma"])
def test_outsiders_find_nothing(cast: Cast, client_for: SignIn, name: str) -> None:
    award = _proposed(client_for(cast.rob), cast)
    client = client_for(getattr(cast, name))
    for address in (
        "/staff/northfield/awards/",
        f"/staff/awards/{award.uid}/",
        "/staff/northfield/awards/propose/",
    ):
        assert client.get(address).status_code == 404, address
    for verb in ("approve", "decline"):
        assert client.post(f"/staff/awards/{award.uid}/{verb}/").status_code == 404
    award.refresh_from_db()
    assert award.state == AwardState.PROPOSED


def test_every_awards_page_shows(cast: Cast, client_for: SignIn) -> None:
    award = _proposed(client_for(cast.rob), cast)
    client = client_for(cast.olga)
    for address in (
        "/staff/northfield/", "/staff/northfield/awards/", "/staff/northfield/awards/?state=granted",
        "/staff/northfield/awards/?state=nonsense", "/staff/northfield/awards/propose/", f"/staff/awards/{award.uid}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    assert client.get("/staff/").status_code == 302


def test_an_award_may_rest_on_links_alone(cast: Cast, client_for: SignIn) -> None:
    award = _proposed(client_for(cast.rob), cast)
    Award.objects.filter(pk=award.pk).update(
        evidence=[{"id": "https://x.example/work"}, {"narrative": "A fair."}]
    )
    assert client_for(cast.olga).get(f"/staff/awards/{award.uid}/").status_code == 200
