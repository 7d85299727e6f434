"""Reads what people upload and makes it safe, or says in a sentence why it cannot be used.

Every function returns a `NewFile` or raises Django's ValidationError, so that a form field shows the sentence.
"""

# Lists of words read best as words.
# ruff: noqa: SIM905
from __future__ import annotations

import io
import math
import re
import struct
import xml.etree.ElementTree as ET
from functools import lru_cache
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from skillmark.foundation.files.rules import NewFile
from skillmark.interfaces.pages.drawing_apart import NotTriedError, drawn_apart

MAX_PICTURE: Final = 5_000_000
MAX_SVG: Final = 500_000
MAX_PIXELS: Final = 24_000_000
MAX_CAPTIONS: Final = 500_000
SIDE: Final = 1024
LEAST_SIDE: Final = 64
LONGEST_SIDES: Final = 2  # so many times as long as high, or as high as long


def read_badge(upload: UploadedFile) -> NewFile:
    """As `read_image`, for what must look like a badge: nearly square, so that it is not lost in its own margins."""
    kept = read_image(upload)
    wide, high = _sides(kept)
    if max(wide, high) > LONGEST_SIDES * min(wide, high):
        raise ValidationError(
            f"This picture is {wide:g} by {high:g}: far from square, as a badge is. Cut it to a square and try again."
        )
    return kept


def read_image(upload: UploadedFile) -> NewFile:
    """A PNG, JPEG or SVG as a safe PNG or a rebuilt SVG; what the file is called decides nothing."""
    head = upload.read(1024)
    upload.seek(0)
    name = upload.name or "image"
    if not head:
        raise ValidationError("This file is empty. Export the picture again, and choose the new file.")
    if _looks_like_svg(head):
        data = safe_svg(_bytes(upload, MAX_SVG))
        _try_to_draw(data)
        return NewFile(name=_ending(name, ".svg"), media_type="image/svg+xml", data=data)
    if not head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise ValidationError(
            f"This is {_kind_of(head)}, not a PNG, JPEG or SVG image, whatever its name says. "
            "Export it as one of these and try again."
        )
    return NewFile(
        name=_ending(name, ".png"), media_type="image/png", data=safe_png(_bytes(upload, MAX_PICTURE))
    )


def _ending(name: str, ending: str) -> str:
    return re.sub(r"\.[^.]*$", "", name) + ending


# By their first bytes: what people take for a PNG.
_KINDS: Final = (
    (b"GIF8", "a GIF"),
    (b"BM", "a bitmap (BMP)"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"8BPS", "a Photoshop file"),
    (b"PK\x03\x04", "an archive or an office file"),
    (b"\x1f\x8b", "a compressed file (perhaps SVGZ)"),
    (b"\0\0\x01\0", "a Windows icon"),
    (b"<", "a page or another file with tags"),
)


def _kind_of(head: bytes) -> str:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "a WebP picture"
    if head[4:8] == b"ftyp":
        return "an AVIF or HEIC picture" if head[8:12] in {b"avif", b"heic", b"heix", b"mif1"} else "a video"
    return next(
        (words for start, words in _KINDS if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start)), "a file"
    )


def _sides(kept: NewFile) -> tuple[float, float]:
    """Width and height of what shows: in pixels without the clear margins, or in the drawing's own units."""
    if kept.media_type == "image/png":
        with Image.open(io.BytesIO(kept.data)) as picture:
            left, top, right, bottom = picture.getbbox() or (0, 0, *picture.size)
            return right - left, bottom - top
    box = re.split(r"[\s,]+", ET.fromstring(kept.data).get("viewBox", "").strip())  # noqa: S314 - rebuilt by us
    try:
        wide, high = (float(each) for each in box[2:4])
    except ValueError as error:
        raise ValidationError(_NO_SIZE) from error
    if not (0 < wide < math.inf and 0 < high < math.inf):
        raise ValidationError(_NO_SIZE)
    return wide, high


