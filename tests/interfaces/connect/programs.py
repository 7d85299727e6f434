"""A program as it speaks to the VC-API: over http or https, with a token or without, and what it sends."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests.conftest import token_of
from tests.credential.badges import badge

V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
ID = "urn:uuid:7b1f3c52-51ea-4d80-b5f8-8f1f3d8e8a11"


def post(
    path: str,
    body: Any,
    *,
    who: str | None = "rob",
    org: str = "northfield",
    secure: bool = False,
    **headers: str,
) -> HttpResponse:
    """Posts to an endpoint of an organisation, as the program of this person of the cast."""
    given = headers if who is None else {"Authorization": f"Bearer {token_of(who)}"} | headers
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(enforce_csrf_checks=True)
    return client.post(
        f"/connect/vcapi/{org}{path}", data, content_type="application/json", headers=given, secure=secure
    )


def example(**members: Any) -> dict[str, Any]:
    """A credential as the suites of the W3C write it; None takes a member out."""
    document = {
        "@context": [V2, EXAMPLES],
        "id": ID,
        "type": ["VerifiableCredential", "ExampleAlumniCredential"],
        "issuer": "https://university.example/issuers/565049",
        "credentialSubject": {
            "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
            "alumniOf": "Example University",
        },
    }
    return {name: value for name, value in (document | members).items() if value is not None}


def open_badge(**members: Any) -> dict[str, Any]:
    """An Open Badge that a program wrote."""
    return badge("https://elsewhere.example/issuers/1") | {"id": ID} | members


def issue(credential: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """The credential, issued over http."""
    response = post("/credentials/issue", {"credential": credential or example(), "options": options})
    assert response.status_code == 201, response.content
    return dict(response.json())


def verify(credential: Any, *, checks: list[str] | None = None, who: str | None = "rob") -> HttpResponse:
    options = {} if checks is None else {"options": {"checks": checks}}
    return post("/credentials/verify", {"verifiableCredential": credential} | options, who=who)


def set_status(purpose: str = "revocation", *, name: str = ID, **members: Any) -> HttpResponse:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": purpose}
    return post("/credentials/status", {"credentialId": name, "credentialStatus": entry} | members)
