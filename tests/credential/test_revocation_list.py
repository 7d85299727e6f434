"""1EdTech's list of revoked credentials: it answers for its issuer's own ids, and says that nobody signed it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import LIST as BITS
from tests.credential.badges import (
    MALLORY,
    NORTHFIELD,
    NOW,
    World,
    badge,
    changed,
    entry,
    issued,
    signed,
    status_list,
)

from skillmark.credential import Outcome, Policy, Report
from skillmark.credential.errors import StatusError
from skillmark.credential.status import revocation_list
from skillmark.credential.status.revocation_list import find_revoked
from skillmark.credential.steps.case import Allowance, Case
from skillmark.credential.steps.status import check_status

LIST = "https://northfield.example/revocations"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
OWN_ID = badge()["id"]


def with_list(url: Any = LIST, *more: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Northfield's badge whose revocation would be published at `url`."""
    document = changed(badge(), **changes)
    document["@context"].append(EXTENSIONS)
    status = [revocation_list.entry(list_id=url), *more]
    return document | {"credentialStatus": status if more else status[0]}


def report_on(published: Any, credential: dict[str, Any] | None = None, **world: Any) -> Report:
    return World({LIST: published}, **world).check(credential or issued(with_list()))


def names(*ids: str, issuer: Any = NORTHFIELD, **members: Any) -> dict[str, Any]:
    return revocation_list.revocation_list(list_id=LIST, issuer=issuer, revoked=ids) | members


def found(document: Any, credential_id: str = OWN_ID) -> revocation_list.Revoked | None:
    return find_revoked(document, url=LIST, issuer_id=NORTHFIELD, credential_id=credential_id)


def test_a_credential_that_is_not_on_the_list_passes_and_the_report_says_what_vouches_for_it() -> None:
    report = report_on(names("urn:x:other"))
    assert report.verdict == "verified", [check.detail for check in report.checks]
    check = report.check(6)
    assert check.detail == "Not revoked. The list is 2 minutes old."
    assert check.fact == {
        "entries": [
            {
                "type": "1EdTechRevocationList",
                "purpose": "revocation",
                "list": LIST,
                "signed": False,
                "age_seconds": 120,
                "from_store": False,
                "outcome": "passed",
                "code": "",
            }
        ],
        "list_age_seconds": 120,
        "list_from_store": False,
    }
    assert any(note.code == "status_list_unsigned" for note in report.notes)
    assert any("only its address at northfield.example vouches for it" in each for each in report.warnings)


def test_a_credential_on_the_list_is_revoked_with_its_reason() -> None:
    document = revocation_list.revocation_list(
        list_id=LIST, issuer=NORTHFIELD, revoked={OWN_ID: "Issued by mistake."}
    )
    report = report_on(document)
    assert (report.verdict, report.check(6).code) == ("not_verified", "revoked")
    assert "Reason: Issued by mistake. The list" in report.check(6).detail
    assert report.check(6).fact["reason"] == "Issued by mistake"
    bare = report_on(names(OWN_ID))
    assert "No reason could be found." in bare.check(6).detail


@pytest.mark.parametrize(
    ("entries", "revoked"),
    [
        ([{"id": OWN_ID}], True),
        ({"id": OWN_ID}, True),
        ([{"id": OWN_ID, "revoked": True, "revocationReason": 7}], True),
        ([{"id": OWN_ID, "revoked": False}], False),
        ([{"id": OWN_ID, "revoked": False}, {"id": OWN_ID}], True),
        # Open Badges 3.0, "Credential equality and comparison algorithm": percent-decoded and trimmed.
        ([{"id": f" {OWN_ID.replace(':', '%3A')} "}], True),
        ([{"id": OWN_ID.upper()}], False),
        ([{"id": f"{OWN_ID}/"}], False),
        ([], False),
    ],
)
@pytest.mark.parametrize("member", ["revokedCredential", "revokedCredentials"])
def test_a_credential_is_found_by_its_id(entries: Any, revoked: bool, member: str) -> None:
    answer = found({"id": LIST, "issuer": NORTHFIELD, member: entries})
    assert (answer is not None) is revoked


def test_an_empty_list_may_leave_its_entries_out() -> None:
    assert found({"id": LIST, "issuer": {"id": NORTHFIELD, "type": "Profile"}}) is None
    assert found({"issuer": NORTHFIELD}) is None


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "status_list_type"),
        ("text", "status_list_type"),
        (None, "status_list_type"),
        (signed(status_list()), "status_list_type"),
        (badge(), "status_list_type"),
        (names(OWN_ID, issuer=MALLORY), "status_list_issuer"),
        ({"revokedCredential": []}, "status_list_issuer"),
        (names(issuer=None), "status_list_issuer"),
        (names(id="https://northfield.example/other"), "status_list_id"),
        (names(revokedCredential=["urn:x"]), "status_list_type"),
        (names(revokedCredential=[{"revoked": True}]), "status_list_type"),
        (names(revokedCredential=[{"id": 7}]), "status_list_type"),
        (names(revokedCredential="everything"), "status_list_type"),
        (names(revokedCredential=[{"id": OWN_ID, "revoked": "no"}]), "status_list_type"),
        (names(revokedCredential=[{"id": OWN_ID, "revoked": None}]), "status_list_type"),
        (names(revokedCredential=[{"id": f"urn:x:{n}"} for n in range(100_001)]), "status_list_too_large"),
    ],
)
def test_a_list_that_leaves_a_doubt_is_refused(document: Any, code: str) -> None:
    with pytest.raises(StatusError) as caught:
        found(document)
    assert caught.value.code == code


