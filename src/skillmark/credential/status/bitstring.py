"""One bit per credential in a list that is fetched whole, so that asking about one tells its issuer nothing.

W3C Bitstring Status List v1.0. Everything here is bytes and documents: proofs, dates and fetching are the
verifier's.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from skillmark.credential.errors import StatusError
from skillmark.credential.times import format_timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTEXT = "https://www.w3.org/ns/credentials/v2"
# Bitstring Status List, section 5.1 "Group Privacy": fewer entries would tell too much about each of them.
MINIMUM_LENGTH = 131_072
MAX_INFLATED = 16 * 1024 * 1024
_MAX_STATUS_SIZE = 64
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_MAX_INDEX = 10**18
_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")
# Fixed header (no name, no time, unknown system), so that the same list is the same bytes everywhere.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


class StatusBits:
    """A bitstring, most significant bit first: index 0 is the leftmost bit of the first byte."""

    def __init__(self, length: int = MINIMUM_LENGTH) -> None:
        if length <= 0 or length % 8 or length > MAX_INFLATED * 8:
            raise StatusError("status_length", f"A status list cannot have {length} bits: use whole bytes.")
        self._bytes = bytearray(length // 8)

    @classmethod
    def from_bytes(cls, data: bytes) -> StatusBits:
        """The bits of an uncompressed list."""
        bits = cls(len(data) * 8)
        bits._bytes[:] = data
        return bits

    def to_bytes(self) -> bytes:
        """The uncompressed list."""
        return bytes(self._bytes)

    def __len__(self) -> int:
        return len(self._bytes) * 8

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StatusBits) and self._bytes == other._bytes

    __hash__ = None  # type: ignore[assignment]  # mutable values have no hash

    def get(self, index: int, *, status_size: int = 1) -> int:
        """The status of entry `index`, a number of `status_size` bits; StatusError out of range."""
        place = self._place(index, status_size)
        last = place + status_size - 1
        window = int.from_bytes(self._bytes[place // 8 : last // 8 + 1], "big")
        return (window >> (7 - last % 8)) & ((1 << status_size) - 1)

    def set(self, index: int, value: int = 1, *, status_size: int = 1) -> None:
        """Give entry `index` the status `value`; StatusError when either is out of range."""
        if not 0 <= value < 1 << status_size:
            raise StatusError("status_value", f"The status {value} does not fit into {status_size} bits.")
        place = self._place(index, status_size)
        for offset in range(status_size):
            byte, bit = divmod(place + offset, 8)
            mask = 0x80 >> bit
            wanted = value >> (status_size - 1 - offset) & 1
            self._bytes[byte] = self._bytes[byte] | mask if wanted else self._bytes[byte] & ~mask

    def count(self) -> int:
        """How many bits are set."""
        return int.from_bytes(self._bytes, "big").bit_count()

    def _place(self, index: int, status_size: int) -> int:
        if not 1 <= status_size <= _MAX_STATUS_SIZE:
            raise StatusError("status_size", f"A status of {status_size} bits is not supported.")
        if index < 0 or (index + 1) * status_size > len(self):
            raise StatusError(
                "status_index_out_of_range",
                f"Entry {index} lies outside the list of {len(self):,} bits.",
            )
        return index * status_size


def encode_list(bits: StatusBits) -> str:
    """The list as credentials carry it: multibase base64url (`u`) of gzip; same bits, same text."""
    data = bits.to_bytes()
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    gzip = _GZIP_HEADER + packed + struct.pack("<II", zlib.crc32(data), len(data))
    return "u" + base64.urlsafe_b64encode(gzip).rstrip(b"=").decode("ascii")


def decode_list(text: str, *, minimum: int = MINIMUM_LENGTH, max_bytes: int = MAX_INFLATED) -> StatusBits:
    """The bits of an `encodedList`; StatusError when malformed, shorter than `minimum` bits, or a bomb."""
    if not text.startswith("u") or not _BASE64URL.fullmatch(text, 1) or len(text) % 4 == 2:  # noqa: PLR2004
        raise StatusError("status_list_encoding", "The status list is not multibase base64url text (“u…”).")
    data = _inflate(base64.urlsafe_b64decode(text[1:] + "=" * (-(len(text) - 1) % 4)), max_bytes)
    if not data or len(data) * 8 < minimum:
        raise StatusError(
            "status_list_length",
            f"The status list has {len(data) * 8:,} entries; at least {minimum:,} are required.",
        )
    return StatusBits.from_bytes(data)


def _inflate(packed: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)  # 16: a gzip header and check sum are required
    try:
        data = unpacker.decompress(packed, limit + 1)
    except zlib.error as error:
        raise StatusError("status_list_encoding", "The status list is not gzip data.") from error
    if len(data) > limit:
        raise StatusError("status_list_too_large", f"The status list unpacks to more than {limit:,} bytes.")
    if not unpacker.eof or unpacker.unused_data:
        raise StatusError(
            "status_list_encoding", "The status list's gzip data is cut short, or more follows."
        )
    return data


def entry(*, list_id: str, index: int, purpose: str) -> dict[str, Any]:
    """The `credentialStatus` of one credential: entry `index` of the list published at `list_id`."""
    return {
        "id": f"{list_id}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_id,
    }


def list_credential(
    *,
    list_id: str,
    issuer: str | Mapping[str, Any],
    bits: StatusBits,
    purpose: str | list[str],
    valid_from: datetime,
    valid_until: datetime | None = None,
    ttl: timedelta | None = None,
) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential to publish at `list_id`; `ttl` becomes milliseconds."""
    if len(bits) < MINIMUM_LENGTH:
        raise StatusError(
            "status_list_length", f"A published list needs at least {MINIMUM_LENGTH:,} entries."
        )
    subject: dict[str, Any] = {
        "id": f"{list_id}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": encode_list(bits),
    }
    if ttl is not None:
        subject["ttl"] = ttl // timedelta(milliseconds=1)
    document: dict[str, Any] = {
        "@context": [CONTEXT],
        "id": list_id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer if isinstance(issuer, str) else dict(issuer),
        "validFrom": format_timestamp(valid_from),
    }
    if valid_until is not None:
        document["validUntil"] = format_timestamp(valid_until)
    return document | {"credentialSubject": subject}


def index_of(status: Mapping[str, Any]) -> int:
    """The `statusListIndex` of an entry as a number; StatusError unless it is plain decimal digits."""
    index = status.get("statusListIndex")
    # Section 2.1 asks for text; files in the wild (1EdTech's own fixture) write a JSON number.
    if type(index) is int and 0 <= index < _MAX_INDEX:
        return index
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise StatusError("status_index", "The status entry's index is not a plain whole number.")
    return int(index)


def size_of(status: Mapping[str, Any]) -> int:
    """The `statusSize` of an entry in bits, 1 when not given; StatusError when no positive number."""
    size = status.get("statusSize", 1)
    if type(size) is not int or not 1 <= size <= _MAX_STATUS_SIZE:
        raise StatusError("status_size", "The status entry's size is not a number of bits up to 64.")
    return size
