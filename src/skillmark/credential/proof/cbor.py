"""The little CBOR that proof values are written in: bytes, texts, counts, lists, and maps from counts; nothing else.

Source: RFC 8949; Data Integrity ECDSA Cryptosuites 1.0, "serializeBaseProofValue" (no tags). Every value has one
spelling here (section 4.2.1 of the RFC: shortest heads, definite lengths), and only that one is read.
"""

from __future__ import annotations

from typing import Any

from skillmark.credential.errors import ProofError
from skillmark.credential.message import Message

_COUNT, _BYTES, _TEXT, _LIST, _MAP = 0, 2, 3, 4, 5
# A list of lists or maps is as deep as it gets.
_MAX_DEPTH = 3
# Additional information of a head: up to 23 is the number itself, 24 to 27 announce 1, 2, 4 or 8 bytes of it.
_ITSELF_UP_TO = 23
_SIZES = {24: 1, 25: 2, 26: 4, 27: 8}


def encode(value: Any) -> bytes:
    """`value` in CBOR, the entries of a map in the order of their keys."""
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        data = value.encode("utf-8")
        return _head(_TEXT, len(data)) + data
    if isinstance(value, list):
        return _head(_LIST, len(value)) + b"".join(encode(item) for item in value)
    if isinstance(value, dict):
        entries = (encode(key) + encode(value[key]) for key in sorted(value))
        return _head(_MAP, len(value)) + b"".join(entries)
    return _head(_COUNT, int(value))


def decode(data: bytes) -> Any:
    """The one value in `data`; raises ProofError for anything that `encode` would not have written.

    Other than there, the entries of a map may come in any order, since issuers' libraries differ.
    """
    reader = _Reader(data)
    value = reader.value(_MAX_DEPTH)
    if reader.place != len(data):
        raise _refusal("something follows its end", reader.place)
    return value


def _head(kind: int, count: int) -> bytes:
    if count <= _ITSELF_UP_TO:
        return bytes([kind << 5 | count])
    information, size = next((code, size) for code, size in _SIZES.items() if count < 1 << 8 * size)
    return bytes([kind << 5 | information]) + count.to_bytes(size, "big")


def _refusal(why: str, place: int) -> ProofError:
    return ProofError(
        "proof_value_invalid",
        "The signature's value cannot be read: {why} (byte {place}).",
        why=Message(why),
        place=place,
    )


class _Reader:
    """Reads from left to right; what it takes is there, so no count can promise more than the data holds."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0

    def value(self, depth: int) -> Any:
        start = self.place
        kind, count = self._head()
        if kind == _COUNT:
            return count
        if kind == _BYTES:
            return self._take(count)
        if kind == _TEXT:
            return self._text(count)
        if kind not in {_LIST, _MAP} or depth == 0:
            raise _refusal("it holds something that no proof holds", start)
        if kind == _LIST:
            return [self.value(depth - 1) for _ in self._counted(count)]
        return self._map(count, depth - 1)

    def _map(self, count: int, depth: int) -> dict[int, Any]:
        entries: dict[int, Any] = {}
        for _ in self._counted(count):
            start = self.place
            key = self.value(0)
            if not isinstance(key, int) or key in entries:
                raise _refusal("a key is no number, or is there twice", start)
            entries[key] = self.value(depth)
        return entries

    def _counted(self, count: int) -> range:
        # Every item takes a byte at least.
        if count > len(self._data) - self.place:
            raise _refusal("it ends too early", self.place)
        return range(count)

    def _text(self, count: int) -> str:
        start = self.place
        try:
            return self._take(count).decode("utf-8")
        except UnicodeDecodeError as error:
            raise _refusal("a text is not UTF-8", start) from error

    def _head(self) -> tuple[int, int]:
        start = self.place
        first = self._take(1)[0]
        kind, information = first >> 5, first & 31
        if information <= _ITSELF_UP_TO:
            return kind, information
        if information not in _SIZES:
            raise _refusal("a length is not given", start)
        count = int.from_bytes(self._take(_SIZES[information]), "big")
        if _head(kind, count) != self._data[start : self.place]:
            raise _refusal("a number is written longer than it is", start)
        return kind, count

    def _take(self, count: int) -> bytes:
        end = self.place + count
        if end > len(self._data):
            raise _refusal("it ends too early", self.place)
        taken = self._data[self.place : end]
        self.place = end
        return taken
