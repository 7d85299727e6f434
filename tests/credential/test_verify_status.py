"""Revoked, suspended, unreachable, stale or forged: what each status list makes of a badge."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.credential.badges import (
    CREATED,
    LIST,
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NOW,
    REASONS,
    World,
    badge,
    changed,
    entry,
    issued,
    signed,
    status_list,
)

from skillmark.credential import Outcome, Policy, Report, verify
from skillmark.credential.report import NotVerified
from skillmark.credential.status import bitstring


def with_status(*entries: dict[str, Any]) -> dict[str, Any]:
    """Northfield's badge with these status entries."""
    status: Any = list(entries) if len(entries) != 1 else entries[0]
    return issued(badge() | {"credentialStatus": status})


def report_on(credential: dict[str, Any], published: dict[str, Any] | bytes | None, **world: Any) -> Report:
    """The report where `published` is what stands at the list's address."""
    documents = world.pop("documents", {}) | ({LIST: published} if published is not None else {})
    return World(documents, **world).check(credential)


def status_of(report: Report) -> tuple[Outcome, str]:
    return report.check(6).outcome, report.check(6).code


def test_a_clear_bit_passes_with_the_age_of_the_list() -> None:
    report = report_on(with_status(entry()), signed(status_list(6, 8)))
    assert report.verdict == "verified"
    assert report.check(6).detail == "Not revoked. The list is 2 minutes old."
    assert report.check(6).fact == {"list_age_seconds": 120, "list_from_store": False}


def test_a_set_bit_is_revoked() -> None:
    report = report_on(with_status(entry()), signed(status_list(7)))
    assert report.verdict == "not_verified"
    assert status_of(report) == (Outcome.FAILED, "revoked")
    assert (
        report.check(6).detail
        == "Revoked by the issuer. No reason could be found. The list is 2 minutes old."
    )


def test_the_published_reason_is_shown_in_the_issuers_words() -> None:
    reason = {"reason": "Issued by mistake.", "changedAt": "2026-02-20T08:00:00Z"}
    credential = with_status(entry(statusReference=REASONS))
    report = report_on(credential, signed(status_list(7)), documents={REASONS: reason})
    assert report.check(6).detail == (
        "Revoked by the issuer on 20 February 2026. Reason: Issued by mistake. The list is 2 minutes old."
    )
    assert report.check(6).fact["reason"] == "Issued by mistake"


def test_the_reason_is_taken_from_the_lists_own_server_only() -> None:
    elsewhere = "https://mallory.example/reasons/7"
    credential = with_status(entry(statusReference=elsewhere))
    report = report_on(credential, signed(status_list(7)), documents={elsewhere: {"reason": "Ha"}})
    assert "Ha" not in report.check(6).detail


@pytest.mark.parametrize("reason", [b"<html>", b"[]", b'{"reason": 7}', b'{"changedAt": "soon"}'])
def test_a_broken_reason_leaves_the_revocation(reason: bytes) -> None:
    credential = with_status(entry(statusReference=REASONS))
    report = report_on(credential, signed(status_list(7)), documents={REASONS: reason})
    assert status_of(report) == (Outcome.FAILED, "revoked")
    assert "No reason could be found." in report.check(6).detail


def test_suspended_is_worded_apart() -> None:
    report = report_on(with_status(entry("suspension")), signed(status_list(7, purpose="suspension")))
    assert status_of(report) == (Outcome.FAILED, "suspended")
    assert report.check(6).detail.startswith("Suspended by the issuer.")


def test_every_entry_is_asked_and_the_worst_counts() -> None:
    second = "https://northfield.example/status/2"
    suspended = bitstring.entry(list_id=second, index=7, purpose="suspension")
    lists = {second: signed(changed(status_list(7, purpose="suspension"), id=second))}
    report = report_on(with_status(entry(), suspended), signed(status_list()), documents=lists)
    assert status_of(report) == (Outcome.FAILED, "suspended")
    clear = {second: signed(changed(status_list(purpose="suspension"), id=second))}
    report = report_on(with_status(entry(), suspended), signed(status_list()), documents=clear)
    assert (
        report.check(6).detail
        == "Not revoked. The list is 2 minutes old. Not suspended. The list is 2 minutes old."
    )


