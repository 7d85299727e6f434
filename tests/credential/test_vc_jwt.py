"""Credentials as signed texts: what is taken out of them, and every lie that a header or a claim can tell."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.credential.badges import (
    ADA,
    ADA_KEY,
    ADA_SIGNER,
    CREATED,
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_P256_KEY,
    NORTHFIELD_P256_SIGNER,
    NORTHFIELD_SIGNER,
    NOW,
    VCDM,
    World,
    badge,
    changed,
    presentation,
    signed,
)

from skillmark.credential import IssueRefused, Outcome, Policy, Report, issue_jwt
from skillmark.credential.bake import bake_any
from skillmark.credential.did import verification_method_for_jwk, verification_method_for_key
from skillmark.credential.errors import KeyMaterialError, LoadError, ProofError, UndefinedTerm
from skillmark.credential.keys import KeyKind, LocalSigner, encode_public_jwk
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.proof.claims import claims_of
from skillmark.credential.proof.jws import sign_jws
from skillmark.credential.proof.vc_jwt import read_vc_jwt, sign_vc_jwt
from skillmark.credential.steps.read import read_inside
from skillmark.credential.times import TimeError

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
VCDM_1 = "https://www.w3.org/2018/credentials/v1"
OLD_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
CREATED_SECONDS = int(CREATED.timestamp())


def older_badge() -> dict[str, Any]:
    """The badge in the data model 1.1."""
    document = changed(badge(), context=[VCDM_1, OLD_BADGES], validFrom=None, validUntil=None)
    return document | {"issuanceDate": "2026-01-15T09:00:00Z", "expirationDate": "2029-01-15T09:00:00Z"}


def plain_credential(**members: Any) -> dict[str, Any]:
    """A verifiable credential that is no badge."""
    return {
        "@context": [VCDM],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a12",
        "type": ["VerifiableCredential"],
        "issuer": NORTHFIELD,
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": ADA},
    } | members


def text_of(
    payload: Any, *, header: dict[str, Any] | None = None, signer: LocalSigner = NORTHFIELD_SIGNER
) -> bytes:
    """Any payload as Northfield signs it."""
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    members = {"kid": NORTHFIELD_KEY, "typ": "vc+jwt"} | (header or {})
    members = {name: value for name, value in members.items() if value is not None}
    return sign_jws(data, signer=signer, header=members).encode()


def jwt(document: dict[str, Any] | None = None, **claims: Any) -> bytes:
    """Northfield's badge as it signs it openly, with other claims; None removes one."""
    document = document or badge()
    stated = claims_of(document) | {"iat": CREATED_SECONDS} | claims
    return text_of(document | {name: value for name, value in stated.items() if value is not None})


def wrapped(document: dict[str, Any] | None = None, **claims: Any) -> bytes:
    """Northfield's badge in a `vc` claim."""
    document = document or older_badge()
    stated = claims_of(document) | claims | {"vc": document}
    return text_of(
        {name: value for name, value in stated.items() if value is not None}, header={"typ": "JWT"}
    )


def by_ada(document: dict[str, Any], **claims: Any) -> bytes:
    """A presentation as Ada signs it."""
    payload = document | {"iss": ADA, "iat": int(NOW.timestamp())} | claims
    return text_of(payload, signer=ADA_SIGNER, header={"kid": ADA_KEY, "typ": "vp+jwt"})


def failed(report: Report) -> dict[int, str]:
    return {check.step: check.code for check in report.checks if check.outcome is Outcome.FAILED}


def codes(report: Report) -> set[str]:
    return {note.code for note in report.notes}


# --- what holds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrap", [False, True])
def test_an_issued_text_is_verified(wrap: bool) -> None:
    data = issue_jwt(
        older_badge() if wrap else badge(),
        signer=NORTHFIELD_SIGNER,
        verification_method=NORTHFIELD_KEY,
        created=CREATED,
        wrap=wrap,
    )
    report = World().check(data + b"\n")
    assert report.verdict == "verified", [check.detail for check in report.checks]
    assert (report.form, report.signed_bytes) == ("jws", data)
    assert report.document == (older_badge() if wrap else badge())
    assert report.check(3).detail == "The key belongs to northfield.example."
    assert report.check(4).detail == "The signature matches: nothing was changed since it was signed."
    assert codes(report) == {"issuer_unlisted"}


