"""What an issuer publishes: profile, keys, status lists and reasons, as a verifier elsewhere reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import NOON, Cast
from tests.issuing_helpers import issued

from skillmark.config import current
from skillmark.credential.report import Outcome, Verdict
from skillmark.credential.resolve import Fetched
from skillmark.credential.verify import Policy, inspect
from skillmark.foundation.orgs.models import IssuerMethod
from skillmark.interfaces.pages.ui.showpiece import profile_of
from skillmark.journeys import issue, revoke
from skillmark.lifecycle.issuing import publishing
from skillmark.lifecycle.issuing.models import Credential

BASE = current().base_url


@pytest.fixture(autouse=True)
def _no_lists_remembered() -> Iterator[None]:
    publishing._signed_list.cache_clear()
    yield
    publishing._signed_list.cache_clear()


class ThroughTheSite:
    """A resolver that asks this site's own pages, as a verifier elsewhere would over the network."""

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        assert url.startswith(BASE), url
        response = Client().get(url.removeprefix(BASE), headers={"Accept": accept})
        assert response.status_code == 200, url
        assert len(response.content) < max_bytes
        return Fetched(url, response.content, response["Content-Type"], timezone.now())


def _inspect(credential: Credential):  # noqa: ANN202 - a Report
    policy = Policy(allow_local_http=True)
    return inspect(credential.document.encode(), resolver=ThroughTheSite(), now=timezone.now(), policy=policy)


@pytest.mark.parametrize("method", IssuerMethod.values)
def test_what_is_published_is_enough_to_verify(cast: Cast, method: str) -> None:
    cast.northfield.issuer_method = method
    cast.northfield.save()
    report = _inspect(issued(cast.lea, cast.published))
    assert report.verdict is Verdict.VERIFIED, report.to_json()
    assert report.check(6).outcome is Outcome.PASSED


@pytest.mark.parametrize("method", IssuerMethod.values)
def test_revoked_is_seen_with_its_reason_and_nobody_else_is_touched(cast: Cast, method: str) -> None:
    cast.northfield.issuer_method = method
    cast.northfield.save()
    credential, other = issued(cast.lea, cast.published), issued(cast.noor, cast.published)
    _inspect(credential)
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=credential.uid, reason="Issued in error", now=timezone.now()
    )
    report = _inspect(credential)
    assert report.verdict is Verdict.NOT_VERIFIED
    assert (report.check(6).outcome, report.check(6).code) == (Outcome.FAILED, "revoked")
    assert "Issued in error" in report.check(6).detail
    assert _inspect(other).verdict is Verdict.VERIFIED


def test_suspended_is_called_suspended_and_ends(cast: Cast) -> None:
    credential = issued(cast.lea, cast.published)
    change = {"actor": cast.rob, "credential_uid": credential.uid}
    revoke.suspend_credential(**change, reason="Under review", now=timezone.now())
    report = _inspect(credential)
    assert (report.check(6).outcome, report.check(6).code) == (Outcome.FAILED, "suspended")
    assert "Under review" in report.check(6).detail
    revoke.reinstate_credential(**change, reason="All is well", now=timezone.now())
    assert _inspect(credential).verdict is Verdict.VERIFIED


def test_a_list_outlives_a_change_of_the_issuers_name_and_of_its_key(cast: Cast) -> None:
    """Lists are signed under the identifier that the credential names, whatever the organisation is called today."""
    before = []
    for person, method in ((cast.lea, "https"), (cast.noor, "did:web"), (cast.emma, "did:key")):
        cast.northfield.issuer_method = method
        cast.northfield.save()
        before.append(issued(person, cast.published))
    issue.rotate_key(actor=cast.olga, org=cast.northfield, now=NOON)
    after = issued(cast.asa, cast.published)
    assert [_inspect(each).verdict for each in (*before, after)] == [Verdict.VERIFIED] * 4


