"""SD-JWT as a credential: of plain claims or of a badge, issued, shown in part, bound to its holder and checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.credential.badges import (
    CREATED,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    World,
    badge,
    controller_document,
    entry,
    signed,
    status_list,
)

from skillmark.credential import IssueRefused, Policy, Report, StaticResolver
from skillmark.credential.did.jwt_vc_issuer import find_issuer_key, metadata_address
from skillmark.credential.disclose import VCT, issue_sd_jwt, present_sd_jwt
from skillmark.credential.errors import CredentialError, ProofError
from skillmark.credential.keys import LocalSigner, encode_public_jwk
from skillmark.credential.proof.jws import parse_jws, sign_jws
from skillmark.credential.proof.key_binding import confirmation
from skillmark.credential.proof.sd_jwt import open_sd_jwt, parse_sd_jwt
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt, sd_jwt_json
from skillmark.credential.proof.sd_jwt_vc import read_sd_jwt_vc

HOLDER = LocalSigner.from_seed(b"ada the learner holds this key 1")
METADATA = "https://northfield.example/.well-known/jwt-vc-issuer/issuer"
VERIFIER, NONCE = "https://employer.example", "n-7"
ASKED = Policy(expected_domain=VERIFIER, expected_challenge=NONCE)
PLAIN = {
    "iss": NORTHFIELD,
    "vct": "https://northfield.example/types/food-safety",
    "sub": "did:example:ada",
    "nbf": int(CREATED.timestamp()),
    "exp": int((NOW + timedelta(days=300)).timestamp()),
    "given_name": "Ada",
    "grade": {"points": 9, "of": 10},
}


def refusal(act: Callable[[], object]) -> str:
    """The code with which something is refused."""
    with pytest.raises(CredentialError) as refused:
        act()
    return refused.value.code


def plain(*disclosable: str, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """An SD-JWT VC of plain claims by Northfield; None removes a claim or header parameter."""
    said = {name: value for name, value in (PLAIN | claims).items() if value is not None}
    stated = {"typ": "dc+sd-jwt", "kid": "key-1"} | (header or {})
    stated = {name: value for name, value in stated.items() if value is not None}
    return make_sd_jwt(said, signer=NORTHFIELD_SIGNER, header=stated, disclosable=disclosable).compact


def metadata(**members: Any) -> dict[str, Any]:
    """What Northfield publishes for SD-JWT VC."""
    jwk = encode_public_jwk(NORTHFIELD_SIGNER.public_key) | {"kid": "key-1"}
    document = {"issuer": NORTHFIELD, "jwks": {"keys": [jwk]}} | members
    return {name: value for name, value in document.items() if value is not None}


def issued_sd_jwt(document: dict[str, Any] | None = None, **options: Any) -> str:
    """Northfield's badge as SD-JWT with all disclosures."""
    given = {
        "signer": NORTHFIELD_SIGNER,
        "verification_method": NORTHFIELD_KEY,
        "created": CREATED,
        "holder_key": HOLDER.public_key,
    } | options
    return issue_sd_jwt(document or badge(), **given).decode()


# --- reading ------------------------------------------------------------------------------------------------


def test_plain_claims_are_seen_as_a_document() -> None:
    document, envelope = read_sd_jwt_vc(plain("/given_name", "/grade/points"))
    assert document == {
        "issuer": NORTHFIELD,
        "vct": PLAIN["vct"],
        "credentialSubject": {"id": "did:example:ada"},
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2026-12-26T12:00:00Z",
        "given_name": "Ada",
        "grade": {"of": 10, "points": 9},
    }
    assert envelope.is_plain
    assert envelope.claims.keys() == {"iss", "vct", "sub", "nbf", "exp"}
    envelope.verify(public_key=NORTHFIELD_SIGNER.public_key)
    with pytest.raises(ProofError):
        envelope.verify(public_key=HOLDER.public_key)


def test_claims_that_are_only_called_like_members_do_not_take_their_place() -> None:
    document, _ = read_sd_jwt_vc(
        plain(issuer="https://mallory.example", type=["VerifiablePresentation"], id="x")
    )
    assert document["issuer"] == NORTHFIELD
    assert not {"type", "id"} & document.keys()


@pytest.mark.parametrize("typ", ["dc+sd-jwt", "vc+sd-jwt", "application/dc+sd-jwt", "DC+SD-JWT"])
def test_both_names_of_the_type_are_read(typ: str) -> None:
    assert read_sd_jwt_vc(plain(header={"typ": typ}))[1].is_plain


