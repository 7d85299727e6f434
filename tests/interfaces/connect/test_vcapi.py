"""The VC-API as the suites of the W3C drive it, with the traps that they set."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from tests.cast import Cast, assemble
from tests.conftest import token_of
from tests.credential import older_badges
from tests.credential.badges import ADA, ADA_KEY, ADA_SIGNER, badge, clr, presentation
from tests.interfaces.connect.programs import (
    ID,
    V2,
    example,
    issue,
    open_badge,
    post,
    set_status,
    verify,
)
from tests.issuing_helpers import issued

from skillmark.credential import Policy, inspect, present, present_jwt
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.issue import issue as sign
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.interfaces.connect.vcapi.contexts import CONTEXTS
from skillmark.interfaces.intake.presented import check
from skillmark.interfaces.intake.resolving import outside
from skillmark.lifecycle.issuing import keyring, publishing
from skillmark.lifecycle.issuing.models import CredentialState, SignedDocument, StatusChange
from skillmark.lifecycle.issuing.publishing import open_signer

BASE = settings.CONFIG.base_url
NORTHFIELD = f"{BASE}/issuers/northfield"
VCDM_PROBLEM = "https://www.w3.org/TR/vc-data-model#"
SECURITY = "https://w3id.org/security#"


@pytest.fixture(autouse=True)
def _no_lists_remembered() -> None:
    publishing._signed_list.cache_clear()


def verified(response: Any) -> bool:
    """What was found; the number and the body must say the same, and problems are there exactly when it fails."""
    body = response.json()
    assert body.keys() == {"verified", "problemDetails"}
    assert response.status_code == (200 if body["verified"] else 400)
    assert bool(body["problemDetails"]) is not body["verified"]
    for each in body["problemDetails"]:
        assert each.keys() == {"type", "title", "detail"}
        assert all(each.values())
    return bool(body["verified"])


def problem_types(response: Any) -> list[str]:
    return [each["type"] for each in response.json()["problemDetails"]]


def told(response: Any, status: int) -> dict[str, Any]:
    """A problem document with this status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = dict(response.json())
    assert body["status"] == status
    assert body["type"]
    assert body["title"]
    assert body["detail"]
    return body


# --- conversations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("cryptosuite", ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"])
def test_issued_verified_withdrawn_and_refused(cast: Cast, cryptosuite: str, *, secure: bool) -> None:
    asked = {"credential": example(), "options": {"cryptosuite": cryptosuite}}
    answer = post("/credentials/issue", asked, secure=secure)
    assert (answer.status_code, answer["Content-Type"]) == (201, "application/json")
    # Over https the credential stands in an envelope; the data-model suite does not look for one on http.
    credential = answer.json()["verifiableCredential"] if secure else answer.json()
    assert credential["proof"]["cryptosuite"] == cryptosuite
    both = {"verifiableCredential": credential, "options": {"checks": ["proof", "credentialStatus"]}}
    assert verified(post("/credentials/verify", both, secure=secure))
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "status": "1"}
    changed = post("/credentials/status", {"credentialId": ID, "credentialStatus": [entry]}, secure=secure)
    assert changed.status_code == 200
    refused = post("/credentials/verify", both, secure=secure)
    assert not verified(refused)
    assert "Revoked by the issuer" in refused.json()["problemDetails"][0]["detail"]
    # Whoever asks for the proof alone is told of the proof alone.
    assert verified(verify(credential, checks=["proof"]))


@pytest.mark.parametrize("document", [example(), open_badge()], ids=["example", "badge"])
def test_issued_derived_and_verified(cast: Cast, document: dict[str, Any]) -> None:
    base = issue(document, cryptosuite="ecdsa-sd-2023", mandatoryPointers=["/issuer", "/type"])
    asked = {"verifiableCredential": base, "options": {"selectivePointers": ["/credentialSubject"]}}
    answer = post("/credentials/derive", asked, secure=True)
    assert answer.status_code == 201
    shown = answer.json()
    assert shown["credentialSubject"] == base["credentialSubject"]
    assert {"issuer", "type", "credentialStatus"} <= shown.keys()
    assert "evidence" not in shown
    assert verified(verify(shown, checks=["proof"]))
    # Its holder alone has the base proof, and what was shown cannot be changed.
    assert problem_types(verify(base)) == [f"{SECURITY}PROOF_VERIFICATION_ERROR"]
    shown["credentialSubject"]["id"] = "urn:invalid"
    assert problem_types(verify(shown)) == [f"{SECURITY}PROOF_VERIFICATION_ERROR"]


