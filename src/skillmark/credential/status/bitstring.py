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
from skillmark.credential.model.view import many
from skillmark.credential.times import format_timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTEXT = "https://www.w3.org/ns/credentials/v2"
# Bitstring Status List, section 5.1 "Group Privacy": fewer entries would tell too much about each of them.
MINIMUM_LENGTH = 131_072
MAX_INFLATED = 16 * 1024 * 1024
_MAX_STATUS_SIZE = 64
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_MAX_INDEX = 10**18
_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")
_HEXADECIMAL = re.compile(r"0[xX][0-9A-Fa-f]{1,16}")
# The hardest takes sixteen times as long, and makes a list with one place in a hundred set a seventh smaller.
_LEVEL = 6
# Fixed header (no name, no time, unknown system, usual compression): the same list is the same bytes everywhere.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class StatusBits:
    """A bitstring, most significant bit first: index 0 is the leftmost bit of the first byte."""

    def __init__(self, length: int = MINIMUM_LENGTH) -> None:
        if length <= 0 or length % 8 or length > MAX_INFLATED * 8:
            raise StatusError(
                "status_length", "A status list cannot have {length} bits: use whole bytes.", length=length
            )
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
        place = self._place(index, status_size)
        if not 0 <= value < 1 << status_size:
            raise StatusError(
                "status_value",
                "The status {value} does not fit into {size} bits.",
                value=value,
                size=status_size,
            )
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
            raise StatusError("status_size", "A status of {size} bits is not supported.", size=status_size)
        if index < 0 or (index + 1) * status_size > len(self):
            raise StatusError(
                "status_index_out_of_range",
                "Entry {index} lies outside the list of {length:,} bits.",
                index=index,
                length=len(self),
            )
        return index * status_size


def encode_list(bits: StatusBits) -> str:
    """The list as credentials carry it: multibase base64url (`u`) of gzip; same bits, same text."""
    data = bits.to_bytes()
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    gzip = _GZIP_HEADER + packed + struct.pack("<II", zlib.crc32(data), len(data))
    return "u" + base64.urlsafe_b64encode(gzip).rstrip(b"=").decode("ascii")


def decode_list(text: str, *, minimum: int = MINIMUM_LENGTH, max_bytes: int = MAX_INFLATED) -> StatusBits:
    """The bits of an `encodedList`; StatusError when malformed, shorter than `minimum` bits, or a bomb."""
    if not text.startswith("u") or not _BASE64URL.fullmatch(text, 1) or len(text) % 4 == 2:  # noqa: PLR2004
        raise StatusError("status_list_encoding", "The status list is not multibase base64url text (“u…”).")
    packed = base64.urlsafe_b64decode(text[1:] + "=" * (-(len(text) - 1) % 4))
    return unpack(packed, minimum=minimum, max_bytes=max_bytes)


def unpack(packed: bytes, *, minimum: int = MINIMUM_LENGTH, max_bytes: int = MAX_INFLATED) -> StatusBits:
    """The bits in gzip data; StatusError when malformed, shorter than `minimum` bits, or a bomb."""
    data = _inflate(packed, max_bytes)
    if not data or len(data) * 8 < minimum:
        raise StatusError(
            "status_list_too_short",
            "The status list has {length:,} entries; at least {minimum:,} are required.",
            length=len(data) * 8,
            minimum=minimum,
        )
    return StatusBits.from_bytes(data)


def _inflate(packed: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)  # 16: a gzip header and check sum are required
    try:
        data = unpacker.decompress(packed, limit + 1)
    except zlib.error as error:
        raise StatusError("status_list_encoding", "The status list is not gzip data.") from error
    if len(data) > limit:
        raise StatusError(
            "status_list_too_large", "The status list unpacks to more than {limit:,} bytes.", limit=limit
        )
    if not unpacker.eof or unpacker.unused_data:
        raise StatusError(
            "status_list_encoding", "The status list's gzip data is cut short, or more follows."
        )
    return data


