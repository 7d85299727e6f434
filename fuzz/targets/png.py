"""PNG pictures that carry a credential, or should not."""

from __future__ import annotations

import struct
import zlib
from random import Random

from fuzz.target import MAX_INPUT, Target, accepted, damage_json, inspected, promise
from tests.credential.mutations import damaged
from tests.credential.samples import samples

from skillmark.credential.bake import png
from skillmark.credential.bake.png import SIGNATURE, Chunk, read_chunks

_NAMES = ("png", "png of text", "open badge 2.0 in png", "open badge 2.0 signed in png", "address in png")
_KINDS = (b"iTXt", b"tEXt", b"zTXt", b"IDAT", b"IEND", b"IHDR", b"tIME", b"itxt", b"\0\0\0\0")


def run(data: bytes) -> None:
    chunks = accepted(lambda: read_chunks(data))
    if chunks is not None:
        promise(
            SIGNATURE + b"".join(chunk.encoded() for chunk in chunks) == data, "chunks are the whole picture"
        )
        baked = png.bake(data, "{}")
        promise(png.unbake(baked) == "{}", "what is put in comes out")
        promise(png.bake(baked, "{}") == baked, "what was there before is replaced")
    accepted(lambda: png.unbake(data))
    inspected(data)


def mutate(data: bytes, chance: Random) -> bytes:
    """A change of the chunks or in one of them, with the check sums put right: else most are refused for these."""
    chunks = accepted(lambda: read_chunks(data))
    if chunks is None or chance.random() < 0.15:
        return damaged(data, chance)
    place = chance.randrange(len(chunks))
    chunk = chunks[place]
    kind = chance.randrange(6)
    if kind == 0:
        chunks.insert(chance.randrange(len(chunks) + 1), chunk)
    elif kind == 1:
        del chunks[place]
    elif kind == 2:
        chunks[place] = Chunk(chance.choice(_KINDS), chunk.data)
    elif kind == 3:
        chunks[place] = Chunk(chunk.kind, damaged(chunk.data, chance))
    elif kind == 4:
        chunks = chunks * min(chance.choice((2, 50, 2_000)), 1 + MAX_INPUT // len(data))
    else:
        chunks = [Chunk(each.kind, _changed(each.data, chance)) for each in chunks]
    return (SIGNATURE + b"".join(each.encoded() for each in chunks))[:MAX_INPUT]


def _changed(data: bytes, chance: Random) -> bytes:
    start = data.find(b"{")
    if start < 0:
        return data
    if chance.random() < 0.1:
        return data[:start] + zlib.compress(bytes(chance.choice((100, 5_000_000))))
    return data[:start] + damage_json(data[start:], chance)


def seeds() -> list[bytes]:
    # A length that promises more than there is.
    broken = SIGNATURE + struct.pack(">I", 2**31) + b"IHDR"
    return [*(samples()[name].data for name in _NAMES), broken]


TARGET = Target(run, seeds, mutate)