def test_what_an_issued_text_says() -> None:
    # Open Badges 3.0, "Create the JOSE Header" and "JWT Payload Format".
    document = badge()
    document["credentialSubject"]["id"] = ADA
    data = issue_jwt(document, signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY, created=CREATED)
    header, payload = (json.loads(base64url_decode(part)) for part in data.decode().split(".")[:2])
    assert header == {"alg": "EdDSA", "kid": NORTHFIELD_KEY, "typ": "vc+jwt"}
    assert {name: payload.pop(name) for name in ("iss", "sub", "jti", "nbf", "exp", "iat")} == {
        "iss": NORTHFIELD,
        "sub": ADA,
        "jti": document["id"],
        "nbf": CREATED_SECONDS,
        "exp": 1_863_162_000,
        "iat": CREATED_SECONDS,
    }
    assert payload == document


def test_the_same_arguments_give_the_same_bytes() -> None:
    arguments: dict[str, Any] = {
        "signer": NORTHFIELD_P256_SIGNER,
        "verification_method": NORTHFIELD_P256_KEY,
        "created": CREATED,
    }
    assert issue_jwt(badge(), **arguments) == issue_jwt(badge(), **arguments)


@pytest.mark.parametrize("kind", KeyKind)
def test_every_kind_of_key_issues_texts(kind: KeyKind) -> None:
    signer = LocalSigner.generate(kind)
    method = {
        "id": NORTHFIELD_KEY,
        "type": "JsonWebKey",
        "controller": NORTHFIELD,
        "publicKeyJwk": encode_public_jwk(signer.public_key),
    }
    world = World(
        {NORTHFIELD: {"id": NORTHFIELD, "verificationMethod": [method], "assertionMethod": [NORTHFIELD_KEY]}}
    )
    data = issue_jwt(badge(), signer=signer, verification_method=NORTHFIELD_KEY, created=CREATED)
    assert world.check(data).verdict == "verified"


def test_an_issuer_that_is_a_key_needs_nothing_from_outside() -> None:
    public = NORTHFIELD_SIGNER.public_key
    for method in (
        verification_method_for_key(NORTHFIELD_SIGNER.public_multikey),
        verification_method_for_jwk(public),
    ):
        document = badge(method.partition("#")[0])
        data = issue_jwt(document, signer=NORTHFIELD_SIGNER, verification_method=method, created=CREATED)
        assert World().check(data).verdict == "verified"
        with pytest.raises(KeyMaterialError, match="not did:"):
            issue_jwt(document, signer=ADA_SIGNER, verification_method=method, created=CREATED)


def test_a_baked_text_is_checked_like_the_file() -> None:
    report = World().check(bake_any(SVG, jwt().decode()))
    assert (report.verdict, report.form, report.signed_bytes) == ("verified", "svg", jwt())


def test_a_text_may_be_signed_around_a_signed_credential() -> None:
    assert World().check(jwt(signed(badge()))).verdict == "verified"
    tampered = jwt(changed(signed(badge()), name="Brain surgery"))
    assert failed(World().check(tampered)) == {4: "signature_invalid"}


def test_a_signed_credential_in_somebody_elses_text_is_refused() -> None:
    data = text_of(signed(badge()) | {"iss": NORTHFIELD}, signer=MALLORY_SIGNER, header={"kid": MALLORY_KEY})
    assert failed(World().check(data)) == {3: "issuer_mismatch"}


# --- nothing is issued that would not verify ----------------------------------------------------------------


def test_what_cannot_be_issued_as_a_document_cannot_be_issued_as_a_text() -> None:
    arguments: dict[str, Any] = {
        "signer": NORTHFIELD_SIGNER,
        "verification_method": NORTHFIELD_KEY,
        "created": CREATED,
    }
    with pytest.raises(IssueRefused):
        issue_jwt(changed(badge(), validFrom=None), **arguments)
    with pytest.raises(UndefinedTerm):
        issue_jwt(badge() | {"shoeSize": 43}, **arguments)
    # The context 3.0.3 gives `jti` a meaning, and in a signed text it is a claim.
    with pytest.raises(ProofError, match="read as a claim"):
        sign_vc_jwt(
            badge() | {"jti": "urn:x:1"}, signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY
        )