@pytest.mark.parametrize(
    "typ", [None, "", "JWT", "kb+jwt", "vc+jwt", "vp+sd-jwt", "sd-jwt", 7, ["dc+sd-jwt"]]
)
def test_texts_of_another_type_are_no_credentials(typ: Any) -> None:
    assert refusal(lambda: read_sd_jwt_vc(plain(header={"typ": typ}))) == "jwt_type"


def test_a_document_that_hides_its_context_does_not_pass_for_plain_claims() -> None:
    text = document_text(badge() | {"credentialStatus": entry()}, "/@context", "/evidence/0", vct=VCT)
    assert read_sd_jwt_vc(text)[1].is_plain is False
    assert refusal(lambda: read_sd_jwt_vc(f"{text.split('~')[0]}~")) == "sd_jwt_content"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"vct": None}, "sd_jwt_content"),
        ({"vct": ""}, "sd_jwt_content"),
        ({"vct": ["x"]}, "sd_jwt_content"),
        ({"exp": "soon"}, "time_invalid"),
        ({"nbf": True}, "time_invalid"),
    ],
)
def test_what_plain_claims_must_be(claims: dict[str, Any], code: str) -> None:
    assert refusal(lambda: read_sd_jwt_vc(plain(**claims))) == code


ALWAYS_SHOWN = {
    "vct#integrity": "sha256-x",
    "cnf": confirmation(HOLDER.public_key),
    "status": {"status_list": {"idx": 1, "uri": "https://x.example"}},
}


@pytest.mark.parametrize(
    "place",
    [
        "/iss",
        "/nbf",
        "/exp",
        "/vct",
        "/vct#integrity",
        "/cnf",
        "/cnf/jwk",
        "/status",
        "/status/status_list/idx",
    ],
)
def test_what_decides_about_validity_cannot_be_sealed(place: str) -> None:
    assert refusal(lambda: read_sd_jwt_vc(plain(place, **ALWAYS_SHOWN))) == "disclosure_reserved"


@pytest.mark.parametrize("place", ["/cnf/jwk", "/status/status_list", "/status/status_list/idx"])
def test_what_decides_about_validity_cannot_be_hidden(place: str) -> None:
    signed_part = plain(place, **ALWAYS_SHOWN).split("~")[0]
    assert refusal(lambda: read_sd_jwt_vc(f"{signed_part}~")) == "disclosure_reserved"


def document_text(document: dict[str, Any], *disclosable: str, typ: Any = "vc+sd-jwt", **claims: Any) -> str:
    """A VCDM document in an SD-JWT as anybody may write it, with Northfield's key."""
    header = {"typ": typ, "kid": NORTHFIELD_KEY} if typ is not None else {"kid": NORTHFIELD_KEY}
    return make_sd_jwt(
        claims | document, signer=NORTHFIELD_SIGNER, header=header, disclosable=disclosable
    ).compact


def test_a_document_stands_beside_its_claims() -> None:
    document, envelope = read_sd_jwt_vc(document_text(badge(), "/credentialSubject/result/0", vct=VCT, iat=1))
    assert document == badge()
    assert not envelope.is_plain
    assert envelope.claims == {"vct": VCT, "iat": 1}


@pytest.mark.parametrize("typ", ["vc+sd-jwt", "dc+sd-jwt", None])
def test_types_of_documents(typ: Any) -> None:
    assert read_sd_jwt_vc(document_text(badge(), typ=typ))[0] == badge()


@pytest.mark.parametrize("typ", ["vp+sd-jwt", "kb+jwt", "JWT", "logout+jwt"])
def test_documents_of_another_type_are_no_credentials(typ: str) -> None:
    assert refusal(lambda: read_sd_jwt_vc(document_text(badge(), typ=typ))) == "jwt_type"


def test_presentations_have_a_type_of_their_own() -> None:
    shown = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]}
    assert read_sd_jwt_vc(document_text(shown, typ="vp+sd-jwt"))[0] == shown
    assert refusal(lambda: read_sd_jwt_vc(document_text(shown, typ="vc+sd-jwt"))) == "jwt_type"


