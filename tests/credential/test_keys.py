"""Keys of every kind as Multikey and JWK, what is no key, and the strict checks of signatures."""

from __future__ import annotations

import math
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa as library_rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys import (
    KeyKind,
    LocalSigner,
    PublicKey,
    decode_public_jwk,
    decode_public_key,
    ed25519,
    encode_public_jwk,
    encode_public_key,
    rsa,
)
from skillmark.credential.keys.ecdsa import CURVES
from skillmark.credential.keys.ed25519 import is_acceptable_point, verify_signature
from skillmark.credential.keys.jwk import thumbprint
from skillmark.credential.keys.multikey import (
    base58btc_decode,
    base58btc_encode,
    base64url_decode,
    base64url_encode,
    multibase_encode,
    public_key_bytes,
)

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
        (multibase_encode(b"\x80\x24" + bytes(32)), "key_length"),
        (multibase_encode(b"\x81\x24" + bytes(33)), "key_length"),
        # Neither a point of the curve, nor one that is written in the compressed form.
        (multibase_encode(b"\x80\x24\x02" + b"\xff" * 32), "key_unreadable"),
        (multibase_encode(b"\x80\x24\x04" + bytes(32)), "key_unreadable"),
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


@pytest.mark.parametrize("text", ["A", "AB", "====", "AA==", "A+B/", "AA\n", "é", "QQ=", "QR"])
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(KeyMaterialError) as refusal:
        base64url_decode(text)
    assert refusal.value.code == "base64url_invalid"


@given(st.binary(max_size=70))
def test_base64url_comes_back(data: bytes) -> None:
    assert base64url_decode(base64url_encode(data)) == data


# --- every kind of key ----------------------------------------------------------------------------------------

# Made once: looking for primes takes a while.
SIGNERS = {kind: LocalSigner.generate(kind) for kind in KeyKind}
CURVE_KINDS = [KeyKind.P256, KeyKind.P384]
MULTIKEY_KINDS = [KeyKind.ED25519, *CURVE_KINDS]
RSA_JWK = encode_public_jwk(SIGNERS[KeyKind.RSA].public_key)
EC_JWK = encode_public_jwk(SIGNERS[KeyKind.P256].public_key)
ED_JWK = encode_public_jwk(SIGNERS[KeyKind.ED25519].public_key)


@pytest.mark.parametrize("kind", KeyKind)
def test_a_signature_is_of_its_key_and_data_alone(kind: KeyKind) -> None:
    signer = SIGNERS[kind]
    signature = signer.sign(b"data")
    assert signer.sign(b"data") == signature
    assert signer.public_key.verify(signature, b"data")
    assert not signer.public_key.verify(signature, b"date")
    assert not LocalSigner.generate(kind).public_key.verify(signature, b"data")
    for other in SIGNERS.values():
        if other is not signer:
            assert not other.public_key.verify(signature, b"data")


@pytest.mark.parametrize("kind", KeyKind)
def test_a_jwk_comes_back(kind: KeyKind) -> None:
    signer = SIGNERS[kind]
    jwk = encode_public_jwk(signer.public_key)
    assert decode_public_jwk(jwk) == signer.public_key
    assert decode_public_jwk({**jwk, "use": "sig", "key_ops": ["verify"], "kid": "1"}) == signer.public_key
    assert jwk["alg"] == signer.public_key.algorithm
    secret = signer.secret_jwk()
    assert decode_public_jwk({name: secret[name] for name in jwk}) == signer.public_key
    again = LocalSigner.from_secret_jwk(secret)
    assert again.sign(b"data") == signer.sign(b"data")
    assert not any(value in repr(again) for name, value in secret.items() if name not in jwk)
    with pytest.raises(KeyMaterialError, match="secret part"):
        decode_public_jwk(secret)


