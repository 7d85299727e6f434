"""The older list of bits: read in every spelling that is in use, and only by the entries that belong to it."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import LIST, NORTHFIELD, World, badge, changed, entry, signed, status_list

from skillmark.credential import Outcome, Report
from skillmark.credential.errors import StatusError
from skillmark.credential.status import bitstring, lists
from skillmark.credential.status.status_list_2021 import decode_list

VCDM_1 = "https://www.w3.org/2018/credentials/v1"
CONTEXT = "https://w3id.org/vc/status-list/2021/v1"
BADGES_1 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"

SPELLINGS: dict[str, Callable[[bytes], str]] = {
    "base64": lambda data: base64.b64encode(data).decode(),
    "base64 without padding": lambda data: base64.b64encode(data).decode().rstrip("="),
    "base64url": lambda data: base64.urlsafe_b64encode(data).decode(),
    "base64url without padding": lambda data: base64.urlsafe_b64encode(data).decode().rstrip("="),
    "multibase u": lambda data: "u" + base64.urlsafe_b64encode(data).decode().rstrip("="),
    "multibase U": lambda data: "U" + base64.urlsafe_b64encode(data).decode(),
    "multibase m": lambda data: "m" + base64.b64encode(data).decode().rstrip("="),
    "multibase M": lambda data: "M" + base64.b64encode(data).decode(),
}


def older_entry(index: str = "7", **more: Any) -> dict[str, Any]:
    return {
        "id": f"{LIST}#{index}",
        "type": "StatusList2021Entry",
        "statusPurpose": "revocation",
        "statusListIndex": index,
        "statusListCredential": LIST,
    } | more


def older_list(*set_bits: int, spelling: str = "base64url without padding", **changes: Any) -> dict[str, Any]:
    bits = bitstring.StatusBits()
    for index in set_bits:
        bits.set(index)
    subject = {
        "id": f"{LIST}#list",
        "type": "StatusList2021",
        "statusPurpose": "revocation",
        "encodedList": SPELLINGS[spelling](gzip.compress(bits.to_bytes(), mtime=0)),
    }
    return {
        "@context": [VCDM_1, CONTEXT],
        "id": LIST,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": NORTHFIELD,
        "issuanceDate": "2026-01-15T09:00:00Z",
        "credentialSubject": subject,
    } | changes


def older_badge(*entries: dict[str, Any]) -> dict[str, Any]:
    document = changed(badge(), validFrom=None, validUntil=None)
    document["@context"] = [VCDM_1, BADGES_1, CONTEXT, "https://w3id.org/security/data-integrity/v2"]
    document |= {"issuanceDate": "2026-01-15T09:00:00Z", "expirationDate": "2029-01-15T09:00:00Z"}
    return signed(document | {"credentialStatus": entries[0] if len(entries) == 1 else list(entries)})


def signed_list(document: dict[str, Any]) -> dict[str, Any]:
    document["@context"] = [*document["@context"], "https://w3id.org/security/data-integrity/v2"]
    return signed(document)


def report_on(credential: dict[str, Any], published: dict[str, Any]) -> Report:
    return World({LIST: published}).check(credential)


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(data=st.binary(min_size=1, max_size=200))
def test_every_spelling_in_use_is_read(spelling: str, data: bytes) -> None:
    text = SPELLINGS[spelling](gzip.compress(data, mtime=0))
    assert decode_list(text, minimum=1).to_bytes() == data


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "status_list_encoding"),
        ("=", "status_list_encoding"),
        ("H4sIA", "status_list_encoding"),
        ("H4s+_A", "status_list_encoding"),
        ("zH4sIAAAA", "status_list_encoding"),
        ("H4sI AAA", "status_list_encoding"),
        ("H4sIAAAA===", "status_list_encoding"),
        (SPELLINGS["base64"](b"not gzip"), "status_list_encoding"),
        (SPELLINGS["base64"](gzip.compress(bytes(10), mtime=0)), "status_list_too_short"),
        (SPELLINGS["base64"](gzip.compress(bytes(17 * 1024 * 1024), mtime=0)), "status_list_too_large"),
    ],
)
def test_malformed_lists_are_refused(text: str, code: str) -> None:
    with pytest.raises(StatusError) as caught:
        decode_list(text)
    assert caught.value.code == code


@given(st.text(max_size=60))
def test_noise_is_refused_by_name(text: str) -> None:
    with pytest.raises(StatusError) as caught:
        decode_list(text)
    assert caught.value.code.startswith("status_list_")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_badge_of_the_older_model_is_asked_about_in_the_older_list(spelling: str) -> None:
    clear = report_on(older_badge(older_entry()), signed_list(older_list(6, 8, spelling=spelling)))
    assert clear.verdict == "verified", [check.detail for check in clear.checks]
    assert clear.check(6).detail == "Not revoked. The list is 2 minutes old."
    assert clear.check(6).fact["entries"][0]["type"] == "StatusList2021Entry"
    revoked = report_on(older_badge(older_entry()), signed_list(older_list(7, spelling=spelling)))
    assert (revoked.verdict, revoked.check(6).code) == ("not_verified", "revoked")


def test_the_older_list_can_be_shown_as_well() -> None:
    document = older_list(7)
    assert [lists.status_at(document, index=index) for index in (6, 7, 8)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("entries", "published"),
    [
        ((older_entry(),), signed(status_list())),
        ((entry(),), signed_list(older_list())),
    ],
)
def test_an_entry_of_one_kind_is_not_answered_by_a_list_of_the_other(
    entries: tuple[dict[str, Any], ...], published: dict[str, Any]
) -> None:
    credential = (
        older_badge(*entries)
        if entries[0]["type"] == "StatusList2021Entry"
        else signed(badge() | {"credentialStatus": entries[0]})
    )
    check = report_on(credential, published).check(6)
    assert (check.outcome, check.code) == (Outcome.FAILED, "status_list_type")


@pytest.mark.parametrize("expired", ["2026-02-01T00:00:00Z"])
def test_an_older_list_ends_by_its_older_date(expired: str) -> None:
    check = report_on(older_badge(older_entry()), signed_list(older_list(expirationDate=expired))).check(6)
    assert (check.outcome, check.code) == (Outcome.FAILED, "status_list_invalid")
