"""A newer version takes the place of a credential: once, by the same issuer, after the proof, and never unchecked."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import (
    LIST,
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    World,
    badge,
    changed,
    entry,
    presentation,
    signed,
    status_list,
)

from skillmark.credential import Outcome, Policy, Report
from skillmark.credential.equality import comparable
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.report import Check
from skillmark.credential.steps.case import Allowance, Case
from skillmark.credential.steps.refresh import refreshed

SERVICE = "https://northfield.example/refresh/7"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LATER = "2026-02-15T09:00:00Z"


def version(issuer: str = NORTHFIELD, **changes: Any) -> dict[str, Any]:
    """Northfield's badge that names a service for newer versions of it, unsigned."""
    document = badge(issuer)
    document["@context"].append(EXTENSIONS)
    document["refreshService"] = {"id": SERVICE, "type": "1EdTechCredentialRefresh"}
    return changed(document, **changes)


def newer(**changes: Any) -> dict[str, Any]:
    return version(**{"name": "Food safety, with honours", "validFrom": LATER} | changes)


def report_on(offered: Any, document: dict[str, Any] | None = None, **world: Any) -> Report:
    """The report on the first version where the service offers something."""
    more = world.pop("documents", {})
    documents = more | ({SERVICE: offered} if offered is not None else {})
    return World(documents, **world).check(document or signed(version()))


def codes(report: Report) -> set[str]:
    return {note.code for note in report.notes if note.code.startswith("refresh")}


def name_of(report: Report) -> str:
    assert report.credential is not None
    return report.credential.name


def test_the_newer_version_is_what_is_checked_and_shown() -> None:
    offered = signed(newer())
    report = report_on(offered)
    assert report.verdict == "verified", [check.detail for check in report.checks]
    assert name_of(report) == "Food safety, with honours"
    assert json.loads(report.signed_bytes) == offered == report.document
    assert report.check(5).fact["valid_from"] == LATER
    assert codes(report) == {"refreshed"}
    assert (
        "Its issuer offers a newer version in its place, and that one was checked and is shown."
        in report.warnings
    )
    assert report.check(4).fact["refreshed"] == {
        "service": SERVICE,
        "age_seconds": 120,
        "from_store": False,
        "replaced_valid_from": "2026-01-15T09:00:00Z",
    }


def test_a_newer_version_may_come_as_a_signed_text() -> None:
    text = sign_vc_jwt(newer(), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY)
    report = report_on(f"{text}\n".encode())
    assert (report.verdict, name_of(report)) == ("verified", "Food safety, with honours")
    assert report.signed_bytes == text.encode()
    assert codes(report) == {"refreshed"}


def test_a_version_of_the_same_date_counts_as_newer() -> None:
    assert codes(report_on(signed(version(name="Corrected")))) == {"refreshed"}


def test_an_expired_credential_is_saved_by_its_newer_version_and_a_good_one_is_ended_by_it() -> None:
    old = signed(version(validUntil="2026-02-01T00:00:00Z"))
    assert report_on(None, old).check(5).code == "expired"
    assert report_on(signed(newer()), old).verdict == "verified"
    ended = report_on(signed(newer(validUntil="2026-02-20T00:00:00Z")))
    assert (ended.verdict, ended.check(5).code) == ("not_verified", "expired")


def test_the_status_is_that_of_the_newer_version() -> None:
    offered = signed(newer() | {"credentialStatus": entry()})
    revoked = report_on(offered, documents={LIST: signed(status_list(7))})
    assert (revoked.verdict, revoked.check(6).code) == ("not_verified", "revoked")
    assert codes(revoked) == {"refreshed"}


def test_it_happens_once() -> None:
    second = "https://northfield.example/refresh/8"
    offered = signed(newer() | {"refreshService": {"id": second, "type": "1EdTechCredentialRefresh"}})
    newest = signed(newer(name="The third"))
    report = report_on(offered, documents={second: newest})
    assert name_of(report) == "Food safety, with honours"


def test_where_there_is_no_newer_version_that_is_said() -> None:
    document = signed(version())
    report = report_on(document, document)
    assert report.verdict == "verified"
    assert codes(report) == {"refresh_none"}
    assert "refreshed" not in report.check(4).fact


