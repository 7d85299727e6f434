"""Open Badges 2.0 that their issuer keeps: what holds, and every way in which somebody else could pretend to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.credential.older_badges import (
    ADA,
    ASSERTION,
    CLASS,
    CONTEXT,
    HOST,
    ISSUER,
    MALLORY,
    NOW,
    Published,
    assertion,
    badge_class,
    baked,
    check,
    codes,
    issuer,
    notes,
)

from skillmark.credential import Outcome, Policy, StaticResolver, inspect, verify
from skillmark.credential.legacy.view import LegacyBadge
from skillmark.credential.registry import Registry
from skillmark.credential.report import NotVerified

KNOWN = Registry.of({ISSUER: "Westbrook College"}, name="the list")
FAILED, UNKNOWN, PASSED = Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED


# --- what holds ---------------------------------------------------------------------------------------------


def test_a_kept_badge_is_verified_and_called_what_it_is() -> None:
    report = check(assertion())
    assert report.verdict == "verified"
    assert report.legacy == "Open Badges 2.0"
    assert [each.step for each in report.checks] == list(range(1, 11))
    assert [each.outcome for each in report.checks[1:6]] == [PASSED] * 5
    assert report.check(2).detail == (
        "Complete, with its class of badge and its issuer (Open Badges 2.0, an older standard)."
    )
    assert report.check(3).detail == "It is kept where westbrook.example says that its badges are."
    assert report.check(4).detail == (
        "It carries no signature; it says the same as the copy that westbrook.example keeps, as of 2 minutes ago."
    )
    assert report.check(4).code == "hosted_copy"
    assert report.check(4).fact == {"copy_age_seconds": 120, "copy_from_store": False}
    assert report.check(5).detail == "Valid since 30 June 2025, with no end date."
    assert report.check(6).detail == "Not revoked, as of 2 minutes ago."
    assert report.check(6).fact == {"list_age_seconds": 120, "list_from_store": False}
    assert report.warnings[0] == (
        "This is a badge of an older standard (Open Badges 2.0). It is not signed: it is true as long as "
        "westbrook.example keeps a copy of it, and cannot be checked once that is gone."
    )
    assert all(each.spec and each.detail.endswith(".") for each in report.checks)


def test_the_json_report_says_that_it_is_legacy() -> None:
    report = check(assertion()).to_json()
    assert report["legacy"] == "Open Badges 2.0"
    assert report["credential"]["legacy"] == "Open Badges 2.0"
    assert report["credential"]["name"] == "First aid"
    assert report["credential"]["issuer"] == {"id": ISSUER, "name": "Westbrook College"}


def test_it_asks_for_three_documents_and_no_more() -> None:
    world = Published()
    check(assertion(), world)
    assert world.asked == [ASSERTION, CLASS, ISSUER]


def test_verify_gives_a_badge_that_says_that_it_is_legacy() -> None:
    world = Published()
    data = world.fetch(ASSERTION, accept="application/json").body
    found = verify(data, resolver=world, now=NOW)
    assert isinstance(found.credential, LegacyBadge)
    assert found.report.legacy == "Open Badges 2.0"


@pytest.mark.parametrize(
    "given",
    [
        assertion(verification=None, verify={"type": "hosted"}),
        assertion(verification={"type": ["hosted"]}),
        assertion(revoked=False, expires=None),
        assertion(evidence=[f"{HOST}/work/17"]),
        assertion(evidence={"id": f"{HOST}/work/17"}),
        assertion(badge=badge_class()),
        assertion(badge=badge_class(issuer=issuer())),
        assertion(at_context=[CONTEXT, "https://elsewhere.example/context"]),
    ],
)
def test_ways_of_writing_the_same(given: dict[str, Any]) -> None:
    assert check(given).verdict == "verified"


def test_the_copy_may_hold_more_than_the_file_links_to() -> None:
    world = {ASSERTION: assertion(badge=badge_class(issuer=issuer()))}
    report = check(assertion(), world)
    assert report.verdict == "verified"
    assert report.credential is not None
    assert report.credential.name == "First aid"


def test_a_name_that_differs_on_the_same_host_is_said() -> None:
    report = check(assertion(), {CLASS: badge_class(id=f"{HOST}/b/1"), ISSUER: issuer(id="urn:uuid:1")})
    assert report.verdict == "verified"
    assert "other_name" in notes(report)
    assert (
        f"Its class of badge calls itself {HOST}/b/1, and was found at {CLASS}; the latter counts here."
        in (report.warnings)
    )
    assert report.credential is not None
    assert report.credential.issuer.id == ISSUER
    assert report.credential.achievement.id == CLASS


def test_plain_http_is_asked_over_https() -> None:
    world = Published({ASSERTION: assertion(id=ASSERTION.replace("https", "http"))})
    report = check(assertion(id=ASSERTION.replace("https", "http")), world)
    assert report.verdict == "verified"
    assert all(url.startswith("https://") for url in world.asked)
    assert "plain_http" in notes(report)


def test_plain_http_with_a_port_proves_nothing() -> None:
    report = check(assertion(id="http://westbrook.example:8080/assertions/17.json"))
    assert report.verdict == "not_verified"
    assert codes(report, UNKNOWN)[4] == "not_https"


def test_a_demo_on_this_machine_may_be_asked_where_that_is_allowed() -> None:
    local = "http://localhost:8000"
    world = {
        f"{local}/a": assertion(id=f"{local}/a", badge=f"{local}/b"),
        f"{local}/b": badge_class(id=f"{local}/b", issuer=f"{local}/i"),
        f"{local}/i": issuer(id=f"{local}/i"),
    }
    given = world[f"{local}/a"]
    assert check(given, world, policy=Policy(allow_local_http=True)).verdict == "verified"
    assert check(given, world).verdict == "not_checked"


def test_a_known_issuer_and_the_expected_badge() -> None:
    report = check(assertion(), policy=Policy(registries=(KNOWN,), expected_achievement=CLASS))
    assert report.verdict == "verified"
    assert report.check(9).outcome is PASSED
    other = check(assertion(), policy=Policy(expected_achievement=f"{HOST}/badges/other.json"))
    assert codes(other, FAILED) == {9: "achievement_mismatch"}


def test_what_is_outside_the_standard_is_said_and_not_checked() -> None:
    extension = {"@context": "https://x.example/c", "type": ["Extension", "extensions:Level"], "level": 3}
    more = {"extensions:level": extension, "mine": {"type": "Extension"}}
    given = assertion(at_context=[CONTEXT, {"mine": "https://x.example/mine"}], **more)
    report = check(given, {ASSERTION: given})
    assert report.verdict == "verified"
    assert notes(report) >= {"extensions", "inline_context"}
    assert (
        "It has additions beyond the standard, which were not checked: extensions:level, mine."
        in report.warnings
    )


def test_endorsements_are_counted_and_prove_nothing() -> None:
    given = assertion(endorsement=[f"{HOST}/e/1", f"{HOST}/e/2"])
    report = check(given, {ASSERTION: given, ISSUER: issuer(endorsement=f"{HOST}/e/3")})
    assert report.verdict == "verified"
    assert (report.check(10).outcome, report.check(10).fact) == (UNKNOWN, {"parts": 3})


# --- what was changed ---------------------------------------------------------------------------------------

CHANGES: dict[str, dict[str, Any]] = {
    "recipient": {"recipient": {"type": "email", "hashed": False, "identity": "mallory@mallory.example"}},
    "recipient.hashed": {"recipient": assertion()["recipient"] | {"hashed": True, "salt": "other"}},
    "issuedOn": {"issuedOn": "2024-06-30T10:00:00+00:00"},
    "expires": {"expires": "2030-01-01T00:00:00Z"},
    "evidence": {"evidence": f"{MALLORY}/work"},
    "less": {"evidence": None},
    "narrative": {"narrative": "With distinction."},
    "badge": {"badge": badge_class(name="Surgery")},
    "badge without its address": {"badge": {"name": "Surgery"}},
    "another badge": {"badge": badge_class(id=f"{HOST}/badges/other.json")},
    "issuer": {"badge": badge_class(issuer=issuer(name="Harvard"))},
    "criteria": {"badge": badge_class(criteria={"narrative": "Nothing."})},
    "list": {"evidence": [f"{HOST}/work/17", f"{HOST}/work/18"]},
    "evidence with words": {"evidence": {"id": f"{HOST}/work/17", "narrative": "Saved a life."}},
    "image": {"image": f"{HOST}/other.png"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_says_something_else_than_the_copy(name: str) -> None:
    report = check(assertion(**CHANGES[name]))
    assert report.verdict == "not_verified"
    assert FAILED in {report.check(4).outcome, report.check(2).outcome}


def test_what_differs_is_named() -> None:
    report = check(assertion(issuedOn="2024-06-30T10:00:00Z", badge=badge_class(name="Surgery")))
    assert codes(report, FAILED) == {4: "copy_differs"}
    assert report.check(4).detail == (
        "It differs from the issuer's own copy (badge.name, issuedOn): it was changed, or the issuer has changed its "
        "words since."
    )


def test_true_is_not_one() -> None:
    given = assertion(x=True)
    assert check(given, {ASSERTION: assertion(x=1)}).verdict == "not_verified"
    assert check(given, {ASSERTION: given}).verdict == "verified"


def test_lists_are_compared_in_their_order() -> None:
    kept = assertion(evidence=[f"{HOST}/1", f"{HOST}/2"])
    assert check(kept, {ASSERTION: kept}).verdict == "verified"
    assert check(assertion(evidence=[f"{HOST}/1", f"{HOST}/3"]), {ASSERTION: kept}).verdict == "not_verified"


def test_an_older_name_beside_the_newer_one_is_a_difference() -> None:
    assert check(assertion(verify={"type": "hosted"})).verdict == "not_verified"


def test_documents_that_only_name_themselves_end_the_comparison() -> None:
    report = check(assertion(badge=badge_class()), {CLASS: {"id": CLASS}})
    assert report.verdict == "not_verified"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "type", "badge", "x", "verify"]), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.sampled_from(["narrative", "evidence", "image", "recipient", "badge", "verification", "x"]),
)
@settings(max_examples=150, deadline=None)
@example({"id": []}, "x")
@example([[None]], "x")
def test_nothing_can_be_put_in_the_place_of_a_member(value: Any, member: str) -> None:
    report = check(assertion() | {member: value})
    while isinstance(value, list) and len(value) == 1:
        (value,) = value
    says_nothing = (value is None or value == []) and member not in assertion()
    if report.verdict == "verified" or member == "x":
        assert (report.verdict == "verified") is says_nothing


# --- who keeps it -------------------------------------------------------------------------------------------


def test_another_host_cannot_issue_in_the_name_of_a_known_issuer() -> None:
    forged = assertion(id=f"{MALLORY}/a")
    report = check(forged, {f"{MALLORY}/a": forged}, policy=Policy(registries=(KNOWN,)))
    assert report.verdict == "not_verified"
    assert codes(report, FAILED) == {3: "not_in_scope"}
    assert report.check(9).outcome is Outcome.NOT_APPLICABLE
    assert report.check(3).detail == (
        "It is kept at https://mallory.example/a, and westbrook.example does not say that its badges are kept there: "
        "anyone could have put it there."
    )


def test_an_issuer_described_by_somebody_else_is_not_believed() -> None:
    profile = issuer(verification={"allowedOrigins": "mallory.example"}, publicKey=f"{MALLORY}/key")
    forged = assertion(id=f"{MALLORY}/a", badge=badge_class(id=f"{MALLORY}/b", issuer=profile))
    assert codes(check(forged, {f"{MALLORY}/a": forged}), FAILED)[3] == "not_in_scope"


def test_an_issuer_who_calls_itself_another_is_refused() -> None:
    forged = assertion(id=f"{MALLORY}/a", badge=f"{MALLORY}/b")
    world = {
        f"{MALLORY}/a": forged,
        f"{MALLORY}/b": badge_class(id=f"{MALLORY}/b", issuer=f"{MALLORY}/i"),
        f"{MALLORY}/i": issuer(),
    }
    report = check(forged, world, policy=Policy(registries=(KNOWN,)))
    assert codes(report, FAILED) == {3: "document_id_mismatch"}
    assert report.check(9).outcome is Outcome.NOT_APPLICABLE


def test_the_badge_of_another_cannot_be_awarded() -> None:
    mallorys = issuer(id=f"{MALLORY}/i", name="Mallory")
    forged = assertion(id=f"{MALLORY}/a", badge=badge_class(issuer=f"{MALLORY}/i"))
    world = {f"{MALLORY}/a": forged, f"{MALLORY}/i": mallorys}
    report = check(forged, world, policy=Policy(expected_achievement=CLASS))
    assert codes(report, FAILED)[3] == "class_not_in_scope"
    narrowed = world | {f"{MALLORY}/i": mallorys | {"verification": {"startsWith": f"{MALLORY}/"}}}
    assert codes(check(forged, narrowed), FAILED) == {3: "class_not_in_scope"}


def test_classes_may_be_kept_wherever_the_issuer_says() -> None:
    other = "https://badges.westbrook.example"
    given = assertion(id=f"{other}/a", badge=f"{other}/b")
    world = {
        f"{other}/a": given,
        f"{other}/b": badge_class(id=f"{other}/b"),
        ISSUER: issuer(verification={"allowedOrigins": ["badges.westbrook.example"]}),
    }
    assert check(given, world).verdict == "verified"


def test_an_invented_address_below_the_issuers_shows_nothing() -> None:
    report = check(assertion(id=f"{HOST}/invented"))
    assert report.verdict == "not_checked"
    assert codes(report, UNKNOWN) == {3: "copy_unseen", 4: "unreachable", 6: "unreachable"}
    assert report.check(9).code == "not_reached"


# verification of the profile -> whether Westbrook's assertion, where it is kept, is in scope
SCOPES: list[tuple[dict[str, Any], str, bool]] = [
    ({"startsWith": f"{HOST}/assertions/"}, ASSERTION, True),
    ({"startsWith": [f"{HOST}/other/", f"{HOST}/assertions/"]}, ASSERTION, True),
    ({"startsWith": f"{HOST}/other/"}, ASSERTION, False),
    ({"startsWith": f"{HOST}/assertions/1"}, ASSERTION, True),
    ({"startsWith": "http://westbrook.example/assertions/"}, ASSERTION, True),
    ({"startsWith": "westbrook.example/assertions/"}, ASSERTION, False),
    ({"startsWith": "https://["}, ASSERTION, False),
    ({"startsWith": HOST}, "https://westbrook.example.mallory.example/a", False),
    ({"startsWith": f"{HOST}/assertions/"}, f"{HOST}/assertions/../uploads/a", False),
    ({"startsWith": f"{HOST}/assertions/"}, f"{HOST}/assertions/%2e%2e/uploads/a", False),
    ({"startsWith": f"{HOST}/assertions/"}, f"{HOST}/assertions/%252e%252e%252fuploads/a", False),
    ({"startsWith": f"{HOST}/assertions/"}, f"{HOST}/assertions/..\\uploads/a", False),
    ({"startsWith": f"{HOST}/a?b="}, f"{HOST}/a?b=17", True),
    ({"startsWith": f"{HOST}/a?b="}, f"{HOST}/a?c=17", False),
    ({"allowedOrigins": "westbrook.example"}, ASSERTION, True),
    ({"allowedOrigins": ["other.example", "WESTBROOK.example:443"]}, ASSERTION, True),
    ({"allowedOrigins": "https://westbrook.example/"}, ASSERTION, True),
    ({"allowedOrigins": "other.example"}, ASSERTION, False),
    ({"allowedOrigins": "westbrook.example"}, "https://westbrook.example:8443/a", False),
    ({"allowedOrigins": "westbrook.example"}, "https://westbrook.example@mallory.example/a", False),
    ({"allowedOrigins": "westbrook.example"}, "https://sub.westbrook.example/a", False),
    ({"allowedOrigins": []}, ASSERTION, True),
    ({"startsWith": f"{HOST}/", "allowedOrigins": "other.example"}, ASSERTION, False),
    ({"verificationProperty": "id"}, ASSERTION, True),
    ({}, "https://WESTBROOK.example:443/assertions/17.json", True),
    ({}, "https://westbrook.example:8443/a", False),
    ({}, "https://sub.westbrook.example/a", False),
]


@pytest.mark.parametrize(("rules", "address", "allowed"), SCOPES)
def test_where_an_issuer_keeps_its_badges(rules: dict[str, Any], address: str, allowed: bool) -> None:
    given = assertion(id=address)
    report = check(given, {address: given, ISSUER: issuer(verification=rules or None)})
    assert (report.verdict == "verified") is allowed
    assert report.check(3).code == ("" if allowed else "not_in_scope")


@pytest.mark.parametrize("member", ["badge", ["id"], {"id": "id"}, 1])
def test_badges_told_apart_by_another_member_could_not_be_checked(member: Any) -> None:
    report = check(assertion(), {ISSUER: issuer(verification={"verificationProperty": member})})
    assert codes(report, UNKNOWN) == {3: "unsupported"}
    assert str(member) in report.check(3).detail


# --- what could not be had ----------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [ASSERTION, CLASS, ISSUER])
@pytest.mark.parametrize("offline", [True, False])
def test_what_could_not_be_asked_is_unknown_and_never_valid(missing: str, offline: bool) -> None:
    world = Published()
    del world.documents[missing]
    report = check(assertion(), world, policy=Policy(offline=offline))
    assert report.verdict == "not_checked"
    assert not codes(report, FAILED)
    words = "checking is offline" if offline else "could not be fetched: the server does not answer"
    assert words in " ".join(each.detail for each in report.checks)
    with pytest.raises(NotVerified):
        verify(b'{"@context": 1}', resolver=world, now=NOW)


def test_a_class_that_could_not_be_had_is_not_said_to_differ() -> None:
    world = Published()
    del world.documents[CLASS]
    report = check(assertion(badge=badge_class()), world)
    assert report.verdict == "not_checked"
    assert report.check(4).outcome is PASSED


def test_without_a_network_nothing_is_valid() -> None:
    data = Published().fetch(ASSERTION, accept="application/json").body
    report = inspect(data, resolver=StaticResolver({}), now=NOW, policy=Policy(offline=True))
    assert report.verdict == "not_checked"
    assert report.credential is not None
    assert report.credential.issuer.name == ""


def test_a_badge_whose_issuer_cannot_be_asked_is_shown_by_its_own_words() -> None:
    given = assertion(badge=badge_class(issuer=issuer()))
    world = Published({ASSERTION: given})
    del world.documents[ISSUER]
    report = check(given, world)
    assert report.verdict == "not_checked"
    assert report.credential is not None
    assert report.credential.issuer.name == "Westbrook College"


@pytest.mark.parametrize("body", [b"<!doctype html>", b"[]", b'{"a": 1, "a": 2}', b"{" * 100])
@pytest.mark.parametrize("address", [ASSERTION, CLASS, ISSUER])
def test_what_is_published_must_be_readable(address: str, body: bytes) -> None:
    report = check(assertion(), {address: body})
    assert report.verdict == "not_verified"
    assert "document_unreadable" in codes(report, FAILED).values()


def test_documents_are_bounded() -> None:
    report = check(assertion(), {CLASS: badge_class(description="x" * 262_144)})
    assert codes(report, UNKNOWN) == {2: "unreachable", 3: "unreachable"}


def test_an_issuer_without_an_address_could_not_be_checked() -> None:
    given = assertion(badge=badge_class(issuer={"id": "urn:uuid:1", "type": "Issuer", "name": "Somebody"}))
    report = check(given, {ASSERTION: given})
    assert report.verdict == "not_checked"
    assert codes(report, UNKNOWN)[3] == "no_address"


def test_a_budget_bounds_what_is_fetched() -> None:
    world = Published()
    report = check(assertion(), world, policy=Policy(max_fetches=2))
    assert world.asked == [ASSERTION, CLASS]
    assert report.verdict == "not_checked"


# --- dates and standing -------------------------------------------------------------------------------------


def test_an_expired_badge() -> None:
    given = assertion(expires="2025-12-31T23:59:59Z")
    report = check(given, {ASSERTION: given})
    assert codes(report, FAILED) == {5: "expired"}
    assert report.check(5).detail == "Expired on 31 December 2025."
    assert report.check(5).fact == {
        "valid_from": "2025-06-30T10:00:00Z",
        "valid_until": "2025-12-31T23:59:59Z",
    }


def test_a_badge_in_date() -> None:
    given = assertion(expires="2026-12-31T23:59:59Z")
    assert check(given, {ASSERTION: given}).check(5).detail == "In date until 31 December 2026."


def test_a_badge_of_tomorrow_and_one_that_ends_before_it_begins() -> None:
    given = assertion(issuedOn="2026-03-02T00:00:00Z")
    assert codes(check(given, {ASSERTION: given}), FAILED) == {5: "not_yet_valid"}
    within_leeway = assertion(issuedOn="2026-03-01T12:04:00Z")
    assert check(within_leeway, {ASSERTION: within_leeway}).verdict == "verified"
    given = assertion(expires="2025-01-01T00:00:00Z")
    assert codes(check(given, {ASSERTION: given}), FAILED) == {5: "dates_reversed"}


def test_a_copy_that_says_it_was_revoked() -> None:
    report = check(
        assertion(), {ASSERTION: {"id": ASSERTION, "revoked": True, "revocationReason": "Mistake."}}
    )
    assert report.verdict == "not_verified"
    assert codes(report, FAILED) == {6: "revoked"}
    assert codes(report, UNKNOWN) == {4: "copy_withdrawn"}
    assert report.check(6).detail == (
        "Revoked by the issuer. Reason: Mistake. This is known as of 2 minutes ago."
    )
    assert report.check(6).fact["reason"] == "Mistake"


@pytest.mark.parametrize("reason", [None, 17, ""])
def test_a_revocation_needs_no_reason(reason: Any) -> None:
    kept = {"id": ASSERTION, "revoked": True, "revocationReason": reason}
    detail = check(assertion(), {ASSERTION: kept}).check(6).detail
    assert detail == "Revoked by the issuer. No reason could be found. This is known as of 2 minutes ago."


def test_a_copy_that_is_gone_was_revoked() -> None:
    report = check(assertion(), {ASSERTION: None})
    assert codes(report, FAILED) == {6: "revoked"}
    assert codes(report, UNKNOWN) == {4: "copy_withdrawn"}
    assert "says that the badge was there and is so no longer" in report.check(6).detail


def test_what_else_is_gone_was_not_revoked() -> None:
    assert check(assertion(), {CLASS: None}).verdict == "not_checked"


def test_a_revoked_assertion_that_was_stripped_is_told_as_revoked() -> None:
    stripped = {"@context": CONTEXT, "id": ASSERTION, "revoked": True}
    report = check(stripped, {ASSERTION: stripped})
    assert codes(report, FAILED) == {6: "revoked"}


def test_old_knowledge_does_not_show_that_it_stands() -> None:
    old = Published(age=timedelta(days=8), from_store=True)
    report = check(assertion(), old)
    assert codes(report, UNKNOWN) == {6: "stale"}
    assert report.verdict == "not_checked"
    assert check(assertion(), old, policy=Policy(accept_status_age=timedelta(days=9))).verdict == "verified"
    new = Published(age=timedelta(days=8))
    assert check(assertion(), new).verdict == "verified"


# --- pictures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [b"tEXt", b"iTXt"])
def test_a_picture_that_holds_only_an_address(kind: bytes) -> None:
    report = check(baked(ASSERTION, kind=kind))
    assert report.verdict == "verified"
    assert (report.form, report.signed_bytes) == ("png", ASSERTION.encode())
    assert report.check(1).detail == (
        "Read in full: a PNG image with the address of a badge inside, 44 bytes of credential."
    )


def test_a_drawing_that_holds_only_an_address() -> None:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">'
        f'<openbadges:assertion verify="{ASSERTION}"/></svg>'
    )
    report = check(svg.encode())
    assert (report.verdict, report.form) == ("verified", "svg")


def test_an_address_that_leads_to_nothing() -> None:
    report = check(baked(f"{HOST}/nothing"))
    assert report.verdict == "not_checked"
    assert (report.check(1).outcome, report.check(1).code) == (UNKNOWN, "unreachable")
    assert report.document is None


def test_an_address_that_leads_to_no_badge() -> None:
    report = check(baked(f"{HOST}/page"), {f"{HOST}/page": b"<html></html>"})
    assert (report.check(1).outcome, report.check(1).code) == (FAILED, "document_unreadable")


def test_an_address_whose_badge_is_gone() -> None:
    report = check(baked(ASSERTION), {ASSERTION: None})
    assert report.verdict == "not_verified"
    assert codes(report, FAILED) == {6: "revoked"}


def test_an_address_elsewhere_leads_to_the_badge_where_it_is_kept() -> None:
    moved = {f"{MALLORY}/copy": assertion()}
    assert check(baked(f"{MALLORY}/copy"), moved).verdict == "verified"
    changed = {f"{MALLORY}/copy": assertion(issuedOn="2020-01-01T00:00:00Z")}
    assert codes(check(baked(f"{MALLORY}/copy"), changed), FAILED) == {4: "copy_differs"}


def test_text_that_is_no_address_is_no_badge() -> None:
    for text in ("ftp://westbrook.example/a", "https://", "x" * 3000, f"{HOST}/" + "a" * 3000):
        assert check(baked(text)).check(1).outcome is FAILED


def test_a_link_in_a_text_file_is_no_badge() -> None:
    assert check(ASSERTION.encode()).check(1).outcome is FAILED


# --- the recipient ------------------------------------------------------------------------------------------


def test_the_recipient_is_recognised_by_the_hash() -> None:
    assert check(assertion(), policy=Policy(expected_recipient=(ADA,))).check(8).outcome is PASSED
    report = check(assertion(), policy=Policy(expected_recipient=("mallory@mallory.example",)))
    assert codes(report, FAILED) == {8: "recipient_mismatch"}
