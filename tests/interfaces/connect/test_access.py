"""Who may use the VC-API, how often and for what; and that it is not there until it is named."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from tests.cast import Cast
from tests.conftest import token_of
from tests.interfaces.connect.programs import ID, example, issue, post, set_status, verify

from skillmark.config import CONNECTORS
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.models import Membership
from skillmark.foundation.people.models import Person
from skillmark.interfaces.connect.vcapi.answers import endpoint
from skillmark.interfaces.intake.pace import CHECKS
from skillmark.lifecycle.issuing.models import IssuerKey, SignedDocument
from skillmark.site.urls import connections, urlpatterns
from skillmark.site.wiring import connected

ENTRY = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
# What each endpoint for programs with a token is sent here.
BODIES: dict[str, dict[str, Any]] = {
    "/credentials/issue": {"credential": example(id="urn:x:new")},
    "/credentials/derive": {"verifiableCredential": example(), "options": {"selectivePointers": ["/id"]}},
    "/credentials/status": {"credentialId": ID, "credentialStatus": ENTRY},
}
OPEN = ("/credentials/verify", "/presentations/verify")


def told(response: HttpResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    return dict(json.loads(response.content))


# --- who ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer token-of-noone",
        "Bearer token-of-nobody",  # known, and of a person who is not here
        "Basic token-of-rob",
        "token-of-rob",
        f"Bearer {hashlib.sha256(b'token-of-rob').hexdigest()}",
        "Bearer " + "x" * 10_000,
        "Bearer t\xf6k\xe9n",
    ],
)
def test_without_a_token_that_is_known_nothing_is_done(
    cast: Cast, path: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = post(path, BODIES[path], who=None, **headers)
    told(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"
    assert not SignedDocument.objects.exists()
    assert not IssuerKey.objects.exists()


def test_the_word_bearer_may_be_written_in_any_case(cast: Cast) -> None:
    response = post(
        "/credentials/issue", {"credential": example()}, who=None, Authorization=f"bearer {token_of('rob')}"
    )
    assert response.status_code == 201


@pytest.mark.parametrize("path", BODIES)
def test_a_browser_that_has_signed_in_is_nobody_here(cast: Cast, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.rob)
    answer = client.post(f"/connect/vcapi/northfield{path}", BODIES[path], content_type="application/json")
    told(answer, 401)


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    ("who", "org"), [("dana", "northfield"), ("mallory", "northfield"), ("rob", "mallory-ltd")]
)
def test_a_program_may_what_its_person_may_and_forbidden_looks_like_missing(
    cast: Cast, path: str, who: str, org: str
) -> None:
    issue()
    facts = RecordedFact.objects.count()
    forbidden = told(post(path, BODIES[path], who=who, org=org), 404)
    missing = told(post(path, BODIES[path], who=who, org="no-such-organisation"), 404)
    assert forbidden == missing
    assert RecordedFact.objects.count() == facts
    assert SignedDocument.objects.count() == 1


def test_whoever_leaves_takes_their_programs_along(cast: Cast) -> None:
    issue()
    Membership.objects.filter(person=cast.rob).delete()
    told(set_status(), 404)
    Person.objects.filter(pk=cast.rob.pk).update(is_active=False)
    told(set_status(), 401)


def test_an_employer_issues_nothing(cast: Cast) -> None:
    told(post("/credentials/issue", {"credential": example()}, org="harbour"), 404)


@pytest.mark.parametrize("path", OPEN)
def test_what_is_open_is_open_for_issuers_that_are_here(cast: Cast, path: str) -> None:
    for org in ("no-such-organisation", "harbour"):
        told(post(path, {}, who=None, org=org), 404)


def test_guessing_tokens_ends_soon(cast: Cast) -> None:
    for number in range(CHECKS):
        told(post("/credentials/issue", {}, who=None, Authorization=f"Bearer {number}"), 401)
    answer = post("/credentials/issue", {}, who=None, Authorization="Bearer again")
    told(answer, 429)
    assert int(answer["Retry-After"]) > 0
    # Whoever knows one is not held up by whoever guesses from the same address.
    issue()


def test_anybody_may_verify_at_the_pace_of_a_person_and_a_known_program_at_its_own(cast: Cast) -> None:
    credential = issue()
    for _ in range(CHECKS):
        assert verify(credential, who=None).status_code == 200
    told(verify(credential, who=None), 429)
    told(post("/presentations/verify", {}, who=None), 429)
    assert verify(credential, who="mallory").status_code == 200


# --- what is sent and kept ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*BODIES, *OPEN])
def test_no_cookies_no_forms_no_copies_on_the_way(cast: Cast, path: str) -> None:
    response = post(path, BODIES.get(path, {}))
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert "Cookie" not in response.get("Vary", "")
    assert Client().get(f"/connect/vcapi/northfield{path}").status_code == 405


@pytest.mark.parametrize("path", [*BODIES, *OPEN])
def test_too_much_is_refused_before_it_is_read(cast: Cast, path: str) -> None:
    body = told(post(path, b'{"credential": "' + b"x" * 300_000 + b'"}'), 413)
    assert body["type"] == "urn:skillmark:problem:too_large"
    huge = post(path, b"x" * (settings.CONFIG.max_upload_bytes + 1_000_001))
    told(huge, 413)


def test_a_token_is_never_written_down(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        issue()
        post("/credentials/issue", {"credential": {}})
        post("/credentials/issue", {}, who="dana")
        post("/credentials/issue", {}, who=None, Authorization="Bearer secret-guess")
    assert "token-of" not in caplog.text
    assert "secret-guess" not in caplog.text
    hashes = [known for _, known in settings.CONFIG.vcapi_tokens]
    assert hashes
    assert not any(known in repr(settings.CONFIG) for known in hashes)
    assert not any(
        token_of("rob") in json.dumps(each) for each in RecordedFact.objects.values_list("data", flat=True)
    )


def test_an_error_that_nobody_foresaw_is_not_dressed_up(rf: RequestFactory) -> None:
    @endpoint
    def broken(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken(rf.post("/"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["credential", "verifiableCredential", "verifiablePresentation", "options", "checks", "cryptosuite",
             "type", "@context", "issuer", "id", "proof", "credentialId", "credentialStatus", "status",
             "statusPurpose", "mandatoryPointers", "selectivePointers", "credentialSubject", "domain"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@trying(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([*BODIES, *OPEN]), body=JSON, known=st.sampled_from([example(), {}]))
def test_whatever_is_sent_is_answered(cast: Cast, path: str, body: Any, known: dict[str, Any]) -> None:
    if isinstance(body, dict):
        for name in ("credential", "verifiableCredential", "verifiablePresentation"):
            if isinstance(body.get(name), dict):
                body[name] = known | body[name]
    response = post(path, body)
    assert response.status_code in {200, 201, 400, 404, 409, 422}, response.content
    assert response["Content-Type"] in {"application/json", "application/problem+json"}


# --- off, until it is named ---------------------------------------------------------------------------------


def test_what_is_not_named_is_not_there(cast: Cast) -> None:
    assert connections(()) == []
    assert [each.name for each in connected(CONNECTORS)] == list(CONNECTORS)
    without = tuple(each for each in urlpatterns if "connect/" not in str(each.pattern))
    assert len(without) == len(urlpatterns) - 1
    with override_settings(ROOT_URLCONF=without):
        assert post("/credentials/issue", {"credential": example()}).status_code == 404


def test_without_tokens_nobody_issues(cast: Cast) -> None:
    with override_settings(CONFIG=replace(settings.CONFIG, vcapi_tokens=())):
        told(post("/credentials/issue", {"credential": example()}), 401)