def test_an_unreachable_list_is_unknown() -> None:
    report = report_on(with_status(entry()), None)
    assert (report.verdict, status_of(report)) == ("not_checked", (Outcome.UNKNOWN, "unreachable"))
    offline = report_on(with_status(entry()), None, policy=Policy(offline=True))
    assert "not known here, and checking is offline" in offline.check(6).detail


def test_verify_may_be_told_to_accept_an_unknown_status() -> None:
    data = json.dumps(with_status(entry())).encode()
    with pytest.raises(NotVerified):
        verify(data, resolver=World().resolver(), now=NOW)
    policy = Policy(accept_unknown_status=True)
    assert verify(data, resolver=World().resolver(), now=NOW, policy=policy).report.verdict == "not_checked"


def test_an_unreachable_second_list_is_not_hidden_by_a_clear_first() -> None:
    other = bitstring.entry(list_id="https://northfield.example/status/9", index=1, purpose="suspension")
    report = report_on(with_status(entry(), other), signed(status_list()))
    assert status_of(report) == (Outcome.UNKNOWN, "unreachable")


# --- lists that are kept ----------------------------------------------------------------------------------------


def test_a_kept_list_says_how_old_it_is() -> None:
    report = report_on(with_status(entry()), signed(status_list()), from_store=True, age=timedelta(days=2))
    assert report.verdict == "verified"
    assert report.check(6).detail == "Not revoked. The list is 2 days old."


@pytest.mark.parametrize(
    ("ttl", "age", "accepted", "outcome"),
    [
        (timedelta(hours=1), timedelta(hours=2), None, Outcome.UNKNOWN),
        (timedelta(hours=1), timedelta(hours=2), timedelta(hours=3), Outcome.PASSED),
        (timedelta(hours=9), timedelta(hours=2), timedelta(hours=1), Outcome.UNKNOWN),
        (None, timedelta(days=8), None, Outcome.UNKNOWN),
    ],
)
def test_a_kept_list_is_too_old_by_its_own_word_or_the_verifiers(
    ttl: timedelta | None, age: timedelta, accepted: timedelta | None, outcome: Outcome
) -> None:
    policy = Policy(accept_status_age=accepted)
    published = signed(status_list(ttl=ttl))
    report = report_on(with_status(entry()), published, from_store=True, age=age, policy=policy)
    assert report.check(6).outcome is outcome
    fresh = report_on(with_status(entry()), published, age=age, policy=policy)
    assert fresh.check(6).outcome is Outcome.PASSED


def test_a_revocation_never_grows_old() -> None:
    report = report_on(with_status(entry()), signed(status_list(7)), from_store=True, age=timedelta(days=400))
    assert status_of(report) == (Outcome.FAILED, "revoked")


# --- A22: lists and entries that do not hold ----------------------------------------------------------------------


def _forged() -> dict[str, Any]:
    return signed(status_list(issuer=MALLORY), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)


def _tampered() -> dict[str, Any]:
    document = signed(status_list(7))
    document["credentialSubject"]["encodedList"] = bitstring.encode_list(bitstring.StatusBits())
    return document


@pytest.mark.parametrize(
    ("published", "code"),
    [
        (_forged(), "status_list_issuer"),
        (_tampered(), "status_list_invalid"),
        (signed(status_list(), signer=MALLORY_SIGNER), "status_list_invalid"),
        (status_list(), "status_list_invalid"),
        (signed(status_list(valid_until=NOW - timedelta(days=1))), "status_list_invalid"),
        (signed(changed(status_list(), id="https://northfield.example/status/2")), "status_list_id"),
        (signed(status_list(purpose="suspension")), "status_purpose_mismatch"),
        (signed(changed(status_list(), type=["VerifiableCredential"])), "status_list_type"),
        (issued(), "status_list_type"),
        (b"not json", "status_list_unreadable"),
        (b"[]", "status_list_type"),
    ],
)
def test_lists_that_do_not_hold(published: dict[str, Any] | bytes, code: str) -> None:
    report = report_on(with_status(entry()), published)
    assert status_of(report) == (Outcome.FAILED, code), report.check(6).detail
    assert report.verdict == "not_verified"


