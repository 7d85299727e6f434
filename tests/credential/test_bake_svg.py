"""An SVG gives back exactly what was put into it, keeps its drawing, and never expands an entity."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.work import calls_of, peak_of

from skillmark.credential.bake import bake_any, svg, unbake_any
from skillmark.credential.errors import BakeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLAIN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'
JWS = "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
XML_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=60)
BADGE = 'xmlns:b="https://purl.imsglobal.org/ob/v3p0"'


def drawing(inside: str, *, before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {BADGE}>{inside}<circle r="4"/></svg>'.encode()


@given(document=st.dictionaries(XML_TEXT, XML_TEXT, max_size=6), indent=st.sampled_from([None, 1]))
def test_what_goes_in_comes_out_to_the_last_character(document: object, indent: int | None) -> None:
    credential = json.dumps(document, ensure_ascii=False, indent=indent)
    assert svg.unbake(svg.bake(PLAIN, credential)) == credential


@pytest.mark.parametrize(
    "credential",
    [
        '{"a":"]]>"}',
        '{"a":"]]]]>>"}',
        '{"a":"<![CDATA[x]]>"}',
        '{\r\n"a":1}\r',
        ' {"a":1}\n\n',
        "\r{}\r\r",
        '{"a":"&lt;"}',
    ],
)
def test_awkward_texts_survive_xml(credential: str) -> None:
    assert svg.unbake(svg.bake(PLAIN, credential)) == credential


def test_a_jws_goes_into_the_verify_attribute() -> None:
    baked = svg.bake(PLAIN, JWS)
    first = ET.fromstring(baked)[0]
    assert (first.tag, first.attrib) == ("{https://purl.imsglobal.org/ob/v3p0}credential", {"verify": JWS})
    assert unbake_any(baked) == JWS


def test_json_is_the_first_child_and_everything_else_stays_byte_for_byte() -> None:
    baked = svg.bake(PLAIN, '{"a":1}')
    assert (
        baked.replace(b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', b"").replace(
            b'<openbadges:credential><![CDATA[{"a":1}]]></openbadges:credential>', b""
        )
        == PLAIN
    )
    assert ET.fromstring(baked)[0].text == '{"a":1}'


@pytest.mark.parametrize(
    "image",
    [
        b"<svg/>",
        b"<svg  />\n",
        b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?><!-- <svg> --><svg title="a > b"/>',
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="https://b.ex/1"/></svg>',
        b'<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential/></svg>',
        drawing("<b:credential>{}</b:credential><g><b:credential>{}</b:credential></g>"),
        '<svg title="Žluťoučký"><text>日本</text></svg>'.encode(),
    ],
)
def test_many_kinds_of_drawings_can_carry_a_credential(image: bytes) -> None:
    baked = bake_any(image, '{"name":"Žofie"}')
    assert unbake_any(baked) == '{"name":"Žofie"}'
    assert svg.bake(baked, '{"name":"Žofie"}') == baked
    assert ET.fromstring(baked)[0].tag == "{https://purl.imsglobal.org/ob/v3p0}credential"


@pytest.mark.parametrize("name", ["simple-json.svg", "simple-jwt.svg", "simple-jwt_v1.svg"])
def test_official_baked_pictures(standards: Callable[[str], Path], name: str) -> None:
    image = standards(f"1edtech-fixtures/ob30/{name}").read_bytes()
    text = unbake_any(image)
    if "json" in name:
        assert json.loads(text)["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    else:
        assert text.count(".") == 2
    assert unbake_any(bake_any(image, JWS)) == JWS


def test_legacy_elements_are_read() -> None:
    image = (
        b'<svg xmlns:o="http://openbadges.org"><o:assertion verify="https://b.example/?a=1&amp;b=2"/></svg>'
    )
    assert svg.unbake(image) == "https://b.example/?a=1&b=2"
    clr = b'<svg xmlns:c="https://purl.imsglobal.org/clr/v2p0">'
    clr += b"<c:credential> <![CDATA[{}]]>\n</c:credential></svg>"
    assert svg.unbake(clr) == "{}"


ENTITY = '<!DOCTYPE svg [<!ENTITY e "x">]>'
EXTERNAL = '<!DOCTYPE svg SYSTEM "http://dtd.example/svg.dtd">'


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (PLAIN, "bake_no_credential"),
        (drawing("<b:credential/>"), "bake_no_credential"),
        (drawing("<b:credential>{}</b:credential><b:credential>{}</b:credential>"), "bake_two_credentials"),
        (drawing('<b:credential verify="a.b.c">{}</b:credential>'), "bake_two_credentials"),
        (drawing("<b:credential>{<b:credential>{}</b:credential>}</b:credential>"), "bake_damaged"),
        (drawing("<b:credential>{<i/>}</b:credential>"), "bake_damaged"),
        (drawing("", before=ENTITY), "bake_entities"),
        (drawing("<b:credential>&e;</b:credential>", before=ENTITY), "bake_entities"),
        (drawing("<b:credential>&e;</b:credential>", before=EXTERNAL), "bake_entities"),
        (drawing('<b:credential verify="a.b&e;.c"/>', before=EXTERNAL), "bake_entities"),
        (drawing("", before='<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "bake_entities"),
        (drawing("<b:credential>" + "x" * 1_100_000 + "</b:credential>"), "bake_credential_too_large"),
        (b"<svg><b:credential/></svg>", "bake_damaged"),
        (b"<svg>", "bake_damaged"),
        (b"<html/>", "bake_not_svg"),
        (b"", "bake_damaged"),
        (b'<?xml version="1.0" encoding="x-klingon"?><svg/>', "bake_encoding"),
        (b"<svg>" + b" " * (10 * 1024 * 1024), "bake_image_too_large"),
        (drawing('<b:credential verify="a.b.c"/>').decode().encode("utf-16"), "bake_damaged"),
        (drawing("").decode().encode("utf-16"), "bake_no_credential"),
    ],
)
def test_a_doubtful_picture_is_refused(image: bytes, code: str) -> None:
    with pytest.raises(BakeError) as caught:
        svg.unbake(image)
    assert caught.value.code == code


def test_a_billion_laughs_are_not_laughed() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{levels}]>'
    image = drawing("<b:credential>&l11;</b:credential>", before=bomb)
    assert peak_of(lambda: svg.unbake(image)) < 3_000_000
    with pytest.raises(BakeError, match="entities"):
        svg.unbake(image)


def test_written_out_spaces_cost_no_more_than_reading_them() -> None:
    def spaces(count: int) -> int:
        image = drawing(f"<b:credential>{'&#32;' * count}</b:credential>")
        return calls_of(lambda: svg.unbake(image))

    assert spaces(20_000) < 2.5 * spaces(10_000)


@pytest.mark.parametrize(
    ("inside", "code"),
    [("<g>" * 3_000_000, "bake_too_deep"), ("<b:credential/>" * 600_000, "bake_two_credentials")],
    ids=["nested", "many credentials"],
)
def test_ten_megabytes_of_elements_are_not_kept(inside: str, code: str) -> None:
    image = drawing(inside)
    for action in (svg.unbake, lambda image: svg.bake(image, "{}")):
        with pytest.raises(BakeError) as caught:
            action(image)
        assert caught.value.code == code
    assert peak_of(lambda: svg.unbake(image)) < 3_000_000


def test_a_drawing_may_nest_as_deep_as_drawings_do() -> None:
    image = drawing("<g>" * 400 + "</g>" * 400)
    assert svg.unbake(svg.bake(image, "{}")) == "{}"


def test_a_drawing_in_ascii_carries_every_character() -> None:
    image = b'<?xml version="1.0" encoding="us-ascii"?><svg/>'
    credential = '{"name": "Žofie 😀 ]]> é"}'
    baked = svg.bake(image, credential)
    assert baked.isascii()
    assert svg.unbake(baked) == credential


@pytest.mark.parametrize("text", ["hello", '{"a":"\uffff"}', '{"a":"\x0b"}', '{"a":"\ud800"}'])
def test_a_text_that_xml_cannot_carry_is_refused_when_baking(text: str) -> None:
    with pytest.raises(BakeError):
        svg.bake(PLAIN, text)


def test_only_utf_8_drawings_are_written() -> None:
    with pytest.raises(BakeError, match="UTF-8"):
        svg.bake('<?xml version="1.0" encoding="iso-8859-1"?><svg title="é"/>'.encode("latin-1"), "{}")


def test_the_words_of_the_prefix_may_stand_in_another_attribute() -> None:
    for image in (
        b"<svg title=\" xmlns:openbadges='urn:mine' \" x='1'/>",
        b"<svg title=' xmlns:openbadges=\"urn:mine\"' xmlns:openbadges='https://purl.imsglobal.org/ob/v3p0'/>",
    ):
        baked = svg.bake(image, "{}")
        assert svg.unbake(baked) == "{}"
        assert ET.fromstring(baked).attrib["title"] == ET.fromstring(image).attrib["title"]


def test_a_prefix_with_another_meaning_is_not_overwritten() -> None:
    with pytest.raises(BakeError, match="prefix"):
        svg.bake(b'<svg xmlns:openbadges="urn:mine"><openbadges:x/></svg>', "{}")


@given(st.binary(max_size=120))
def test_noise_is_refused_and_never_crashes(noise: bytes) -> None:
    with pytest.raises(BakeError):
        svg.unbake(b"<svg>" + noise)
