"""SVG pictures that carry a credential, or should not."""

from __future__ import annotations

import re
from random import Random

from fuzz.target import Target, accepted, damage_json, inspected, promise
from tests.credential.mutations import damaged
from tests.credential.samples import SVG, samples

from skillmark.credential.bake import svg

_NAMES = ("svg", "svg of text")
_TEXT = '{"name": "]]>&amp;<b>\\r"}'
_PIECES = (
    b"<!DOCTYPE svg>", b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">]>', b"<!ENTITY % p SYSTEM 'file:///etc/passwd'>",
    b"&a;", b"&#0;", b"&#x41;", b"&amp;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"\xff\xfe", b"\xef\xbb\xbf", b"\0",
    b"<?xml version='1.0' encoding='utf-16'?>", b'<?xml version="1.0" encoding="iso-8859-1"?>', b"<g>", b"</g>",
    b"<g>" * 600, b"<openbadges:credential/>", b'<openbadges:credential verify="a.b.c"/>', b" verify='&x;'",
    b'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', b'xmlns:openbadges="http://openbadges.org"',
    b"<openbadges:assertion>", b"</openbadges:credential>", b"</svg>", b"<svg>",
    b'<x:credential xmlns:x="https://purl.imsglobal.org/ob/v3p0">{}</x:credential>',
)  # fmt: skip


def run(data: bytes) -> None:
    accepted(lambda: svg.unbake(data))
    for credential in (_TEXT, samples()["vc-jwt"].text):
        baked = accepted(lambda: svg.bake(data, credential))  # noqa: B023 - called at once
        if baked is not None:
            promise(svg.unbake(baked) == credential, "what is put in comes out")
    inspected(data)


def mutate(data: bytes, chance: Random) -> bytes:
    if chance.random() < 0.3:
        return damaged(data, chance)
    inside = re.search(rb"\{.*\}", data, re.DOTALL)
    if inside and chance.random() < 0.3:
        return data[: inside.start()] + damage_json(inside[0], chance) + data[inside.end() :]
    piece = chance.choice(_PIECES) * chance.choice((1, 1, 1, 2, 500))
    # Between tags, or anywhere.
    edges = [found.start() for found in re.finditer(rb"[<>]", data)]
    place = chance.choice(edges) if edges and chance.random() < 0.7 else chance.randint(0, len(data))
    return data[:place] + piece + data[place:]


TARGET = Target(run, lambda: [SVG, *(samples()[name].data for name in _NAMES)], mutate)
