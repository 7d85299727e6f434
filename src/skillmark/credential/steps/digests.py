"""Comparing the digest that a credential gives of a resource with the resource's own bytes.

Sources: Subresource Integrity (`digestSRI`); Data Integrity 1.0, "Resource Integrity" (`digestMultibase`, a multihash).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import Any

from skillmark.credential.errors import CredentialError, KeyMaterialError
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode, multibase_decode

_SRI = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/_=-]+)(?:\?\S*)?")
# multihash code -> name and length of the hash
_MULTIHASH = {0x12: ("sha256", 32), 0x13: ("sha512", 64), 0x20: ("sha384", 48)}
_MAX_LENGTH = 1024


class DigestError(CredentialError):
    """A digest that nobody could compare with anything; `{path}` in its sentence is the place."""


def is_digest_of(value: Any, data: bytes, *, form: str) -> bool:
    """Whether `value`, a digest by `check_digest`, is one of `data`; `form` is the member's name."""
    return _sri_matches(value, data) if form == "digestSRI" else _multihash_matches(value, data)


def check_digest(value: Any, *, form: str) -> None:
    """Raise DigestError unless `value` is written as a digest of this form."""
    if not isinstance(value, str) or len(value) > _MAX_LENGTH:
        raise DigestError("digest_unreadable", "“{path}” is not a digest.")
    if form == "digestSRI":
        if not value.split() or not all(_SRI.fullmatch(part) for part in value.split()):
            raise DigestError(
                "digest_unreadable", "“{path}” is not written like sha256-… (Subresource Integrity)."
            )
    else:
        _multihash(value)


def _sri_matches(value: str, data: bytes) -> bool:
    # Subresource Integrity, "Get the strongest metadata": weaker hashes beside a stronger one do not count.
    found = [match.groups() for match in map(_SRI.fullmatch, value.split()) if match]
    strongest = max(algorithm for algorithm, _ in found)
    return any(
        hmac.compare_digest(_decoded(text), hashlib.new(strongest, data).digest())
        for algorithm, text in found
        if algorithm == strongest
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        return b""


def _multihash_matches(value: str, data: bytes) -> bool:
    code, digest = _multihash(value)
    name, _ = _MULTIHASH.get(code, ("", 0))
    return bool(name) and hmac.compare_digest(digest, hashlib.new(name, data).digest())


def _multihash(value: str) -> tuple[int, bytes]:
    """The code of the algorithm, and the hash."""
    try:
        raw = base64url_decode(value[1:]) if value.startswith("u") else multibase_decode(value)
    except KeyMaterialError as error:
        raise DigestError("digest_unreadable", "“{path}” is not a multibase text.") from error
    code, rest = _varint(raw)
    length, digest = _varint(rest)
    _, wanted = _MULTIHASH.get(code, ("", length))
    if not digest or len(digest) != length or length != wanted:
        raise DigestError("digest_unreadable", "“{path}” is not a multihash.")
    return code, digest


def _varint(data: bytes) -> tuple[int, bytes]:
    number = 0
    for index, byte in enumerate(data):
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:  # noqa: PLR2004 (the bit that says that more follows)
            return number, data[index + 1 :]
    return 0, b""


def digest_like(value: str, data: bytes, *, form: str) -> str:
    """The digest of `data`, written as `value` is."""
    if form == "digestSRI":
        algorithm = value.partition("-")[0]
        return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode('ascii')}"
    return "u" + base64url_encode(b"\x12\x20" + hashlib.sha256(data).digest())
