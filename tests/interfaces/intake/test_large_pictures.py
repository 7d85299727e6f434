"""A small file can hold a huge picture: it is refused before it is unpacked, and a photo is unpacked small."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
import segno
from PIL import Image

from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.presented import from_file

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = '{"type":"VerifiableCredential"}'


def _file(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "side"), [("PNG", 4_001), ("GIF", 4_001), ("WEBP", 4_001), ("JPEG", 6_325)])
def test_a_huge_picture_is_refused(kind: str, side: int) -> None:
    data = _file(Image.new("L", (side, side)), kind)
    with pytest.raises(Refused, match="too large to search"):
        from_file(data, name="huge", now=NOW)


@pytest.mark.parametrize(("kind", "side"), [("PNG", 1_500), ("JPEG", 5_000)])
def test_a_code_in_a_large_picture_is_found(kind: str, side: int) -> None:
    code = io.BytesIO()
    segno.make(TEXT).save(code, kind="png", scale=side // 100)
    picture = Image.new("RGB", (side, side), "white")
    picture.paste(Image.open(code), (side // 10, side // 10))
    assert from_file(_file(picture, kind), name="photo", now=NOW).data == TEXT.encode()
