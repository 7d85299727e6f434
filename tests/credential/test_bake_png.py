"""A PNG gives back exactly the credential that was put into it, and a doubtful PNG gives back nothing."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from skillmark.credential.bake import bake, png, sniff, unbake_any
from skillmark.credential.errors import BakeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

JSON = st.dictionaries(st.text(max_size=20), st.text(max_size=60) | st.integers() | st.booleans(), max_size=8)
JWS = "eyJhbGciOiJFZERTQSJ9.e30.c2ln"


def picture(width: int = 3) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 2), "teal").save(out, "PNG")
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(*chunks: bytes) -> bytes:
    image = picture()
    return image[:33] + b"".join(chunks) + image[33:]


def itxt(text: bytes, *, keyword: bytes = b"openbadgecredential", flag: bytes = b"\0") -> bytes:
    return chunk(b"iTXt", keyword + b"\0" + flag + b"\0\0\0" + text)


def code_of(image: bytes) -> str:
    with pytest.raises(BakeError) as caught:
        png.unbake(image)
    return caught.value.code


@given(document=JSON, ascii_only=st.booleans(), indent=st.sampled_from([None, 2]))
def test_what_goes_in_comes_out_to_the_last_character(
    *, document: object, ascii_only: bool, indent: int
) -> None:
    credential = json.dumps(document, ensure_ascii=ascii_only, indent=indent)
    assert png.unbake(png.bake(picture(), credential)) == credential


def test_a_jws_comes_out_as_it_went_in() -> None:
    assert unbake_any(png.bake(picture(), JWS)) == JWS


def test_baking_replaces_the_credential_that_was_there_whatever_its_kind() -> None:
    image = with_chunk(
        itxt(b"{}"),
        itxt(b"x", flag=b"\1"),
        chunk(b"zTXt", b"openbadges\0\0x"),
        chunk(b"tEXt", b"openbadges\0x"),
    )
    baked = png.bake(image, '{"new":true}')
    assert png.unbake(baked) == '{"new":true}'
    assert png.bake(baked, '{"new":true}') == baked


def test_the_picture_itself_stays_the_same() -> None:
    baked = png.bake(picture(), "{}")
    with Image.open(io.BytesIO(baked)) as after, Image.open(io.BytesIO(picture())) as before:
        assert after.tobytes() == before.tobytes()
        assert after.info["openbadgecredential"] == "{}"


@pytest.mark.parametrize(
    ("name", "start"),
    [("simple-json.png", "{"), ("simple-jwt.png", "eyJ"), ("simple-jwt_v1.png", "eyJ")],
)
def test_official_baked_pictures(standards: Callable[[str], Path], name: str, start: str) -> None:
    text = unbake_any(standards(f"1edtech-fixtures/ob30/{name}").read_bytes())
    assert text.startswith(start)
    if start == "{":
        assert json.loads(text)["type"] == ["VerifiableCredential", "OpenBadgeCredential"]


def test_official_open_badges_2_picture(standards: Callable[[str], Path]) -> None:
    text = png.unbake(standards("1edtech-fixtures/ob20/simple-badge.png").read_bytes())
    assert json.loads(text)["@context"] == "https://w3id.org/openbadges/v2"


def test_an_official_picture_can_be_baked_again(standards: Callable[[str], Path]) -> None:
    image = standards("1edtech-fixtures/ob30/simple-json.png").read_bytes()
    assert png.unbake(png.bake(image, JWS)) == JWS


def test_legacy_forms_are_read() -> None:
    assert (
        png.unbake(with_chunk(chunk(b"tEXt", b"openbadges\0https://badges.example/1")))
        == "https://badges.example/1"
    )
    assert png.unbake(with_chunk(itxt(b"{}", keyword=b"clrcredential"))) == "{}"


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (picture(), "bake_no_credential"),
        (with_chunk(itxt(b"{}"), itxt(b"{}")), "bake_two_credentials"),
        (with_chunk(itxt(b"{}"), itxt(b"{}", keyword=b"openbadges")), "bake_two_credentials"),
        (with_chunk(itxt(b"{}"), chunk(b"tEXt", b"openbadgecredential\0{}")), "bake_two_credentials"),
        (with_chunk(itxt(zlib.compress(b"{}"), flag=b"\1")), "bake_compressed"),
        (with_chunk(chunk(b"zTXt", b"openbadgecredential\0\0" + zlib.compress(b"{}"))), "bake_compressed"),
        (with_chunk(itxt(b"\xff\xfe{}")), "bake_not_text"),
        (with_chunk(chunk(b"tEXt", b"openbadges\0caf\xe9")), "bake_not_text"),
        (with_chunk(chunk(b"iTXt", b"openbadgecredential\0\0")), "bake_damaged"),
        (with_chunk(chunk(b"iTXt", b"openbadgecredential\0\0\0en")), "bake_damaged"),
        (with_chunk(itxt(b"{" + b" " * 1_100_000 + b"}")), "bake_credential_too_large"),
        (with_chunk(itxt(b"{}")) + b"more", "bake_damaged"),
        (with_chunk(itxt(b"{}"))[:-1], "bake_damaged"),
        (with_chunk(itxt(b"{}")[:-1] + b"!"), "bake_damaged"),
        (with_chunk(struct.pack(">I", 2**31) + b"iTXt"), "bake_damaged"),
        (with_chunk(chunk(b"i\0Xt", b"")), "bake_damaged"),
        (png.SIGNATURE + chunk(b"IEND", b""), "bake_damaged"),
        (png.SIGNATURE, "bake_damaged"),
        (png.SIGNATURE + chunk(b"IHDR", b"\0" * 13) + chunk(b"tIME", b"") * 20_001, "bake_damaged"),
        (b"GIF89a", "bake_not_png"),
        (b"", "bake_not_png"),
        (png.SIGNATURE + b"\0" * (10 * 1024 * 1024), "bake_image_too_large"),
    ],
)
def test_a_doubtful_picture_is_refused(image: bytes, code: str) -> None:
    assert code_of(image) == code


def test_a_flipped_bit_anywhere_is_never_read_as_another_credential() -> None:
    baked = png.bake(picture(), '{"id":"urn:x"}')
    for place in range(len(baked)):
        damaged = bytearray(baked)
        damaged[place] ^= 1
        with pytest.raises(BakeError):
            png.unbake(bytes(damaged))


@given(st.binary(max_size=200))
def test_noise_is_refused_and_never_crashes(noise: bytes) -> None:
    with pytest.raises(BakeError):
        png.unbake(png.SIGNATURE + noise)
    with pytest.raises(BakeError):
        unbake_any(noise)


def test_a_credential_that_is_too_large_is_not_put_into_a_picture() -> None:
    with pytest.raises(BakeError) as caught:
        png.bake(picture(), '{"a":"' + "x" * 1_100_000 + '"}')
    assert caught.value.code == "bake_credential_too_large"
    assert str(caught.value) == "The credential is larger than 1,048,576 bytes."


@pytest.mark.parametrize("text", ["", "hello", "[1]", "a.b", '{"a": "\ud800"}'])
def test_only_a_credential_is_put_into_a_picture(text: str) -> None:
    with pytest.raises(BakeError):
        png.bake(picture(), text)


def test_signed_bytes_come_out_as_the_text_they_are() -> None:
    assert unbake_any(bake(picture(), '{"name":"Žofie"}'.encode())) == '{"name":"Žofie"}'
    with pytest.raises(BakeError):
        bake(picture(), b'{"name":"\xff"}')


def test_pictures_are_told_apart_by_their_first_bytes() -> None:
    assert sniff(picture()) == "png"
    assert sniff(b"\xef\xbb\xbf\n<svg/>") == "svg"
    assert sniff(b'{"a":1}') is None
