"""What Open Badges 2.0 and older must hold, which of them they are, and what is shown of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.credential.badges import NORTHFIELD_SIGNER, VCDM, badge, issued
from tests.credential.older_badges import (
    ADA,
    ASSERTION,
    CLASS,
    CONTEXT,
    HOST,
    ISSUER,
    KEY,
    NOW,
    REVOKED,
    SALT,
    Published,
    assertion,
    badge_class,
    check,
    codes,
    hashed,
    issuer,
    key,
    notes,
    revocation_list,
    sealed,
    signed_assertion,
)

from skillmark.credential import IssueRefused, Outcome, Policy, Report, inspect, issue
from skillmark.credential.legacy.dates import parse_moment
from skillmark.credential.legacy.kinds import Edition, Method, is_legacy, method_of
from skillmark.credential.legacy.rules import problems
from skillmark.credential.times import TimeError

FAILED, UNKNOWN, PASSED = Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED
CONTEXT_1 = "https://w3id.org/openbadges/v1"


def kept(document: dict[str, Any], world: dict[str, Any] | None = None, **policy: Any) -> Report:
    """The report on a badge whose issuer keeps the same."""
    return check(document, {ASSERTION: document} | (world or {}), policy=Policy(**policy))


# --- which it is --------------------------------------------------------------------------------------------


def test_older_badges_are_told_from_all_else() -> None:
    assert is_legacy(assertion())
    assert is_legacy({"type": ["Assertion", "x"], "@context": "https://elsewhere.example"})
    assert is_legacy({"@context": [{"x": "y"}, "https://w3id.org/openbadges/v2"], "type": "BadgeClass"})
    assert is_legacy({"recipient": {}, "badge": "b", "verify": {}, "issuedOn": 1, "uid": "17"})
    assert not is_legacy({"recipient": {}, "badge": "b", "verify": {}})
    assert not is_legacy(issued())
    assert not is_legacy({"type": ["VerifiableCredential", "Assertion"], "@context": CONTEXT})
    assert not is_legacy({"type": "VerifiablePresentation", "@context": CONTEXT})
    assert not is_legacy({"type": [["Assertion"], 1, None], "@context": [1, None]})
    assert not is_legacy({})


def test_a_credential_of_today_is_not_called_legacy() -> None:
    report = inspect(json.dumps(badge()).encode(), resolver=Published(), now=NOW)
    assert (report.legacy, report.view) == ("", None)
    assert "legacy" not in report.to_json()["credential"]


def test_how_it_is_to_be_verified() -> None:
    assert method_of({"verification": {"type": "hosted"}}) is Method.HOSTED
    assert method_of({"verify": {"type": ["HostedBadge"]}}) is Method.HOSTED
    assert method_of({"verification": {"type": "signed"}}) is Method.SIGNED
    assert method_of({"verification": {"type": [1, "SignedBadge"]}}) is Method.SIGNED
    assert method_of({"verification": "hosted", "revoked": True}) is Method.HOSTED
    assert method_of({"verification": [], "verify": {"type": "hosted"}}) is Method.OTHER
    assert method_of({}) is Method.OTHER


# --- what it must hold --------------------------------------------------------------------------------------


def without(document: dict[str, Any], path: str) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(document))
    *outer, last = path.split(".")
    place = copy
    for name in outer:
        place = place[name]
    del place[last]
    return copy


REQUIRED = (
    "id", "recipient", "recipient.identity", "recipient.type", "recipient.hashed", "badge", "verification",
    "issuedOn", "badge.id", "badge.name", "badge.description", "badge.image", "badge.criteria",
    "badge.issuer",
)  # fmt: skip


@pytest.mark.parametrize("path", REQUIRED)
def test_what_is_required_of_assertion_and_class(path: str) -> None:
    document = without(assertion(badge=badge_class()), path)
    report = kept(document)
    assert report.verdict == "not_verified"
    assert (report.check(2).outcome, report.check(2).code) == (FAILED, "member")
    assert f"“{path}” is missing." in report.check(2).detail


@pytest.mark.parametrize("name", ["name", "url", "email", "id"])
def test_what_is_required_of_an_issuer(name: str) -> None:
    report = kept(assertion(), {ISSUER: issuer(**{name: None})})
    assert codes(report, FAILED) == {2: "member"}
    assert report.check(2).detail == f"“badge.issuer.{name}” is missing."


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "id": (assertion(id="no address"), "“id” must be an absolute address (URL)."),
    "id list": (assertion(id=[ASSERTION]), "“id” must not be a list."),
    "id urn": (assertion(id="urn:uuid:1"), "“id” must be the web address at which the assertion is kept."),
    "id host": (assertion(id="https:///a"), "“id” must be an absolute address (URL)."),
    "id broken": (assertion(id="https://[/a"), "“id” must be an absolute address (URL)."),
    "type": (assertion(type=["Assertion", "BadgeClass"]), "It must be an Assertion"),
    "type text": (assertion(type="OtherAssertion"), "this is “OtherAssertion”."),
    "recipient": (assertion(recipient="ada"), "“recipient” must be an object."),
    "recipients": (assertion(recipient=[assertion()["recipient"]] * 2), "“recipient” must not be a list."),
    "hashed": (
        assertion(recipient={"type": "email", "hashed": "true", "identity": hashed(ADA)}),
        "“recipient.hashed” must be true or false.",
    ),
    "no hash": (
        assertion(recipient={"type": "email", "hashed": True, "identity": ADA}),
        "“recipient.identity” must be a hash (sha256$… or md5$…).",
    ),
    "short hash": (
        assertion(recipient={"type": "email", "hashed": True, "identity": hashed(ADA)[:-1]}),
        "“recipient.identity” must be a hash (sha256$… or md5$…).",
    ),
    "a hash that denies it": (
        assertion(recipient={"type": "email", "hashed": False, "identity": hashed(ADA)}),
        "“recipient.identity” is a hash, and “recipient.hashed” says that it is none.",
    ),
    "badge": (assertion(badge=17), "“badge” must be an object."),
    "badge name": (assertion(badge="first aid"), "“badge” must be an absolute address (URL)."),
    "badge kind": (assertion(badge=badge_class(type="Issuer")), "“badge.type” must include BadgeClass."),
    "badge text": (assertion(badge=badge_class(name=17)), "“badge.name” must be text."),
    "badge names": (assertion(badge=badge_class(name=["a", "b"])), "“badge.name” must not be a list."),
    "tags": (assertion(badge=badge_class(tags=["a", 1])), "“badge.tags[1]” must be text."),
    "version": (assertion(badge=badge_class(version=[])), "“badge.version” must not be a list."),
    "version kind": (assertion(badge=badge_class(version={"a": 1})), "“badge.version” must be text or a number."),
    "criteria": (
        assertion(badge=badge_class(criteria={"name": "x"})),
        "“badge.criteria” must have “id” or “narrative”.",
    ),
    "alignment": (
        assertion(badge=badge_class(alignment=[{"targetName": "x"}])),
        "“badge.alignment[0].targetUrl” is missing.",
    ),
    "verification": (assertion(verification="hosted"), "“verification” must be an object."),
    "verification of no type": (assertion(verification={"type": ""}), "“verification.type” is missing."),
    "verification type": (
        assertion(verification={"type": "Blockchain"}),
        "“verification.type” must be HostedBadge or SignedBadge.",
    ),
    "date": (assertion(issuedOn="2025-06-30"), "“issuedOn” is not a date and time with its time zone"),
    "seconds": (assertion(issuedOn=1751277600), "“issuedOn” is not a date and time with its time zone"),
    "calendar": (assertion(expires="2025-02-30T00:00:00Z"), "“expires” is not a date in the calendar."),
    "context": (assertion(at_context="https://w3id.org/openbadges/v3"), f"“@context” must name {CONTEXT}."),
    "no context": (assertion(at_context=None, verification={"type": "x"}), "“verify” is missing."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_an_older_badge(name: str) -> None:
    document, sentence = WRONG[name]
    world = Published({ASSERTION: document})
    report = check(document, world)
    assert report.verdict == "not_verified"
    assert report.check(2).outcome is FAILED
    assert sentence in report.check(2).detail
    assert world.asked == []
    assert codes(report, UNKNOWN).items() >= {3: "not_reached", 4: "not_reached", 6: "not_reached"}.items()
    assert "legacy" not in notes(report)


def test_nothing_but_an_assertion_says_that_somebody_earned_something() -> None:
    for document in (badge_class(), issuer(), {"@context": CONTEXT}):
        report = check(document)
        assert codes(report, FAILED) == {2: "not_an_assertion"}
        assert codes(report, UNKNOWN)[5] == "time_missing"


RIGHT: dict[str, dict[str, Any]] = {
    "types": assertion(type=["Assertion", "https://x.example/Mine"]),
    "open": assertion(recipient={"type": "email", "hashed": False, "identity": ADA}),
    "telephone": assertion(recipient={"type": "telephone", "hashed": False, "identity": "+4412345"}),
    "upper case": assertion(recipient={"type": "email", "hashed": True, "identity": "sha256$" + "A" * 64}),
    "languages": assertion(badge=badge_class(name={"@value": "Erste Hilfe", "@language": "de"})),
    "language": assertion(badge=badge_class(at_language="de", version=2)),
    "image": assertion(image={"id": f"{HOST}/17.png", "caption": "A heart"}, narrative="Well done."),
    "data image": assertion(badge=badge_class(image="data:image/png;base64,iVBORw0KGgo=")),
    "criteria": assertion(badge=badge_class(criteria=f"{HOST}/criteria")),
    "evidence": assertion(evidence=[{"id": "_:b1", "narrative": "Done."}, f"{HOST}/work/17"]),
    "nothing": assertion(expires=None, image=""),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_allowed(name: str) -> None:
    report = kept(RIGHT[name])
    assert report.verdict == "verified", [each.detail for each in report.checks]


NAMES = [
    "id", "type", "@value", "identity", "hashed", "issuer", "name", "url", "creator", "startsWith", "allowedOrigins",
    "verificationProperty", "owner", "publicKeyPem", "revokedAssertions",
]  # fmt: skip
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(max_size=8)
    | st.just(ASSERTION),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=10,
)


@given(
    ANYTHING,
    st.sampled_from(
        sorted([*assertion(), "verify", "revoked", "expires", "endorsement", "narrative", "uid"])
    ),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_no_value_of_any_member_is_more_than_a_report_can_say(value: Any, member: str, signed: bool) -> None:
    document = (signed_assertion() if signed else assertion()) | {member: value}
    data = sealed(document) if signed else document
    report = check(data, {ASSERTION: document, CLASS: badge_class() | {member: value}})
    report.to_json()
    assert report.legacy or member in {"@context", "type"}
    assert [each.step for each in report.checks] == list(range(1, 11))


PUBLISHED = {CLASS: badge_class(), ISSUER: issuer(verification={}), KEY: key(), REVOKED: revocation_list()}


@given(st.data(), st.sampled_from(sorted(PUBLISHED)), ANYTHING)
@settings(max_examples=300, deadline=None)
def test_whatever_is_published_there_is_a_report(data: st.DataObject, address: str, value: Any) -> None:
    member = data.draw(st.sampled_from(sorted(PUBLISHED[address])))
    for given_one in (assertion(), sealed(signed_assertion())):
        check(given_one, {address: PUBLISHED[address] | {member: value}}).to_json()


# --- dates --------------------------------------------------------------------------------------------------

DATES: list[tuple[Any, datetime]] = [
    ("2016-12-31T23:59:59Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ("2016-12-31T23:59:59+00:00", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ("2016-12-31T23:59:59.123456789Z", datetime(2016, 12, 31, 23, 59, 59, 123456, tzinfo=UTC)),
    ("2016-12-31T23:59:59.5+01:00", datetime(2016, 12, 31, 22, 59, 59, 500000, tzinfo=UTC)),
    ("2017-10-01T00:00Z", datetime(2017, 10, 1, tzinfo=UTC)),
    ("2017-10-01T00:00+0200", datetime(2017, 9, 30, 22, tzinfo=UTC)),
    ("2017-10-01T00:00:00-05", datetime(2017, 10, 1, 5, tzinfo=UTC)),
]
FORMER: list[tuple[Any, datetime]] = [
    (1400000000, datetime(2014, 5, 13, 16, 53, 20, tzinfo=UTC)),
    ("1400000000", datetime(2014, 5, 13, 16, 53, 20, tzinfo=UTC)),
    ("2014-05-13", datetime(2014, 5, 13, tzinfo=UTC)),
    ("2014-05-13T16:53", datetime(2014, 5, 13, 16, 53, tzinfo=UTC)),
    ("2014-05-13T16:53:20", datetime(2014, 5, 13, 16, 53, 20, tzinfo=UTC)),
]
NO_DATES: list[Any] = [
    None, True, 1.5, [], {}, "", "tomorrow", "2016-12-31T23:59:59", "2016-12-31", "2016-12-31 23:59:59Z",
    "2016-13-31T23:59:59Z", "2016-12-31T25:00:00Z", "2016-12-31T23:59:59z", "20161231T235959Z",
    "٢٠١٦-12-31T23:59:59Z", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00", "2016-12-31T23:59:59+99:99",
]  # fmt: skip


@pytest.mark.parametrize(("value", "moment"), DATES)
def test_dates_of_open_badges_2(value: Any, moment: datetime) -> None:
    assert parse_moment(value, edition=Edition.TWO) == moment
    assert parse_moment(value, edition=Edition.ONE) == moment


@pytest.mark.parametrize(("value", "moment"), FORMER)
def test_dates_of_open_badges_1(value: Any, moment: datetime) -> None:
    assert parse_moment(value, edition=Edition.ONE) == moment
    with pytest.raises(TimeError):
        parse_moment(value, edition=Edition.TWO)


@pytest.mark.parametrize("value", NO_DATES)
def test_what_is_no_date(value: Any) -> None:
    with pytest.raises(TimeError):
        parse_moment(value, edition=Edition.TWO)


@pytest.mark.parametrize("value", ["999999999999", True, -1, 10**15, 1.5, "2014-02-30"])
def test_what_was_never_a_date(value: Any) -> None:
    with pytest.raises(TimeError):
        parse_moment(value, edition=Edition.ONE)


def test_a_date_that_cannot_be_read_fails_where_dates_are_checked() -> None:
    report = check(assertion(issuedOn="yesterday"))
    assert codes(report, FAILED) == {2: "time_invalid", 5: "time_invalid"}
    assert report.check(5).detail.startswith("“issuedOn” is not a date and time")


# --- Open Badges 1.x ----------------------------------------------------------------------------------------


def older(**members: Any) -> dict[str, Any]:
    """An assertion of Open Badges 1.0, which has neither context nor types."""
    document = {
        "uid": "17",
        "recipient": {"type": "email", "hashed": True, "salt": SALT, "identity": hashed(ADA)},
        "badge": CLASS,
        "verify": {"type": "hosted", "url": ASSERTION},
        "issuedOn": 1400000000,
    }
    return {name: value for name, value in (document | members).items() if value is not None}


OLD_CLASS = {
    "name": "First aid", "description": "Helps.", "image": f"{HOST}/i.png", "criteria": f"{HOST}/c", "issuer": ISSUER,
}  # fmt: skip
OLD_WORLD = {CLASS: OLD_CLASS, ISSUER: {"name": "Westbrook College", "url": HOST}}


def test_open_badges_1_is_checked_as_far_as_it_goes() -> None:
    report = kept(older(), OLD_WORLD, expected_recipient=(ADA,))
    assert report.verdict == "verified"
    assert report.legacy == "Open Badges 1.x"
    assert report.check(5).detail == "Valid since 13 May 2014, with no end date."
    assert report.check(8).outcome is PASSED
    assert report.credential is not None
    assert report.credential.id == ASSERTION
    assert report.credential.awarded == datetime(2014, 5, 13, 16, 53, 20, tzinfo=UTC)
    assert report.to_json()["credential"]["legacy"] == "Open Badges 1.x"


def test_open_badges_1_1() -> None:
    document = older(**{"@context": CONTEXT_1, "type": "Assertion", "id": ASSERTION})
    assert kept(document, OLD_WORLD).verdict == "verified"
    assert kept(document | {"type": "BadgeClass"}, OLD_WORLD).verdict == "not_verified"


@pytest.mark.parametrize("member", ["recipient", "badge", "verify", "issuedOn"])
def test_open_badges_1_has_members_that_it_must_have(member: str) -> None:
    document = older(**{"@context": CONTEXT_1, member: None})
    assert (kept(document).check(2).outcome, kept(document).legacy) == (FAILED, "Open Badges 1.x")


def test_open_badges_1_has_addresses_and_no_objects() -> None:
    for document in (older(badge=OLD_CLASS), older(verify={"type": "hosted", "url": "urn:uuid:1"})):
        assert "must be a web address." in kept(document, OLD_WORLD).check(2).detail
    report = kept(older(issuedOn="soon"), OLD_WORLD)
    assert codes(report, FAILED) == {2: "time_invalid", 5: "time_invalid"}


def test_open_badges_1_kept_by_somebody_else() -> None:
    forged = older(verify={"type": "hosted", "url": "https://mallory.example/a"})
    report = check(forged, OLD_WORLD | {"https://mallory.example/a": forged})
    assert codes(report, FAILED) == {3: "not_in_scope"}


def test_open_badges_1_with_a_signature_could_not_be_checked() -> None:
    document = older(verify={"type": "signed", "url": f"{HOST}/key.pem"})
    report = check(sealed(document), OLD_WORLD)
    assert report.verdict == "not_checked"
    assert codes(report, UNKNOWN) == {3: "unsupported", 4: "no_key", 6: "not_reached"}


# --- what is shown ------------------------------------------------------------------------------------------


def test_what_is_shown_of_it() -> None:
    extension = {"type": ["Extension", "extensions:RecipientProfile"], "name": "Ada Learner"}
    document = assertion(
        expires="2030-01-01T00:00:00Z", narrative="Showed it twice.", image=f"{HOST}/17.png",
        evidence=[f"{HOST}/work/17", {"narrative": "A plan.", "name": "Plan"}],
        **{"extensions:recipientProfile": extension},
    )  # fmt: skip
    shown = kept(document).credential
    assert shown is not None
    assert (shown.name, shown.description) == ("First aid", "Helps until help comes.")
    assert (shown.issuer.name, shown.issuer.id, shown.issuer.url) == ("Westbrook College", ISSUER, HOST)
    assert (shown.subject.name, shown.subject.narrative) == ("Ada Learner", "Showed it twice.")
    assert shown.achievement.criteria.narrative.startswith("Takes part")
    assert shown.achievement.tags == ("health",)
    assert [each.name for each in shown.achievement.alignments] == ["give first aid"]
    assert [(each.id, each.name) for each in shown.evidence] == [(f"{HOST}/work/17", ""), ("", "Plan")]
    assert shown.image == f"{HOST}/17.png"
    assert shown.valid_from == shown.awarded == datetime(2025, 6, 30, 10, tzinfo=UTC)
    assert shown.valid_until == datetime(2030, 1, 1, tzinfo=UTC)
    assert shown.subject.identifier == ""
    assert shown.document == document, "what is shown is the assertion as it came, and no newer credential"


def test_it_cannot_be_signed_anew() -> None:
    with pytest.raises(IssueRefused):
        issue(assertion(), signer=NORTHFIELD_SIGNER, verification_method=f"{ISSUER}#key", created=NOW)


def test_inside_of_something_else_it_is_called_what_it_is_as_well() -> None:
    holding = {"@context": [VCDM], "type": ["VerifiablePresentation"], "verifiableCredential": [assertion()]}
    (part,) = check(holding).parts
    assert (part.report.verdict, part.report.legacy) == ("verified", "Open Badges 2.0")
    (endorsement,) = check(badge() | {"endorsement": [assertion()]}).parts
    assert codes(endorsement.report, FAILED) == {8: "part_kind"}


def test_an_open_address_is_shown_and_a_picture_of_the_class() -> None:
    document = assertion(
        recipient={"type": "schema:email", "hashed": False, "identity": ADA},
        badge=badge_class(criteria=f"{HOST}/criteria"),
    )
    shown = kept(document).credential
    assert shown is not None
    assert shown.subject.identifier == ADA
    assert shown.image == f"{HOST}/badges/first-aid.png"
    assert shown.achievement.criteria.id == f"{HOST}/criteria"


def test_what_cannot_be_read_is_shown_as_nothing() -> None:
    shown = check(assertion(issuedOn="soon", recipient="Ada", evidence=17, at_type=None)).credential
    assert shown is not None
    assert shown.summary()["legacy"] == "Open Badges 2.0"
    assert (shown.valid_from, shown.subject.identifier, shown.subject.name) == (None, "", "")


# --- the recipient (A27) ------------------------------------------------------------------------------------

RECIPIENTS: list[tuple[dict[str, Any], str, bool]] = [
    ({"identity": hashed(ADA), "salt": SALT}, ADA, True),
    ({"identity": "sha256$" + hashed(ADA)[7:].upper(), "salt": SALT}, ADA, True),
    ({"identity": hashed(ADA, algorithm="md5"), "salt": SALT}, ADA, True),
    ({"identity": hashed(ADA, salt="")}, ADA, True),
    ({"identity": hashed(ADA), "salt": SALT}, "ada@LEARNER.example", True),
    ({"identity": hashed(ADA), "salt": SALT}, "Ada@learner.example", False),
    ({"identity": hashed(ADA), "salt": SALT.upper()}, ADA, False),
    ({"identity": hashed(ADA)}, ADA, False),
    ({"identity": hashed("kim@learner.example"), "salt": SALT}, "\u212aim@learner.example", False),
    ({"identity": hashed("strasse@learner.example"), "salt": SALT}, "stra\u00dfe@learner.example", False),
    ({"identity": hashed(f"{ADA}x", salt=""), "salt": "x"}, ADA, True),
]  # fmt: skip


@pytest.mark.parametrize(("recipient", "asked", "is_theirs"), RECIPIENTS)
def test_a_hash_names_one_person_however_it_is_written(
    recipient: dict[str, Any], asked: str, is_theirs: bool
) -> None:
    report = kept(
        assertion(recipient={"type": "email", "hashed": True} | recipient), expected_recipient=(asked,)
    )
    assert (report.check(8).outcome is PASSED) is is_theirs
    assert (report.verdict == "verified") is is_theirs


def test_weak_hashes_are_said_to_be_weak() -> None:
    unsalted = kept(assertion(recipient={"type": "email", "hashed": True, "identity": hashed(ADA, salt="")}))
    assert "identity_unsalted" in notes(unsalted)
    md5 = {"type": "email", "hashed": True, "identity": hashed(ADA, algorithm="md5"), "salt": SALT}
    assert "identity_md5" in notes(kept(assertion(recipient=md5)))


def test_a_name_is_no_recipient() -> None:
    recipient = {"type": "name", "hashed": False, "identity": "Ada Learner"}
    report = kept(assertion(recipient=recipient), expected_recipient=("Ada Learner",))
    assert codes(report, FAILED) == {8: "recipient_mismatch"}


# --- the table ----------------------------------------------------------------------------------------------


def test_every_kind_of_the_table_refuses_what_is_no_object() -> None:
    for rule in ("Profile", "IdentityObject", "AlignmentObject", "RevokedAssertion"):
        assert [each.say() for each in problems("x", rule, Edition.TWO, "it")] == ["“it” must be an object."]


# --- as other systems write them ----------------------------------------------------------------------------


def of_a_learning_platform() -> tuple[dict[str, Any], dict[str, Any]]:
    """A badge in the form in which a learning platform issues them (`verify`, an address with a query, one salt)."""
    site = "https://learn.westbrook.example"
    its_issuer = {
        "name": "Westbrook Learning", "url": site, "email": "learn@westbrook.example", "@context": CONTEXT,
        "id": f"{site}/badges/issuer_json.php?id=12", "type": "Issuer",
    }  # fmt: skip
    its_class = {
        "name": "First aid", "description": "For the course", "criteria": {"id": f"{site}/badges/badgeclass.php?id=12",
        "narrative": "Complete the activity"}, "image": f"{site}/pluginfile.php/1/badges/badgeimage/12/f1",
        "issuer": its_issuer, "@context": CONTEXT, "id": f"{site}/badges/badge_json.php?id=12", "type": "BadgeClass",
        "version": "1.0", "@language": "en",
    }  # fmt: skip
    address = f"{site}/badges/assertion.php?b=3f2a&obversion=2"
    document = {
        "recipient": {"identity": hashed(ADA, salt="badges1458047378"), "type": "email", "hashed": True,
                      "salt": "badges1458047378"},
        "badge": its_class, "verify": {"type": "hosted", "url": address}, "issuedOn": "2025-06-30T12:00:00+02:00",
        "evidence": f"{site}/badges/badge.php?hash=3f2a", "@context": CONTEXT, "type": "Assertion", "id": address,
    }  # fmt: skip
    return document, {address: document, its_issuer["id"]: its_issuer, str(its_class["id"]): its_class}


def of_a_badge_service() -> tuple[dict[str, Any], dict[str, Any]]:
    """A badge in the form in which a badge service bakes them: class and issuer inside, and only linked in the copy."""
    site = "https://api.badges.example/public"
    its_issuer = {
        "@context": CONTEXT, "type": "Issuer", "id": f"{site}/issuers/Tt4", "name": "Westbrook College",
        "url": HOST, "email": "badges@westbrook.example", "description": "A college",
    }  # fmt: skip
    its_class = {
        "@context": CONTEXT, "type": "BadgeClass", "id": f"{site}/badges/Uu5", "name": "First aid",
        "description": "Helps.", "image": f"{site}/badges/Uu5/image",
        "criteria": {"id": f"{HOST}/first-aid", "narrative": "Shows it."}, "issuer": f"{site}/issuers/Tt4",
        "alignment": [], "tags": ["health"],
    }  # fmt: skip
    name = {"@context": "https://openbadgespec.org/extensions/recipientProfile/context.json",
            "type": ["Extension", "extensions:RecipientProfile"], "name": "Ada Learner"}  # fmt: skip
    copy = {
        "@context": CONTEXT, "type": "Assertion", "id": f"{site}/assertions/Vv6", "badge": its_class["id"],
        "image": {"id": f"{site}/assertions/Vv6/image"}, "verification": {"type": "HostedBadge"},
        "issuedOn": "2025-06-30T10:00:00.123456+00:00", "evidence": [],
        "recipient": {"hashed": True, "type": "email", "identity": hashed(ADA, salt="b5c2"), "salt": "b5c2"},
        "extensions:recipientProfile": name,
    }  # fmt: skip
    published = {str(each["id"]): each for each in (copy, its_class, its_issuer)}
    return copy | {"badge": its_class | {"issuer": its_issuer}}, published


def test_a_badge_of_a_learning_platform() -> None:
    document, world = of_a_learning_platform()
    report = check(document, world, policy=Policy(expected_recipient=(ADA,)))
    assert report.verdict == "verified"
    assert report.check(3).detail == "It is kept where learn.westbrook.example says that its badges are."
    assert report.check(8).detail == "It was issued to the person who was asked about."
    assert report.warnings[0] == (
        "This is a badge of an older standard (Open Badges 2.0). It is not signed: it is true as long as "
        "learn.westbrook.example keeps a copy of it, and cannot be checked once that is gone."
    )
    withdrawn = check(document, world | {str(document["id"]): None})
    assert withdrawn.check(6).detail.startswith(
        "Revoked by the issuer: its server says that the badge was there"
    )


def test_a_badge_of_a_badge_service() -> None:
    document, world = of_a_badge_service()
    report = check(document, world, policy=Policy(expected_recipient=(ADA,)))
    assert report.verdict == "verified"
    assert report.credential is not None
    assert report.credential.subject.name == "Ada Learner"
    assert "It has additions beyond the standard, which were not checked: extensions:recipientProfile." in (
        report.warnings
    )
    changed = document | {"badge": document["badge"] | {"name": "Surgery"}}
    assert check(changed, world).check(4).detail == (
        "It differs from the issuer's own copy (badge.name): it was changed, or the issuer has changed its words "
        "since."
    )
    offline = check(document, {}, policy=Policy(offline=True))
    assert offline.verdict == "not_checked"
    assert offline.check(4).detail == (
        "The issuer's own copy at api.badges.example is not known here, and checking is offline."
    )