# --- what is left aside -------------------------------------------------------------------------------------------


def _tampered() -> dict[str, Any]:
    return changed(signed(newer()), name="Master chef")


def _mallorys() -> dict[str, Any]:
    document = newer(issuer=MALLORY)
    return signed(document, signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)


def _shown() -> dict[str, Any]:
    return presentation(signed(newer())) | {"holder": NORTHFIELD, "id": version()["id"]}


@pytest.mark.parametrize(
    ("offered", "code"),
    [
        (None, "refresh_unreachable"),
        (b"<html>", "refresh_unreadable"),
        (b"{", "refresh_unreadable"),
        (b"[]", "refresh_unreadable"),
        (b"a.b.c", "refresh_unreadable"),
        (b" " * 300_000, "refresh_unreachable"),
        ({}, "refresh_mismatch"),
        (_mallorys(), "refresh_mismatch"),
        (signed(newer(id="urn:uuid:0e7a1c9e-0000-4000-8000-000000000001")), "refresh_mismatch"),
        (signed(newer(id=None), suite="eddsa-jcs-2022"), "refresh_mismatch"),
        (_shown(), "refresh_mismatch"),
        (signed(version(validFrom="2026-01-15T08:59:59Z")), "refresh_older"),
        (signed(newer(validFrom=None), suite="eddsa-jcs-2022"), "refresh_older"),
        (_tampered(), "refresh_invalid"),
        (newer(), "refresh_invalid"),
        (signed(newer(), signer=MALLORY_SIGNER), "refresh_invalid"),
        (signed(newer(), verification_method=MALLORY_KEY, signer=MALLORY_SIGNER), "refresh_invalid"),
        (signed(newer()) | {"@context": [version()["@context"][0]]}, "refresh_invalid"),
    ],
)
def test_whatever_goes_wrong_leaves_what_was_handed_in(offered: Any, code: str) -> None:
    report = report_on(offered)
    assert report.verdict == "verified", [check.detail for check in report.checks]
    assert name_of(report) == "Food safety"
    assert codes(report) == {code}
    assert "refreshed" not in report.check(4).fact


def test_the_reason_is_told() -> None:
    said = " ".join(report_on(None).warnings)
    assert "northfield.example could not be asked for a newer version: it is not among the known" in said
    said = " ".join(report_on(_tampered()).warnings)
    assert "does not hold, so it was left aside: The signature does not match" in said


@pytest.mark.parametrize("credential_id", ["urn:uuid:7D0A7A5E", " urn:x:1", "urn:x:%31"])
def test_ids_are_compared_as_open_badges_asks(credential_id: str) -> None:
    assert comparable(" urn:x:%31 ") == "urn:x:1"
    same = comparable(credential_id) == "urn:x:1"
    document = signed(version(id="urn:x:1"), suite="eddsa-jcs-2022")
    report = report_on(signed(newer(id=credential_id), suite="eddsa-jcs-2022"), document)
    assert ("refresh_mismatch" in codes(report)) is not same


# --- A8, A13: who is asked, and when ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        changed(signed(version()), name="Changed"),
        version(),
        signed(version(), signer=MALLORY_SIGNER),
        signed(version(MALLORY)),
    ],
)
def test_nobody_is_asked_for_a_file_that_nobody_vouches_for(document: dict[str, Any]) -> None:
    report = report_on(signed(newer()), document)
    assert report.verdict == "not_verified"
    assert codes(report) == set()
    assert name_of(report) in {"Changed", "Food safety"}


def test_offline_nobody_is_asked_and_that_is_said() -> None:
    report = report_on(signed(newer()), policy=Policy(offline=True))
    assert name_of(report) == "Food safety"
    assert codes(report) == {"refresh_offline"}


def test_a_verifier_may_choose_not_to_ask() -> None:
    report = report_on(signed(newer()), policy=Policy(refresh=False))
    assert (name_of(report), codes(report)) == ("Food safety", set())


