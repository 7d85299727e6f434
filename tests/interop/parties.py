"""Who signs in these tests: issuers with every kind of identifier and key, and what they publish where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

from skillmark.credential import StaticResolver, issue, issue_jwt
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.did import jwk as did_jwk
from skillmark.credential.did import key as did_key
from skillmark.credential.did.web import url_for_did
from skillmark.credential.keys import LocalSigner
from skillmark.credential.keys.jwk import encode_public_jwk
from skillmark.credential.keys.public import KeyKind
from skillmark.credential.status import bitstring

CREATED = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CID = "https://www.w3.org/ns/cid/v1"
DATA_INTEGRITY = {
    KeyKind.ED25519: "eddsa-rdfc-2022",
    KeyKind.P256: "ecdsa-rdfc-2019",
    KeyKind.P384: "ecdsa-rdfc-2019",
}


@dataclass(frozen=True, eq=False)
class Party:
    """Somebody with one key; `published` is what has to be fetched to find it, by address."""

    id: str
    key: str
    signer: LocalSigner

    @cached_property
    def document(self) -> dict[str, Any]:
        """The controller document, as anybody may have it."""
        if self.id.startswith("did:key:"):
            return did_key.controller_document(self.id)
        if self.id.startswith("did:jwk:"):
            return did_jwk.controller_document(self.id)
        method = {"id": self.key, "controller": self.id, **_public_half(self.signer)}
        return {
            "@context": [CID],
            "id": self.id,
            "verificationMethod": [method],
            "assertionMethod": [self.key],
        }

    @cached_property
    def published(self) -> dict[str, Any]:
        """The controller document by its address, and the party's status lists by theirs."""
        found: dict[str, Any] = {
            self.list_of(purpose): _status_list(self, purpose) for purpose in ("revocation", "suspension")
        }
        # The other identifiers are their own key.
        if self.id.startswith("did:web:"):
            found[url_for_did(self.id)] = self.document
        elif self.id.startswith("https:"):
            found[self.id] = self.document
        return found

    def list_of(self, purpose: str) -> str:
        """The address of a status list of this party."""
        whose = hashlib.sha256(self.id.encode()).hexdigest()[:16]
        return f"https://status.example/{whose}/{purpose}"

    def multikey(self) -> dict[str, str]:
        """Both halves of the key, for an implementation that is to sign with it."""
        return {
            "type": "Multikey",
            "id": self.key,
            "controller": self.id,
            "publicKeyMultibase": self.signer.public_multikey,
            "secretKeyMultibase": self.signer.secret_multikey(),
        }

    def sign(self, document: Mapping[str, Any], **options: Any) -> dict[str, Any]:
        """The document, issued with a proof in it."""
        given = {"suite": DATA_INTEGRITY[self.signer.public_key.kind]} | options
        data = issue(document, signer=self.signer, verification_method=self.key, created=CREATED, **given)
        return dict(json.loads(data))

    def sign_text(self, document: Mapping[str, Any], **options: Any) -> str:
        """The document, issued as a signed text."""
        data = issue_jwt(
            document, signer=self.signer, verification_method=self.key, created=CREATED, **options
        )
        return data.decode("ascii")


@cache
def party(identifier: str, kind: KeyKind = KeyKind.ED25519) -> Party:
    """The party with this kind of identifier (`did:key`, `did:jwk`, `did:web`, `https`) and key; one for each."""
    signer = LocalSigner.generate(kind)
    name = f"{kind.value.lower()}.example"
    if identifier == "did:key":
        multikey = signer.public_multikey
        return Party(did_key.did_for_key(multikey), did_key.verification_method_for_key(multikey), signer)
    if identifier == "did:jwk":
        public = signer.public_key
        return Party(did_jwk.did_for_jwk(public), did_jwk.verification_method_for_jwk(public), signer)
    own = f"did:web:college.{name}:issuers:1" if identifier == "did:web" else f"https://college.{name}/issuer"
    return Party(own, f"{own}#key-1", signer)


def parties(kind: KeyKind, *identifiers: str) -> tuple[Party, ...]:
    """One party with this kind of key for each kind of identifier."""
    return tuple(party(identifier, kind) for identifier in identifiers)


@cache
def world(everybody: tuple[Party, ...]) -> StaticResolver:
    """What can be fetched where these parties publish."""
    return known({url: body for each in everybody for url, body in each.published.items()})


def known(documents: Mapping[str, Any]) -> StaticResolver:
    """What can be fetched where these documents and signed texts are published."""
    return StaticResolver({url: _bytes(body) for url, body in documents.items()}, fetched_at=NOW)


def loadable(everybody: Sequence[Party]) -> dict[str, Any]:
    """Every bundled context, and all that the parties stand for, by address or identifier: for JSON-LD loaders."""
    contexts = {url: json.loads(BUNDLED.load(url).raw) for url in BUNDLED.urls()}
    for each in everybody:
        contexts |= {url: body for url, body in each.published.items() if not isinstance(body, str)}
        contexts[each.id] = {"@context": [CID], **each.document}
    return contexts


def _bytes(body: Any) -> bytes:
    return body.encode("ascii") if isinstance(body, str) else json.dumps(body).encode("ascii")


def _public_half(signer: LocalSigner) -> dict[str, Any]:
    if signer.public_key.kind is KeyKind.RSA:
        return {"type": "JsonWebKey", "publicKeyJwk": encode_public_jwk(signer.public_key)}
    return {"type": "Multikey", "publicKeyMultibase": signer.public_multikey}


def _status_list(issuer: Party, purpose: str) -> dict[str, Any] | str:
    """A list of the party's on which nothing is withdrawn; signed as a text where the key is of no suite."""
    document = bitstring.list_credential(
        list_id=issuer.list_of(purpose),
        issuer=issuer.id,
        bits=bitstring.StatusBits(),
        purpose=purpose,
        valid_from=CREATED,
    )
    if issuer.signer.public_key.kind in DATA_INTEGRITY:
        return issuer.sign(document)
    return issuer.sign_text(document)