# --- bits and bytes -----------------------------------------------------------------------------------------


SAMPLE = jwt()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SAMPLE) * 8 - 1))
def test_no_bit_of_a_text_can_be_flipped(position: int) -> None:
    data = bytearray(SAMPLE)
    data[position // 8] ^= 1 << position % 8
    # A flipped letter of the algorithm's name makes another name, and what goes by that could not be checked.
    assert World().check(bytes(data)).verdict != "verified"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_any_three_parts_make_a_report(header: bytes, payload: bytes, signature: bytes) -> None:
    text = ".".join(base64url_encode(part) for part in (b'{"alg":"EdDSA"}' + header, payload, signature))
    assert World().check(text.encode()).verdict == "not_verified"


# --- the header ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typ", [None, "JWT", "jwt", "vc+jwt", "application/vc+jwt", "VC+JWT", "vc+ld+jwt"])
def test_kinds_of_text_that_hold_credentials(typ: str | None) -> None:
    assert World().check(text_of(badge(), header={"typ": typ})).verdict == "verified"


@pytest.mark.parametrize(
    "typ",
    ["kb+jwt", "at+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt", "openid4vci-proof+jwt", "dc+sd-jwt", "vc+sd-jwt",
     "vp+jwt", "oauth-authz-req+jwt", "JOSE", "bad+typ", 1, ["vc+jwt"], {}],
)  # fmt: skip
def test_texts_of_another_kind_are_no_credentials(typ: Any) -> None:
    report = World().check(text_of(badge(), header={"typ": typ}))
    assert failed(report) == {1: "jwt_type"}
    assert report.document is None


@pytest.mark.parametrize("typ", ["vc+jwt", "at+jwt"])
def test_a_presentation_is_no_credential(typ: str) -> None:
    with pytest.raises(ProofError) as refusal:
        read_vc_jwt(text_of(presentation(), header={"typ": typ}).decode())
    assert refusal.value.code == "jwt_type"


def with_header(header: dict[str, Any], signature: bytes | None = None) -> bytes:
    """The badge under a header that no signer would write; signed by Northfield unless a signature is given."""
    head = base64url_encode(json.dumps({"kid": NORTHFIELD_KEY, "typ": "vc+jwt"} | header).encode())
    signing_input = f"{head}.{base64url_encode(json.dumps(badge()).encode())}"
    if signature is None:
        signature = NORTHFIELD_SIGNER.sign(signing_input.encode())
    return f"{signing_input}.{base64url_encode(signature)}".encode()


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "hs256"])
def test_no_signature_and_shared_secrets_are_refused(alg: str) -> None:
    report = World().check(with_header({"alg": alg}))
    assert failed(report) == {4: "algorithm_refused"}
    # Nor with the key that everybody knows as the shared secret, and not without any signature.
    head, payload, _ = with_header({"alg": alg}).decode().split(".")
    mac = hmac.new(NORTHFIELD_SIGNER.public_key.raw, f"{head}.{payload}".encode(), hashlib.sha256).digest()
    assert failed(World().check(with_header({"alg": alg}, mac))) == {4: "algorithm_refused"}
    assert failed(World().check(with_header({"alg": alg}, b""))) == {1: "jws_malformed"}


@pytest.mark.parametrize("alg", ["ES256", "ES384", "RS256"])
def test_the_key_decides_the_algorithm(alg: str) -> None:
    assert failed(World().check(with_header({"alg": alg}))) == {4: "algorithm_mismatch"}


@pytest.mark.parametrize("alg", ["ES512", "ES256K", "PS256", "RS512", "ML-DSA-44", "dir"])
def test_other_algorithms_could_not_be_checked(alg: str) -> None:
    report = World().check(with_header({"alg": alg}))
    assert report.verdict == "not_checked"
    assert (report.check(4).outcome, report.check(4).code) == (Outcome.UNKNOWN, "algorithm_unsupported")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"crit": ["exp"], "exp": 1}, "jws_header"),
        ({"b64": False, "crit": ["b64"]}, "jws_header"),
        ({"b64": False}, "jws_header"),
        ({"zip": "DEF"}, "jws_header"),
        ({"alg": 1}, "jws_header"),
    ],
)
def test_headers_that_ask_for_more_are_refused(header: dict[str, Any], code: str) -> None:
    assert failed(World().check(with_header({"alg": "EdDSA"} | header))) == {1: code}


