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
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    REASONS,
    World,
    badge,
    changed,
    entry,
    issued,
    presentation,
    signed,
    status_list,
)

from skillmark.credential import Fetched, Outcome, Policy, Report, StaticResolver, inspect, verify
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.report import Check, NotVerified
from skillmark.credential.status import bitstring
from skillmark.credential.steps.case import Allowance, Case
from skillmark.credential.steps.status import check_status


def with_status(*entries: dict[str, Any]) -> dict[str, Any]:
    """Northfield's badge with these status entries: of one it is issued, of several it is what others issue."""
    if len(entries) == 1:
        return issued(badge() | {"credentialStatus": entries[0]})
    return signed(badge() | {"credentialStatus": list(entries)})


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
    assert report.check(6).fact == {
        "entries": [
            {
                "type": "BitstringStatusListEntry",
                "purpose": "revocation",
                "list": LIST,
                "signed": True,
                "index": 7,
                "value": 0,
                "age_seconds": 120,
                "from_store": False,
                "outcome": "passed",
                "code": "",
            }
        ],
        "list_age_seconds": 120,
        "list_from_store": False,
    }


def test_a_set_bit_is_revoked() -> None:
    report = report_on(with_status(entry()), signed(status_list(7)))
    assert report.verdict == "not_verified"
    assert status_of(report) == (Outcome.FAILED, "revoked")
    assert (
        report.check(6).detail
        == "Revoked by the issuer. No reason could be found. The list is 2 minutes old."
    )


def test_a_verifier_that_asks_for_no_status_is_told_none_and_asks_nobody() -> None:
    unasked = Policy(ask_status=False)
    alone = report_on(with_status(entry()), signed(status_list(7)), policy=unasked)
    assert status_of(alone) == (Outcome.NOT_APPLICABLE, "status_unasked")
    assert alone.verdict == "verified"
    inside = World(policy=unasked).check(presentation(with_status(entry())))
    assert status_of(inside.parts[0].report) == (Outcome.NOT_APPLICABLE, "status_unasked")
    assert inside.verdict == "verified"


def test_the_published_reason_is_shown_in_the_issuers_words() -> None:
    reason = {"reason": "Issued by mistake.", "changedAt": "2026-02-20T08:00:00Z"}
    credential = with_status(entry(statusReference=REASONS))
    report = report_on(credential, signed(status_list(7)), documents={REASONS: reason})
    assert report.check(6).detail == (
        "Revoked by the issuer on 20 February 2026. Reason: Issued by mistake. The list is 2 minutes old."
    )
    assert report.check(6).fact["reason"] == "Issued by mistake"


def test_one_entry_for_both_is_told_apart_by_its_reason() -> None:
    reason = {"status": "suspended", "reason": "An appeal is heard."}
    credential = with_status(entry(statusReference=REASONS))
    report = report_on(credential, signed(status_list(7)), documents={REASONS: reason})
    assert status_of(report) == (Outcome.FAILED, "suspended")
    assert report.check(6).detail.startswith("Suspended by the issuer. Reason: An appeal is heard.")


def test_the_reason_is_taken_from_the_lists_own_server_only() -> None:
    elsewhere = "https://mallory.example/reasons/7"
    credential = with_status(entry(statusReference=elsewhere))
    report = report_on(credential, signed(status_list(7)), documents={elsewhere: {"reason": "Ha"}})
    assert "Ha" not in report.check(6).detail


def test_a_reason_is_found_among_those_of_neighbouring_places() -> None:
    told = [
        {"places": [3, 9], "status": "revoked", "reason": "Not this one"},
        {"places": [5, 7], "status": "suspended", "reason": "An appeal is heard."},
    ]
    credential = with_status(entry(statusReference=REASONS))
    report = report_on(credential, signed(status_list(7)), documents={REASONS: {"reasons": told}})
    assert status_of(report) == (Outcome.FAILED, "suspended")
    assert report.check(6).fact["reason"] == "An appeal is heard"


