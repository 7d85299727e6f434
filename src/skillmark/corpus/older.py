"""Open Badges 2.0 in the world of the corpus: a college that keeps badges on its server, and signs others."""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from skillmark.corpus.actors import RSA, signer
from skillmark.corpus.badges import EMAIL, SALT, Document, with_members
from skillmark.corpus.formats import PNG, signed_text
from skillmark.corpus.published import Shelf
from skillmark.credential.bake.png import SIGNATURE, Chunk, read_chunks
from skillmark.credential.keys import LocalSigner

CONTEXT, HOST = "https://w3id.org/openbadges/v2", "https://oakham.example"
ISSUER, CLASS, KEY = f"{HOST}/issuer.json", f"{HOST}/badges/first-aid.json", f"{HOST}/keys/1.json"
ASSERTION, WITHDRAWN = f"{HOST}/assertions/17.json", f"{HOST}/assertions/18.json"
REVOKED, UUID = f"{HOST}/revoked.json", "urn:uuid:0d9a3f1e-5f0e-4b0a-8f5c-1b1f7a2f9c10"
REVOKED_UUID = UUID[:-2] + "11"


def oakham() -> LocalSigner:
    """The college's key."""
    return signer("oakham", RSA)


def pem(owner: LocalSigner) -> str:
    """The public key of an RSA signer."""
    key = load_der_public_key(owner.public_key.raw)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def assertion(**members: Any) -> Document:
    """A hosted assertion."""
    document = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": ASSERTION,
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": SALT,
            "identity": f"sha256${hashlib.sha256((EMAIL + SALT).encode()).hexdigest()}",
        },
        "badge": CLASS,
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2025-06-30T10:00:00+00:00",
        "expires": "2029-06-30T10:00:00+00:00",
        "narrative": "Helped at the fair.",
        "evidence": f"{HOST}/work/17",
        "image": f"{HOST}/badges/17.png",
    }
    return with_members(document, **members)


def for_signature(**members: Any) -> Document:
    """An assertion that is signed, and kept nowhere."""
    return assertion(**({"id": UUID, "verification": {"type": "SignedBadge", "creator": KEY}} | members))


def badge_class(**members: Any) -> Document:
    """What is awarded."""
    document = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": CLASS,
        "name": "First aid",
        "description": "Helps until help comes.",
        "image": f"{HOST}/badges/first-aid.png",
        "criteria": {"narrative": "Takes part in the course and shows the recovery position."},
        "issuer": ISSUER,
        "tags": ["health"],
    }
    return with_members(document, **members)


def profile(**members: Any) -> Document:
    """Who awards it."""
    document = {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": ISSUER,
        "name": "Oakham College",
        "url": HOST,
        "email": "badges@oakham.example",
        "publicKey": KEY,
        "revocationList": REVOKED,
    }
    return with_members(document, **members)


def key(owner: LocalSigner | None = None, **members: Any) -> Document:
    """The document of a key."""
    document = {"@context": CONTEXT, "type": "CryptographicKey", "id": KEY, "owner": ISSUER}
    return with_members(document | {"publicKeyPem": pem(owner or oakham())}, **members)


def sealed(document: Document, *, owner: LocalSigner | None = None, **header: Any) -> bytes:
    """The document as a signed text."""
    return signed_text({"alg": "RS256", "typ": "JWT"} | header, document, owner or oakham())


def baked(text: str) -> bytes:
    """A picture as older systems bake it."""
    head, *chunks = read_chunks(PNG)
    carried = Chunk(b"tEXt", b"openbadges\0" + text.encode("utf-8"))
    return SIGNATURE + b"".join(chunk.encoded() for chunk in (head, carried, *chunks))


def publish(shelf: Shelf) -> None:
    """Put what Oakham publishes on the shelf."""
    shelf.put(ASSERTION, assertion())
    shelf.put(WITHDRAWN, {"@context": CONTEXT, "type": "Assertion", "id": WITHDRAWN, "revoked": True})
    shelf.put(CLASS, badge_class())
    shelf.put(ISSUER, profile())
    shelf.put(KEY, key())
    shelf.put(
        REVOKED,
        {
            "@context": CONTEXT,
            "type": "RevocationList",
            "id": REVOKED,
            "issuer": ISSUER,
            "revokedAssertions": [{"id": REVOKED_UUID, "revocationReason": "Issued twice."}],
        },
    )