def test_a_presentation_answers_a_request_itself() -> None:
    holder = "https://ada.example/me"
    shown_by_her = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": holder,
    }

    def presented(**claims: Any) -> bytes:
        header = {"typ": "vp+sd-jwt", "kid": f"{holder}#key-1"}
        return make_sd_jwt(claims | shown_by_her, signer=HOLDER, header=header).compact.encode()

    document = controller_document(holder, HOLDER)
    world = World({holder: document | {"authentication": document["assertionMethod"]}}, policy=ASKED)
    assert world.check(presented(aud=VERIFIER, nonce=NONCE)).check(4).outcome == "passed"
    for claims in ({}, {"aud": VERIFIER}, {"aud": VERIFIER, "nonce": "n-6"}):
        assert world.check(presented(**claims)).verdict == "not_verified"
    bound = presented(aud=VERIFIER, nonce=NONCE).decode() + shown().decode().split("~")[-1]
    assert refusal(lambda: read_sd_jwt_vc(bound)) == "sd_jwt_content"


@pytest.mark.parametrize("name", ["vc", "vp"])
def test_a_document_beside_another_is_refused(name: str) -> None:
    assert refusal(lambda: read_sd_jwt_vc(document_text(badge(), **{name: badge()}))) == "sd_jwt_content"


@pytest.mark.parametrize(
    "place", ["/validUntil", "/validFrom", "/credentialStatus", "/credentialStatus/statusPurpose"]
)
def test_documents_must_show_their_life(place: str) -> None:
    text = document_text(badge() | {"credentialStatus": entry()}, place)
    assert refusal(lambda: read_sd_jwt_vc(text)) == "disclosure_reserved"


# --- the keys of an issuer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "address"),
    [
        ("https://a.example", "https://a.example/.well-known/jwt-vc-issuer"),
        ("https://a.example/", "https://a.example/.well-known/jwt-vc-issuer"),
        ("https://a.example:8443/t/1", "https://a.example:8443/.well-known/jwt-vc-issuer/t/1"),
        ("https://a.example/t/1/", "https://a.example/.well-known/jwt-vc-issuer/t/1"),
    ],
)
def test_where_metadata_lies(issuer: str, address: str) -> None:
    assert metadata_address(issuer) == address


@pytest.mark.parametrize(
    ("issuer", "code"),
    [
        ("http://a.example", "not_https"),
        ("did:web:a.example", "key_id_invalid"),
        ("https://a.example/?x", "key_id_invalid"),
        ("https://a.example/?", "key_id_invalid"),
        ("https://a.example/#x", "key_id_invalid"),
        ("https://x@a.example/", "key_id_invalid"),
        ("https://[", "key_id_invalid"),
        ("urn:x:y", "key_id_invalid"),
    ],
)
def test_where_no_metadata_lies(issuer: str, code: str) -> None:
    assert refusal(lambda: metadata_address(issuer)) == code


def test_a_local_issuer_where_that_is_allowed() -> None:
    local = "http://localhost:8000/org"
    assert (
        metadata_address(local, allow_local_http=True)
        == "http://localhost:8000/.well-known/jwt-vc-issuer/org"
    )
    assert refusal(lambda: metadata_address(local)) == "not_https"


def published(**documents: Any) -> StaticResolver:
    found = {METADATA: documents.pop("metadata", metadata())}
    found |= {f"https://northfield.example/{name}": document for name, document in documents.items()}
    return StaticResolver({url: json.dumps(document).encode() for url, document in found.items()})


def test_keys_in_the_metadata_and_beside_it() -> None:
    for resolver in (
        published(),
        published(
            metadata=metadata(jwks=None, jwks_uri="https://northfield.example/keys"), keys=metadata()["jwks"]
        ),
    ):
        for name in ("key-1", None):
            found = find_issuer_key(NORTHFIELD, name, resolver=resolver)
            assert (found.public_key, found.controller) == (NORTHFIELD_SIGNER.public_key, NORTHFIELD)
            assert found.fetched is not None


KEY = metadata()["jwks"]["keys"][0]