def _looks_like_svg(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return text.startswith(b"<") and (b"<svg" in text or b"<?xml" in text or b"<!DOCTYPE svg" in text)


def _bytes(upload: UploadedFile, most: int) -> bytes:
    if (upload.size or 0) > most:
        raise ValidationError(
            f"This file is larger than {_size(most)}: it has {_size(upload.size or 0)}. Make it smaller and try again."
        )
    return bytes(upload.read())


def _size(most: int) -> str:
    return f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{-(-most // 1000)} KB"  # noqa: PLR2004 - one MB


# --- pictures made of pixels ------------------------------------------------------------------------------------


def safe_png(data: bytes) -> bytes:
    """The picture drawn anew as a square PNG of at most 1024 pixels, without whatever else the file carried."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            _check_picture(picture)
            drawn = _upright(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise ValidationError("This picture is damaged and cannot be read. Export it again.") from error
    drawn.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    side = max(drawn.size)
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(drawn, ((side - drawn.width) // 2, (side - drawn.height) // 2))
    out = io.BytesIO()
    square.save(out, "PNG", optimize=True)
    return out.getvalue()


def _check_picture(picture: Image.Image) -> None:
    """What its head says, before a single pixel is unpacked."""
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    if min(picture.size) < LEAST_SIDE:
        raise ValidationError(
            f"This picture is {picture.width} by {picture.height} pixels, smaller than {LEAST_SIDE} by {LEAST_SIDE} "
            "pixels. Export it larger: 512 by 512 are good."
        )
    if getattr(picture, "n_frames", 1) > 1:
        raise ValidationError(
            "This picture moves: it has several frames. A badge stands still: export one frame of it as PNG."
        )
    if picture.mode == "CMYK":
        raise ValidationError(
            "This JPEG is in CMYK, the colours of printing, which screens show wrongly. Export it in RGB."
        )


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels. Make it "
        "smaller: 1024 by 1024 are enough."
    )


def _upright(picture: Image.Image) -> Image.Image:
    """In eight bits for each colour, turned as the camera says."""
    turned = ImageOps.exif_transpose(picture)
    if turned.mode.startswith("I"):
        turned = turned.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return turned.convert("RGBA")


# --- pictures made of shapes ------------------------------------------------------------------------------------

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_MAX_NODES: Final = 5000
_MAX_DEPTH: Final = 40
# What still takes at most a few seconds to draw: copies counted in, layers are parts with an opacity or a clip.
_MAX_LAYERS: Final = 60
_MAX_LETTERS: Final = 2_000
_MAX_PATHS: Final = 150_000
_SHAPES: Final = frozenset(
    "svg g defs path rect circle ellipse line polyline polygon text tspan textPath title desc linearGradient "
    "radialGradient stop clipPath symbol use".split()
)
_ATTRIBUTES: Final = frozenset(
    "id d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points viewBox preserveAspectRatio transform "
    "gradientTransform gradientUnits spreadMethod offset "
    "clipPathUnits pathLength startOffset textLength lengthAdjust dx dy rotate "
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color stop-color stop-opacity clip-path "
    "clip-rule font-family font-size font-weight font-style font-variant letter-spacing word-spacing "
    "text-anchor dominant-baseline text-decoration paint-order vector-effect display visibility".split()
)
_MOST: Final = (_MAX_NODES, _MAX_LAYERS, _MAX_LETTERS, _MAX_PATHS)
_USE: Final = f"{{{_SVG}}}use"
_CHEAP: Final = frozenset(f"{{{_SVG}}}{name}" for name in ("linearGradient", "radialGradient", "stop"))
_REFERENCE: Final = re.compile(r"url\(\s*['\"]?#([\w.:-]+)")
_NO_SIZE: Final = "This SVG says neither width and height nor viewBox. Export it again with a size."
_TOO_COMPLEX: Final = "This drawing is too complex for a badge. Simplify it, or export it as PNG."
# What the program that exported the drawing keeps for itself: left out without a word.
_LEFT_OUT: Final = frozenset({"metadata", "namedview"})
_REFUSED: Final = {
    "script": "a script",
    "foreignObject": "embedded web content (foreignObject)",
    "style": "a style sheet",
    "image": "an embedded or linked picture",
    "a": "a link",
    "animate": "an animation",
    "animateTransform": "an animation",
    "animateMotion": "an animation",
    "set": "an animation",
    "filter": "a filter effect",
    # A pattern's tile and a mask's layer may be asked for in any size, far beyond what shows of them.
    "pattern": "a pattern fill",
    "mask": "a mask",
    "iframe": "embedded web content",
    "feImage": "a linked picture",
}


def safe_svg(data: bytes) -> bytes:
    """The drawing rebuilt from shapes, colours and text alone. Raises ValidationError for anything that acts."""
    root = _parse(data)
    if root.tag not in {f"{{{_SVG}}}svg", "svg"}:
        raise ValidationError("This file is not an SVG drawing: its outermost element is not <svg>.")
    count = [0]
    rebuilt = _rebuilt(root, depth=0, count=count)
    if rebuilt is None or len(rebuilt) == 0:
        raise ValidationError(
            "This drawing has no shapes that can be shown. Export it as plain SVG or as PNG."
        )
    _give_size(rebuilt)
    _check_effort(rebuilt)
    ET.register_namespace("", _SVG)
    return ET.tostring(rebuilt, encoding="utf-8", xml_declaration=False)


@lru_cache(maxsize=256)
def still_safe(data: bytes) -> bool:
    """Whether a drawing kept earlier would be taken today as well: what is refused has grown since the first ones."""
    try:
        safe_svg(data)
    except ValidationError:
        return False
    return True


def _try_to_draw(svg: bytes) -> None:
    """Not everything that asks for too much can be read from a drawing: it is drawn once where it can do no harm."""
    try:
        drawn = drawn_apart(svg)
    except NotTriedError as error:
        raise ValidationError(
            "This drawing could not be checked, because the server is too busy. Try again in some minutes, "
            "or export it as PNG."
        ) from error
    if drawn is None:
        raise ValidationError(
            "This drawing cannot be turned into a picture: it takes too much memory or time, or has a fault. "
            "Simplify it, or export it as PNG."
        )


def _parse(data: bytes) -> ET.Element:
    # Without a document type there are no entities, and so none that grow or fetch (CWE-611, CWE-776).
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        data = re.sub(rb"<!DOCTYPE\s+svg\s+PUBLIC\s+\"[^\"]*\"\s*\"[^\"]*\"\s*>", b"", data, count=1)
        if re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE):
            raise _cannot_keep("a document type with entities")
    if b"\0" in data:
        raise ValidationError("This SVG is not in UTF-8. Export it again as plain SVG.")
    try:
        return ET.fromstring(data)  # noqa: S314 - no document type, so no entities
    except (ET.ParseError, ValueError, LookupError) as error:
        raise ValidationError("This SVG is damaged and cannot be read. Export it again.") from error


def _cannot_keep(what: str) -> ValidationError:
    return ValidationError(
        f"This SVG contains {what}, which cannot be made safe. Export it as “plain SVG”, or as PNG.",
        code="unsafe_svg",
    )


def _rebuilt(element: ET.Element, *, depth: int, count: list[int]) -> ET.Element | None:
    count[0] += 1
    if depth > _MAX_DEPTH or count[0] > _MAX_NODES:
        raise ValidationError(_TOO_COMPLEX)
    namespace, _, name = element.tag.rpartition("}")
    if name in _REFUSED:
        raise _cannot_keep(_REFUSED[name])
    if namespace not in {"{" + _SVG, ""} or name not in _SHAPES or name in _LEFT_OUT:
        return None
    copy = ET.Element(f"{{{_SVG}}}{name}", _attributes(element))
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        kept = _rebuilt(child, depth=depth + 1, count=count)
        if kept is not None:
            copy.append(kept)
    return copy


def _attributes(element: ET.Element) -> dict[str, str]:
    kept = {}
    for full_name, value in element.attrib.items():
        name = full_name.rpartition("}")[2]
        if name.lower().startswith("on"):
            raise _cannot_keep(f"a script ({name})")
        if name == "href":
            if not re.fullmatch(r"#[\w.:-]+", value.strip()):
                raise _cannot_keep("a link to something outside the drawing")
            kept["href"] = value.strip()
        elif name == "style":
            kept.update(_declarations(value))
        elif full_name in _ATTRIBUTES:
            kept[full_name] = _harmless(value)
    return kept


def _declarations(style: str) -> dict[str, str]:
    """Inline style becomes attributes, which the page's policy does not switch off."""
    pairs = [part.split(":", 1) for part in style.split(";") if ":" in part]
    named = {name.strip().lower(): value.strip() for name, value in pairs}
    return {name: _harmless(value) for name, value in named.items() if name in _ATTRIBUTES}


def _harmless(value: str) -> str:
    # A comment without an end reaches to the end, as in CSS; looking for the end again and again takes minutes.
    plain = re.sub(r"(?s)/\*.*?(?:\*/|\Z)|\\", "", value)
    for target in re.findall(r"url\(([^)]*)\)?", plain, re.IGNORECASE):
        if not re.fullmatch(r"['\"]?#[\w.:-]+['\"]?", target.strip()):
            raise _cannot_keep("a link to something outside the drawing")
    if re.search(r"javascript:|expression\(|@import|data:", plain, re.IGNORECASE):
        raise _cannot_keep("a script")
    return plain


def _check_effort(root: ET.Element) -> None:
    """A few lines of SVG can ask for a billion shapes. Every visitor's machine draws this, and so does ours."""
    named: dict[str, list[ET.Element]] = {}
    for element in root.iter():
        if element.get("id") and element.tag not in _CHEAP:
            named.setdefault(element.attrib["id"], []).append(element)
    efforts = {name: _effort(parts) for name, parts in named.items()}
    total = _effort([root])
    for name in (name for element in root.iter() for name in _drawn_again(element)):
        parts = named.get(name, [])
        if any(
            again in named for part in parts for element in part.iter() for again in _drawn_again(element)
        ):
            raise _cannot_keep("a copy of something that holds copies itself")
        total = [sum(pair) for pair in zip(total, efforts.get(name, [0] * len(total)), strict=True)]
        if any(count > most for count, most in zip(total, _MOST, strict=True)):
            raise ValidationError(_TOO_COMPLEX)
    if any(count > most for count, most in zip(total, _MOST, strict=True)):
        raise ValidationError(_TOO_COMPLEX)


def _drawn_again(element: ET.Element) -> list[str]:
    """The ids of what is drawn once more for this element: as a copy or a clipping path."""
    found = [match for value in element.attrib.values() for match in _REFERENCE.findall(value)]
    return [*found, element.get("href", "#")[1:]] if element.tag == _USE else found


def _effort(parts: list[ET.Element]) -> list[int]:
    """Nodes, layers, letters and path data of these parts with all that is in them."""
    inside = [element for part in parts for element in part.iter()]
    return [
        len(inside),
        sum(_is_layer(element) for element in inside),
        sum(len(element.text or "") + len(element.tail or "") for element in inside),
        sum(len(element.get("d", "")) + len(element.get("points", "")) for element in inside),
    ]


def _is_layer(element: ET.Element) -> bool:
    return element.get("opacity", "1").strip() != "1" or "clip-path" in element.attrib


def _give_size(root: ET.Element) -> None:
    """A badge scales: the drawing's own units become its view box."""
    if "viewBox" in root.attrib:
        return
    sides = [re.match(r"\d+(\.\d+)?", root.get(name, "")) for name in ("width", "height")]
    if not all(sides):
        raise ValidationError(_NO_SIZE)
    root.set("viewBox", "0 0 " + " ".join(side[0] for side in sides if side))


# --- video and captions -----------------------------------------------------------------------------------------


def read_video(upload: UploadedFile, *, most: int) -> NewFile:
    """An MP4 or WebM video, recognised by its first bytes and not by its name."""
    data = _bytes(upload, most)
    name = upload.name or "video"
    if data[4:8] == b"ftyp":
        return NewFile(name=name, media_type="video/mp4", data=data)
    if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64]:
        return NewFile(name=name, media_type="video/webm", data=data)
    raise ValidationError("This is not an MP4 or WebM video. Export it as one of these and try again.")


def read_captions(upload: UploadedFile) -> NewFile:
    """WebVTT captions with at least one cue (W3C WebVTT, section 4.1: the file begins with the word WEBVTT)."""
    try:
        text = _bytes(upload, MAX_CAPTIONS).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ValidationError("The captions are not in UTF-8. Save the .vtt file as UTF-8.") from error
    if not re.match(r"WEBVTT([ \t\n]|$)", text):
        raise ValidationError("These are not WebVTT captions: the first line must be “WEBVTT”.")
    if not re.search(
        r"^(\d{2,}:)?\d{2}:\d{2}\.\d{3}[ \t]+-->[ \t]+(\d{2,}:)?\d{2}:\d{2}\.\d{3}", text, re.MULTILINE
    ):
        raise ValidationError("The captions hold no cue with a time, such as 00:01.000 --> 00:04.000.")
    return NewFile(name=upload.name or "captions.vtt", media_type="text/vtt", data=text.encode())