@pytest.mark.parametrize(
    "encoded",
    ["", "z1111", "u", "uAAAA", "uH4sI", bitstring.encode_list(bitstring.StatusBits())[:-8]],
)
def test_lists_whose_bits_cannot_be_read(encoded: str) -> None:
    document = status_list()
    document["credentialSubject"]["encodedList"] = encoded
    report = report_on(with_status(entry()), signed(document))
    assert report.check(6).outcome is Outcome.FAILED


@pytest.mark.parametrize("index", ["131072", "-1", "1e3", "NaN", "", "007", "٣", None, True, 1.5, ["7"]])
def test_indexes_that_point_nowhere(index: Any) -> None:
    bad = entry() | {"statusListIndex": index}
    if index is None:
        del bad["statusListIndex"]
    report = report_on(signed(badge() | {"credentialStatus": bad}), signed(status_list()))
    assert report.verdict == "not_verified"


def test_a_status_of_more_bits_is_read_whole() -> None:
    messages = [
        {"status": "0x0", "message": "in good standing"},
        {"status": "0x1", "message": "under review"},
        {"status": "0x2", "message": "replaced"},
        {"status": "0x3", "message": "withdrawn"},
    ]
    bits = bitstring.StatusBits()
    bits.set(7, 2, status_size=2)
    document = status_list(purpose="message")
    document["credentialSubject"]["encodedList"] = bitstring.encode_list(bits)
    asked = entry("message", statusSize=2, statusMessage=messages)
    report = report_on(with_status(asked), signed(document))
    assert report.verdict == "verified"
    assert "“replaced”" in report.check(6).detail


def test_a_list_with_a_status_of_its_own_is_not_followed() -> None:
    document = status_list() | {"credentialStatus": entry()}
    assert report_on(with_status(entry()), signed(document)).verdict == "verified"


def test_a_credential_that_is_its_own_list_is_refused() -> None:
    document = badge() | {"id": LIST, "credentialStatus": entry()}
    report = report_on(signed(document), signed(document))
    assert status_of(report) == (Outcome.FAILED, "status_list_circular")


def test_a_status_of_another_kind_is_unknown() -> None:
    other = {"id": "https://northfield.example/revoked", "type": "1EdTechRevocationList"}
    document = badge() | {"credentialStatus": other}
    document["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    assert status_of(report_on(issued(document), None)) == (Outcome.UNKNOWN, "status_unsupported")


def test_nothing_is_fetched_for_a_document_that_nobody_vouches_for() -> None:
    forged = signed(badge() | {"credentialStatus": entry()}, signer=MALLORY_SIGNER)
    report = report_on(forged, signed(status_list()))
    assert status_of(report) == (Outcome.UNKNOWN, "not_reached")


def test_too_many_documents_are_not_fetched() -> None:
    entries = [
        bitstring.entry(list_id=f"{LIST}{number}", index=1, purpose="revocation") for number in range(4)
    ]
    lists = {f"{LIST}{number}": signed(changed(status_list(), id=f"{LIST}{number}")) for number in range(4)}
    report = report_on(with_status(*entries), None, documents=lists, policy=Policy(max_fetches=3))
    assert status_of(report) == (Outcome.UNKNOWN, "unreachable")
    assert "too many documents" in report.check(6).detail


def test_a_short_list_is_a_warning() -> None:
    document = status_list()
    document["credentialSubject"]["encodedList"] = bitstring.encode_list(bitstring.StatusBits(100_000))
    report = report_on(with_status(entry()), signed(document))
    assert report.verdict == "verified"
    assert any("shorter than the standard asks" in warning for warning in report.warnings)


def test_the_issuer_of_the_list_may_be_an_object() -> None:
    document = changed(status_list(), issuer={"id": NORTHFIELD})
    assert report_on(with_status(entry()), signed(document, created=CREATED)).verdict == "verified"