@pytest.mark.django_db(transaction=True)
def test_a_conversation_over_a_real_connection(live_server: LiveServer) -> None:
    assemble()
    server = urlsplit(live_server.url)

    def ask(path: str, body: Any) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(server.hostname or "", server.port or 80, timeout=20)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token_of('rob')}"}
        connection.request("POST", f"/connect/vcapi/northfield{path}", json.dumps(body), headers)
        response = connection.getresponse()
        assert response.getheader("Set-Cookie") is None
        return response.status, json.loads(response.read())

    number, credential = ask("/credentials/issue", {"credential": example(), "options": {}})
    assert (number, credential["issuer"]) == (201, NORTHFIELD)
    assert ask("/credentials/verify", {"verifiableCredential": credential}) == (
        200, {"verified": True, "problemDetails": []},
    )  # fmt: skip
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "suspension"}
    assert ask("/credentials/status", {"credentialId": ID, "credentialStatus": entry, "status": True}) == (
        200,
        {},
    )
    number, found = ask("/credentials/verify", {"verifiableCredential": credential})
    assert (number, found["verified"]) == (400, False)
    assert (
        ask("/credentials/status", {"credentialId": ID, "credentialStatus": entry, "status": False})[0] == 200
    )
    assert ask("/credentials/verify", {"verifiableCredential": credential})[0] == 200


# --- what must not be signed --------------------------------------------------------------------------------