@pytest.mark.parametrize(
    ("members", "name", "code"),
    [
        ({"issuer": "https://other.example"}, "key-1", "document_id_mismatch"),
        ({"issuer": f"{NORTHFIELD}/"}, "key-1", "document_id_mismatch"),
        ({"jwks": None}, "key-1", "document_unreadable"),
        ({"jwks_uri": "https://northfield.example/keys"}, "key-1", "document_unreadable"),
        ({"jwks": None, "jwks_uri": "https://elsewhere.example/keys"}, "key-1", "key_unbound"),
        ({"jwks": None, "jwks_uri": 7}, "key-1", "key_unbound"),
        ({"jwks": None, "jwks_uri": "https://northfield.example/none"}, "key-1", "unreachable"),
        ({"jwks": []}, "key-1", "document_unreadable"),
        ({"jwks": {"keys": {}}}, "key-1", "document_unreadable"),
        ({"jwks": {"keys": [KEY] * 101}}, "key-1", "document_unreadable"),
        ({"jwks": {"keys": ["x", KEY, KEY]}}, "key-1", "key_ambiguous"),
        ({"jwks": {"keys": [KEY, KEY | {"kid": "key-2"}]}}, None, "key_ambiguous"),
        ({"jwks": {"keys": []}}, None, "key_not_found"),
        ({}, "key-2", "key_not_found"),
        ({}, 1, "key_not_found"),
        ({"jwks": {"keys": [KEY | {"use": "enc"}]}}, "key-1", "key_use"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "x", "kid": "key-1"}]}}, "key-1", "secret_key_published"),
    ],
)
def test_what_metadata_does_not_vouch_for(members: dict[str, Any], name: Any, code: str) -> None:
    resolver = published(metadata=metadata(**members))
    assert refusal(lambda: find_issuer_key(NORTHFIELD, name, resolver=resolver)) == code


# --- the check of a badge in this form ----------------------------------------------------------------------

SHOWABLE = [
    "/credentialSubject/identifier/0",
    "/credentialSubject/identifier/1",
    "/credentialSubject/result/0",
    "/credentialSubject/result/1",
    "/evidence/0",
]


def shown(*disclose: str, text: str = "", bound: bool = True, **options: Any) -> bytes:
    """A presentation of Northfield's badge, by Ada where it is bound."""
    request = {"signer": HOLDER, "audience": VERIFIER, "nonce": NONCE} if bound else {}
    given: dict[str, Any] = {"now": NOW} | request | options
    return present_sd_jwt(text or issued_sd_jwt(), disclose=disclose, **given).encode()


def outcomes(report: Report, outcome: str) -> dict[int, str]:
    return {check.step: check.code for check in report.checks if check.outcome == outcome}


def test_a_badge_is_checked_like_any_other() -> None:
    report = World().check(issued_sd_jwt().encode())
    assert (report.verdict, report.form, report.document) == ("verified", "sd-jwt", badge())
    assert report.check(1).detail.startswith("Read in full: a signed text (SD-JWT)")
    assert "Open Badges 3.0" in report.check(2).detail
    assert report.check(2).fact == {"disclosed": SHOWABLE, "hidden": 0}
    assert [note.code for note in report.notes] == ["issuer_unlisted"]


@settings(max_examples=40, deadline=None)
@given(chosen=st.sets(st.sampled_from(SHOWABLE)), bound=st.booleans())
def test_any_subset_is_verified_and_says_how_much_is_not_shown(chosen: set[str], bound: bool) -> None:
    report = World(policy=ASKED if bound else Policy()).check(shown(*sorted(chosen), bound=bound))
    assert report.verdict == "verified", report.checks
    hidden = set(SHOWABLE) - chosen
    assert len(report.check(2).fact["disclosed"]) == len(chosen)
    assert report.check(2).fact["hidden"] == len(hidden)
    document = report.document or {}
    subject = document["credentialSubject"]
    full = badge()
    for place, found, there in (
        ("/credentialSubject/identifier/", subject["identifier"], full["credentialSubject"]["identifier"]),
        ("/credentialSubject/result/", subject["result"], full["credentialSubject"]["result"]),
        ("/evidence/", document["evidence"], full["evidence"]),
    ):
        assert found == [part for index, part in enumerate(there) if f"{place}{index}" in chosen]
    notes = [note.say() for note in report.notes if note.code == "statements_hidden"]
    assert len(notes) == bool(hidden)
    assert all(note.startswith("One" if len(hidden) == 1 else f"{len(hidden)} further") for note in notes)


PRESENTED = shown(SHOWABLE[0], SHOWABLE[2]).decode()


@settings(max_examples=120, deadline=None)
@given(place=st.integers(0, len(PRESENTED) - 1), character=st.sampled_from("AQgw09-_.~ "))
def test_no_changed_character_is_ever_verified(place: int, character: str) -> None:
    if PRESENTED[place] != character:
        changed = PRESENTED[:place] + character + PRESENTED[place + 1 :]
        assert World(policy=ASKED).check(changed.encode()).verdict != "verified"
        assert World().check(changed.encode()).verdict != "verified"


def test_in_an_envelope() -> None:
    enveloped = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+sd-jwt,{issued_sd_jwt()}",
        "type": "EnvelopedVerifiableCredential",
    }
    report = World().check(enveloped)
    assert (report.verdict, report.document) == ("verified", badge())


