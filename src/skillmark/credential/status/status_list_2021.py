"""The forerunner of the bitstring status list, which credentials of VCDM 1.1 still point to: read, never made.

W3C Status List 2021 (Working Draft of April 2023). What differs from its successor: the names of the types, and that
the bits are base64 without a multibase letter. Both alphabets are in use, with padding and without, and some issuers
write the letter all the same.
"""

from __future__ import annotations

import base64
import re

from skillmark.credential.errors import StatusError
from skillmark.credential.status.bitstring import MAX_INFLATED, MINIMUM_LENGTH, StatusBits, unpack

# Gzip data begins with the bytes 1f 8b 08, which base64 writes as “H4s”: a letter before it is that of multibase.
_ENCODED = re.compile(r"(?:[umUM](?=H4s))?((?:[A-Za-z0-9_-]*|[A-Za-z0-9+/]*)={0,2})")


def decode_list(text: str, *, minimum: int = MINIMUM_LENGTH, max_bytes: int = MAX_INFLATED) -> StatusBits:
    """The bits of an `encodedList`; StatusError when malformed, shorter than `minimum` bits, or a bomb."""
    match = _ENCODED.fullmatch(text)
    digits = match[1].rstrip("=").replace("+", "-").replace("/", "_") if match else ""
    if not digits or len(digits) % 4 == 1:
        raise StatusError("status_list_encoding", "The status list is not base64 text.")
    packed = base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    return unpack(packed, minimum=minimum, max_bytes=max_bytes)