DIGEST = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
TRAPS: dict[str, tuple[dict[str, Any], str]] = {
    "refresh without type": ({"refreshService": {"id": "did:example:refresh"}}, "$.refreshService.type"),
    "schema without type": ({"credentialSchema": {"id": "did:example:schema"}}, "$.credentialSchema.type"),
    "schema without id": ({"credentialSchema": {"type": "JsonSchema"}}, "$.credentialSchema.id"),
    "issuer that is no address": ({"issuer": "not-a-url"}, "$.issuer"),
    "issuer object that is no address": ({"issuer": {"id": "not-a-url"}}, "$.issuer.id"),
    "issuer object without id": ({"issuer": {"name": "Nobody"}}, "$.issuer.id"),
    "no issuer": ({"issuer": None}, "$.issuer"),
    "resource without id": ({"relatedResource": [{"digestSRI": DIGEST}]}, "$.relatedResource[0].id"),
    "resource without digest": ({"relatedResource": [{"id": "https://x.example/a"}]}, "$.relatedResource[0]"),
    "resource twice": (
        {"relatedResource": [{"id": "https://x.example/a", "digestSRI": DIGEST}] * 2}, "$.relatedResource[1].id",
    ),
    "wrong digest": ({"relatedResource": [{"id": V2, "digestSRI": DIGEST}]}, "$.relatedResource[0].digestSRI"),
    "several ids": ({"id": ["urn:x:1", "urn:x:2"]}, "$.id"),
    "id that is no address": ({"id": "not-a-url"}, "$.id"),
    "subject without claims": ({"credentialSubject": []}, "$.credentialSubject"),
    "status without type": ({"credentialStatus": {"id": "https://x.example/s"}}, "$.credentialStatus.type"),
    "terms without type": ({"termsOfUse": {"id": "https://x.example/t"}}, "$.termsOfUse.type"),
    "evidence without type": ({"evidence": {"id": "https://x.example/e"}}, "$.evidence.type"),
    "over before it begins": (
        {"validFrom": "2027-01-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"}, "$.validUntil",
    ),
    "no type": ({"type": ["ExampleAlumniCredential"]}, "$.type"),
    "no base context": ({"@context": ["https://www.w3.org/ns/credentials/examples/v2"]}, "$['@context']"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRAPS)
def test_what_is_wrong_is_refused_at_issue_time_with_its_place(cast: Cast, name: str) -> None:
    members, path = TRAPS[name]
    body = told(post("/credentials/issue", {"credential": example(**members), "options": {}}), 400)
    assert body["type"] == f"{VCDM_PROBLEM}MALFORMED_VALUE_ERROR"
    assert path in [each["path"] for each in body["problems"]]
    assert not SignedDocument.objects.exists()


@pytest.mark.parametrize(
    ("context", "member", "kind"),
    [
        ([V2], {"favouriteColour": "blue"}, f"{VCDM_PROBLEM}MALFORMED_VALUE_ERROR"),
        ([V2, "https://x.example/context"], {}, "urn:skillmark:problem:unknown_context"),
        ([V2, {"alumniOf": "https://x.example/#alumniOf"}], {}, f"{VCDM_PROBLEM}MALFORMED_VALUE_ERROR"),
    ],
    ids=["undefined", "unknown", "inline"],
)
def test_terms_without_certain_meaning_are_refused(
    cast: Cast, context: list[Any], member: dict[str, Any], kind: str
) -> None:
    subject = {"id": "did:example:s"}
    asked = {
        "credential": example(
            **{"@context": context}, type=["VerifiableCredential"], credentialSubject=subject
        )
    }
    asked["credential"] |= member
    assert told(post("/credentials/issue", asked), 400)["type"] == kind


def test_the_digest_of_a_known_context_is_compared_with_its_bytes(cast: Cast) -> None:
    raw = hashlib.sha384(BUNDLED.load(V2).raw).digest()
    good = {"id": V2, "digestSRI": f"sha384-{base64.b64encode(raw).decode()}"}
    assert issue(example(relatedResource=good))["relatedResource"] == good
    wrong = good | {"digestSRI": f"sha384-{base64.b64encode(bytes(48)).decode()}"}
    body = told(post("/credentials/issue", {"credential": example(id="urn:x:2", relatedResource=wrong)}), 400)
    assert [each["code"] for each in body["problems"]] == ["digest_wrong"]


@pytest.mark.parametrize(
    "issuer",
    ["did:example:other", {"id": "did:key:z6MkSomebody", "name": "Somebody", "url": "https://x.example"}],
)
def test_foreign_issuers_get_our_id_and_keep_what_else_they_are(cast: Cast, issuer: Any) -> None:
    credential = issue(example(issuer=issuer))
    named = credential["issuer"]
    assert named == (NORTHFIELD if isinstance(issuer, str) else issuer | {"id": NORTHFIELD})
    assert credential["credentialSubject"] == example()["credentialSubject"]
    assert verified(verify(credential))


def test_the_examples_context_is_known_here_and_nowhere_else(cast: Cast) -> None:
    credential = issue()
    assert verified(verify(credential))
    assert set(CONTEXTS.urls()) - set(BUNDLED.urls()) == {"https://www.w3.org/ns/credentials/examples/v2"}
    report = check(json.dumps(credential).encode(), now=timezone.now())
    assert (report.verdict, report.check(2).code) == ("not_checked", "unknown_context")


def test_an_open_badge_stands_everywhere(cast: Cast) -> None:
    credential = issue(open_badge())
    assert verified(verify(credential))
    answer = Client().post("/api/v1/verify", json.dumps(credential), content_type="application/vc")
    assert answer.json()["verdict"] == "verified"
    # As a verifier elsewhere sees it, over the addresses that it names.
    report = inspect(
        json.dumps(credential).encode(), resolver=outside(now=timezone.now()), now=timezone.now(),
        policy=Policy(allow_local_http=True),
    )  # fmt: skip
    assert report.verdict == "verified"


def test_a_status_entry_says_no_more_than_it_must(cast: Cast) -> None:
    """The suite for status lists counts messages in a way that is not the standard's, so there are none."""
    entry = issue()["credentialStatus"]
    assert entry.keys() == {
        "id", "type", "statusPurpose", "statusListIndex", "statusListCredential", "statusReference",
    }  # fmt: skip


def test_a_record_of_something_forged_is_not_signed(cast: Cast) -> None:
    """What is inside was signed by others, and is checked like all that leaves."""
    inside = json.loads(
        sign(badge(ADA), signer=ADA_SIGNER, verification_method=ADA_KEY, created=timezone.now())
    )
    assert post("/credentials/issue", {"credential": clr(inside)}).status_code == 201
    forged = clr(inside | {"name": "Another"}, id="urn:x:forged")
    body = told(post("/credentials/issue", {"credential": forged}), 400)
    assert "check 10" in body["detail"]
    assert not SignedDocument.objects.filter(credential_id="urn:x:forged").exists()


# --- how it is signed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "suite"),
    [
        ({}, "eddsa-rdfc-2022"),
        ({"type": "DataIntegrityProof"}, "eddsa-rdfc-2022"),
        ({"cryptosuite": "eddsa-jcs-2022"}, "eddsa-jcs-2022"),
        ({"type": "DataIntegrityProof", "cryptosuite": "ecdsa-jcs-2019"}, "ecdsa-jcs-2019"),
        ({"type": "ecdsa-rdfc-2019"}, "ecdsa-rdfc-2019"),
        (
            {"credentialStatus": {"type": "BitstringStatusListEntry"}, "created": "2020-01-01"},
            "eddsa-rdfc-2022",
        ),
    ],
)
def test_options_choose_the_suite(cast: Cast, options: dict[str, Any], suite: str) -> None:
    credential = issue(**options)
    assert (credential["proof"]["type"], credential["proof"]["cryptosuite"]) == ("DataIntegrityProof", suite)
    assert verified(verify(credential))


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"type": "Ed25519Signature2020"}, 422),
        ({"type": "Ed25519Signature2020", "cryptosuite": "eddsa-rdfc-2022"}, 422),
        ({"cryptosuite": "bbs-2023"}, 422),
        ({"cryptosuite": 7}, 400),
        ({"mandatoryPointers": ["/issuer"]}, 400),
        ({"cryptosuite": "ecdsa-sd-2023", "mandatoryPointers": ["/nowhere"]}, 400),
        ({"cryptosuite": "ecdsa-sd-2023", "mandatoryPointers": "/issuer"}, 400),
        ({"cryptosuite": "ecdsa-sd-2023", "mandatoryPointers": ["/issuer"] * 201}, 400),
        ({"credentialId": "x" * 501}, 422),
        ({"credentialId": "x" * 1001}, 400),
    ],
)
def test_what_cannot_be_done_is_said(cast: Cast, options: dict[str, Any], status: int) -> None:
    told(post("/credentials/issue", {"credential": example(id=None), "options": options}), status)
    assert not SignedDocument.objects.exists()