def test_its_status_is_asked() -> None:
    text = issued_sd_jwt(badge() | {"credentialStatus": entry()}).encode()
    standing = World({"https://northfield.example/status/1": signed(status_list())})
    assert standing.check(text).verdict == "verified"
    revoked = World({"https://northfield.example/status/1": signed(status_list(7))})
    for data in (text, shown(text=text.decode(), bound=False)):
        assert outcomes(revoked.check(data), "failed") == {6: "revoked"}


def test_what_a_careless_issuer_lets_be_hidden_leaves_a_doubt() -> None:
    endless = badge() | {"credentialStatus": entry()}
    del endless["validUntil"]
    payload = json.loads(parse_sd_jwt(document_text(endless)).jws.payload)
    # As if the status were sealed: reading refuses that where it is shown, so its holder hides it.
    payload["_sd"] = ["x"]
    del payload["credentialStatus"]
    header = {"typ": "vc+sd-jwt", "kid": NORTHFIELD_KEY}
    text = sign_jws(json.dumps(payload).encode(), signer=NORTHFIELD_SIGNER, header=header) + "~"
    report = World().check(text.encode())
    assert report.verdict == "not_checked"
    assert outcomes(report, "unknown") == {5: "end_may_be_hidden", 6: "status_may_be_hidden"}
    shown_status = {**payload, "credentialStatus": entry(), "validUntil": "2029-01-15T09:00:00Z"}
    text = sign_jws(json.dumps(shown_status).encode(), signer=NORTHFIELD_SIGNER, header=header) + "~"
    world = World({"https://northfield.example/status/1": signed(status_list())})
    assert world.check(text.encode()).verdict == "verified"


def test_what_is_missing_where_nothing_is_hidden_is_missing() -> None:
    nameless = badge()
    del nameless["credentialSubject"]["identifier"]
    assert outcomes(World().check(document_text(nameless).encode()), "failed") == {2: "member"}
    hidden_elsewhere = document_text(nameless, "/evidence/0").split("~")[0] + "~"
    assert outcomes(World().check(hidden_elsewhere.encode()), "failed") == {2: "member"}


def test_members_that_are_kept_back_are_not_missing() -> None:
    text = document_text(
        badge(), "/credentialSubject/identifier", "/credentialSubject/achievement/description", "/evidence/0"
    )
    report = World().check(f"{text.split('~')[0]}~".encode())
    assert report.verdict == "verified"
    emptied = document_text(badge(), *(f"/issuer/{name}" for name in badge()["issuer"]))
    assert outcomes(World().check(f"{emptied.split('~')[0]}~".encode()), "failed").keys() >= {2, 3}


def test_a_document_in_json_form() -> None:
    sd_jwt = parse_sd_jwt(issued_sd_jwt())
    flat = sd_jwt_json(sd_jwt)
    report = World().check(flat)
    assert (report.verdict, report.form, report.document) == ("verified", "json", badge())
    assert World().check(flat | {"signature": flat["signature"][:-4]}).verdict == "not_verified"
    second = parse_jws(sign_jws(sd_jwt.jws.payload, signer=MALLORY_SIGNER, header={"typ": "vc+sd-jwt"}))
    report = World().check(sd_jwt_json(replace(sd_jwt, others=(second,))))
    assert (report.verdict, report.check(1).code) == ("not_checked", "signatures_several")
    assert outcomes(World().check({"payload": "x", "signatures": []}), "failed") == {1: "sd_jwt_malformed"}


# --- texts of one kind taken for another (RFC 8725, section 3.11) -------------------------------------------


def test_no_text_passes_for_one_of_another_kind() -> None:
    text, presented = issued_sd_jwt(), shown().decode()
    as_jwt = sign_jws(
        json.dumps(badge()).encode(),
        signer=NORTHFIELD_SIGNER,
        header={"typ": "vc+jwt", "kid": NORTHFIELD_KEY},
    )
    assert World().check(as_jwt.encode()).verdict == "verified"
    for other in (
        f"{as_jwt}~",
        text.split("~")[0],
        presented.split("~")[-1],
        presented.split("~")[-1] + "~",
    ):
        assert World().check(other.encode()).verdict == "not_verified"


