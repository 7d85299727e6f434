"""Carry a credential in a PNG: a chunk walker of our own, because picture libraries drop or inflate text.

Open Badges 3.0, section "Baking" (PNGs): exactly one uncompressed iTXt chunk with the keyword
`openbadgecredential`. No pixel is ever decoded here.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillmark.credential.bake.carried import (
    MAX_CREDENTIAL,
    check_image_size,
    form_of,
    nothing_inside,
    second_inside,
    too_large_inside,
)
from skillmark.credential.errors import BakeError
from skillmark.credential.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
# CLR 2.0 and Open Badges 2.0 use keywords of their own; they are read, never written.
KEYWORDS = frozenset({KEYWORD, b"clrcredential", b"openbadges"})
_TEXT_KINDS = frozenset({b"iTXt", b"tEXt", b"zTXt"})
_MAX_CHUNKS = 20_000
_HEADER_LENGTH = 13


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk of a PNG: its four-letter kind and its data."""

    kind: bytes
    data: bytes

    def encoded(self) -> bytes:
        """The chunk as it stands in the file, with length and CRC."""
        crc = zlib.crc32(self.kind + self.data)
        return struct.pack(">I", len(self.data)) + self.kind + self.data + struct.pack(">I", crc)


def bake(image: bytes, credential: str) -> bytes:
    """The PNG with `credential` (JSON text or compact JWS) inside; one that was there before is replaced."""
    form_of(credential)
    try:
        text = credential.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BakeError(
            "bake_not_text", "The credential holds half a character (a lone surrogate)."
        ) from error
    head, *rest = [chunk for chunk in read_chunks(image) if not _is_credential(chunk)]
    # After the header, so that a reader finds it without passing the pixels.
    # Four zero bytes: no compression, method 0, no language, no translated keyword (PNG, section 11.3.4.5).
    carried = Chunk(b"iTXt", KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + text)
    return SIGNATURE + b"".join(chunk.encoded() for chunk in (head, carried, *rest))


def unbake(image: bytes) -> str:
    """The credential inside the PNG; BakeError when there is none, more than one, or the file is damaged."""
    found = [chunk for chunk in read_chunks(image) if _is_credential(chunk)]
    if not found:
        raise nothing_inside("PNG")
    if len(found) > 1:
        raise second_inside("PNG")
    return _text(found[0])


def read_chunks(image: bytes) -> list[Chunk]:
    """All chunks from IHDR to IEND, each checked by its CRC; nothing may follow IEND."""
    check_image_size(image)
    if not image.startswith(SIGNATURE):
        raise BakeError("bake_not_png", "This is not a PNG picture: it does not begin like one.")
    chunks = list(_walk(image))
    if not chunks or chunks[0].kind != b"IHDR" or len(chunks[0].data) != _HEADER_LENGTH:
        raise _damaged("it does not begin with a header chunk", len(SIGNATURE))
    return chunks


def _walk(image: bytes) -> Iterator[Chunk]:
    place = len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        chunk, place = _chunk_at(image, place)
        yield chunk
        if chunk.kind == b"IEND":
            if place != len(image):
                raise _damaged("data follows its end", place)
            return
    raise _damaged("it has more than {limit:,} chunks", place, limit=_MAX_CHUNKS)


def _chunk_at(image: bytes, place: int) -> tuple[Chunk, int]:
    if place + 12 > len(image):
        raise _damaged("it stops in the middle of a chunk", place)
    (length,) = struct.unpack_from(">I", image, place)
    end = place + 12 + length
    if end > len(image):
        raise _damaged("a chunk is longer than the file", place)
    kind, data = image[place + 4 : place + 8], image[place + 8 : end - 4]
    if not (kind.isalpha() and kind.isascii()):
        raise _damaged("a chunk has no proper name", place)
    if zlib.crc32(kind + data) != struct.unpack_from(">I", image, end - 4)[0]:
        raise _damaged("the check sum of its {chunk} chunk is wrong", place, chunk=kind.decode())
    return Chunk(kind, data), end


def _is_credential(chunk: Chunk) -> bool:
    return chunk.kind in _TEXT_KINDS and chunk.data.split(b"\0", 1)[0] in KEYWORDS


def _text(chunk: Chunk) -> str:
    if chunk.kind == b"zTXt":
        raise _compressed()
    _, _, rest = chunk.data.partition(b"\0")
    text = rest if chunk.kind == b"tEXt" else _international_text(rest)
    if len(text) > MAX_CREDENTIAL:
        raise too_large_inside()
    try:
        # tEXt is Latin-1 by the PNG specification; only the part that every reader agrees on is taken.
        return text.decode("ascii" if chunk.kind == b"tEXt" else "utf-8")
    except UnicodeDecodeError as error:
        raise BakeError("bake_not_text", "The credential inside this PNG is not readable text.") from error


def _international_text(rest: bytes) -> bytes:
    if rest[:1] not in {b"", b"\0"}:
        raise _compressed()
    try:
        _language, _translated_keyword, text = rest[2:].split(b"\0", 2)
    except ValueError as error:
        raise BakeError("bake_damaged", "The credential chunk of this PNG picture is cut short.") from error
    return text


def _compressed() -> BakeError:
    # Open Badges 3.0, Baking: compression must not be used. Nothing is inflated, so no bomb goes off.
    return BakeError(
        "bake_compressed", "The credential in this PNG is compressed, which the standard forbids."
    )


def _damaged(what: str, place: int, **params: str | int) -> BakeError:
    return BakeError(
        "bake_damaged",
        "This PNG picture is damaged: {what} (at byte {place}). Use the original file.",
        what=Message(what, params),
        place=place,
    )