def test_a_presentation_is_not_issued(cast: Cast) -> None:
    shown = {"@context": [V2], "type": ["VerifiablePresentation"]}
    told(post("/credentials/issue", {"credential": shown}), 400)


def test_the_same_request_twice_is_one_credential_and_another_under_its_id_is_none(cast: Cast) -> None:
    assert issue() == issue()
    body = told(post("/credentials/issue", {"credential": example(name="Another")}), 409)
    assert body["type"] == "urn:skillmark:problem:document.id_taken"
    assert body["title"] == "Id taken"
    assert issue(example(id=None), credentialId="order 17") == issue(
        example(id=None), credentialId="order 17"
    )
    assert SignedDocument.objects.count() == 2


def test_a_key_that_does_not_open_is_nobodys_fault_here(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    issue()
    monkeypatch.setattr(keyring, "encryption_key", lambda: bytes(32))
    body = told(post("/credentials/issue", {"credential": example(id="urn:x:2")}), 503)
    assert "encryption" not in json.dumps(body)


# --- how it stands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (
            {"credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}},
            "revoked",
        ),
        (
            {
                "credentialStatus": {"type": "BitstringStatusList", "statusPurpose": "suspension"},
                "status": True,
            },
            "suspended",
        ),
        (
            {
                "credentialStatus": [
                    {"type": "BitstringStatusListEntry", "statusPurpose": "suspension", "status": "1"},
                    {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "status": False},
                ]
            },
            "suspended",
        ),
        (
            {
                "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
                "status": "0",
            },
            "active",
        ),
    ],
)
def test_every_form_of_the_request_is_understood(cast: Cast, body: dict[str, Any], state: str) -> None:
    issue()
    assert post("/credentials/status", {"credentialId": ID} | body).status_code == 200
    assert SignedDocument.objects.get().state == state


def test_a_credential_of_the_platform_is_withdrawn_by_its_id(cast: Cast) -> None:
    credential = issued(cast.lea, cast.published, now=timezone.now())
    document = json.loads(credential.document)
    assert verified(verify(document))
    assert set_status(name=credential.credential_id, reason="Awarded by mistake.").status_code == 200
    credential.refresh_from_db()
    assert credential.state == CredentialState.REVOKED
    change = StatusChange.objects.get()
    assert (change.reason, change.by) == ("Awarded by mistake.", cast.rob)
    assert "Awarded by mistake" in verify(document).json()["problemDetails"][0]["detail"]