@pytest.mark.parametrize("signature", [bytes(64), b"\x01" + bytes(63), b"\xff" * 64, b"\x01", bytes(96)])
def test_signatures_that_are_none_are_refused(signature: bytes) -> None:
    assert failed(World().check(with_header({"alg": "EdDSA"}, signature))) == {4: "signature_invalid"}


def test_a_signature_of_two_numbers_is_not_written_as_der() -> None:
    header = {"kid": NORTHFIELD_P256_KEY, "alg": "ES256"}
    good = with_header(header, b"\1").decode()
    signing_input = good.rpartition(".")[0].encode()
    raw = NORTHFIELD_P256_SIGNER.sign(signing_input)
    assert World().check(with_header(header, raw)).verdict == "verified"
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    for signature in (der, bytes(64)):
        assert failed(World().check(with_header(header, signature))) == {4: "signature_invalid"}


# --- one credential, said once ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        {"vc": older_badge(), "vp": presentation()},
        badge() | {"vc": older_badge()},
        badge() | {"vc": "oops", "vp": "nooo"},
        {"vc": older_badge(), "type": ["VerifiableCredential"]},
        {"vc": older_badge(), "issuer": NORTHFIELD},
        {"vc": older_badge(), "credentialStatus": []},
        {"vc": [older_badge()]},
        {"vc": json.dumps(older_badge())},
        {"vc": None},
        {"vp": older_badge()},
        {"vc": presentation()},
        [badge()],
        "text",
    ],
)
def test_texts_that_hold_two_credentials_or_none(payload: Any) -> None:
    report = World().check(text_of(payload, header={"typ": "JWT"}))
    assert failed(report) == {1: "jwt_content"}


@pytest.mark.parametrize("payload", [b"", b"{", b'{"a":1,"a":2}', b"\xff", b'{"a":NaN}', b"[" * 99])
def test_content_that_is_no_json(payload: bytes) -> None:
    with pytest.raises(LoadError):
        read_vc_jwt(text_of(payload).decode())
    assert set(failed(World().check(text_of(payload)))) == {1}


def test_a_member_that_no_context_defines_is_not_hidden_by_the_form() -> None:
    assert failed(World().check(text_of(badge() | {"shoeSize": 43}))) == {2: "undefined_term"}
    # A list of statuses of another kind is no claim that may be passed over.
    assert failed(World().check(text_of(badge() | {"status": {"status_list": {"idx": 0, "uri": "x"}}}))) == {
        2: "undefined_term"
    }


# --- the data model 1.1 -------------------------------------------------------------------------------------


def test_claims_fill_in_what_the_older_model_leaves_out() -> None:
    # VCDM 1.1, section 6.3.1, "JWT Decoding".
    whole = older_badge()
    whole["credentialSubject"]["id"] = ADA
    bare = changed(whole, id=None, issuanceDate=None, expirationDate=None)
    del bare["issuer"]["id"], bare["credentialSubject"]["id"]
    document, envelope = read_vc_jwt(wrapped(bare, **claims_of(whole)).decode())
    assert document == whole
    assert envelope.claims == claims_of(whole)
    assert World().check(wrapped(bare, **claims_of(whole))).verdict == "verified"
    assert bare["credentialSubject"].get("id") is None


def test_an_issuer_and_a_subject_may_be_claims_alone() -> None:
    bare = changed(plain_credential(context=[VCDM_1]), issuer=None, credentialSubject=None)
    document, _ = read_vc_jwt(wrapped(bare, iss=NORTHFIELD, sub=ADA).decode())
    assert (document["issuer"], document["credentialSubject"]) == (NORTHFIELD, {"id": ADA})