@pytest.mark.parametrize("kind", MULTIKEY_KINDS)
def test_a_multikey_of_every_kind_comes_back(kind: KeyKind) -> None:
    signer = SIGNERS[kind]
    multikey = encode_public_key(signer.public_key)
    assert decode_public_key(multikey) == signer.public_key
    assert multikey.startswith({"Ed25519": "z6Mk", "P-256": "zDna", "P-384": "z82L"}[kind])
    assert signer.public_multikey == multikey
    assert multikey == multibase_encode(public_key_bytes(signer.public_key))
    assert LocalSigner.from_secret_multikey(signer.secret_multikey()).public_key == signer.public_key


def test_rsa_keys_have_no_multikey() -> None:
    signer = SIGNERS[KeyKind.RSA]
    for ask in (lambda: signer.public_multikey, signer.secret_multikey):
        with pytest.raises(KeyMaterialError) as refusal:
            ask()
        assert refusal.value.code == "key_kind_unsupported"


@pytest.mark.parametrize("kind", CURVE_KINDS)
@given(scalar=st.integers(1, 2**256 - 2**225), data=st.binary(max_size=64), bit=st.integers(0, 511))
def test_one_flipped_bit_breaks_an_ecdsa_signature(kind: KeyKind, scalar: int, data: bytes, bit: int) -> None:
    curve = CURVES[kind.value]
    signer = LocalSigner(ec.derive_private_key(scalar, curve.curve))
    signature = bytearray(signer.sign(data))
    assert len(signature) == 2 * curve.size
    assert signer.public_key.verify(bytes(signature), data)
    signature[bit // 8] ^= 1 << bit % 8
    assert not signer.public_key.verify(bytes(signature), data)


@pytest.mark.parametrize("kind", CURVE_KINDS)
def test_ecdsa_signatures_have_one_form_and_two_numbers_in_range(kind: KeyKind) -> None:
    curve, signer = CURVES[kind.value], SIGNERS[kind]
    signature = signer.sign(b"data")
    r, s = signature[: curve.size], signature[curve.size :]
    zero, order = bytes(curve.size), curve.order.to_bytes(curve.size, "big")
    beyond = (int.from_bytes(s, "big") + curve.order).to_bytes(curve.size + 1, "big")
    der = signer._key.sign(b"data", ec.ECDSA(curve.hash))
    for wrong in (
        zero + zero,
        zero + s,
        r + zero,
        order + s,
        r + order,
        r + beyond,
        der,
        r,
        b"",
        signature + b"\0",
    ):
        assert not signer.public_key.verify(wrong, b"data")
    # A point that is none, in a key that no decoder made.
    assert not PublicKey(kind, b"\x02" + b"\xff" * curve.size).verify(signature, b"data")


def test_jwk() -> None:
    # RFC 8037, appendices A.2 and A.3.
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    key = decode_public_jwk(jwk)
    assert key.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert decode_public_jwk({**jwk, "alg": "Ed25519"}) == decode_public_jwk({**jwk, "alg": "EdDSA"}) == key


def test_rsa_thumbprint() -> None:
    # RFC 7638, section 3.1.
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"
        "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5haj"
        "rn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    key = decode_public_jwk({"kty": "RSA", "n": modulus, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"})
    assert thumbprint(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def jwk_number(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        ({"kty": "EC", "crv": "P-521", "x": "a", "y": "b"}, "key_kind_unsupported"),
        ({"kty": "EC", "crv": ["P-256"]}, "key_kind_unsupported"),
        ({"kty": "OKP", "crv": "X25519", "x": "A" * 43}, "key_kind_unsupported"),
        ({"kty": "oct"}, "key_kind_unsupported"),
        ({}, "key_kind_unsupported"),
        ({"kty": "oct", "k": "A" * 43}, "secret_key_published"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "short"}, "key_unreadable"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "!" * 43}, "key_unreadable"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "A" * 43, "d": "A" * 43}, "secret_key_published"),
        ({"kty": "OKP", "crv": "Ed25519", "x": 7}, "key_unreadable"),
        (EC_JWK | {"x": EC_JWK["y"]}, "key_unreadable"),
        (EC_JWK | {"y": EC_JWK["y"][:-2]}, "key_unreadable"),
        (EC_JWK | {"y": "AA" + EC_JWK["y"]}, "key_unreadable"),
        (EC_JWK | {"crv": "P-384", "alg": "ES384"}, "key_unreadable"),
        ({"kty": "EC", "crv": "P-256", "x": EC_JWK["x"]}, "key_unreadable"),
        (EC_JWK | {"alg": "ES384"}, "key_algorithm"),
        (EC_JWK | {"alg": "none"}, "key_algorithm"),
        (EC_JWK | {"alg": ["ES256"]}, "key_algorithm"),
        (EC_JWK | {"alg": None}, "key_algorithm"),
        (EC_JWK | {"alg": "Ed25519"}, "key_algorithm"),
        (RSA_JWK | {"alg": "HS256"}, "key_algorithm"),
        (RSA_JWK | {"alg": "PS256"}, "key_algorithm"),
        (ED_JWK | {"use": "enc"}, "key_use"),
        (ED_JWK | {"use": None}, "key_use"),
        (ED_JWK | {"key_ops": ["sign"]}, "key_use"),
        (ED_JWK | {"key_ops": "verify"}, "key_use"),
        (RSA_JWK | {"n": 7}, "key_unreadable"),
        (RSA_JWK | {"n": ""}, "key_unreadable"),
        (RSA_JWK | {"n": "A" * 3000}, "key_unreadable"),
        (RSA_JWK | {"n": "!" * 400}, "base64url_invalid"),
        (RSA_JWK | {"n": jwk_number(2**1023 + 1)}, "key_length"),
        (RSA_JWK | {"n": jwk_number(2**9000 + 1)}, "key_length"),
        (RSA_JWK | {"n": jwk_number(2**2047)}, "key_unreadable"),
        (RSA_JWK | {"e": "AQ"}, "key_unreadable"),
        (RSA_JWK | {"e": "AQAA"}, "key_unreadable"),
        (RSA_JWK | {"e": jwk_number(2**40 + 1)}, "key_unreadable"),
    ],
)
def test_jwks_that_are_refused(jwk: dict[str, Any], code: str) -> None:
    with pytest.raises(KeyMaterialError) as refusal:
        decode_public_jwk(jwk)
    assert refusal.value.code == code
    assert len(str(refusal.value)) < 200


