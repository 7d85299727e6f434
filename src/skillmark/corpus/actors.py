"""Who issues, holds and forges in the corpus. Their secret keys are published here on purpose: they protect nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from skillmark.credential.did import (
    did_for_jwk,
    did_for_key,
    verification_method_for_jwk,
    verification_method_for_key,
)
from skillmark.credential.keys import LocalSigner, encode_public_jwk
from skillmark.credential.keys.multikey import encode_secret_key
from skillmark.credential.keys.public import KeyKind

ED25519, P256, P384, RSA = "ed25519", "p256", "p384", "rsa"
_KINDS = {P256: KeyKind.P256, P384: KeyKind.P384}


def _secret(name: str) -> bytes:
    return hashlib.sha384(f"A published key of the corpus, which protects nothing: {name}".encode()).digest()


@cache
def signer(name: str, kind: str = ED25519) -> LocalSigner:
    """The signer that follows from a name."""
    if kind == ED25519:
        return LocalSigner.from_seed(_secret(name)[:32])
    if kind == RSA:
        return LocalSigner.from_secret_jwk(_rsa_keys()[name])
    size = 32 if kind == P256 else 48
    return LocalSigner.from_secret_multikey(encode_secret_key(_KINDS[kind], _secret(name + kind)[:size]))


@cache
def _rsa_keys() -> Mapping[str, Any]:
    return dict(json.loads(files(__package__).joinpath("rsa_keys.json").read_text("ascii")))


@dataclass(frozen=True)
class Key:
    """A key with the id by which its owner publishes it."""

    id: str
    signer: LocalSigner


@dataclass(frozen=True)
class Actor:
    """Somebody with an identifier, a name and keys of some kinds."""

    id: str
    name: str
    keys: Mapping[str, Key] = field(default_factory=dict)

    def key(self, kind: str = ED25519) -> Key:
        """The key of this kind."""
        return self.keys[kind]

    @property
    def document(self) -> dict[str, Any]:
        """The controller document that publishes all keys, for issuing."""
        methods = [self.method(kind) for kind in self.keys]
        return {
            "id": self.id,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }

    def method(self, kind: str = ED25519, **members: Any) -> dict[str, Any]:
        """The entry of a key in a controller document."""
        return method(self.keys[kind].id, self.id, self.keys[kind].signer) | members

    @property
    def profile(self) -> dict[str, Any]:
        """How credentials name them."""
        return {"id": self.id, "type": ["Profile"], "name": self.name}


def method(key_id: str, controller: str, owner: LocalSigner) -> dict[str, Any]:
    """The entry of a key in a controller document."""
    entry = {"id": key_id, "type": "Multikey", "controller": controller}
    if owner.public_key.kind is KeyKind.RSA:
        return entry | {"type": "JsonWebKey", "publicKeyJwk": encode_public_jwk(owner.public_key)}
    return entry | {"publicKeyMultibase": owner.public_multikey}


def at_address(identifier: str, name: str, seed: str, *kinds: str) -> Actor:
    """Somebody whose keys stand in a document that is fetched."""
    return Actor(
        identifier,
        name,
        {kind: Key(f"{identifier}#{kind}", signer(seed, kind)) for kind in kinds or (ED25519,)},
    )


def known_by_key(name: str, seed: str, kind: str = ED25519) -> Actor:
    """Somebody whose identifier is a did:key."""
    own = signer(seed, kind)
    key = Key(verification_method_for_key(own.public_multikey), own)
    return Actor(did_for_key(own.public_multikey), name, {kind: key})


def known_by_jwk(name: str, seed: str, kind: str = P256) -> Actor:
    """Somebody whose identifier is a did:jwk."""
    own = signer(seed, kind)
    key = Key(verification_method_for_jwk(own.public_key), own)
    return Actor(did_for_jwk(own.public_key), name, {kind: key})


NORTHFIELD = at_address(
    "https://northfield.example/issuer", "Northfield College", "northfield", ED25519, P256, P384, RSA
)
MALLORY = at_address("https://mallory.example/issuer", "Mallory", "mallory", ED25519, P256, P384, RSA)
GUILD = at_address("https://guild.example/issuer", "Guild of kitchens", "guild", ED25519, P256)
SOUTHFIELD = at_address("did:web:southfield.example", "Southfield College", "southfield")
EASTFIELD = at_address("did:web:eastfield.example:colleges:food", "Eastfield College", "eastfield")
WESTFIELD = known_by_key("Westfield College", "westfield")
MIDFIELD = known_by_jwk("Midfield College", "midfield")
ADA = known_by_key("Ada Learner", "ada")
BEN = known_by_key("Ben Learner", "ben")
MALLORY_BY_KEY = known_by_key("Mallory", "mallory")
# Their keys do well for a phone: the key binding of SD-JWT is made with P-256.
ADAS_PHONE = signer("ada's phone", P256)


def in_the_name_of(whom: Actor, by: Actor, kind: str = ED25519, key_id: str | None = None) -> Actor:
    """A forger: somebody who signs with a key of their own for somebody else, under its own name or another one's."""
    own = by.key(kind)
    return Actor(whom.id, whom.name, {kind: Key(own.id if key_id is None else key_id, own.signer)})