def test_claims_do_not_replace_what_is_there() -> None:
    subjects = [{"id": "urn:x:1"}, {"id": "urn:x:2"}]
    inside = plain_credential(credentialSubject=subjects, issuer=[{"name": "x"}])
    document, _ = read_vc_jwt(wrapped(inside, iss=NORTHFIELD, sub=ADA, exp=1, jti="urn:x:3").decode())
    assert document["credentialSubject"] == subjects
    assert document["issuer"] == [{"id": NORTHFIELD, "name": "x"}]
    assert document["id"] == inside["id"]
    assert document["validUntil"] == "1970-01-01T00:00:01Z"


def test_a_presentation_in_the_older_model() -> None:
    inside = {
        "@context": [VCDM_1],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [wrapped().decode()],
    }
    payload = {"vp": inside, "iss": ADA, "jti": "urn:uuid:1", "sub": "urn:x:1"}
    document, _ = read_vc_jwt(text_of(payload, header={"typ": "JWT"}).decode())
    assert document == inside | {"holder": ADA, "id": "urn:uuid:1"}


# --- claims that contradict ---------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [jwt, wrapped])
@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", MALLORY),
        ("iss", [NORTHFIELD]),
        ("jti", "urn:uuid:another"),
        ("nbf", CREATED_SECONDS - 1),
        ("nbf", CREATED_SECONDS + 86_400),
        ("exp", 1_900_000_000),
        ("exp", 4_000_000_000),
    ],
)
def test_a_claim_that_says_something_else_is_refused(make: Any, claim: str, value: Any) -> None:
    report = World().check(make(**{claim: value}))
    assert failed(report)[4] == "claim_mismatch"
    assert f"“{claim}”" in report.check(4).detail


@pytest.mark.parametrize("make", [jwt, wrapped])
def test_a_text_about_somebody_else_is_refused(make: Any) -> None:
    document = badge() if make is jwt else older_badge()
    document["credentialSubject"]["id"] = ADA
    assert World().check(make(document)).verdict == "verified"
    assert failed(World().check(make(document, sub="urn:x:bob"))) == {4: "claim_mismatch"}


def test_what_only_one_of_them_says_is_no_contradiction() -> None:
    # The badge's subject has identifiers and no id.
    assert World().check(jwt(sub=ADA)).verdict == "verified"
    report = World().check(text_of(badge()))
    assert report.verdict == "verified"
    assert codes(report) == {"issuer_unlisted", "claims_missing"}
    assert "claims_missing" not in codes(World().check(text_of(plain_credential())))


def test_parts_of_a_second_are_no_contradiction() -> None:
    document = badge() | {"validFrom": "2026-01-15T09:00:00.750Z"}
    assert World().check(jwt(document)).verdict == "verified"
    assert World().check(jwt(document, nbf=CREATED_SECONDS + 0.75)).verdict == "verified"


@pytest.mark.parametrize("value", ["2029-01-15T09:00:00Z", True, -1, 1e12, [1], {}])
@pytest.mark.parametrize("claim", ["nbf", "exp"])
def test_claims_that_are_no_moments_are_refused(claim: str, value: Any) -> None:
    assert failed(World().check(jwt(**{claim: value}))) == {4: "time_invalid", 5: "time_invalid"}
    with pytest.raises(TimeError):
        read_vc_jwt(wrapped(**{claim: value}).decode())
    assert failed(World().check(wrapped(**{claim: value}))) == {1: "time_invalid"}


@pytest.mark.parametrize("member", ["validFrom", "validUntil"])
def test_dates_that_are_none_are_refused_in_whole_sentences(member: str) -> None:
    claims = claims_of(badge())
    report = World().check(text_of(badge() | claims | {member: "soon"}))
    assert set(failed(report)) == {2, 4, 5}
    assert report.check(4).detail.startswith(f"“{member}” is not a date")
    with pytest.raises(TimeError, match=f"“{member}” is not a date"):
        sign_vc_jwt(badge() | {member: "soon"}, signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY)