def test_a_revocation_is_final_and_of_two_changes_both_happen_or_none(cast: Cast) -> None:
    issue()
    both = [
        {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "status": True},
        {"type": "BitstringStatusListEntry", "statusPurpose": "suspension", "status": False},
    ]
    body = {"credentialId": ID, "credentialStatus": both}
    assert told(post("/credentials/status", body), 409)["type"].endswith("credential.revoked_for_good")
    assert not StatusChange.objects.exists()
    assert set_status().status_code == 200
    told(set_status(status=False), 409)
    told(set_status("suspension"), 409)


def test_a_status_that_is_published_elsewhere_is_changed_there(cast: Cast) -> None:
    issue(example(credentialStatus={"id": "did:example:status", "type": "ExampleStatus"}))
    told(set_status(), 409)


ENTRY = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"credentialStatus": ENTRY}, 400),
        ({"credentialId": 7, "credentialStatus": ENTRY}, 400),
        ({"credentialId": "urn:x:nothing", "credentialStatus": ENTRY}, 404),
        ({"credentialId": ID}, 400),
        ({"credentialId": ID, "credentialStatus": []}, 400),
        ({"credentialId": ID, "credentialStatus": [ENTRY] * 3}, 400),
        ({"credentialId": ID, "credentialStatus": "revoked"}, 400),
        ({"credentialId": ID, "credentialStatus": ENTRY | {"type": "RevocationList2020Status"}}, 400),
        ({"credentialId": ID, "credentialStatus": ENTRY | {"type": ["BitstringStatusListEntry"]}}, 400),
        ({"credentialId": ID, "credentialStatus": ENTRY | {"statusPurpose": "message"}}, 400),
        ({"credentialId": ID, "credentialStatus": ENTRY | {"statusPurpose": ["revocation"]}}, 400),
        ({"credentialId": ID, "credentialStatus": ENTRY, "status": "yes"}, 400),
        ({"credentialId": ID, "credentialStatus": ENTRY, "status": 1}, 400),
        ({"credentialId": ID, "credentialStatus": ENTRY, "status": None}, 400),
        ({"credentialId": ID, "credentialStatus": ENTRY, "reason": 7}, 400),
    ],
)
def test_a_change_that_is_not_clear_is_none(cast: Cast, body: dict[str, Any], status: int) -> None:
    issue()
    told(post("/credentials/status", body), status)
    assert not StatusChange.objects.exists()


# --- what is derived ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suite", "options", "kind"),
    [
        ("eddsa-rdfc-2022", {"selectivePointers": ["/id"]}, "no_base_proof"),
        ("ecdsa-sd-2023", {"selectivePointers": ["/nowhere"]}, "pointer_nowhere"),
        ("ecdsa-sd-2023", {"selectivePointers": "/id"}, "MALFORMED_VALUE_ERROR"),
    ],
)
def test_what_cannot_be_derived_is_said(cast: Cast, suite: str, options: dict[str, Any], kind: str) -> None:
    asked = {"verifiableCredential": issue(cryptosuite=suite), "options": options}
    body = told(post("/credentials/derive", asked), 400)
    assert body["type"].endswith(kind)


# --- presentations ------------------------------------------------------------------------------------------

FOR_US = {"challenge": "c-17", "domain": "verifier.example"}


def shown_by_ada(*credentials: dict[str, Any], **options: Any) -> dict[str, Any]:
    given = {"holder": ADA, "signer": ADA_SIGNER, "verification_method": ADA_KEY, "created": timezone.now()}
    data = present([json.dumps(each).encode() for each in credentials], **given | FOR_US | options)
    return dict(json.loads(data))


def verify_presentation(shown: Any, name: str = "verifiablePresentation", **options: Any) -> Any:
    return post("/presentations/verify", {name: shown, "options": options})


