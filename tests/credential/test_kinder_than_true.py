"""What reports once said more kindly than it was: each found by an attacker, and told as it is since."""

from __future__ import annotations

from typing import Any

import pytest
from tests.credential import older_badges
from tests.credential.badges import (
    ACHIEVEMENT,
    ADA,
    ADA_SIGNER,
    GUILD,
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
    adas_badge,
    badge,
    controller_document,
    endorsed,
    endorsement,
    enveloped,
    issued,
    presentation,
    shown,
    signed,
    signed_by_guild,
)

from skillmark.credential import Outcome, Policy, Verdict
from skillmark.credential.keys import encode_public_jwk
from skillmark.credential.proof.jws import sign_jws
from skillmark.credential.proof.key_binding import add_key_binding, confirmation
from skillmark.credential.proof.sd_jwt import SdJwt
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.registry import Registry

VCDM_1 = "https://www.w3.org/2018/credentials/v1"
SERVICE = "https://northfield.example/newer/1"
EMPLOYER, NONCE = "https://employer.example", "n-7"
ASKING = Policy(expected_domain=EMPLOYER, expected_challenge=NONCE)


# --- presentations that nobody signed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"name": "Doctor of physics"}, "(name)"),
        ({"name": "Doctor of physics", "description": "With honours."}, "(description, name)"),
        ({"termsOfUse": {"type": "urn:x:terms"}}, "(termsOfUse)"),
    ],
)
def test_what_an_unsigned_presentation_says_itself_is_worth_nothing(
    members: dict[str, Any], said: str
) -> None:
    report = World().check(presentation(issued(), **{"@context": [VCDM, OPEN_BADGES]}, **members))
    assert report.verdict is Verdict.NOT_VERIFIED
    assert (report.check(4).outcome, report.check(4).code) == (Outcome.FAILED, "not_signed")
    assert said in report.check(4).detail


def test_an_unsigned_presentation_of_nothing_proves_nothing() -> None:
    report = World().check(presentation())
    assert report.verdict is Verdict.NOT_VERIFIED
    assert report.check(4).detail == "Nobody has signed it, and it shows no credential."


def test_an_unsigned_presentation_is_as_good_as_what_it_shows() -> None:
    report = World().check(presentation(issued(), id="urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-0000000000dd"))
    assert report.verdict is Verdict.VERIFIED
    assert report.check(4).outcome is Outcome.NOT_APPLICABLE


def test_a_holder_does_not_name_an_issuer() -> None:
    """An older context defines `issuer` everywhere, so that a holder could sign a title in somebody else's name."""
    contexts = [VCDM_1, "https://w3id.org/security/data-integrity/v2", "https://w3id.org/openbadges/v2"]
    words = {
        "@context": contexts,
        "type": ["VerifiablePresentation"],
        "holder": ADA,
        "name": "Doctor of physics",
    }
    assert World().check(shown(words)).verdict is Verdict.VERIFIED
    report = World().check(shown(words | {"issuer": NORTHFIELD}))
    assert report.verdict is Verdict.NOT_VERIFIED
    assert "“issuer” has no place there" in report.check(2).detail


# --- whoever was asked to prove that it is theirs -----------------------------------------------------------