def entry(
    *, list_id: str, index: int, purpose: str, messages: Sequence[str] = (), reference: str = ""
) -> dict[str, Any]:
    """The `credentialStatus` of one credential: entry `index` of the list published at `list_id`.

    `messages` give the meaning of every value, of 0 first; there are 2, 4, 8 … of them, and their number makes the
    `statusSize`. At `reference` more is said about the status.
    """
    status: dict[str, Any] = {
        "id": f"{list_id}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_id,
    }
    if messages:
        size = len(messages).bit_length() - 1
        if size < 1 or len(messages) != 1 << size:
            raise StatusError(
                "status_message",
                "There are {count} messages; 2, 4, 8 and so on can be told apart by whole bits.",
                count=len(messages),
            )
        status |= {
            "statusSize": size,
            "statusMessage": [
                {"status": hex(value), "message": message} for value, message in enumerate(messages)
            ],
        }
    return status | ({"statusReference": reference} if reference else {})


def list_credential(
    *,
    list_id: str,
    issuer: str | Mapping[str, Any],
    bits: StatusBits,
    purpose: str | list[str],
    valid_from: datetime,
    valid_until: datetime | None = None,
    ttl: timedelta | None = None,
    status_size: int = 1,
) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential to publish at `list_id`; `ttl` becomes milliseconds.

    `status_size` is the number of bits that each entry takes; the list itself does not say it, its entries do.
    """
    # Section 3.2, step 9: what counts is the number of entries, not of bits.
    if len(bits) // status_size < MINIMUM_LENGTH:
        raise StatusError(
            "status_list_too_short",
            "A published list needs at least {minimum:,} entries.",
            minimum=MINIMUM_LENGTH,
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


def with_status(
    document: Mapping[str, Any], *, index: int, value: int = 1, status_size: int = 1, valid_from: datetime
) -> dict[str, Any]:
    """The list with another status for one entry, unsigned again; StatusError when it is no bitstring list.

    `valid_from` is when the change was made: of two lists, the later one counts.
    """
    subject = document.get("credentialSubject")
    encoded = subject.get("encodedList") if isinstance(subject, dict) else None
    if not isinstance(subject, dict) or not isinstance(encoded, str):
        raise StatusError("status_list_type", "This is no bitstring status list.")
    bits = decode_list(encoded, minimum=0)
    bits.set(index, value, status_size=status_size)
    unsigned = {name: member for name, member in document.items() if name != "proof"}
    return unsigned | {
        "validFrom": format_timestamp(valid_from),
        "credentialSubject": subject | {"encodedList": encode_list(bits)},
    }


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


def messages_of(status: Mapping[str, Any]) -> dict[int, str]:
    """What each value of an entry means, by its `statusMessage`: empty where one bit is left to speak for itself.

    StatusError unless it is said once for every value.
    """
    size = size_of(status)
    written = many(status.get("statusMessage"))
    if not written and size == 1:
        return {}
    # Section 2.1 asks for a message for every value, 2^statusSize of them; the W3C's own test suite makes one for
    # every bit, so that is let pass.
    if len(written) not in {1 << size, size}:
        raise StatusError(
            "status_message",
            "The status entry has {count} messages, where a status of {size} bits needs one for each value.",
            count=len(written),
            size=size,
        )
    meanings = dict(_message(each) for each in written)
    if len(meanings) < len(written) or max(meanings) >> size:
        raise StatusError(
            "status_message", "The status entry gives two meanings to one value, or one to none."
        )
    return meanings


def _message(written: Any) -> tuple[int, str]:
    value, text = (
        (written.get("status"), written.get("message")) if isinstance(written, dict) else (None, None)
    )
    if not isinstance(value, str) or not _HEXADECIMAL.fullmatch(value) or not isinstance(text, str):
        raise StatusError(
            "status_message", "A message of the status entry lacks its value (“0x1”) or its text."
        )
    return int(value, 16), text
