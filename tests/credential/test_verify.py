"""A whole badge through the ten steps, and every lie about it that the attack list names."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.credential.badges import (
    CREATED,
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    OPEN_BADGES,
    VCDM,
    World,
    badge,
    changed,
    controller_document,
    issued,
    signed,
)

from skillmark.credential import Fetched, Outcome, Policy, Report, StaticResolver, inspect, verify
from skillmark.credential.bake import bake_any
from skillmark.credential.did.key import did_for_key, verification_method_for_key
from skillmark.credential.errors import ResolveError
from skillmark.credential.registry import Registry
from skillmark.credential.report import NotVerified

KNOWN = Registry.of({NORTHFIELD: "Northfield College"}, name="the list")
OTHERS = Registry.of({MALLORY: "Somebody else"}, name="the list")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


def failed(report: Report) -> dict[int, str]:
    return {check.step: check.code for check in report.checks if check.outcome is Outcome.FAILED}


def unknown(report: Report) -> dict[int, str]:
    return {check.step: check.code for check in report.checks if check.outcome is Outcome.UNKNOWN}


# --- what holds ---------------------------------------------------------------------------------------------


def test_a_proper_badge_is_verified_and_explained() -> None:
    report = World().check(issued())
    assert report.verdict == "verified"
    assert [check.step for check in report.checks] == list(range(1, 11))
    assert report.check(3).detail == "The key belongs to northfield.example."
    assert report.check(4).detail == "The signature matches: nothing was changed since it was signed."
    assert report.check(5).detail == "In date until 15 January 2029."
    assert all(check.detail.endswith(".") and check.spec for check in report.checks)
    (warning,) = report.warnings
    assert warning.startswith("northfield.example is on no list of known issuers")


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_both_suites(suite: str) -> None:
    assert World().check(signed(badge(), suite=suite)).verdict == "verified"


@pytest.mark.parametrize(("image", "form"), [(PNG, "png"), (SVG, "svg")])
def test_a_baked_badge_is_checked_like_the_file(image: bytes, form: str) -> None:
    text = json.dumps(issued(), ensure_ascii=False)
    report = World().check(bake_any(image, text))
    assert (report.verdict, report.form) == ("verified", form)
    assert report.signed_bytes == text.encode()


def test_a_did_key_issuer_needs_nothing_from_outside() -> None:
    did = did_for_key(NORTHFIELD_SIGNER.public_multikey)
    key = verification_method_for_key(NORTHFIELD_SIGNER.public_multikey)
    data = json.dumps(signed(badge(did), verification_method=key)).encode()
    report = inspect(data, resolver=StaticResolver(), now=NOW)
    assert report.verdict == "verified"
    assert "no web address stands behind it" in report.check(3).detail


def test_a_did_web_issuer() -> None:
    did = "did:web:northfield.example:college"
    world = World(
        {"https://northfield.example/college/did.json": controller_document(did, NORTHFIELD_SIGNER)}
    )
    report = world.check(signed(badge(did), verification_method=f"{did}#key-1"))
    assert report.verdict == "verified"
    assert report.check(3).detail == "The key belongs to northfield.example."


def test_verify_returns_what_inspect_reports() -> None:
    data = json.dumps(issued()).encode()
    verified = verify(data, resolver=World().resolver(), now=NOW)
    assert verified.credential.name == "Food safety"
    assert verified.report == World().check(data)


def test_verify_counts_unknown_as_failed() -> None:
    data = json.dumps(issued()).encode()
    with pytest.raises(NotVerified) as refusal:
        verify(data, resolver=StaticResolver(), now=NOW)
    assert refusal.value.report.verdict == "not_checked"
    with pytest.raises(NotVerified):
        verify(data, resolver=StaticResolver(), now=NOW, policy=Policy(accept_unknown_status=True))


def test_a_known_issuer_and_the_expected_achievement() -> None:
    achievement = "https://northfield.example/achievements/food-safety/v2"
    policy = Policy(registries=(KNOWN,), expected_achievement=achievement)
    report = World(policy=policy).check(issued())
    assert report.check(9).outcome is Outcome.PASSED
    assert report.warnings == ()
    other = World(policy=replace(policy, expected_achievement="urn:x:other")).check(issued())
    assert failed(other) == {9: "achievement_mismatch"}


def test_an_unlisted_issuer_is_a_warning_not_a_failure() -> None:
    report = World(policy=Policy(registries=(OTHERS,))).check(issued())
    assert report.verdict == "verified"
    assert report.check(9).outcome is Outcome.UNKNOWN
    assert report.warnings


@pytest.mark.parametrize("why", ["changed", "another key"])
def test_a_known_name_in_a_forged_file_earns_no_trust(why: str) -> None:
    achievement = "https://northfield.example/achievements/food-safety/v2"
    policy = Policy(registries=(KNOWN,), expected_achievement=achievement)
    forged = (
        changed(issued(), validFrom="2020-01-01T00:00:00Z")
        if why == "changed"
        else signed(badge(), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    )
    report = World(policy=policy).check(forged)
    trust = report.check(9)
    assert report.verdict == "not_verified"
    assert (trust.outcome, trust.code) == (Outcome.NOT_APPLICABLE, "not_reached")
    assert trust.detail == "Not asked, because issuer and signature were not established."


# --- could not check ----------------------------------------------------------------------------------------


def test_an_unreachable_issuer_is_unknown() -> None:
    report = inspect(json.dumps(issued()).encode(), resolver=StaticResolver(), now=NOW)
    assert report.verdict == "not_checked"
    assert unknown(report) == {3: "unreachable", 4: "no_key"}


def test_offline_says_what_is_not_known_here() -> None:
    report = inspect(
        json.dumps(issued()).encode(), resolver=StaticResolver(), now=NOW, policy=Policy(offline=True)
    )
    assert (
        report.check(3).detail
        == "The keys of northfield.example are not known here, and checking is offline."
    )


def test_known_keys_say_how_old_they_are() -> None:
    report = World(from_store=True, age=timedelta(days=3)).check(issued())
    assert (
        report.check(3).detail
        == "The key belongs to northfield.example. Its keys were last looked up 3 days ago."
    )


@pytest.mark.parametrize("kind", ["Assertion"])
def test_kinds_to_come_are_unknown(kind: str) -> None:
    report = World().check(changed(issued(), type=["VerifiableCredential", kind]))
    assert report.verdict == "not_checked"
    assert report.check(2).code == "kind_unsupported"


def test_another_kind_of_proof_is_unknown() -> None:
    credential = issued()
    credential["proof"]["cryptosuite"] = "bbs-2023"
    report = World().check(credential)
    assert report.verdict == "not_checked"
    assert "bbs-2023" in report.check(4).detail


def test_an_unknown_context_is_unknown() -> None:
    # Its statements may be true; without its definitions nobody here can tell.
    credential = changed(issued(), context=[VCDM, OPEN_BADGES, "https://elsewhere.example/context.json"])
    report = World().check(credential)
    assert unknown(report)[2] == "unknown_context"
    assert report.verdict == "not_checked"


# --- A3: nothing unsigned is shown as true ------------------------------------------------------------------


def test_a_member_that_no_context_defines_is_refused() -> None:
    credential = issued()
    credential["credentialSubject"]["grade"] = "A"
    assert failed(World().check(credential))[2] == "undefined_term"


def test_a_type_that_no_context_defines_is_refused() -> None:
    credential = issued()
    credential["type"] = [*credential["type"], "HonoursCredential"]
    assert failed(World().check(credential))[2] == "undefined_term"


# --- A4, A5: spelling tricks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trick",
    [
        {"context": [VCDM, OPEN_BADGES, {"name": "https://schema.org/alternateName"}]},
        {"context": [VCDM, OPEN_BADGES, {"@vocab": "https://mallory.example/"}]},
        {"https://schema.org/name": "Another name"},
        {"@graph": [{"id": "urn:x:1"}]},
        {"@included": [{"id": "urn:x:1", "name": "hidden"}]},
        {"@reverse": {"evidence": {"id": "urn:x:1"}}},
        {"@nest": {"description": "hidden"}},
        {"evidence": [[{"id": "urn:x:1", "type": ["Evidence"]}]]},
    ],
    ids=lambda trick: next(iter(trick)),
)
def test_documents_that_are_not_plainly_written_are_refused(trick: dict[str, Any]) -> None:
    # Even when the issuer itself signs it: readers would not see what the signature covers.
    document = changed(badge(), **trick)
    report = World().check(document | {"proof": issued()["proof"]})
    assert failed(report)[2] == "shape"
    assert report.check(4).outcome is Outcome.UNKNOWN


def test_a_context_added_after_signing_breaks_the_jcs_signature() -> None:
    credential = signed(badge(), suite="eddsa-jcs-2022")
    more = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    report = World().check(changed(credential, context=[VCDM, OPEN_BADGES, more]))
    assert failed(report) == {4: "proof_context_differs"}


def test_a_proof_with_a_context_of_its_own_is_refused() -> None:
    credential = issued()
    credential["proof"]["@context"] = [VCDM]
    assert failed(World().check(credential)) == {4: "proof_context_differs"}


def test_a_second_subject_is_refused() -> None:
    document = badge()
    document["credentialSubject"] = [document["credentialSubject"], {"id": "did:example:mallory"}]
    assert failed(World().check(signed(document)))[2] == "member"


# --- A6: addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", ["badge-1", "/badges/1", "https://north field.example/1"])
def test_relative_and_broken_addresses_are_refused(identifier: str) -> None:
    report = World().check(changed(issued(), id=identifier))
    assert 2 in failed(report)
    assert 4 in failed(report)


# --- A7: dates under names that the context does not define -------------------------------------------------


@pytest.mark.parametrize("member", ["expirationDate", "issuanceDate"])
def test_old_date_names_on_a_new_context_are_refused(member: str) -> None:
    credential = issued()
    credential[member] = "2040-01-01T00:00:00Z"
    assert failed(World().check(credential))[2] == "undefined_term"


# --- A8: a key that only an address names -------------------------------------------------------------------


def test_a_key_in_the_fragment_of_an_address_is_not_the_issuers() -> None:
    forged = signed(
        badge(), signer=MALLORY_SIGNER, verification_method=f"{NORTHFIELD}#{MALLORY_SIGNER.public_multikey}"
    )
    report = World().check(forged)
    assert failed(report) == {3: "key_not_found"}
    assert report.check(4).outcome is Outcome.PASSED
    assert report.check(4).detail.endswith("whose key that is, step 3 says.")
    offline = inspect(json.dumps(forged).encode(), resolver=StaticResolver(), now=NOW)
    assert offline.verdict == "not_checked"


def test_a_plain_http_issuer_is_refused_but_on_this_machine_when_allowed() -> None:
    local = "http://localhost:8000/issuer"
    world = World({local: controller_document(local, NORTHFIELD_SIGNER)})
    credential = signed(badge(local), verification_method=f"{local}#key-1")
    assert failed(world.check(credential)) == {3: "not_https"}
    world.policy = Policy(allow_local_http=True)
    assert world.check(credential).verdict == "verified"
    away = "http://northfield.example/issuer"
    world.documents[away] = controller_document(away, NORTHFIELD_SIGNER)
    assert failed(world.check(signed(badge(away), verification_method=f"{away}#key-1"))) == {3: "not_https"}


# --- A10, A11: keys of others, and documents that are not what their address says ---------------------------


def test_another_issuers_key_is_refused() -> None:
    forged = signed(badge(), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    report = World().check(forged)
    assert failed(report) == {3: "issuer_mismatch"}
    assert "mallory.example" in report.check(3).detail


def _document(**members: Any) -> dict[str, Any]:
    return controller_document(NORTHFIELD, NORTHFIELD_SIGNER) | members


METHOD = _document()["verificationMethod"][0]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (_document(id=MALLORY), "document_id_mismatch"),
        (_document(id=None), "document_id_mismatch"),
        (_document(assertionMethod=[]), "not_for_purpose"),
        (_document(assertionMethod=[], authentication=[NORTHFIELD_KEY]), "not_for_purpose"),
        (_document(verificationMethod=[METHOD | {"controller": MALLORY}]), "controller_mismatch"),
        (
            _document(verificationMethod=[{k: v for k, v in METHOD.items() if k != "controller"}]),
            "controller_mismatch",
        ),
        (_document(verificationMethod=[]), "key_not_found"),
        (_document(verificationMethod=[METHOD | {"id": f"{NORTHFIELD}#key-2"}]), "key_not_found"),
        (
            _document(
                verificationMethod=[METHOD, METHOD | {"publicKeyMultibase": MALLORY_SIGNER.public_multikey}]
            ),
            "key_ambiguous",
        ),
        (_document(verificationMethod=[METHOD | {"publicKeyMultibase": "zBroken0"}]), "base58_invalid"),
        (b"<html>not found</html>", "document_unreadable"),
        (b"[]", "document_unreadable"),
        (b'{"id": "a", "id": "b"}', "document_unreadable"),
    ],
)
def test_a_document_that_does_not_vouch_for_the_key(document: dict[str, Any] | bytes, code: str) -> None:
    report = World({NORTHFIELD: document}).check(issued())
    assert failed(report)[3] == code
    assert report.verdict == "not_verified"


def test_a_key_embedded_under_the_relationship_counts() -> None:
    document = _document(verificationMethod=[], assertionMethod=[METHOD])
    assert World({NORTHFIELD: document}).check(issued()).verdict == "verified"


def test_another_key_under_the_same_name_breaks_the_signature() -> None:
    world = World({NORTHFIELD: controller_document(NORTHFIELD, MALLORY_SIGNER)})
    assert failed(world.check(issued())) == {4: "signature_invalid"}


def test_did_web_documents_must_name_the_did() -> None:
    did = "did:web:northfield.example"
    world = World(
        {"https://northfield.example/.well-known/did.json": controller_document(MALLORY, NORTHFIELD_SIGNER)}
    )
    report = world.check(signed(badge(did), verification_method=f"{did}#key-1"))
    assert failed(report)[3] == "document_id_mismatch"


def test_an_answer_from_another_server_says_nothing() -> None:
    found = Fetched(MALLORY, json.dumps(_document()).encode(), "application/json", NOW)
    report = inspect(json.dumps(issued()).encode(), resolver=StaticResolver({NORTHFIELD: found}), now=NOW)
    assert unknown(report)[3] == "unreachable"
    assert "another server" in report.check(3).detail


class Refusing:
    """A resolver that will not go where it is sent."""

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        raise ResolveError("private_address", f"{url} is inside a private network.")


def test_an_address_that_is_refused_is_unknown() -> None:
    report = inspect(json.dumps(issued()).encode(), resolver=Refusing(), now=NOW)
    assert report.verdict == "not_checked"
    assert "private network" in report.check(3).detail


# --- A1: documents that cost more than they are worth -----------------------------------------------------------


def test_a_document_that_costs_too_much_is_stopped() -> None:
    levels = [
        {
            "type": ["RubricCriterionLevel"],
            "name": "same",
            "alignment": [{"type": ["Alignment"], "targetName": "same", "targetUrl": "urn:x:1"}] * 5,
        }
    ] * 6
    scales = [
        {"type": ["ResultDescription"], "name": "x", "resultType": "RawScore", "rubricCriterionLevel": levels}
    ] * 20
    document = badge()
    document["credentialSubject"]["achievement"]["resultDescription"] = scales
    proof = issued()["proof"]
    document["proof"] = [proof | {"id": f"urn:x:{number}"} for number in range(4)]
    started = time.process_time()
    report = World().check(document)
    assert failed(report)[4] == "work_budget_exceeded"
    assert time.process_time() - started < 2


# --- A18: bytes that are read differently by different readers ----------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"not json",
        b"null",
        b"[]",
        b'"text"',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'{"name": "a", "name": "b"}',
        b'{"a": NaN}',
        b'{"a": 1e400}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 5_000,
        b"<svg",
        b"<?xml version='1.0'?><html/>",
        b"\x89PNG\r\n\x1a\n",
        b"{" + b" " * 300_000 + b"}",
        b"eyJhbGciOiJub25lIn0",
    ],
    ids=range(20),
)
def test_unreadable_bytes_fail_at_the_first_step(data: bytes) -> None:
    report = World().check(data)
    assert report.verdict == "not_verified"
    assert report.check(1).outcome is Outcome.FAILED
    assert {check.outcome for check in report.checks[1:]} == {Outcome.UNKNOWN}
    assert report.document is None


@pytest.mark.parametrize(
    "document", [{}, {"proof": 1}, {"proof": [None]}, {"type": 3, "@context": 7, "issuer": []}]
)
def test_objects_that_are_no_credentials_never_raise(document: dict[str, Any]) -> None:
    report = World().check(document)
    assert report.verdict == "not_verified"
    json.dumps(report.to_json())


# --- A20: sets and chains -----------------------------------------------------------------------------------


def test_one_broken_signature_of_two_fails_the_set() -> None:
    first = issued()
    both = signed(first)
    both["proof"][0] = both["proof"][0] | {"created": "2026-01-15T09:00:01Z"}
    report = World().check(both)
    assert failed(report) == {4: "signature_invalid"}
    assert report.check(4).detail.startswith("Signature 1: ")


def test_a_second_signature_by_another_party_is_named() -> None:
    both = signed(issued(), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    report = World().check(both)
    assert report.verdict == "verified"
    assert "It is also signed by mallory.example." in report.warnings


def test_an_unsupported_signature_beside_a_good_one_leaves_the_set_open() -> None:
    credential = issued()
    credential["proof"] = [credential["proof"], credential["proof"] | {"cryptosuite": "bbs-2023"}]
    report = World().check(credential)
    assert report.verdict == "not_checked"
    assert report.check(4).outcome is Outcome.UNKNOWN


def test_chains_hold_and_break_with_their_links() -> None:
    first = signed(badge(), proof_id="urn:uuid:a0c8b7b6-3a1c-4c93-b6a3-3b2f0a0e0001")
    chain = signed(first, previous_proof="urn:uuid:a0c8b7b6-3a1c-4c93-b6a3-3b2f0a0e0001")
    assert World().check(chain).verdict == "verified"
    dangling = changed(chain, proof=chain["proof"][1])
    assert failed(World().check(dangling)) == {4: "previous_proof_missing"}
    doubled = changed(chain, proof=[chain["proof"][0], *chain["proof"]])
    assert failed(World().check(doubled)) == {4: "proof_id_duplicate"}


def test_a_signature_over_another_document_fails() -> None:
    other = badge()
    other["credentialSubject"]["identifier"][0]["identityHash"] = "Mallory"
    assert failed(World().check(other | {"proof": issued()["proof"]})) == {4: "signature_invalid"}


def test_unsigned_documents_fail() -> None:
    assert failed(World().check(badge())) == {4: "not_signed"}
    assert failed(World().check(badge() | {"proof": []})) == {4: "not_signed"}


# --- A21: what the proof says of itself ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"proof_purpose": "authentication"}, "purpose_mismatch"),
        ({"created": NOW + timedelta(minutes=6)}, "created_in_future"),
        ({"expires": NOW - timedelta(seconds=1)}, "proof_expired"),
    ],
)
def test_proof_options_that_do_not_fit(options: dict[str, Any], code: str) -> None:
    assert failed(World().check(signed(badge(), **options))) == {4: code}


def test_clocks_may_differ_by_the_leeway() -> None:
    ahead = changed(badge(), validFrom="2026-03-01T12:04:00Z")
    assert World().check(signed(ahead, created=NOW + timedelta(minutes=4))).verdict == "verified"


def test_domain_and_challenge_are_compared_when_asked_for() -> None:
    policy = Policy(expected_domain="verifier.example", expected_challenge="n-1")
    good = signed(badge(), domain="verifier.example", challenge="n-1")
    assert World(policy=policy).check(good).verdict == "verified"
    replayed = signed(badge(), domain="verifier.example", challenge="n-0")
    assert failed(World(policy=policy).check(replayed)) == {4: "challenge_mismatch"}
    assert failed(World(policy=policy).check(issued())) == {4: "domain_mismatch"}


def test_a_stolen_key_is_not_believed_whatever_date_it_signed() -> None:
    for since in ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"):
        world = World({NORTHFIELD: controller_document(NORTHFIELD, NORTHFIELD_SIGNER, revoked=since)})
        assert failed(world.check(issued())) == {3: "key_compromised"}
    # As the platform publishes it: withdrawn, and no longer listed.
    unlisted = controller_document(NORTHFIELD, NORTHFIELD_SIGNER, revoked="2026-02-01T00:00:00Z")
    unlisted["assertionMethod"] = []
    report = World({NORTHFIELD: unlisted}).check(issued())
    assert failed(report) == {3: "key_compromised"}
    assert "1 February 2026" in report.check(3).detail


def test_a_retired_key_vouches_for_what_it_signed_before() -> None:
    def retired(since: str) -> World:
        return World({NORTHFIELD: controller_document(NORTHFIELD, NORTHFIELD_SIGNER, expires=since)})

    assert failed(retired("2026-01-01T00:00:00Z").check(issued())) == {3: "key_expired"}
    report = retired("2026-02-01T00:00:00Z").check(issued())
    assert report.verdict == "verified"
    assert any("out of use since 1 February 2026" in warning for warning in report.warnings)
    undated = signed(badge(), created=None)
    assert failed(retired("2026-02-01T00:00:00Z").check(undated)) == {3: "key_expired"}
    assert retired("2027-01-01T00:00:00Z").check(undated).verdict == "verified"


# --- dates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "code", "detail"),
    [
        ({"validUntil": "2026-02-28T00:00:00Z"}, "expired", "Expired on 28 February 2026."),
        ({"validFrom": "2026-03-01T12:06:00Z"}, "not_yet_valid", "Not valid before 1 March 2026."),
        (
            {"validUntil": "2026-01-01T00:00:00Z"},
            "dates_reversed",
            "It ends before it begins. Expired on 1 January 2026.",
        ),
        (
            {"validUntil": "2029-02-30T00:00:00Z"},
            "time_invalid",
            "“validUntil” is not a date in the calendar.",
        ),
        (
            {"validUntil": "2029-01-15"},
            "time_invalid",
            "“validUntil” is not a date and time with its time zone, like 2026-01-15T09:00:00Z.",
        ),
    ],
)
def test_dates(members: dict[str, Any], code: str, detail: str) -> None:
    report = World().check(signed(changed(badge(), **members)))
    assert (failed(report)[5], report.check(5).detail) == (code, detail)


# --- whatever is changed ------------------------------------------------------------------------------------


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inside = [place for name, part in parts for place in _places(part, (*path, name))]
    return [path, *inside] if path else inside


SIGNED = {suite: signed(badge(), suite=suite) for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022")}
SPARES = st.one_of(
    st.text(max_size=12),
    st.integers(-(2**31), 2**31),
    st.booleans(),
    st.sampled_from(
        ["urn:x:other", "2027-01-01T00:00:00Z", "VerifiableCredential", "name", {}, {"id": "urn:x:other"}]
    ),
)


@pytest.mark.parametrize("suite", SIGNED)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_single_change_survives(suite: str, data: st.DataObject) -> None:
    credential = deepcopy(SIGNED[suite])
    path = data.draw(st.sampled_from(_places(credential)))
    holder: Any = credential
    for part in path[:-1]:
        holder = holder[part]
    if data.draw(st.booleans()):
        del holder[path[-1]]
    else:
        holder[path[-1]] = data.draw(
            SPARES.filter(
                lambda value: value != holder[path[-1]] or type(value) is not type(holder[path[-1]])
            )
        )
    report = World().check(credential)
    assert report.verdict != "verified", path


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert World().check(data).verdict != "verified"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*SIGNED["eddsa-rdfc-2022"], "id", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(member=st.sampled_from(list(SIGNED["eddsa-rdfc-2022"])), value=JSON)
def test_no_member_of_any_shape_raises(member: str, value: Any) -> None:
    credential = changed(SIGNED["eddsa-rdfc-2022"]) | {member: value}
    report = World().check(credential)
    json.dumps(report.to_json())
    assert report.verdict != "verified" or value == SIGNED["eddsa-rdfc-2022"][member]


PUBLISHED = st.recursive(
    st.none()
    | st.integers(-9, 9)
    | st.sampled_from([NORTHFIELD, NORTHFIELD_KEY, "Multikey", "#key-1", "zz", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*METHOD, "verificationMethod", "assertionMethod", "authentication", "revoked"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(document=st.dictionaries(st.sampled_from([*_document(), "revoked"]), PUBLISHED, max_size=4))
def test_no_published_document_of_any_shape_raises(document: dict[str, Any]) -> None:
    report = World({NORTHFIELD: _document() | document}).check(issued())
    assert report.check(3).outcome is not Outcome.NOT_APPLICABLE


def test_signing_time_is_not_checked_against_the_validity_period() -> None:
    # A credential may be signed before it begins; only today counts.
    early = signed(badge(), created=CREATED - timedelta(days=30))
    assert World().check(early).verdict == "verified"


def test_several_subjects_are_told_of_since_their_order_is_not_signed() -> None:
    document = {
        "@context": [VCDM],
        "type": ["VerifiableCredential"],
        "issuer": NORTHFIELD,
        "credentialSubject": [{"id": "did:example:ada"}, {"id": "did:example:bob"}],
    }
    report = World().check(signed(document))
    assert any("several subjects" in warning for warning in report.warnings)
    assert report.credential is not None
    assert report.credential.subject.id == ""


def test_who_holds_a_file_chooses_none_of_its_names() -> None:
    document = signed(
        {
            "@context": [VCDM],
            "type": ["VerifiableCredential"],
            "issuer": NORTHFIELD,
            "name": ["Attendance", "Doctorate"],
            "credentialSubject": {"id": "did:example:ada"},
        }
    )
    for turned in (document, document | {"name": document["name"][::-1]}):
        report = World().check(turned)
        assert report.verdict == "verified"
        assert report.credential is not None
        assert report.credential.name == ""
        assert any("several things in one language" in warning for warning in report.warnings)
