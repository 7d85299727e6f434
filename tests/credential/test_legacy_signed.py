"""Open Badges 2.0 that are signed: whose key it is, what the signature covers, and what was withdrawn since."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from tests.credential.badges import NORTHFIELD_P256_SIGNER, NORTHFIELD_SIGNER
from tests.credential.older_badges import (
    ADA,
    ASSERTION,
    CLASS,
    HOST,
    ISSUER,
    KEY,
    MALLORY,
    MALLORYS_SIGNER,
    REVOKED,
    SIGNER,
    UUID,
    Published,
    assertion,
    badge_class,
    check,
    codes,
    issuer,
    key,
    notes,
    pem,
    revocation_list,
    sealed,
    signed_assertion,
)

from skillmark.credential import Outcome, Policy
from skillmark.credential.bake import bake_any
from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.credential.keys.multikey import base64url_encode
from skillmark.credential.keys.pem import MAX_LENGTH, decode_public_pem
from skillmark.credential.registry import Registry

FAILED, UNKNOWN, PASSED = Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED
KNOWN = Registry.of({ISSUER: "Westbrook College"}, name="the list")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


# --- what holds ---------------------------------------------------------------------------------------------


def test_a_signed_badge_is_verified_and_called_what_it_is() -> None:
    report = check(sealed(signed_assertion()), policy=Policy(registries=(KNOWN,)))
    assert report.verdict == "verified"
    assert (report.legacy, report.form) == ("Open Badges 2.0", "jws")
    assert report.check(3).detail == "The key belongs to westbrook.example."
    assert report.check(3).fact == {"keys_age_seconds": 120, "keys_from_store": False}
    assert report.check(4).detail == "The signature matches: nothing was changed since it was signed."
    assert report.check(6).detail == "Not revoked, as of 2 minutes ago."
    assert report.check(9).outcome is PASSED
    assert report.warnings[0] == (
        "This is a badge of an older standard (Open Badges 2.0). The signature covers that it was awarded, and not "
        "what it stands for: westbrook.example keeps that, and can change it."
    )


def test_it_asks_for_four_documents_and_no_more() -> None:
    world = Published()
    check(sealed(signed_assertion()), world)
    assert world.asked == [CLASS, ISSUER, KEY, REVOKED]


def test_a_signed_badge_that_holds_its_class_says_less_about_it() -> None:
    given = signed_assertion(badge=badge_class(id="urn:uuid:5", issuer=issuer()))
    report = check(sealed(given))
    assert report.verdict == "verified"
    assert report.warnings[0] == (
        "This is a badge of an older standard (Open Badges 2.0). Its signature is good only as long as "
        "westbrook.example publishes its profile and its key."
    )


def test_a_signed_badge_in_a_picture() -> None:
    report = check(bake_any(SVG, sealed(signed_assertion())))
    assert (report.verdict, report.form) == ("verified", "svg")


def test_keys_that_were_looked_up_before_are_said_to_be_so() -> None:
    report = check(sealed(signed_assertion()), Published(from_store=True))
    assert report.check(3).detail == (
        "The key belongs to westbrook.example. Its keys were last looked up 2 minutes ago."
    )


def test_a_key_that_stands_in_the_profile() -> None:
    world = Published({ISSUER: issuer(publicKey=[key()])})
    del world.documents[KEY]
    assert check(sealed(signed_assertion()), world).verdict == "verified"


@pytest.mark.parametrize("creator", [KEY, {"id": KEY}])
def test_the_key_may_be_named_in_two_ways(creator: Any) -> None:
    given = signed_assertion(verification={"type": "signed", "creator": creator})
    assert check(sealed(given)).verdict == "verified"


def test_without_a_named_key_the_issuers_keys_are_tried() -> None:
    given = signed_assertion(verification={"type": "SignedBadge"})
    second = f"{HOST}/keys/2.json"
    world = {
        ISSUER: issuer(publicKey=[second, KEY]),
        second: key(MALLORYS_SIGNER, id=second),
    }
    assert check(sealed(given), world).verdict == "verified"
    broken = world | {second: key(id=second, owner=MALLORY)}
    assert check(sealed(given), broken).verdict == "verified"
    by_another = sealed(given, signer=LocalSigner(generate_rsa(65537, 2048)))
    assert codes(check(by_another, world), FAILED) == {4: "signature_invalid"}
    del world[second]
    assert codes(check(by_another, world), UNKNOWN)[4] == "no_key"
    assert check(sealed(given), world).verdict == "verified"


def test_only_so_many_keys_are_tried() -> None:
    given = signed_assertion(verification={"type": "SignedBadge"})
    report = check(sealed(given), {ISSUER: issuer(publicKey=[f"{HOST}/keys/{n}" for n in range(5)])})
    assert codes(report, UNKNOWN) == {3: "too_many", 4: "no_key", 6: "not_reached"}


def test_other_kinds_of_keys() -> None:
    for signer in (NORTHFIELD_P256_SIGNER, NORTHFIELD_SIGNER):
        world = {KEY: key(publicKeyPem=other_pem(signer))}
        assert check(sealed(signed_assertion(), signer=signer), world).verdict == "verified"


def test_what_a_key_may_say_of_itself() -> None:
    assert check(sealed(signed_assertion()), {KEY: key(id=None)}).verdict == "verified"
    assert (
        check(sealed(signed_assertion()), {KEY: key(id=KEY.replace("https", "http"))}).verdict == "verified"
    )
    assert check(sealed(signed_assertion()), {KEY: key(owner={"id": ISSUER})}).verdict == "verified"
    renamed = {ISSUER: issuer(id=f"{HOST}/me"), KEY: key(owner=f"{HOST}/me")}
    assert check(sealed(signed_assertion()), renamed).verdict == "verified"


# --- what does not ------------------------------------------------------------------------------------------


def test_a_changed_badge() -> None:
    header, _, signature = sealed(signed_assertion()).split(b".")
    payload = base64url_encode(json.dumps(signed_assertion(issuedOn="2020-01-01T00:00:00Z")).encode())
    report = check(b".".join((header, payload.encode(), signature)))
    assert codes(report, FAILED) == {4: "signature_invalid"}
    assert report.check(9).code == "not_reached"


def test_a_key_in_the_header_is_never_looked_at() -> None:
    headers: list[dict[str, Any]] = [
        {"jwk": {"kty": "RSA", "n": "x", "e": "AQAB"}},
        {"jku": f"{MALLORY}/jwks"},
        {"x5c": ["MII"]},
        {"kid": f"{MALLORY}/key"},
    ]
    for header in headers:
        forged = sealed(signed_assertion(), signer=MALLORYS_SIGNER, **header)
        world = Published()
        report = check(forged, world, policy=Policy(registries=(KNOWN,)))
        assert codes(report, FAILED) == {4: "signature_invalid"}
        assert not any(MALLORY in url for url in world.asked)
        assert check(sealed(signed_assertion(), **header)).verdict == "verified"


def test_a_key_that_claims_an_issuer_which_does_not_list_it() -> None:
    mallorys = f"{MALLORY}/key"
    given = signed_assertion(verification={"type": "SignedBadge", "creator": mallorys})
    world = Published({mallorys: key(MALLORYS_SIGNER, id=mallorys)})
    report = check(sealed(given, signer=MALLORYS_SIGNER), world, policy=Policy(registries=(KNOWN,)))
    assert codes(report, FAILED) == {3: "key_not_listed"}
    assert mallorys not in world.asked
    assert report.check(9).outcome is Outcome.NOT_APPLICABLE


def test_a_key_of_somebody_else_that_is_listed() -> None:
    for owner in (f"{MALLORY}/issuer", None):
        report = check(sealed(signed_assertion()), {KEY: key(owner=owner)})
        assert codes(report, FAILED)[3] == "key_owner"
    nobody = check(sealed(signed_assertion()), {KEY: key(owner=None)})
    assert "belongs to nobody" in nobody.check(3).detail


def test_the_badge_of_another_cannot_be_awarded_inside_a_signed_text() -> None:
    mallorys, its_key = f"{MALLORY}/issuer", f"{MALLORY}/key"
    given = signed_assertion(
        badge=badge_class(issuer=mallorys), verification={"type": "SignedBadge", "creator": its_key}
    )
    world = {
        mallorys: issuer(id=mallorys, publicKey=its_key),
        its_key: key(MALLORYS_SIGNER, id=its_key, owner=mallorys),
    }
    report = check(sealed(given, signer=MALLORYS_SIGNER), world, policy=Policy(expected_achievement=CLASS))
    assert codes(report, FAILED) == {3: "class_not_in_scope"}


def test_a_profile_or_a_key_of_another_name() -> None:
    report = check(sealed(signed_assertion()), {ISSUER: issuer(id=f"{MALLORY}/issuer")})
    assert codes(report, FAILED)[3] == "document_id_mismatch"
    report = check(sealed(signed_assertion()), {KEY: key(id=f"{HOST}/keys/2.json")})
    assert codes(report, FAILED)[3] == "document_id_mismatch"


def test_no_signature_at_all() -> None:
    report = check(signed_assertion())
    assert codes(report, FAILED) == {4: "not_signed"}
    assert report.check(3).outcome is PASSED


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "hs512"])
def test_algorithms_that_prove_nothing(algorithm: str) -> None:
    header = base64url_encode(json.dumps({"alg": algorithm}).encode()).encode()
    _, payload, signature = sealed(signed_assertion()).split(b".")
    assert codes(check(b".".join((header, payload, signature))), FAILED) == {4: "algorithm_refused"}


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "RS384", "EdDSA", "x"])
def test_the_key_decides_the_algorithm(algorithm: str) -> None:
    header = base64url_encode(json.dumps({"alg": algorithm}).encode()).encode()
    _, payload, signature = sealed(signed_assertion()).split(b".")
    assert codes(check(b".".join((header, payload, signature))), FAILED) == {4: "algorithm_mismatch"}


def test_claims_of_newer_signed_texts_are_not_mixed_in() -> None:
    report = check(sealed(signed_assertion() | {"exp": 1, "iss": ISSUER}))
    assert codes(report, FAILED) == {4: "jwt_content"}


def test_an_issuer_without_a_key() -> None:
    given = signed_assertion(verification={"type": "SignedBadge"})
    report = check(sealed(given), {ISSUER: issuer(publicKey=None)})
    assert codes(report, FAILED) == {3: "key_not_found"}
    assert codes(report, UNKNOWN) == {4: "no_key", 6: "not_reached"}


@pytest.mark.parametrize("missing", [CLASS, ISSUER, KEY, REVOKED])
@pytest.mark.parametrize("offline", [True, False])
def test_what_could_not_be_asked_is_unknown_and_never_valid(missing: str, offline: bool) -> None:
    world = Published()
    del world.documents[missing]
    report = check(sealed(signed_assertion()), world, policy=Policy(offline=offline))
    assert report.verdict == "not_checked"
    assert not codes(report, FAILED)


def test_a_signature_on_what_says_that_its_copy_counts_is_not_looked_at() -> None:
    report = check(sealed(assertion(), signer=MALLORYS_SIGNER))
    assert report.verdict == "verified"
    assert report.check(4).code == "hosted_copy"
    assert "signature_ignored" in notes(report)
    assert check(sealed(assertion(id=f"{HOST}/none"))).verdict == "not_checked"


# --- keys in PEM --------------------------------------------------------------------------------------------


def other_pem(signer: LocalSigner) -> str:
    """The public key of a signer of any kind in PEM."""
    public = signer._key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_pem_of_every_kind() -> None:
    assert decode_public_pem(pem(SIGNER)) == SIGNER.public_key
    for kind in (KeyKind.P256, KeyKind.P384, KeyKind.ED25519):
        signer = LocalSigner.generate(kind)
        assert decode_public_pem(other_pem(signer)) == signer.public_key
    old = SIGNER._key.public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()
    assert decode_public_pem(old) == SIGNER.public_key


SECRET = SIGNER._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
# Ed25519 with the neutral element as its point, under which every message would hold.
NEUTRAL = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    "-----END PUBLIC KEY-----\n"
)
UNREADABLE: dict[str, tuple[str, str]] = {
    "secret": (SECRET, "secret_key_published"),
    "short": (other_pem(LocalSigner(generate_rsa(65537, 1024))), "key_length"),
    "curve": (
        generate_private_key(SECP256K1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
        "key_kind_unsupported",
    ),
    "small order": (NEUTRAL, "key_kind_unsupported"),
    "two": (pem(SIGNER) + pem(MALLORYS_SIGNER), "key_unreadable"),
    "none": ("hello", "key_unreadable"),
    "long": (pem(SIGNER) + " " * MAX_LENGTH, "key_unreadable"),
    "not ascii": (pem(SIGNER).replace("MII", "MÏI"), "key_unreadable"),
    "broken": (pem(SIGNER).replace("MII", "AAA"), "key_unreadable"),
    "certificate": (pem(SIGNER).replace("PUBLIC KEY", "CERTIFICATE"), "key_unreadable"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_pem_that_is_no_key_to_rely_on(name: str) -> None:
    text, code = UNREADABLE[name]
    with pytest.raises(KeyMaterialError) as caught:
        decode_public_pem(text)
    assert caught.value.code == code
    report = check(sealed(signed_assertion()), {KEY: key(publicKeyPem=text)})
    outcome = UNKNOWN if code == "key_kind_unsupported" else FAILED
    assert (report.check(3).outcome, report.check(3).code) == (outcome, code)
    assert report.verdict != "verified"


def test_a_key_document_without_a_key() -> None:
    assert (
        codes(check(sealed(signed_assertion()), {KEY: key(publicKeyPem=None)}), FAILED)[3] == "key_unreadable"
    )


# --- the revocation list ------------------------------------------------------------------------------------

LISTED: list[tuple[Any, str]] = [
    (UUID, "Revoked by the issuer. No reason could be found. This is known as of 2 minutes ago."),
    ({"id": UUID}, "Revoked by the issuer. No reason could be found. This is known as of 2 minutes ago."),
    (
        {"id": UUID, "revocationReason": "Issued by mistake."},
        "Revoked by the issuer. Reason: Issued by mistake. This is known as of 2 minutes ago.",
    ),
    (
        {"uid": "17", "revoked": True},
        "Revoked by the issuer. No reason could be found. This is known as of 2 minutes ago.",
    ),
]


@pytest.mark.parametrize(("entry", "sentence"), LISTED)
def test_a_badge_on_the_revocation_list(entry: Any, sentence: str) -> None:
    report = check(sealed(signed_assertion(uid="17")), {REVOKED: revocation_list("urn:uuid:1", entry)})
    assert report.verdict == "not_verified"
    assert codes(report, FAILED) == {6: "revoked"}
    assert report.check(6).detail == sentence


@pytest.mark.parametrize(
    "entry", ["urn:uuid:1", {"id": UUID, "revoked": False}, {"uid": "18"}, {"id": f"{UUID}1"}]
)
def test_a_badge_that_is_not_on_the_revocation_list(entry: Any) -> None:
    report = check(sealed(signed_assertion(uid="17")), {REVOKED: revocation_list(entry)})
    assert report.verdict == "verified"


def test_a_list_may_write_the_address_with_or_without_tls() -> None:
    given = signed_assertion(id=ASSERTION.replace("https", "http"))
    assert codes(check(sealed(given), {REVOKED: revocation_list(ASSERTION)}), FAILED) == {6: "revoked"}


def test_an_issuer_without_a_list() -> None:
    report = check(sealed(signed_assertion()), {ISSUER: issuer(revocationList=None)})
    assert report.verdict == "verified"
    assert report.check(6).outcome is Outcome.NOT_APPLICABLE


LISTS: list[tuple[Any, str]] = [
    (revocation_list(type="BadgeClass"), "status_list_type"),
    (revocation_list(issuer=f"{MALLORY}/issuer"), "status_list_issuer"),
    (revocation_list(revokedAssertions=None), "status_list_invalid"),
    (revocation_list(17), "status_list_invalid"),
    (revocation_list({"reason": "x"}), "status_list_invalid"),
    (b"<html>", "document_unreadable"),
]


@pytest.mark.parametrize(("listed", "code"), LISTS)
def test_a_list_that_is_none(listed: Any, code: str) -> None:
    assert codes(check(sealed(signed_assertion()), {REVOKED: listed}), FAILED) == {6: code}


def test_a_single_entry_is_a_list_as_well_and_a_list_may_leave_out_its_issuer() -> None:
    listed = revocation_list(revokedAssertions=UUID, issuer=None)
    assert codes(check(sealed(signed_assertion()), {REVOKED: listed}), FAILED) == {6: "revoked"}


def test_a_signed_badge_that_says_itself_that_it_was_revoked() -> None:
    given = {"@context": assertion()["@context"], "id": UUID, "revoked": True, "badge": CLASS}
    report = check(sealed(given | {"verification": {"type": "SignedBadge", "creator": KEY}}))
    assert codes(report, FAILED) == {6: "revoked"}


def test_the_list_of_an_unestablished_issuer_is_not_asked() -> None:
    world = Published()
    report = check(sealed(signed_assertion(), signer=MALLORYS_SIGNER), world)
    assert report.check(6).code == "not_reached"
    assert REVOKED not in world.asked


# --- the recipient ------------------------------------------------------------------------------------------


def test_the_recipient_is_recognised_by_the_hash() -> None:
    policy = Policy(expected_recipient=(ADA,))
    assert check(sealed(signed_assertion()), policy=policy).check(8).outcome is PASSED
