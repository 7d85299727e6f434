"""Digital Bazaar's verifier believes what we issue, when it has fetched our context from the address that is named."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import NOON, Cast
from tests.interop.exchange import Ask
from tests.interop.parties import CID
from tests.issuing_helpers import issued

from skillmark.config import current
from skillmark.credential.contexts import BUNDLED, micro_credential
from skillmark.credential.did import key as did_key
from skillmark.credential.times import format_timestamp
from skillmark.foundation.orgs.models import IssuerMethod

pytestmark = pytest.mark.interop


def _changed(credential: dict[str, Any], member: str, value: Any) -> dict[str, Any]:
    copy = deepcopy(credential)
    copy["credentialSubject"]["achievement"]["microCredential"][member] = value
    return copy


def test_what_we_issue_is_believed_with_the_context_as_it_is_served(cast: Cast, ask: Ask) -> None:
    cast.northfield.issuer_method = IssuerMethod.DID_KEY
    cast.northfield.save()
    credential = json.loads(issued(cast.lea, cast.published).document)
    address = credential["@context"][2]
    served = Client().get(address.removeprefix(current().base_url))
    contexts = {url: json.loads(BUNDLED.load(url).raw) for url in BUNDLED.urls()}
    # Nothing but what the platform serves: not the copy in our library.
    del contexts[micro_credential.PINNED.url]
    issuer = credential["issuer"]["id"]
    documents = contexts | {
        address: json.loads(served.content),
        issuer: {"@context": [CID], **did_key.controller_document(issuer)},
    }
    changed = [
        _changed(credential, member, value)
        for member, value in (
            ("workloadHours", 61), ("creditPoints", 3), ("eqfLevel", 8), ("levelSetBy", "The ministry"),
            ("assessmentType", ["application"]), ("participation", "onsite"), ("supervision", "onsite"),
            ("qualityBody", "NVAO"), ("outcome", []), ("skill", []), ("languages", ["nl"]),
        )
    ]  # fmt: skip
    tasks = [
        {"do": "verify", "suite": "eddsa-rdfc-2022", "credential": each} for each in (credential, *changed)
    ]
    first, *others = ask(
        "digitalbazaar.mjs", tasks, documents=documents, now=format_timestamp(NOON + timedelta(days=1))
    )
    assert first == {"value": ""}
    assert [answer for answer in others if answer == {"value": ""}] == []