@pytest.mark.parametrize(
    "reason",
    [
        b"<html>", b"[]", b'{"reason": 7}', b'{"changedAt": "soon"}', b'{"reasons": []}',
        b'{"reasons": [7, {"places": [8], "reason": "Not this one"}, {"places": "7"}, {"reason": "Nobody"}]}',
    ],
)  # fmt: skip
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
    assert (report.verdict, status_of(report)) == (
        "not_checked",
        (Outcome.UNKNOWN, "status_list_unreachable"),
    )
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
    assert status_of(report) == (Outcome.UNKNOWN, "status_list_unreachable")


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
        (signed(changed(status_list(), validFrom="2026-03-01T12:06:00Z")), "status_list_invalid"),
        (signed(changed(status_list(), id="https://northfield.example/status/2")), "status_list_id"),
        (signed(status_list(purpose="suspension")), "status_purpose_mismatch"),
        (signed(changed(status_list(), type=["VerifiableCredential"])), "status_list_type"),
        (issued(), "status_list_type"),
        (b"not json", "status_list_unreadable"),
        (b"[]", "status_list_unreadable"),
        (b'["', "status_list_unreadable"),
        (b"{", "status_list_unreadable"),
        (b"e30.e30.e30", "status_list_unreadable"),
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
    assert report.check(6).code in {"status_index", "status_index_out_of_range"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"statusPurpose": ["revocation"]}, "status_entry"),
        ({"statusPurpose": 7}, "status_entry"),
        ({"statusListCredential": 7}, "status_entry"),
        ({"statusSize": 0}, "status_size"),
        ({"statusSize": 2}, "status_message"),
        ({"statusMessage": [{"status": "0x0", "message": "a"}] * 2}, "status_message"),
    ],
)
def test_entries_that_leave_a_doubt(changes: dict[str, Any], code: str) -> None:
    report = report_on(signed(badge() | {"credentialStatus": entry() | changes}), signed(status_list()))
    assert status_of(report) == (Outcome.FAILED, code), report.check(6).detail


# --- what other purposes say --------------------------------------------------------------------------------------

FOUR = ("in good standing", "under review", "replaced", "withdrawn")


def larger_list(value: int, *, size: int = 2, purpose: str = "message") -> dict[str, Any]:
    """A signed list of larger entries whose entry 7 has this value."""
    bits = bitstring.StatusBits(bitstring.MINIMUM_LENGTH * size)
    bits.set(7, value, status_size=size)
    document = status_list(purpose=purpose)
    document["credentialSubject"]["encodedList"] = bitstring.encode_list(bits)
    return signed(document)


@pytest.mark.parametrize(("value", "words"), list(enumerate(FOUR)))
def test_a_status_of_more_bits_is_read_whole(value: int, words: str) -> None:
    asked = bitstring.entry(list_id=LIST, index=7, purpose="message", messages=FOUR)
    report = report_on(with_status(asked), larger_list(value))
    assert report.verdict == "verified"
    assert f"message about it is “{words}”" in report.check(6).detail
    fact = report.check(6).fact["entries"][0]
    assert (fact["value"], fact["message"]) == (value, words)


def test_a_revocation_of_more_bits_takes_its_reason_from_its_message() -> None:
    asked = bitstring.entry(list_id=LIST, index=7, purpose="revocation", messages=FOUR)
    report = report_on(with_status(asked), larger_list(3, purpose="revocation"))
    assert status_of(report) == (Outcome.FAILED, "revoked")
    assert "Reason: withdrawn." in report.check(6).detail
    assert report_on(with_status(asked), larger_list(0, purpose="revocation")).verdict == "verified"


@pytest.mark.parametrize(("set_bits", "words"), [((), "“unset”"), ((7,), "“set”")])
def test_a_message_of_one_bit_without_words_is_set_or_unset(set_bits: tuple[int, ...], words: str) -> None:
    report = report_on(with_status(entry("message")), signed(status_list(*set_bits, purpose="message")))
    assert report.verdict == "verified"
    assert words in report.check(6).detail


def test_a_newer_version_is_a_note_and_no_fault() -> None:
    announced = report_on(with_status(entry("refresh")), signed(status_list(7, purpose="refresh")))
    assert announced.verdict == "verified"
    assert "Its issuer says that there is a newer version of it." in announced.warnings
    newest = report_on(with_status(entry("refresh")), signed(status_list(purpose="refresh")))
    assert newest.check(6).detail == announced.check(6).detail == "It is in order. The list is 2 minutes old."
    assert not any("newer" in warning for warning in newest.warnings)


def test_a_purpose_that_nobody_knows_is_no_reason_for_trust() -> None:
    noted = report_on(with_status(entry("audit")), signed(status_list(7, purpose="audit")))
    assert (noted.verdict, status_of(noted)) == ("not_checked", (Outcome.UNKNOWN, "status_purpose_unknown"))
    assert "“audit”" in noted.check(6).detail
    clear = report_on(with_status(entry("audit")), signed(status_list(purpose="audit")))
    assert clear.verdict == "verified"
    assert clear.check(6).detail == "Nothing is noted under “audit”. The list is 2 minutes old."


def test_a_list_may_serve_several_purposes() -> None:
    published = signed(status_list(8, purpose=["suspension", "revocation"]))
    entries = (entry(), entry("suspension", "8"))
    report = report_on(with_status(*entries), published)
    assert status_of(report) == (Outcome.FAILED, "suspended")
    outcomes = [(fact["purpose"], fact["outcome"]) for fact in report.check(6).fact["entries"]]
    assert outcomes == [("revocation", "passed"), ("suspension", "failed")]
    assert report_on(with_status(entry(), entry("suspension", "9")), published).verdict == "verified"


