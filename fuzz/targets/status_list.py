"""Status lists: the packed bits in both encodings, the documents around them, and what they make of a badge."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from fuzz.target import Target, accepted, damage_json, documents, json_object, promise, whole
from tests.credential.badges import (
    LIST,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    signed,
    status_list,
)
from tests.credential.meaning import plain
from tests.credential.mutations import damaged, damaged_compact
from tests.credential.samples import REVOCATIONS, as_json, check, published, samples

from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.status import bitstring, revocation_list, status_list_2021
from skillmark.credential.status.bitstring import StatusBits, decode_list, encode_list, unpack
from skillmark.credential.status.lists import open_list

_BITS = StatusBits(131_072)
# A list as a text, and as another issuer would write it.
_TEXT = sign_vc_jwt(status_list(3), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY)
_SIZED = signed(status_list(3, purpose="message"))


def run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for decode in (decode_list, status_list_2021.decode_list):
        _unpacked(lambda: decode(text, minimum=0))  # noqa: B023 - called at once
    _unpacked(lambda: unpack(data, minimum=0))
    document = json_object(data)
    if document is not None:
        accepted(lambda: open_list(document))
        for entry in (document, document.get("credentialStatus")):
            if isinstance(entry, dict):
                _read_entry(entry)
        accepted(
            lambda: revocation_list.find_revoked(
                document, url=REVOCATIONS, issuer_id=NORTHFIELD, credential_id="urn:x"
            )
        )
    _asked(data)


def _unpacked(read: Callable[[], StatusBits]) -> None:
    bits = accepted(read)
    if bits is not None:
        promise(len(bits) <= 8 * 16 * 1024 * 1024, "a list is never longer than sixteen megabytes")
        if len(bits) <= 1_000_000:
            promise(decode_list(encode_list(bits), minimum=0) == bits, "a list says the same again")


def _read_entry(entry: dict[str, Any]) -> None:
    for read in (bitstring.index_of, bitstring.size_of, bitstring.messages_of):
        accepted(lambda: read(entry))  # noqa: B023 - called at once
    index, size = accepted(lambda: bitstring.index_of(entry)), accepted(lambda: bitstring.size_of(entry))
    if index is not None and size is not None:
        accepted(lambda: _BITS.get(index, status_size=size))


def _asked(data: bytes) -> None:
    """A badge whose issuer's server answers with these bytes: it stands only by a list that the issuer signed."""
    report = check(samples()["badge with a status"].data, instead={LIST: data})
    whole(report)
    if report.verdict == "verified":
        promise(_is_genuine(data), "only the issuer's list says that a badge stands")
    whole(check(samples()["badge with a revocation list"].data, instead={REVOCATIONS: data}))


def _is_genuine(data: bytes) -> bool:
    if data.strip().startswith(b"{"):
        said = json.loads(data)
        said.pop("proof", None)
        return any(plain(said) == _bare(known) for known in _signed_lists())
    return data.strip().rpartition(b".")[0] == _TEXT.encode().rpartition(b".")[0]


def _bare(known: dict[str, Any]) -> Any:
    return plain({name: value for name, value in known.items() if name != "proof"})


def _signed_lists() -> list[dict[str, Any]]:
    return [json.loads(published()[LIST]), _SIZED]


def seeds() -> Iterator[bytes]:
    bits = StatusBits(131_072)
    bits.set(70_000)
    packed = encode_list(bits)
    yield published()[LIST]
    yield published()[REVOCATIONS]
    yield as_json(_SIZED)
    yield _TEXT.encode()
    yield packed.encode()
    yield packed[1:].encode()
    yield base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4))
    yield as_json(bitstring.entry(list_id=LIST, index=7, purpose="message", messages=["a", "b", "c", "d"]))
    yield as_json({"credentialStatus": bitstring.entry(list_id=LIST, index=7, purpose="revocation")})


def mutate(data: bytes, chance: Random) -> bytes:
    if data.startswith(b"{"):
        if chance.random() < 0.1:
            return data.replace(b'"encodedList":"u', b'"encodedList":"' + _bomb(chance) + b'","x":"')
        return damage_json(data, chance, spare=documents(["badge with a status"]))
    if data.startswith(b"ey") and data.isascii():
        return damaged_compact(data.decode("ascii"), chance).encode("utf-8", "surrogatepass")
    return _bomb(chance) if chance.random() < 0.1 else damaged(data, chance)


def _bomb(chance: Random) -> bytes:
    """Zeros that take a thousandth of their size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(bytes(chance.choice((1, 16_384))))
    packed += b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(chance.choice((0, 16, 17, 100))))
    return b"u" + base64.urlsafe_b64encode(packed + packer.flush()).rstrip(b"=")


TARGET = Target(run, seeds, mutate)
