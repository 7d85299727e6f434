"""From identifiers to addresses and documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skillmark.credential import StaticResolver
from skillmark.credential.did import did_for_key, find_key, url_for_did, verification_method_for_key
from skillmark.credential.did.key import controller_document
from skillmark.credential.errors import KeyMaterialError, ResolveError, Unreachable
from skillmark.credential.keys import LocalSigner, decode_public_key

SIGNER = LocalSigner.from_seed(bytes(range(32)))
KEY = SIGNER.public_multikey


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
    ],
)
def test_methods_without_a_usable_key(method: dict[str, Any], code: str) -> None:
    embedded = {"id": "#k", "controller": DID} | method
    document = json.dumps({"id": DID, "assertionMethod": [embedded]}).encode()
    with pytest.raises(KeyMaterialError) as refusal:
        find_key(f"{DID}#k", purpose="assertionMethod", resolver=StaticResolver({URL: document}))
    assert refusal.value.code == code


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