# --- several entries ----------------------------------------------------------------------------------------------


def test_facts_of_several_entries_stay_apart_and_the_oldest_and_the_worst_are_named() -> None:
    second, reason = "https://northfield.example/status/2", "https://northfield.example/status/2/reason"
    suspended = bitstring.entry(list_id=second, index=7, purpose="suspension") | {"statusReference": reason}
    world = World({LIST: signed(status_list())})
    old = Fetched(
        second,
        json.dumps(signed(changed(status_list(7, purpose="suspension"), id=second))).encode(),
        "application/json",
        NOW - timedelta(days=3),
        from_store=True,
    )
    why = {"reason": "An appeal is heard.", "changedAt": "2026-02-20T08:00:00Z"}
    known = {
        url: each for url in world.documents if (each := world.resolver().fetch(url, accept="")) is not None
    }
    resolver = StaticResolver(known | {second: old, reason: json.dumps(why).encode()})
    data = json.dumps(with_status(entry(), suspended)).encode()
    check = inspect(data, resolver=resolver, now=NOW).check(6)
    assert [(fact["age_seconds"], fact["outcome"]) for fact in check.fact["entries"]] == [
        (120, "passed"),
        (259_200, "failed"),
    ]
    assert (check.fact["list_age_seconds"], check.fact["list_from_store"]) == (259_200, True)
    assert (check.fact["reason"], check.fact["changed_at"]) == ("An appeal is heard", "2026-02-20T08:00:00Z")
    assert json.loads(json.dumps(check.to_json()))["fact"] == check.fact


def test_too_many_entries_are_refused_unread() -> None:
    entries = [entry(index=str(number)) for number in range(5)]
    assert status_of(report_on(with_status(*entries), signed(status_list()))) == (Outcome.FAILED, "too_many")


@pytest.mark.parametrize("broken", ["urn:x:status", 7, {"type": ["Other", "Another"]}, {}])
def test_one_entry_that_cannot_be_read_is_not_hidden_by_a_clear_one(broken: Any) -> None:
    document = badge() | {"credentialStatus": [entry(), broken]}
    report = report_on(signed(document, suite="eddsa-jcs-2022"), signed(status_list()))
    assert status_of(report) == (Outcome.UNKNOWN, "status_unsupported")
    assert [fact["outcome"] for fact in report.check(6).fact["entries"]] == ["passed", "unknown"]


# --- the verifier's own rules -------------------------------------------------------------------------------------


