"""What the verifying endpoints answer beside verdicts: tests/interfaces/intake compares those."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import Cast
from tests.credential.badges import clr, endorsed, endorsement, signed
from tests.holding_helpers import kept

from skillmark.credential.report import Group
from skillmark.lifecycle.verifying.models import KeptReport


def test_a_report_has_ten_checks_and_what_was_found(cast: Cast) -> None:
    item = kept(cast.lea, cast.published)
    assert item.credential is not None
    found = Client().post("/api/v1/verify", item.credential.document, content_type="application/vc").json()
    assert [check["step"] for check in found["checks"]] == list(range(1, 11))
    assert all(check["detail"] and check["name"] for check in found["checks"])
    assert found["credential"]["name"] == "Data Analysis Foundations"
    assert not KeptReport.objects.exists()


def test_what_is_inside_has_reports_of_its_own(db: None) -> None:
    """Nothing can be fetched here, which a program sees of each part as of the whole."""
    inner = endorsement() | {"issuer": {"id": "did:key:z6Mk", "type": ["Profile"]}}
    document = signed(clr(endorsed(inner)))
    found = Client().post("/api/v1/verify", json.dumps(document), content_type="application/vc").json()
    assert set(found["groups"]) == {group.value for group in Group}
    assert {check["group"] for check in found["checks"]} == set(found["groups"])
    (record,) = found["parts"]
    assert (record["role"], record["report"]["legacy"]) == ("credential", "")
    (endorsed_by,) = record["report"]["parts"]
    assert endorsed_by["path"] == "credentialSubject.achievement.endorsement[0]"
    assert endorsed_by["report"]["verdict"] == "not_verified"
    unsigned = endorsed_by["report"]["checks"][3]
    assert unsigned["code"] == "not_signed"
    assert unsigned["problem"] == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
    assert "source" not in record["report"]


def test_no_cookie_is_needed_and_none_is_set(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/api/v1/verify", b"{}", content_type="application/vc")
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize(
    ("path", "data", "content_type", "code"),
    [
        ("", b"", "application/vc", "verify.empty"),
        ("", b"  ", "application/vc", "verify.empty"),
        ("/link", {"link": "no link"}, "application/json", "verify.no_link"),
        ("/link", {"link": "ftp://x.example/badge"}, "application/json", "verify.no_link"),
        ("/link", {"link": "https://" + "x" * 2000}, "application/json", "invalid_request"),
        ("/link", {}, "application/json", "invalid_request"),
        ("/file", b"", "multipart/form-data; boundary=x", "invalid_request"),
    ],
)
def test_what_cannot_be_checked_is_a_problem(
    db: None, path: str, data: object, content_type: str, code: str
) -> None:
    response = Client().post(f"/api/v1/verify{path}", data, content_type=content_type)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == f"urn:skillmark:problem:{code}"
    assert problem["status"] == 422
    assert problem["title"]
    assert problem["detail"]


def test_a_request_without_json_is_a_problem_too(db: None) -> None:
    response = Client().post("/api/v1/verify/link", b"{", content_type="application/json")
    assert response.status_code in {400, 422}


@pytest.mark.parametrize("path", ["/api/v1/verify", "/api/v1/verify/file"])
def test_too_much_is_refused(db: None, path: str) -> None:
    data = b"x" * 10_000_001
    if path.endswith("file"):
        response = Client().post(path, {"file": SimpleUploadedFile("x", data)})
    else:
        response = Client().post(path, data, content_type="application/octet-stream")
    assert response.status_code in {413, 422}
    assert "too_large" in response.json()["type"]