@pytest.mark.parametrize(
    ("claims", "codes"),
    [
        ({"iss": "https://mallory.example/issuer"}, {4: "claim_mismatch"}),
        ({"jti": "urn:uuid:another"}, {4: "claim_mismatch"}),
        ({"exp": int(NOW.timestamp()) - 1}, {4: "claim_mismatch", 5: "expired"}),
        ({"nbf": int(NOW.timestamp()) + 600}, {4: "claim_mismatch", 5: "not_yet_valid"}),
        ({"iat": int(NOW.timestamp()) + 600}, {4: "created_in_future"}),
    ],
)
def test_claims_must_say_what_the_document_says(claims: dict[str, Any], codes: dict[int, str]) -> None:
    assert outcomes(World().check(document_text(badge(), **claims).encode()), "failed") == codes


# --- who shows it (RFC 9901, section 7.3) -------------------------------------------------------------------


def test_the_holder_is_shown_with_the_request_that_was_answered() -> None:
    report = World(policy=ASKED).check(shown(SHOWABLE[2]))
    assert report.verdict == "verified"
    assert report.check(8).detail == (
        "It is shown by the holder of the key in it, to https://employer.example, in answer to “n-7”."
    )


@pytest.mark.parametrize(
    ("policy", "data", "code"),
    [
        pytest.param(ASKED, issued_sd_jwt().encode(), "key_binding_missing", id="nothing shown"),
        pytest.param(ASKED, shown(bound=False), "key_binding_missing", id="binding left out"),
        pytest.param(ASKED, shown(audience="https://mallory.example"), "domain_mismatch", id="to another"),
        pytest.param(ASKED, shown(nonce="n-6"), "challenge_mismatch", id="another request"),
        pytest.param(
            replace(ASKED, expected_domain=None),
            shown(),
            "key_binding_incomplete",
            id="only a nonce asked for",
        ),
        pytest.param(
            replace(ASKED, expected_challenge=None),
            shown(),
            "key_binding_incomplete",
            id="only an audience asked for",
        ),
        pytest.param(
            replace(ASKED, leeway=timedelta(0)),
            shown(now=NOW - timedelta(seconds=2)),
            "key_binding_stale",
            id="not just now",
        ),
    ],
)
def test_a_proof_of_holding_that_was_asked_for_must_hold(policy: Policy, data: bytes, code: str) -> None:
    report = World(policy=policy).check(data)
    assert report.verdict == "not_verified"
    assert outcomes(report, "failed") == {8: code}


def test_a_proof_that_nobody_asked_for_decides_nothing_unless_it_is_broken() -> None:
    report = World().check(shown())
    assert report.verdict == "verified"
    assert (report.check(8).outcome, report.check(8).code) == ("not_applicable", "key_binding_unasked")
    other = shown(SHOWABLE[0]).decode().split("~")[-1]
    swapped = "~".join([*shown().decode().split("~")[:-1], other])
    assert outcomes(World().check(swapped.encode()), "failed") == {8: "key_binding_differs"}


