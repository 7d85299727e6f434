"""Whose key a signed text was made with: every way to name the issuer's key, and to name one that is not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.credential.badges import (
    CREATED,
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    NOW,
    World,
    badge,
    controller_document,
    northfields_document,
    presentation,
)

from skillmark.credential import Fetched, Outcome, Policy, Report, StaticResolver, inspect
from skillmark.credential.did import did_for_jwk, did_for_key, find_jose_key
from skillmark.credential.errors import CredentialError
from skillmark.credential.keys import KeyKind, LocalSigner, encode_public_jwk
from skillmark.credential.keys.jwk import thumbprint
from skillmark.credential.proof.claims import claims_of
from skillmark.credential.proof.jws import sign_jws
from skillmark.credential.steps.bind import readable_host

RSA_SIGNER = LocalSigner.generate(KeyKind.RSA)
RSA_JWK = encode_public_jwk(RSA_SIGNER.public_key)
JWK = encode_public_jwk(NORTHFIELD_SIGNER.public_key)
MALLORYS_JWK = encode_public_jwk(MALLORY_SIGNER.public_key)
MULTIKEY = NORTHFIELD_SIGNER.public_multikey
NORTHFIELD_DID = "did:web:northfield.example"
DID_DOCUMENT = "https://northfield.example/.well-known/did.json"


def jwt(
    header: dict[str, Any],
    *,
    issuer: str = NORTHFIELD,
    signer: LocalSigner = NORTHFIELD_SIGNER,
    **claims: Any,
) -> bytes:
    """A badge that names this issuer, signed as a text with this header."""
    document = badge(issuer)
    payload = document | claims_of(document) | claims
    return sign_jws(json.dumps(payload).encode(), signer=signer, header=header).encode()


def failed(report: Report) -> dict[int, str]:
    return {check.step: check.code for check in report.checks if check.outcome is Outcome.FAILED}


def unknown(report: Report) -> dict[int, str]:
    return {check.step: check.code for check in report.checks if check.outcome is Outcome.UNKNOWN}


class Watched(StaticResolver):
    """A resolver that remembers what it was asked for."""

    def __init__(self, documents: dict[str, Any]) -> None:
        super().__init__({url: json.dumps(document).encode() for url, document in documents.items()})
        self.asked: list[str] = []

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        self.asked.append(url)
        return super().fetch(url, accept=accept, max_bytes=max_bytes, personal=personal)


def jwk_method(name: str, jwk: dict[str, Any], *, issuer: str = NORTHFIELD, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": jwk} | more


def publishing(*methods: dict[str, Any], issuer: str = NORTHFIELD) -> dict[str, Any]:
    """A controller document with these keys, all of them for signing."""
    return {
        "id": issuer,
        "verificationMethod": list(methods),
        "assertionMethod": [method["id"] for method in methods],
    }


# --- keys that are the issuer's -----------------------------------------------------------------------------


@pytest.mark.parametrize("kid", [NORTHFIELD_KEY, "#key-1", "key-1"])
def test_a_key_may_be_named_in_full_or_by_its_fragment(kid: str) -> None:
    assert World().check(jwt({"kid": kid})).verdict == "verified"


@pytest.mark.parametrize("kid", [f"{NORTHFIELD_DID}#key-1", "#key-1", "key-1"])
def test_a_key_of_a_did(kid: str) -> None:
    world = World({DID_DOCUMENT: controller_document(NORTHFIELD_DID, NORTHFIELD_SIGNER)})
    assert world.check(jwt({"kid": kid}, issuer=NORTHFIELD_DID)).verdict == "verified"


@pytest.mark.parametrize("kid", ["the kid of the key", thumbprint(NORTHFIELD_SIGNER.public_key)])
def test_a_key_may_be_named_as_its_jwk_is(kid: str) -> None:
    # RFC 7517, section 4.5: the name of a JWK is any text; the vectors of VC-JOSE-COSE use its thumbprint.
    document = publishing(
        jwk_method(f"{NORTHFIELD}#1", RSA_JWK | {"kid": "another"}),
        jwk_method(f"{NORTHFIELD}#2", JWK | {"kid": kid}),
    )
    assert World({NORTHFIELD: document}).check(jwt({"kid": kid})).verdict == "verified"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({}, {}),
        ({"kid": MULTIKEY}, {}),
        ({"kid": f"#{MULTIKEY}"}, {}),
        ({"kid": did_for_key(MULTIKEY)}, {}),
        # An empty name is not no name.
        ({"kid": ""}, {3: "key_id_invalid"}),
        ({"kid": "#"}, {3: "key_not_found"}),
    ],
)
def test_an_issuer_who_is_a_key_needs_no_name_for_it(
    header: dict[str, Any], expected: dict[int, str]
) -> None:
    report = inspect(jwt(header, issuer=did_for_key(MULTIKEY)), resolver=StaticResolver(), now=NOW)
    assert failed(report) == expected


@pytest.mark.parametrize(
    "header",
    [{}, {"kid": "#0"}, {"kid": "0"}, {"jwk": RSA_JWK}, {"jwk": RSA_JWK, "x5u": "https://x.example"}],
)
def test_an_issuer_who_is_a_jwk(header: dict[str, Any]) -> None:
    data = jwt(header, issuer=did_for_jwk(RSA_SIGNER.public_key), signer=RSA_SIGNER)
    report = inspect(data, resolver=StaticResolver(), now=NOW)
    assert report.verdict == "verified"
    assert "known by its key alone" in report.check(3).detail


@pytest.mark.parametrize("jwk", [MALLORYS_JWK, {}, "text", None])
def test_the_key_in_the_text_must_be_the_one_that_the_issuer_is(jwk: Any) -> None:
    issuer = did_for_key(NORTHFIELD_SIGNER.public_multikey)
    report = World().check(jwt({"jwk": jwk}, issuer=issuer, signer=MALLORY_SIGNER))
    assert failed(report)[3] == "key_unbound"
    assert report.verdict == "not_verified"


@pytest.mark.parametrize(
    ("address", "published"),
    [
        (f"{NORTHFIELD}/keys/1", RSA_JWK),
        (f"{NORTHFIELD}/keys/1?v=2", RSA_JWK),
        (f"{NORTHFIELD}?key=1", RSA_JWK),
        (f"{NORTHFIELD}/keys#key-1", {"keys": [MALLORYS_JWK, RSA_JWK | {"kid": "key-1"}]}),
        (f"{NORTHFIELD}/keys#key-1", {"keys": [RSA_JWK | {"kid": "#key-1"}]}),
        (f"{NORTHFIELD}/keys/1", {"keys": [RSA_JWK | {"kid": f"{NORTHFIELD}/keys/1"}]}),
        (f"{NORTHFIELD}/keys/urn:ietf:params:oauth:jwk-thumbprint:sha-256:abc", RSA_JWK),
    ],
)
@pytest.mark.parametrize("about_issuer", [None, northfields_document(), ["a page"]])
def test_a_jwk_below_the_issuers_address_is_the_issuers(
    address: str, published: Any, about_issuer: Any
) -> None:
    # Open Badges 3.0, "Dereferencing the Public Key": the name of a key leads to a JWK.
    world = World({address.partition("#")[0]: published})
    if about_issuer is None:
        del world.documents[NORTHFIELD]
    else:
        world.documents[NORTHFIELD] = about_issuer
    report = world.check(jwt({"kid": address}, signer=RSA_SIGNER))
    assert report.verdict == "verified", report.check(3).detail
    assert report.check(3).fact["keys_age_seconds"] == 120


def test_the_issuers_own_address_may_be_that_of_its_key() -> None:
    for kid in (NORTHFIELD, f"{NORTHFIELD}#key-1"):
        world = World({NORTHFIELD: RSA_JWK})
        assert world.check(jwt({"kid": kid}, signer=RSA_SIGNER)).verdict == "verified"
    with_slash = World({f"{NORTHFIELD}/keys/1": RSA_JWK})
    data = jwt({"kid": f"{NORTHFIELD}/keys/1"}, issuer=f"{NORTHFIELD}/", signer=RSA_SIGNER)
    assert with_slash.check(data).verdict == "verified"


@pytest.mark.parametrize("address", ["https://keys.example/1", "https://keys.example/all#1"])
def test_a_key_elsewhere_counts_when_the_issuer_lists_it(address: str) -> None:
    # VC-JOSE-COSE, "Using Controlled Identifier Documents": the name of a key that its issuer's document lists.
    world = World({NORTHFIELD: publishing(jwk_method(address, RSA_JWK))})
    assert world.check(jwt({"kid": address}, signer=RSA_SIGNER)).verdict == "verified"
    # What the issuer says counts, not what somebody publishes there.
    world.documents[address.partition("#")[0]] = MALLORYS_JWK
    assert failed(world.check(jwt({"kid": address}, signer=MALLORY_SIGNER))) == {4: "algorithm_mismatch"}


def test_what_the_issuer_says_against_a_key_counts_wherever_it_lies() -> None:
    address = f"{NORTHFIELD}/keys/1"
    method = jwk_method(address, RSA_JWK)
    for document, code in (
        (publishing(method | {"revoked": "2026-02-01T00:00:00Z"}), "key_compromised"),
        (publishing(method) | {"assertionMethod": []}, "not_for_purpose"),
        (publishing(method | {"controller": MALLORY}), "controller_mismatch"),
        (publishing(method, method | {"publicKeyJwk": JWK}), "key_ambiguous"),
    ):
        world = World({NORTHFIELD: document, address: RSA_JWK})
        assert failed(world.check(jwt({"kid": address}, signer=RSA_SIGNER)))[3] == code


# --- keys that are not --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        {"jwk": MALLORYS_JWK},
        {"jwk": MALLORYS_JWK | {"kid": NORTHFIELD_KEY}},
        {"jwk": MALLORYS_JWK, "x5c": ["MIIB"], "jku": "https://mallory.example/jwks"},
    ],
)
def test_a_key_in_the_text_shows_that_nothing_changed_and_not_whose_it_is(header: dict[str, Any]) -> None:
    report = World().check(jwt(header, signer=MALLORY_SIGNER))
    assert failed(report) == {3: "key_only_in_header"}
    assert report.check(3).problem == "https://w3id.org/security#INVALID_VERIFICATION_METHOD"
    assert report.check(4).outcome is Outcome.PASSED
    assert "whose key that is, step 3 says" in report.check(4).detail
    changed = jwt(header, signer=NORTHFIELD_SIGNER)
    assert failed(World().check(changed)) == {3: "key_only_in_header", 4: "signature_invalid"}


@pytest.mark.parametrize(
    "header",
    [
        {"x5c": ["MIIB"]},
        {"jku": "https://mallory.example/jwks"},
        {"x5u": "https://mallory.example/cert"},
        {"x5t#S256": "abc"},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
        {"jwk": MALLORYS_JWK | {"d": MALLORY_SIGNER.secret_jwk()["d"]}},
        {"jwk": "text"},
    ],
)
def test_other_keys_in_the_text_are_not_even_tried(header: dict[str, Any]) -> None:
    resolver = Watched(
        {"https://mallory.example/jwks": {"keys": [MALLORYS_JWK]}, NORTHFIELD: northfields_document()}
    )
    report = inspect(jwt(header, signer=MALLORY_SIGNER), resolver=resolver, now=NOW)
    assert failed(report) == {3: "key_only_in_header"}
    assert unknown(report)[4] == "no_key"
    assert resolver.asked == []


@pytest.mark.parametrize("hint", ["jku", "x5u"])
def test_addresses_in_the_header_are_never_fetched(hint: str) -> None:
    resolver = Watched({NORTHFIELD: northfields_document()})
    header = {"kid": NORTHFIELD_KEY, hint: "https://mallory.example/keys", "jwk": MALLORYS_JWK}
    assert inspect(jwt(header), resolver=resolver, now=NOW).verdict == "verified"
    assert set(resolver.asked) == {NORTHFIELD}
    forged = inspect(jwt(header, signer=MALLORY_SIGNER), resolver=resolver, now=NOW)
    assert failed(forged) == {4: "signature_invalid"}


def test_a_text_that_names_no_key_is_nobodys() -> None:
    # Even where the issuer has only one key: the issuer says which, or nobody does.
    report = World({NORTHFIELD: controller_document(NORTHFIELD, NORTHFIELD_SIGNER)}).check(jwt({}))
    assert failed(report) == {3: "key_id_missing"}


@pytest.mark.parametrize(
    ("kid", "code"),
    [
        (MALLORY_KEY, "issuer_mismatch"),
        (
            f"{did_for_key(MALLORY_SIGNER.public_multikey)}#{MALLORY_SIGNER.public_multikey}",
            "issuer_mismatch",
        ),
        (did_for_key(MALLORY_SIGNER.public_multikey), "issuer_mismatch"),
        (f"{did_for_jwk(MALLORY_SIGNER.public_key)}#0", "issuer_mismatch"),
        ("#key-9", "key_not_found"),
        (MALLORY_SIGNER.public_multikey, "key_not_found"),
        # The multikey as fragment: the address is the issuer's, the key anybody's.
        (f"{NORTHFIELD}#{MALLORY_SIGNER.public_multikey}", "key_not_found"),
        (f"{NORTHFIELD}#", "key_id_invalid"),
        (NORTHFIELD, "key_id_invalid"),
        ("did:web:mallory.example", "key_id_invalid"),
        ("http://northfield.example/issuer#key-1", "not_https"),
        ("https://[broken#key", "key_id_invalid"),
        (7, "key_id_invalid"),
        ([NORTHFIELD_KEY], "key_id_invalid"),
        ("", "key_id_invalid"),
    ],
)
def test_names_of_keys_that_are_not_the_issuers(kid: Any, code: str) -> None:
    report = World().check(jwt({"kid": kid, "jwk": MALLORYS_JWK}, signer=MALLORY_SIGNER))
    assert failed(report) == {3: code}


@pytest.mark.parametrize(
    "address",
    [
        "https://mallory.example/key",
        "https://northfield.example/key",
        "https://northfield.example/issuers/mallory",
        "https://northfield.example/issuer2/key",
        "https://northfield.example/issuer.mallory/key",
        "https://northfield.example:8443/issuer/key",
        "https://northfield.example.mallory.example/issuer/key",
        "https://NORTHFIELD.example/issuer/key",
        f"{NORTHFIELD}/../mallory",
        f"{NORTHFIELD}/./../mallory",
        f"{NORTHFIELD}/%2e%2e/mallory",
        f"{NORTHFIELD}/..%2fmallory",
        f"{NORTHFIELD}/..\\mallory",
        f"{NORTHFIELD}/keys\n/1",
    ],
)
def test_a_jwk_that_is_not_below_the_issuers_address_is_nobodys(address: str) -> None:
    world = World({address: MALLORYS_JWK})
    report = world.check(jwt({"kid": address}, signer=MALLORY_SIGNER))
    assert failed(report) == {3: "key_unbound"}


@pytest.mark.parametrize(
    ("issuer", "about_issuer", "address"),
    [
        (f"{NORTHFIELD}?id=1", f"{NORTHFIELD}?id=1", f"{NORTHFIELD}?id=1/key"),
        (f"{NORTHFIELD}#me", f"{NORTHFIELD}#me", f"{NORTHFIELD}#me/key"),
        ("did:web:northfield.example:issuer", f"{NORTHFIELD}/did.json", f"{NORTHFIELD}/key"),
    ],
)
def test_below_an_address_that_is_no_folder_lies_nothing(
    issuer: str, about_issuer: str, address: str
) -> None:
    world = World({about_issuer: ["a page"], address.partition("#")[0]: MALLORYS_JWK})
    report = world.check(jwt({"kid": address}, issuer=issuer, signer=MALLORY_SIGNER))
    assert failed(report) == {3: "key_unbound"}


def test_a_jwk_that_came_from_another_address_is_nobodys() -> None:
    # The server may send readers on, also to a place where others write.
    address = f"{NORTHFIELD}/keys/1"
    moved = Fetched(
        f"{NORTHFIELD}/guests/mallory", json.dumps(MALLORYS_JWK).encode(), "application/json", NOW
    )
    resolver = StaticResolver(
        {address: moved, NORTHFIELD: json.dumps(northfields_document()).encode()}, fetched_at=CREATED
    )
    report = inspect(jwt({"kid": address}, signer=MALLORY_SIGNER), resolver=resolver, now=NOW)
    assert failed(report) == {3: "key_unbound"}


def test_a_key_elsewhere_is_open_while_the_issuer_does_not_answer() -> None:
    world = World({"https://keys.example/1": RSA_JWK})
    del world.documents[NORTHFIELD]
    report = world.check(jwt({"kid": "https://keys.example/1"}, signer=RSA_SIGNER))
    assert (failed(report), unknown(report)[3]) == ({}, "unreachable")


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ({"keys": []}, "key_not_found"),
        ({"keys": [RSA_JWK]}, "key_not_found"),
        ({"keys": "text"}, "key_not_found"),
        ({"keys": [RSA_JWK | {"kid": "1"}, JWK | {"kid": "1"}]}, "key_ambiguous"),
        (RSA_JWK | {"d": "AQAB"}, "secret_key_published"),
        (RSA_JWK | {"use": "enc"}, "key_use"),
        (RSA_JWK | {"alg": "PS256"}, "key_algorithm"),
        (RSA_JWK | {"n": "AQAB"}, "key_length"),
        ({"kty": "EC", "crv": "P-256"}, "key_unreadable"),
        ({"id": MALLORY}, "document_id_mismatch"),
        ([RSA_JWK], "document_unreadable"),
    ],
)
def test_what_is_published_as_a_key_and_is_none(published: Any, code: str) -> None:
    world = World({f"{NORTHFIELD}/keys": published})
    assert failed(world.check(jwt({"kid": f"{NORTHFIELD}/keys#1"}, signer=RSA_SIGNER)))[3] == code


def test_a_key_of_an_unknown_kind_could_not_be_checked() -> None:
    world = World({f"{NORTHFIELD}/keys": {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}})
    report = world.check(jwt({"kid": f"{NORTHFIELD}/keys#1"}))
    assert (failed(report), unknown(report)[3]) == ({}, "key_kind_unsupported")


def test_identifiers_of_an_unknown_kind_could_not_be_checked() -> None:
    report = World().check(jwt({"kid": "did:velocity:v2:abc#key-1"}))
    assert (failed(report), unknown(report)[3]) == ({}, "did_method_unsupported")
    by_name = World().check(jwt({"kid": "key-1"}, issuer="did:velocity:v2:abc"))
    assert (failed(by_name), unknown(by_name)[3]) == ({}, "did_method_unsupported")


def test_two_keys_of_one_name_are_none() -> None:
    document = publishing(
        jwk_method(f"{NORTHFIELD}#1", JWK | {"kid": "mine"}),
        jwk_method(f"{NORTHFIELD}#2", RSA_JWK | {"kid": "mine"}),
    )
    report = World({NORTHFIELD: document}).check(jwt({"kid": "mine"}))
    assert failed(report) == {3: "key_ambiguous"}


def test_an_issuer_whose_address_is_none_is_named_as_it_is_written() -> None:
    report = World().check(jwt({"kid": MALLORY_KEY}, issuer="https://[broken", signer=MALLORY_SIGNER))
    assert failed(report)[3] == "issuer_mismatch"
    assert "names https://[broken as its issuer" in report.check(3).detail
    assert readable_host("https://[broken") == "https://[broken"


def test_a_key_of_nobody() -> None:
    with pytest.raises(CredentialError) as refusal:
        find_jose_key({"kid": "key-1"}, issuer="", purpose="assertionMethod", resolver=StaticResolver())
    assert refusal.value.code == "key_id_invalid"


# --- what a key may be used for, and how long ---------------------------------------------------------------


def test_a_holders_key_does_not_issue_and_an_issuers_does_not_show() -> None:
    only_shows = controller_document(NORTHFIELD, NORTHFIELD_SIGNER)
    only_shows["authentication"] = only_shows.pop("assertionMethod")
    world = World({NORTHFIELD: only_shows})
    assert failed(world.check(jwt({"kid": NORTHFIELD_KEY}))) == {3: "not_for_purpose"}
    payload = presentation(holder=NORTHFIELD) | {"iss": NORTHFIELD}
    text = sign_jws(
        json.dumps(payload).encode(),
        signer=NORTHFIELD_SIGNER,
        header={"kid": NORTHFIELD_KEY, "typ": "vp+jwt"},
    ).encode()
    assert world.check(text).check(3).outcome is Outcome.PASSED
    assert failed(World().check(text))[3] == "not_for_purpose"


@pytest.mark.parametrize(
    ("history", "iat", "code"),
    [
        ({"revoked": "2026-02-01T00:00:00Z"}, CREATED, "key_compromised"),
        ({"revoked": "2026-02-01T00:00:00Z"}, None, "key_compromised"),
        ({"revoked": "2027-01-01T00:00:00Z"}, CREATED, ""),
        ({"expires": "2026-02-01T00:00:00Z"}, CREATED, ""),
        ({"expires": "2026-02-01T00:00:00Z"}, None, "key_expired"),
        ({"expires": "2026-02-01T00:00:00Z"}, NOW, "key_expired"),
        ({"expires": "2027-01-01T00:00:00Z"}, None, ""),
        ({"expires": "2026-02-01T00:00:00Z", "revoked": "2026-01-20T00:00:00Z"}, CREATED, "key_compromised"),
        ({"revoked": "yesterday"}, CREATED, "document_unreadable"),
    ],
)
def test_the_history_of_a_key(history: dict[str, str], iat: Any, code: str) -> None:
    world = World({NORTHFIELD: controller_document(NORTHFIELD, NORTHFIELD_SIGNER, **history)})
    claims: dict[str, Any] = {} if iat is None else {"iat": int(iat.timestamp())}
    report = world.check(jwt({"kid": NORTHFIELD_KEY}, **claims))
    assert failed(report) == ({3: code} if code else {})
    assert report.verdict == ("not_verified" if code else "verified")


def test_a_retired_key_is_mentioned() -> None:
    retired = controller_document(NORTHFIELD, NORTHFIELD_SIGNER, expires="2026-02-01T00:00:00Z")
    report = World({NORTHFIELD: retired}).check(jwt({"kid": NORTHFIELD_KEY}, iat=int(CREATED.timestamp())))
    (note,) = (note for note in report.notes if note.code == "key_retired")
    assert "out of use since 1 February 2026" in note.say()


def test_a_date_that_is_none_shows_nothing_about_a_retired_key() -> None:
    world = World(
        {NORTHFIELD: controller_document(NORTHFIELD, NORTHFIELD_SIGNER, expires="2026-02-01T00:00:00Z")}
    )
    for iat in ("2026-01-15T09:00:00Z", -1):
        assert failed(world.check(jwt({"kid": NORTHFIELD_KEY}, iat=iat)))[3] == "key_expired"


def test_offline_is_said_and_not_held_against_anyone() -> None:
    world = World(policy=Policy(offline=True))
    world.documents = {}
    report = world.check(jwt({"kid": NORTHFIELD_KEY}))
    assert unknown(report)[3] == "unreachable"
    assert (
        report.check(3).detail
        == "The keys of northfield.example are not known here, and checking is offline."
    )


def test_on_this_machine_http_will_do_when_allowed() -> None:
    issuer = "http://localhost:8000/issuers/1"
    local = World({issuer: controller_document(issuer, NORTHFIELD_SIGNER), f"{issuer}/key": RSA_JWK})
    for header, signer in (
        ({"kid": f"{issuer}#key-1"}, NORTHFIELD_SIGNER),
        ({"kid": f"{issuer}/key"}, RSA_SIGNER),
    ):
        data = jwt(header, issuer=issuer, signer=signer)
        assert failed(local.check(data)) == {3: "not_https"}
        assert replace(local, policy=Policy(allow_local_http=True)).check(data).verdict == "verified"