@pytest.mark.parametrize(
    "service",
    [
        {"id": SERVICE, "type": "ManualRefreshService2018"},
        {"id": SERVICE, "type": ["Another"]},
        {"type": "1EdTechCredentialRefresh"},
        {"id": 7, "type": "1EdTechCredentialRefresh"},
        SERVICE,
    ],
)
def test_a_service_that_cannot_be_asked_is_noted(service: Any) -> None:
    document = signed(version() | {"refreshService": service}, suite="eddsa-jcs-2022")
    case = Case(document, World().resolver(), NOW, Policy())
    assert refreshed(case, PASSED, check=lambda _: []) == PASSED
    assert [note.code for note in case.notes] == ["refresh_unsupported"]


def test_the_first_service_that_can_be_asked_is() -> None:
    services = [
        {"id": "https://other.example/", "type": "ManualRefreshService2018"},
        version()["refreshService"],
    ]
    document = signed(version() | {"refreshService": services}, suite="eddsa-jcs-2022")
    case = Case(document, World({SERVICE: signed(newer())}).resolver(), NOW, Policy())
    assert refreshed(case, PASSED, check=lambda _: PASSED) != PASSED
    assert case.document["name"] == "Food safety, with honours"


PASSED = tuple(Check(step, "", Outcome.PASSED, (), "") for step in (2, 3, 4))


def test_the_service_of_a_presentation_is_not_asked() -> None:
    shown = presentation(signed(badge())) | {"refreshService": version()["refreshService"]}
    case = Case(shown, World({SERVICE: signed(newer())}).resolver(), NOW, Policy())
    assert refreshed(case, PASSED, check=lambda _: PASSED) == PASSED
    assert (case.notes, case.newer) == ([], b"")


@pytest.mark.parametrize("allowance", [{"parts": 0}, {"characters": 1_000}, {"characters": 6_000}])
def test_a_version_that_costs_more_than_is_left_is_not_tried(allowance: dict[str, int]) -> None:
    world = World({SERVICE: signed(newer())})
    case = Case(signed(version()), world.resolver(), NOW, Policy(), allowance=Allowance(**allowance))
    assert refreshed(case, PASSED, check=lambda _: PASSED) == PASSED
    assert [note.code for note in case.notes] == ["refresh_too_costly"]


def test_what_is_asked_of_the_credential_is_not_asked_of_its_newer_version() -> None:
    asked = signed(version(), domain="verifier.example", challenge="n-1")
    policy = Policy(expected_domain="verifier.example", expected_challenge="n-1")
    report = report_on(signed(newer()), asked, policy=policy)
    assert (report.verdict, codes(report)) == ("verified", {"refreshed"})


def test_a_version_from_the_store_says_its_age() -> None:
    report = report_on(signed(newer()), from_store=True, age=timedelta(days=2))
    assert report.check(4).fact["refreshed"]["age_seconds"] == 172_800
    assert report.check(4).fact["refreshed"]["from_store"] is True


def test_notes_about_the_version_that_was_replaced_are_gone() -> None:
    case = Case(signed(version()), World({SERVICE: signed(newer())}).resolver(), NOW, Policy())
    case.warn("The key is out of use.", code="key_retired")

    def check(inner: Case) -> tuple[Check, ...]:
        inner.warn("The newer one has several subjects.", code="several_subjects")
        return PASSED

    refreshed(case, PASSED, check=check)
    assert [note.code for note in case.notes] == ["several_subjects", "refreshed"]


@given(st.binary(max_size=60) | st.recursive(
    st.none() | st.integers(0, 3) | st.just(version()["id"]) | st.just(NORTHFIELD),
    lambda inner: st.dictionaries(st.sampled_from(["id", "issuer", "validFrom", "proof", "type"]), inner, max_size=4)
    | st.lists(inner, max_size=2),
    max_leaves=8,
))  # fmt: skip
def test_no_answer_makes_an_uncaught_error_or_is_believed(offered: Any) -> None:
    report = report_on(offered if isinstance(offered, bytes) else json.dumps(offered).encode())
    assert report.verdict == "verified"
    assert name_of(report) == "Food safety"
    assert len(codes(report)) == 1
    assert codes(report) != {"refreshed"}
