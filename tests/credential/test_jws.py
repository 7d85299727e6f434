"""Compact JWS: read strictly, signed with the algorithm of the key, and verified with no other."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.credential.errors import ProofError
from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.proof.jws import parse_jws, sign_jws, verify_jws

SIGNER = LocalSigner.from_seed(bytes(range(32)))
SIGNERS = {kind: LocalSigner.generate(kind) for kind in KeyKind}
PAYLOAD = b'{"a":1}'
TEXT = sign_jws(PAYLOAD, signer=SIGNER, header={"typ": "vc+jwt"})


def refused(text: str, code: str = "jws_malformed") -> None:
    with pytest.raises(ProofError) as caught:
        parse_jws(text)
    assert caught.value.code == code


def with_header(header: bytes) -> str:
    _, payload, signature = TEXT.split(".")
    return ".".join((base64url_encode(header), payload, signature))


@pytest.mark.parametrize("kind", KeyKind)
def test_every_kind_of_key_signs_with_its_own_algorithm(kind: KeyKind) -> None:
    signer = SIGNERS[kind]
    jws = parse_jws(sign_jws(PAYLOAD, signer=signer, header={"alg": "none", "kid": "k", "typ": "ü"}))
    assert jws.header == {"alg": signer.public_key.algorithm, "kid": "k", "typ": "ü"}
    assert jws.algorithm == signer.public_key.algorithm
    assert jws.payload == PAYLOAD
    verify_jws(jws, public_key=signer.public_key)


def test_the_example_of_rfc_8037_comes_out_byte_for_byte() -> None:
    # RFC 8037, appendix A.4.
    signer = LocalSigner.from_secret_jwk(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }
    )
    assert sign_jws(b"Example of Ed25519 signing", signer=signer, header={}) == (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )


def test_the_newer_name_of_the_same_algorithm_is_known() -> None:
    head = base64url_encode(b'{"alg":"Ed25519"}')
    signing_input = f"{head}.{base64url_encode(PAYLOAD)}"
    text = f"{signing_input}.{base64url_encode(SIGNER.sign(signing_input.encode()))}"
    verify_jws(parse_jws(text), public_key=SIGNER.public_key)


@pytest.mark.parametrize("kind", KeyKind)
@pytest.mark.parametrize(
    "algorithm", ["none", "HS256", "ES256", "ES384", "RS256", "PS256", "Ed25519", "eddsa"]
)
def test_a_header_cannot_choose_the_algorithm(kind: KeyKind, algorithm: str) -> None:
    signer = SIGNERS[kind]
    head = base64url_encode(json.dumps({"alg": algorithm}).encode())
    signing_input = f"{head}.{base64url_encode(PAYLOAD)}"
    jws = parse_jws(f"{signing_input}.{base64url_encode(signer.sign(signing_input.encode()))}")
    if algorithm == signer.public_key.algorithm or (kind, algorithm) == (KeyKind.ED25519, "Ed25519"):
        verify_jws(jws, public_key=signer.public_key)
        return
    with pytest.raises(ProofError) as caught:
        verify_jws(jws, public_key=signer.public_key)
    assert caught.value.code == "algorithm_mismatch"


def test_another_key_does_not_verify() -> None:
    with pytest.raises(ProofError) as caught:
        verify_jws(parse_jws(TEXT), public_key=LocalSigner.generate().public_key)
    assert caught.value.code == "signature_invalid"


@settings(max_examples=400, deadline=None)
@given(position=st.integers(0, len(TEXT) * 8 - 1))
def test_no_bit_can_be_flipped(position: int) -> None:
    data = bytearray(TEXT.encode())
    data[position // 8] ^= 1 << position % 8
    with pytest.raises(ProofError):
        verify_jws(parse_jws(data.decode("latin-1")), public_key=SIGNER.public_key)


@given(
    st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,40}(\.[A-Za-z0-9_-]{0,40}){0,4}", fullmatch=True)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ProofError):
        assert len(parse_jws(text).signing_input) < len(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "a.b",
        TEXT + ".",
        TEXT + ".e30",
        TEXT + "\n",
        " " + TEXT,
        TEXT + "=",
        TEXT.replace(".", "..", 1),
        TEXT.rpartition(".")[0] + ".",
        "." + TEXT.partition(".")[2],
        TEXT[:-1] + "\N{FULLWIDTH LATIN CAPITAL LETTER A}",
    ],
)
def test_only_the_compact_form_is_read(text: str) -> None:
    refused(text)


def test_one_signature_has_one_spelling() -> None:
    # The last character of 64 bytes in base64url carries two bits that must be zero.
    last = TEXT[-1]
    assert base64url_decode(TEXT.rpartition(".")[2])
    spelled = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    refused(TEXT[:-1] + spelled[spelled.index(last) + 1])


@pytest.mark.parametrize(
    "header",
    [b"[]", b'"EdDSA"', b"null", b'{"alg":"EdDSA","alg":"none"}', b"\xff", b"{", b'{"alg":"EdDSA","n":NaN}',
     b'{"alg":"EdDSA","x":' + b"[" * 9 + b"]" * 9 + b"}",
     b'{"alg":"EdDSA","x":"' + b"x" * 20_000 + b'"}'],
)  # fmt: skip
def test_a_header_is_one_small_object(header: bytes) -> None:
    refused(with_header(header))


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"alg": None},
        {"alg": ["EdDSA"]},
        {"alg": "EdDSA", "crit": []},
        {"alg": "EdDSA", "crit": ["b64"], "b64": True},
        {"alg": "EdDSA", "crit": ["exp"], "exp": 1},
        {"alg": "EdDSA", "b64": False},
        {"alg": "EdDSA", "b64": "false"},
        {"alg": "EdDSA", "zip": "DEF"},
    ],
)
def test_a_header_may_not_ask_for_what_we_do_not_do(members: dict[str, object]) -> None:
    refused(with_header(json.dumps(members).encode()), "jws_header")


@pytest.mark.parametrize("header", [{"crit": ["exp"]}, {"b64": False}, {"zip": "DEF"}])
def test_nothing_is_signed_that_would_not_be_read(header: dict[str, object]) -> None:
    with pytest.raises(ProofError) as caught:
        sign_jws(PAYLOAD, signer=SIGNER, header=header)
    assert caught.value.code == "jws_header"


def test_a_text_that_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(ProofError) as caught:
        parse_jws(TEXT, max_bytes=len(TEXT) - 1)
    assert caught.value.code == "jws_too_large"
    parse_jws(TEXT, max_bytes=len(TEXT))