def test_the_dates_of_the_signature_narrow_those_of_the_credential() -> None:
    # VC-JOSE-COSE, section 3.1.3: here the claims are about the signature, and need not repeat the credential.
    document = plain_credential(validUntil="2029-01-15T09:00:00Z")
    assert World().check(jwt(document, exp=1_800_000_000)).verdict == "verified"
    assert failed(World().check(jwt(document, exp=int(NOW.timestamp()) - 1))) == {5: "expired"}
    assert failed(World().check(jwt(document, nbf=int(NOW.timestamp()) + 301))) == {5: "not_yet_valid"}
    # And they widen nothing.
    ended = plain_credential(validUntil="2026-02-01T00:00:00Z")
    assert failed(World().check(jwt(ended, exp=1_900_000_000))) == {5: "expired"}


def test_an_end_that_only_a_claim_names_counts() -> None:
    document = changed(badge(), validUntil=None)
    report = World().check(jwt(document, exp=int(NOW.timestamp()) + 1))
    assert report.check(5).detail == "In date until 1 March 2026."
    assert failed(World().check(jwt(document, exp=int(NOW.timestamp()) - 1))) == {5: "expired"}


def test_an_expired_text_is_only_expired() -> None:
    assert failed(World().check(jwt(badge() | {"validUntil": "2026-02-01T00:00:00Z"}))) == {5: "expired"}
    assert failed(World().check(jwt(badge() | {"validFrom": "2026-04-01T00:00:00Z"}))) == {5: "not_yet_valid"}


def test_a_text_from_the_future_is_refused() -> None:
    soon = int((NOW + timedelta(minutes=4)).timestamp())
    assert World().check(jwt(iat=soon)).verdict == "verified"
    assert failed(World().check(jwt(iat=soon + 120))) == {4: "created_in_future"}
    # The vectors of VC-JOSE-COSE carry a text in its place, which says nothing about time.
    assert World().check(jwt(iat="2010-01-01T19:23:24Z")).verdict == "verified"


# --- for whom it was made -----------------------------------------------------------------------------------


def test_whom_a_text_is_addressed_to_is_said() -> None:
    document = badge()
    document["credentialSubject"]["id"] = ADA
    assert "audience" not in codes(World().check(jwt(document, aud=ADA)))
    report = World().check(jwt(document, aud=[ADA, "https://shop.example"]))
    assert report.verdict == "verified"
    assert any("https://shop.example" in warning for warning in report.warnings)


def test_a_text_for_another_request_is_refused() -> None:
    policy = Policy(expected_domain="https://hr.example", expected_challenge="n-1")
    world = World(policy=policy)
    assert world.check(jwt(aud=["https://hr.example"], nonce="n-1")).verdict == "verified"
    assert failed(world.check(jwt(aud="https://shop.example", nonce="n-1"))) == {4: "domain_mismatch"}
    assert failed(world.check(jwt(aud="https://hr.example", nonce="n-2"))) == {4: "challenge_mismatch"}
    assert failed(world.check(jwt())) == {4: "domain_mismatch"}


def test_a_presentation_as_a_text() -> None:
    document = badge()
    document["credentialSubject"]["id"] = ADA
    shown = presentation(
        {
            "@context": VCDM,
            "id": f"data:application/vc+jwt,{jwt(document).decode()}",
            "type": "EnvelopedVerifiableCredential",
        }
    )
    now = int(NOW.timestamp())
    report = World().check(by_ada(shown, exp=now + 60))
    assert report.verdict == "verified", [check.detail for check in report.checks]
    (part,) = report.parts
    assert (part.report.verdict, part.report.form) == ("verified", "jws")
    assert failed(World().check(by_ada(shown, exp=now - 1)))[4] == "proof_expired"
    assert failed(World().check(by_ada(shown, nbf=now + 600)))[4] == "not_yet_valid"
    assert failed(World().check(by_ada(shown, iss=MALLORY)))[4] == "claim_mismatch"
    assert 3 in failed(World().check(by_ada(shown | {"holder": MALLORY}, iss=MALLORY)))


def test_sign_vc_jwt_makes_presentations() -> None:
    text = sign_vc_jwt(
        presentation(),
        signer=ADA_SIGNER,
        verification_method=ADA_KEY,
        issued_at=NOW,
        expires=NOW + timedelta(minutes=5),
        audience="https://hr.example",
        nonce="n-1",
    )
    document, envelope = read_vc_jwt(text)
    assert document == presentation()
    assert envelope.header["typ"] == "vp+jwt"
    assert envelope.claims == {
        "iss": ADA,
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 300,
        "aud": "https://hr.example",
        "nonce": "n-1",
    }
    wrapped_text = sign_vc_jwt(presentation(), signer=ADA_SIGNER, verification_method=ADA_KEY, wrap=True)
    assert read_vc_jwt(wrapped_text)[0] == presentation()