def test_keys_of_the_faulty_chip_are_refused() -> None:
    # CVE-2017-15361: their modulus is, by every small prime, a power of 65537. This one is so by construction.
    small = [prime for prime in range(3, 168) if all(prime % factor for factor in range(2, prime))]
    modulus = math.prod(small) * 2**1900 + 65537
    with pytest.raises(KeyMaterialError) as refusal:
        rsa.from_numbers(modulus, 65537)
    assert refusal.value.code == "key_weak"
    assert rsa.from_numbers(modulus + 2, 65537)


def test_signers_come_back_from_their_secret_and_never_show_it() -> None:
    signer = LocalSigner.generate()
    secret = signer.secret_multikey()
    again = LocalSigner.from_secret_multikey(secret)
    assert again.public_multikey == signer.public_multikey
    assert signer.public_key.verify(again.sign(b"data"), b"data")
    assert secret not in repr(signer)
    assert repr(SIGNERS[KeyKind.RSA]) == "LocalSigner(RSA)"
    with pytest.raises(KeyMaterialError) as refusal:
        LocalSigner.from_secret_multikey(signer.public_multikey)
    assert signer.public_multikey not in str(refusal.value)
    with pytest.raises(KeyMaterialError):
        LocalSigner.from_seed(b"short")


@pytest.mark.parametrize("kind", CURVE_KINDS)
@pytest.mark.parametrize("offset", [0, 1])
def test_a_secret_number_outside_of_its_curve_is_refused(kind: KeyKind, offset: int) -> None:
    curve, header = CURVES[kind.value], {"P-256": b"\x86\x26", "P-384": b"\x87\x26"}[kind]
    for number in (0, curve.order + offset):
        multikey = multibase_encode(header + number.to_bytes(curve.size, "big"))
        with pytest.raises(KeyMaterialError) as refusal:
            LocalSigner.from_secret_multikey(multikey)
        assert refusal.value.code == "secret_key_unreadable"


