"""From identifiers to addresses and documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skillmark.credential import StaticResolver
from skillmark.credential.did import (
    did_for_jwk,
    did_for_key,
    find_key,
    url_for_did,
    verification_method_for_jwk,
    verification_method_for_key,
)
from skillmark.credential.did.jwk import controller_document as jwk_document
from skillmark.credential.did.key import controller_document
from skillmark.credential.errors import KeyMaterialError, ResolveError, Unreachable
from skillmark.credential.keys import KeyKind, LocalSigner, decode_public_key, encode_public_jwk
from skillmark.credential.keys.multikey import base58btc_encode, base64url_encode
from skillmark.credential.resolve import origin

SIGNER = LocalSigner.from_seed(bytes(range(32)))
KEY = SIGNER.public_multikey
JWK = encode_public_jwk(SIGNER.public_key)
P256 = LocalSigner.generate(KeyKind.P256)
P384 = LocalSigner.generate(KeyKind.P384)
RSA = LocalSigner.generate(KeyKind.RSA)


@pytest.mark.parametrize(
    ("did", "url"),
    [
        # did:web method, "Example Web Method DIDs".
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:example.com%3a3000", "https://example.com:3000/.well-known/did.json"),
        ("did:web:example.com:a%20b", "https://example.com/a%20b/did.json"),
        ("did:web:localhost%3A8000", "https://localhost:8000/.well-known/did.json"),
    ],
)
def test_did_web_addresses(did: str, url: str) -> None:
    assert url_for_did(did) == url


def test_did_web_on_this_machine_may_be_http_when_allowed() -> None:
    local = url_for_did("did:web:localhost%3A8000:issuers:1", allow_local_http=True)
    assert local == "http://localhost:8000/issuers/1/did.json"
    assert url_for_did("did:web:example.com", allow_local_http=True).startswith("https://")


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web::path",
        "did:web:example.com:",
        "did:web:example.com::path",
        "did:web:example.com:..",
        "did:web:example.com:%2e%2e",
        "did:web:example.com/path",
        "did:web:example.com%2Fpath",
        "did:web:user%40example.com",
        "did:web:example.com%3A",
        "did:web:example.com%3A99999",
        "did:web:example.com%3A80%3A80",
        "did:web:exa mple.com",
        "did:web:example.com?query",
        "did:web:-example.com",
        "did:web:" + "a" * 300,
    ],
)
def test_did_web_identifiers_that_are_refused(did: str) -> None:
    with pytest.raises(ResolveError):
        url_for_did(did)


def test_did_key_is_its_own_document() -> None:
    did = did_for_key(KEY)
    document = controller_document(did)
    assert document["id"] == did
    assert document["assertionMethod"] == [verification_method_for_key(KEY)]
    found = find_key(verification_method_for_key(KEY), purpose="assertionMethod", resolver=StaticResolver())
    assert (found.public_key, found.controller, found.fetched) == (decode_public_key(KEY), did, None)


def test_a_bare_did_key_can_only_mean_its_one_key() -> None:
    found = find_key(did_for_key(KEY), purpose="assertionMethod", resolver=StaticResolver())
    assert found.public_key == decode_public_key(KEY)


@pytest.mark.parametrize(
    ("method", "error", "code"),
    [
        (f"did:key:{KEY}#other", ResolveError, "key_not_found"),
        (f"did:key:{KEY}#{LocalSigner.from_seed(bytes(32)).public_multikey}", ResolveError, "key_not_found"),
        (
            "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme#x",
            KeyMaterialError,
            "key_kind_unsupported",
        ),
        ("did:key:", KeyMaterialError, "multibase_invalid"),
        ("did:ethr:0xabc#key-1", ResolveError, "did_method_unsupported"),
        ("https://issuer.example/1", ResolveError, "key_id_invalid"),
        ("https://issuer.example/1#", ResolveError, "key_id_invalid"),
        ("https://issuer.example/1#key-1", Unreachable, "unreachable"),
        ("https:///nohost#key-1", ResolveError, "key_id_invalid"),
        ("https://[broken#key-1", ResolveError, "key_id_invalid"),
        ("http://issuer.example/1#key-1", ResolveError, "not_https"),
        ("http://localhost/1#key-1", ResolveError, "not_https"),
        ("ftp://issuer.example/1#key-1", ResolveError, "key_id_invalid"),
        ("file:///etc/passwd#key-1", ResolveError, "key_id_invalid"),
        ("#key-1", ResolveError, "key_id_invalid"),
        ("", ResolveError, "key_id_invalid"),
    ],
)
def test_method_ids_that_lead_nowhere(method: str, error: type[ResolveError], code: str) -> None:
    with pytest.raises(error) as refusal:
        find_key(method, purpose="assertionMethod", resolver=StaticResolver())
    assert refusal.value.code == code


DID = "did:web:issuer.example"
URL = "https://issuer.example/.well-known/did.json"


def test_shortened_ids_and_jwks_are_understood() -> None:
    document = (
        b'{"id": "did:web:issuer.example", "verificationMethod": [{"id": "#k", "type": "JsonWebKey2020",'
        b' "controller": "did:web:issuer.example", "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519",'
        b' "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}], "assertionMethod": ["#k"]}'
    )
    found = find_key(f"{DID}#k", purpose="assertionMethod", resolver=StaticResolver({URL: document}))
    assert found.public_key.raw.hex().startswith("d75a9801")


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ({"type": "RsaVerificationKey2018"}, "key_kind_unsupported"),
        ({"type": "Multikey"}, "key_unreadable"),
        ({"type": "Multikey", "publicKeyMultibase": "z6Mk", "publicKeyJwk": {}}, "key_unreadable"),
        ({"type": ["Multikey"]}, "key_kind_unsupported"),
        (
            {"type": "Multikey", "publicKeyMultibase": KEY, "secretKeyMultibase": "z3u2"},
            "secret_key_published",
        ),
        ({"type": "JsonWebKey", "publicKeyJwk": {**JWK, "d": "AAAA"}}, "secret_key_published"),
        ({"type": "JsonWebKey", "publicKeyJwk": "text"}, "key_unreadable"),
        ({"type": "JsonWebKey", "publicKeyMultibase": KEY}, "key_unreadable"),
        ({"type": "Multikey", "publicKeyMultibase": 7}, "key_unreadable"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyBase58": 7}, "key_unreadable"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyBase58": "2g"}, "key_unreadable"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyBase58": "0OIl"}, "base58_invalid"),
        (
            {"type": "Ed25519VerificationKey2020", "publicKeyMultibase": P256.public_multikey},
            "key_unreadable",
        ),
        ({"type": "EcdsaSecp256r1VerificationKey2019", "publicKeyMultibase": KEY}, "key_unreadable"),
    ],
)
def test_methods_without_a_usable_key(method: dict[str, Any], code: str) -> None:
    embedded = {"id": "#k", "controller": DID} | method
    document = json.dumps({"id": DID, "assertionMethod": [embedded]}).encode()
    with pytest.raises(KeyMaterialError) as refusal:
        find_key(f"{DID}#k", purpose="assertionMethod", resolver=StaticResolver({URL: document}))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("method", "signer"),
    [
        (
            {
                "type": "Ed25519VerificationKey2018",
                "publicKeyBase58": base58btc_encode(SIGNER.public_key.raw),
            },
            SIGNER,
        ),
        ({"type": "Ed25519VerificationKey2020", "publicKeyMultibase": KEY}, SIGNER),
        ({"type": "Ed25519VerificationKey2020", "publicKeyJwk": JWK}, SIGNER),
        ({"type": "EcdsaSecp256r1VerificationKey2019", "publicKeyMultibase": P256.public_multikey}, P256),
        (
            {
                "type": "EcdsaSecp256r1VerificationKey2019",
                "publicKeyJwk": encode_public_jwk(P256.public_key),
                "publicKeyMultibase": None,
            },
            P256,
        ),
        ({"type": "JsonWebKey2020", "publicKeyJwk": encode_public_jwk(RSA.public_key)}, RSA),
        ({"type": "JsonWebKey", "publicKeyJwk": encode_public_jwk(P384.public_key)}, P384),
        ({"type": "Multikey", "publicKeyMultibase": P384.public_multikey}, P384),
    ],
)
@pytest.mark.parametrize("embedded", [True, False])
def test_keys_as_the_wild_publishes_them(method: dict[str, Any], signer: LocalSigner, embedded: bool) -> None:
    entry = {"id": f"{DID}#k", "controller": DID} | method
    document: dict[str, Any] = {"id": DID, "assertionMethod": [entry]}
    if not embedded:
        document = {"id": DID, "verificationMethod": entry, "assertionMethod": "#k"}
    resolver = StaticResolver({URL: json.dumps(document).encode()})
    found = find_key(f"{DID}#k", purpose="assertionMethod", resolver=resolver)
    assert found.public_key == signer.public_key
    with pytest.raises(ResolveError) as refusal:
        find_key(f"{DID}#k", purpose="authentication", resolver=resolver)
    assert refusal.value.code == "not_for_purpose"


@pytest.mark.parametrize("signer", [SIGNER, P256, P384])
def test_did_key_of_every_kind(signer: LocalSigner) -> None:
    method = verification_method_for_key(signer.public_multikey)
    found = find_key(method, purpose="authentication", resolver=StaticResolver())
    assert found.public_key == signer.public_key


@pytest.mark.parametrize("signer", [SIGNER, P256, P384, RSA])
def test_did_jwk_is_its_own_document(signer: LocalSigner) -> None:
    did = did_for_jwk(signer.public_key)
    assert verification_method_for_jwk(signer.public_key) == f"{did}#0"
    for method in (did, f"{did}#0"):
        found = find_key(method, purpose="assertionMethod", resolver=StaticResolver())
        assert (found.public_key, found.controller, found.fetched) == (signer.public_key, did, None)
    with pytest.raises(ResolveError, match="does not publish"):
        find_key(f"{did}#1", purpose="assertionMethod", resolver=StaticResolver())


def did_jwk(jwk: Any) -> str:
    written = jwk if isinstance(jwk, bytes) else json.dumps(jwk).encode()
    return f"did:jwk:{base64url_encode(written)}"


def test_the_example_of_the_did_jwk_method() -> None:
    # did:jwk Method Specification, "Examples", P-256.
    did = (
        "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAi"
        "LCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
    )
    document = jwk_document(did)
    assert document["verificationMethod"][0]["publicKeyJwk"] == {
        "crv": "P-256",
        "kty": "EC",
        "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0",
        "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE",
    }
    assert set(document) == {
        "id", "verificationMethod", "assertionMethod", "authentication", "capabilityInvocation",
        "capabilityDelegation", "keyAgreement",
    }  # fmt: skip
    assert find_key(did, purpose="assertionMethod", resolver=StaticResolver()).public_key.kind is KeyKind.P256


def test_what_a_did_jwk_is_not_for() -> None:
    assert "keyAgreement" not in jwk_document(did_jwk(JWK | {"use": "sig"}))
    with pytest.raises(ResolveError) as refusal:
        find_key(did_jwk(JWK | {"use": "enc"}), purpose="assertionMethod", resolver=StaticResolver())
    assert refusal.value.code == "not_for_purpose"


@pytest.mark.parametrize(
    ("did", "code"),
    [
        (did_jwk(JWK | {"d": "AAAA"}), "secret_key_published"),
        (did_jwk({"kty": "oct", "k": "AAAA"}), "secret_key_published"),
        (did_jwk({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}), "key_kind_unsupported"),
        (did_jwk({}), "key_kind_unsupported"),
        (did_jwk([JWK]), "did_invalid"),
        (did_jwk(b"{"), "did_invalid"),
        (did_jwk(b'{"kty":"OKP","kty":"EC"}'), "did_invalid"),
        (did_jwk({"x": [[[[[]]]]]}), "did_invalid"),
        (did_jwk(JWK | {"x5c": "A" * 4_096}), "did_invalid"),
        (did_jwk(JWK) + "=", "did_invalid"),
        ("did:jwk:", "did_invalid"),
        ("did:jwk:%7B%7D", "did_invalid"),
    ],
)
def test_did_jwks_that_hold_no_key(did: str, code: str) -> None:
    with pytest.raises((ResolveError, KeyMaterialError)) as refusal:
        find_key(f"{did}#0", purpose="assertionMethod", resolver=StaticResolver())
    assert refusal.value.code == code


def test_an_identifier_of_another_method_is_neither() -> None:
    with pytest.raises(ResolveError, match="not a did:jwk"):
        jwk_document(did_for_key(KEY))
    with pytest.raises(ResolveError, match="not a did:key"):
        controller_document(did_for_jwk(SIGNER.public_key))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"controller": None}, "controller_mismatch"),
        ({"controller": "did:web:mallory.example"}, "controller_mismatch"),
        ({"controller": [DID]}, "controller_mismatch"),
        ({"id": "#other"}, "key_not_found"),
        ({"id": "did:web:mallory.example#k"}, "key_not_found"),
    ],
)
def test_a_key_that_another_controls_is_refused(change: dict[str, Any], code: str) -> None:
    entry = {"id": "#k", "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY} | change
    document = json.dumps({"id": DID, "assertionMethod": [entry]}).encode()
    with pytest.raises(ResolveError) as refusal:
        find_key(f"{DID}#k", purpose="assertionMethod", resolver=StaticResolver({URL: document}))
    assert refusal.value.code == code


def test_the_same_key_said_twice_is_one_and_two_of_one_name_are_none() -> None:
    entry = {"id": "#k", "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY}
    document = {"id": DID, "verificationMethod": [entry], "assertionMethod": [entry]}

    def found() -> Any:
        resolver = StaticResolver({URL: json.dumps(document).encode()})
        return find_key(f"{DID}#k", purpose="assertionMethod", resolver=resolver)

    assert found().public_key == SIGNER.public_key
    document["verificationMethod"] = [entry | {"publicKeyMultibase": P256.public_multikey}]
    with pytest.raises(ResolveError) as refusal:
        found()
    assert refusal.value.code == "key_ambiguous"


@pytest.mark.parametrize(
    "document",
    [b'{"id": "did:web:issuer.example", "verificationMethod": 7, "assertionMethod": {"id": [1]}}', b"7"],
)
def test_documents_of_any_shape_are_refused_without_failing(document: bytes) -> None:
    with pytest.raises(ResolveError):
        find_key(f"{DID}#k", purpose="assertionMethod", resolver=StaticResolver({URL: document}))


def test_a_broken_end_date_of_a_key_is_refused() -> None:
    method = {"id": "#k", "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY, "revoked": "soon"}
    document = json.dumps({"id": DID, "assertionMethod": [method]}).encode()
    with pytest.raises(ResolveError, match="revoked"):
        find_key(f"{DID}#k", purpose="assertionMethod", resolver=StaticResolver({URL: document}))


def test_a_broken_address_has_no_origin() -> None:
    assert origin("https://[") == ("", "")
    assert origin("HTTPS://College.Example/x") == ("https", "college.example")