def test_a_holder_of_a_forged_badge_is_nobody() -> None:
    forged = issued_sd_jwt(badge(), signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    report = World(policy=ASKED).check(shown(text=forged))
    assert report.verdict == "not_verified"
    assert (report.check(8).outcome, report.check(8).code) == ("not_applicable", "not_reached")


@pytest.mark.parametrize(
    ("policy", "verdict", "code"),
    [(ASKED, "not_checked", "holder_unchecked"), (Policy(), "verified", "holder_key_unsupported")],
)
def test_a_holder_named_in_an_unknown_way_could_not_be_checked(
    policy: Policy, verdict: str, code: str
) -> None:
    text = document_text(badge(), cnf={"kid": "did:example:ada#1"})
    report = World(policy=policy).check((text + shown().decode().split("~")[-1]).encode())
    assert report.verdict == verdict
    assert outcomes(report, "unknown") == {8: code}


# --- the check of plain claims ------------------------------------------------------------------------------


def plain_world(**options: Any) -> World:
    world = World(**options)
    world.documents[METADATA] = metadata()
    return world


def test_plain_claims_become_a_report() -> None:
    report = plain_world().check(plain("/given_name").encode())
    assert report.verdict == "verified", report.checks
    assert report.check(2).detail == "Complete: a credential of plain claims (SD-JWT VC)."
    assert report.check(3).detail == "The key belongs to northfield.example."
    assert report.check(5).detail == "In date until 26 December 2026."
    (note,) = [note for note in report.notes if note.code == "not_a_badge"]
    assert "https://northfield.example/types/food-safety" in note.say()
    assert report.credential is not None
    assert report.credential.summary() == {
        "issuer": {"id": NORTHFIELD},
        "subject": {"id": "did:example:ada"},
        "valid_from": "2026-01-15T09:00:00Z",
        "valid_until": "2026-12-26T12:00:00Z",
    }


def test_claims_may_have_any_names() -> None:
    claims = {"https://claims.example/level": 3, "@id": "x", "lists": [[1], [2]]}
    assert plain_world().check(plain(**claims).encode()).verdict == "verified"
    # Those that an assertion of Open Badges 1.0 is known by make it none.
    claims = dict.fromkeys(("recipient", "badge", "verify", "issuedOn"), "x")
    report = plain_world().check(plain(**claims).encode())
    assert report.verdict == "verified"
    assert "SD-JWT VC" in report.check(2).detail


@pytest.mark.parametrize(
    ("claims", "outcome", "codes"),
    [
        ({"exp": int(NOW.timestamp()) - 1}, "failed", {5: "expired"}),
        ({"nbf": int(NOW.timestamp()) + 600}, "failed", {5: "not_yet_valid"}),
        ({"nbf": int(NOW.timestamp()) + 60}, "failed", {}),
        ({"iat": int(NOW.timestamp()) + 600}, "failed", {4: "created_in_future"}),
        (
            {"status": {"status_list": {"idx": 1, "uri": "https://x.example"}}},
            "unknown",
            {6: "status_unsupported"},
        ),
        ({"status": "x"}, "unknown", {6: "status_unsupported"}),
        ({"credentialStatus": entry(), "exp": None}, "unknown", {6: "status_list_unreachable"}),
        ({"validUntil": "2026-02-01T00:00:00Z"}, "failed", {5: "expired"}),
        ({"iss": None}, "failed", {3: "key_id_invalid"}),
        ({"iss": "https://other.example"}, "unknown", {3: "unreachable", 4: "no_key"}),
        ({"iss": "did:web:northfield.example"}, "unknown", {3: "unreachable", 4: "no_key"}),
        ({"iss": 7}, "failed", {3: "key_id_invalid"}),
    ],
)
def test_what_plain_claims_say_is_checked(
    claims: dict[str, Any], outcome: str, codes: dict[int, str]
) -> None:
    assert outcomes(plain_world().check(plain(**claims).encode()), outcome) == codes


def test_a_key_may_be_named_in_full() -> None:
    assert World().check(plain(header={"kid": NORTHFIELD_KEY}).encode()).verdict == "verified"
    report = World().check(plain(header={"kid": MALLORY_KEY}).encode())
    assert outcomes(report, "failed").keys() == {3, 4}


@pytest.mark.parametrize("header", [{"x5c": ["MIIB"]}, {"jwk": encode_public_jwk(MALLORY_SIGNER.public_key)}])
def test_a_key_or_certificate_in_the_header_vouches_for_nothing(header: dict[str, Any]) -> None:
    forged = make_sd_jwt(PLAIN, signer=MALLORY_SIGNER, header={"typ": "dc+sd-jwt"} | header).compact
    assert outcomes(plain_world().check(forged.encode()), "failed") == {4: "signature_invalid"}
    alone = make_sd_jwt(
        PLAIN | {"iss": "did:web:northfield.example"},
        signer=MALLORY_SIGNER,
        header={"typ": "dc+sd-jwt"} | header,
    )
    assert outcomes(plain_world().check(alone.compact.encode()), "failed")[3] == "key_only_in_header"


def test_plain_claims_bound_to_their_holder() -> None:
    text = plain("/given_name", "/grade/points", cnf=confirmation(HOLDER.public_key))
    report = plain_world(policy=ASKED).check(shown("/given_name", text=text))
    assert report.verdict == "verified"
    assert report.document is not None
    assert (report.document["given_name"], report.document["grade"]) == ("Ada", {"of": 10})


def test_plain_claims_are_not_the_badge_that_was_asked_for() -> None:
    policy = Policy(expected_achievement="https://northfield.example/achievements/food-safety/v2")
    assert outcomes(plain_world(policy=policy).check(plain().encode()), "failed") == {
        9: "achievement_mismatch"
    }


# --- issuing and presenting ---------------------------------------------------------------------------------


def test_what_is_issued_reads_as_plain_claims_too() -> None:
    text = issued_sd_jwt(typ="dc+sd-jwt")
    sd_jwt = parse_sd_jwt(text)
    assert dict(sd_jwt.jws.header) == {"alg": "EdDSA", "kid": NORTHFIELD_KEY, "typ": "dc+sd-jwt"}
    claims = open_sd_jwt(sd_jwt).claims
    assert {name: claims[name] for name in ("iss", "vct", "iat", "nbf", "exp", "jti")} == {
        "iss": NORTHFIELD,
        "vct": VCT,
        "iat": int(CREATED.timestamp()),
        "nbf": int(CREATED.timestamp()),
        "exp": 1863162000,
        "jti": badge()["id"],
    }
    assert claims["cnf"] == confirmation(HOLDER.public_key)
    assert "cnf" not in open_sd_jwt(parse_sd_jwt(issued_sd_jwt(holder_key=None))).claims


def test_nothing_of_the_learner_stands_openly() -> None:
    document = badge()
    document["credentialSubject"] |= {"id": "did:example:ada", "licenseNumber": "L-7"}
    document["evidence"] = document["evidence"][0]
    document["image"] = {"id": "https://northfield.example/badge.png", "type": "Image"}
    text = issued_sd_jwt(document)
    payload = parse_sd_jwt(text).jws.payload.decode()
    for word in ("Ada", "ada", "did:example", "L-7", '"9"', "café", "evidence/1", "Written"):
        assert word not in payload
    assert "Food safety" in payload
    assert World().check(shown(text=text, bound=False)).verdict == "verified"
    shown_id = World().check(shown("/credentialSubject/id", text=text, bound=False))
    assert shown_id.credential is not None
    assert shown_id.credential.subject.id == "did:example:ada"


def test_several_subjects_are_sealed_one_by_one() -> None:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": NORTHFIELD,
        "credentialSubject": [{"id": "urn:x:ada", "name": "Ada"}, {"name": "Bob"}],
    }
    places = open_sd_jwt(parse_sd_jwt(issued_sd_jwt(document))).disclosed
    assert sorted(places) == [f"/credentialSubject/{member}" for member in ("0/id", "0/name", "1/name")]


