"""SD-JWT as published: the example of RFC 9901, 17 cases of another implementation, and the texts of the W3C."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from skillmark.credential.errors import KeyMaterialError, ProofError
from skillmark.credential.keys import LocalSigner, decode_public_jwk
from skillmark.credential.proof.jws import parse_jws, sign_jws, verify_jws
from skillmark.credential.proof.key_binding import (
    add_key_binding,
    check_key_binding,
    confirmation,
    read_key_binding,
)
from skillmark.credential.proof.sd_jwt import (
    SdJwt,
    claims_of,
    open_sd_jwt,
    parse_sd_jwt,
    parse_sd_jwt_json,
    pointer,
)
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt, sd_jwt_json, select
from skillmark.credential.proof.sd_jwt_vc import read_sd_jwt_vc

# From section 5.2, as draft 20 of the RFC has it; its issuer’s key is that of the published cases.
EXAMPLE_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
    "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
}
EXAMPLE = (
    "eyJhbGciOiAiRVMyNTYiLCAidHlwIjogImV4YW1wbGUrc2Qtand0In0.eyJfc2QiOiBbIkNyUWU3UzVrcUJBSHQtbk1ZWGdjNmJkdDJTSDVhVFkx"
    "c1VfTS1QZ2tqUEkiLCAiSnpZakg0c3ZsaUgwUjNQeUVNZmVadTZKdDY5dTVxZWhabzdGN0VQWWxTRSIsICJQb3JGYnBLdVZ1Nnh5bUphZ3ZrRnNG"
    "WEFiUm9jMkpHbEFVQTJCQTRvN2NJIiwgIlRHZjRvTGJnd2Q1SlFhSHlLVlFaVTlVZEdFMHc1cnREc3JaemZVYW9tTG8iLCAiWFFfM2tQS3QxWHlY"
    "N0tBTmtxVlI2eVoyVmE1TnJQSXZQWWJ5TXZSS0JNTSIsICJYekZyendzY002R242Q0pEYzZ2Vks4QmtNbmZHOHZPU0tmcFBJWmRBZmRFIiwgImdi"
    "T3NJNEVkcTJ4Mkt3LXc1d1BFemFrb2I5aFYxY1JEMEFUTjNvUUw5Sk0iLCAianN1OXlWdWx3UVFsaEZsTV8zSmx6TWFTRnpnbGhRRzBEcGZheVF3"
    "TFVLNCJdLCAiaXNzIjogImh0dHBzOi8vaXNzdWVyLmV4YW1wbGUuY29tIiwgImlhdCI6IDE2ODMwMDAwMDAsICJleHAiOiAxODgzMDAwMDAwLCAi"
    "c3ViIjogInVzZXJfNDIiLCAibmF0aW9uYWxpdGllcyI6IFt7Ii4uLiI6ICJwRm5kamtaX1ZDem15VGE2VWpsWm8zZGgta284YUlLUWM5RGxHemhh"
    "VllvIn0sIHsiLi4uIjogIjdDZjZKa1B1ZHJ5M2xjYndIZ2VaOGtoQXYxVTFPU2xlclAwVmtCSnJXWjAifV0sICJfc2RfYWxnIjogInNoYS0yNTYi"
    "LCAiY25mIjogeyJqd2siOiB7Imt0eSI6ICJFQyIsICJjcnYiOiAiUC0yNTYiLCAieCI6ICJUQ0FFUjE5WnZ1M09IRjRqNFc0dmZTVm9ISVAxSUxp"
    "bERsczd2Q2VHZW1jIiwgInkiOiAiWnhqaVdXYlpNUUdIVldLVlE0aGJTSWlyc1ZmdWVjQ0U2dDRqVDlGMkhaUSJ9fX0.zjhXTlVnC9cFuDlL7JuR"
    "2TK7DCo0XtlMpbuNVNZJhWOkCPsRHn9oHNQkI02D6YziRYsapgbA_tV4-0LmAfA53Q~WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlse"
    "V9uYW1lIiwgIkRvZSJd~WyJBSngtMDk1VlBycFR0TjRRTU9xUk9BIiwgImFkZHJlc3MiLCB7InN0cmVldF9hZGRyZXNzIjogIjEyMyBNYWluIFN0"
    "IiwgImxvY2FsaXR5IjogIkFueXRvd24iLCAicmVnaW9uIjogIkFueXN0YXRlIiwgImNvdW50cnkiOiAiVVMifV0~WyIyR0xDNDJzS1F2ZUNmR2Zy"
    "eU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd~WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0~eyJhbGciOiAiRVMyNTYiLCAidHl"
    "wIjogImtiK2p3dCJ9.eyJub25jZSI6ICIxMjM0NTY3ODkwIiwgImF1ZCI6ICJodHRwczovL3ZlcmlmaWVyLmV4YW1wbGUub3JnIiwgImlhdCI6ID"
    "E3NDgzNjE5NDEsICJzZF9oYXNoIjogIjEtTGNmNkNpQm1QNzJKREZ1QkYwYnZhbFMtRnpJbFh5aUNrSlhwN3BKbWMifQ.4OCivqequv7GMn45GWW"
    "EBceEwvByv9wY61HvxbOKY0pOxyto9-HG2coh1D3frjl1AhF-vDnB1CD0SXL32P-toA"
)
CASES = (
    "array_data_types", "array_full_sd", "array_in_sd", "array_nested_in_plain", "array_none_disclosed",
    "array_of_nulls", "array_of_objects", "array_of_scalars", "array_recursive_sd",
    "array_recursive_sd_some_disclosed", "header_mod", "json_serialization_flattened",
    "json_serialization_general", "key_binding", "no_sd", "object_data_types", "recursions",
)  # fmt: skip
HEADER = {"typ": "example+sd-jwt"}


# --- the example of the RFC ---------------------------------------------------------------------------------


def test_the_published_example_says_what_is_published() -> None:
    sd_jwt = parse_sd_jwt(EXAMPLE)
    assert sd_jwt.compact == EXAMPLE
    verify_jws(sd_jwt.jws, public_key=decode_public_jwk(EXAMPLE_KEY))
    opened = open_sd_jwt(sd_jwt)
    assert {name: value for name, value in opened.claims.items() if name != "cnf"} == {
        "iss": "https://issuer.example.com",
        "iat": 1683000000,
        "exp": 1883000000,
        "sub": "user_42",
        "nationalities": ["US"],
        "family_name": "Doe",
        "address": {
            "street_address": "123 Main St",
            "locality": "Anytown",
            "region": "Anystate",
            "country": "US",
        },
        "given_name": "John",
    }
    assert sorted(opened.disclosed) == ["/address", "/family_name", "/given_name", "/nationalities/0"]
    assert opened.hidden == {"": 5, "/nationalities": 1}


def test_the_published_key_binding_holds() -> None:
    binding = read_key_binding(parse_sd_jwt(EXAMPLE))
    assert (binding.audience, binding.nonce) == ("https://verifier.example.org", "1234567890")
    assert binding.issued_at == datetime.fromtimestamp(1748361941, UTC)


# --- the published cases ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sealed:
    """A name or value marked `!sd` in a case."""

    value: Any


class Loader(yaml.SafeLoader):
    """Reads the cases: YAML with the tag `!sd`."""


def _sealed(loader: yaml.SafeLoader, node: yaml.Node) -> Sealed:
    if isinstance(node, yaml.MappingNode):
        return Sealed(loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Sealed(loader.construct_sequence(node, deep=True))
    assert isinstance(node, yaml.ScalarNode)
    tag = loader.resolve(yaml.ScalarNode, node.value, (node.style is None, node.style is not None))
    return Sealed(loader.construct_object(yaml.ScalarNode(tag, node.value, style=node.style)))


Loader.add_constructor("!sd", _sealed)


@dataclass(frozen=True)
class Published:
    """A case: what is issued, what is sealed in it, what its holder shows, and what its verifier then reads."""

    claims: dict[str, Any]
    disclosable: list[str]
    disclose: list[str]
    expected: dict[str, Any]
    issuers: list[LocalSigner]
    holder: LocalSigner | None
    settings: dict[str, Any]
    header: dict[str, Any]
    as_json: bool


def plain(value: Any) -> Any:
    """A value of a case without its marks."""
    if isinstance(value, Sealed):
        return plain(value.value)
    if isinstance(value, dict):
        return {plain(name): plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def sealed_places(value: Any, path: str = "") -> Iterator[str]:
    """The JSON pointers of what is marked in a value of a case."""
    inner = value.value if isinstance(value, Sealed) else value
    for name, part in children(inner):
        place = pointer(path, str(plain(name)))
        if isinstance(name, Sealed) or isinstance(part, Sealed):
            yield place
        yield from sealed_places(part, place)


def shown_places(value: Any, path: str = "") -> Iterator[str]:
    """The JSON pointers of what the holder of a case shows."""
    for name, part in children(value):
        if part is True:
            yield pointer(path, str(name))
        yield from shown_places(part, pointer(path, str(name)))


def children(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, (dict, list)):
        yield from value.items() if isinstance(value, dict) else enumerate(value)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, standards: Callable[[str], Path]) -> Published:
    folder = standards("sd-jwt/testcases")
    settings = yaml.safe_load((folder / "settings.yml").read_text())
    written = yaml.load((folder / request.param / "specification.yml").read_text(), Loader)
    override = written.get("settings_override", {})
    keys = settings["key_settings"] | override | override.get("key_settings", {})
    return Published(
        claims=plain(written["user_claims"]),
        disclosable=list(sealed_places(written["user_claims"])),
        disclose=list(shown_places(written["holder_disclosed_claims"])),
        expected=written["expect_verified_user_claims"],
        issuers=[LocalSigner.from_secret_jwk(jwk) for jwk in keys["issuer_keys"]],
        holder=LocalSigner.from_secret_jwk(keys["holder_key"]) if written.get("key_binding") else None,
        settings=settings,
        header=HEADER | written.get("extra_header_parameters", {}),
        as_json=written.get("serialization_format") == "json",
    )


def issued(case: Published) -> SdJwt:
    own = {
        "iss": case.settings["identifiers"]["issuer"],
        "iat": case.settings["iat"],
        "exp": case.settings["exp"],
    }
    if case.holder:
        own["cnf"] = confirmation(case.holder.public_key)
    first, *further = case.issuers
    sd_jwt = make_sd_jwt(
        own | case.claims, signer=first, header=case.header, disclosable=case.disclosable, decoys=2
    )
    others = tuple(
        parse_jws(sign_jws(sd_jwt.jws.payload, signer=signer, header=case.header)) for signer in further
    )
    return carried(replace(sd_jwt, others=others), case)


def carried(sd_jwt: SdJwt, case: Published) -> SdJwt:
    """The SD-JWT after its journey in the form of the case."""
    return parse_sd_jwt_json(sd_jwt_json(sd_jwt)) if case.as_json else parse_sd_jwt(sd_jwt.compact)


def said(sd_jwt: SdJwt, case: Published) -> dict[str, Any]:
    """What a verifier reads, beside what every case says."""
    for jws, signer in zip((sd_jwt.jws, *sd_jwt.others), case.issuers, strict=True):
        verify_jws(jws, public_key=signer.public_key)
    claims = dict(open_sd_jwt(sd_jwt).claims)
    return {name: value for name, value in claims.items() if name not in {"iss", "iat", "exp", "cnf"}}


def test_every_mark_becomes_a_seal_and_all_seals_open(case: Published) -> None:
    sd_jwt = issued(case)
    assert len(sd_jwt.disclosures) == len(case.disclosable)
    assert said(sd_jwt, case) == case.claims
    assert dict(sd_jwt.jws.header) == {"alg": "ES256"} | case.header
    payload = claims_of(sd_jwt.jws)
    assert ("_sd_alg" in payload) == bool(case.disclosable)
    assert not {place[1:] for place in case.disclosable} & payload.keys()


def test_what_the_holder_shows_is_what_the_verifier_reads(case: Published) -> None:
    shown = select(issued(case), disclose=case.disclose)
    if case.holder:
        nonce, audience = case.settings["key_binding_nonce"], case.settings["identifiers"]["verifier"]
        now = datetime.fromtimestamp(case.settings["iat"], UTC)
        shown = carried(
            add_key_binding(shown, signer=case.holder, audience=audience, nonce=nonce, issued_at=now), case
        )
        window = timedelta(minutes=5)
        binding = read_key_binding(shown)
        check_key_binding(binding, audience=audience, nonce=nonce, now=now, window=window)
        with pytest.raises(ProofError):
            check_key_binding(binding, audience=audience, nonce="another", now=now, window=window)
    assert said(carried(shown, case), case) == case.expected


# --- documents of the VCDM in an SD-JWT (the W3C's suite of VC-JOSE-COSE) -----------------------------------


@pytest.fixture
def published(standards: Callable[[str], Path]) -> Callable[[str], str]:
    return lambda name: standards(f"vc-jose-cose/{name}").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("credential-sdjwt-selective.txt", "credential-selective.json"),
        ("credential-sdjwt-nested.txt", "credential-nested-selective.json"),
        ("credential-sdjwt-bad-signature.txt", "credential-selective.json"),
    ],
)
def test_published_documents_open_to_what_was_sealed(
    published: Callable[[str], str], text: str, document: str
) -> None:
    assert read_sd_jwt_vc(published(text))[0] == json.loads(published(document))


def test_a_published_presentation_opens_too(published: Callable[[str], str]) -> None:
    document, _ = read_sd_jwt_vc(published("presentation-sdjwt-selective.txt"))
    assert document["type"] == "VerifiablePresentation"
    (inside,) = document["verifiableCredential"]
    assert inside["type"] == "EnvelopedVerifiableCredential"


def test_published_signatures(published: Callable[[str], str]) -> None:
    key = decode_public_jwk(json.loads(published("vm-p384.json"))["publicKeyJwk"])
    for name in ("credential-sdjwt-selective.txt", "presentation-sdjwt-selective.txt"):
        read_sd_jwt_vc(published(name))[1].verify(public_key=key)
    _, envelope = read_sd_jwt_vc(published("credential-sdjwt-bad-signature.txt"))
    with pytest.raises(ProofError, match="does not match"):
        envelope.verify(public_key=key)


def test_a_key_on_p521_is_not_supported(published: Callable[[str], str]) -> None:
    # credential-sdjwt-nested.txt is signed with ES512. FIPS 186-5 has the curve, and neither Open Badges 3.0 nor the
    # suites of Data Integrity use it; the check says "could not check".
    with pytest.raises(KeyMaterialError) as refused:
        decode_public_jwk(json.loads(published("vm-p521.json"))["publicKeyJwk"])
    assert refused.value.code == "key_kind_unsupported"


@pytest.mark.parametrize(
    "name",
    [
        "credential-sdjwt-bad-media-type.txt",
        "presentation-sdjwt-bad-media-type.txt",
        "presentation-sdjwt-bad-credential.txt",
    ],
)
def test_published_texts_of_another_type_are_refused(published: Callable[[str], str], name: str) -> None:
    with pytest.raises(ProofError) as refused:
        read_sd_jwt_vc(published(name))
    assert refused.value.code == "jwt_type"