ENTRY = st.dictionaries(
    st.sampled_from(["id", "revoked", "revocationReason"]),
    st.sampled_from([OWN_ID, "urn:x:other", True, False, None, 7]),
    max_size=3,
)


@given(st.lists(ENTRY | st.sampled_from([None, OWN_ID, 7]), max_size=4))
def test_a_list_revokes_only_by_an_entry_that_says_so_and_is_refused_where_one_is_unclear(
    entries: list[Any],
) -> None:
    clear = all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in entries)
    own = [
        each.get("revoked", True) for each in entries if isinstance(each, dict) and each.get("id") == OWN_ID
    ]
    document = {"issuer": NORTHFIELD, "revokedCredential": entries}
    if clear and all(isinstance(each, bool) for each in own):
        assert (found(document) is not None) is (True in own)
    else:
        with pytest.raises(StatusError):
            found(document)


@given(st.lists(st.uuids().map(lambda each: f"urn:uuid:{each}"), max_size=8, unique=True), st.data())
def test_a_list_names_those_it_was_made_with_and_nobody_else(ids: list[str], data: st.DataObject) -> None:
    revoked = set(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else set()
    document = names(*sorted(revoked))
    assert {each for each in ids if found(document, each) is not None} == revoked


# --- A23: ids are the issuer's own ------------------------------------------------------------------------------


def test_a_list_of_another_issuer_does_not_revoke_by_the_same_id() -> None:
    check = report_on(names(OWN_ID, issuer=MALLORY)).check(6)
    assert (check.outcome, check.code) == (Outcome.FAILED, "status_list_issuer")


# --- what cannot be asked ---------------------------------------------------------------------------------------


def test_a_list_that_does_not_answer_is_unknown() -> None:
    report = World().check(issued(with_list()))
    assert (report.verdict, report.check(6).code) == ("not_checked", "status_list_unreachable")
    offline = World(policy=Policy(offline=True)).check(issued(with_list()))
    assert "checking is offline" in offline.check(6).detail


@pytest.mark.parametrize(
    ("published", "code"), [(b"<html>", "status_list_unreadable"), (b"[]", "status_list_type")]
)
def test_what_is_no_list_is_refused(published: bytes, code: str) -> None:
    check = report_on(published).check(6)
    assert (check.outcome, check.code) == (Outcome.FAILED, code)


def test_a_list_is_read_once_and_a_longer_one_than_can_be_paid_is_not_asked() -> None:
    document = names(*(f"urn:x:{number}" for number in range(400)))

    def codes(steps: int) -> list[str]:
        case = Case(
            with_list(), World({LIST: document}).resolver(), NOW, Policy(), allowance=Allowance(steps=steps)
        )
        return [check_status(case, earlier=(), check_list=lambda _: []).code for _ in range(3)]

    # Its ids are sorted once, and then as many credentials as there are may be asked for.
    assert codes(400) == ["", "", ""]
    assert codes(399) == ["status_list_too_costly"] * 3


@pytest.mark.parametrize("url", ["http://northfield.example/revocations", "urn:x:list", "https://[::1/list"])
def test_a_plain_http_address_proves_nothing_either_way(url: str) -> None:
    credential = signed(with_list(url), suite="eddsa-jcs-2022")
    check = World({url: names(OWN_ID)}).check(credential).check(6)
    assert (check.outcome, check.code) == (Outcome.UNKNOWN, "not_https")


def test_a_demo_on_this_machine_may_be_asked_by_http_where_that_is_allowed() -> None:
    url = "http://localhost:8000/revocations"
    document = names(OWN_ID, id=url)
    world = World({url: document}, policy=Policy(allow_local_http=True))
    assert world.check(issued(with_list(url))).check(6).code == "revoked"
    elsewhere = "http://northfield.example/revocations"
    world = World({elsewhere: names(OWN_ID, id=elsewhere)}, policy=Policy(allow_local_http=True))
    assert world.check(issued(with_list(elsewhere))).check(6).code == "not_https"


def test_a_credential_without_an_id_cannot_be_on_a_list() -> None:
    credential = signed(with_list(id=None), suite="eddsa-jcs-2022")
    check = report_on(names(), credential).check(6)
    assert (check.outcome, check.code) == (Outcome.FAILED, "status_entry")


def test_an_entry_without_an_address_names_no_list() -> None:
    credential = signed(with_list() | {"credentialStatus": {"type": "1EdTechRevocationList"}})
    check = report_on(names(), credential).check(6)
    assert (check.outcome, check.code) == (Outcome.FAILED, "status_entry")


def test_a_kept_list_grows_too_old_and_a_revocation_does_not() -> None:
    kept = {"from_store": True, "age": timedelta(days=8)}
    assert report_on(names(), **kept).check(6).code == "stale"
    assert report_on(names(OWN_ID), **kept).check(6).code == "revoked"
    patient = Policy(accept_status_age=timedelta(days=9))
    assert report_on(names(), policy=patient, **kept).check(6).outcome is Outcome.PASSED


# --- together with a list of bits ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ids", "bits", "code"),
    [((), (), ""), ((OWN_ID,), (), "revoked"), ((), (7,), "revoked"), ((OWN_ID,), (7,), "revoked")],
)
def test_both_lists_are_asked_and_either_revokes(
    ids: tuple[str, ...], bits: tuple[int, ...], code: str
) -> None:
    credential = signed(with_list(LIST, entry()))
    report = World({LIST: names(*ids), BITS: signed(status_list(*bits))}).check(credential)
    assert report.check(6).code == code
    assert [fact["type"] for fact in report.check(6).fact["entries"]] == [
        "1EdTechRevocationList",
        "BitstringStatusListEntry",
    ]