def test_the_address_answers_browsers_and_programs(cast: Cast, client: Client) -> None:
    issued(cast.lea, cast.published)
    page = client.get("/issuers/northfield", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page["Content-Type"].startswith("text/html")
    assert "Northfield College" in page.content.decode()
    for accept in ("application/json", "*/*", "application/did+json, application/json;q=0.9"):
        document = client.get("/issuers/northfield", headers={"Accept": accept})
        assert document.json()["id"] == f"{BASE}/issuers/northfield"
        assert document["Access-Control-Allow-Origin"] == "*"
        assert "Accept" in document["Vary"]
    did = client.get("/issuers/northfield/did.json").json()
    assert did["id"] == f"did:web:{BASE.removeprefix('http://').replace(':', '%3A')}:issuers:northfield"
    assert did["alsoKnownAs"] == [f"{BASE}/issuers/northfield"]


def test_the_page_has_an_address_of_its_own_and_never_stands_in_for_the_keys(
    cast: Cast, client: Client
) -> None:
    issued(cast.lea, cast.published)
    for accept in ("text/html", "application/json", "*/*"):
        page = client.get("/issuers/northfield/about/", headers={"Accept": accept})
        assert page["Content-Type"].startswith("text/html")
        assert "Northfield College" in page.content.decode()
    # A cache that keeps one answer for each address must keep the keys.
    assert "private" in client.get("/issuers/northfield", headers={"Accept": "text/html"})["Cache-Control"]
    assert "public" in client.get("/issuers/northfield")["Cache-Control"]
    assert client.get("/issuers/nobody/about/").status_code == 404


@pytest.mark.parametrize("has_key", [True, False])
def test_an_achievement_is_told_to_programs_as_credentials_tell_it(
    cast: Cast, client: Client, has_key: bool
) -> None:
    address = f"/achievements/{cast.published.uid}/achievement.json"
    if has_key:
        signed = json.loads(issued(cast.lea, cast.published).document)
        members = signed["credentialSubject"]["achievement"]
        del members["resultDescription"]
        assert client.get(address).json() == {"@context": signed["@context"], **members}
    answer = client.get(address)
    assert answer.json()["creator"]["id"] == f"{BASE}/issuers/northfield"
    assert answer["Content-Type"] == "application/ld+json"
    cast.published.state = "draft"
    cast.published.save()
    assert client.get(address).status_code == 404


def test_an_issuer_by_key_alone_is_described_as_its_check_describes_it(cast: Cast, client: Client) -> None:
    cast.northfield.issuer_method = IssuerMethod.DID_KEY
    cast.northfield.save()
    issuer_id = json.loads(issued(cast.lea, cast.published).document)["issuer"]["id"]
    page = client.get("/issuers/northfield", headers={"Accept": "text/html"}).content.decode()
    assert "by a key alone" in page
    assert "belong to this address" not in page
    assert profile_of(issuer_id) == "/issuers/northfield"


def test_an_issuer_without_keys_has_a_page_and_no_document(cast: Cast, client: Client) -> None:
    assert client.get("/issuers/northfield", headers={"Accept": "text/html"}).status_code == 200
    assert client.get("/issuers/northfield/did.json").status_code == 404
    assert client.get("/issuers/nobody", headers={"Accept": "text/html"}).status_code == 404


def test_a_known_list_is_not_sent_again(cast: Cast, client: Client) -> None:
    credential = issued(cast.lea, cast.published)
    address = f"/status/{credential.status_list.uid}/revocation"
    first = client.get(address)
    assert first["Content-Type"] == "application/vc"
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    publishing._signed_list.cache_clear()
    assert client.get(address).content == first.content  # another process would say the very same
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=credential.uid, reason="Error", now=timezone.now()
    )
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_reasons_tell_of_what_is_withheld_and_of_nothing_else(cast: Cast, client: Client) -> None:
    credential, other = issued(cast.lea, cast.published), issued(cast.noor, cast.published)
    address = f"/status/{credential.status_list.uid}/reasons/{credential.status_index // 256}"
    # A place in order looks like an empty one, and so does a suspension that is over.
    assert client.get(address).json() == {"reasons": []}
    change = {"actor": cast.rob, "credential_uid": credential.uid}
    revoke.suspend_credential(**change, reason="Under review", now=NOON)
    told = {"places": [credential.status_index], "status": "suspended", "reason": "Under review",
            "changedAt": "2026-03-02T12:00:00Z"}  # fmt: skip
    suspended = client.get(address)
    assert suspended.json() == {"reasons": [told]}
    assert client.get(address, headers={"If-None-Match": suspended["ETag"]}).status_code == 304
    revoke.reinstate_credential(**change, reason="All is well", now=NOON)
    assert client.get(address).json() == {"reasons": []}
    assert _inspect(other).verdict is Verdict.VERIFIED
    assert client.get(f"/status/{credential.status_list.uid}/reasons/511").status_code == 200
    assert client.get(f"/status/{credential.status_list.uid}/reasons/512").status_code == 404
    assert client.get(f"/status/{credential.status_list.uid}/message").status_code == 404


def test_places_that_were_changed_alike_share_a_reason(cast: Cast) -> None:
    both = [issued(each, cast.published) for each in (cast.lea, cast.noor)]
    for each in both:
        revoke.revoke_credential(actor=cast.rob, credential_uid=each.uid, reason="Exam leaked", now=NOON)
    listed = both[0].status_list
    told = [
        reason
        for document in publishing.reasons(listed, base_url=BASE)
        for reason in json.loads(document.body)["reasons"]
    ]
    assert sorted(place for each in told for place in each["places"]) == sorted(
        each.status_index for each in both
    )
    assert {each["reason"] for each in told} == {"Exam leaked"}


def test_no_secret_is_published(cast: Cast, client: Client) -> None:
    key = issued(cast.lea, cast.published).issuance.key
    document = client.get("/issuers/northfield/did.json").content
    assert bytes(key.sealed_private) not in document
    assert set(json.loads(document)["verificationMethod"][0]) == {
        "id",
        "type",
        "controller",
        "publicKeyMultibase",
    }