# --- credentials inside -------------------------------------------------------------------------------------


def enveloped(
    text: str, *, kind: str = "vc+jwt", type_name: str = "EnvelopedVerifiableCredential"
) -> dict[str, Any]:
    return {"@context": VCDM, "id": f"data:application/{kind},{text}", "type": type_name}


@pytest.mark.parametrize(
    "value",
    [
        jwt().decode(),
        enveloped(jwt().decode()),
        enveloped(jwt().decode(), kind="vc+ld+jwt"),
        enveloped(jwt().decode()) | {"type": ["EnvelopedVerifiableCredential"], "name": "nobody signed this"},
    ],
)
def test_a_text_inside_is_read(value: Any) -> None:
    reading = read_inside(value, policy=Policy())
    assert (reading.check.outcome, reading.document, reading.form) == (Outcome.PASSED, badge(), "jws")
    assert reading.signed_bytes == jwt()
    assert reading.envelope is not None


def test_an_object_inside_is_read_as_it_is() -> None:
    reading = read_inside(badge(), policy=Policy())
    assert (reading.document, reading.envelope, reading.form) == (badge(), None, "json")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (7, "not_an_object"),
        (None, "not_an_object"),
        ("a text", "not_an_object"),
        ([badge()], "not_an_object"),
        (text_of(badge(), header={"typ": "at+jwt"}).decode(), "jwt_type"),
        (enveloped(text_of(badge(), header={"typ": "at+jwt"}).decode()), "jwt_type"),
        (enveloped(jwt().decode(), kind="vp+jwt"), "envelope_malformed"),
        (enveloped(jwt().decode(), type_name="EnvelopedVerifiablePresentation"), "envelope_malformed"),
        (
            enveloped(jwt().decode(), kind="vp+jwt", type_name="EnvelopedVerifiablePresentation"),
            "envelope_malformed",
        ),
        (enveloped(by_ada(presentation()).decode()), "envelope_malformed"),
        (enveloped(jwt().decode(), kind="vc+sd-jwt"), "envelope_malformed"),
        (enveloped(jwt().decode() + "~"), "envelope_malformed"),
        (enveloped("not a text"), "envelope_malformed"),
        (enveloped(jwt().decode()) | {"id": "https://northfield.example/credential"}, "envelope_malformed"),
        (enveloped(jwt().decode()) | {"id": [1]}, "envelope_malformed"),
        ({"type": "EnvelopedVerifiableCredential"}, "envelope_malformed"),
    ],
)
def test_what_is_inside_and_no_credential(value: Any, code: str) -> None:
    reading = read_inside(value, policy=Policy())
    assert (reading.check.outcome, reading.check.code) == (Outcome.FAILED, code)
    assert reading.document is None


@pytest.mark.parametrize("kind", ["vc+cose;base64", "vc+jwt;base64", "vc", "json"])
def test_other_forms_inside_could_not_be_checked(kind: str) -> None:
    reading = read_inside(enveloped(jwt().decode(), kind=kind), policy=Policy())
    assert (reading.check.outcome, reading.check.code) == (Outcome.UNKNOWN, "envelope_unsupported")
    assert reading.document is None


def test_a_file_may_be_the_object_around_a_text() -> None:
    report = World().check(enveloped(jwt().decode()))
    assert (report.verdict, report.form, report.document) == ("verified", "json", badge())
    shown = enveloped(
        by_ada(presentation(jwt().decode())).decode(),
        kind="vp+jwt",
        type_name="EnvelopedVerifiablePresentation",
    )
    assert World().check(shown).document == presentation(jwt().decode())


def test_a_text_that_is_too_long_is_not_read() -> None:
    policy = Policy(max_json_bytes=len(SAMPLE) - 1)
    assert failed(World(policy=policy).check(SAMPLE)) == {1: "too_large"}
    assert read_inside(SAMPLE.decode(), policy=policy).check.code == "jws_too_large"