def test_a_list_of_another_issuer_counts_where_the_verifier_says_so() -> None:
    published = signed(status_list(7, issuer=MALLORY), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    policy = Policy(status_issuers=frozenset({MALLORY}))
    report = report_on(with_status(entry()), published, policy=policy)
    assert status_of(report) == (Outcome.FAILED, "revoked")


def test_how_short_a_list_may_be_is_the_verifiers_choice() -> None:
    document = status_list()
    document["credentialSubject"]["encodedList"] = bitstring.encode_list(bitstring.StatusBits(100_000))
    policy = Policy(min_status_entries=100_001)
    report = report_on(with_status(entry()), signed(document), policy=policy)
    assert status_of(report) == (Outcome.FAILED, "status_list_too_short")
    assert "100,000 entries" in report.check(6).detail


def test_what_is_asked_of_the_credential_is_not_asked_of_its_list() -> None:
    document = badge() | {"credentialStatus": entry()}
    asked = signed(document, domain="verifier.example", challenge="n-1")
    policy = Policy(expected_domain="verifier.example", expected_challenge="n-1")
    assert report_on(asked, signed(status_list()), policy=policy).verdict == "verified"


def test_a_list_with_a_status_of_its_own_is_not_followed() -> None:
    document = status_list() | {"credentialStatus": entry()}
    assert report_on(with_status(entry()), signed(document)).verdict == "verified"


def test_a_credential_that_is_its_own_list_is_refused() -> None:
    document = badge() | {"id": LIST, "credentialStatus": entry()}
    report = report_on(signed(document), signed(document))
    assert status_of(report) == (Outcome.FAILED, "status_list_circular")


@pytest.mark.parametrize("fragment", ["", "#list"])
def test_a_list_that_is_the_credential_itself_is_refused_however_it_is_named(fragment: str) -> None:
    document = badge() | {"id": LIST, "credentialStatus": entry(statusListCredential=LIST + fragment)}
    assert status_of(report_on(signed(document), None)) == (Outcome.FAILED, "status_list_circular")


def test_a_status_of_another_kind_is_unknown() -> None:
    other = entry() | {"type": "TokenStatusListEntry"}
    document = badge() | {"credentialStatus": other}
    report = report_on(signed(document, suite="eddsa-jcs-2022"), None)
    assert status_of(report) == (Outcome.UNKNOWN, "status_unsupported")
    assert "“TokenStatusListEntry”" in report.check(6).detail


def test_a_list_whose_own_context_is_unknown_cannot_be_checked() -> None:
    document = status_list()
    document["@context"].append("https://elsewhere.example/context.json")
    report = report_on(with_status(entry()), signed(document, suite="eddsa-jcs-2022"))
    assert status_of(report) == (Outcome.UNKNOWN, "status_list_unchecked")


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
    assert status_of(report) == (Outcome.UNKNOWN, "status_list_unreachable")
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


# --- lists in signed texts ----------------------------------------------------------------------------------------


def sealed(document: dict[str, Any], **changes: Any) -> bytes:
    """A list as a compact signed text, by Northfield's key."""
    given: dict[str, Any] = {"signer": NORTHFIELD_SIGNER, "verification_method": NORTHFIELD_KEY}
    return sign_vc_jwt(document, **given | changes).encode()


def test_a_list_may_come_as_a_signed_text() -> None:
    clear = report_on(with_status(entry()), sealed(status_list(6)) + b"\n")
    assert clear.verdict == "verified", clear.check(6).detail
    revoked = report_on(with_status(entry()), sealed(status_list(7)))
    assert status_of(revoked) == (Outcome.FAILED, "revoked")


def test_a_signed_text_by_another_key_or_issuer_is_no_list() -> None:
    forged = sealed(status_list(), signer=MALLORY_SIGNER)
    assert status_of(report_on(with_status(entry()), forged)) == (Outcome.FAILED, "status_list_invalid")
    foreign = sealed(status_list(issuer=MALLORY), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    assert status_of(report_on(with_status(entry()), foreign)) == (Outcome.FAILED, "status_list_issuer")
    head, _, _ = sealed(status_list()).rpartition(b".")
    cut = report_on(with_status(entry()), head + b".")
    assert status_of(cut)[0] is Outcome.FAILED


# --- what asking may cost -----------------------------------------------------------------------------------------


def asked(*entries: dict[str, Any], published: dict[str, Any], **allowance: int) -> tuple[Check, list[Case]]:
    """The check of these entries with so much to spend, and the lists that were examined for it."""
    world = World({LIST: published})
    document = signed(badge() | {"credentialStatus": list(entries)})
    case = Case(document, world.resolver(), NOW, Policy(), allowance=Allowance(**allowance))
    examined: list[Case] = []

    def check_list(inner: Case) -> list[Check]:
        examined.append(inner)
        return []

    return check_status(case, earlier=(), check_list=check_list), examined


def test_a_list_is_examined_once_for_all_that_name_it() -> None:
    entries = [entry(), entry("suspension", "8"), entry("revocation", "9")]
    published = signed(status_list(8, purpose=["revocation", "suspension"]))
    check, examined = asked(*entries, published=published)
    assert len(examined) == 1
    assert [fact["outcome"] for fact in check.fact["entries"]] == ["passed", "failed", "passed"]


def test_a_list_that_does_not_hold_answers_nobody() -> None:
    check = report_on(with_status(entry(), entry("suspension", "8")), _tampered()).check(6)
    assert [fact["code"] for fact in check.fact["entries"]] == ["status_list_invalid"] * 2


@pytest.mark.parametrize(
    "allowance", [{"parts": 0}, {"characters": 100}, {"characters": 700}, {"steps": 1}, {"steps": 200}]
)
def test_a_list_that_costs_more_than_is_left_is_unknown(allowance: dict[str, int]) -> None:
    bits = bitstring.StatusBits(bitstring.MINIMUM_LENGTH)
    published = status_list()
    published["credentialSubject"]["encodedList"] = bitstring.encode_list(bits)
    check, examined = asked(entry(), published=signed(published), **allowance)
    assert (check.outcome, check.code) == (Outcome.UNKNOWN, "status_list_too_costly")
    assert len(examined) == (1 if "steps" in allowance else 0)


def test_everyone_who_asks_a_list_pays_for_unpacking_it() -> None:
    # 256 steps for each time that its 16,384 bytes are unpacked.
    entries = [entry(index=str(index)) for index in range(4)]
    check, _ = asked(*entries, published=signed(status_list()), steps=700)
    assert [fact["code"] for fact in check.fact["entries"]] == [
        "",
        "",
        "status_list_too_costly",
        "status_list_too_costly",
    ]
