"""What the honest publish in the world of the corpus: keys, status lists, and a list of known issuers."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from skillmark.corpus.actors import (
    EASTFIELD,
    GUILD,
    MALLORY,
    MIDFIELD,
    NORTHFIELD,
    SOUTHFIELD,
    WESTFIELD,
    Actor,
)
from skillmark.corpus.badges import CREATED, GUILD_STATUS, STATUS, SUSPENSION, Document
from skillmark.corpus.formats import EDDSA_RDFC
from skillmark.corpus.published import Shelf
from skillmark.credential.did import url_for_did
from skillmark.credential.keys.multikey import base64url_encode
from skillmark.credential.status import bitstring, revocation_list
from skillmark.credential.status.bitstring import StatusBits

KNOWN_ISSUERS = "https://registry.example/known-issuers.json"
MESSAGES, LEVELS_OF_WITHDRAWAL = (
    "https://northfield.example/status/messages",
    "https://northfield.example/status/two-bits",
)
LIST_2021, REVOCATIONS = "https://northfield.example/status/2021", "https://northfield.example/revocations"
REVOKED, SUSPENDED, REVOKED_ID = 13, 21, "urn:uuid:00000000-dead-4000-8000-000000000001"
_STATUS_2021 = "https://w3id.org/vc/status-list/2021/v1"
VCDM_1 = "https://www.w3.org/2018/credentials/v1"


def publish(shelf: Shelf) -> None:
    """Put everything on the shelf that the valid files refer to."""
    for actor in (NORTHFIELD, MALLORY, GUILD):
        shelf.put(actor.id, actor.document)
    for actor in (SOUTHFIELD, EASTFIELD):
        shelf.put(url_for_did(actor.id), actor.document)
    shelf.put(STATUS, EDDSA_RDFC.sign(status_list(REVOKED)))
    shelf.put(SUSPENSION, EDDSA_RDFC.sign(status_list(SUSPENDED, list_id=SUSPENSION, purpose="suspension")))
    for url, purpose in ((MESSAGES, "message"), (LEVELS_OF_WITHDRAWAL, "revocation")):
        shelf.put(url, EDDSA_RDFC.sign(two_bits(url, purpose)))
    shelf.put(
        GUILD_STATUS, EDDSA_RDFC.sign(status_list(REVOKED, list_id=GUILD_STATUS, issuer=GUILD), by=GUILD)
    )
    shelf.put(LIST_2021, EDDSA_RDFC.sign(list_2021(REVOKED)))
    shelf.put(
        REVOCATIONS,
        revocation_list.revocation_list(
            list_id=REVOCATIONS, issuer=NORTHFIELD.id, revoked={REVOKED_ID: "Issued twice."}
        ),
    )
    shelf.put(KNOWN_ISSUERS, known_issuers(NORTHFIELD, GUILD, SOUTHFIELD, EASTFIELD, WESTFIELD, MIDFIELD))


def known_issuers(*actors: Actor) -> Document:
    """A list of issuers that are known, and of good standing."""
    return {
        "name": "Colleges of the corpus",
        "updated": "2026-01-15T09:00:00Z",
        "issuers": [{"id": actor.id, "name": actor.name} for actor in actors],
    }


def status_list(
    *set_bits: int,
    list_id: str = STATUS,
    issuer: Actor = NORTHFIELD,
    purpose: Any = "revocation",
    **members: Any,
) -> Document:
    """An unsigned list of bits, some of which are set."""
    return with_bits(
        bitstring.list_credential(
            list_id=list_id,
            issuer=issuer.id,
            bits=StatusBits(),
            purpose=purpose,
            valid_from=CREATED,
            **members,
        ),
        bits_of(*set_bits),
    )


def bits_of(*set_bits: int, length: int = bitstring.MINIMUM_LENGTH) -> StatusBits:
    """A list of bits."""
    bits = StatusBits(length)
    for index in set_bits:
        bits.set(index)
    return bits


def with_bits(document: Document, bits: StatusBits) -> Document:
    """A status list with other bits."""
    return with_subject(document, encodedList="u" + base64url_encode(packed(bits.to_bytes())))


def with_subject(document: Document, **members: Any) -> Document:
    """A document whose subject has other members."""
    return document | {"credentialSubject": document["credentialSubject"] | members}


def two_bits(list_id: str, purpose: str) -> Document:
    """An unsigned list with two bits for each entry: the fifth says 2, the sixth 1, the seventh 3."""
    bits = StatusBits(bitstring.MINIMUM_LENGTH * 2)
    for index, value in ((5, 2), (6, 1), (7, 3)):
        bits.set(index, value, status_size=2)
    return with_bits(status_list(list_id=list_id, purpose=purpose), bits)


def list_2021(*set_bits: int, list_id: str = LIST_2021) -> Document:
    """An unsigned list as it was written before the bitstring status list."""
    return {
        "@context": [VCDM_1, _STATUS_2021, "https://w3id.org/security/data-integrity/v2"],
        "id": list_id,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": NORTHFIELD.id,
        "issuanceDate": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": f"{list_id}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": base64url_encode(packed(bits_of(*set_bits).to_bytes())),
        },
    }


def packed(data: bytes) -> bytes:
    """Gzip data with the bytes as they are: compressors differ from machine to machine (RFC 1951, section 3.2.4)."""
    size = len(data).to_bytes(2, "little")
    inverse = (len(data) ^ 0xFFFF).to_bytes(2, "little")
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return header + b"\x01" + size + inverse + data + struct.pack("<II", zlib.crc32(data), len(data))