def test_an_issuer_may_choose_what_is_sealed() -> None:
    chosen = issued_sd_jwt(disclosable=["/credentialSubject/result/0"])
    assert list(open_sd_jwt(parse_sd_jwt(chosen)).disclosed) == ["/credentialSubject/result/0"]
    everything = issued_sd_jwt(
        disclosable=lambda place, _: place.endswith(("/name", "result/0", "/value")), decoys=1
    )
    opened = open_sd_jwt(parse_sd_jwt(everything))
    assert "/issuer/name" not in opened.disclosed
    assert {
        "/credentialSubject/achievement/name",
        "/credentialSubject/result/0/value",
    } <= opened.disclosed.keys()
    assert {
        "/credentialSubject/achievement": 1,
        "/credentialSubject/result/0": 1,
    }.items() <= opened.hidden.items()


@pytest.mark.parametrize(
    "place",
    ["", "/credentialStatus", "/validUntil", "/issuer/name", "/type/1", "/name", "/credentialSubject", "/cnf/jwk",
     "/credentialSubject/nobody", "/credentialSubject/type"],
)  # fmt: skip
def test_what_must_be_shown_cannot_be_sealed(place: str) -> None:
    with pytest.raises(IssueRefused):
        issued_sd_jwt(disclosable=[place])


def test_only_proper_badges_are_issued() -> None:
    with pytest.raises(IssueRefused):
        issued_sd_jwt({"@context": badge()["@context"]})
    with pytest.raises(IssueRefused):
        issued_sd_jwt(typ="JWT")
    with pytest.raises(CredentialError):
        issued_sd_jwt(verification_method="did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH")


class BrokenSigner:
    """A signer whose answers do not fit its published key."""

    public_key = NORTHFIELD_SIGNER.public_key
    public_multikey = NORTHFIELD_SIGNER.public_multikey

    def sign(self, data: bytes) -> bytes:
        return MALLORY_SIGNER.sign(data)


def test_what_would_not_verify_does_not_leave() -> None:
    with pytest.raises(ProofError):
        issued_sd_jwt(signer=BrokenSigner())


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"signer": None}, "key_binding_incomplete"),
        ({"audience": None}, "key_binding_incomplete"),
        ({"nonce": ""}, "key_binding_incomplete"),
        ({"signer": MALLORY_SIGNER}, "holder_key_mismatch"),
        ({"disclose": ["/nobody"]}, "no_such_place"),
    ],
)
def test_what_cannot_be_shown(options: dict[str, Any], code: str) -> None:
    request = {"disclose": [], "now": NOW, "signer": HOLDER, "audience": VERIFIER, "nonce": NONCE} | options
    assert refusal(lambda: present_sd_jwt(issued_sd_jwt(), **request)) == code


def test_what_was_shown_to_somebody_is_not_shown_again() -> None:
    assert refusal(lambda: shown(text=shown().decode())) == "key_binding_present"