def test_a_presentation_signed_for_this_request_is_verified_whoever_the_subject_is(cast: Cast) -> None:
    """VCALM leaves it to the caller to compare holder and subject."""
    shown = shown_by_ada(issue(open_badge()))
    assert verified(verify_presentation(shown, **FOR_US))
    assert verified(verify_presentation(shown, checks=[]))
    for options, kind in (
        (FOR_US | {"challenge": "c-18"}, "INVALID_CHALLENGE_ERROR"),
        (FOR_US | {"domain": "mallory.example"}, "INVALID_DOMAIN_ERROR"),
    ):
        assert problem_types(verify_presentation(shown, **options))[0] == SECURITY + kind
    shown["holder"] = "did:example:somebody"
    assert not verified(verify_presentation(shown, **FOR_US))


@pytest.mark.parametrize("name", ["verifiablePresentation", "presentation"])
def test_an_unsigned_presentation_is_verified_where_no_proof_was_asked_for(cast: Cast, name: str) -> None:
    shown = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [issue(open_badge())],
    }
    assert verified(verify_presentation(shown, name))
    refused = verify_presentation(shown, name, **FOR_US)
    assert not verified(refused)
    assert problem_types(refused)[0] == f"{SECURITY}PROOF_VERIFICATION_ERROR"


def test_what_is_wrong_inside_a_presentation_fails_it(cast: Cast) -> None:
    good = issue(open_badge())
    tampered = deepcopy(good) | {"name": "Another"}
    assert verified(verify_presentation(shown_by_ada(good)))
    assert not verified(verify_presentation(shown_by_ada(tampered)))
    assert not verified(verify_presentation(shown_by_ada(good) | {"holder": {"name": "nobody"}}))
    set_status()
    publishing._signed_list.cache_clear()
    assert not verified(verify_presentation(shown_by_ada(good)))
    assert verified(verify_presentation(shown_by_ada(good), checks=["proof"]))


def test_signed_texts_are_verified_alone_and_in_their_envelopes(cast: Cast) -> None:
    document = SignedDocument.objects.get(credential_id=issue(open_badge())["id"])
    unsigned = {name: value for name, value in json.loads(document.document).items() if name != "proof"}
    key = f"{NORTHFIELD}#{document.key.public_multikey}"
    text = sign_vc_jwt(
        unsigned, signer=open_signer(document.key), verification_method=key, issued_at=timezone.now()
    )
    envelope = {
        "@context": V2,
        "id": f"data:application/vc+jwt,{text}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert verified(verify(text))
    assert verified(verify(envelope))
    assert not verified(verify(text[:-4] + "AAAA"))
    shown = present_jwt(
        [text.encode()],
        holder=ADA,
        signer=ADA_SIGNER,
        verification_method=ADA_KEY,
        created=timezone.now(),
        **FOR_US,
    )
    assert verified(verify_presentation(shown.decode(), **FOR_US))
    assert not verified(verify_presentation(shown.decode(), **FOR_US | {"challenge": "other"}))


def test_each_kind_is_verified_at_its_own_address(cast: Cast) -> None:
    credential = issue()
    told(verify_presentation(credential), 400)
    told(verify(presentation(credential)), 400)
    older = told(verify(older_badges.assertion()), 400)
    assert "Open Badges 2.0" in older["detail"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({}, "MALFORMED_VALUE_ERROR"),
        ({"verifiableCredential": 7}, "MALFORMED_VALUE_ERROR"),
        ({"verifiableCredential": ""}, "MALFORMED_VALUE_ERROR"),
        ({"verifiableCredential": {}, "options": []}, "MALFORMED_VALUE_ERROR"),
        ({"verifiableCredential": {}, "options": {"checks": "proof"}}, "MALFORMED_VALUE_ERROR"),
        (
            {"verifiableCredential": {}, "options": {"checks": ["proof", "revocation"]}},
            "MALFORMED_VALUE_ERROR",
        ),
        (b"", "PARSING_ERROR"),
        (b"{", "PARSING_ERROR"),
        (b'{"a": 1, "a": 2}', "PARSING_ERROR"),
        (b"[]", "MALFORMED_VALUE_ERROR"),
        (b'{"a": ' + b"[" * 70 + b"]" * 70 + b"}", "PARSING_ERROR"),
    ],
)
def test_what_is_no_request_is_told_so(cast: Cast, body: Any, kind: str) -> None:
    assert told(post("/credentials/verify", body), 400)["type"] == VCDM_PROBLEM + kind


def test_an_empty_credential_is_not_verified(cast: Cast) -> None:
    assert not verified(verify({}))
