"""Multikeys, JWKs and the strict signature check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys import KeyKind, LocalSigner, PublicKey, decode_public_key, encode_public_key
from skillmark.credential.keys.ed25519 import is_acceptable_point, verify_signature
from skillmark.credential.keys.jwk import decode_public_jwk
from skillmark.credential.keys.multikey import base58btc_decode, base58btc_encode, multibase_encode

PRIME = 2**255 - 19
D = -121665 * pow(121666, -1, PRIME) % PRIME


@given(st.binary(max_size=64))
def test_base58_comes_back(data: bytes) -> None:
    assert base58btc_decode(base58btc_encode(data)) == data


def test_base58_known_values() -> None:
    # draft-msporny-base58, "Test Vectors".
    assert base58btc_encode(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert base58btc_encode(bytes.fromhex("0000287fb4cd")) == "11233QC4"


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "é", "1" * 141])
def test_base58_refuses(text: str) -> None:
    with pytest.raises(KeyMaterialError):
        base58btc_decode(text)


@given(st.binary(min_size=32, max_size=32))
def test_multikeys_come_back(raw: bytes) -> None:
    key = PublicKey(KeyKind.ED25519, raw)
    multikey = encode_public_key(key)
    assert multikey.startswith("z6Mk")
    assert decode_public_key(multikey) == key


@pytest.mark.parametrize(
    ("multikey", "code"),
    [
        (multibase_encode(b"\xe7\x01" + bytes(33)), "key_kind_unsupported"),
        (multibase_encode(b"\xed\x01" + bytes(31)), "key_length"),
        (multibase_encode(b"\xed\x01" + bytes(33)), "key_length"),
        (multibase_encode(b"\x00\x01" + bytes(32)), "key_unreadable"),
        ("u7QF", "multibase_invalid"),
        ("", "multibase_invalid"),
        ("z", "key_unreadable"),
    ],
)
def test_multikeys_that_are_refused(multikey: str, code: str) -> None:
    with pytest.raises(KeyMaterialError) as refusal:
        decode_public_key(multikey)
    assert refusal.value.code == code


def test_jwk() -> None:
    # RFC 8037, appendix A.2.
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert (
        decode_public_jwk(jwk).raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        ({"kty": "EC", "crv": "P-521", "x": "a", "y": "b"}, "key_kind_unsupported"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "short"}, "key_unreadable"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "!" * 43}, "key_unreadable"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "A" * 43, "d": "A" * 43}, "secret_key_published"),
        ({}, "key_kind_unsupported"),
    ],
)
def test_jwks_that_are_refused(jwk: dict[str, str], code: str) -> None:
    with pytest.raises(KeyMaterialError) as refusal:
        decode_public_jwk(jwk)
    assert refusal.value.code == code


def test_signers_come_back_from_their_secret_and_never_show_it() -> None:
    signer = LocalSigner.generate()
    secret = signer.secret_multikey()
    again = LocalSigner.from_secret_multikey(secret)
    assert again.public_multikey == signer.public_multikey
    assert signer.public_key.verify(again.sign(b"data"), b"data")
    assert secret not in repr(signer)
    with pytest.raises(KeyMaterialError) as refusal:
        LocalSigner.from_secret_multikey(signer.public_multikey)
    assert signer.public_multikey not in str(refusal.value)
    with pytest.raises(KeyMaterialError):
        LocalSigner.from_seed(b"short")


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64), st.integers(0, 511))
def test_one_flipped_bit_breaks_a_signature(seed: bytes, data: bytes, bit: int) -> None:
    signer = LocalSigner.from_seed(seed)
    signature = bytearray(signer.sign(data))
    public_key = signer.public_key.raw
    assert verify_signature(public_key, bytes(signature), data)
    signature[bit // 8] ^= 1 << bit % 8
    assert not verify_signature(public_key, bytes(signature), data)


# --- points that would vouch for anything (the curve's arithmetic, done here from its equation) -----------------


def _add(one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = one, two
    product = D * x1 * x2 * y1 * y2 % PRIME
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, PRIME) % PRIME
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, PRIME) % PRIME
    return x, y


def _root(square: int) -> int | None:
    root = pow(square, (PRIME + 3) // 8, PRIME)
    if root * root % PRIME != square:
        root = root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    return root if root * root % PRIME == square else None


def _small_order_points() -> set[tuple[int, int]]:
    """The eight points that eight times themselves is the neutral element, found by multiplying any point by L."""
    group_order = 2**252 + 27742317777372353535851937790883648493
    found: set[tuple[int, int]] = set()
    y = 2
    while len(found) < 8:
        y += 1
        x = _root((y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME)
        if x is None:
            continue
        total, double, scalar = (0, 1), (x, y), group_order
        while scalar:
            total = _add(total, double) if scalar & 1 else total
            double, scalar = _add(double, double), scalar >> 1
        found.add(total)
    return found


def test_every_point_of_small_order_is_refused() -> None:
    for x, y in _small_order_points():
        for sign in {x & 1, 1 - (x & 1)}:
            assert not is_acceptable_point((y | sign << 255).to_bytes(32, "little"))


@pytest.mark.parametrize("offset", range(19))
def test_every_encoding_beyond_the_field_is_refused(offset: int) -> None:
    assert not is_acceptable_point((PRIME + offset).to_bytes(32, "little"))


def test_the_neutral_key_does_not_vouch_for_every_message() -> None:
    # With the neutral element as key, R = S·B fits every message; OpenSSL alone accepts this.
    neutral = (1).to_bytes(32, "little")
    base_point = bytes.fromhex("5866666666666666666666666666666666666666666666666666666666666666")
    signature = base_point + (1).to_bytes(32, "little")
    assert not verify_signature(neutral, signature, b"any message")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_wrong_sizes_are_refused(size: int) -> None:
    signer = LocalSigner.from_seed(bytes(32))
    public_key = signer.public_key.raw
    assert not verify_signature(public_key, signer.sign(b"")[:size], b"")
    assert not verify_signature(bytes(size), signer.sign(b""), b"")
