"""Pictures that are small enough to be read and made to cost much: refused before they do."""

from __future__ import annotations

import tracemalloc

import pytest

from skillmark.credential.bake import bake, unbake_any
from skillmark.credential.errors import BakeError

BEGIN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
    "<openbadges:credential>"
)
END = "</openbadges:credential></svg>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'
HOSTILE = {
    "line feeds inside": ((BEGIN + "\n" * 3_000_000 + END).encode(), "bake_credential_too_large"),
    "short lines inside": ((BEGIN + "a\n" * 1_500_000 + END).encode(), "bake_credential_too_large"),
    "references inside": ((BEGIN + "&#65;" * 1_100_000 + END).encode(), "bake_credential_too_large"),
    "elements": (DRAWING % (b"<a/>" * 300_001), "bake_too_much"),
    "attributes": (
        DRAWING % (b"<a " + b" ".join(b'a%d=""' % number for number in range(200_000)) + b"/>"),
        "bake_too_much",
    ),
    "attributes, and no end": (
        b"<svg " + b" ".join(b'a%d=""' % number for number in range(99_999)),
        "bake_too_much",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_drawing_that_is_made_to_cost_much_is_refused_early(name: str) -> None:
    image, code = HOSTILE[name]
    tracemalloc.start()
    with pytest.raises(BakeError) as caught:
        unbake_any(image)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code == code
    # One copy of the picture, and little more.
    assert peak < len(image) + 4_000_000


def test_a_large_picture_inside_a_drawing_is_no_burden() -> None:
    large = b'<image href="data:image/png;base64,%s"/>' % (b"A" * 2_000_000 + b"==")
    script = b"<style>%s</style>" % (b"a{b:c}" * 100_000)
    image = DRAWING % (large + script + b"<path d='M0 0'/>" * 50_000)
    assert unbake_any(bake(image, '{"a": "b"}')) == '{"a": "b"}'


def test_a_signed_text_in_an_attribute_is_bounded_too() -> None:
    text = b"x" * 1_048_577
    image = b'<svg xmlns:b="https://purl.imsglobal.org/ob/v3p0"><b:credential verify="' + text + b'"/></svg>'
    with pytest.raises(BakeError) as refused:
        unbake_any(image)
    assert refused.value.code == "bake_credential_too_large"