@pytest.mark.parametrize("kind", KeyKind)
def test_a_secret_jwk_whose_halves_do_not_belong_together_is_refused(kind: KeyKind) -> None:
    secret = SIGNERS[kind].secret_jwk()
    other = LocalSigner.generate(kind).secret_jwk()
    with pytest.raises(KeyMaterialError) as refusal:
        LocalSigner.from_secret_jwk(secret | {"d": other["d"]})
    assert refusal.value.code in {"secret_key_mismatch", "secret_key_unreadable"}
    assert other["d"] not in str(refusal.value)
    for missing in (None, 7, "A" * 3000):
        with pytest.raises(KeyMaterialError):
            LocalSigner.from_secret_jwk(secret | {"d": missing})


def test_an_rsa_key_of_three_primes_is_refused() -> None:
    # It would sign, but nobody makes such keys, and what checks a key with two primes cannot check it.
    one, two = (library_rsa.generate_private_key(65537, 2048).private_numbers() for _ in range(2))
    primes = (one.p, one.q, two.p)
    private = pow(65537, -1, math.lcm(*(prime - 1 for prime in primes)))
    jwk = {"kty": "RSA", "n": jwk_number(math.prod(primes)), "e": "AQAB", "d": jwk_number(private)}
    with pytest.raises(KeyMaterialError) as refusal:
        LocalSigner.from_secret_jwk(jwk)
    assert refusal.value.code == "secret_key_unreadable"


def test_other_curves_sign_nothing_here() -> None:
    with pytest.raises(KeyMaterialError) as refusal:
        LocalSigner(ec.generate_private_key(ec.SECP521R1()))
    assert refusal.value.code == "key_kind_unsupported"


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


# --- the same answers with and without libsodium ------------------------------------------------------------------


@pytest.fixture
def without_sodium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ed25519.optional, "package", lambda _: None)


def test_openssl_signs_and_checks_alone(without_sodium: None) -> None:
    signer = LocalSigner.from_seed(bytes(range(32)))
    signature = signer.sign(b"data")
    assert signer.public_key.verify(signature, b"data")
    assert not signer.public_key.verify(signature, b"date")


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64), st.integers(0, 511))
def test_libsodium_and_openssl_agree(seed: bytes, data: bytes, bit: int) -> None:
    if ed25519.optional.package("nacl.bindings") is None:
        pytest.skip("PyNaCl is not installed")
    signer = LocalSigner.from_seed(seed)
    signature = signer.sign(data)
    broken = bytearray(signature)
    broken[bit // 8] ^= 1 << bit % 8
    answers = [signer.public_key.verify(each, data) for each in (signature, bytes(broken))]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(ed25519.optional, "package", lambda _: None)
        assert signer.sign(data) == signature
        assert [signer.public_key.verify(each, data) for each in (signature, bytes(broken))] == answers


def test_a_fault_of_libsodium_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        @staticmethod
        def crypto_sign_open(_signed: bytes, _key: bytes) -> bytes:
            raise MemoryError

    monkeypatch.setattr(ed25519.optional, "package", lambda _: Broken)
    signer = LocalSigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(MemoryError):
        signer.public_key.verify(bytes([2]) * 64, b"")


def test_a_package_that_is_not_there_is_none() -> None:
    assert ed25519.optional.package("skillmark_has_no_such_package") is None
