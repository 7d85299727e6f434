"""A small world of older badges: a college that keeps and signs Open Badges 2.0, and an attacker beside it."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from skillmark.credential import Fetched, Outcome, Policy, Report, inspect
from skillmark.credential.bake.png import SIGNATURE, Chunk, read_chunks
from skillmark.credential.errors import Unreachable
from skillmark.credential.keys import LocalSigner
from skillmark.credential.proof.jws import sign_jws

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CONTEXT = "https://w3id.org/openbadges/v2"
HOST = "https://westbrook.example"
ISSUER, CLASS, KEY = f"{HOST}/issuer.json", f"{HOST}/badges/first-aid.json", f"{HOST}/keys/1.json"
ASSERTION, REVOKED = f"{HOST}/assertions/17.json", f"{HOST}/revoked.json"
MALLORY = "https://mallory.example"
ADA, SALT = "ada@learner.example", "deadsea"
UUID = "urn:uuid:0d9a3f1e-5f0e-4b0a-8f5c-1b1f7a2f9c10"

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)

SIGNER = LocalSigner(generate_private_key(65537, 2048))
MALLORYS_SIGNER = LocalSigner(generate_private_key(65537, 2048))


def pem(signer: LocalSigner) -> str:
    """The public key of an RSA signer in PEM."""
    key = load_der_public_key(signer.public_key.raw)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def hashed(address: str, *, salt: str = SALT, algorithm: str = "sha256") -> str:
    """The identity hash of an address (Open Badges 2.0, "IdentityHash")."""
    return f"{algorithm}${hashlib.new(algorithm, (address + salt).encode()).hexdigest()}"


def assertion(**members: Any) -> dict[str, Any]:
    """Westbrook's hosted assertion; None removes a member."""
    return _with(
        {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": ASSERTION,
            "recipient": {"type": "email", "hashed": True, "salt": SALT, "identity": hashed(ADA)},
            "badge": CLASS,
            "verification": {"type": "HostedBadge"},
            "issuedOn": "2025-06-30T10:00:00+00:00",
            "evidence": f"{HOST}/work/17",
        },
        members,
    )


def signed_assertion(**members: Any) -> dict[str, Any]:
    """Westbrook's assertion for a signature."""
    return assertion(**({"id": UUID, "verification": {"type": "SignedBadge", "creator": KEY}} | members))


def badge_class(**members: Any) -> dict[str, Any]:
    """What Westbrook awards."""
    return _with(
        {
            "@context": CONTEXT,
            "type": "BadgeClass",
            "id": CLASS,
            "name": "First aid",
            "description": "Helps until help comes.",
            "image": f"{HOST}/badges/first-aid.png",
            "criteria": {"narrative": "Takes part in the course and shows the recovery position."},
            "issuer": ISSUER,
            "tags": ["health"],
            "alignment": [{"targetName": "give first aid", "targetUrl": "https://skills.example/first-aid"}],
        },
        members,
    )


def issuer(**members: Any) -> dict[str, Any]:
    """Westbrook's profile."""
    return _with(
        {
            "@context": CONTEXT,
            "type": "Issuer",
            "id": ISSUER,
            "name": "Westbrook College",
            "url": HOST,
            "email": "badges@westbrook.example",
            "publicKey": KEY,
            "revocationList": REVOKED,
        },
        members,
    )


def key(signer: LocalSigner = SIGNER, **members: Any) -> dict[str, Any]:
    """The document of Westbrook's key."""
    document = {"@context": CONTEXT, "type": "CryptographicKey", "id": KEY, "owner": ISSUER}
    return _with(document | {"publicKeyPem": pem(signer)}, members)


def revocation_list(*entries: Any, **members: Any) -> dict[str, Any]:
    """Westbrook's revocation list."""
    listed = {"@context": CONTEXT, "type": "RevocationList", "id": REVOKED, "issuer": ISSUER}
    return _with(listed | {"revokedAssertions": list(entries)}, members)


def sealed(document: dict[str, Any], *, signer: LocalSigner = SIGNER, **header: Any) -> bytes:
    """The document as a compact JWS."""
    return sign_jws(json.dumps(document).encode(), signer=signer, header={"typ": "JWT"} | header).encode()


def baked(text: str, *, kind: bytes = b"tEXt") -> bytes:
    """A picture as older systems bake it."""
    rest = b"\0" * 5 if kind == b"iTXt" else b"\0"
    head, *chunks = read_chunks(PNG)
    carried = Chunk(kind, b"openbadges" + rest + text.encode())
    return SIGNATURE + b"".join(chunk.encoded() for chunk in (head, carried, *chunks))


@dataclass
class Published:
    """What is published where, as a resolver. None: the server says that it is gone."""

    documents: dict[str, Any] = field(default_factory=dict)
    age: timedelta = timedelta(minutes=2)
    from_store: bool = False
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.documents = {
            ASSERTION: assertion(),
            CLASS: badge_class(),
            ISSUER: issuer(),
            KEY: key(),
            REVOKED: revocation_list(),
        } | self.documents

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        """The document at `url`."""
        assert "json" in accept
        self.asked.append(url)
        if url not in self.documents:
            raise Unreachable(url, "the server does not answer")
        document = self.documents[url]
        if document is None:
            raise Unreachable(url, "the server answered with status 410", status=410)
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        if len(body) > max_bytes:
            raise Unreachable(url, "it is too large")
        return Fetched(url, body, "application/json", NOW - self.age, from_store=self.from_store)


def check(
    badge: dict[str, Any] | bytes,
    published: Published | dict[str, Any] | None = None,
    *,
    policy: Policy | None = None,
) -> Report:
    """The report on an older badge in a world where this is published beside what Westbrook publishes."""
    data = badge if isinstance(badge, bytes) else json.dumps(badge).encode()
    world = published if isinstance(published, Published) else Published(published or {})
    return inspect(data, resolver=world, now=NOW, policy=policy or Policy())


def codes(report: Report, outcome: Outcome) -> dict[int, str]:
    """The codes of the steps that ended so."""
    return {each.step: each.code for each in report.checks if each.outcome is outcome}


def notes(report: Report) -> set[str]:
    """The codes of what a reader should know."""
    return {note.code for note in report.notes}


def _with(document: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    changed = deepcopy(document) | {name.replace("at_", "@"): value for name, value in members.items()}
    return {name: value for name, value in changed.items() if value is not None}
