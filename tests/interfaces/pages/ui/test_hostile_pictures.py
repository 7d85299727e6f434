"""A table of pictures that cannot be a badge: each is refused with reason and remedy, and nothing of it is kept."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.cast import NOON, Cast

from skillmark.config import home
from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.files.operations import keep_file
from skillmark.interfaces.pages.drawing import CannotBeDrawnError, rendered
from skillmark.interfaces.pages.drawing_apart import drawn_apart
from skillmark.interfaces.pages.ui.badges import SVG as SVG_TYPE
from skillmark.interfaces.pages.ui.badges import badge_png, badge_svg, mark_of, rasterised
from skillmark.interfaces.pages.ui.uploads import read_badge, read_image
from skillmark.journeys import design
from skillmark.lifecycle.designing.models import Version

PNG = b"\x89PNG\r\n\x1a\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side: int) -> bytes:
    """A whole and correct PNG of one colour: some kilobytes that unpack to a hundred megabytes and more."""
    line = bytes(1 + (side + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(line * 1000) for _ in range(side // 1000)), packer.flush()])
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def frames(form: str) -> bytes:
    red, blue = Image.new("RGB", (80, 80), "red"), Image.new("RGB", (80, 80), "blue")
    return saved(red, form, save_all=True, append_images=[blue], duration=100)


def svg(inside: str) -> bytes:
    return SVG.format(inside).encode()


SQUARE = Image.new("RGB", (80, 80), "teal")
DOT, FILLED = "<circle r='5'/>", "<rect width='9' height='9' fill='url(#p)'/>"
BY_USER = "<pattern id='p' patternUnits='userSpaceOnUse'"
BOUNDLESS = {
    "by its sides": f"{BY_USER} width='100000' height='100000'>{DOT}</pattern>{FILLED}",
    "by percent": f"{BY_USER} width='1000000%' height='1000000%'>{DOT}</pattern>{FILLED}",
    "by the shape": f"<pattern id='p' width='100000' height='100000'>{DOT}</pattern>{FILLED}",
    "by its own scale": f"{BY_USER} width='99' height='99' patternTransform='scale(9999)'>{DOT}</pattern>{FILLED}",
    "by the scale around": f"{BY_USER} width='99' height='99'>{DOT}</pattern><g transform='scale(99999)'>{FILLED}</g>",
    "along a line": f"{BY_USER} width='100000' height='100000'>{DOT}</pattern><path d='M0 0L9 9' stroke='url(#p)'/>",
}
PANIC = (
    "<path d='M0 0 A1e9 1e9 0 0 1 1e9 1e-9 A1e-9 1e30 0 0 1 9 9' stroke='#000' stroke-linejoin='round' "
    "stroke-width='1e9'/>"
)
# name of the file, its bytes, what is said is wrong, what is said to do
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "nothing": ("a.png", lambda: b"", "empty", "Export the picture again"),
    "twenty megabytes": (
        "a.png", lambda: PNG + bytes(20_000_000), "larger than 5 MB: it has 20 MB", "Make it smaller",
    ),
    "900 million pixels": ("a.png", lambda: bomb(30_000), "more than 24 million pixels", "Make it smaller"),
    "100 million pixels": ("a.png", lambda: bomb(10_000), "more than 24 million pixels", "Make it smaller"),
    "a head that claims four billion by four billion": (
        "a.png", lambda: PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"x")) + chunk(b"IEND", b""),
        "more than 24 million pixels", "Make it smaller",
    ),
    "one pixel": ("a.png", lambda: saved(SQUARE.resize((1, 1)), "PNG"), "1 by 1 pixels", "Export it larger"),
    "half of a file": ("a.png", lambda: saved(SQUARE, "PNG")[:120], "damaged", "Export it again"),
    "half of a photo": (
        "a.jpg", lambda: saved(SQUARE.resize((400, 400)), "JPEG")[:900], "damaged", "Export it again",
    ),
    "a head and noise": ("a.png", lambda: PNG + b"noise" * 50, "damaged", "Export it again"),
    "a moving PNG": ("a.png", lambda: frames("PNG"), "moves", "export one frame"),
    "a moving GIF": ("a.gif", lambda: frames("GIF"), "a GIF", "Export it as one of these"),
    "a GIF called PNG": ("a.png", lambda: frames("GIF"), "a GIF, not a PNG", "Export it as one of these"),
    "a WebP called JPEG": ("a.jpg", lambda: saved(SQUARE, "WEBP"), "a WebP picture", "Export it as"),
    "a TIFF": ("a.tif", lambda: saved(SQUARE, "TIFF"), "a TIFF picture", "Export it as"),
    "a bitmap": ("a.bmp", lambda: saved(SQUARE, "BMP"), "a bitmap", "Export it as"),
    "a PDF called PNG": ("a.png", lambda: b"%PDF-1.7\n...", "a PDF", "Export it as"),
    "a page called SVG": ("a.svg", lambda: b"<html><script>x()</script></html>", "a page", "Export it as"),
    "a compressed drawing": ("a.svgz", lambda: b"\x1f\x8b\x08rest", "perhaps SVGZ", "Export it as"),
    "a program": ("a.png", lambda: b"\x7fELF" + bytes(99), "a file, not a PNG", "Export it as"),
    "colours of printing": (
        "a.jpg", lambda: saved(SQUARE.convert("CMYK"), "JPEG"), "CMYK", "Export it in RGB",
    ),
    "a banner": (
        "a.png", lambda: saved(Image.new("RGB", (900, 90), "teal"), "PNG"), "far from square", "Cut it to a square",
    ),
    "a drawn banner": (
        "a.svg", lambda: svg("<rect width='9' height='1'/>").replace(b"0 0 9 9", b"0 0 90 9"),
        "far from square", "Cut it to a square",
    ),
    "a drawing without a size": (
        "a.svg", lambda: svg("<rect width='9' height='1'/>").replace(b"0 0 9 9", b"0 0 nan nan"),
        "neither width and height nor viewBox", "Export it again with a size",
    ),
    "a script": ("a.svg", lambda: svg("<script>x()</script>"), "contains a script", "or as PNG"),
    "a script in a drawing called PNG": (
        "a.png", lambda: svg("<script>x()</script>"), "contains a script", "or as PNG",
    ),
    "web content": (
        "a.svg", lambda: svg("<foreignObject><p/></foreignObject>"), "embedded web content", "or as PNG",
    ),
    "something from elsewhere": (
        "a.svg", lambda: svg("<image href='https://evil.example/x.png'/>"), "linked picture", "or as PNG",
    ),
    "a drawing from elsewhere": (
        "a.svg", lambda: svg("<use href='https://evil.example/x.svg#a'/>"), "outside the drawing", "or as PNG",
    ),
    "a style from elsewhere": (
        "a.svg", lambda: svg("<style>@import url(//evil.example)</style>"), "a style sheet", "or as PNG",
    ),
    "a million laughs": (
        "a.svg",
        lambda: b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + svg("&b;"),
        "entities", "or as PNG",
    ),
    "a file of this machine": (
        "a.svg", lambda: b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("&a;"),
        "entities", "or as PNG",
    ),
    "a path without end": (
        "a.svg", lambda: svg(f"<path d='M0 0{'L9 9' * 60_000}'/>"), "too complex", "Simplify it",
    ),
    "thousands of shapes": ("a.svg", lambda: svg("<rect/>" * 6_000), "too complex", "Simplify it"),
    "a drawing in UTF-16": (
        "a.svg", lambda: b"<svg " + SVG.format("<rect/>").encode("utf-16"), "not in UTF-8", "Export it again",
    ),
    **{
        f"a pattern without bounds: {how}": ("a.svg", lambda inside=inside: svg(inside), "a pattern fill", "or as PNG")
        for how, inside in BOUNDLESS.items()
    },
    "a mask without bounds": (
        "a.svg",
        lambda: svg("<mask id='m' x='-1e6' y='-1e6' width='1e9' height='1e9'><rect width='9' height='9'/></mask>"
                    "<rect width='9' height='9' mask='url(#m)'/>"),
        "a mask", "or as PNG",
    ),
    "a clipping path that makes the renderer give up": (
        "a.svg",
        lambda: svg("<clipPath id='c'><circle r='1e9'/></clipPath><g transform='scale(1e6)' clip-path='url(#c)'>"
                    "<rect width='100' height='100'/><circle r='40'/></g>").replace(b"0 0 9 9", b"0 0 100 100"),
        "cannot be turned into a picture", "or export it as PNG",
    ),
    "an arc that makes the renderer give up": (
        "a.svg", lambda: svg(PANIC), "cannot be turned into a picture", "or export it as PNG",
    ),
    "a drawing of nothing": ("a.svg", lambda: svg(""), "no shapes", "Export it as"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_a_badge_is_refused_with_reason_and_remedy(case: str) -> None:
    name, make, wrong, remedy = HOSTILE[case]
    with pytest.raises(ValidationError) as refused:
        read_badge(SimpleUploadedFile(name, make()))
    said = refused.value.messages[0]
    assert wrong in said
    assert remedy in said
    assert said.endswith(".")


@pytest.mark.django_db
@pytest.mark.parametrize("case", HOSTILE)
def test_of_a_refused_picture_nothing_is_kept(
    cast: Cast,
    client_for: Callable[[Any], Client],
    case: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A home of its own: tests beside this one keep files, too.
    monkeypatch.setenv("SKILLMARK_HOME", str(tmp_path))
    name, make, _, _ = HOSTILE[case]
    version = design.create_micro_credential(actor=cast.dana, org=cast.northfield, title="X", now=NOON)
    before = files()
    address = reverse("designer:badge", args=[version.uid])
    sent = {"seen": version.edited_at.isoformat(), "do": "upload", "image": SimpleUploadedFile(name, make())}
    answer = client_for(cast.dana).post(address, sent)
    # What is larger than the server takes at all is refused before it is read.
    assert answer.status_code == (413 if case == "twenty megabytes" else 422)
    assert StoredFile.objects.count() == 0
    assert files() == before == set()
    assert Version.objects.get(pk=version.pk).edited_at == version.edited_at


def files() -> set[Path]:
    return {path for path in (home() / "files").rglob("*") if path.is_file()}


# --- what was kept before it would have been refused -----------------------------------------------------------


KEPT_EARLIER = {
    "ends the process": svg(BOUNDLESS["by its sides"]),
    "makes the renderer give up": svg(PANIC),
}


def test_what_asks_for_too_much_ends_the_process_apart_and_nothing_else() -> None:
    assert drawn_apart(KEPT_EARLIER["ends the process"], size=600) is None
    assert drawn_apart(KEPT_EARLIER["makes the renderer give up"], size=600) is None
    dashes = svg(
        "<circle cx='50' cy='50' r='40' fill='none' stroke='#000' stroke-width='10' stroke-linecap='round' "
        "stroke-dasharray='0.0003'/>"
    )
    assert drawn_apart(dashes.replace(b"0 0 9 9", b"0 0 100 100"), seconds=2) is None
    png = drawn_apart(svg("<rect width='9' height='9'/>"), size=64)
    assert png is not None
    assert opened(png).size == (64, 64)


def test_a_drawing_is_refused_when_it_cannot_be_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ValidationError, match="could not be checked"):
        read_image(SimpleUploadedFile("a.svg", svg("<rect width='9' height='9'/>")))


def test_a_renderer_that_gives_up_raises_what_can_be_caught() -> None:
    with pytest.raises(CannotBeDrawnError):
        rendered(svg(PANIC).decode(), 600, 600)


@pytest.mark.django_db
@pytest.mark.parametrize("case", KEPT_EARLIER)
def test_a_badge_kept_earlier_gives_way_to_the_drawn_one(cast: Cast, case: str) -> None:
    version = cast.published
    ours = badge_png(version)
    version.badge_image = keep_file(name="a.svg", media_type=SVG_TYPE, data=KEPT_EARLIER[case], now=NOON)
    assert badge_png(version) == ours


@pytest.mark.django_db
def test_a_logo_that_makes_the_renderer_give_up_does_not_take_the_badge_with_it(cast: Cast) -> None:
    org = cast.published.micro_credential.org
    org.logo = keep_file(
        name="a.svg", media_type=SVG_TYPE, data=KEPT_EARLIER["makes the renderer give up"], now=NOON
    )
    with pytest.raises(CannotBeDrawnError):
        rasterised(badge_svg(cast.published))
    assert opened(badge_png(cast.published)).size == (720, 720)


@pytest.mark.django_db
def test_what_is_refused_now_is_shown_no_more_as_badge_or_logo(cast: Cast) -> None:
    version = cast.published
    org = version.micro_credential.org
    ours = badge_svg(version)
    stored = keep_file(name="a.svg", media_type=SVG_TYPE, data=KEPT_EARLIER["ends the process"], now=NOON)
    org.logo = stored
    assert mark_of(org) == b""
    version.badge_image = stored
    assert badge_svg(version) == ours


# --- what can ---------------------------------------------------------------------------------------------------


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def test_a_photo_loses_where_it_was_taken_and_is_turned_upright() -> None:
    photo, exif = Image.new("RGB", (200, 100), "red"), Image.Exif()
    exif[0x0112] = 6  # turned by a quarter (Exif 2.32, 4.6.4)
    exif[0x010E] = "Somebody's kitchen"
    kept = read_badge(SimpleUploadedFile("me.jpeg", saved(photo, "JPEG", exif=exif, comment=b"secret")))
    picture = opened(kept.data)
    assert (kept.name, kept.media_type, picture.size) == ("me.png", "image/png", (200, 200))
    assert picture.getbbox() == (50, 0, 150, 200)
    assert not picture.getexif()
    assert not set(picture.info) & {"exif", "comment", "icc_profile"}
    assert b"kitchen" not in kept.data
    assert b"secret" not in kept.data


@pytest.mark.parametrize("name", ["badge.jpg", "badge.svg", "badge", "badge.png.exe", ".png"])
def test_a_good_picture_under_a_wrong_name_gets_the_right_one(name: str) -> None:
    kept = read_badge(SimpleUploadedFile(name, saved(SQUARE, "PNG")))
    assert kept.media_type == "image/png"
    assert kept.name.endswith(".png")
    drawn = read_badge(SimpleUploadedFile("badge.png", svg("<rect width='9' height='9'/>")))
    assert (drawn.name, drawn.media_type) == ("badge.svg", "image/svg+xml")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_keeps_its_light_and_dark(mode: str) -> None:
    dark = Image.new("L", (80, 80), 0)
    dark.paste(255, (0, 0, 80, 40))
    picture = (
        dark.convert("I").point(lambda value: value * 257).convert("I;16")
        if mode == "I;16"
        else dark.convert(mode)
    )
    kept = opened(read_badge(SimpleUploadedFile("a.png", saved(picture, "PNG"))).data)
    assert kept.mode == "RGBA"
    assert [kept.convert("L").getpixel(place) for place in ((40, 10), (40, 70))] == [255, 0]


def test_the_same_picture_gives_the_same_bytes() -> None:
    photo = saved(Image.effect_noise((300, 300), 50), "JPEG")
    first, second = (read_badge(SimpleUploadedFile("a.jpg", photo)).data for _ in range(2))
    assert first == second


def test_a_logo_may_be_wide_and_is_set_into_a_square() -> None:
    kept = read_image(SimpleUploadedFile("logo.png", saved(Image.new("RGB", (900, 90), "teal"), "PNG")))
    assert opened(kept.data).size == (900, 900)


@given(st.binary(max_size=300), st.sampled_from(["PNG", "JPEG"]), st.integers(0, 400))
def test_damage_never_comes_out_as_anything_but_a_picture_or_a_sentence(
    noise: bytes, form: str, at: int
) -> None:
    whole = saved(SQUARE, form)
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    try:
        kept = read_badge(SimpleUploadedFile("a.png", damaged))
    except ValidationError:
        return
    assert kept.media_type == "image/svg+xml" or opened(kept.data).format == "PNG"