def _refreshable(**members: Any) -> dict[str, Any]:
    document = badge() | {"refreshService": {"id": SERVICE, "type": "1EdTechCredentialRefresh"}}
    document["@context"] = [*document["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    document["credentialSubject"]["id"] = ADA
    return document | members


def _sealed(document: dict[str, Any]) -> SdJwt:
    claims = document | {"iss": NORTHFIELD, "cnf": confirmation(ADA_SIGNER.public_key)}
    return make_sd_jwt(claims, signer=NORTHFIELD_SIGNER, header={"kid": NORTHFIELD_KEY, "typ": "vc+sd-jwt"})


@pytest.mark.parametrize(
    "newer", [signed(_refreshable(name="Newer")), _sealed(_refreshable(name="Newer")).presented]
)
def test_a_newer_version_does_not_answer_for_the_holder(newer: Any) -> None:
    world = World({SERVICE: newer.encode() if isinstance(newer, str) else newer}, policy=ASKING)
    stolen = _sealed(_refreshable())
    report = world.check(stolen.presented.encode())
    assert any(note.code == "refreshed" for note in report.notes)
    assert (report.verdict, report.check(8).code) == (Verdict.NOT_VERIFIED, "key_binding_missing")
    bound = add_key_binding(stolen, signer=ADA_SIGNER, audience=EMPLOYER, nonce=NONCE, issued_at=NOW)
    report = world.check(bound.compact.encode())
    assert any(note.code == "refreshed" for note in report.notes)
    assert (report.verdict, report.check(8).outcome) == (Verdict.VERIFIED, Outcome.PASSED)


def test_a_newer_version_as_signed_text_is_not_asked_what_the_first_has_answered() -> None:
    first = signed(_refreshable(), domain=EMPLOYER, challenge=NONCE)
    world = World({SERVICE: _sealed(_refreshable(name="Newer")).presented.encode()}, policy=ASKING)
    assert world.check(first).verdict is Verdict.VERIFIED


def test_an_older_badge_answers_no_request() -> None:
    assert older_badges.check(older_badges.assertion()).verdict is Verdict.VERIFIED
    report = older_badges.check(older_badges.assertion(), policy=ASKING)
    assert (report.verdict, report.check(8).code) == (Verdict.NOT_VERIFIED, "holder_unproven")


@pytest.mark.parametrize("binding", ["", "invented"])
def test_an_invented_key_binding_does_not_close_what_is_open(binding: str) -> None:
    """What could not be checked for one reason is not less open where it could not be checked for another, too."""
    claims = badge() | {"iss": NORTHFIELD, "cnf": {"kid": "did:example:ada#1"}}
    sealed = make_sd_jwt(
        claims, signer=NORTHFIELD_SIGNER, header={"kid": NORTHFIELD_KEY, "typ": "vc+sd-jwt"}
    ).presented
    if binding:
        said = b'{"iat":1,"aud":"a","nonce":"n","sd_hash":"x"}'
        sealed += sign_jws(said, signer=MALLORY_SIGNER, header={"typ": "kb+jwt"})
    document = presentation(enveloped(sealed, "vc+sd-jwt"))
    report = World(policy=ASKING).check(shown(document, domain=EMPLOYER, challenge=NONCE))
    (part,) = report.parts
    assert (part.report.check(8).code, part.report.verdict) == ("holder_unchecked", Verdict.NOT_CHECKED)
    assert (report.check(10).code, report.verdict) == ("content_unchecked", Verdict.NOT_CHECKED)


# --- what an endorsement was meant for ----------------------------------------------------------------------


def _mallorys(of: str, **members: Any) -> dict[str, Any]:
    """A badge of Mallory's that holds the guild's genuine endorsement of something else of this name."""
    document = badge(MALLORY) | members
    document["credentialSubject"]["achievement"] |= {"id": of} if "id" not in members else {}
    document["endorsement"] = [signed_by_guild(endorsement(of))]
    return signed(document, signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)


@pytest.mark.parametrize(
    "stolen",
    [
        _mallorys(ACHIEVEMENT),
        _mallorys(NORTHFIELD),
        _mallorys("did:web:northfield.example"),
        _mallorys(
            "urn:uuid:0d9a3f1e-5f0e-4b0a-8f5c-1b1f7a2f9c10",
            id="urn:uuid:0d9a3f1e-5f0e-4b0a-8f5c-1b1f7a2f9c10",
        ),
    ],
)
def test_an_endorsement_of_a_thing_elsewhere_is_told(stolen: dict[str, Any]) -> None:
    report = World().check(stolen)
    (part,) = report.parts
    assert part.report.verdict is Verdict.VERIFIED
    assert "endorsed_elsewhere" in {note.code for note in part.report.notes}


@pytest.mark.parametrize("of", [ACHIEVEMENT, NORTHFIELD])
def test_an_endorsement_of_what_is_the_issuers_is_told_as_such(of: str) -> None:
    (part,) = World().check(endorsed(signed_by_guild(endorsement(of)))).parts
    assert part.report.verdict is Verdict.VERIFIED
    assert "endorsed_elsewhere" not in {note.code for note in part.report.notes}


def test_an_issuer_by_key_alone_may_be_endorsed() -> None:
    document = badge(ADA) | {"endorsement": [signed_by_guild(endorsement(ADA, issuer=GUILD))]}
    (part,) = World().check(signed(document, signer=ADA_SIGNER, verification_method=f"{ADA}#{ADA[8:]}")).parts
    assert "endorsed_elsewhere" not in {note.code for note in part.report.notes}


def test_adas_badge_is_still_what_it_was() -> None:
    assert World().check(shown(presentation(adas_badge()))).verdict is Verdict.VERIFIED


# --- what buries the rest -----------------------------------------------------------------------------------


def test_thousands_of_notes_of_one_kind_bury_no_other() -> None:
    """Nine thousand schemas took four seconds to compare with each other."""
    schemas = [{"id": f"urn:x:{number}", "type": "JsonSchema"} for number in range(3_000)]
    report = World().check(signed(badge() | {"credentialSchema": schemas}))
    assert report.verdict is Verdict.VERIFIED
    codes = [note.code for note in report.notes]
    assert codes.count("schema_not_checked") == 11
    assert "There is more of this kind, which is not repeated here." in report.warnings
    assert "issuer_unlisted" in codes


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known_as", "told"), [("Evening school of Northfield", True), ("northfield  COLLEGE", False)]
)
def test_an_issuer_who_is_known_by_another_name_than_its_own_is_told(known_as: str, told: bool) -> None:
    known = Registry.of({NORTHFIELD: known_as}, name="the list")
    report = World(policy=Policy(registries=(known,))).check(issued())
    assert report.check(9).outcome is Outcome.PASSED
    expected = f"It calls its issuer Northfield College, who is {known_as} on the list."
    assert (expected in report.warnings) is told


def test_an_address_that_begins_like_anothers_is_no_issuers() -> None:
    posing = "https://northfield.example@mallory.example/issuer"
    world = World({posing: controller_document(posing, MALLORY_SIGNER)})
    document = signed(badge(posing), signer=MALLORY_SIGNER, verification_method=f"{posing}#key-1")
    report = world.check(document)
    assert (report.verdict, report.check(3).code) == (Verdict.NOT_VERIFIED, "key_id_invalid")
    text = sign_vc_jwt(badge(), signer=MALLORY_SIGNER, verification_method=f"{posing}/key")
    world.documents[f"{posing}/key"] = encode_public_jwk(MALLORY_SIGNER.public_key)
    assert world.check(text.encode()).check(3).code == "key_id_invalid"
